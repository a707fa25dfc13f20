"""Eligibility before any ranking: who may not take part on a day, and why, for many at once.

The rules are those of the directory (app.directory.rules); here they are asked of the whole
register, or of all open calls, in a fixed number of questions and without loading objects.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.calls.models import Call
from app.db import session
from app.directory import queries as directory
from app.directory import rules as gate
from app.directory.models import DirectoryEntry, DirectoryPeriod
from app.directory.states import EntryState
from app.errors import Finding
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations.models import CreditEvent, Organization
from app.organizations.states import CreditKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list asks of an organization, and what keeps it out."""

    fields: tuple[str, ...]
    street_id: UUID | None
    barred: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Credit:
    kind: CreditKind
    reason: str
    decided_on: date
    lifted_on: date | None


@dataclass(frozen=True, slots=True)
class _Period:
    status: EntryState
    starts_on: date
    ends_on: date | None
    reason: str


def standings_on(on: date, *, track: Track, directory_required: bool) -> dict[UUID, Standing]:
    """Return for every organization of the register what keeps it out on a day; three questions."""
    law = lawbook.law_on(on, track)
    credit, periods = _credit(), _periods()
    o = Organization
    found = {}
    rows = session.execute(select(o.id, o.uscc, o.registered_on, o.fields, o.street_id))
    for key, uscc, registered_on, fields, street_id in rows:
        facts = gate.Facts(
            registered=uscc is not None,
            registered_on=registered_on,
            period=gate.period_at(periods.get(key, ()), on),
            credit=tuple(credit.get(key, ())),
        )
        barred = tuple(gate.reasons(facts, law, on=on, directory_required=directory_required))
        found[key] = Standing(tuple(fields), street_id, barred)
    return found


def _credit() -> dict[UUID, list[_Credit]]:
    e = CreditEvent
    rows = session.execute(select(e.organization_id, e.kind, e.reason, e.decided_on, e.lifted_on))
    found: dict[UUID, list[_Credit]] = {}
    for key, kind, reason, decided_on, lifted_on in rows:
        found.setdefault(key, []).append(_Credit(kind, reason, decided_on, lifted_on))
    return found


def _periods() -> dict[UUID, list[_Period]]:
    p = DirectoryPeriod
    asked = select(DirectoryEntry.organization_id, p.status, p.starts_on, p.ends_on, p.reason)
    found: dict[UUID, list[_Period]] = {}
    rows = session.execute(asked.join(p.entry).order_by(p.starts_on))
    for key, status, starts_on, ends_on, reason in rows:
        found.setdefault(key, []).append(_Period(status, starts_on, ends_on, reason))
    return found


def barred_from(
    organization: Organization, calls: Iterable[Call], on: date
) -> dict[UUID, tuple[Finding, ...]]:
    """Return for each call what keeps an organization out of it on a day; one question for all."""
    periods = directory.periods_of([organization.id]).get(organization.id, [])
    facts = gate.Facts(
        registered=organization.registered,
        registered_on=organization.registered_on,
        period=gate.period_at(periods, on),
        credit=tuple(organization.credit_events),
    )
    return {
        call.id: tuple(
            gate.reasons(
                facts,
                lawbook.law_on(on, call.track),
                on=on,
                directory_required=call.requires_directory,
            )
        )
        for call in calls
    }
