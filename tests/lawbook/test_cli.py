"""`flask law`."""

import json

import pytest

from app.lawbook import queries
from tests.lawbook.test_actions import year_2027


@pytest.fixture
def run(app):
    def go(*words):
        return app.test_cli_runner().invoke(args=["law", *words])

    return go


def test_show_says_value_and_article(run):
    said = run("show", "--on", "2026-11-24", "--track", "GP", "tender_days")
    assert said.output.strip() == "tender_days = 20  [《政府采购法》第三十五条]"
    assert len(run("show").output.splitlines()) > 90
    assert run("show", "nothing").exit_code == 1


def test_set_enters_a_value_and_refuses_a_bad_one(run, db):
    more = ("--since", "2026-11-01", "--source", "区财〔2026〕1号")
    assert run("set", "gp_limit", "300000", *more).exit_code == 0
    assert [row.name for row in queries.parameter_values()] == ["gp_limit"]
    assert run("set", "gp_limit", "much", *more).exit_code == 1
    assert run("set", "nothing", "1", *more).exit_code == 1


def test_load_calendar_takes_a_file(run, db, tmp_path):
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(year_2027(), ensure_ascii=False), encoding="utf-8")
    assert run("load-calendar", str(file)).exit_code == 0
    queries.forget()
    assert 2027 in queries.calendar().years
    file.write_text("{}", encoding="utf-8")
    assert run("load-calendar", str(file)).exit_code == 1
