"""What a filing must say and by when: facts in, findings out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Finding
from app.law import Law
from app.matters.states import MatterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is filed."""

    kind: MatterKind
    happens_on: date
    content: str
    place: str = ""
    persons: int = 0
    risks: str = ""


def findings(facts: Facts, law: Law, *, today: date) -> Iterator[Finding]:
    """Say what is missing, and what comes too late (a warning: it is filed all the same).

    :law: HOUSE/A168, HOUSE/A169
    """
    if not facts.content.strip():
        yield Finding("matter-empty", field="content")
    if facts.kind is MatterKind.ACTIVITY:
        yield from _activity(facts, law, today)
    elif facts.happens_on > today:
        yield Finding("matter-in-future", law="HOUSE/A168", field="happens_on")
    elif today > facts.happens_on + timedelta(days=law.matter_notice_days):
        yield _late("matter-late", "HOUSE/A168", law.matter_notice_days)


def _activity(facts: Facts, law: Law, today: date) -> Iterator[Finding]:
    for name, said in (("place", facts.place), ("risks", facts.risks)):
        if not said.strip():
            yield Finding(f"activity-{name}", law="HOUSE/A169", field=name)
    if facts.persons <= 0:
        yield Finding("activity-persons", law="HOUSE/A169", field="persons")
    if facts.happens_on <= today:
        yield Finding("activity-over", law="HOUSE/A169", field="happens_on")
    elif facts.happens_on < today + timedelta(days=law.activity_notice_days):
        yield _late("activity-late", "HOUSE/A169", law.activity_notice_days)


def _late(code: str, law: str, days: int) -> Finding:
    return Finding(code, law=law, field="happens_on", detail={"days": days}, warning=True)
