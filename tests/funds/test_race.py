"""Many calls want the same money at once: no yuan is promised twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest

from app import clock
from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.cli import load_models
from app.db import Base, session
from app.errors import RefusedError
from app.factory import create_app
from app.funds import actions, queries
from app.funds.models import BudgetLine
from tests.conftest import settings_in

CALLS = 8


@pytest.fixture(params=["sqlite", "postgres"])
def lone_app(request, tmp_path):
    url = f"sqlite:///{tmp_path}/jieli.db"
    if request.param == "postgres":
        url = request.getfixturevalue("other_pg_url")
    made = create_app(settings_in(tmp_path, url))
    load_models()
    Base.metadata.create_all(made.extensions["db"])
    yield made
    made.extensions["db"].dispose()


def test_a_thousand_yuan_are_promised_three_times_three_hundred(lone_app):
    with lone_app.app_context():
        unit = Unit(key="u", name="区民政局", short_name="民政局", kind=UnitKind.DEPARTMENT)
        session.add(unit)
        session.flush()
        line = BudgetLine(
            code="1", name="养老", unit_id=unit.id, year=2026, amount=Decimal(1000), source="fiscal"
        )
        session.add(line)
        session.commit()
        line_id = line.id
    together = Barrier(CALLS)

    def promise(_):
        with lone_app.app_context():
            together.wait(10)
            try:
                held = queries.get(line_id)
                actions.commit(held, call_id=uuid4(), amount=Decimal(300), now=clock.now())
                session.commit()
            except RefusedError:
                session.rollback()
                return False
            return True

    with ThreadPoolExecutor(CALLS) as pool:
        assert sum(pool.map(promise, range(CALLS))) == 3
    with lone_app.app_context():
        assert queries.free(queries.get(line_id)) == Decimal(100)
