"""What a round and an application's budget must hold to. Facts in, findings out.

`budget` is the heart: it says for the whole table and for every row what is wrong, and
where a share is too large it gives the ways out with numbers that work, to the fen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.calls import rules as trunk
from app.calls.rules import CallFacts
from app.errors import Finding
from app.law import Law, add_months
from app.money import FEN, total

LABOUR = "labour"
CATEGORIES = (LABOUR, "activity", "material", "volunteer", "publicity", "evaluation", "audit")
WHOLE = Decimal(100)


# --- the budget of an application


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One row: what for, of which kind, how it is reckoned, from the grant, from own money."""

    label: str
    category: str
    basis: str
    grant: Decimal
    own: Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """What the round allows; shares in per cent."""

    labour_share_max: Decimal
    grant_cap: Decimal
    own_share_min: Decimal


@dataclass(frozen=True, slots=True)
class LabourWays:
    """Two ways to bring the labour share down to the cap.

    shift: so much labour is paid from own money instead, the grant freed goes to other rows and
    keeps its total. labour, total: or the grant pays so much labour and shrinks to so much.
    """

    shift: Decimal
    labour: Decimal
    total: Decimal


def labour_ways(labour: Decimal, grant: Decimal, percent: Decimal) -> LabourWays | None:
    """Return the ways out of a labour share above `percent` of the grant; None if it is not above.

    Taking away the excess alone would still break the rule: the base shrinks as well. With N for
    what is not labour, labour may be at most N * p / (100 - p). Rounded to the fen, downwards.
    """
    if labour * WHOLE <= grant * percent:
        return None
    most = _down(grant * percent / WHOLE)
    rest = grant - labour
    kept = _down(rest * percent / (WHOLE - percent))
    return LabourWays(shift=labour - most, labour=kept, total=rest + kept)


def budget(rows: Sequence[BudgetRow], limits: Limits) -> tuple[Finding, ...]:
    """Return everything that is wrong with a budget table.

    Findings of a row have the field `rows-<index>-<column>` and its index in their detail;
    findings of the whole table have the field `labour`, `grant`, `own` or `rows`.

    :law: VEN/R-VEN-02, VEN/R-VEN-03
    """
    if not rows:
        return (Finding("budget-empty", field="rows"),)
    found = [f for index, row in enumerate(rows) for f in _row(index, row)]
    grant, own = total(r.grant for r in rows), total(r.own for r in rows)
    found += _labour(rows, grant, limits)
    found += _cap(grant, limits)
    found += _own(grant, own, limits)
    return tuple(found)


def _row(index: int, row: BudgetRow) -> Iterator[Finding]:
    detail = {"row": index, "number": index + 1, "label": row.label}
    if not row.label.strip():
        yield Finding("row-label-missing", field=f"rows-{index}-label", detail=detail)
    if row.category not in CATEGORIES:
        yield Finding("row-category-missing", field=f"rows-{index}-category", detail=detail)
    if not row.basis.strip():
        yield Finding(
            "row-basis-missing", law="VEN/R-VEN-14", field=f"rows-{index}-basis", detail=detail
        )
    for column in ("grant", "own"):
        if getattr(row, column) < 0:
            yield Finding("row-negative", field=f"rows-{index}-{column}", detail=detail)
    if row.grant == 0 and row.own == 0:
        yield Finding("row-empty", field=f"rows-{index}-grant", detail=detail)


def _labour(rows: Sequence[BudgetRow], grant: Decimal, limits: Limits) -> Iterator[Finding]:
    """Labour is at most its share of the grant.

    :law: VEN/R-VEN-03
    """
    at = [i for i, row in enumerate(rows) if row.category == LABOUR]
    labour = total(rows[i].grant for i in at)
    ways = labour_ways(labour, grant, limits.labour_share_max)
    if ways is None or grant <= 0:
        return
    cuttable = ways.total > 0
    yield Finding(
        "labour-share" if cuttable else "labour-only",
        law="VEN/R-VEN-03",
        field="labour",
        detail={
            "row": at[-1],
            "rows": at,
            "labour": labour,
            "grant": grant,
            "share": f"{_one_place(labour * WHOLE / grant, limits.labour_share_max)}",
            "limit": f"{limits.labour_share_max.normalize():f}",
            "most": _down(grant * limits.labour_share_max / WHOLE),
            "shift": ways.shift,
            "cut_labour": ways.labour,
            "cut_total": ways.total,
        },
    )


def _cap(grant: Decimal, limits: Limits) -> Iterator[Finding]:
    """The grant is within the cap of the round.

    :law: VEN/R-VEN-02
    """
    if grant <= 0:
        yield Finding("grant-missing", field="grant")
    elif grant > limits.grant_cap:
        yield Finding(
            "grant-over-cap",
            law="VEN/R-VEN-02",
            field="grant",
            detail={"grant": grant, "cap": limits.grant_cap, "over": grant - limits.grant_cap},
        )


