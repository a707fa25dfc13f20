"""What every answer carries, and what a browser must not be talked into: headers, cookies, tokens, redirects."""

from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter

from app.accounts.passwords import hashed
from app.accounts.rules import local_path
from app.db import session
from app.permissions import Role
from tests import bids, register

PASSWORD = "gute-tage-2026-im-bezirk"
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ELSEWHERE = [
    "https://example.com/",
    "//example.com/",
    "/\\example.com",
    "\\\\example.com",
    "/\t/example.com",
    "/\n//example.com",
    " //example.com",
    "javascript:alert(1)",
    "//[",
    "/%0d%0aSet-Cookie:a=b\r\nSet-Cookie: a=b",
    "data:text/html,<script>",
    "http:example.com",
    "///example.com",
    "/" + "a" * 10_000,
]


@pytest.fixture
def person(db):
    made = register.person("周敏", (Role.PURCHASER, bids.bureau()))
    made.password_hash = hashed(PASSWORD)
    session.flush()
    return made


def answers(app: Flask, client):
    """Yield an answer of every kind: page, redirect, refusal, absence, no method, file, JSON."""
    for path in ("/", "/calls", "/healthz", "/work", "/audit/", f"/calls/{uuid4()}", "/nowhere",
                 "/static/theme.css", "/calls?format=csv", "/organizations/export.xlsx"):  # fmt: skip
        yield path, client.get(path)
    yield "no method", client.put("/calls")
    yield "no such method", client.open("/calls", method="BREW")
    yield "bad body", client.post("/account/sign-in", data=b"{", content_type="application/json")


def test_every_answer_carries_the_policy(app, client):
    for path, answer in answers(app, client):
        rules = dict(
            rule.strip().split(" ", 1)
            for rule in answer.headers["Content-Security-Policy"].split(";")
        )
        assert POLICY.items() <= rules.items(), path
        assert "unsafe" not in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert answer.headers["Referrer-Policy"] == "same-origin", path
        assert answer.status_code < 500, path


def test_what_is_shown_to_somebody_signed_in_stays_in_no_cache(app, sign_in, person):
    for path, answer in answers(app, sign_in(person)):
        if not path.startswith("/static"):
            assert answer.headers["Cache-Control"] == "no-store", path


def test_pages_of_signing_in_stay_in_no_cache(client, person):
    for path in ("/account/sign-in", "/account/forgot", "/account/second-factor"):
        assert "no-store" in client.get(path).headers.get("Cache-Control", ""), path


def test_the_cookie_is_kept_from_scripts_and_other_sites(client, person):
    answer = client.post(
        "/account/sign-in", data={"username": person.username, "password": PASSWORD}
    )
    (set_,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("jieli=")]
    assert "HttpOnly" in set_
    assert "SameSite=Lax" in set_


def test_signing_in_forgets_what_the_browser_brought(client, person):
    with client.session_transaction() as brought:
        brought["planted"] = "by somebody else"
    client.post("/account/sign-in", data={"username": person.username, "password": PASSWORD})
    with client.session_transaction() as now:
        assert "planted" not in now
        assert now["person"] == str(person.id)


def test_a_cookie_kept_aside_is_worth_nothing_after_signing_out(app, client, person):
    client.post("/account/sign-in", data={"username": person.username, "password": PASSWORD})
    kept = client.get_cookie("jieli").value
    client.post("/account/sign-out")
    thief = app.test_client()
    thief.set_cookie("jieli", kept)
    assert thief.get("/work").status_code == 302


def test_whoever_is_kept_out_or_loses_a_role_is_out_at_once(sign_in, person):
    browser = sign_in(person)
    assert browser.get("/work").status_code == 200
    person.active = False
    session.flush()
    assert browser.get("/work").status_code == 302


def test_a_forged_or_broken_cookie_is_nobodys(app):
    for value in ("", "x", "a.b.c", "é", "." * 3000):
        browser = app.test_client()
        browser.set_cookie("jieli", value)
        assert browser.get("/work").status_code in (302, 400), value


def filled(rule):
    """Return something for every blank of an address."""
    return {
        name: 1 if isinstance(rule._converters[name], IntegerConverter) else str(uuid4())
        for name in rule.arguments
    }


@pytest.mark.csrf
def test_no_form_is_taken_without_its_token(app, sign_in, person, db):
    browser, asked = sign_in(person), 0
    with app.test_request_context():
        paths = [
            app.url_for(rule.endpoint, **filled(rule))
            for rule in app.url_map.iter_rules()
            if "POST" in rule.methods
        ]
    for path in paths:
        answer = browser.post(path, data={"csrf_token": "x"})
        assert answer.status_code == 400, path
        asked += 1
    assert asked > 80


@pytest.mark.parametrize("there", ELSEWHERE)
def test_nobody_is_led_elsewhere(client, person, there):
    assert local_path(there) == "/work"
    answer = client.post(
        "/account/sign-in",
        data={"username": person.username, "password": PASSWORD, "next": there},
    )
    assert answer.headers["Location"] == "/work"
    answer = client.post("/preferences", data={"next": there, "large": "1"})
    assert answer.headers["Location"] == "/"


def test_a_page_here_is_led_to(client, person):
    data = {"username": person.username, "password": PASSWORD, "next": "/calls?q=养老"}
    answer = client.post("/account/sign-in", data=data)
    assert answer.headers["Location"].startswith("/calls?q=")
