"""A call that was awarded, with the people around it. All invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from app.calls.states import CallState
from app.db import session
from app.permissions import Actor, Role
from app.results.models import Award
from app.submissions.models import Submission
from app.submissions.states import SubmissionState
from tests import bids, register
from tests.conftest import NOW


@dataclass
class Parties:
    """An award, and who acts around it."""

    award: Award
    buyer: Actor
    finance: Actor
    staff: Actor
    people: dict[str, object]


def awarded(price: str = "320000.00") -> Parties:
    """Return an award whose notice is out."""
    unit = bids.bureau()
    organization = register.organization()
    call = bids.project(
        unit,
        state=CallState.AWARDED,
        service_from=date(2026, 12, 1),
        service_to=date(2027, 11, 30),
        payment_percents=[30, 40, 30],
        content="每人每周至少探访 1 次",
    )
    submission = Submission(
        id=uuid4(),
        call_id=call.id,
        organization_id=organization.id,
        state=SubmissionState.QUALIFIED,
        created_at=NOW,
        price=Decimal(price),
        content={},
    )
    session.add(submission)
    session.flush()
    award = Award(
        id=uuid4(),
        call_id=call.id,
        submission_id=submission.id,
        place=1,
        amount=Decimal(price),
        decided_at=NOW - timedelta(days=9),
        notice_issued_at=NOW - timedelta(days=1),
    )
    session.add(award)
    session.flush()
    people = {
        "buyer": register.person("周敏", (Role.PURCHASER, unit)),
        "finance": register.person("冯静", (Role.FINANCE, register.unit("区财政局"))),
        "staff": register.person("林晓", (Role.ORG_ADMIN, organization)),
    }
    return Parties(
        award,
        *(register.actor(people[name]) for name in ("buyer", "finance", "staff")),
        people,
    )
