"""`flask directory` prints what other programs read."""

import json

from app.organizations.states import CreditKind
from tests import register
from tests.register import TODAY


def run(app, db, *words):
    db.commit()
    return app.test_cli_runner().invoke(args=["directory", *words])


def test_the_gate_prints_reasons_with_articles_and_the_grade(app, db):
    center = register.organization()
    center.grades.append(register.grade("3A"))
    center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    register.listed(center)
    said = run(app, db, "gate", center.uscc, "--track", "SUB", "--on", "2026-11-24", "--json")
    assert json.loads(said.output) == {
        "eligible": False,
        "reasons": [{"code": "abnormal-list", "law": "NKG/R-CRD-09"}],
        "grade": "3A",
    }


def test_the_gate_also_speaks_to_people(app, db):
    center = register.organization()
    said = run(app, db, "gate", center.uscc, "--track", "SUB", "--on", "2026-11-24")
    assert "not-listed [DIR/R-DIR-01]" in said.output


def test_an_unknown_code_is_said(app, db):
    said = run(app, db, "gate", "52990106MJ81T06280", "--track", "SUB", "--on", "2026-11-24")
    assert said.exit_code == 1
    assert "no organization" in said.output


def test_the_directory_of_a_day_is_printed(app, db):
    center = register.organization()
    register.listed(center, TODAY)
    today = json.loads(run(app, db, "as-of", "2026-11-24", "--json").output)
    before = json.loads(run(app, db, "as-of", "2026-11-23", "--json").output)
    assert [row["code"] for row in today] == [center.uscc]
    assert before == []
