"""The pages of schemes: public, and open boundaries asked at their cells."""

import pytest
from sqlalchemy import select

from app.db import session
from app.indicators.models import Scheme
from app.indicators.states import SchemeState
from tests.assessing import Office


@pytest.fixture
def office(db):
    return Office()


@pytest.fixture
def bureau(office, sign_in):
    return sign_in(office.clerk)


def html(answer):
    return answer.get_data(as_text=True)


NEW = {
    "type": "service",
    "year": "2027",
    "title": "民办非企业单位评估指标",
    "source": "澜民〔2027〕3号",
    "scale": "1000",
    "places": "0",
    "copied": "",
}


def drafted(bureau):
    bureau.post("/indicators/new", data=NEW)
    return session.scalars(select(Scheme)).one()


def typed(**more):
    rows = {}
    lines = {"5A": ("950", "1000"), "4A": ("901", "950"), "3A": ("801", "900")}
    for n, (low, high) in enumerate(lines.values()):
        rows |= {f"rows-{n}-low": low, f"rows-{n}-high": high}
        rows |= {f"rows-{n}-low_in": "yes", f"rows-{n}-high_in": "yes" if n != 1 else ""}
    return rows | {"rows-0-low_in": ""} | more


def test_an_open_boundary_is_asked_at_its_cell_and_what_was_typed_is_kept(bureau):
    made = drafted(bureau)
    answer = bureau.post(f"/indicators/{made.id}/bands", data=typed(), follow_redirects=True)
    page = html(answer)
    assert "正好 950 分算上一级还是下一级" in page
    assert 'href="#rows-0-low_in"' in page
    assert 'value="801"' in page


def test_an_answered_boundary_is_taken_and_the_scheme_says_what_is_left(bureau):
    made = drafted(bureau)
    said = typed(**{"rows-0-low_in": "no", "rows-1-high_in": "yes"})
    page = html(bureau.post(f"/indicators/{made.id}/bands", data=said, follow_redirects=True))
    assert "每个得分都只有一个结论" in page
    assert "还没有指标" in page
    answer = bureau.post(f"/indicators/{made.id}/publish")
    assert answer.status_code == 422
    session.refresh(made)
    assert made.state is SchemeState.DRAFT


def test_lines_that_cannot_be_read_are_shown_again(bureau):
    made = drafted(bureau)
    said = NEW | {"rows-0-code": "1", "rows-0-name": "基础条件", "rows-0-points": "很多"}
    answer = bureau.post(f"/indicators/{made.id}/edit", data=said)
    assert answer.status_code == 422
    assert 'value="很多"' in html(answer)


def test_a_draft_is_absent_for_everybody_else(bureau, client):
    made = drafted(bureau)
    assert client.get(f"/indicators/{made.id}").status_code == 404
    assert made.title not in html(client.get("/indicators/"))


def test_a_published_scheme_is_public_and_filtered(office, client):
    made = office.scheme()
    assert "法人资格和章程" in html(client.get(f"/indicators/{made.id}"))
    assert made.title in html(client.get("/indicators/?type=service&year=2026"))
    assert "没有符合条件的指标" in html(client.get("/indicators/?type=foundation"))
    for wrong in ("type=x", "year=x", "year=99999999999"):
        assert client.get(f"/indicators/?{wrong}").status_code == 200
