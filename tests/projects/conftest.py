"""A department with a drafter and a reviewer."""

import pytest

from app.permissions import Role
from tests import drafts


@pytest.fixture
def unit(db):
    return drafts.unit()


@pytest.fixture
def zhoumin(unit, now):
    return drafts.person("周敏", unit, Role.PURCHASER, now=now)


@pytest.fixture
def chenfang(unit, now):
    return drafts.person("陈芳", unit, Role.REVIEWER, now=now)


@pytest.fixture
def drafter(zhoumin):
    return drafts.actor(zhoumin)


@pytest.fixture
def reviewer(chenfang):
    return drafts.actor(chenfang)


@pytest.fixture
def project(unit, drafter, now):
    return drafts.project(unit, drafter, now)
