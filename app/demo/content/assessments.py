"""Who is assessed in the demo district: the rounds, who stands where, and what was awarded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.demo.content.bank import add_years, load
from app.demo.content.model import Grade, Organization

Marks = dict[str, int]
# How each level scores in the past round.
SCORES = {"5A": 962, "4A": 926, "3A": 858, "2A": 747, "1A": 650}
PAST_MOST = 8
OLD_ENOUGH = 800
# Who of the running round stands where; the journey's come first.
STATES = (
    ("qiming", "draft"),
    ("hefeng", "applied"),
    ("", "applied"),
    ("", "accepted"),
    ("", "assessing"),
    ("", "assessing"),
    ("", "concluded"),
    ("", "decided"),
    ("", "publicized"),
    ("", "refused"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One organization in the running round."""

    organization: Organization
    state: str


def leaves() -> list[tuple[str, int]]:
    """Return code and points of what is scored."""
    rows: list[list[Any]] = load("assessments")["tree"]
    parents = {code.rpartition(".")[0] for code, *_ in rows}
    return [(code, points) for code, _name, points, _evidence in rows if code not in parents]


def marks(score: int) -> Marks:
    """Return points for every leaf that add up to the score."""
    found = leaves()
    given = {code: points * score // 1000 for code, points in found}
    rest = score - sum(given.values())
    for code, points in found:
        more = min(rest, points - given[code])
        given[code] += more
        rest -= more
    return given


def sheets(score: int) -> list[Marks]:
    """Return three sheets whose mean is the score: two assessors see it the other way round."""
    base = marks(score)
    first, second = "2.1", "3.1"
    up = base | {first: base[first] + 1, second: base[second] - 1}
    down = base | {first: base[first] - 1, second: base[second] + 1}
    return [up, base, down]


def assessed_last_year(
    organizations: Iterable[Organization], today: date
) -> Iterator[tuple[Organization, Grade]]:
    """Yield some who got their grade in the round of last year, by the day."""
    year = today.year - 1
    found = [
        (o, g)
        for o in organizations
        for g in o.grades
        if date(year, 6, 1) <= g.awarded_on <= date(year, 12, 31)
    ]
    found.sort(key=lambda row: (row[1].awarded_on, row[0].key))
    yield from found[:PAST_MOST]


def running(organizations: Iterable[Organization], today: date) -> list[Plan]:
    """Return who applied in the running round: nobody with a grade, a list or a missing report."""
    everybody = {o.key: o for o in organizations}
    named = {key for key, _state in STATES if key}
    free = iter(
        o
        for o in everybody.values()
        if o.key not in named and may_apply(o, today) and o.type == "service"
    )
    plans = []
    for key, state in STATES:
        chosen = everybody[key] if key else next(free)
        plans.append(Plan(chosen, state))
    return plans


def may_apply(organization: Organization, today: date) -> bool:
    """Say whether the rules would let it apply, by a wide margin."""
    return (
        organization.uscc is not None
        and (today - organization.registered_on).days > OLD_ENOUGH
        and not organization.credit_events
        and not any(g.valid_until >= today for g in organization.grades)
        and not any(r.status == "missing" for r in organization.annual_reports)
        and organization.directory is not None
    )


def followed_up(organizations: Iterable[Organization], today: date) -> list[Organization]:
    """Return two whose grade is downgraded and cancelled: they never bid, so nothing else moves."""
    old = today - timedelta(days=200)
    found = [
        o
        for o in organizations
        if o.directory is None
        and len(o.grades) == 1
        and o.grades[0].level in ("4A", "3A")
        and o.grades[0].awarded_on < old
        and o.grades[0].valid_until > add_years(today, 1)
    ]
    return sorted(found, key=lambda o: (o.grades[0].level != "4A", o.key))[:2]
