"""Collecting needs, and saying what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import clock
from app.audit.actions import note
from app.db import session
from app.errors import refuse_if
from app.needs import rules
from app.needs.models import Need
from app.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """What a community enters."""

    title: str
    text: str
    community_id: UUID
    field: str
    beneficiaries: str
    persons: int = 0
    votes: int = 0


def collect(facts: NeedFacts, *, by: Actor, now: datetime) -> Need:
    """Enter a need."""
    refuse_if(rules.complete(facts.title, facts.text, facts.beneficiaries))
    need = Need(**_columns(facts), status=rules.COLLECTED, submitted_on=clock.local_date(now))
    session.add(need)
    note("need", "collect", need, by=by, now=now)
    return need


def change(need: Need, facts: NeedFacts, *, by: Actor, now: datetime) -> None:
    """Change a need that no project was designed from yet."""
    refuse_if(rules.still_open(need.status))
    refuse_if(rules.complete(facts.title, facts.text, facts.beneficiaries))
    for name, value in _columns(facts).items():
        setattr(need, name, value)
    note("need", "change", need, by=by, now=now)


def adopt(needs: Iterable[Need], *, by: Actor, now: datetime) -> None:
    """Note that a published project was designed from these needs (one row each in the log)."""
    _become(needs, rules.ADOPTED, "adopt", by, now)


def answer(needs: Iterable[Need], *, by: Actor, now: datetime) -> None:
    """Note that the service for these needs is there."""
    _become(needs, rules.ANSWERED, "answer", by, now)


def _become(needs: Iterable[Need], status: str, step: str, by: Actor, now: datetime) -> None:
    for need in needs:
        if need.status != status:
            need.status = status
            note("need", step, need, by=by, now=now)


def _columns(facts: NeedFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in NeedFacts.__slots__}
