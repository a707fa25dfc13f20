"""Complaints: sent by anybody, followed by number and word, handled with a clock."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.audit.models import AuditRow
from app.complaints import actions, rules
from app.complaints import queries as complaints
from app.complaints.actions import Said
from app.complaints.models import Complaint
from app.complaints.states import ComplaintKind, ComplaintState, Outcome
from app.complaints.waiting import waiting
from app.db import session
from app.errors import RefusedError
from app.law import Track
from app.lawbook import queries as lawbook
from app.permissions import Role
from tests import register
from tests.conftest import NOW
from tests.register import TODAY

TEXT = "助餐点周末没有开门。"


def html(answer):
    return answer.get_data(as_text=True)


def said(**more):
    facts = {"kind": "report", "about": "青禾", "text": TEXT, "anonymous": "y"}
    return {**facts, **more}


@pytest.fixture
def street(db):
    return register.unit("临江街道")


@pytest.fixture
def bureau(db):
    return register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))


@pytest.fixture
def desk(street):
    return register.person("高远", (Role.STREET, street))


def sent(**more):
    """Send one; return it with its word."""
    facts = {"kind": ComplaintKind.REPORT, "text": TEXT, "about": "某协会"}
    return actions.send(Said(**(facts | more)), sender=f"s{id(more)}", now=NOW)


def test_anybody_sends_one_and_follows_it_with_number_and_word(client, db):
    center = register.organization("澜湾区青禾社会工作服务中心", short_name="青禾")
    answer = client.post("/complaints/new", data=said())
    assert answer.status_code == 302
    shown = html(client.get("/complaints/sent"))
    number = re.search(r"TS\d{9}", shown)[0]
    made = session.scalars(select(Complaint)).one()
    assert made.organization_id == center.id
    word = re.search(r">([A-Z0-9]{8})<", shown)[1]
    data = {"number": number, "word": word.lower()}
    assert "尚未答复" in html(client.post("/complaints/follow", data=data))
    wrong = client.post("/complaints/follow", data=data | {"word": "AAAAAAAA"})
    assert wrong.status_code == 422
    assert "请核对" in html(wrong)


def test_the_word_lies_nowhere_and_the_log_names_nobody(db):
    made, word = sent(anonymous=False, name="路人", phone="13900001111")
    session.flush()
    assert word not in made.word_digest
    (row,) = session.scalars(select(AuditRow).where(AuditRow.kind == "complaint")).all()
    assert row.actor_id is None
    assert "路人" not in str(row.detail)


def test_nothing_typed_is_lost_when_something_is_missing(client, db):
    answer = client.post("/complaints/new", data=said(anonymous="", name="路人"))
    assert answer.status_code == 422
    assert "请填写姓名和电话" in html(answer)
    assert TEXT in html(answer)
    assert session.scalars(select(Complaint)).all() == []


def test_one_connection_sends_only_so_many_a_day(client, db):
    for _ in range(rules.MOST_A_DAY):
        assert client.post("/complaints/new", data=said()).status_code == 302
    last = client.post("/complaints/new", data=said())
    assert last.status_code == 422
    assert "请明天再提交" in html(last)


def test_the_bureau_hands_it_on_and_the_street_answers(app, sign_in, street, bureau, desk):
    made, word = sent()
    session.flush()
    page = f"/complaints/{made.id}"
    office = sign_in(bureau)
    assert sign_in(desk).get(page).status_code == 404
    assert office.post(f"{page}/take-up", data={"unit": str(street.id)}).status_code == 302
    with app.test_request_context():
        (task,) = waiting(register.actor(desk), NOW)
    assert task.due_at is None  # thirty working days on, in a year that is not announced yet
    data = {"outcome": "true", "text": "经查属实，已整改。"}
    assert sign_in(desk).post(f"{page}/answer", data=data).status_code == 302
    assert made.state is ComplaintState.ANSWERED
    assert complaints.followed(made.number, word).answer == "经查属实，已整改。"


def test_who_handles_it_sees_the_sender_and_others_do_not(sign_in, db, bureau):
    made, _ = sent(anonymous=False, name="路人甲", phone="13900001111")
    session.flush()
    auditor = register.person("袁慧", (Role.AUDITOR, register.unit("区审计局")))
    assert "路人甲" in html(sign_in(bureau).get(f"/complaints/{made.id}"))
    assert "路人甲" not in html(sign_in(auditor).get(f"/complaints/{made.id}"))
    exported = html(sign_in(bureau).get("/complaints/export.csv"))
    assert made.number in exported
    assert "路人甲" not in exported


def test_what_is_not_taken_up_says_why(sign_in, bureau):
    made, word = sent()
    session.flush()
    page = f"/complaints/{made.id}/refuse"
    assert sign_in(bureau).post(page, data={"no-text": ""}).status_code == 422
    assert sign_in(bureau).post(page, data={"no-text": "不属于本局职责"}).status_code == 302
    assert complaints.followed(made.number, word).answer == "不属于本局职责"


@pytest.mark.parametrize(
    ("outcome", "anonymous", "amount", "code"),
    [
        (Outcome.UNFOUNDED, False, "500", "reward-unfounded"),
        (Outcome.TRUE, True, "500", "reward-nobody"),
        (Outcome.TRUE, False, "0", "reward-not-positive"),
        (Outcome.PARTLY, False, "999999", "reward-too-high"),
    ],
)
def test_who_earns_no_reward(db, outcome, anonymous, amount, code):
    law = lawbook.law_on(TODAY, Track.SUB)
    found = rules.reward_findings(
        outcome=outcome, anonymous=anonymous, amount=Decimal(amount), law=law
    )
    assert code in [f.code for f in found]


def test_a_reward_is_recorded_once(db, bureau, street):
    by = register.actor(bureau)
    made, _ = sent(anonymous=False, name="路人", phone="13900001111")
    actions.take_up(made, unit=street, by=by, now=NOW)
    actions.answer(made, "属实", outcome=Outcome.TRUE, by=by, now=NOW)
    actions.reward(made, Decimal("500.00"), document="澜民奖〔2026〕3号", by=by, now=NOW)
    with pytest.raises(RefusedError):
        actions.reward(made, Decimal("500.00"), document="再来", by=by, now=NOW)


def test_the_clock_counts_working_days_from_the_day_after(db):
    law, calendar = lawbook.law_on(TODAY, Track.SUB), lawbook.calendar()
    fresh = rules.due(ComplaintState.SENT, date(2026, 11, 24), None, law, calendar)
    assert fresh == rules.Clock(date(2026, 12, 1), "take_up")
    assert rules.due(ComplaintState.ANSWERED, TODAY, TODAY, law, calendar) is None


def test_the_list_costs_the_same_for_one_row_and_many(sign_in, db, bureau, queries):
    office = sign_in(bureau)

    def cost():
        with queries() as count:
            office.get("/complaints/")
        return count.selects

    sent(organization=register.organization("澜湾区第一中心"))
    few = cost()
    for number in range(3):
        sent(organization=register.organization(f"澜湾区第{number}社"))
    assert cost() == few


def test_numbers_go_on(db):
    first, _ = sent()
    session.flush()
    second, _ = actions.send(
        Said(kind=ComplaintKind.OPINION, text="x", about="y"),
        sender="z",
        now=NOW + timedelta(hours=1),
    )
    assert (first.number, second.number) == ("TS202600001", "TS202600002")
