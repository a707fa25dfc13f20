"""Entering what happened."""

from datetime import date, datetime
from uuid import uuid4

from app.accounts.models import Unit
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, RefusedError, refuse_if
from app.ledgers import rules
from app.ledgers.models import ActivityRecord
from app.ledgers.states import RecordKind
from app.organizations.models import Organization
from app.permissions import Actor


def record(
    community: Unit,
    organization: Organization,
    kind: RecordKind,
    *,
    on: date,
    place: str,
    theme: str,
    persons: int,
    result: str,
    by: Actor,
    now: datetime,
) -> ActivityRecord:
    """Enter an activity of an organization of the community, or a visit to it."""
    refuse_if(rules.findings(on=on, today=local_date(now), place=place, theme=theme, result=result))
    if organization.community_id != community.id:
        raise RefusedError([Finding("record-elsewhere", field="organization")])
    made = ActivityRecord(
        id=uuid4(),
        community=community,
        organization=organization,
        kind=kind,
        on=on,
        place=place.strip(),
        theme=theme.strip(),
        persons=persons,
        result=result.strip(),
        recorded_by=by.name,
        recorded_at=now,
    )
    session.add(made)
    detail = {"kind": kind.value, "organization": organization.name, "day": on}
    audit.note("ledger", "record", made, by=by, now=now, detail=detail)
    return made
