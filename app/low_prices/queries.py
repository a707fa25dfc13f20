"""Reads of low prices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.calls import queries as calls
from app.calls.models import Call
from app.db import session
from app.errors import NotFoundError
from app.low_prices import rules
from app.low_prices.models import LowPrice
from app.low_prices.rules import Line
from app.low_prices.states import ReviewState
from app.projects.models import Project
from app.submissions.models import Submission
from app.submissions.states import SubmissionState

DECIDED = (SubmissionState.QUALIFIED, SubmissionState.REJECTED)


@dataclass(frozen=True, slots=True)
class Row:
    """A bid that qualifies (or did), the lines that it is under, and its review."""

    submission: Submission
    under: tuple[Line, ...]
    review: LowPrice | None


def get(review_id: UUID) -> LowPrice:
    """Return one review or raise NotFoundError."""
    found = session.get(LowPrice, review_id)
    if found is None:
        raise NotFoundError
    return found


def of_call(call_id: UUID) -> Sequence[LowPrice]:
    """Return the reviews of a call."""
    asked = select(LowPrice).where(LowPrice.call_id == call_id)
    whole = joinedload(LowPrice.submission).joinedload(Submission.organization)
    return session.scalars(asked.options(whole).order_by(LowPrice.asked_at, LowPrice.id)).all()


def lines_of(call: Call, found: Sequence[Submission]) -> tuple[Line, ...]:
    """Return the lines of a project; a round has none."""
    if not isinstance(call, Project):
        return ()
    prices = {str(s.id): s.price for s in found if s.price is not None}
    return rules.lines(prices, call.ceiling, calls.law_of(call))


def rows(call: Call) -> tuple[list[Row], tuple[Line, ...]]:
    """Return what qualified with the lines it is under, and the lines themselves.

    Who was turned down because of the price still counts in the average: it did qualify.
    """
    reviews = {review.submission_id: review for review in of_call(call.id)}
    found = session.scalars(
        select(Submission)
        .where(Submission.call_id == call.id, Submission.state.in_(DECIDED))
        .options(joinedload(Submission.organization))
        .order_by(Submission.price, Submission.id)
    ).all()
    conforming = [s for s in found if s.state is SubmissionState.QUALIFIED or s.id in reviews]
    lines = lines_of(call, conforming)
    return [
        Row(s, tuple(rules.under(s.price or Decimal(0), lines)), reviews.get(s.id))
        for s in conforming
    ], lines


def unproven(call_id: UUID) -> dict[UUID, LowPrice]:
    """Return the reviews that ended without proof, by submission."""
    return {r.submission_id: r for r in of_call(call_id) if r.state is ReviewState.UNPROVEN}


def waiting_for(organization_ids: Collection[UUID], now: datetime) -> Sequence[LowPrice]:
    """Return what organizations are asked to explain."""
    if not organization_ids:
        return []
    asked = (
        select(LowPrice)
        .join(LowPrice.submission)
        .where(
            Submission.organization_id.in_(organization_ids),
            LowPrice.state == ReviewState.ASKED,
            LowPrice.due_at > now,
        )
        .options(joinedload(LowPrice.call))
    )
    return session.scalars(asked.order_by(LowPrice.due_at)).all()
