"""Two people change a published call; everybody who prepares a bid hears of it and confirms."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.amendments import actions, queries
from app.amendments.states import AmendmentState
from app.audit import queries as audit
from app.calls import queries as calls
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.permissions import Role
from app.queue import Outbox
from app.submissions import actions as submissions
from app.submissions import queries as handed
from jobs import submissions as jobs
from tests import bids, drafts, register
from tests.bids import DEADLINE, OPENING
from tests.conftest import NOW

LATER = timedelta(days=5)


@pytest.fixture
def call(db):
    made = bids.project(content="每周探访一次", acceptance="查台账")
    from app.calls.actions import freeze  # noqa: PLC0415 -- what publishing does

    freeze(made, now=NOW)
    return made


@pytest.fixture
def clerk(call):
    return register.person("周敏", (Role.PURCHASER, call.unit))


@pytest.fixture
def second(call):
    return register.person("陈芳", (Role.REVIEWER, call.unit))


def propose(call, clerk, **more):
    facts = {
        "deadline_at": DEADLINE + LATER,
        "opening_at": OPENING + LATER,
        "reason": "服务对象增加",
        "material": True,
    } | more
    return actions.propose(
        call, {"content": "每周探访两次"}, by=register.actor(clerk), now=NOW, **facts
    )


def codes(refused):
    return [f.code for f in refused.value.findings]


def told(code):
    return session.query(Notice).filter_by(code=code).count()


def test_nothing_changes_before_the_second_person(call, clerk, second):
    amendment = propose(call, clerk)
    assert (call.content, call.deadline_at) == ("每周探访一次", DEADLINE)
    with pytest.raises(RefusedError) as refused:
        actions.publish(amendment, by=register.actor(clerk))
    assert codes(refused) == ["amend-two-people"]
    actions.publish(amendment, by=register.actor(second))
    assert (call.content, call.deadline_at) == ("每周探访两次", DEADLINE + LATER)
    assert call.opening_at == OPENING + LATER
    assert [v.number for v in calls.versions(call.id)] == [2, 1]
    steps = [r.step for r in audit.of_call(call.id) if r.kind == "amendment"]
    assert steps == ["propose", "publish"]


def test_whoever_prepares_a_bid_hears_of_it_and_confirms(call, clerk, second, set_clock):
    version = bids.handed_in(call, "澜湾区青禾社会工作服务中心")
    beginner, organization_id = bids.bidder("澜湾区新芽儿童服务中心")
    bids.begun(call, beginner, organization_id)
    submission = version.submission
    assert handed.amendments_since(submission) == {}
    amendment = propose(call, clerk)
    set_clock(NOW + timedelta(minutes=1))
    actions.publish(amendment, by=register.actor(second))
    set_clock(NOW + timedelta(minutes=2))
    (row,) = session.query(Outbox).filter_by(topic=actions.PUBLISHED)
    assert UUID(row.payload["amendment_id"]) == amendment.id
    jobs.amended(row.payload, NOW)
    assert told("bid-amended") == 2
    assert handed.amendments_since(submission) == {submission.id: [amendment]}
    submissions.confirm(submission, by=bids.bidder("澜湾区青禾社会工作服务中心")[0])
    assert handed.amendments_since(submission) == {}


def test_one_at_a_time_and_given_up_it_leaves_nothing(call, clerk):
    amendment = propose(call, clerk)
    with pytest.raises(RefusedError) as refused:
        propose(call, clerk)
    assert codes(refused) == ["amend-one-waits"]
    actions.drop(amendment, by=register.actor(clerk), now=NOW)
    assert amendment.state is AmendmentState.DROPPED
    assert call.content == "每周探访一次"
    propose(call, clerk)


def test_after_the_deadline_nothing_moves_it(call, clerk, second, set_clock):
    amendment = propose(call, clerk)
    set_clock(DEADLINE)
    with pytest.raises(WrongStateError):
        actions.publish(amendment, by=register.actor(second))
    assert call.deadline_at == DEADLINE
    with pytest.raises(WrongStateError):
        actions.propose(
            call,
            {},
            deadline_at=DEADLINE + LATER,
            opening_at=OPENING + LATER,
            reason="x",
            material=False,
            by=register.actor(clerk),
            now=DEADLINE,
        )


def test_a_waiting_change_whose_time_has_run_short_is_refused(call, clerk, second, set_clock):
    amendment = propose(call, clerk, deadline_at=DEADLINE, opening_at=OPENING)
    set_clock(NOW + timedelta(days=1))
    with pytest.raises(RefusedError) as refused:
        actions.publish(amendment, by=register.actor(second))
    assert codes(refused) == ["amend-time-short"]


def test_the_pages_show_the_difference_to_everybody_once_it_is_published(
    call, clerk, second, sign_in, client
):
    typed = {
        "content": "每周探访两次",
        "acceptance": "查台账",
        "deadline_at": "2026-12-02T15:00",
        "opening_at": "2026-12-02T15:30",
        "material": "y",
        "reason": "",
    }
    office = sign_in(clerk)
    page = f"/amendments/calls/{call.id}"
    assert office.get(page).status_code == 200
    answer = office.post(page, data=typed)
    assert answer.status_code == 422
    assert "每周探访两次" in answer.text  # nothing typed is lost
    assert office.post(page, data=typed | {"reason": "服务对象增加"}).status_code == 302
    session.expire_all()
    amendment = queries.proposed(call.id)
    shown = f"/amendments/{amendment.id}"
    assert client.get(shown).status_code == 404
    assert sign_in(second).post(f"{shown}/publish").status_code == 302
    public = client.get(shown)
    assert public.status_code == 200
    assert "<ins" in public.text
    assert "周敏" not in public.text
    assert shown in client.get(f"/projects/{call.id}").text


def test_what_is_on_the_negative_list_does_not_come_in_by_an_amendment(call, clerk):
    drafts.negative("行政处罚")
    with pytest.raises(RefusedError) as refused:
        actions.propose(
            call,
            {"content": "代行行政处罚和行政审批"},
            deadline_at=DEADLINE + LATER,
            opening_at=OPENING + LATER,
            reason="增加事项",
            material=True,
            by=register.actor(clerk),
            now=NOW,
        )
    assert "call-negative-block" in codes(refused)
