from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.contracts import actions, queries
from app.contracts.models import Contract
from app.contracts.states import ContractState, MilestoneState
from app.db import session
from app.documents.models import StoredFile
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.payments.models import Payment
from app.results.models import Objection
from app.track_records import queries as records
from tests.contracts_made import Parties, awarded

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def parties(db) -> Parties:
    return awarded()


@pytest.fixture
def signed(parties, now) -> Contract:
    contract = actions.make(parties.award, by=parties.buyer, now=now)
    rows = [{"title": "阶段", "evidence": "台账", "due_on": None} for _ in contract.milestones]
    actions.describe(contract, milestones=rows, by=parties.buyer, now=now)
    actions.offer(contract, by=parties.buyer, now=now)
    actions.sign(contract, by=parties.staff, now=now)
    return contract


def evidence(parties: Parties, now) -> StoredFile:
    file = StoredFile(
        id=uuid4(), label="台账.pdf", media_type="application/pdf", size=3, sha256="0" * 64,
        stored_as="0" * 64, owners=[], uploaded_by=parties.staff.id, uploaded_at=now,
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file


def accepted(contract: Contract, parties: Parties, now, number: int = 0):
    stone = contract.milestones[number]
    actions.deliver(stone, text="做完了", files=[evidence(parties, now)], by=parties.staff, now=now)
    actions.accept(stone, note="台账齐全", by=parties.buyer, now=now)
    return stone


def test_a_contract_is_made_of_its_award(parties, now):
    contract = actions.make(parties.award, by=parties.buyer, now=now)
    assert contract.amount == parties.award.amount == sum(m.amount for m in contract.milestones)
    assert [m.percent for m in contract.milestones] == [30, 40, 30]
    assert contract.organization_id == parties.award.submission.organization_id
    assert contract.state is ContractState.DRAFT


def test_making_it_again_gives_the_same_contract(parties, now):
    first = actions.make(parties.award, by=parties.buyer, now=now)
    assert actions.make(parties.award, by=parties.buyer, now=now) is first


def test_nothing_is_made_before_the_award_notice(parties, now):
    parties.award.notice_issued_at = None
    with pytest.raises(RefusedError) as refused:
        actions.make(parties.award, by=parties.buyer, now=now)
    assert refused.value.findings[0].code == "award-not-final"


def test_an_open_objection_holds_the_signature(parties, now):
    contract = actions.make(parties.award, by=parties.buyer, now=now)
    session.add(
        Objection(
            call_id=contract.call_id, organization_id=contract.organization_id, text="有疑问",
            raised_at=now,
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(RefusedError) as refused:
        actions.offer(contract, by=parties.buyer, now=now)
    assert [f.law for f in refused.value.findings] == ["GPR/54"]


def test_a_milestone_without_words_is_not_offered(parties, now):
    contract = actions.make(parties.award, by=parties.buyer, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.offer(contract, by=parties.buyer, now=now)
    assert {f.code for f in refused.value.findings} == {"milestone-not-described"}


def test_signed_contracts_do_not_change(signed, parties, now):
    with pytest.raises(RefusedError):
        actions.describe(signed, milestones=[], by=parties.buyer, now=now)


def test_a_delivery_without_evidence_is_refused(signed, parties, now):
    with pytest.raises(RefusedError):
        actions.deliver(signed.milestones[0], text="做完了", files=[], by=parties.staff, now=now)
    assert signed.milestones[0].state is MilestoneState.PLANNED


def test_accepted_by_one_and_paid_by_another(signed, parties, now):
    stone = accepted(signed, parties, now)
    payment = actions.pay(stone, voucher="FK-1", by=parties.finance, now=now)
    assert payment.amount == stone.amount
    assert queries.paid(signed.id) == stone.amount
    assert stone.state is MilestoneState.PAID


def test_who_accepted_cannot_pay(signed, parties, now):
    stone = accepted(signed, parties, now)
    with pytest.raises(RefusedError) as refused:
        actions.pay(stone, voucher="FK-1", by=parties.buyer, now=now)
    assert refused.value.findings[0].code == "same-person-accepts-and-pays"


def test_a_milestone_is_not_paid_twice(signed, parties, now):
    stone = accepted(signed, parties, now)
    actions.pay(stone, voucher="FK-1", by=parties.finance, now=now)
    with pytest.raises(WrongStateError):
        actions.pay(stone, voucher="FK-2", by=parties.finance, now=now)
    assert session.scalar(select(func.count()).select_from(Payment)) == 1


def test_what_was_sent_back_can_be_delivered_again(signed, parties, now):
    stone = signed.milestones[0]
    actions.deliver(stone, text="做了", files=[evidence(parties, now)], by=parties.staff, now=now)
    actions.send_back(stone, note="缺签到表", by=parties.buyer, now=now)
    assert stone.state is MilestoneState.PLANNED
    actions.deliver(stone, text="补了", files=[evidence(parties, now)], by=parties.staff, now=now)
    assert stone.state is MilestoneState.DELIVERED


POINTS = {
    "completion": Decimal(38),
    "quality": Decimal(27),
    "timeliness": Decimal(15),
    "satisfaction": Decimal(12),
}


def test_the_rating_counts_in_the_track_record(signed, parties, now):
    accepted(signed, parties, now)
    later = now + timedelta(days=60)
    actions.rate(
        signed,
        points=POINTS,
        note="按期",
        satisfaction=None,
        final=False,
        by=parties.buyer,
        now=later,
    )
    (record,) = records.of(signed.organization_id, later.date())
    assert record.score == Decimal(92)
    actions.rate(
        signed, points=POINTS | {"quality": Decimal(17)}, note="整改不到位", satisfaction=None, final=False,
        by=parties.buyer, now=later,
    )  # fmt: skip
    (record,) = records.of(signed.organization_id, later.date())
    assert record.score == Decimal(82)


def test_nothing_accepted_means_nothing_to_rate(signed, parties, now):
    with pytest.raises(RefusedError):
        actions.rate(
            signed,
            points=POINTS,
            note="",
            satisfaction=None,
            final=False,
            by=parties.buyer,
            now=now,
        )


def test_a_contract_is_complete_when_everything_is_paid(signed, parties, now):
    rate = {"points": POINTS, "note": "好", "satisfaction": Decimal(95), "final": True}
    accepted(signed, parties, now)
    with pytest.raises(RefusedError) as refused:
        actions.rate(signed, by=parties.buyer, now=now, **rate)
    assert refused.value.findings[0].code == "milestones-unpaid"
    for number in (1, 2):
        accepted(signed, parties, now, number)
    for stone in signed.milestones:
        actions.pay(stone, voucher="FK", by=parties.finance, now=now)
    actions.rate(signed, by=parties.buyer, now=now, **rate)
    assert signed.state is ContractState.COMPLETED
    assert queries.paid(signed.id) == signed.amount


def test_every_act_is_one_row_of_the_log(signed, parties, now):
    before = session.scalar(select(func.count()).select_from(AuditRow))
    stone = accepted(signed, parties, now)
    actions.pay(stone, voucher="FK", by=parties.finance, now=now)
    rows = session.scalars(select(AuditRow).where(AuditRow.seq > before)).all()
    assert [(r.kind, r.step) for r in rows] == [
        ("milestone", "deliver"),
        ("milestone", "accept"),
        ("milestone", "pay"),
    ]
    assert rows[-1].law == "HOUSE/R-AWD-13"


def test_finance_is_told_that_something_is_due(signed, parties, now):
    accepted(signed, parties, now)
    told = session.scalars(select(Notice.person_id).where(Notice.code == "payment-due")).all()
    assert told == [parties.finance.id]
