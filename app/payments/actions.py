"""Recording a payment: part of a step of the thing paid for, which the log records."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.db import session
from app.errors import refuse_if
from app.payments import rules
from app.payments.models import Payment
from app.permissions import Actor


def record(
    *,
    amount: Decimal,
    accepted_by: UUID | None,
    voucher: str,
    by: Actor,
    now: datetime,
    milestone_id: UUID | None = None,
    contract_id: UUID | None = None,
    grade_award_id: UUID | None = None,
) -> Payment:
    """Write down that it is paid, or raise RefusedError; the caller holds the lock of the thing.

    A second payment for the same thing is refused by the database.

    :law: HOUSE/R-NTC-25, HOUSE/R-AWD-13
    """
    refuse_if(rules.two_people(accepted_by=accepted_by, paid_by=by.id))
    assert accepted_by is not None  # noqa: S101 -- asked by the rule
    assert by.id is not None  # noqa: S101 -- the door lets only people pay
    payment = Payment(
        milestone_id=milestone_id,
        contract_id=contract_id,
        grade_award_id=grade_award_id,
        amount=amount,
        accepted_by=accepted_by,
        approved_by=by.id,
        paid_at=now,
        voucher=voucher,
    )
    session.add(payment)
    session.flush()
    return payment
