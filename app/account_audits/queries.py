"""Reads of financial audits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.account_audits.models import AccountAudit
from app.account_audits.states import AuditState, Trigger
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.organizations.models import Organization
from app.permissions import POLICY, Actor, May
from app.profiles.models import FieldChange


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list of audits is asked for."""

    text: str = ""
    state: str = ""
    trigger: str = ""
    sort: str = "-ordered"


def get(audit_id: UUID) -> AccountAudit:
    """Return one audit or raise NotFoundError."""
    found = session.get(AccountAudit, audit_id, options=[joinedload(AccountAudit.organization)])
    if found is None:
        raise NotFoundError
    return found


def by_cause(cause: str) -> AccountAudit | None:
    """Return the audit that a cause set off."""
    return session.scalar(select(AccountAudit).where(AccountAudit.cause == cause))


def new_representatives() -> Sequence[FieldChange]:
    """Return the changes of a legal representative that no audit was ordered for."""
    ordered = set(
        session.scalars(
            select(AccountAudit.cause).where(AccountAudit.trigger == Trigger.REPRESENTATIVE)
        )
    )
    found = session.scalars(
        select(FieldChange)
        .where(FieldChange.field == "legal_representative")
        .options(joinedload(FieldChange.organization))
        .order_by(FieldChange.on, FieldChange.id)
    )
    return [change for change in found if str(change.id) not in ordered]


def visible(actor: Actor) -> Select[Any]:
    """Select what the actor may see: all, or that of one's organizations and units."""
    asked = select(AccountAudit).join(AccountAudit.organization)
    if actor.roles() & POLICY[May.ACCOUNTS_READ].wide:
        return asked
    places = actor.places_for(May.ACCOUNTS_READ)
    held = (Organization.id, Organization.supervisor_id)
    return asked.where(or_(*(column.in_(places) for column in held)))


def listed(
    actor: Actor, chosen: Chosen, page: int | None = 1
) -> tuple[Sequence[AccountAudit], int]:
    """Return a page of audits and how many there are (page None: all)."""
    asked = visible(actor)
    if chosen.state:
        asked = asked.where(AccountAudit.state == chosen.state)
    if chosen.trigger:
        asked = asked.where(AccountAudit.trigger == chosen.trigger)
    if chosen.text:
        held = (AccountAudit.auditor, AccountAudit.reason, Organization.name)
        asked = asked.where(or_(*(c.contains(chosen.text, autoescape=True) for c in held)))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    column: Any = AccountAudit.due_on if "due" in chosen.sort else AccountAudit.ordered_at
    asked = asked.options(contains_eager(AccountAudit.organization)).order_by(
        column.desc() if chosen.sort.startswith("-") else column.asc(), AccountAudit.id
    )
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def counts(actor: Actor) -> dict[str, int]:
    """Count what the actor sees by state."""
    inner = visible(actor).with_only_columns(AccountAudit.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {str(state): count for state, count in rows}


def standing(actor: Actor, *states: AuditState) -> Sequence[AccountAudit]:
    """Return what the actor sees in some states, what is due first."""
    asked = visible(actor).where(AccountAudit.state.in_(states)).order_by(AccountAudit.due_on)
    return session.scalars(asked.options(contains_eager(AccountAudit.organization))).all()


def of_organization(organization_id: UUID) -> Sequence[AccountAudit]:
    """Return the audits of an organization, the newest first."""
    return session.scalars(
        select(AccountAudit)
        .where(AccountAudit.organization_id == organization_id)
        .order_by(AccountAudit.ordered_at.desc())
    ).all()
