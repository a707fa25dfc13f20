"""Signing in and out through the pages."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from app.accounts import actions, passwords, rules, second_factor
from app.accounts import session as sessions
from app.accounts.models import Person, SignInAttempt
from app.audit.models import AuditRow
from app.permissions import Role

from .conftest import PASSWORD

PAGE = "/account/sign-in"


def try_with(client, username="zhoumin", password=PASSWORD, **more):
    return client.post(PAGE, data={"username": username, "password": password, **more})


def signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_right_password_opens_the_door_and_leads_back(client, person):
    person("zhoumin", Role.PURCHASER)
    answer = try_with(client, next="/projects/?page=2")
    assert (answer.status_code, answer.location) == (302, "/projects/?page=2")
    assert signed_in(client)


def test_the_sign_in_name_is_taken_in_any_case_and_with_blanks(client, person):
    person("zhoumin")
    assert try_with(client, username=" ZhouMin ").status_code == 302


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client, person):
    person("zhoumin")
    wrong = try_with(client, password="不是这个密码的密码")
    unknown = try_with(client, username="zhoumim", password="不是这个密码的密码")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("zhoumin", "") == unknown.text.replace("zhoumim", "")
    assert not signed_in(client)


def test_an_unknown_name_costs_a_hash_as_well(app, db, monkeypatch):
    seen = []
    hasher = passwords._hasher(cheap=True)
    real = type(hasher).verify
    monkeypatch.setattr(
        type(hasher), "verify", lambda self, *a: (seen.append(a), real(self, *a))[1]
    )
    assert not passwords.fits("", "whatever it is")
    assert len(seen) == 1


def test_what_was_typed_stays_but_the_password(client, person):
    person("zhoumin")
    page = try_with(client, password="不是这个密码的密码").text
    assert 'value="zhoumin"' in page
    assert "不是这个密码的密码" not in page


def test_failures_are_kept_although_the_answer_is_an_error(client, db):
    assert try_with(client).status_code == 422
    assert db.scalar(select(func.count()).select_from(SignInAttempt)) == 1


def test_after_five_wrong_tries_the_door_pauses_for_this_name_and_address(client, person):
    person("zhoumin")
    for _ in range(5):
        assert try_with(client, password="不是这个密码的密码").status_code == 422
    answer = try_with(client)
    assert answer.status_code == 429
    assert "15 分钟" in answer.text
    assert "11:03" in answer.text  # 10:48 and fifteen minutes


def test_the_pause_ends_by_itself_and_trying_does_not_lengthen_it(client, person, set_clock, now):
    person("zhoumin")
    for _ in range(5):
        try_with(client, password="不是这个密码的密码")
    set_clock(now + timedelta(minutes=10))
    assert try_with(client).status_code == 429
    set_clock(now + timedelta(minutes=16))
    assert try_with(client).status_code == 302


def test_the_pause_does_not_lock_the_account_elsewhere(client, app, person):
    person("zhoumin")
    for _ in range(5):
        try_with(client, password="不是这个密码的密码")
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.1.2.3"
    assert try_with(elsewhere).status_code == 302


def test_an_address_pauses_for_every_name_after_many_failures(client, person):
    person("zhoumin")
    for number in range(5 * rules.ADDRESS_FACTOR):
        try_with(client, username=f"name{number}")
    assert try_with(client).status_code == 429


def test_a_success_clears_the_count_but_keeps_the_trace(app, client, person, db):
    person("zhoumin")
    for _ in range(4):
        try_with(client, password="不是这个密码的密码")
    try_with(client)
    fresh = app.test_client()
    assert try_with(fresh, password="不是这个密码的密码").status_code == 422
    assert try_with(fresh).status_code == 302
    assert db.scalar(select(func.count()).select_from(SignInAttempt)) == 5


def test_traces_are_kept_for_six_months_and_no_longer(client, db, now):
    try_with(client)
    actions.forget_old_attempts(now=now + timedelta(days=185))
    assert db.scalar(select(func.count()).select_from(SignInAttempt)) == 1
    actions.forget_old_attempts(now=now + timedelta(days=187))
    assert db.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_a_deactivated_person_stays_out(client, person):
    person("zhoumin").active = False
    assert try_with(client).status_code == 422


def test_who_has_not_accepted_the_invitation_has_no_password(client, person):
    person("zhoumin", password="")
    assert try_with(client, password="").status_code == 422
    assert try_with(client).status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\nb", "\\\\evil"],
)
def test_the_way_back_never_leads_out_of_the_portal(client, person, elsewhere):
    person("zhoumin")
    assert try_with(client, next=elsewhere).location == "/work"


def test_signing_in_and_out_each_leave_one_row_in_the_log(client, person, db):
    person("zhoumin")
    try_with(client)
    client.post("/account/sign-out")
    steps = db.scalars(select(AuditRow.step).order_by(AuditRow.seq)).all()
    assert steps == ["create", "sign-in", "sign-out"]
    assert not signed_in(client)


def test_signing_out_by_get_is_refused(client):
    assert client.get("/account/sign-out").status_code == 405


def test_a_session_that_ended_by_itself_says_so(client, person):
    person("zhoumin")
    try_with(client)
    with client.session_transaction() as cookie:
        cookie[sessions.SEEN] -= 31 * 60
    assert client.get("/account/").status_code == 302
    assert "30 分钟" in client.get(PAGE).text
    assert "30 分钟" not in client.get(PAGE).text


def test_a_session_ends_after_a_working_day_however_busy_it_was(client, person):
    person("zhoumin")
    try_with(client)
    for hours, expected in ((11, 200), (2, 302)):
        with client.session_transaction() as cookie:
            cookie[sessions.SINCE] -= hours * 3600
        assert client.get("/account/").status_code == expected


def test_a_form_sent_after_the_session_ended_leads_to_the_sign_in_page(client, person):
    person("zhoumin")
    try_with(client)
    with client.session_transaction() as cookie:
        cookie[sessions.SEEN] -= 31 * 60
    answer = client.post("/account/sign-out")
    assert (answer.status_code, answer.location) == (302, PAGE)


@pytest.mark.csrf
def test_the_form_asks_for_its_token(client):
    assert try_with(client).status_code == 400


# --- the second factor


@pytest.fixture
def strict(app):
    """Have the portal behave as outside the demo."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, env="district")
    yield
    app.config["SETTINGS"] = before


