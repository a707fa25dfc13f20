"""The pages of the list, as somebody uses them."""

import io
from decimal import Decimal
from http import HTTPStatus

import pytest
from python_calamine import CalamineWorkbook

from app.functions import actions, queries
from app.functions.states import ItemState

pytestmark = pytest.mark.usefixtures("negative")


@pytest.fixture
def published(facts, drafter, now):
    def make(**more):
        item = actions.draft(facts(**more), by=drafter, now=now)
        actions.publish(item, by=drafter, now=now)
        return item

    return make


@pytest.fixture
def browser(sign_in, drafter_person):
    return sign_in(drafter_person)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_the_public_list_shows_what_is_published_and_no_drafts(
    published, facts, drafter, now, client
):
    published(name="居家养老服务")
    actions.draft(facts(name="还没写好"), by=drafter, now=now)
    page = text(client.get("/functions/"))
    assert "居家养老服务" in page
    assert "还没写好" not in page


def test_an_empty_list_says_what_to_do(client, app):
    assert "jl-empty" in text(client.get("/functions/?q=没有这样的"))


@pytest.mark.parametrize(
    "query",
    [
        "?q=养老",
        "?field=elder_child_care",
        "?mode=project_letting",
        "?state=published",
        "?sort=-amount",
    ],
)
def test_filters_find_it(published, client, query):
    published(name="居家养老服务")
    assert "居家养老服务" in text(client.get(f"/functions/{query}"))


@pytest.mark.parametrize(
    "query", ["?q=托育", "?field=health", "?mode=open_tender", "?state=withdrawn"]
)
def test_filters_leave_it_out(published, client, query):
    published(name="居家养老服务")
    assert "居家养老服务" not in text(client.get(f"/functions/{query}"))


@pytest.mark.parametrize(
    "query",
    [
        "?unit=x",
        "?kind=1&_external=1",
        "?page=999",
        "?sort=drop",
        "?field=zzz",
        "?state=draft",
        "?page=-1",
    ],
)
def test_an_odd_address_is_no_error(published, client, query):
    published()
    assert client.get(f"/functions/{query}").status_code == HTTPStatus.OK


def test_the_export_holds_all_rows_and_no_formula(published, client):
    published(name="=HYPERLINK(1)")
    content = io.BytesIO(client.get("/functions/export.xlsx").data)
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=HYPERLINK(1)"
    assert "'=HYPERLINK" in client.get("/functions/export.csv").data.decode("utf-8-sig")
    assert client.get("/functions/export.pdf").status_code == HTTPStatus.NOT_FOUND


def test_a_draft_has_no_public_page(facts, drafter, now, client):
    item = actions.draft(facts(), by=drafter, now=now)
    assert client.get(f"/functions/{item.id}").status_code == HTTPStatus.NOT_FOUND


def test_an_item_says_everything(published, client):
    item = published()
    page = text(client.get(f"/functions/{item.id}"))
    assert all(w in page for w in (item.number, "480,000.00", "能独立承担民事责任", "每人次 14 元"))


def test_two_days_are_compared(published, client, db):
    item = published(name="新来的")
    page = text(client.get("/functions/compare?from=2026-11-23&to=2026-11-24"))
    assert "新来的" in page
    assert "新来的" in text(client.get("/functions/as-of?day=2026-11-24"))
    assert item.name not in text(client.get("/functions/as-of?day=2026-11-23"))
    assert client.get("/functions/as-of?day=nonsense").status_code == HTTPStatus.OK


def test_the_self_check_cites_the_entry_and_the_words(client):
    page = text(client.get("/functions/negative?text=代办行政许可"))
    assert "GJ-02" in page
    assert "“行政许可”" in page
    assert "GJ-02" in text(client.get("/functions/negative"))


def test_the_negative_list_marks_what_is_not_confirmed(client):
    page = text(client.get("/functions/negative"))
    assert page.count('class="unread"') >= 1
    assert "纪检监察履职事项" in page


SUBJECT = {
    "name": "社区助餐",
    "field": "elder_child_care",
    "service_class": "social_service",
    "target": "social_organization",
    "reason": "社会组织更贴近居民",
}
CONTENT = {"basis": "职责规定", "content": "每天送餐。", "conditions": "有健康证。"}


