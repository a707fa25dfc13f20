"""A bureau with somebody for rounds and a reviewer."""

import pytest

from app.permissions import Role
from tests import drafts


@pytest.fixture
def unit(db):
    return drafts.unit()


@pytest.fixture
def luyiran(unit, now):
    return drafts.person("陆怡然", unit, Role.CIVIL_AFFAIRS, now=now)


@pytest.fixture
def chenfang(unit, now):
    return drafts.person("陈芳", unit, Role.REVIEWER, now=now)


@pytest.fixture
def drafter(luyiran):
    return drafts.actor(luyiran)


@pytest.fixture
def reviewer(chenfang):
    return drafts.actor(chenfang)


@pytest.fixture
def venture(unit, drafter, now):
    return drafts.round_(unit, drafter, now)
