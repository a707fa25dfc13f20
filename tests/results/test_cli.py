"""`flask results`: the same to the last digit, or where not."""

import json

import pytest

from app.results import queries
from scoring import record
from tests.panels import scenes

pytestmark = pytest.mark.usefixtures("any_db")


@pytest.fixture
def scene(db, set_clock):
    found = scenes.ranked(set_clock)
    db.commit()
    return found


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["results", *arguments])


def test_a_ranking_is_computed_again_by_its_number(scene, run):
    answer = run("recompute", scene.call.number)
    assert answer.exit_code == 0, answer.output
    assert "the same to the last digit" in answer.output
    said = json.loads(run("recompute", scene.call.number, "--json").output)
    assert said["same"]
    assert said["digest"] == queries.ranking_of(scene.call.id).digest


def test_an_exported_record_is_computed_again_without_the_database(scene, run, tmp_path):
    held = queries.ranking_of(scene.call.id)
    file = tmp_path / "record.json"
    file.write_text(record.to_json(held.record), encoding="utf-8")
    assert run("recompute", "--file", str(file)).exit_code == 0
    data = json.loads(file.read_text(encoding="utf-8"))
    data["ranking"]["rows"][0]["total"] = "99.99"
    file.write_text(json.dumps(data), encoding="utf-8")
    answer = run("recompute", "--file", str(file))
    assert answer.exit_code == 1
    assert "DIFFERENT ranking.rows[0].total: kept 99.99" in answer.output
    file.write_text("[]", encoding="utf-8")
    assert run("recompute", "--file", str(file)).exit_code == 1


def test_an_unknown_number_and_no_number_are_said(run, db):
    assert "there is no ranking of LW-1" in run("recompute", "LW-1").output
    assert run("recompute").exit_code == 2


def test_all_rankings_are_verified_and_a_touched_one_is_named(scene, run, db):
    assert "1 rankings, 0 differ" in run("verify-all").output
    held = queries.ranking_of(scene.call.id)
    held.digest = "0" * 64
    db.commit()
    answer = run("verify-all")
    assert answer.exit_code == 1
    assert f"{scene.call.number} version 1: digest differs" in answer.output
