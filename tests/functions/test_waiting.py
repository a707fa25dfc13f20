"""What waits for list owners."""

import pytest

from app.functions import actions
from app.functions.waiting import waiting
from app.permissions import NOBODY

pytestmark = pytest.mark.usefixtures("negative")


def test_a_flagged_item_waits_for_the_other_person_and_a_returned_one_for_the_drafter(
    app, facts, drafter, reviewer, now
):
    with app.test_request_context():
        item = actions.draft(facts(content="整理问题线索"), by=drafter, now=now)
        assert list(waiting(drafter, now)) == []
        actions.publish(item, by=drafter, now=now)
        assert list(waiting(drafter, now)) == []
        (task,) = waiting(reviewer, now)
        assert item.name in task.title
        actions.return_(item, "请改", by=reviewer, now=now)
        assert list(waiting(reviewer, now)) == []
        assert [t.why for t in waiting(drafter, now)] == ["请改"]
        assert list(waiting(NOBODY, now)) == []
