"""People and units for the tests of accounts."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from app.accounts import actions
from app.accounts.models import Person, Unit
from app.accounts.states import UnitKind
from app.permissions import Role

PASSWORD = "春天的河边有一排柳树"


@pytest.fixture
def unit(db) -> Unit:
    made = Unit(key="minzheng", name="澜湾区民政局", short_name="区民政局", kind=UnitKind.BUREAU)
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def person(db, now: datetime, unit: Unit) -> Callable[..., Person]:
    """Return what makes a person with roles at the unit."""

    def make(username: str = "zhoumin", *roles: Role, **facts) -> Person:
        grants = [(role, unit.id, unit.short_name) for role in roles]
        facts = {"name": "周敏", "password": PASSWORD} | facts
        return actions.create_person(
            facts.pop("name"), username, facts.pop("password"), grants=grants, now=now, **facts
        )

    return make


@pytest.fixture
def organization() -> tuple:
    return (uuid4(), "青禾社工服务中心")
