"""Who may sit on a panel, how it is drawn so that anybody can draw it again, and what a sheet needs.

The draw: everybody who may sit is hashed into the pool, seed = sha256(call | pool hash |
instant), and the order is that of sha256(seed | number). Taking one out leaves all others
where they are, so whoever recuses is replaced by the next in order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Finding
from app.law import Law
from matching.draw import FORMULA, ordered, pool_hash, problems_of, record, seed_of, taken

__all__ = ["FORMULA", "ordered", "pool_hash", "problems_of", "seed_of", "taken"]

REASON_MAX = 1000
STEP = Decimal("0.5")
LARGEST = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as the draw sees one. `tie`: bidder or posting-unit if the person holds a role there."""

    number: str
    employer: str
    fields: tuple[str, ...]
    valid_until: date
    tie: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a call asks of its panel."""

    on: date
    fields: tuple[str, ...]
    unit_names: tuple[str, ...]
    bidder_names: tuple[str, ...]
    widen: bool = False


def excluded(candidate: Candidate, needs: Needs) -> str | None:
    """Return why somebody may not be drawn: expired, other-field, posting-unit, bidder; None if fit.

    :law: CB198/R-PAN-14, CB198/R-PAN-08, NKG/R-PAN-07
    """
    if candidate.valid_until < needs.on:
        return "expired"
    if candidate.tie:
        return candidate.tie
    if _works_at(candidate, needs.bidder_names):
        return "bidder"
    if _works_at(candidate, needs.unit_names):
        return "posting-unit"
    if not needs.widen and not _in_field(candidate, needs):
        return "other-field"
    return None


def _works_at(candidate: Candidate, names: Iterable[str]) -> bool:
    employer = candidate.employer.strip()
    return bool(employer) and any(n and (n in employer or employer in n) for n in names)


def _in_field(candidate: Candidate, needs: Needs) -> bool:
    return not needs.fields or bool(set(candidate.fields) & set(needs.fields))


# --- the draw (matching.draw, which inspections use as well)


def drawn(
    candidates: Sequence[Candidate],
    needs: Needs,
    *,
    call_id: object,
    size: int,
    law: Law,
    at: datetime,
) -> dict[str, Any]:
    """Draw; return the record from which anybody draws the same again (`problems_of`).

    :law: CB198/R-PAN-08
    """
    reasons = {c.number: excluded(c, needs) for c in candidates}
    pool = [number for number, why in reasons.items() if why is None]
    employers = {c.number: c.employer for c in candidates if reasons[c.number] is None}
    return record(
        call_id,
        pool,
        at=at,
        size=size,
        excluded={n: why for n, why in reasons.items() if why is not None},
        first=[c.number for c in candidates if c.number in employers and _in_field(c, needs)],
        employers=employers,
        same_employer=law.panel_max_same_employer,
        widened=needs.widen,
    )


# --- the panel


def size(wanted: int, law: Law) -> Iterator[Finding]:
    """A panel has at least so many members, and an odd number.

    :law: MOF87/47, VEN/R-PAN-15, NKG/R-PAN-01
    """
    least = law.panel_size_min
    if wanted < least:
        detail = {"size": wanted, "least": least}
        law_key = law.source("panel_size_min").key
        yield Finding("panel-too-small", law=law_key, field="size", detail=detail)
    elif wanted > LARGEST:
        yield Finding("panel-too-large", field="size", detail={"most": LARGEST})
    if law.panel_odd and wanted % 2 == 0:
        yield Finding(
            "panel-even", law=law.source("panel_odd").key, field="size", detail={"size": wanted}
        )


def local_pool(law: Law) -> Iterator[Finding]:
    """In government procurement experts are drawn by the province, not from this pool.

    :law: GPR/39
    """
    if not law.permits.award_here.allowed:
        yield Finding("panel-drawn-elsewhere", law="GPR/39")


def enough(draw: Mapping[str, Any], law: Law) -> Iterator[Finding]:
    """The pool must give so many members; else it is said what kept the others out."""
    got, wanted = len(draw["taken"]), draw["size"]
    if got < wanted:
        counts: dict[str, int] = {}
        for why in draw["excluded"].values():
            counts[why] = counts.get(why, 0) + 1
        detail = {"got": got, "size": wanted, "pool": len(draw["pool"])}
        detail |= {"other_field": counts.get("other-field", 0), "expired": counts.get("expired", 0)}
        code = "pool-too-small" if draw["widened"] else "pool-too-small-in-field"
        law_key = law.source("panel_max_same_employer").key
        yield Finding(code, law=law_key, field="widen", detail=detail)


# --- a sheet


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion on a sheet: the most it gives, the step, and what was typed."""

    key: str
    name: str
    most: Decimal
    step: Decimal
    points: str
    reason: str


def read(cell: Cell) -> Decimal | None:
    """Return the typed points, or None if they cannot count."""
    return None if list(wrong(cell)) else _number(cell.points)


def wrong(cell: Cell) -> Iterator[Finding]:
    """Say what is wrong with typed points, with what may be written instead.

    :law: HOUSE/R-SCO-11
    """
    typed = cell.points.strip()
    if not typed:
        return
    field, value = f"{cell.key}-points", _number(typed)
    detail: dict[str, object] = {"name": cell.name, "typed": typed, "most": plain(cell.most)}
    if value is None:
        yield Finding("mark-unreadable", field=field, detail=detail)
    elif not 0 <= value <= cell.most:
        yield Finding("mark-out-of-range", law="HOUSE/R-SCO-11", field=field, detail=detail)
    elif value % cell.step:
        below = value - value % cell.step
        near = {"step": plain(cell.step), "below": plain(below), "above": plain(below + cell.step)}
        yield Finding("mark-off-step", field=field, detail=detail | near)


def missing(cell: Cell) -> Iterator[Finding]:
    """Signing needs points everywhere, and a reason wherever points were taken off.

    :law: HOUSE/R-SCO-11, HOUSE/R-PAN-11
    """
    value = read(cell)
    detail = {"name": cell.name}
    if not cell.points.strip():
        yield Finding(
            "mark-missing", law="HOUSE/R-SCO-11", field=f"{cell.key}-points", detail=detail
        )
    elif value is not None and value < cell.most and not cell.reason.strip():
        yield Finding("mark-reason-missing", field=f"{cell.key}-reason", detail=detail)
    if len(cell.reason) > REASON_MAX:
        long = detail | {"length": len(cell.reason), "most": REASON_MAX}
        yield Finding("mark-reason-too-long", field=f"{cell.key}-reason", detail=long)


def _number(typed: str) -> Decimal | None:
    try:
        value = Decimal(typed.strip().replace("，", ".").replace("。", ".").removesuffix("分"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def plain(value: Decimal) -> str:
    """Write points without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- declaring


def declaration(*, seen: bool, tied: bool, reason: str) -> Iterator[Finding]:
    """Whoever accepts has read the list of bidders and has no tie to any of them.

    :law: GPR/9, NKG/R-PAN-07
    """
    if tied:
        yield Finding("tied-must-recuse", law="GPR/9", field="tied")
    elif not seen:
        yield Finding("declaration-missing", law="GPR/9", field="seen")
    if reason and len(reason) > REASON_MAX:
        yield Finding("recusal-reason-too-long", field="reason", detail={"most": REASON_MAX})