def _own(grant: Decimal, own: Decimal, limits: Limits) -> Iterator[Finding]:
    """The organization brings its share of the whole budget.

    :law: VEN/R-VEN-02
    """
    least = limits.own_share_min
    whole = grant + own
    if whole <= 0 or own * WHOLE >= whole * least:
        return
    # own >= p/(100-p) * grant, upwards to the fen; or grant <= (100-p)/p * own, downwards.
    needed = (grant * least / (WHOLE - least)).quantize(FEN, ROUND_CEILING)
    yield Finding(
        "own-too-small",
        law="VEN/R-VEN-02",
        field="own",
        detail={
            "own": own,
            "total": whole,
            "share": f"{_one_place(own * WHOLE / whole, least)}",
            "least": f"{least.normalize():f}",
            "add": needed - own,
            "needed": needed,
            "grant_at_most": _down(own * (WHOLE - least) / least),
        },
    )


def _down(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_FLOOR)


def _one_place(share: Decimal, limit: Decimal) -> Decimal:
    """Write a share with one place, or with as many as it takes to differ from the limit."""
    for places in range(1, 5):
        written = round(share, places)
        if written != limit:
            return written
    return share


# --- the round itself


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts(CallFacts):
    """What the rules of rounds look at."""

    unit_id: object = None
    line_unit_id: object = None
    free: Decimal | None = None
    pool: Decimal | None = None
    grant_cap: Decimal | None = None
    labour_share_max: Decimal | None = None
    own_share_min: Decimal | None = None
    performs_from: date | None = None
    performs_to: date | None = None


def pool(facts: RoundFacts, _: Law) -> Iterator[Finding]:
    """The money of a round stands in a line with a free balance.

    :law: LOT/33, GPL/6
    """
    if facts.pool is None or facts.pool <= 0:
        yield Finding("pool-missing", field="pool")
    if facts.free is None:
        yield Finding("pool-line-missing", law="GPL/6", field="budget_line_id")
    elif facts.line_unit_id != facts.unit_id:
        yield Finding("pool-line-of-another", law="GPL/6", field="budget_line_id")
    elif facts.pool is not None and facts.pool > facts.free:
        detail = {"pool": facts.pool, "free": facts.free}
        yield Finding("pool-line-too-small", law="GPL/6", field="pool", detail=detail)


def caps(facts: RoundFacts, law: Law) -> Iterator[Finding]:
    """A round may be stricter than the local rules, not looser.

    :law: VEN/R-VEN-02, VEN/R-VEN-03
    """
    if facts.grant_cap is None or facts.grant_cap <= 0:
        yield Finding("cap-missing", law="VEN/R-VEN-02", field="grant_cap")
    elif facts.grant_cap > law.grant_cap_abs:
        detail = {"most": law.grant_cap_abs}
        yield Finding("cap-too-high", law="VEN/R-VEN-02", field="grant_cap", detail=detail)
    share = facts.labour_share_max
    if share is None or not 0 < share < WHOLE:
        yield Finding("labour-cap-missing", law="VEN/R-VEN-03", field="labour_share_max")
    elif share > law.labour_cap:
        yield Finding(
            "labour-cap-too-high",
            law="VEN/R-VEN-03",
            field="labour_share_max",
            detail={"most": f"{law.labour_cap.normalize():f}"},
        )
    least = facts.own_share_min
    if least is None or not 0 <= least < WHOLE:
        yield Finding("own-share-missing", law="VEN/R-VEN-02", field="own_share_min")
    elif least < law.own_share_min_pct:
        yield Finding(
            "own-share-low",
            law="VEN/R-VEN-02",
            field="own_share_min",
            detail={"least": f"{law.own_share_min_pct.normalize():f}"},
            warning=True,
        )


def period(facts: RoundFacts, law: Law) -> Iterator[Finding]:
    """A funded project runs between its least and its greatest months.

    :law: VEN/R-VEN-06
    """
    begin, end = facts.performs_from, facts.performs_to
    if begin is None or end is None:
        yield Finding("period-missing", field="performs_from" if begin is None else "performs_to")
        return
    least, most = law.venture_months
    if not add_months(begin, least) <= end + timedelta(days=1) <= add_months(begin, most):
        detail = {"least": least, "most": most}
        yield Finding("period-wrong", law="VEN/R-VEN-06", field="performs_to", detail=detail)


RULES = (pool, caps, period, trunk.payments)
# A round has no sealed opening by keys, and its scheme has no price.
TRUNK = trunk.TRUNK


def findings(facts: RoundFacts, law: Law) -> tuple[Finding, ...]:
    """Return everything that stands against publishing a round, and every warning."""
    rules = (*TRUNK, *RULES)
    return tuple(f for rule in rules for f in rule(facts, law))
