"""Every verb on matters."""

from datetime import datetime
from uuid import UUID, uuid4

from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, RefusedError
from app.law import Track
from app.lawbook import queries as lawbook
from app.matters import rules
from app.matters.models import Matter
from app.matters.rules import Facts
from app.matters.states import LIFE, MatterKind
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.permissions import Actor


def file(
    organization: Organization,
    title: str,
    facts: Facts,
    *,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
) -> Matter:
    """File a matter or declare an activity; a late one is taken and marked late.

    :law: HOUSE/A168, HOUSE/A169
    """
    late = _checked(facts, now)
    made = Matter(
        id=uuid4(),
        organization=organization,
        title=title.strip(),
        file_id=file_id,
        late=late,
        sent_at=now,
        **_columns(facts),
    )
    session.add(made)
    law = "HOUSE/A169" if facts.kind is MatterKind.ACTIVITY else "HOUSE/A168"
    audit.note("matter", "file", made, by=by, now=now, law=law, detail={"kind": facts.kind.value})
    _tell_desks(made, now)
    return made


def send_again(matter: Matter, title: str, facts: Facts, *, by: Actor, now: datetime) -> None:
    """Send a matter again after it was sent back."""
    late = _checked(facts, now)
    LIFE.take("send_again", matter, by=by, now=now)
    matter.title, matter.sent_at, matter.late = title.strip(), now, matter.late or late
    for name, value in _columns(facts).items():
        setattr(matter, name, value)
    _tell_desks(matter, now)


def _checked(facts: Facts, now: datetime) -> bool:
    """Refuse what cannot be filed; say whether it is late."""
    today = local_date(now)
    law = lawbook.law_on(today, Track.SUB)
    found = tuple(rules.findings(facts, law, today=today))
    wrong = [f for f in found if not f.warning]
    if wrong:
        raise RefusedError(wrong)
    return bool(found)


def _columns(facts: Facts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in Facts.__slots__}


def _tell_desks(matter: Matter, now: datetime) -> None:
    street = matter.organization.street_id
    told = [*deciders(), *(people.people_of(street) if street else [])]
    detail = {"organization": matter.organization.name, "title": matter.title}
    link = f"/matters/{matter.id}"
    notices.tell(list(dict.fromkeys(told)), "matter-filed", now=now, link=link, detail=detail)


def opine(matter: Matter, opinion: str, *, supported: bool, by: Actor, now: datetime) -> None:
    """Give the street's opinion on an activity.

    :law: HOUSE/A169
    """
    if matter.kind is not MatterKind.ACTIVITY:
        raise RefusedError([Finding("opinion-on-activities", law="HOUSE/A169")])
    _said(opinion)
    matter.opinion, matter.supported = opinion.strip(), supported
    LIFE.take("opine", matter, by=by, now=now, detail={"value": supported})
    _tell_owner(matter, "matter-opinion", opinion, now)


def return_(matter: Matter, reason: str, *, by: Actor, now: datetime) -> None:
    """Send a matter back for correction."""
    _said(reason)
    matter.remark = reason.strip()
    LIFE.take("return", matter, by=by, now=now, detail={"reason": matter.remark})
    _tell_owner(matter, "matter-returned", reason, now)


def note(matter: Matter, remark: str, *, by: Actor, now: datetime) -> None:
    """Take note of a matter; with that the filing is done.

    :law: HOUSE/A168
    """
    matter.remark, matter.noted_at = remark.strip(), now
    LIFE.take("note", matter, by=by, now=now)
    _tell_owner(matter, "matter-noted", remark, now)


def _said(text: str) -> None:
    if not text.strip():
        raise RefusedError([Finding("matter-reason", field="text")])


def _tell_owner(matter: Matter, code: str, text: str, now: datetime) -> None:
    detail = {"title": matter.title, "reason": text.strip() or "—"}
    link, told = f"/matters/{matter.id}", people.people_of(matter.organization_id)
    notices.tell(told, code, now=now, link=link, detail=detail)
