"""What waits for whom around filings."""

from datetime import timedelta

import pytest

from app.filings import actions, waiting
from app.filings.states import GroupKind
from tests import register


def titles(person, now) -> list[tuple[str, str]]:
    return [(t.title, t.act) for t in waiting.waiting(register.actor(person), now)]


@pytest.fixture
def offices(worker, officer, bureau):
    return worker, officer, bureau


def test_a_filing_waits_for_one_office_after_the_other(app, written, resident, offices, now):
    worker, officer, bureau = offices
    filing = written("松涛社区同乡会", GroupKind.FRIENDSHIP)
    by, community, street = map(register.actor, (resident, worker, officer))
    with app.test_request_context():
        assert titles(worker, now) == []
        actions.send(filing, by=by, now=now)
        assert [title for title, _ in titles(worker, now)] == ["备案申请：松涛社区同乡会"]
        actions.check(filing, "齐全", by=community, now=now)
        assert titles(worker, now) == []
        assert len(titles(officer, now)) == 1
        actions.qualify(filing, "联谊类", by=street, now=now)
        assert titles(officer, now) == []
        assert len(titles(bureau, now)) == 1
        actions.agree(filing, "可以", office="民政局", by=register.actor(bureau), now=now)
        actions.return_(filing, "请补名单", office="街道", by=street, now=now)
        assert titles(bureau, now) == titles(officer, now) == []
        assert len(titles(resident, now)) == 1


def test_a_year_without_a_check_is_one_task_for_the_community(app, filed, worker, now):
    filed()
    later = now + timedelta(days=370)
    with app.test_request_context():
        assert titles(worker, now) == []
        assert [title for title, _ in titles(worker, later)] == ["1 家备案组织要做年度核查"]
