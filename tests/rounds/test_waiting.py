"""What waits for whoever drafts and reviews rounds."""

import pytest

from app.rounds import actions
from app.rounds.waiting import waiting


@pytest.fixture
def tasks(app, now):
    def of(actor):
        with app.test_request_context():
            return list(waiting(actor, now))

    return of


def test_a_draft_waits_for_whoever_began_it(tasks, venture, drafter, reviewer):
    (task,) = tasks(drafter)
    assert task.url.endswith("/draft")
    assert tasks(reviewer) == []


def test_a_sent_round_waits_for_the_reviewer(tasks, venture, drafter, reviewer, now):
    actions.send(venture, by=drafter, now=now)
    (task,) = tasks(reviewer)
    assert task.url.endswith("/review")
    assert tasks(drafter) == []
