"""The commands of the core."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.db import stored_offset


@pytest.fixture
def flask(app):
    return app.test_cli_runner().invoke


@pytest.fixture
def district(app, monkeypatch):
    """Have the same application serve a real district."""
    real = replace(app.config["SETTINGS"], env="production")
    monkeypatch.setitem(app.config, "SETTINGS", real)


def test_the_clock_moves_by_days(any_db, db, flask):
    before = stored_offset()
    said = flask(args=["clock", "move", "--days", "3"])
    assert said.exit_code == 0, said.output
    db.rollback()
    assert stored_offset() - before == timedelta(days=3)


def test_the_clock_moves_to_an_instant_of_beijing(db, flask):
    flask(args=["clock", "move", "--to", "2027-03-01T09:30"])
    db.rollback()
    stands = clock.machine_now() + stored_offset()
    wanted = datetime(2027, 3, 1, 1, 30, tzinfo=UTC)
    assert timedelta(seconds=-1) <= stands - wanted < timedelta(seconds=5)


def test_the_clock_is_set_right_again(db, flask):
    flask(args=["clock", "reset"])
    db.rollback()
    assert stored_offset() == timedelta()
    assert "not moved" in flask(args=["clock", "show"]).output


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("words", [["move", "--days", "1"], ["reset"]])
def test_the_clock_of_a_real_district_is_not_moved(db, flask, words):
    before = stored_offset()
    said = flask(args=["clock", *words])
    assert said.exit_code == 1
    assert "production" in said.output
    assert stored_offset() == before


@pytest.mark.parametrize("words", [["--to", "1926-11-24"], ["--days", "-36500"]])
def test_the_clock_is_not_moved_to_a_day_without_rules(db, flask, words):
    before = stored_offset()
    said = flask(args=["clock", "move", *words])
    assert said.exit_code == 1
    assert "no rules before" in said.output
    assert stored_offset() == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--days", "9" * 8],
        ["--days", "-999999999"],
        ["--days", "1", "--to", "2027-01-01"],
        ["--to", "morgen"],
    ],
)
def test_an_unclear_move_is_refused(flask, words):
    assert flask(args=["clock", "move", *words]).exit_code == 2
