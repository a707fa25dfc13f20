"""The inbox: unread first, read by POST, one's own only."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import actions as accounts
from app.notices import actions, queries
from app.notices.models import Notice
from app.permissions import NOBODY
from app.queue import Outbox

DETAIL = {"place": "区民政局", "role": "项目经办"}


@pytest.fixture
def person(db, now):
    made = accounts.create_person("周敏", "zhoumin", now=now)
    db.flush()
    return made


def tell(person, now, code="role-granted", link="/account/"):
    actions.tell([person.id], code, now=now, link=link, detail=DETAIL)


def test_a_notice_is_told_once_a_person_and_mailed(db, person, now):
    actions.tell([person.id, person.id], "role-granted", now=now, detail=DETAIL)
    assert len(db.scalars(select(Notice)).all()) == 1
    assert db.scalars(select(Outbox.topic)).all() == ["notices.mail"]


def test_unread_ones_come_first_then_the_new_ones(db, person, now):
    for minutes in range(3):
        tell(person, now + timedelta(minutes=minutes))
    newest = queries.inbox(person.id)[0][0]
    actions.read(newest, by=person.actor(), now=now)
    db.flush()
    order = [notice.at - now for notice in queries.inbox(person.id)[0]]
    assert order == [timedelta(minutes=1), timedelta(0), timedelta(minutes=2)]


def test_the_page_shows_words_and_count_and_post_reads(sign_in, person, db, now):
    tell(person, now)
    browser = sign_in(person)
    page = browser.get("/notices/").text
    assert "您有了新的权限：区民政局“项目经办”" in page
    assert "1 条没有读" in page
    assert queries.unread_count(person.id) == 1  # looking is not reading
    notice = db.scalars(select(Notice)).one()
    answer = browser.post(f"/notices/{notice.id}/read")
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert queries.unread_count(person.id) == 0


def test_all_are_read_at_a_stroke_and_only_ones_own(sign_in, person, now):
    other = accounts.create_person("赵磊", "zhaolei", now=now)
    for who in (person, person, other):
        tell(who, now)
    sign_in(person).post("/notices/read")
    assert (queries.unread_count(person.id), queries.unread_count(other.id)) == (0, 1)


def test_somebody_elses_notice_is_not_there(sign_in, person, db, now):
    other = accounts.create_person("赵磊", "zhaolei", now=now)
    tell(other, now)
    notice = db.scalars(select(Notice)).one()
    assert sign_in(person).post(f"/notices/{notice.id}/read").status_code == 404
    assert queries.unread_count(other.id) == 1


def test_nobody_reads_nothing(db, now):
    actions.read_all(by=NOBODY, now=now)


def test_a_visitor_is_led_to_the_sign_in_page(client):
    assert client.get("/notices/").status_code == 302
    assert client.post("/notices/read").status_code == 302


def test_a_full_inbox_has_pages_and_costs_no_more(sign_in, person, now, queries):
    browser = sign_in(person)
    tell(person, now)
    with queries() as few:
        browser.get("/notices/")
    for minutes in range(21):
        tell(person, now + timedelta(minutes=minutes))
    with queries() as many:
        page = browser.get("/notices/")
    assert few.selects == many.selects
    assert "共 22 条" in page.text or "22" in page.text
    assert browser.get("/notices/?page=2").status_code == 200


def test_an_empty_inbox_says_what_would_be_there(sign_in, person):
    assert "还没有通知" in sign_in(person).get("/notices/").text


def test_a_visitors_page_asks_nothing_about_notices(client, queries):
    with queries() as count:
        client.get("/account/sign-in")
    assert not any("notice" in statement for statement in count.statements)