def code_of(secret: str, now) -> str:
    return pyotp.TOTP(secret).at(now)


def test_the_demo_asks_for_no_second_factor_and_says_so(client, person):
    assert "第二重验证" in client.get(PAGE).text
    person("zhoumin", Role.PURCHASER)
    assert try_with(client).location == "/work"


def test_an_official_binds_an_app_at_the_first_sign_in(client, person, strict, now):
    person("zhoumin", Role.PURCHASER)
    assert try_with(client, next="/projects/").location == "/account/second-factor"
    assert not signed_in(client)
    page = client.get("/account/second-factor").text
    with client.session_transaction() as cookie:
        secret = cookie["secret"]
    assert secret in page
    assert "<svg" in page
    answer = client.post("/account/second-factor", data={"code": code_of(secret, now)})
    assert (answer.status_code, answer.location) == (302, "/projects/")
    assert signed_in(client)


def test_a_code_counts_once(app, person, strict, now, set_clock):
    who = person("zhoumin", Role.PURCHASER)
    secret = second_factor.fresh_secret()
    who.totp_secret = second_factor.sealed(secret)
    for expected in (302, 422):
        browser = app.test_client()
        try_with(browser)
        answer = browser.post("/account/second-factor", data={"code": code_of(secret, now)})
        assert answer.status_code == expected
    set_clock(now + timedelta(seconds=60))
    browser = app.test_client()
    try_with(browser)
    later = code_of(secret, now + timedelta(seconds=60))
    assert browser.post("/account/second-factor", data={"code": later}).status_code == 302


def test_wrong_codes_pause_the_door_like_wrong_passwords(client, person, strict):
    person("zhoumin", Role.PURCHASER).totp_secret = second_factor.sealed("A" * 32)
    try_with(client)
    for _ in range(5):
        assert client.post("/account/second-factor", data={"code": "000000"}).status_code == 422
    assert client.post("/account/second-factor", data={"code": "000000"}).status_code == 429


def test_an_organization_needs_no_second_factor(client, person, strict):
    person("linxiao", Role.ORG_ADMIN)
    assert try_with(client, username="linxiao").location == "/work"


def test_the_secret_is_not_readable_in_the_table(db, person):
    who = person("zhoumin")
    who.totp_secret = second_factor.sealed("ABCDEFGHIJKLMNOP")
    db.flush()
    stored = db.scalar(select(Person.totp_secret))
    assert "ABCDEFGHIJKLMNOP" not in stored
    assert second_factor.opened(stored) == "ABCDEFGHIJKLMNOP"


def test_the_second_step_without_the_first_leads_back(client):
    assert client.get("/account/second-factor").location == PAGE
