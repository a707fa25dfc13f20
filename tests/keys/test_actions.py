"""Keys are tried before they are relied upon; a call is published with openers that are there."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from app.calls.states import CallState
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.keys import actions, locks, queries, waiting
from app.notices.models import Notice
from app.permissions import Role
from tests import bids, register
from tests.conftest import NOW

PRIVATE = bytes(range(1, 33))
PUBLIC = locks.public_of(PRIVATE)


@pytest.fixture
def two_of_three(app, monkeypatch):
    held = replace(app.config["SETTINGS"], openers=(2, 3))
    monkeypatch.setitem(app.config, "SETTINGS", held)


def opener(name, unit, *, proved=True):
    person = register.person(name, (Role.OPENER, unit))
    by = register.actor(person)
    key = actions.make(person, PUBLIC, by=by, now=NOW)
    if proved:
        box = actions.test(key, now=NOW)
        actions.prove(key, locks.peel({"1": box}, "1", PRIVATE)[""], by=by, now=NOW)
    return person, by, key


@pytest.fixture
def call(db):
    return bids.project(state=CallState.DRAFT)


def codes(refused):
    return [f.code for f in refused.value.findings]


def test_only_who_has_the_key_opens_the_test_box(call):
    _, by, key = opener("何淼", call.unit, proved=False)
    actions.test(key, now=NOW)
    with pytest.raises(RefusedError) as refused:
        actions.prove(key, b"guessed", by=by, now=NOW)
    assert codes(refused) == ["key-does-not-open"]
    assert key.proved_at is None
    inside = locks.peel({"1": key.test_box}, "1", PRIVATE)[""]
    actions.prove(key, inside, by=by, now=NOW)
    assert key.proved_at == NOW
    with pytest.raises(RefusedError):  # a box counts once
        actions.prove(key, inside, by=by, now=NOW)


def test_a_new_key_retires_the_one_before(call):
    person, by, first = opener("何淼", call.unit)
    second = actions.make(person, locks.public_of(bytes(32)), by=by, now=NOW)
    assert queries.live(person.id) is second
    assert queries.earlier(person.id) == [first]


def test_what_is_no_key_is_refused(call):
    person = register.person("何淼", (Role.OPENER, call.unit))
    with pytest.raises(RefusedError) as refused:
        actions.make(person, b"short", by=register.actor(person), now=NOW)
    assert codes(refused) == ["key-unreadable"]


def test_a_real_district_keeps_no_key(app, call, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="production"))
    person = register.person("何淼", (Role.OPENER, call.unit))
    with pytest.raises(RefusedError) as refused:
        actions.keep(person, by=register.actor(person), now=NOW)
    assert codes(refused) == ["key-not-kept-here"]


@pytest.mark.usefixtures("two_of_three")
def test_a_call_is_published_with_three_openers_whose_keys_were_tried(call):
    opener("何淼", call.unit)
    opener("袁慧", bids.bureau("区审计局"))
    opener("周敏", call.unit, proved=False)
    assert [f.code for f in actions.findings(call, now=NOW)] == ["openers-too-few"]
    with pytest.raises(RefusedError):
        actions.fix(call, now=NOW)
    opener("赵磊", call.unit)
    assert actions.findings(call, now=NOW) == []
    actions.fix(call, now=NOW)
    held = queries.keys_of(call.id)
    assert {m["name"] for m in held.members} == {"何淼", "赵磊", "袁慧"}
    assert queries.lock_of(call.id).needed == 2
    assert session.query(Notice).filter_by(code="opener-named").count() == 3


@pytest.mark.usefixtures("two_of_three")
def test_a_trial_of_last_week_is_no_longer_relied_upon(call):
    for name in ("何淼", "袁慧", "周敏"):
        opener(name, call.unit)
    assert actions.findings(call, now=NOW + timedelta(days=6)) == []
    assert actions.findings(call, now=NOW + timedelta(days=7)) != []


@pytest.mark.usefixtures("two_of_three")
def test_openers_are_chosen_while_the_call_is_a_draft(call):
    found = [opener(name, call.unit) for name in ("何淼", "袁慧", "周敏", "赵磊")]
    by = found[0][1]
    with pytest.raises(RefusedError) as refused:
        actions.choose(call, [p.id for p, _, _ in found], by=by, now=NOW)
    assert codes(refused) == ["openers-other-number"]
    actions.choose(call, [p.id for p, _, _ in found[1:]], by=by, now=NOW)
    actions.fix(call, now=NOW)
    assert {m["name"] for m in queries.keys_of(call.id).members} == {"袁慧", "周敏", "赵磊"}
    call.state = CallState.PUBLISHED
    with pytest.raises(WrongStateError):
        actions.choose(call, [p.id for p, _, _ in found[1:]], by=by, now=NOW)


@pytest.mark.usefixtures("two_of_three")
def test_on_the_last_day_keys_are_tried_again_and_too_few_raise_the_alarm(call):
    found = [opener(name, call.unit) for name in ("何淼", "袁慧", "周敏")]
    register.person("赵磊", (Role.PURCHASER, call.unit))
    actions.fix(call, now=NOW)
    call.state = CallState.PUBLISHED
    session.flush()
    actions.remind(now=NOW)  # days before: nobody is bothered
    assert told("opener-try-again") == 0
    last = call.deadline_at - timedelta(hours=3)
    for _, by, key in found[:1]:
        box = actions.test(key, now=last)
        actions.prove(key, locks.peel({"1": box}, "1", PRIVATE)[""], by=by, now=last)
    actions.remind(now=last)
    assert (told("opener-try-again"), told("openers-missing")) == (2, 1)


def told(code):
    return session.query(Notice).filter_by(code=code).count()


def test_the_page_makes_tries_and_shows_a_key(app, call, sign_in):
    person = register.person("何淼", (Role.OPENER, call.unit))
    browser = sign_in(person)
    assert browser.get("/keys/").status_code == 200
    assert browser.post("/keys/make", data={"public": "zz"}).status_code == 422
    assert browser.post("/keys/make", data={"public": PUBLIC.hex()}).status_code == 302
    session.expire_all()
    key = queries.live(person.id)
    inside = b64encode(locks.peel({"1": key.test_box}, "1", PRIVATE)[""]).decode()
    assert browser.post("/keys/prove", data={"inside": "[]"}).status_code == 422
    said = json.dumps({"test": {"": inside}})
    assert browser.post("/keys/prove", data={"inside": said}).status_code == 302
    assert key.fingerprint in browser.get("/keys/").text


@pytest.mark.usefixtures("two_of_three")
def test_a_call_locked_with_an_earlier_key_asks_nobody_to_try_the_new_one(call):
    found = [opener(name, call.unit) for name in ("何淼", "袁慧", "周敏")]
    actions.fix(call, now=NOW)
    call.state = CallState.PUBLISHED
    session.flush()
    person, by, _ = found[0]
    fresh = actions.make(person, locks.public_of(bytes(32)), by=by, now=NOW)
    (held,) = queries.waiting_for(person.id)
    assert queries.fit_of(held, person.id, fresh, now=NOW) == "old"
    last = call.deadline_at - timedelta(hours=3)
    assert list(waiting.waiting(by, last)) == []
    actions.remind(now=last)
    assert (told("opener-try-again"), told("openers-missing")) == (2, 0)
