"""How many are inspected, by whom, and what an inspection needs to count. Pure.

Organizations are drawn colour by colour: of each colour the larger of the level's ratio and
the colour's, rounded up, so that together never less than the level asks. Inspectors are
drawn for each organization from those with valid papers and no interest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from app.colours.states import Colour
from app.errors import Finding
from app.inspections.states import InspectionKind, Result
from app.law import Law
from matching.draw import pool_hash, record

HUNDRED = Decimal(100)
# Only what is drawn from the whole register is measured by the ratio.
BY_RATIO = (InspectionKind.RANDOM,)


def ratio(colour: Colour, law: Law) -> Decimal:
    """Return which share of a colour is inspected, in per cent.

    :law: CRD45/R-CRD-10, CLS/A166
    """
    return max(law.spot_check_ratio[law.office_level], law.colour_check_ratio[colour])


def size(count: int, colour: Colour, law: Law) -> int:
    """Return how many of `count` organizations are drawn: rounded up.

    :law: CRD45/R-CRD-10
    """
    share = Decimal(count) * ratio(colour, law) / HUNDRED
    return int(share.to_integral_value(ROUND_CEILING))


def frozen(codes: Mapping[str, Colour], law: Law) -> dict[str, Any]:
    """Return the pool as it is announced: by colour the sorted codes, their hash, how many are drawn.

    :law: CRD45/R-CRD-12
    """
    found: dict[str, Any] = {}
    for colour in Colour:
        pool = sorted(code for code, its in codes.items() if its is colour)
        if pool:
            found[colour.value] = {
                "pool": pool,
                "pool_hash": pool_hash(pool),
                "ratio": str(ratio(colour, law)),
                "size": size(len(pool), colour, law),
            }
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """An inspector as the draw sees one; `ties`: codes of organizations with an interest."""

    number: str
    valid_until: date
    ties: frozenset[str]


def excluded(candidate: Candidate, code: str, *, on: date) -> str | None:
    """Return why an inspector may not be drawn for an organization; None if fit.

    :law: CRD45/R-CRD-11
    """
    if candidate.valid_until < on:
        return "papers-expired"
    return "interest" if code in candidate.ties else None


def about(plan_id: object, announced: str, part: str) -> str:
    """Return what a draw is about: the plan, what the public source said, the part."""
    return f"{plan_id}|{announced}|{part}"


def drawn(
    plan_id: object,
    announced: str,
    pool: Mapping[str, Any],
    candidates: Sequence[Candidate],
    *,
    at: datetime,
    on: date,
    law: Law,
) -> dict[str, Any]:
    """Draw organizations and inspectors; every part is a record of matching.draw.

    :law: CRD45/R-CRD-10, CRD45/R-CRD-11, CRD45/R-CRD-12
    """
    organizations = {
        colour: record(
            about(plan_id, announced, colour), row["pool"], at=at, size=row["size"], excluded={}
        )
        for colour, row in pool.items()
    }
    codes = [code for part in organizations.values() for code in part["taken"]]
    inspectors = {
        code: _inspectors(about(plan_id, announced, code), code, candidates, at=at, on=on, law=law)
        for code in codes
    }
    return {"announced": announced, "organizations": organizations, "inspectors": inspectors}


def _inspectors(
    what: str, code: str, candidates: Sequence[Candidate], *, at: datetime, on: date, law: Law
) -> dict[str, Any]:
    reasons = {c.number: excluded(c, code, on=on) for c in candidates}
    fit = [number for number, why in reasons.items() if why is None]
    out = {number: why for number, why in reasons.items() if why is not None}
    return record(what, fit, at=at, size=law.spot_check_inspectors, excluded=out)


def parts(draw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every part of a draw with its name."""
    yield from draw.get("organizations", {}).items()
    yield from draw.get("inspectors", {}).items()


# --- what is asked of each step


def announcement(
    *, source: str, draw_at: datetime, now: datetime, pool: Mapping[str, Any]
) -> Iterator[Finding]:
    """A draw is announced before it happens, with the public source of its seed.

    :law: CRD45/R-CRD-12
    """
    if not source.strip():
        yield Finding("draw-source-missing", law="CRD45/R-CRD-12", field="source")
    if draw_at <= now:
        yield Finding("draw-in-past", law="CRD45/R-CRD-12", field="draw_at")
    if not pool:
        yield Finding("pool-empty")


def draw_time(*, announced: str, draw_at: datetime, now: datetime) -> Iterator[Finding]:
    """Nobody draws before the announced moment, or without what the source said.

    :law: CRD45/R-CRD-12
    """
    if now < draw_at:
        yield Finding("draw-too-early", law="CRD45/R-CRD-12", detail={"at": draw_at})
    if not announced.strip():
        yield Finding("announced-missing", law="CRD45/R-CRD-12", field="announced")


def enough(draw: Mapping[str, Any], law: Law) -> Iterator[Finding]:
    """Every organization gets so many inspectors, or there is no draw.

    :law: CRD45/R-CRD-11
    """
    least = law.spot_check_inspectors
    short = [code for code, part in draw["inspectors"].items() if len(part["taken"]) < least]
    if short:
        detail = {"least": least, "count": len(short)}
        yield Finding("too-few-inspectors", law="CRD45/R-CRD-11", detail=detail)


def inspector(seats: Collection[object], actor: object) -> Iterator[Finding]:
    """Only who was drawn inspects.

    :law: CRD45/R-CRD-11
    """
    if actor not in seats:
        yield Finding("not-drawn", law="CRD45/R-CRD-11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is written down after a visit."""

    result: Result
    visited_on: date
    papers_shown: bool
    findings: str = ""
    order_no: str = ""
    rectify_by: date | None = None
    penalty: str = ""


def visit(made: Visit, *, drawn_on: date, on: date) -> Iterator[Finding]:
    """Say what is wrong with the record of a visit.

    :law: CRD45/R-CRD-11
    """
    if not drawn_on <= made.visited_on <= on:
        detail = {"first": drawn_on, "last": on}
        yield Finding("visit-day", field="visited_on", detail=detail)
    if not made.papers_shown:
        yield Finding("papers-not-shown", law="CRD45/R-CRD-11", field="papers_shown")
    if made.result is Result.GOOD:
        return
    if not made.findings.strip():
        yield Finding("findings-missing", field="findings")
    if made.rectify_by is None:
        yield Finding("rectify-by-missing", field="rectify_by")
    elif made.rectify_by <= made.visited_on:
        yield Finding("rectify-by-early", field="rectify_by", detail={"day": made.visited_on})


def second(recorded_by: object, actor: object) -> Iterator[Finding]:
    """The one who recorded does not sign as the second.

    :law: CRD45/R-CRD-11
    """
    if recorded_by == actor:
        yield Finding("second-inspector", law="CRD45/R-CRD-11")


def publication(open_: Iterable[str]) -> Iterator[Finding]:
    """The results are published when all are in.

    :law: CRD45/R-CRD-12
    """
    left = list(open_)
    if left:
        detail = {"count": len(left), "names": left[:3]}
        yield Finding("results-missing", law="CRD45/R-CRD-12", detail=detail)
