"""The one table of facts: what there is, who keeps it, who sees it; and what a fact was. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, Protocol
from uuid import UUID

from app.errors import Finding


class Seen(IntEnum):
    """Who sees a fact: each sees what the ones before it see."""

    PUBLIC = 0
    OFFICES = 1
    KEEPERS = 2


class Kept(StrEnum):
    """Who keeps a fact up to date."""

    ORGANIZATION = "organization"
    REGISTRAR = "registrar"


class Kind(StrEnum):
    """How a fact is written."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    UNIT = "unit"
    FIELDS = "fields"
    PHONE = "phone"


class Group(StrEnum):
    """Under which head a fact stands."""

    REGISTER = "register"
    PEOPLE = "people"
    CONTACT = "contact"
    FINANCE = "finance"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a profile, named as the column of the register."""

    name: str
    group: Group
    kept: Kept
    seen: Seen
    kind: Kind = Kind.TEXT


_O, _R = Kept.ORGANIZATION, Kept.REGISTRAR
_P, _F, _K = Seen.PUBLIC, Seen.OFFICES, Seen.KEEPERS

FACTS = (
    Fact("name", Group.REGISTER, _R, _P),
    Fact("short_name", Group.REGISTER, _R, _P),
    Fact("category", Group.REGISTER, _R, _P),
    Fact("legal_representative", Group.REGISTER, _R, _P),
    Fact("principal", Group.REGISTER, _R, _P),
    Fact("supervisor_id", Group.REGISTER, _R, _P, Kind.UNIT),
    Fact("industry_regulator_id", Group.REGISTER, _R, _P, Kind.UNIT),
    Fact("street_id", Group.REGISTER, _R, _P, Kind.UNIT),
    Fact("community_id", Group.REGISTER, _R, _P, Kind.UNIT),
    Fact("fields", Group.REGISTER, _R, _P, Kind.FIELDS),
    Fact("purpose", Group.REGISTER, _R, _P, Kind.LONG),
    Fact("scope", Group.REGISTER, _R, _P, Kind.LONG),
    Fact("capital", Group.REGISTER, _R, _F, Kind.MONEY),
    Fact("is_hub", Group.REGISTER, _R, _P, Kind.FLAG),
    Fact("staff", Group.PEOPLE, _O, _P, Kind.NUMBER),
    Fact("full_time_staff", Group.PEOPLE, _O, _P, Kind.NUMBER),
    Fact("certified_social_workers", Group.PEOPLE, _O, _P, Kind.NUMBER),
    Fact("volunteers", Group.PEOPLE, _O, _P, Kind.NUMBER),
    Fact("members", Group.PEOPLE, _O, _P, Kind.NUMBER),
    Fact("part_time_officials", Group.PEOPLE, _O, _F, Kind.NUMBER),
    Fact("address", Group.CONTACT, _O, _P),
    Fact("phone", Group.CONTACT, _O, _P, Kind.PHONE),
    Fact("contact", Group.CONTACT, _O, _F),
    Fact("contact_phone", Group.CONTACT, _O, _K, Kind.PHONE),
    Fact("intro", Group.CONTACT, _O, _P, Kind.LONG),
    Fact("finance_agent", Group.FINANCE, _O, _F),
    Fact("legal_adviser", Group.FINANCE, _O, _F),
    Fact("party_required", Group.PARTY, _R, _F, Kind.FLAG),
    Fact("party_organization", Group.PARTY, _O, _P),
    Fact("party_instructor", Group.PARTY, _R, _F),
)
BY_NAME = {fact.name: fact for fact in FACTS}


def visible(to: Seen) -> tuple[Fact, ...]:
    """Return the facts that an audience sees, in order.

    :law: HOUSE/R-SEC-03
    """
    return tuple(fact for fact in FACTS if fact.seen <= to)


def kept_by(keeper: Kept) -> tuple[str, ...]:
    """Return the names of the facts that somebody keeps."""
    return tuple(fact.name for fact in FACTS if fact.kept is keeper)


# --- history --------------------------------------------------------------------------------


class Change(Protocol):
    """What a change must say about itself."""

    @property
    def field(self) -> str:
        """Return which fact."""
        ...

    @property
    def before(self) -> Any:  # noqa: ANN401 -- of the fact's kind
        """Return what it was, in plain form."""
        ...

    @property
    def on(self) -> date:
        """Return the first day of the new one."""
        ...


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value of the register as the history keeps it."""
    if isinstance(value, UUID | Decimal):
        return str(value)
    return list(value) if isinstance(value, list | tuple) else value


def as_of(now: Mapping[str, Any], changes: Iterable[Change], day: date) -> dict[str, Any]:
    """Return what the facts were on `day`: what they are now, with the later changes undone.

    `changes` come in the order in which they took effect.
    """
    facts = {name: plain(value) for name, value in now.items()}
    for change in reversed(list(changes)):
        if change.on > day and change.field in facts:
            facts[change.field] = change.before
    return facts


def day_findings(
    names: Iterable[str], changes: Sequence[Change], *, on: date, today: date
) -> Iterator[Finding]:
    """Say why a change cannot take effect on a day: in the future, or before a later one."""
    if on > today:
        yield Finding("change-in-future", field="on")
        return
    latest = {change.field: change.on for change in sorted(changes, key=lambda c: c.on)}
    for name in names:
        if latest.get(name, on) > on:
            detail = {"day": latest[name]}
            yield Finding("change-before-another", field="on", detail=detail)
            return


# --- tax status ------------------------------------------------------------------------------


class TaxKind(StrEnum):
    """Which qualification (税收资格)."""

    DEDUCTION = "deduction"
    EXEMPTION = "exemption"


class Span(Protocol):
    """From when to when something holds; both days belong to it."""

    @property
    def valid_from(self) -> date:
        """Return the first day."""
        ...

    @property
    def valid_until(self) -> date:
        """Return the last day."""
        ...


def holds(span: Span, day: date) -> bool:
    """Say whether it holds on a day."""
    return span.valid_from <= day <= span.valid_until


def tax_findings(valid_from: date, valid_until: date) -> Iterator[Finding]:
    """Say that the last day comes before the first."""
    if valid_until < valid_from:
        yield Finding("ends-before-it-begins", field="valid_until", detail={"day": valid_from})
