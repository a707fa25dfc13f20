"""The pages of accounts: who may open them, and what they do."""

from dataclasses import replace
from uuid import uuid4

import pyotp
import pytest
from flask import url_for
from sqlalchemy import select

from app.accounts import actions, links, queries
from app.accounts.models import Invitation, Person, RoleGrant
from app.permissions import Role

from .conftest import PASSWORD

OWN = ["/account/", "/account/contact", "/account/password", "/account/data", "/account/data.json"]
ADMIN = ["/account/people", "/account/people/invite"]


@pytest.fixture
def admin(person, sign_in):
    return sign_in(person("fuhua", Role.ADMIN, name="傅华"))


@pytest.mark.parametrize("path", [*OWN, *ADMIN, "/account/colleagues"])
def test_a_visitor_is_led_to_the_sign_in_page(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/account/sign-in")


@pytest.mark.parametrize("path", OWN)
def test_everybody_signed_in_sees_their_own_account(sign_in, person, path):
    assert sign_in(person("bojun", Role.OBSERVER)).get(path).status_code == 200


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.ADMIN, Role.CIVIL_AFFAIRS}], ids=str
)
def test_only_administrators_and_the_bureau_look_after_people(sign_in, person, role):
    browser, other = sign_in(person("someone", role)), person("other")
    for path in (*ADMIN, f"/account/people/{other.id}"):
        assert browser.get(path).status_code == 403
    for act in ("grant", "deactivate", "activate", "reset", "drop-second-factor"):
        assert browser.post(f"/account/people/{other.id}/{act}").status_code == 403


def test_somebody_unknown_is_not_there(admin):
    assert admin.get(f"/account/people/{uuid4()}").status_code == 404


def test_my_account_says_that_the_demo_has_no_second_factor(sign_in, person):
    page = sign_in(person("zhoumin", Role.PURCHASER)).get("/account/").text
    assert "演示环境不用第二重验证" in page
    assert "项目经办" in page


def test_the_copy_of_my_data_has_no_password(sign_in, person):
    copy = sign_in(person("zhoumin", phone="13800002046")).get("/account/data.json")
    assert copy.json["phone"] == "13800002046"
    assert "argon2" not in copy.text


def test_a_new_password_keeps_this_session_and_ends_the_others(sign_in, person):
    who = person("zhoumin")
    here, elsewhere = sign_in(who), sign_in(who)
    new = "新的密码也要十个字才行"
    typed = {"old": PASSWORD, "password": new, "again": new}
    assert here.post("/account/password", data=typed).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "短", "again": "短"}, "密码至少 10 位，您填了 1 位"),
        ({"password": "一二三四五六七八九十", "again": "一"}, "两次填的密码不一样"),
        ({"password": "1234567890", "again": "1234567890"}, "这个密码太常见"),
        (
            {"old": "错", "password": "一二三四五六七八九十", "again": "一二三四五六七八九十"},
            "不是您现在的密码",
        ),
    ],
)
def test_a_wrong_password_is_answered_beside_the_field(sign_in, person, typed, said):
    answer = sign_in(person("zhoumin")).post("/account/password", data={"old": PASSWORD} | typed)
    assert answer.status_code == 422
    assert said in answer.text


def invite(browser, unit, **typed):
    facts = {"name": "贺淼", "username": "hemiao", "unit": str(unit.id), "roles": ["purchaser"]}
    return browser.post("/account/people/invite", data=facts | typed)


def test_an_official_is_invited_sets_a_password_and_signs_in(admin, app, db, unit):
    page = invite(admin, unit)
    assert page.headers["Cache-Control"] == "no-store"
    link = links.path_of(db.scalars(select(Invitation.id)).one())
    assert link in page.text
    fresh = app.test_client()
    assert "贺淼" in fresh.get(link).text
    answer = fresh.post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert answer.location == "/account/sign-in"
    typed = {"username": "hemiao", "password": PASSWORD}
    assert fresh.post("/account/sign-in", data=typed).location == "/work"
    assert fresh.get(link).status_code == 410


def test_the_address_of_a_link_is_the_one_that_the_page_listens_to(app):
    with app.test_request_context():
        assert url_for("accounts.link", token="x") == f"{links.PATH}x"


