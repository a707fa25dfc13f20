"""What the law and the house ask of a service project before it may be published.

Facts in, findings out. The rules of the trunk (scheme, days, words) stand in
app.calls.rules; here is what only projects have: item, money, track, contract.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.amendments.rules import screened
from app.calls import rules as trunk
from app.calls.rules import CallFacts
from app.errors import Finding
from app.law import Law, Track, add_years

# Sources of budget lines that are fiscal money (财政性资金).
FISCAL = frozenset({"fiscal", "street"})
OPEN_TENDER = "open_tender"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts(CallFacts):
    """What the rules of projects look at.

    `free`: free balance of the budget line, None without one. `bought_this_year`: ceilings of
    the unit's other projects of the same line and catalogue code in this fiscal year.
    """

    unit_id: object = None
    item_published: bool = False
    item_needs_consultation: bool = False
    needs: int = 0
    line_unit_id: object = None
    line_year: int | None = None
    line_source: str = ""
    free: Decimal | None = None
    ceiling: Decimal | None = None
    mode: str = "project_letting"
    bought_this_year: Decimal = Decimal(0)
    service_object: str = ""
    place: str = ""
    catalogue_code: str | None = None
    service_from: date | None = None
    service_to: date | None = None
    acceptance: str = ""
    negative: tuple[Finding, ...] = ()


# --- the item and the money


def item(facts: ProjectFacts, _: Law) -> Iterator[Finding]:
    """A project carries out an item of the published list.

    :law: TRF/A001
    """
    if not facts.item_published:
        yield Finding("item-missing", law="TRF/A001", field="item_id")


def here(_: ProjectFacts, law: Law) -> Iterator[Finding]:
    """Notices and trading of government procurement belong to the designated platform.

    :law: GPR/8
    """
    if not law.permits.award_here:
        yield Finding("not-published-here", law=law.permits.award_here.law, field="track")


def track(facts: ProjectFacts, law: Law) -> Iterator[Finding]:
    """The track follows from the source of the money and the amount, not from choice.

    :law: GPL/2, GPL/8, HOUSE/R-TRK-01
    """
    fiscal = facts.line_source in FISCAL
    limit = law.gp_limit
    if law.track is Track.SUB and fiscal and limit is not None and (facts.ceiling or 0) >= limit:
        detail = {"ceiling": facts.ceiling, "limit": limit}
        yield Finding("above-limit", law="GPL/8", field="track", detail=detail)
    if law.track is Track.TRANSFER and fiscal and facts.ceiling:
        yield Finding("transfer-with-money", law="HOUSE/R-TRK-01", field="track", warning=True)


def money(facts: ProjectFacts, law: Law) -> Iterator[Finding]:
    """No money, no project: a line of the own budget with a free balance (费随事转).

    :law: GPL/6, MOF102/16
    """
    unpaid = law.track is Track.TRANSFER and not facts.ceiling
    if facts.ceiling is None and not unpaid:
        yield Finding("ceiling-missing", field="ceiling")
    elif facts.ceiling is not None and facts.ceiling <= 0:
        yield Finding("ceiling-not-positive", field="ceiling")
    if unpaid:
        return
    if facts.free is None:
        yield Finding("line-missing", law="GPL/6", field="budget_line_id")
        return
    if facts.line_unit_id != facts.unit_id:
        yield Finding("line-of-another", law="GPL/6", field="budget_line_id")
    if facts.line_year is not None and facts.line_year < facts.on.year:
        detail = {"year": facts.line_year}
        yield Finding("line-of-past-year", law="GPL/6", field="budget_line_id", detail=detail)
    if facts.ceiling is not None and facts.ceiling > facts.free:
        yield Finding(
            "line-too-small",
            law="GPL/6",
            field="ceiling",
            detail={
                "ceiling": facts.ceiling,
                "free": facts.free,
                "missing": facts.ceiling - facts.free,
            },
        )


def splitting(facts: ProjectFacts, law: Law) -> Iterator[Finding]:
    """The same item is not bought in small pieces to stay below open tender (化整为零).

    :law: GPL/28, GPR/28, HOUSE/R-TRK-06
    """
    limit = law.open_tender_threshold
    if limit is None or facts.ceiling is None or facts.mode == OPEN_TENDER:
        return
    if not facts.bought_this_year:
        return
    total = facts.ceiling + facts.bought_this_year
    detail = {"total": total, "limit": limit}
    if total > limit:
        yield Finding("split", law="GPR/28", field="ceiling", detail=detail)
    elif total * 100 >= limit * law.splitting_warn_pct:
        yield Finding(
            "split-soon", law="HOUSE/R-TRK-06", field="ceiling", detail=detail, warning=True
        )


# --- what is done


def negative_list(facts: ProjectFacts, _: Law) -> Iterator[Finding]:
    """What stands on the negative list may not be handed over or bought.

    :law: TRF/A002, MOF102/10
    """
    yield from screened(facts.negative)


def service(facts: ProjectFacts, _: Law) -> Iterator[Finding]:
    """Who is served, where, and under which code."""
    if not facts.service_object.strip():
        yield Finding("service-object-missing", field="service_object")
    if not facts.place.strip():
        yield Finding("place-missing", field="place")
    if not facts.catalogue_code:
        yield Finding("catalogue-missing", field="catalogue_code", warning=True)


def consultation(facts: ProjectFacts, _: Law) -> Iterator[Finding]:
    """For public services the public is asked when needs are set.

    :law: GPR/15
    """
    if facts.item_needs_consultation and not facts.needs:
        yield Finding("needs-missing", law="GPR/15", field="need_ids", warning=True)


# --- the contract to come


def term(facts: ProjectFacts, law: Law) -> Iterator[Finding]:
    """A service contract lasts a year; longer only where content, money and price are stable.

    :law: MOF102/24
    """
    begin, end = facts.service_from, facts.service_to
    if begin is None:
        yield Finding("service-from-missing", field="service_from")
    if end is None:
        yield Finding("service-to-missing", field="service_to")
    if begin is None or end is None:
        return
    if end <= begin:
        yield Finding("service-upside-down", field="service_to")
    elif end >= add_years(begin, law.contract_term_max_y):
        detail = {"years": law.contract_term_max_y}
        yield Finding("term-too-long", law="MOF102/24", field="service_to", detail=detail)
    elif end >= add_years(begin, law.contract_term_y):
        detail = {"years": law.contract_term_y}
        yield Finding("term-long", law="MOF102/24", field="service_to", detail=detail, warning=True)
    if facts.opening_at is not None and begin <= facts.opening_at.date():
        yield Finding("service-before-opening", field="service_from")


def acceptance(facts: ProjectFacts, _: Law) -> Iterator[Finding]:
    """Whoever takes the work over knows beforehand how it will be accepted.

    :law: NKG/R-AWD-11, GPL/41
    """
    if not facts.acceptance.strip():
        yield Finding("acceptance-missing", law="NKG/R-AWD-11", field="acceptance")


RULES = (
    item,
    here,
    track,
    money,
    splitting,
    negative_list,
    service,
    consultation,
    term,
    acceptance,
)


def findings(facts: ProjectFacts, law: Law) -> tuple[Finding, ...]:
    """Return everything that stands against publishing, and every warning, in the order of the form."""
    found = [f for rule in trunk.TRUNK for f in rule(facts, law)]
    found += [f for rule in RULES for f in rule(facts, law)]
    if facts.ceiling:
        found += trunk.payments(facts, law)
    return tuple(found)
