"""Reads of profiles: a fact on any day, its history, the tax status."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import session
from app.errors import NotFoundError
from app.organizations.models import Organization
from app.permissions import Actor, May
from app.profiles import rules
from app.profiles.models import FieldChange, TaxStatus
from app.profiles.rules import Seen


def audience(actor: Actor, organization: Organization) -> Seen:
    """Return as whom the actor sees a profile."""
    if actor.may(May.ORGANIZATION_ADMIN) or actor.may(May.ORGANIZATION_READ, organization):
        return Seen.KEEPERS
    return Seen.OFFICES if actor.may(May.PROFILE_READ, organization) else Seen.PUBLIC


def changes(organization_id: UUID, names: Collection[str] | None = None) -> Sequence[FieldChange]:
    """Return what changed, in the order in which it took effect."""
    asked = select(FieldChange).where(FieldChange.organization_id == organization_id)
    if names is not None:
        asked = asked.where(FieldChange.field.in_(names))
    return session.scalars(
        asked.order_by(FieldChange.on, FieldChange.recorded_at, FieldChange.id)
    ).all()


def change(change_id: UUID) -> FieldChange:
    """Return one change or raise NotFoundError."""
    found = session.scalar(
        select(FieldChange)
        .where(FieldChange.id == change_id)
        .options(joinedload(FieldChange.organization))
    )
    if found is None:
        raise NotFoundError
    return found


def facts_of(organization: Organization) -> dict[str, Any]:
    """Return the facts of today, in plain form."""
    return {f.name: rules.plain(getattr(organization, f.name)) for f in rules.FACTS}


def facts_on(organization: Organization, day: date) -> dict[str, Any]:
    """Return what the facts were on a day, in plain form."""
    return rules.as_of(facts_of(organization), changes(organization.id), day)


def tax_statuses(organization_id: UUID) -> Sequence[TaxStatus]:
    """Return the tax qualifications, the newest first."""
    return session.scalars(
        select(TaxStatus)
        .where(TaxStatus.organization_id == organization_id)
        .order_by(TaxStatus.valid_from.desc(), TaxStatus.kind)
    ).all()
