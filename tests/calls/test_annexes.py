"""Files of the notice."""

from io import BytesIO

import pytest

from app import sheets
from app.calls import queries
from app.projects import actions as projects
from tests import drafts

SHEET = sheets.xlsx("需求", ["项目", "数量"], [("探访", 640)])


@pytest.fixture
def desk(sign_in, zhoumin):
    return sign_in(zhoumin)


def add(desk, call, content=SHEET, name="需求清单.xlsx"):
    data = {"file": (BytesIO(content), name)}
    return desk.post(f"/calls/{call.id}/annexes", data=data, content_type="multipart/form-data")


def test_a_file_is_added_and_taken_off(desk, draft):
    assert add(desk, draft).status_code == 302
    (file,) = queries.annexes(draft.id)
    assert "需求清单.xlsx" in desk.get(f"/calls/{draft.id}/annexes").get_data(as_text=True)
    answer = desk.post(f"/calls/{draft.id}/annexes/{file.id}/detach")
    assert answer.status_code == 302
    assert list(queries.annexes(draft.id)) == []


def test_a_file_is_public_once_the_notice_is(desk, client, draft, drafter, reviewer, now):
    add(desk, draft)
    (file,) = queries.annexes(draft.id)
    address = f"/calls/{draft.id}/annexes/{file.id}"
    assert client.get(address).status_code == 404
    assert desk.get(address).status_code == 200
    projects.send(draft, by=drafter, now=now)
    projects.publish(draft, by=reviewer, now=now)
    assert client.get(address).data == SHEET
    assert "需求清单.xlsx" in client.get(f"/projects/{draft.id}").get_data(as_text=True)
    (version,) = queries.versions(draft.id)
    assert version.content["annexes"] == [["需求清单.xlsx", file.sha256]]


def test_a_published_notice_takes_no_more_files(desk, call):
    assert add(desk, call).status_code == 409


def test_what_is_no_document_is_refused_beside_the_field(desk, draft):
    answer = add(desk, draft, b"MZ\x90", "程序.exe")
    assert answer.status_code == 422
    assert "jl-err" in answer.get_data(as_text=True)


def test_no_file_is_refused_beside_the_field(desk, draft):
    answer = desk.post(f"/calls/{draft.id}/annexes", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_a_file_of_another_call_is_absent(desk, client, call, unit, drafter, now):
    other = drafts.project(unit, drafter, now)
    add(desk, other)
    (file,) = queries.annexes(other.id)
    assert client.get(f"/calls/{call.id}/annexes/{file.id}").status_code == 404