def test_a_list_owner_drafts_and_publishes(sign_in, drafter_person, unit, line, client, db):
    browser = sign_in(drafter_person)
    answer = browser.post("/functions/new", data={**SUBJECT, "unit_id": str(unit.id)})
    item = queries.in_work()[0]
    assert answer.location.endswith(f"/functions/{item.id}/edit/content")
    browser.post(f"/functions/{item.id}/edit/content", data=CONTENT)
    money = {"mode": "open_tender", "budget_line_id": str(line.id), "budget_amount": "120,000"}
    browser.post(f"/functions/{item.id}/edit/money", data=money)
    assert "120,000.00" in text(browser.get(f"/functions/{item.id}/draft"))
    answer = browser.post(f"/functions/{item.id}/publish")
    assert answer.location.endswith(f"/functions/{item.id}")
    assert "社区助餐" in text(client.get("/functions/"))


def test_a_form_with_gaps_keeps_what_was_typed(sign_in, drafter_person, app):
    answer = sign_in(drafter_person).post("/functions/new", data={**SUBJECT, "unit_id": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "社区助餐" in text(answer)
    assert "jl-errors" in text(answer)


@pytest.mark.parametrize("part", ["subject", "content", "money"])
def test_every_part_can_be_looked_at_again(sign_in, drafter_person, facts, drafter, now, part):
    item = actions.draft(facts(), by=drafter, now=now)
    browser = sign_in(drafter_person)
    assert browser.get(f"/functions/{item.id}/edit/{part}").status_code == HTTPStatus.OK
    assert browser.get(f"/functions/{item.id}/edit/other").status_code == HTTPStatus.NOT_FOUND


def test_a_blocked_draft_is_refused_on_its_page(sign_in, drafter_person, facts, drafter, now, db):
    item = actions.draft(facts(content="代作行政处罚决定"), by=drafter, now=now)
    answer = sign_in(drafter_person).post(f"/functions/{item.id}/publish")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "GJ-02" in text(answer)
    assert queries.get(item.id).state is ItemState.DRAFT


def test_a_flagged_item_goes_through_two_people(
    sign_in, drafter_person, reviewer_person, facts, drafter, now
):
    item = actions.draft(facts(name="廉洁文化展览", content="整理问题线索"), by=drafter, now=now)
    mine, other = sign_in(drafter_person), sign_in(reviewer_person)
    mine.post(f"/functions/{item.id}/publish")
    act = {"act": "approve", "reason": "只做展览"}
    assert mine.post(f"/functions/{item.id}/review", data=act).status_code == 422
    empty = {"act": "approve", "reason": ""}
    assert other.post(f"/functions/{item.id}/review", data=empty).status_code == 422
    assert other.post(f"/functions/{item.id}/review", data=act).status_code == 302
    assert "廉洁文化展览" in text(mine.get("/functions/"))


def test_withdrawing_asks_why_and_keeps_the_page(sign_in, drafter_person, published, client):
    item = published()
    browser = sign_in(drafter_person)
    page = f"/functions/{item.id}/withdraw"
    assert browser.get(page).status_code == HTTPStatus.OK
    assert browser.post(page, data={"reason": ""}).status_code == 422
    assert browser.post(page, data={"reason": "改由机关自己办"}).status_code == 302
    assert "改由机关自己办" in text(client.get(f"/functions/{item.id}"))


@pytest.mark.parametrize(
    "page",
    ["/functions/work", "/functions/new", "/functions/{id}/draft", "/functions/{id}/withdraw"],
)
def test_work_pages_are_for_list_owners(client, published, page):
    item = published()
    assert client.get(page.format(id=item.id)).status_code in (302, 401)


@pytest.mark.parametrize("page", ["/functions/", "/functions/work", "/functions/as-of"])
def test_a_page_costs_the_same_for_three_rows_and_for_six(
    browser, published, facts, drafter, request, page
):
    watch, now = (request.getfixturevalue(name) for name in ("queries", "now"))
    costs = []
    for _ in range(2):
        for _n in range(3):
            published(budget_amount=Decimal(1))
            actions.draft(facts(), by=drafter, now=now)
        request.getfixturevalue("db").expire_all()
        with watch() as count:
            browser.get(page)
        costs.append(count.selects)
    assert costs[0] == costs[1]
