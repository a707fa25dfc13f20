"""The pages of the law."""

import io
import json
from http import HTTPStatus

import pytest

from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.law import load
from app.lawbook import queries
from app.permissions import Role
from tests.lawbook.test_actions import year_2027


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def admin(db, now, sign_in):
    unit = Unit(key="data", name="数据局", short_name="数据局", kind=UnitKind.DEPARTMENT)
    person = Person(name="傅华", username="fuhua", created_at=now)
    db.add(unit)
    db.flush()
    person.grants = [RoleGrant(role=Role.ADMIN, scope_id=unit.id, granted_at=now)]
    db.add(person)
    db.flush()
    return sign_in(person)


@pytest.mark.parametrize(
    "page",
    [
        "/law/",
        "/law/?q=三十五",
        "/law/?kind=house&known=read",
        "/law/?kind=zzz&known=zzz",
        "/law/instruments/GPL",
        "/law/articles/GPL/35",
        "/law/articles/GPR/20(7)",
        "/law/parameters",
        "/law/parameters?day=2021-01-01&group=money&q=人工",
        "/law/parameters?day=nonsense",
        "/law/tracks",
        "/law/tracks?day=1999-01-01",
        "/law/calendar",
        "/law/calendar?year=2019",
        "/law/calendar?year=2027",
        "/law/calendar?year=x",
        "/law/?q=x&kind=local&_external=1",
        "/law/export.csv",
        "/law/export.xlsx?q=专家",
        "/law/parameters/export.xlsx",
    ],
)
def test_everybody_reads_the_law(client, page):
    assert client.get(page).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "page",
    ["/law/instruments/X", "/law/articles/GPL/9999", "/law/parameters/x", "/law/export.pdf"],
)
def test_what_is_not_there_is_not_there(client, page):
    assert client.get(page).status_code == HTTPStatus.NOT_FOUND


def test_every_article_and_every_parameter_has_its_page(client):
    for key in load().articles:
        assert client.get(f"/law/articles/{key}").status_code == HTTPStatus.OK, key
    for name in load().parameters:
        assert client.get(f"/law/parameters/{name}").status_code == HTTPStatus.OK, name


def test_what_was_not_read_is_marked(client):
    assert "t-wait" in text(client.get("/law/articles/MOF102/10"))
    assert "t-wait" not in text(client.get("/law/articles/GPL/35"))


def test_a_search_finds_by_words_article_and_rule(client):
    for asked in ("投标准备时间", "第三十五条", "R-NTC-07"):
        assert "/law/articles/GPL/35" in text(client.get(f"/law/?q={asked}"))
    assert "jl-empty" in text(client.get("/law/?q=没有这样的"))


def test_a_make_up_day_and_a_day_off_are_shown(client):
    page = text(client.get("/law/calendar?year=2026"))
    assert "is-off" in page
    assert "is-makeup" in page


def test_a_dated_value_is_entered_with_its_source(admin, client):
    form = {"value": "300000", "since": "2026-11-01", "source": "区财〔2026〕1号"}
    assert admin.post("/law/parameters/gp_limit", data=form).status_code == 302
    page = text(client.get("/law/parameters?q=采购限额标准"))
    assert "300,000.00" in page
    assert "区财〔2026〕1号" in page
    assert "1,000,000.00" in text(client.get("/law/parameters/gp_limit"))


@pytest.mark.parametrize(
    "form",
    [
        {"value": "much", "since": "2026-11-01", "source": "x"},
        {"value": "5", "since": "", "source": "x"},
        {"value": "5", "since": "2026-11-01", "source": ""},
    ],
)
def test_a_bad_value_is_said_beside_its_field_and_kept(admin, form):
    answer = admin.post("/law/parameters/gp_limit", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "jl-err" in text(answer)
    assert f'value="{form["value"]}"' in text(answer)


@pytest.mark.parametrize("name", ["panel_odd", "first_grade_award", "national_negative_words"])
def test_every_kind_of_value_has_its_field(admin, name):
    page = text(admin.get(f"/law/parameters/{name}"))
    assert 'name="value"' in page


def test_a_year_is_loaded_from_a_file_or_as_text(admin, client):
    content = json.dumps(year_2027(), ensure_ascii=False)
    assert "jl-empty" in text(client.get("/law/calendar?year=2027"))
    file = (io.BytesIO(content.encode()), "2027.json")
    answer = admin.post("/law/calendar/load", data={"file": file})
    assert answer.location.endswith("/law/calendar?year=2027")
    assert "is-off" in text(client.get("/law/calendar?year=2027"))
    assert admin.post("/law/calendar/load", data={"text": content}).status_code == 302
    assert admin.get("/law/calendar/load").status_code == HTTPStatus.OK


@pytest.mark.parametrize("given", ["", "{", '{"year": 2027}'])
def test_a_bad_calendar_names_what_is_wrong(admin, given):
    answer = admin.post("/law/calendar/load", data={"text": given})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "jl-errors" in text(answer)
    assert list(queries.calendar_years()) == []


@pytest.mark.parametrize("page", ["/law/calendar/load", "/law/parameters/gp_limit"])
def test_only_who_may_load_the_law_loads_it(client, page):
    assert client.post(page, data={}).status_code in (302, 401)


def test_the_values_of_a_day_cost_one_query(client, request):
    watch = request.getfixturevalue("queries")
    with watch() as count:
        client.get("/law/parameters")
    assert count.selects <= 3
