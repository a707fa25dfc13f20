"""The verbs of the trunk: numbering, freezing, asking, answering, cancelling.

Projects and rounds have their own drafting and publishing; what both do stands here.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import inspect

from app import clock, queue
from app.accounts import queries as accounts
from app.audit import actions as audit
from app.calls import queries, rules
from app.calls.models import Call, CallVersion, Criterion, Question
from app.calls.queries import ANNEX
from app.calls.states import LIFE, CallState, Phase
from app.db import gate, session
from app.documents import actions as documents
from app.documents.models import StoredFile
from app.errors import Finding, RefusedError, WrongStateError, refuse_if
from app.funds import actions as funds
from app.funds.models import BudgetLine
from app.notices import actions as notices
from app.permissions import POLICY, Actor, May, Role

ANNOUNCE = "matches.announce"
CANCELLED = "calls.cancelled"
NUMBERS = UUID("5b8f7a53-5b0e-5d8e-9a6c-6a8f6a4f2a10")
# What happens to a call after its publication, or concerns only the office.
NOT_PUBLISHED = frozenset(
    {
        *("state", "drafted_by", "reviewed_by", "review_note", "created_at", "need_ids"),
        *("reported_at", "publicity_from", "publicity_until", "closed_at", "closing_reason"),
    }
)


def next_number(prefix: str, year: int) -> str:
    """Return the next number of a kind in a year: LW-SUB-2026-031.

    Those who draw from the same sequence queue at its gate until the number is in the
    database; the unique constraint says so as well.
    """
    gate(uuid5(NUMBERS, f"{prefix}-{year}"), exclusive=True)
    return queries.number_of(prefix, year, queries.last_number(prefix, year) + 1)


def canonical(content: Any) -> str:  # noqa: ANN401 -- whatever JSON can hold
    """Write JSON so that the same content always gives the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: Any) -> str:  # noqa: ANN401
    """Return the SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def freeze(call: Call, *, now: datetime) -> CallVersion:
    """Keep what is published, as it is published, with its digest (公告版本)."""
    session.flush()
    columns = inspect(type(call)).column_attrs
    content: dict[str, Any] = audit.plain(
        {c.key: getattr(call, c.key) for c in columns if c.key not in NOT_PUBLISHED}
    )
    content["criteria"] = [
        audit.plain(
            {name: getattr(c, name) for name in ("key", "kind", "name", "points", "text", "levels")}
        )
        for c in call.criteria
    ]
    content["annexes"] = [[f.label, f.sha256] for f in queries.annexes(call.id)]
    earlier = queries.versions(call.id)
    version = CallVersion(
        call_id=call.id,
        number=earlier[0].number + 1 if earlier else 1,
        at=now,
        content=content,
        digest=digest(content),
    )
    session.add(version)
    return version


# --- drafts


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """A scheme as it was typed: settings as kept, criteria as rows."""

    settings: dict[str, Any]
    criteria: Sequence[dict[str, Any]]


def keep(call: Call, names: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Put typed values into a draft; return the names of what changed."""
    changed = [n for n in names if n in values and getattr(call, n) != values[n]]
    for name in changed:
        setattr(call, name, values[name])
    return changed


def save_scheme(call: Call, typed: SchemeDraft, *, by: Actor, now: datetime) -> None:
    """Keep a scheme as it was typed."""
    still_draft(call)
    before = (call.scheme, [_row(c) for c in call.criteria])
    rows = [{**row, "points": Decimal(row["points"])} for row in typed.criteria]
    if before == (typed.settings, rows):
        return
    call.scheme = typed.settings
    set_criteria(call, rows)
    audit.note("call", "save", call, by=by, now=now, detail={"subject": "scheme"})


