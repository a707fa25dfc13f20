"""The public results, one certificate with its QR code and paper, and deciding about it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import session
from app.grades.models import GradeDecision
from app.grades.waiting import waiting
from app.permissions import Role
from tests import register


@pytest.fixture
def graded(db):
    made = register.organization()
    made.grades.append(register.grade("4A", date(2024, 7, 1), certificate_no="2024-007号"))
    session.flush()
    return made


@pytest.fixture
def bureau(graded, sign_in):
    return sign_in(register.person("吴岚", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))


def html(answer):
    return answer.get_data(as_text=True)


def test_results_are_public_filtered_by_year_and_as_of_a_day(graded, client):
    assert "2024-007号" in html(client.get("/grades/?year=2024"))
    assert "没有符合条件的证书" in html(client.get("/grades/?year=2023"))
    assert "没有符合条件的证书" in html(client.get("/grades/?on=2024-06-30"))
    page = html(client.get("/grades/?on=2024-07-01&standing=in_force"))
    assert "以下是2024年7月1日" in page
    assert "2024-007号" in page
    for wrong in ("year=x", "year=²", "on=x", "on=2099-01-01", "level=9A", "sort=x", "standing=x"):
        assert client.get(f"/grades/?{wrong}").status_code == 200


def test_results_are_exported(graded, client):
    text = client.get("/grades/export.csv").get_data().decode("utf-8-sig")
    assert "2024-007号" in text
    assert client.get("/grades/export.xlsx").status_code == 200
    assert client.get("/grades/export.pdf").status_code == 404


def test_a_certificate_has_a_code_to_check_it_and_a_paper(graded, client, app):
    grade = graded.grades[0]
    page = html(client.get(f"/grades/{grade.id}"))
    assert "data:image/svg+xml" in page
    assert "证书今天有效" in page
    paper = client.get(f"/grades/{grade.id}/certificate.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")


def test_a_downgrade_in_the_pages_leaves_both_certificates_public(graded, bureau, client):
    grade = graded.grades[0]
    path = f"/grades/{grade.id}/decide"
    said = {"kind": "downgrade", "cause": "follow_up", "reason": "人员不足", "document": "30号"}
    answer = bureau.post(path, data=said | {"level": ""})
    assert answer.status_code == 422
    assert "请选择低于 4A 的等级" in html(answer)
    assert bureau.post(path, data=said | {"level": "3A"}).status_code == 302
    made = session.scalars(select(GradeDecision)).one()
    old, new = (
        html(client.get(f"/grades/{grade.id}")),
        html(client.get(f"/grades/{made.new_grade_id}")),
    )
    assert "证书自2026年11月24日（周二）起失效" in old
    assert "2028年11月24日以前（含当日）不能申请" in old
    assert "本证书代替了 4A 证书 2024-007号" in new
    assert html(bureau.get(path)).count("不能再作决定") == 1


def test_only_the_bureau_decides(graded, client, sign_in):
    path = f"/grades/{graded.grades[0].id}/decide"
    assert client.get(path).status_code == 302
    stranger = sign_in(register.person("林晓", (Role.ORG_ADMIN, graded)))
    assert stranger.get(path).status_code == 403


def test_the_end_of_a_grade_waits_for_the_organization(app, graded, now):
    person = register.person("林晓", (Role.ORG_ADMIN, graded))
    with app.test_request_context():
        assert list(waiting(register.actor(person), now)) == []
        graded.grades[0].valid_until = date(2027, 1, 31)
        (task,) = waiting(register.actor(person), now)
    assert task.due_at.isoformat() == "2027-01-31T16:00:00+00:00"
