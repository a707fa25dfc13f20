"""What waits for drafters and reviewers."""

import pytest

from app import clock
from app.projects import actions
from app.projects.waiting import waiting
from tests import drafts


@pytest.fixture
def tasks(app, now):
    def of(actor):
        with app.test_request_context():
            return list(waiting(actor, now))

    return of


def test_a_draft_waits_for_whoever_began_it(tasks, project, drafter, reviewer):
    (task,) = tasks(drafter)
    assert project.title in task.title
    assert tasks(reviewer) == []


def test_a_draft_does_not_wait_for_a_colleague(tasks, project, unit, now):
    other = drafts.person("赵磊", unit, drafts.Role.PURCHASER, now=now)
    assert tasks(drafts.actor(other)) == []


def test_a_sent_draft_waits_for_the_reviewer(tasks, project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    (task,) = tasks(reviewer)
    assert task.url.endswith("/review")
    assert tasks(drafter) == []


def test_it_is_due_while_the_deadline_still_leaves_enough_days(tasks, project, drafter):
    (task,) = tasks(drafter)
    # Deadline on 8 December, ten days to prepare: published on 28 November at the latest.
    assert task.due_at == clock.end_of(project.deadline_at.date().replace(month=11, day=28))


def test_whoever_drafted_is_not_asked_to_review(tasks, unit, now):
    both = drafts.person("赵磊", unit, drafts.Role.PURCHASER, drafts.Role.REVIEWER, now=now)
    by = drafts.actor(both)
    actions.send(drafts.project(unit, by, now), by=by, now=now)
    assert tasks(by) == []