def has_criteria(call: Call, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether the stored criteria are just these."""
    wanted = [{**row, "points": Decimal(row["points"])} for row in rows]
    return [_row(c) for c in call.criteria] == wanted


def set_criteria(call: Call, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bring the stored criteria to the given rows, by key."""
    known = {c.key: c for c in call.criteria}
    for sort, row in enumerate(rows):
        criterion = known.pop(row["key"], None) or Criterion(key=row["key"])
        criterion.kind, criterion.name = row["kind"], row["name"]
        criterion.points, criterion.text = Decimal(row["points"]), row["text"]
        criterion.levels, criterion.sort = list(row["levels"]), sort
        if criterion not in call.criteria:
            call.criteria.append(criterion)
    for gone in known.values():
        call.criteria.remove(gone)
    call.criteria.sort(key=lambda c: c.sort)


def _row(criterion: Criterion) -> dict[str, Any]:
    return {n: getattr(criterion, n) for n in ("key", "kind", "name", "points", "text", "levels")}


def still_draft(call: Call) -> None:
    """Refuse to change what is no longer a draft."""
    if call.state is not CallState.DRAFT:
        raise WrongStateError(f"{call.number} is {call.state}")


# --- annexes of the notice


def attach(call: Call, file: documents.Incoming, *, by: Actor, now: datetime) -> StoredFile:
    """Add a file to the notice of a draft (公告附件); it is public once the call is."""
    still_draft(call)
    return documents.store(
        file,
        purpose=ANNEX,
        owners=[call.unit_id],
        call_id=call.id,
        field="file",
        by=by,
        now=now,
    )


def detach(call: Call, file: StoredFile, *, by: Actor, now: datetime) -> None:
    """Take a file off the notice of a draft; it stays with its unit."""
    still_draft(call)
    file.purpose = f"{ANNEX}-removed"
    audit.note("call", "save", call, by=by, now=now, detail={"removed": file.label})


# --- questions


def ask(call: Call, text: str, *, organization_id: UUID, by: Actor, now: datetime) -> Question:
    """Ask before the deadline (询问). The asker is never named; the unit is told.

    :law: GPR/52
    """
    taking = call.phase(now) is Phase.TAKING
    refuse_if(rules.question(text, questions_until=call.questions_until, taking=taking, now=now))
    question = Question(
        call_id=call.id,
        organization_id=organization_id,
        text=text.strip(),
        asked_at=now,
        asked_by=by.id,
    )
    session.add(question)
    audit.note("call", "ask", call, by=by, now=now, law="GPR/52")
    notices.tell(
        unit_people(call, May.CALL_ANSWER),
        "question-asked",
        link=f"/calls/questions/{question.id}",
        detail={"title": call.title, "until": call.questions_until or call.deadline_at},
        now=now,
    )
    return question


def answer(question: Question, text: str, *, by: Actor, now: datetime) -> None:
    """Answer to all: the answer stands on the public page (答复)."""
    if not text.strip():
        raise RefusedError([Finding("answer-empty", field="text")])
    question.answer, question.answered_at, question.answered_by = text.strip(), now, by.id
    audit.note("call", "answer", question.call, by=by, now=now, law="GPR/52")
    notices.tell(
        accounts.people_of(question.organization_id),
        "question-answered",
        link=f"/calls/{question.call_id}",
        detail={"title": question.call.title},
        now=now,
    )


# --- steps that both kinds take


def send(call: Call, *, by: Actor, now: datetime) -> None:
    """Send a draft to the second person (送审)."""
    LIFE.take("send", call, by=by, now=now, law="HOUSE/R-NTC-25")
    notices.tell(
        [i for i in unit_people(call, May.CALL_REVIEW) if i != call.drafted_by],
        "call-to-review",
        link=f"/calls/{call.id}",
        detail={"title": call.title, "name": by.name},
        now=now,
    )


def return_(call: Call, note: str, *, by: Actor, now: datetime) -> None:
    """Send it back to whoever drafted, with what has to be changed (退回)."""
    refuse_if(rules.two_people(drafted_by=call.drafted_by, reviewed_by=by.id))
    if not note.strip():
        raise RefusedError([Finding("note-empty", field="note")])
    call.review_note = note.strip()
    LIFE.take("return", call, by=by, now=now, detail={"note": call.review_note})
    notices.tell(
        [call.drafted_by] if call.drafted_by else [],
        "call-returned",
        link=f"/calls/{call.id}",
        detail={"title": call.title, "name": by.name, "note": call.review_note},
        now=now,
    )


def publish(
    call: Call,
    check: Callable[[], Iterable[Finding]],
    *,
    line: BudgetLine | None,
    promised: Decimal | None,
    by: Actor,
    now: datetime,
    law: str,
) -> CallVersion:
    """Publish: a second person, nothing against it, the money promised, the text frozen.

    `check` is what the kind has against it, asked once nobody else can change the call. Nobody
    is told by name but the drafter: matching announces it to those whom it fits.
    """
    alone(call)
    refuse_if((*rules.two_people(drafted_by=call.drafted_by, reviewed_by=by.id), *check()))
    if not LIFE.can("publish", call):
        raise WrongStateError(f"{call.number} is {call.state}")
    if line is not None and promised:
        funds.commit(line, call_id=call.id, amount=promised, now=now)
    call.rule_date = clock.local_date(now)
    call.published_at, call.reviewed_by, call.review_note = now, by.id, ""
    version = freeze(call, now=now)
    LIFE.take(
        "publish", call, by=by, now=now, law=law, detail={"version": 1, "digest": version.digest}
    )
    notices.tell(
        [call.drafted_by] if call.drafted_by else [],
        "call-published",
        link=f"/calls/{call.id}",
        detail={"title": call.title, "deadline": call.deadline_at},
        now=now,
    )
    queue.later(ANNOUNCE, {"call_id": str(call.id)}, now=now, effect_key=f"{ANNOUNCE}:{call.id}")
    return version


def cancel(call: Call, reason: str, *, by: Actor, now: datetime) -> None:
    """End a call that is still open, with a reason that is published; its money is free again.

    :law: MOF87/29
    """
    if not reason.strip():
        raise RefusedError([Finding("reason-empty", field="reason")])
    alone(call)
    call.closed_at, call.closing_reason = now, reason.strip()
    funds.release(call.id)
    LIFE.take("cancel", call, by=by, now=now, law="MOF87/29", detail={"reason": reason.strip()})
    people = {q.asked_by for q in call.questions if q.asked_by}
    people |= {call.drafted_by} if call.drafted_by else set()
    notices.tell(
        people - {by.id},
        "call-cancelled",
        link=f"/calls/{call.id}",
        detail={"title": call.title, "reason": call.closing_reason},
        now=now,
    )
    # Who prepared a submission is not known here, nor to whoever cancels.
    queue.later(CANCELLED, {"call_id": str(call.id)}, now=now, effect_key=f"{CANCELLED}:{call.id}")


def alone(call: Call) -> None:
    """Have the call to oneself until the end of the transaction, as it stands now."""
    gate(call.id, exclusive=True)
    session.refresh(call, ["state"])


def unit_people(call: Call, permission: May) -> list[UUID]:
    """Return who holds a permission at the unit of a call."""
    roles: frozenset[Role] = POLICY[permission].roles
    found = [i for role in sorted(roles) for i in accounts.people_with(role, call.unit_id)]
    return list(dict.fromkeys(found))
