"""Letters with one-time links."""

from datetime import timedelta

import pytest

from app.accounts import actions, links
from app.permissions import SYSTEM
from jobs.accounts import compose

from .conftest import PASSWORD


@pytest.fixture
def link(db, now, person):
    return actions.reset(person("zhoumin", email="zhoumin@example.cn"), by=SYSTEM, now=now)


def test_a_letter_says_for_whom_until_when_and_has_the_link(link, now):
    letter = compose(link.id, now)
    assert letter["to"] == "zhoumin@example.cn"
    assert letter["subject"] == "重设密码"
    for words in ("周敏", "zhoumin", "11月25日", links.url_of(link.id)):
        assert words in letter["text"]


def test_no_letter_is_sent_for_a_link_that_is_used_or_late(link, now):
    assert compose(link.id, now + timedelta(days=1)) is None
    actions.accept(link, PASSWORD, now=now)
    assert compose(link.id, now) is None
