"""Every verb on low prices. The only writer. A person asks, a person decides."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from app.accounts import queries as accounts
from app.audit.actions import note
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallState
from app.db import gate, session
from app.documents import actions as documents
from app.errors import Finding, WrongStateError, refuse_if
from app.low_prices import queries, rules
from app.low_prices.models import LowPrice
from app.low_prices.states import LIFE, OPEN, ReviewState
from app.notices.actions import tell
from app.permissions import Actor, Role
from app.submissions.models import Submission
from app.submissions.states import LIFE as SUBMISSION_LIFE
from app.submissions.states import SubmissionState

PURPOSE = "low-price"
WHILE = (CallState.OPENED, CallState.SCORING)


def ask(
    submission: Submission, *, reason: str, minutes: int | None, by: Actor, now: datetime
) -> LowPrice:
    """Ask a bidder how the work is done for that price (要求书面说明).

    :law: CB2026-2/R-LOW-01, CB2026-2/R-LOW-04
    """
    call = submission.call
    gate(call.id, exclusive=True)
    session.refresh(call)
    rows, _ = queries.rows(call)
    row = next((r for r in rows if r.submission.id == submission.id), None)
    if call.state not in WHILE or row is None or row.review is not None:
        raise WrongStateError(f"{call.number} asks nobody now")
    law = calls.law_of(call)
    refuse_if(rules.request(reason, minutes, under_a_line=bool(row.under), law=law))
    made = LowPrice(
        id=uuid4(),
        call=call,
        submission=submission,
        lines=[
            {"code": n.code, "share": str(n.share), "of": str(n.of), "amount": str(n.amount)}
            for n in row.under
        ],
        reason=reason.strip(),
        asked_at=now,
        asked_by=by.id,
        due_at=rules.due(now, minutes or 0),
    )
    session.add(made)
    detail = {"lines": [n.code for n in row.under], "due": made.due_at, "reason": made.reason}
    note("low_price", "ask", made, by=by, now=now, law=rules.STARTS, detail=detail)
    tell(
        accounts.people_of(submission.organization_id),
        "low-price-asked",
        link=f"/low-prices/{made.id}",
        detail={"title": call.title, "due": made.due_at},
        now=now,
    )
    return made


def answer(
    review: LowPrice,
    text: str,
    files: Sequence[documents.Incoming] = (),
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Explain the price, with what proves the costs (书面说明).

    :law: CB2026-2/R-LOW-04
    """
    refuse_if(rules.explanation(text, due_at=review.due_at, now=now))
    held = [
        documents.store(
            file,
            purpose=PURPOSE,
            owners=[review.submission.organization_id, review.call.unit_id],
            call_id=review.call_id,
            field="files",
            by=by,
            now=now,
        )
        for file in files
    ]
    review.text, review.answered_at, review.answered_by = text.strip(), now, by.id
    review.file_ids = [str(file.id) for file in held]
    LIFE.take("answer", review, by=by, now=now, law=rules.TIME, detail={"files": len(held)})
    tell(
        accounts.people_with(Role.PURCHASER, review.call.unit_id),
        "low-price-answered",
        link=f"/low-prices/calls/{review.call_id}",
        detail={"title": review.call.title, "name": review.submission.organization.name},
        now=now,
    )


def decide(review: LowPrice, opinion: str, *, accepted: bool, by: Actor, now: datetime) -> None:
    """Write down what the panel found. Not proven: the bid is invalid, with that reason.

    :law: CB2026-2/R-LOW-05
    """
    gate(review.call_id, exclusive=True)
    session.refresh(review)
    if review.state not in OPEN:
        raise WrongStateError("decided already")
    answered = review.state is ReviewState.ANSWERED
    refuse_if(
        rules.decision(opinion, answered=answered, accepted=accepted, due_at=review.due_at, now=now)
    )
    review.opinion, review.decided_at, review.decided_by = opinion.strip(), now, by.id
    step = "accept" if accepted else ("refuse" if answered else "lapse")
    LIFE.take(step, review, by=by, now=now, law=rules.ENDS, detail={"opinion": review.opinion})
    if not accepted and review.submission.state is SubmissionState.QUALIFIED:
        SUBMISSION_LIFE.take("invalidate", review.submission, by=by, now=now, law=rules.ENDS)
    tell(
        accounts.people_of(review.submission.organization_id),
        "low-price-accepted" if accepted else "low-price-refused",
        link=f"/low-prices/{review.id}",
        detail={"title": review.call.title},
        now=now,
    )


def findings(call: Call) -> list[Finding]:
    """Return why a call cannot be ranked yet: prices that nobody has looked into."""
    rows, _ = queries.rows(call)
    unasked = sum(1 for r in rows if r.under and r.review is None)
    asked = sum(1 for r in rows if r.review is not None and r.review.state in OPEN)
    return list(rules.pending(asked, unasked))
