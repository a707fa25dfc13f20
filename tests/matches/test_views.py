"""The pages: whose they are, what they say, what they ask of the database."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.matches.models import Feedback
from app.permissions import Role
from tests import register


@pytest.fixture
def page(district):
    """Return the address of the list of the call."""
    return f"/matches/calls/{district.call.id}"


def test_the_department_sees_who_fits_and_why(district, page, sign_in):
    text = sign_in(district.official()).get(page).text
    assert "青禾服务中心" in text
    assert "相同的用语" in text
    assert "适配分的组成" in text
    assert "不计入评分" in text


def test_who_may_not_take_part_stands_below_with_the_article(district, page, sign_in):
    text = sign_in(district.official()).get(page).text
    below = text[text.index('id="barred"') :]
    assert "安康服务中心" in below
    assert "/law" in below


def test_the_figures_of_every_bar_add_up(district, page, sign_in):
    district.perform("归途")
    text = sign_in(district.official()).get(page).text
    bars = re.findall(r'aria-label="[^"]*适配分 ([\d.]+)[：:]([^"]*)"', text)
    assert bars
    for total, parts in bars:
        values = re.findall(r"\d+\.\d{4}", parts)
        assert sum(int(v.replace(".", "")) for v in values) == int(total.replace(".", ""))


def test_in_government_procurement_the_page_says_that_fit_may_not_be_scored(
    district, page, sign_in
):
    district.call.track = "GP"
    text = sign_in(district.official()).get(page).text
    assert "政府采购中适配度不能评分" in text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PURCHASER, 200),
        (Role.REVIEWER, 200),
        (Role.FINANCE, 403),
        (Role.EXPERT, 403),
        (Role.ORG_ADMIN, 403),
    ],
)
def test_the_list_is_for_the_office_of_the_call(district, page, sign_in, role, status):
    browser = sign_in(district.official(role))
    assert browser.get(page).status_code == status
    assert browser.get(f"{page}/export.csv").status_code == status


def test_another_office_does_not_find_the_list(elsewhere, page, sign_in):
    assert sign_in(elsewhere[0]).get(page).status_code == 404


def test_nobody_sees_it_without_signing_in(page, client):
    assert "/account/sign-in" in client.get(page).location


def test_an_unknown_call_is_absent(district, sign_in):
    assert sign_in(district.official()).get(f"/matches/calls/{uuid4()}").status_code == 404


def test_the_list_is_filtered(district, page, sign_in):
    browser = sign_in(district.official())
    text = browser.get(page, query_string={"street": str(district.street.id)}).text
    assert "青禾服务中心" in text
    assert "归途服务中心" not in text
    assert "没有与这个项目相符的" in browser.get(page, query_string={"grade": "5A"}).text


@pytest.mark.parametrize("nonsense", ["street=x", "grade=9A", "field=nothing"])
def test_a_filter_that_makes_no_sense_asks_for_nothing(district, page, sign_in, nonsense):
    answer = sign_in(district.official()).get(f"{page}?{nonsense}")
    assert answer.status_code == 200
    assert "青禾服务中心" in answer.text


def test_the_export_has_every_part_and_the_barred(district, page, sign_in):
    browser = sign_in(district.official())
    text = browser.get(f"{page}/export.csv").get_data(as_text=True)
    head = text.splitlines()[0]
    assert "适配分" in head
    assert "相近的履约" in head
    assert "安康服务中心" in text
    assert browser.get(f"{page}/export.xlsx").data[:2] == b"PK"
    assert browser.get(f"{page}/export.exe").status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(district, page, sign_in, queries):
    browser = sign_in(district.official())
    browser.get(page)
    with queries() as few:
        browser.get(page)
    for number in range(4):
        district.add(f"丙{number}", "独居老人探访")
    browser.get(page)
    with queries() as many:
        browser.get(page)
    assert many.selects == few.selects


# --- the organization


def test_an_organization_sees_what_fits_until_when_and_why(district, sign_in):
    text = sign_in(district.people["青禾"]).get("/matches/mine").text
    assert district.call.title in text
    assert "11月27日" in text
    assert "独居" in text


def test_a_suspended_one_sees_the_rule_instead(district, sign_in):
    text = sign_in(district.people["安康"]).get("/matches/mine").text
    assert "您今天为什么不能参加" in text
    assert "不适合我们" not in text


def test_officials_have_no_such_page(district, sign_in, client):
    assert sign_in(district.official()).get("/matches/mine").status_code == 403
    assert client.get("/matches/mine").status_code == 302


def test_who_acts_for_two_chooses(district, sign_in):
    both = register.person(
        "两家的人",
        (Role.ORG_ADMIN, district.by_name["青禾"]),
        (Role.ORG_USER, district.by_name["新芽"]),
    )
    browser = sign_in(both)
    other = district.by_name["新芽"]
    assert f"organization={other.id}" in browser.get("/matches/mine").text
    assert other.name in browser.get(f"/matches/mine?organization={other.id}").text


def test_the_organization_of_others_cannot_be_chosen(district, sign_in):
    other = district.by_name["归途"]
    text = sign_in(district.people["青禾"]).get(f"/matches/mine?organization={other.id}").text
    assert other.name not in text


def decline(district, browser, name="青禾", word="decline"):
    who = district.by_name[name]
    address = f"/matches/mine/{who.id}/{district.call.id}/{word}"
    return browser.post(address, data={"reason": "人手不够"})


def test_not_for_us_is_kept_and_hides_the_call(district, db, sign_in, any_db):
    browser = sign_in(district.people["青禾"])
    assert decline(district, browser).status_code == 302
    db.expire_all()
    assert [f.reason for f in db.scalars(select(Feedback))] == ["人手不够"]
    text = browser.get("/matches/mine").text
    assert "标为不适合我们" in text
    assert decline(district, browser, word="restore").status_code == 302
    assert "标为不适合我们" not in browser.get("/matches/mine").text


def test_nobody_declines_for_another_organization(district, db, sign_in):
    assert decline(district, sign_in(district.people["归途"])).status_code == 404
    assert decline(district, sign_in(district.official())).status_code == 403
    assert db.scalar(select(Feedback)) is None


def test_a_draft_cannot_be_declined(district, sign_in):
    district.call.state = "draft"
    assert decline(district, sign_in(district.people["青禾"])).status_code == 404


@pytest.mark.csrf
def test_declining_asks_for_the_token(district, sign_in):
    assert decline(district, sign_in(district.people["青禾"])).status_code == 400


# --- on the pages of others


def test_the_project_page_says_why_it_fits_to_those_it_fits(district, sign_in, client):
    address = f"/projects/{district.call.id}"
    assert "适合青禾服务中心的理由" in sign_in(district.people["青禾"]).get(address).text
    assert "安康服务中心今天不能参加" in sign_in(district.people["安康"]).get(address).text
    assert "的理由" not in client.get(address).text
    assert "的理由" not in sign_in(district.official()).get(address).text
