"""A published project, its unit, and an organization that asks."""

import pytest

from app.permissions import Role
from app.projects import actions
from tests import drafts, register


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
def draft(unit, drafter, now):
    return drafts.project(unit, drafter, now)


@pytest.fixture
def call(draft, drafter, reviewer, now):
    actions.send(draft, by=drafter, now=now)
    actions.publish(draft, by=reviewer, now=now)
    return draft


@pytest.fixture
def organization(db):
    return register.organization("青禾社会工作服务中心")


@pytest.fixture
def linxiao(organization, now):
    return drafts.person("林晓", organization, Role.ORG_ADMIN, now=now)
