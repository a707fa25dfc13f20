"""What other capabilities tell of the life of an organization (全生命周期).

Like sections.py: the register knows none of them. Each adds a function when its pages load:

    @events.add
    def grades(organization: Organization) -> Iterator[Event]: ...
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from app.organizations.models import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or will, on a day."""

    day: date
    kind: str
    title: str
    note: str = ""
    url: str | None = None
    public: bool = True
    """Whether anybody may know; else the offices and the organization itself."""


Tell = Callable[[Organization], Iterator[Event]]
_told: list[Tell] = []


def add(tell: Tell) -> Tell:
    """Have a function's events told."""
    _told.append(tell)
    return tell


def of(organization: Organization, *, all_of_it: bool) -> list[Event]:
    """Return the events of one organization, the newest first."""
    found = [event for tell in _told for event in tell(organization) if all_of_it or event.public]
    return sorted(found, key=lambda e: (e.day, e.kind, e.title), reverse=True)
