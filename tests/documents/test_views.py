"""Who may save a file, and how it comes."""

from uuid import uuid4

import pytest

from app.accounts.models import Person, RoleGrant
from app.documents import actions
from app.permissions import SYSTEM, Role
from tests.documents.corpus import GOOD


def person(db, now, role, scope, username="p"):
    made = Person(name="某人", username=username, created_at=now)
    made.grants = [RoleGrant(role=role, scope_id=scope, granted_at=now)]
    db.add(made)
    db.flush()
    return made


def kept(owners, now, **more):
    return actions.store_bytes(
        GOOD["方案.pdf"],
        "服务方案（终稿）.pdf",
        purpose="t",
        owners=owners,
        by=SYSTEM,
        now=now,
        **more,
    )


def test_the_owner_saves_it_under_its_label(db, now, sign_in):
    mine = uuid4()
    file = kept([mine], now)
    answer = sign_in(person(db, now, Role.ORG_USER, mine)).get(f"/files/{file.id}")
    assert (answer.status_code, answer.data) == (200, GOOD["方案.pdf"])
    head = answer.headers
    assert head["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%9C%8D")
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Cache-Control"] == "no-store"
    assert "sandbox" in head["Content-Security-Policy"]
    assert head["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.PURCHASER, Role.EXPERT])
def test_for_anybody_else_it_is_not_there(db, now, sign_in, role):
    file = kept([uuid4()], now)
    assert sign_in(person(db, now, role, uuid4())).get(f"/files/{file.id}").status_code == 404


def test_nobody_signed_in_is_asked_to_sign_in(db, now, client):
    file = kept([uuid4()], now)
    assert client.get(f"/files/{file.id}").status_code in (302, 401)


def test_a_sealed_file_is_not_even_there_for_its_owner(db, now, sign_in):
    mine = uuid4()
    file = kept([mine], now, seal=lambda content: content[::-1])
    assert sign_in(person(db, now, Role.ORG_USER, mine)).get(f"/files/{file.id}").status_code == 404
