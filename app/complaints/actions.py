"""Every verb on complaints."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from app.accounts import queries as people
from app.accounts.models import Unit
from app.audit import actions as audit
from app.clock import local_date
from app.complaints import queries, rules
from app.complaints.models import Complaint
from app.complaints.states import LIFE, ComplaintKind, Outcome
from app.db import session
from app.errors import Finding, RefusedError, refuse_if
from app.law import Track
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.permissions import NOBODY, Actor

# Without letters and digits that look alike.
SIGNS = "ABCDEFGHJKLMNPQRTUVWXY346789"
WORD_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says."""

    kind: ComplaintKind
    text: str
    organization: Organization | None = None
    about: str = ""
    anonymous: bool = True
    name: str = ""
    phone: str = ""
    file_id: UUID | None = None


def send(said: Said, *, sender: str, now: datetime) -> tuple[Complaint, str]:
    """Take in a complaint; return it with the word by which its sender follows it.

    `sender` is a digest of where it came from, with the day in it. The log does not hold who
    sent it, also when somebody is signed in.

    :law: HOUSE/A170
    """
    refuse_if(rules.too_many(queries.sent_by(sender)))
    refuse_if(
        rules.complete(text=said.text, anonymous=said.anonymous, name=said.name, phone=said.phone)
    )
    word = "".join(secrets.choice(SIGNS) for _ in range(WORD_LENGTH))
    complaint = Complaint(
        id=uuid4(),
        number=_next_number(now),
        word_digest=queries.digest(word),
        sender_digest=sender,
        kind=said.kind,
        organization=said.organization,
        about=said.about.strip(),
        text=said.text.strip(),
        file_id=said.file_id,
        anonymous=said.anonymous,
        name="" if said.anonymous else said.name.strip(),
        phone="" if said.anonymous else said.phone.strip(),
        received_at=now,
    )
    session.add(complaint)
    audit.note("complaint", "send", complaint, by=NOBODY, now=now, law="HOUSE/A170")
    notices.tell(
        deciders(),
        "complaint-sent",
        now=now,
        link=f"/complaints/{complaint.id}",
        detail={"number": complaint.number, "whom": complaint.whom},
    )
    return complaint, word


def _next_number(now: datetime) -> str:
    head = f"TS{local_date(now).year}"
    last = queries.last_number(head)
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:05d}"


def take_up(complaint: Complaint, *, unit: Unit, by: Actor, now: datetime) -> None:
    """Take a complaint up and hand it to the unit that inquires.

    :law: HOUSE/A170
    """
    complaint.unit, complaint.taken_up_on = unit, local_date(now)
    LIFE.take("take_up", complaint, by=by, now=now, detail={"office": unit.name})
    told = people.people_of(unit.id)
    detail = {"number": complaint.number, "whom": complaint.whom}
    notices.tell(
        told, "complaint-handed", now=now, link=f"/complaints/{complaint.id}", detail=detail
    )


def refuse(complaint: Complaint, reason: str, *, by: Actor, now: datetime) -> None:
    """Say that a complaint is not taken up, and why; its sender reads it."""
    _said(reason)
    complaint.answer, complaint.answered_at = reason.strip(), now
    LIFE.take("refuse", complaint, by=by, now=now, detail={"reason": reason.strip()})


def answer(complaint: Complaint, text: str, *, outcome: Outcome, by: Actor, now: datetime) -> None:
    """Answer a complaint with what the inquiry found; its sender reads it.

    :law: HOUSE/A170
    """
    _said(text)
    complaint.answer, complaint.answered_at = text.strip(), now
    complaint.outcome = outcome
    LIFE.take("answer", complaint, by=by, now=now, detail={"value": outcome.value})


def _said(text: str) -> None:
    if not text.strip():
        raise RefusedError([Finding("complaint-answer-empty", field="text")])


def reward(
    complaint: Complaint, amount: Decimal, *, document: str, by: Actor, now: datetime
) -> None:
    """Record the reward of a report that proved true, once.

    :law: HOUSE/A170
    """
    if complaint.reward is not None:
        raise RefusedError([Finding("reward-there", law="HOUSE/A170")])
    law = lawbook.law_on(local_date(now), Track.SUB)
    refuse_if(
        rules.reward_findings(
            outcome=complaint.outcome, anonymous=complaint.anonymous, amount=amount, law=law
        )
    )
    if not document.strip():
        raise RefusedError([Finding("reward-document", field="document")])
    complaint.reward, complaint.reward_document = amount, document.strip()
    complaint.rewarded_on = local_date(now)
    detail = {"amount": amount, "papers": complaint.reward_document}
    audit.note("complaint", "reward", complaint, by=by, now=now, law="HOUSE/A170", detail=detail)