def test_an_unknown_link_is_not_there(client):
    assert client.get("/account/links/unknown").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"username": "a b"}, "3 到 60 位"),
        ({"email": "nobody"}, "name@example.cn"),
        ({"roles": ["purchaser", "reviewer"]}, "两个岗位互相监督"),
        ({"roles": ["opener", "expert"]}, "第四十条"),
        ({"username": "fuhua"}, "已经有人用了"),
        ({"roles": ["org_admin"]}, ""),
    ],
)
def test_a_bad_invitation_is_refused_and_keeps_what_was_typed(admin, unit, typed, said):
    answer = invite(admin, unit, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="贺淼"' in answer.text


def test_the_bureau_appoints_no_auditor(sign_in, person, unit):
    bureau = sign_in(person("wulan", Role.CIVIL_AFFAIRS))
    answer = invite(bureau, unit, roles=["auditor"])
    assert answer.status_code == 422
    assert "只能由系统管理员任命" in answer.text


def test_a_role_is_given_and_taken_away_on_the_persons_page(admin, sign_in, db, unit, person):
    who = person("zhoumin")
    theirs = sign_in(who)
    typed = {"role": "purchaser", "unit": str(unit.id)}
    assert admin.post(f"/account/people/{who.id}/grant", data=typed).status_code == 302
    page = admin.get(f"/account/people/{who.id}").text
    assert "授予权限" in page
    held = db.scalars(select(RoleGrant).where(RoleGrant.person_id == who.id)).one()
    assert theirs.get("/account/").status_code == 200
    assert admin.post(f"/account/grants/{held.id}/take-away").status_code == 302
    assert theirs.get("/account/").status_code == 302  # signed out


def test_a_clash_is_shown_on_the_persons_page_with_its_article(admin, unit, person):
    who = person("zhoumin", Role.PURCHASER)
    typed = {"role": "finance", "unit": str(unit.id)}
    answer = admin.post(f"/account/people/{who.id}/grant", data=typed)
    assert answer.status_code == 422
    assert "“财政付款”" in answer.text
    assert "本平台规则" in answer.text


def test_a_deactivated_person_is_out_at_once_and_back_again(admin, sign_in, person):
    who = person("zhoumin")
    theirs = sign_in(who)
    admin.post(f"/account/people/{who.id}/deactivate")
    assert theirs.get("/account/").status_code == 302
    admin.post(f"/account/people/{who.id}/activate")
    assert sign_in(who).get("/account/").status_code == 200


def test_the_list_finds_by_name_sign_in_name_unit_and_role(admin, person, unit):
    person("zhoumin", Role.PURCHASER, name="周敏")
    person("bojun", Role.OBSERVER, name="薄军")
    for query in ("q=周", "q=ZHOU", f"unit={unit.id}&role=purchaser"):
        page = admin.get(f"/account/people?{query}").text
        assert "周敏" in page
        assert "薄军" not in page
    assert "没有符合条件的人" in admin.get("/account/people?q=无此人").text
    assert admin.get("/account/people?unit=nonsense&role=nonsense&page=-3").status_code == 200


def test_a_list_costs_the_same_for_one_and_for_many_people(admin, person, queries):
    person("a1", Role.PURCHASER)
    with queries() as few:
        admin.get("/account/people")
    for number in range(5):
        person(f"b{number}", Role.PURCHASER)
    with queries() as many:
        admin.get("/account/people")
    assert few.selects == many.selects


def test_a_person_costs_the_same_with_a_short_and_a_long_story(admin, person, unit, now, queries):
    who = person("a1", Role.PURCHASER)
    with queries() as short:
        admin.get(f"/account/people/{who.id}")
    for role in (Role.OPENER, Role.LIST_OWNER):
        actions.give_role(who, role, place=(unit.id, "x"), now=now)
    for _ in range(5):
        actions.sign_out(who, now=now)
    with queries() as long:
        admin.get(f"/account/people/{who.id}")
    assert short.selects == long.selects


# --- colleagues


@pytest.fixture
def boss(db, now, person, organization):
    made = person("linxiao", name="林晓")
    actions.give_role(made, Role.ORG_ADMIN, place=organization, now=now)
    return made


def test_an_organization_invites_and_dismisses_colleagues(db, boss, sign_in, organization):
    browser = sign_in(boss)
    place = str(organization[0])
    typed = {"name": "小林", "username": "xiaolin", "place": place}
    page = browser.post("/account/colleagues", data=typed)
    assert page.status_code == 200
    assert "小林的链接已生成" in page.text
    held = db.scalars(select(RoleGrant).where(RoleGrant.role == Role.ORG_USER)).one()
    assert browser.post(f"/account/colleagues/{held.id}/end").status_code == 302
    browser.get("/account/colleagues")  # says that it is done
    assert "小林" not in browser.get("/account/colleagues").text


def test_colleagues_of_another_organization_are_not_there(db, boss, sign_in, person, now):
    other = person("tongyu")
    actions.give_role(other, Role.ORG_USER, place=(uuid4(), "同心"), now=now)
    answer = sign_in(boss).post(f"/account/colleagues/{other.grants[0].id}/end")
    assert answer.status_code == 404


def test_a_colleague_cannot_be_put_into_another_organization(boss, sign_in):
    typed = {"name": "小林", "username": "xiaolin", "place": str(uuid4())}
    assert sign_in(boss).post("/account/colleagues", data=typed).status_code == 422


def test_staff_do_not_look_after_colleagues(sign_in, person):
    staff = sign_in(person("xiaolin", Role.ORG_USER))
    assert staff.get("/account/colleagues").status_code == 403


# --- what changes how one signs in


def test_another_e_mail_is_asked_for_the_password_beside_the_field(sign_in, person):
    who = person("zhoumin", email="zhoumin@example.cn")
    browser, typed = sign_in(who), {"phone": "1", "email": "evil@example.cn", "job": ""}
    answer = browser.post("/account/contact", data=typed)
    assert answer.status_code == 422
    assert "不是您现在的密码" in answer.text
    assert browser.post("/account/contact", data=typed | {"old": PASSWORD}).status_code == 302


def test_an_app_is_bound_in_the_middle_of_a_session_with_the_password_only(
    app, sign_in, person, now, monkeypatch
):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="district"))
    who = person("linxiao", Role.ORG_ADMIN)
    browser = sign_in(who)
    browser.post("/account/bind", data={})
    with browser.session_transaction() as cookie:
        secret = cookie["secret"]
    code = pyotp.TOTP(secret).at(now)
    for old, expected in (("", 422), ("不是这个密码的密码", 422), (PASSWORD, 302)):
        answer = browser.post("/account/bind", data={"code": code, "old": old})
        assert answer.status_code == expected
        assert bool(who.totp_secret) is (expected == 302)


