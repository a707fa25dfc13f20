"""Who may sit on a panel, how it is drawn so that anybody can draw it again, and what a sheet needs.

The draw: everybody who may sit is hashed into the pool, seed = sha256(call | pool hash |
instant), and the order is that of sha256(seed | number). Taking one out leaves all others
where they are, so whoever leaves is replaced by the next in order. tools/redraw.py computes
the same from the published record and shares no code with this.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Finding
from app.law import Law
from app.panels.states import TieKind
from matching import draw as draws
from matching.draw import FORMULA, ordered, pool_hash, seed_of, taken

__all__ = ["FORMULA", "ordered", "pool_hash", "seed_of", "taken"]

REASON_MAX = 1000
STEP = Decimal("0.5")
LARGEST = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as the draw sees one.

    `tie`: bidder or posting-unit if the person holds a role there, declared if somebody said so.
    """

    number: str
    employer: str
    fields: tuple[str, ...]
    valid_until: date
    tie: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a call asks of its panel."""

    on: date
    fields: tuple[str, ...]
    unit_names: tuple[str, ...]
    bidder_names: tuple[str, ...]
    heads: tuple[str, ...] = ()
    widen: bool = False


def excluded(candidate: Candidate, needs: Needs) -> str | None:
    """Return why somebody may not be drawn: expired, other-field, or a conflict; None if fit.

    :law: CB198/R-PAN-14
    """
    if candidate.valid_until < needs.on:
        return "expired"
    if why := conflict(candidate, needs):
        return why
    if not needs.widen and not _in_field(candidate, needs):
        return "other-field"
    return None


def conflict(candidate: Candidate, needs: Needs) -> str | None:
    """Return what ties somebody to those concerned: a role, a declaration, the employer, the name.

    The one answer for drawing, seating, scoring and viewing.

    :law: CB198/R-PAN-08, NKG/R-PAN-07, GPR/9
    """
    if candidate.tie:
        return candidate.tie
    if _works_at(candidate, needs.bidder_names):
        return "bidder"
    if candidate.name and candidate.name in needs.heads:
        return "bidder-head"
    if _works_at(candidate, needs.unit_names):
        return "posting-unit"
    return None


def tie_stands(ended_on: date | None, on: date, law: Law) -> bool:
    """Say whether a declared tie still counts: while it lasts, and some years from its end.

    :law: GPR/9
    """
    if ended_on is None:
        return True
    years = ended_on.year + law.recusal_years
    try:
        last = ended_on.replace(year=years)
    except ValueError:  # 29 February
        last = date(years, 3, 1)
    return on <= last


def _works_at(candidate: Candidate, names: Iterable[str]) -> bool:
    employer = candidate.employer.strip()
    return bool(employer) and any(n and (n in employer or employer in n) for n in names)


def _in_field(candidate: Candidate, needs: Needs) -> bool:
    return not needs.fields or bool(set(candidate.fields) & set(needs.fields))


# --- the draw


def grouped(employers: Mapping[str, str]) -> dict[str, str]:
    """Return the employers as numbers: the record says who shares one, not which."""
    known: dict[str, str] = {"": ""}
    return {n: known.setdefault(e, str(len(known))) for n, e in sorted(employers.items())}


def drawn(
    candidates: Sequence[Candidate],
    needs: Needs,
    *,
    call_id: object,
    size: int,
    law: Law,
    at: datetime,
    salt: str = "",
) -> dict[str, Any]:
    """Draw; return the record from which anybody draws the same again (`problems_of`).

    The salt keeps the digest that is public before the result from being guessed; it has no
    part in the order.
    """
    reasons = {c.number: excluded(c, needs) for c in candidates}
    pool = sorted(number for number, why in reasons.items() if why is None)
    employers = grouped({c.number: c.employer for c in candidates if reasons[c.number] is None})
    first = sorted(c.number for c in candidates if c.number in employers and _in_field(c, needs))
    hashed = pool_hash(pool)
    seed = seed_of(call_id, hashed, at)
    order = ordered(seed, pool, first)
    return {
        "formula": FORMULA,
        "call": str(call_id),
        "at": at.isoformat(),
        "salt": salt,
        "size": size,
        "same_employer": law.panel_max_same_employer,
        "widened": needs.widen,
        "pool": pool,
        "of_field": first,
        "employers": employers,
        "excluded": {n: why for n, why in sorted(reasons.items()) if why is not None},
        "pool_hash": hashed,
        "seed": seed,
        "order": order,
        "taken": taken(order, employers, size=size, same_employer=law.panel_max_same_employer),
    }


def following(
    draw: Mapping[str, Any],
    left: str,
    *,
    sitting: Collection[str],
    out: Mapping[str, str],
    employers: Mapping[str, str],
    at: datetime,
) -> dict[str, Any]:
    """Find who follows in the order for one who left; return the record of it.

    `out` names those who are passed over, with the reason.
    """
    event = {
        "at": at.isoformat(),
        "left": left,
        "sitting": sorted(sitting),
        "employers": grouped({n: employers.get(n, "") for n in (*draw["order"], *sitting)}),
        "out": {n: why for n, why in sorted(out.items()) if n in draw["order"]},
    }
    return event | {"next": _next_of(draw, event)}


def refilled(
    more: Mapping[str, Any],
    *,
    size: int,
    sitting: Collection[str],
    employers: Mapping[str, str],
    at: datetime,
) -> dict[str, Any]:
    """Seat from a further draw; return the record of it."""
    event = {
        "at": at.isoformat(),
        "draw": more,
        "size": size,
        "sitting": sorted(sitting),
        "employers": grouped({n: employers.get(n, "") for n in (*more["order"], *sitting)}),
    }
    return event | {"seated": _seated_of(event)}


def _next_of(draw: Mapping[str, Any], event: Mapping[str, Any]) -> str | None:
    found = taken(
        draw["order"],
        event["employers"],
        size=len(event["sitting"]) + 1,
        same_employer=draw["same_employer"],
        sitting=event["sitting"],
        out=event["out"],
    )
    return found[0] if found else None


def _seated_of(event: Mapping[str, Any]) -> list[str]:
    return taken(
        event["draw"]["order"],
        event["employers"],
        size=event["size"],
        same_employer=event["draw"]["same_employer"],
        sitting=event["sitting"],
    )


def problems_of(draw: Mapping[str, Any]) -> list[str]:
    """Draw again from the record alone and name what comes out differently; nothing is right."""
    return draws.problems_of(draw) + list(_problems_after(draw))


def _problems_after(draw: Mapping[str, Any]) -> Iterator[str]:
    """Name the replacements that do not follow from the record, by their place in it."""
    seats = set(draw["taken"])
    for place, event in enumerate(draw.get("after", ()), start=1):
        if "draw" in event:
            right = event["seated"] == _seated_of(event) and not problems_of(event["draw"])
            came = event["seated"]
        else:
            right = event["left"] in seats and event["next"] == _next_of(draw, event)
            seats -= {event["left"]}
            came = [event["next"]] if event["next"] else []
        if not right or set(event["sitting"]) != seats:
            yield f"after {place}"
        seats |= set(came)


def seated(draw: Mapping[str, Any]) -> set[str]:
    """Return who sits after everything that the record tells."""
    seats = set(draw["taken"])
    for event in draw.get("after", ()):
        seats.discard(event.get("left"))
        seats |= set(event["seated"]) if "draw" in event else {event["next"]} - {None}
    return seats


def digest_of(draw: Mapping[str, Any], *, whole: bool = False) -> str:
    """Return what may be public before the result: the hash of the draw without what came after."""
    made = {name: value for name, value in draw.items() if whole or name != "after"}
    text = json.dumps(made, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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


def tie(*, kind: TieKind, ended_on: date | None, on: date, reason: str) -> Iterator[Finding]:
    """A declared tie says what it is; only work and contracts have an end, and not to come.

    :law: GPR/9
    """
    if not reason.strip():
        yield Finding("recusal-reason-missing", law="GPR/9", field="reason")
    elif len(reason) > REASON_MAX:
        yield Finding("recusal-reason-too-long", field="reason", detail={"most": REASON_MAX})
    if ended_on is None:
        return
    if kind not in (TieKind.EMPLOYMENT, TieKind.CONTRACT):
        yield Finding("tie-has-no-end", law="GPR/9", field="ended_on")
    elif ended_on > on:
        yield Finding("tie-ends-later", field="ended_on")
