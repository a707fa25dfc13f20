"""Handing in, replacing, withdrawing, opening: in time or not at all, once or not at all."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.accounts.models import Unit
from app.audit.models import AuditRow
from app.calls import actions as calls
from app.calls.states import CallState
from app.db import session
from app.directory.states import EntryState
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.permissions import Role
from app.queue import Outbox
from app.submissions import actions, ceremony, queries
from app.submissions.models import SubmissionVersion
from app.submissions.states import SubmissionState
from jobs import handlers
from jobs.submissions import cancelled
from tests import bids, register
from tests.bids import DEADLINE, NOW, OPENING

pytestmark = pytest.mark.usefixtures("any_db")
SECOND = timedelta(seconds=1)


@pytest.fixture
def call(db):
    return bids.project()


@pytest.fixture
def mine(call):
    by, organization_id = bids.bidder()
    submission = bids.begun(call, by, organization_id)
    return submission, by, bids.filled(submission, by, bids.bid())


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings]


# --- who may begin


def test_an_organization_on_the_abnormal_list_is_refused_before_typing_with_reason_and_article(
    call,
):
    by, organization_id = bids.bidder("澜湾区安康健康促进中心")
    organization = session.get(register.Organization, organization_id)
    entry = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1))
    organization.credit_events.append(entry)
    with pytest.raises(RefusedError) as refused:
        bids.begun(call, by, organization_id)
    assert codes(refused) == ["abnormal-list"]
    assert refused.value.findings[0].law == "NKG/R-CRD-09"
    assert refused.value.findings[0].detail["reason"] == entry.reason


def test_a_suspended_organization_is_refused_where_the_directory_is_a_condition(db):
    call = bids.project(requires_directory=True)
    organization = register.organization()
    register.entry(organization, (EntryState.SUSPENDED, date(2026, 9, 2), None))
    with pytest.raises(RefusedError) as refused:
        actions.start(call, organization=organization, by=bids.bidder("澜湾区一心社")[0], now=NOW)
    assert codes(refused) == ["suspended"]


def test_a_filed_organization_applies_in_rounds_through_a_host_only(db):
    filed = register.organization("云栖街道邻里互助队", filing_no="云栖备2024-001")
    by, host_id = bids.bidder()
    host = session.get(register.Organization, host_id)
    with pytest.raises(RefusedError) as refused:
        actions.start(bids.project(), organization=filed, by=by, now=NOW)
    assert codes(refused) == ["filed-not-in-projects"]
    with pytest.raises(RefusedError) as refused:
        actions.start(bids.venture(), organization=filed, by=by, now=NOW)
    assert codes(refused) == ["filed-needs-host"]
    with pytest.raises(RefusedError) as refused:
        actions.start(bids.venture(), organization=host, partner=filed, by=by, now=NOW)
    assert codes(refused) == ["partner-no-host"]
    held = register.hosted(filed, register.organization("澜湾区同心社"))
    with pytest.raises(RefusedError) as refused:
        actions.start(bids.venture(), organization=host, partner=filed, by=by, now=NOW)
    assert codes(refused) == ["partner-other-host"]
    held.host = host
    session.flush()
    begun = actions.start(bids.venture(), organization=host, partner=filed, by=by, now=NOW)
    assert begun.partner is filed


def test_beginning_again_leads_to_what_was_begun(call, mine):
    submission, by, _ = mine
    assert bids.begun(call, by, submission.organization_id) is submission


# --- the draft


def test_a_draft_keeps_what_is_wrong_and_what_other_pages_say(mine):
    submission, by, _ = mine
    wrong = {"price_rows": [{"label": "人员", "basis": "", "amount": "四十六万"}]}
    actions.save_draft(submission, "price", wrong, by=by, now=NOW)
    actions.save_draft(submission, "text-plan", {"texts": {"plan": "新写的"}}, by=by, now=NOW)
    draft = queries.draft_of(submission)
    assert draft["price_rows"] == wrong["price_rows"]
    assert draft["texts"]["plan"] == "新写的"
    assert draft["texts"]["team"].startswith("团队与排班")
    assert draft["_saved"]["price"]["name"] == "林晓"


def test_an_incomplete_draft_is_not_handed_in_and_says_what_is_missing(mine):
    submission, by, _ = mine
    actions.save_draft(submission, "price", {"price_rows": []}, by=by, now=NOW)
    with pytest.raises(RefusedError) as refused:
        actions.submit(submission, key=uuid4(), seen=bids.seen(submission), by=by)
    assert codes(refused) == ["price-missing"]


# --- the deadline


def test_a_bid_a_second_before_the_deadline_is_taken(mine, set_clock):
    submission, by, seen = mine
    set_clock(DEADLINE - 2 * SECOND)
    version = actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert DEADLINE - 2 * SECOND <= version.received_at < DEADLINE
    assert submission.state is SubmissionState.SUBMITTED


@pytest.mark.parametrize("late", [timedelta(), SECOND, timedelta(days=1)])
def test_at_the_deadline_and_a_second_later_nothing_is_taken(mine, set_clock, late):
    submission, by, seen = mine
    set_clock(DEADLINE + late)
    with pytest.raises(RefusedError) as refused:
        actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert codes(refused) == ["too-late"]
    assert refused.value.findings[0].detail["deadline"] == DEADLINE
    assert submission.state is SubmissionState.DRAFT
    assert submission.versions == []


def test_the_clock_of_the_application_decides_nothing(mine, set_clock):
    from app import clock  # noqa: PLC0415 -- to put it wrong

    submission, by, seen = mine
    set_clock(DEADLINE + SECOND)
    clock.move(clock.offset() - timedelta(hours=1))
    with pytest.raises(RefusedError) as refused:
        actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert codes(refused) == ["too-late"]


def test_nothing_is_replaced_or_withdrawn_after_the_deadline(mine, set_clock):
    submission, by, seen = mine
    first = actions.submit(submission, key=uuid4(), seen=seen, by=by)
    set_clock(DEADLINE)
    with pytest.raises(RefusedError):
        actions.submit(submission, key=uuid4(), seen=seen, by=by)
    with pytest.raises(RefusedError):
        actions.withdraw(submission, by=by)
    assert queries.live(submission) is first
    assert len(first.boxes) == 2


def test_a_cancelled_call_takes_nothing_although_its_deadline_is_ahead(call, mine):
    submission, by, seen = mine
    call.state = CallState.CANCELLED
    session.flush()
    with pytest.raises(WrongStateError):
        actions.submit(submission, key=uuid4(), seen=seen, by=by)


# --- replacing and withdrawing


def test_replacing_ends_the_old_version_for_good(mine):
    submission, by, seen = mine
    first = actions.submit(submission, key=uuid4(), seen=seen, by=by)
    seen = bids.filled(submission, by, bids.bid("460000.00"))
    second = actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert (first.ended_how, first.boxes) == ("replaced", [])
    assert queries.live(submission) is second
    assert second.receipt_no != first.receipt_no


def test_what_was_withdrawn_can_be_handed_in_again(mine):
    submission, by, seen = mine
    first = actions.submit(submission, key=uuid4(), seen=seen, by=by)
    actions.withdraw(submission, by=by)
    assert submission.state is SubmissionState.WITHDRAWN
    assert (first.ended_how, first.boxes) == ("withdrawn", [])
    assert queries.live(submission) is None
    with pytest.raises(RefusedError) as refused:
        actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert codes(refused) == ["handed-in-already"]
    seen = bids.filled(submission, by, bids.bid())
    actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert submission.state is SubmissionState.SUBMITTED


# --- once


def test_the_same_page_sent_twice_gives_the_same_receipt(mine):
    submission, by, seen = mine
    key = uuid4()
    first = actions.submit(submission, key=key, seen=seen, by=by)
    assert actions.submit(submission, key=key, seen=seen, by=by) is first
    assert session.scalar(select(func.count()).select_from(SubmissionVersion)) == 1


def test_the_receipt_comes_again_after_the_deadline_too(mine, set_clock):
    submission, by, seen = mine
    key = uuid4()
    first = actions.submit(submission, key=key, seen=seen, by=by)
    set_clock(DEADLINE + SECOND)
    assert actions.submit(submission, key=key, seen=seen, by=by) is first


def test_the_same_key_with_another_content_or_of_another_organization_is_refused(call, mine):
    submission, by, seen = mine
    key = uuid4()
    actions.submit(submission, key=key, seen=seen, by=by)
    other = bids.filled(submission, by, bids.bid("460000.00"))
    with pytest.raises(RefusedError) as refused:
        actions.submit(submission, key=key, seen=other, by=by)
    assert codes(refused) == ["key-used-before"]
    rival, rival_id = bids.bidder("澜湾区同心社会服务中心")
    theirs = bids.begun(call, rival, rival_id)
    mark = bids.filled(theirs, rival, bids.bid())
    with pytest.raises(RefusedError) as refused:
        actions.submit(theirs, key=key, seen=mark, by=rival)
    assert codes(refused) == ["key-used-before"]


def test_a_draft_changed_after_the_check_page_is_looked_at_again(mine):
    submission, by, seen = mine
    bids.filled(submission, by, bids.bid("460000.00"))
    with pytest.raises(RefusedError) as refused:
        actions.submit(submission, key=uuid4(), seen=seen, by=by)
    assert codes(refused) == ["changed-since-checked"]


# --- receipt and log


def test_the_receipt_number_is_random_and_can_be_read_out():
    numbers = {actions.receipt_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(n) == 17 and n.startswith("LW-") for n in numbers)
    assert not set("".join(numbers).replace("LW-", "")) & set("01OILUV")


def test_the_people_of_the_organization_are_told_without_a_price(mine):
    submission, by, seen = mine
    version = actions.submit(submission, key=uuid4(), seen=seen, by=by)
    notice = session.scalars(select(Notice).where(Notice.person_id == by.id)).one()
    assert notice.code == "bid-received"
    assert notice.detail["receipt"] == version.receipt_no
    assert "468500" not in json.dumps(notice.detail)


def test_each_act_leaves_one_row_in_the_log_without_the_content_or_the_bidder(mine):
    submission, by, seen = mine
    actions.submit(submission, key=uuid4(), seen=seen, by=by)
    actions.withdraw(submission, by=by)
    rows = session.scalars(
        select(AuditRow).where(AuditRow.thing_id == submission.id).order_by(AuditRow.seq)
    ).all()
    assert [r.step for r in rows] == ["start", "submit", "withdraw"]
    assert not any("468500" in r.payload or "青禾" in r.payload for r in rows)


# --- a call that is cancelled


def buyer(call):
    unit = session.get(Unit, call.unit_id)
    return register.actor(register.person("赵磊", (Role.PURCHASER, unit)))


def test_whoever_handed_in_or_only_began_hears_of_a_cancelled_call_and_nothing_is_opened(call):
    sent = bids.handed_in(call, "澜湾区青禾社会工作服务中心").submission
    beginner, organization_id = bids.bidder("澜湾区新芽儿童服务中心")
    bids.begun(call, beginner, organization_id)
    gone = bids.handed_in(call, "澜湾区同心社会服务中心").submission
    actions.withdraw(gone, by=bids.bidder("澜湾区又一社")[0])
    calls.cancel(call, "经费调整", by=buyer(call), now=NOW)
    ceremony.tell_cancelled(call, now=NOW)
    told = session.scalars(select(Notice).where(Notice.code == "bid-cancelled")).all()
    assert {n.detail["reason"] for n in told} == {"经费调整"}
    assert {n.person_id for n in told} == {
        beginner.id,
        *accounts.people_of(sent.organization_id),
    }
    assert sent.state is SubmissionState.SUBMITTED
    assert sent.content is None


def test_the_cancelling_leaves_the_telling_to_the_outbox(call):
    calls.cancel(call, "经费调整", by=buyer(call), now=NOW)
    row = session.scalars(select(Outbox).where(Outbox.topic == calls.CANCELLED)).one()
    assert row.payload == {"call_id": str(call.id)}
    assert handlers.handler(row.topic) is cancelled


# --- the opening


def opener():
    return register.actor(register.person("周敏", (Role.OPENER, None)))


def test_the_opening_finds_every_live_version_and_fills_in_the_prices(call, set_clock):
    cheap = bids.handed_in(call, "澜湾区青禾社会工作服务中心", bids.bid("400000.00"))
    dear = bids.handed_in(call, "澜湾区同心社会服务中心", bids.bid("470000.00"))
    gone = bids.handed_in(call, "澜湾区新芽儿童服务中心")
    actions.withdraw(gone.submission, by=bids.bidder("澜湾区又一社")[0])
    set_clock(OPENING)
    opening = ceremony.open_all(call, by=opener())
    assert call.state is CallState.OPENED
    assert opening.count == 2
    assert [row["price"] for row in opening.rows] == ["400000.00", "470000.00"]
    assert [row["receipt"] for row in opening.rows] == [cheap.receipt_no, dear.receipt_no]
    assert [str(s.price) for s in queries.of_call(call.id)] == ["400000.00", "470000.00"]
    assert gone.submission.state is SubmissionState.WITHDRAWN
    assert gone.submission.price is None


@pytest.mark.parametrize("at", [DEADLINE - SECOND * 5, DEADLINE, OPENING - SECOND * 5])
def test_nothing_is_opened_before_the_announced_time(call, set_clock, at):
    version = bids.handed_in(call, "澜湾区青禾社会工作服务中心")
    set_clock(at)
    with pytest.raises(RefusedError) as refused:
        ceremony.open_all(call, by=opener())
    assert codes(refused) == ["opening-not-due"]
    assert version.submission.content is None
    assert queries.of_call(call.id) == []


def test_nothing_is_opened_twice(call, set_clock):
    set_clock(OPENING)
    ceremony.open_all(call, by=opener())
    with pytest.raises(WrongStateError):
        ceremony.open_all(call, by=opener())


def test_swapped_rows_stop_the_opening_and_are_named(call, set_clock):
    first = bids.handed_in(call, "澜湾区青禾社会工作服务中心", bids.bid("400000.00"))
    second = bids.handed_in(call, "澜湾区同心社会服务中心", bids.bid("470000.00"))
    one, other = first.boxes[0], second.boxes[0]
    one.sealed, other.sealed, one.nests, other.nests = (
        *(other.sealed, one.sealed),
        *(other.nests, one.nests),
    )
    session.flush()
    set_clock(OPENING)
    with pytest.raises(RefusedError) as refused:
        ceremony.open_all(call, by=opener())
    assert codes(refused) == ["seal-broken"]
    assert refused.value.findings[0].detail["receipt"] in {first.receipt_no, second.receipt_no}


def test_a_changed_commitment_stops_the_opening(call, set_clock):
    version = bids.handed_in(call, "澜湾区青禾社会工作服务中心")
    version.commitment = "0" * 64
    session.flush()
    set_clock(OPENING)
    with pytest.raises(RefusedError):
        ceremony.open_all(call, by=opener())


def test_two_bidders_are_too_few_and_the_project_may_fail(call, set_clock):
    bids.handed_in(call, "澜湾区青禾社会工作服务中心")
    bids.handed_in(call, "澜湾区同心社会服务中心")
    set_clock(OPENING)
    ceremony.open_all(call, by=opener())
    ceremony.fail(call, by=opener(), now=OPENING)
    assert call.state is CallState.FAILED
    log = session.scalars(select(AuditRow).where(AuditRow.step == "fail")).one()
    assert log.law == "NKG/R-NTC-17"


def test_three_bidders_are_enough(call, set_clock):
    for name in ("澜湾区甲社", "澜湾区乙社", "澜湾区丙社"):
        bids.handed_in(call, name)
    set_clock(OPENING)
    ceremony.open_all(call, by=opener())
    with pytest.raises(WrongStateError):
        ceremony.fail(call, by=opener(), now=OPENING)
