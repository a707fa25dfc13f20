"""Questions wait for whoever answers them."""

import pytest

from app import clock
from app.calls import actions
from app.calls.waiting import waiting
from tests import drafts


@pytest.fixture
def tasks(app):
    def of(actor, now):
        with app.test_request_context():
            return list(waiting(actor, now))

    return of


@pytest.fixture
def question(call, organization, linxiao, now):
    by = drafts.actor(linxiao)
    return actions.ask(call, "设备由谁买？", organization_id=organization.id, by=by, now=now)


def test_a_question_waits_three_working_days(tasks, question, drafter, now):
    (task,) = tasks(drafter, now)
    # Asked on Tuesday 24 November: the third working day after it is Friday the 27th.
    assert task.due_at == clock.end_of(now.date().replace(day=27))
    assert task.url == f"/calls/questions/{question.id}"


def test_an_answered_question_waits_no_more(tasks, question, drafter, now):
    actions.answer(question, "由区民政局提供。", by=drafter, now=now)
    assert tasks(drafter, now) == []


def test_after_the_deadline_no_question_waits(tasks, question, call, drafter):
    assert tasks(drafter, call.deadline_at) == []


def test_it_does_not_wait_for_other_units(tasks, question, now):
    other = drafts.person("何妙", drafts.unit("区司法局"), drafts.Role.PURCHASER, now=now)
    assert tasks(drafts.actor(other), now) == []
