"""The pages of awards: bureau, finance, and the organization's own."""

import pytest

from app.awards import actions
from app.awards.states import AwardState
from app.awards.waiting import waiting
from app.db import session
from app.permissions import Role
from tests import register
from tests.awards_due import Money
from tests.conftest import NOW


@pytest.fixture
def money(db):
    return Money()


def browser(sign_in, actor):
    from app.accounts.models import Person  # noqa: PLC0415

    return sign_in(session.get(Person, actor.id))


def html(answer):
    return answer.get_data(as_text=True)


def test_one_approves_another_pays_and_the_same_person_is_told_so(money, sign_in):
    award = money.proposed()
    bureau, finance = browser(sign_in, money.clerk), browser(sign_in, money.payer)
    path = f"/awards/{award.id}"
    assert bureau.post(f"{path}/approve", data={"line": ""}).status_code == 422
    assert bureau.post(f"{path}/approve", data={"line": str(money.line.id)}).status_code == 302
    assert bureau.post(f"{path}/pay", data={"voucher": "1", "sure": "y"}).status_code == 403
    answer = finance.post(f"{path}/pay", data={"voucher": "1"})
    assert answer.status_code == 422
    assert finance.post(f"{path}/pay", data={"voucher": "凭-1", "sure": "y"}).status_code == 302
    session.refresh(award)
    assert award.state is AwardState.PAID
    assert finance.post(f"{path}/pay", data={"voucher": "凭-2", "sure": "y"}).status_code == 409


def test_who_has_both_roles_still_needs_a_colleague(money, sign_in):
    award = money.approved()
    person = register.person("兼职", (Role.FINANCE, money.unit))
    award.approved_by = person.id
    page = html(sign_in(person).get(f"/awards/{award.id}"))
    assert "这笔奖励由您审批" in page
    assert 'name="voucher"' not in page


def test_a_line_that_is_short_is_refused_at_the_field(db, sign_in):
    short = Money(amount=1)
    award = short.proposed()
    answer = browser(sign_in, short.clerk).post(
        f"/awards/{award.id}/approve", data={"line": str(short.line.id)}
    )
    assert answer.status_code == 422


def test_the_list_filters_and_exports(money, sign_in):
    money.proposed()
    finance = browser(sign_in, money.payer)
    assert "青禾" in html(finance.get("/awards/?state=proposed&level=3A&q=青禾"))
    assert "没有符合条件的奖励" in html(finance.get("/awards/?state=paid"))
    for wrong in ("state=x", "level=x", "sort=x", "page=-1"):
        assert finance.get(f"/awards/?{wrong}").status_code == 200
    assert "10000" in finance.get("/awards/export.csv").get_data().decode("utf-8-sig")


def test_an_organization_sees_its_own_awards_alone(money, sign_in):
    award = money.approved()
    admin = sign_in(register.person("林晓", (Role.ORG_ADMIN, award.organization)))
    other = register.organization("澜湾区别家中心")
    stranger = sign_in(register.person("别家", (Role.ORG_ADMIN, other)))
    path = f"/awards/own/{award.organization_id}"
    assert "10,000.00" in html(admin.get(path))
    assert stranger.get(path).status_code == 404
    assert admin.get(f"/awards/{award.id}").status_code == 403
    assert "首次评级奖励" in html(admin.get(f"/organizations/{award.organization_id}"))


def test_the_public_page_of_an_organization_shows_no_awards(money, client):
    award = money.proposed()
    assert "首次评级奖励" not in html(client.get(f"/organizations/{award.organization_id}"))


def test_looking_through_the_history_says_how_many_are_new(money, sign_in):
    money.organization(register.grade("5A", register.TODAY.replace(month=3)))
    bureau = browser(sign_in, money.clerk)
    assert "新提出 1 笔奖励" in html(bureau.post("/awards/look", follow_redirects=True))
    assert "没有新的奖励" in html(bureau.post("/awards/look", follow_redirects=True))


def test_it_waits_for_the_bureau_and_then_for_finance(app, money):
    award = money.proposed()
    with app.test_request_context():
        assert len(list(waiting(money.clerk, NOW))) == 1
        assert list(waiting(money.payer, NOW)) == []
        actions.approve(award, money.line, by=money.clerk, now=NOW)
        assert list(waiting(money.clerk, NOW)) == []
        assert [t.act for t in waiting(money.payer, NOW)] == ["付款"]
