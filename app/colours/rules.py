"""Which signs the facts of a day show, and which colour they make. Pure.

A sign is seen in dated facts; which colour it makes is a published rule of the district
(colour_red, colour_yellow, colour_blue). The strictest sign decides; without one it is green.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.colours.states import Colour, Sign
from app.errors import Finding
from app.law import Law, add_years
from app.organizations.rules import Report, in_force, last_due_year, report_on
from app.organizations.states import LISTS, CreditKind, Standing


class Credit(Protocol):
    """A piece of credit information."""

    @property
    def kind(self) -> CreditKind:
        """Return its kind."""
        ...

    @property
    def reason(self) -> str:
        """Return why."""
        ...

    @property
    def decided_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def lifted_on(self) -> date | None:
        """Return the first day on which it is gone."""
        ...

    @property
    def expires_on(self) -> date | None:
        """Return the last day on which it counts by itself."""
        ...

    @property
    def repaired(self) -> bool:
        """Say whether it ended by repair."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an organization."""

    registered: bool
    registered_on: date
    credit: tuple[Credit, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign with what shows it, and the colour that it makes under the rules of the day."""

    sign: Sign
    colour: Colour
    finding: Finding


def seen(facts: Facts, law: Law, *, on: date) -> list[Seen]:
    """Return every sign that makes a colour on a day, the strictest first.

    :law: CLS/A166
    """
    found = []
    for sign, detail in _signs(facts, law, on):
        colour = colour_of_sign(sign, law)
        if colour is not Colour.GREEN:
            finding = Finding(f"sign-{sign}", law="CLS/A166", detail=detail)
            found.append(Seen(sign, colour, finding))
    return sorted(found, key=lambda s: -strictness(s.colour))


def colour(facts: Facts, law: Law, *, on: date) -> Colour:
    """Return the colour of a day."""
    return strictest(s.colour for s in seen(facts, law, on=on))


def strictest(colours: Iterable[Colour]) -> Colour:
    """Return the strictest of some colours; green if there is none."""
    return max(colours, key=strictness, default=Colour.GREEN)


def strictness(colour: Colour) -> int:
    """Return 0 for green up to 3 for red."""
    return list(Colour).index(colour)


def colour_of_sign(sign: Sign, law: Law) -> Colour:
    """Return which colour a sign makes under the published rules."""
    for colour_, signs in (
        (Colour.RED, law.colour_red),
        (Colour.YELLOW, law.colour_yellow),
        (Colour.BLUE, law.colour_blue),
    ):
        if sign in signs:
            return colour_
    return Colour.GREEN


def _signs(facts: Facts, law: Law, on: date) -> Iterator[tuple[Sign, dict[str, object]]]:
    for event in sorted(facts.credit, key=lambda e: e.decided_on):
        said: dict[str, object] = {"day": event.decided_on, "reason": event.reason}
        if event.kind in LISTS:
            if in_force(event, on):
                yield Sign(event.kind.value), said
            elif past(event, law, on):
                yield Sign.LIST_PAST, {"day": event.lifted_on}
        elif event.kind is CreditKind.PENALTY and counts(event, law, on):
            yield Sign.PENALTY, said
        elif event.kind is CreditKind.INSPECTION and in_force(event, on):
            yield Sign.INSPECTION, {"day": event.decided_on}
    if facts.registered:
        yield from _report_signs(facts, law, on)


def _report_signs(facts: Facts, law: Law, on: date) -> Iterator[tuple[Sign, dict[str, object]]]:
    year = last_due_year(on, law)
    since = facts.registered_on
    stands = report_on(facts.reports, year, law, registered_on=since, on=on)
    if stands is Standing.MISSING:
        yield Sign.REPORT_MISSING, {"year": year}
    elif stands is Standing.LATE:
        yield Sign.REPORT_LATE, {"year": year}


def past(event: Credit, law: Law, on: date) -> bool:
    """Say whether a list entry ended so lately that it still is a sign; what was repaired is none."""
    ended = event.lifted_on
    return (
        ended is not None
        and not event.repaired
        and add_years(on, -law.colour_past_years) <= ended <= on
    )


def counts(event: Credit, law: Law, on: date) -> bool:
    """Say whether a penalty counts on a day: not revoked, and not expired."""
    if not in_force(event, on):
        return False
    if event.expires_on is not None:
        return on <= event.expires_on
    return add_years(on, -law.penalty_expires_y) <= event.decided_on