# --- forgotten passwords


def test_who_asks_for_links_too_often_is_paused(client, db):
    typed = {"username": "nobody", "email": "a@b.cn"}
    answers = [client.post("/account/forgot", data=typed) for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    assert "15 分钟" in answers[-1].text


def test_the_answer_never_says_whether_there_is_such_a_person(client, person):
    person("zhoumin", email="zhoumin@example.cn")
    known = client.post(
        "/account/forgot", data={"username": "zhoumin", "email": "zhoumin@example.cn"}
    )
    unknown = client.post("/account/forgot", data={"username": "nobody", "email": "a@b.cn"})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text


# --- the command line


def test_the_first_administrator_comes_from_the_command_line(app, db, now):
    run = app.test_cli_runner().invoke
    said = run(args=["accounts", "unit", "lanwan", "澜湾区", "--kind", "district"])
    assert said.exit_code == 0, said.output
    args = ["accounts", "create", "傅华", "fuhua", "--role", "admin", "--unit", "lanwan"]
    said = run(args=args)
    assert said.exit_code == 0, said.output
    who = db.scalars(select(Person)).one()
    link = db.scalars(select(Invitation)).one()
    assert links.path_of(link.id) in said.output
    assert [g.role for g in who.grants] == [Role.ADMIN]


@pytest.mark.parametrize(
    "args",
    [
        ["reset", "nobody"],
        ["create", "甲", "jia", "--role", "admin", "--unit", "nowhere"],
        ["create", "甲", "jia", "--role", "admin"],
        ["create", "甲", "jia", "--role", "king", "--unit", "minzheng"],
        ["create", "甲", "jia", "--role", "opener", "--role", "expert", "--unit", "minzheng"],
        ["unit", "minzheng", "民政局", "--kind", "bureau"],
    ],
)
def test_a_command_that_cannot_be_done_says_why_and_changes_nothing(app, db, unit, args):
    said = app.test_cli_runner().invoke(args=["accounts", *args])
    assert said.exit_code != 0
    assert queries.person_by_username("jia") is None
