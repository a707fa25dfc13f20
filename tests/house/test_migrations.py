"""The migrations: one line of them, up and down and up again, and no drift."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.cli import load_models
from app.db import Base, make_engine
from app.schema import config_for


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/migrated.db"
    else:
        url = request.getfixturevalue("other_pg_url")
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def config(engine):
    load_models()
    return config_for(engine)


def tables(engine):
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def differences(engine):
    with engine.connect() as line:
        context = MigrationContext.configure(
            line, opts={"compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, Base.metadata)


def test_there_is_one_head(config):
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_the_migrations_are_numbered_in_order(config):
    script = ScriptDirectory.from_config(config)
    numbers = [each.revision for each in script.walk_revisions()]
    assert numbers == [f"{n:04d}" for n in range(len(numbers), 0, -1)]


def test_up_down_and_up_again(config, engine):
    command.upgrade(config, "head")
    first = tables(engine)
    command.downgrade(config, "base")
    assert tables(engine) == set()
    command.upgrade(config, "head")
    assert tables(engine) == first >= {"outbox", "clock_offset"}


def test_the_tables_are_what_the_models_say(config, engine):
    command.upgrade(config, "head")
    assert differences(engine) == []


def test_upgrading_twice_changes_nothing(config, engine):
    command.upgrade(config, "head")
    first = tables(engine)
    command.upgrade(config, "head")
    assert tables(engine) == first


def states_of_sheets(engine):
    found = sa.inspect(engine).get_check_constraints("sheet")
    return [c["sqltext"] for c in found if "state" in c["sqltext"]]


def test_the_check_of_a_sheets_state_goes_up_and_down_with_the_versions(config, engine):
    command.upgrade(config, "0003")
    (before,) = states_of_sheets(engine)
    command.upgrade(config, "0004")
    (after,) = states_of_sheets(engine)
    assert "void" in after
    assert "void" not in before
    command.downgrade(config, "0003")
    assert states_of_sheets(engine) == [before]
