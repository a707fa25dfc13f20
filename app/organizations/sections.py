"""What other capabilities show on the page of an organization.

The register stands below the directory, the contracts and the rest, and knows none of
them. Each adds its section here when its pages are loaded:

    @sections.add(20)
    def standing(organization: Organization, on: date) -> Section | None: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Section:
    """A template to include, with its own values (`section.values` in it)."""

    anchor: str
    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


Show = Callable[[Organization, date], Section | None]
_shown: list[tuple[int, Show]] = []


def add(place: int) -> Callable[[Show], Show]:
    """Have a function's section shown; the lower `place` comes first."""

    def keep(show: Show) -> Show:
        _shown.append((place, show))
        return show

    return keep


def of(organization: Organization, on: date) -> list[Section]:
    """Return the sections of one organization, in order."""
    shown = sorted(_shown, key=lambda row: row[0])
    found = (show(organization, on) for _, show in shown)
    return [section for section in found if section is not None]
