"""Reads of complaints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.complaints import rules
from app.complaints.models import Complaint
from app.complaints.states import ComplaintState
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.law import CalendarNotAnnouncedError, Track
from app.lawbook import queries as lawbook
from app.organizations.models import Organization
from app.permissions import POLICY, Actor, May

OPEN = (ComplaintState.SENT, ComplaintState.TAKEN_UP)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list of complaints is asked for."""

    text: str = ""
    state: str = ""
    kind: str = ""
    sort: str = "-received"


def get(complaint_id: UUID) -> Complaint:
    """Return one complaint or raise NotFoundError."""
    found = session.get(
        Complaint,
        complaint_id,
        options=[joinedload(Complaint.organization), joinedload(Complaint.unit)],
    )
    if found is None:
        raise NotFoundError
    return found


def digest(word: str) -> str:
    """Return the digest under which a word is kept."""
    return sha256(word.strip().upper().encode()).hexdigest()


def followed(number: str, word: str) -> Complaint | None:
    """Return the complaint of a number, if the word is the one its sender was given."""
    found = session.scalar(select(Complaint).where(Complaint.number == number.strip().upper()))
    if found is None or not compare_digest(found.word_digest, digest(word)):
        return None
    return found


def last_number(like: str) -> str | None:
    """Return the greatest number that begins so."""
    return session.scalar(
        select(func.max(Complaint.number)).where(Complaint.number.startswith(like, autoescape=True))
    )


def sent_by(sender_digest: str) -> int:
    """Return how many one sender has sent today (the digest holds the day)."""
    asked = select(func.count()).select_from(Complaint)
    return session.scalar(asked.where(Complaint.sender_digest == sender_digest)) or 0


def visible(actor: Actor) -> Select[Any]:
    """Select what the actor may see: all of it, or what was handed to one's units."""
    asked = select(Complaint).outerjoin(Complaint.organization)
    if actor.roles() & POLICY[May.COMPLAINT_READ].wide:
        return asked
    return asked.where(Complaint.unit_id.in_(actor.places_for(May.COMPLAINT_READ)))


def listed(actor: Actor, chosen: Chosen, page: int | None = 1) -> tuple[Sequence[Complaint], int]:
    """Return a page of complaints and how many there are (page None: all)."""
    asked = visible(actor)
    if chosen.state:
        asked = asked.where(Complaint.state == chosen.state)
    if chosen.kind:
        asked = asked.where(Complaint.kind == chosen.kind)
    if chosen.text:
        held = (Complaint.number, Complaint.about, Complaint.text, Organization.name)
        asked = asked.where(or_(*(c.contains(chosen.text, autoescape=True) for c in held)))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    column: Any = Complaint.number if "number" in chosen.sort else Complaint.received_at
    asked = asked.order_by(
        column.desc() if chosen.sort.startswith("-") else column.asc(), Complaint.id
    ).options(joinedload(Complaint.organization), joinedload(Complaint.unit))
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def counts(actor: Actor) -> dict[str, int]:
    """Count what the actor sees by state."""
    inner = visible(actor).with_only_columns(Complaint.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {str(state): count for state, count in rows}


def open_for(actor: Actor) -> Sequence[Complaint]:
    """Return what waits for the actor, the oldest first."""
    asked = visible(actor).where(Complaint.state.in_(OPEN)).order_by(Complaint.received_at)
    return session.scalars(asked.options(joinedload(Complaint.organization))).all()


def about(organization_id: UUID) -> Sequence[Complaint]:
    """Return what was said about an organization, the newest first."""
    return session.scalars(
        select(Complaint)
        .where(Complaint.organization_id == organization_id)
        .order_by(Complaint.received_at.desc())
    ).all()


def due(complaint: Complaint, now: datetime) -> rules.Clock | None:
    """Return which clock of a complaint runs; None in a year whose calendar is not announced."""
    law = lawbook.law_on(clock.local_date(now), Track.SUB)
    received_on = clock.local_date(complaint.received_at)
    try:
        return rules.due(
            complaint.state, received_on, complaint.taken_up_on, law, lawbook.calendar()
        )
    except CalendarNotAnnouncedError:
        return None
