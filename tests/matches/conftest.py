"""A small district in which everybody does something else. All invented."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from app.accounts.states import UnitKind
from app.permissions import SYSTEM, Role
from app.track_records import actions as track_records
from tests import bids, register
from tests.conftest import NOW

ELDERS = "居家养老服务，独居老人探访，老年人紧急呼叫响应"
YOUTH = "青少年课后托管，阅读陪伴，家庭教育指导"
CONTENT = "每周上门探访独居老人，维护紧急呼叫设备，30 分钟内响应紧急呼叫。"


class District:
    """Organizations by a short name, with one call about the old."""

    def __init__(self):
        self.district = register.unit("澜湾区", UnitKind.DISTRICT)
        self.street = register.unit("云栖街道")
        self.office = bids.bureau()
        self.by_name = {}
        self.people = {}
        self.add("青禾", ELDERS, street_id=self.street.id)
        self.add("归途", "老年人照料，独居老人上门服务")
        self.add("新芽", YOUTH, fields=["education_employment"])
        self.add("安康", ELDERS, listed=False)
        self.call = self.publish()

    def add(self, name, scope, *, listed=True, **more):
        """Add an organization with one person."""
        made = register.organization(f"澜湾区{name}服务中心", scope=scope, **more)
        if listed:
            register.listed(made)
        self.by_name[name] = made
        self.people[name] = register.person(f"{name}的人", (Role.ORG_ADMIN, made))
        return made

    def publish(self, **more):
        """Publish a project for the old."""
        facts = {
            "title": "独居老年人居家安全与陪伴服务",
            "summary": "为独居老人探访和响应呼叫。",
            "content": CONTENT,
            "fields": ["elder_child_care"],
            "street_ids": [str(self.street.id)],
            "requires_directory": True,
        } | more
        return bids.project(self.office, **facts)

    def perform(self, name, score="92", content=CONTENT):
        """Record a performed contract."""
        return track_records.add(
            self.by_name[name],
            title="独居老人探访服务",
            buyer="区民政局",
            content=content,
            fields=["elder_child_care"],
            amount=Decimal(200000),
            starts_on=date(2025, 1, 1),
            ends_on=date(2025, 12, 31),
            score=Decimal(score),
            evidence="验收报告",
            by=SYSTEM,
            now=NOW,
        )

    def official(self, role=Role.PURCHASER):
        """Return somebody of the office that posts the call."""
        return register.person("周敏", (role, self.office))


@pytest.fixture
def district(db):
    """Return the district."""
    return District()


@pytest.fixture
def names():
    """Return what names the organizations of a list, in its order."""
    return lambda rows: [row.organization.name[3:5] for row in rows]


@pytest.fixture
def elsewhere(db):
    """Return somebody of another office."""
    return register.person("赵磊", (Role.PURCHASER, bids.bureau("区司法局"))), uuid4()
