"""The pages of inspections: the public plan, its record, the visit, the order and its answer."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.inspections import actions
from app.inspections.models import InspectionPlan
from app.inspections.states import InspectionState
from app.inspections.waiting import waiting
from app.permissions import Role
from matching.draw import problems_of
from tests import register
from tests.conftest import NOW

LATER = NOW + timedelta(days=3)
PLAN = {
    "number": "〔2026〕抽查1号",
    "title": "年度抽查",
    "kind": "random",
    "year": "2026",
    "matters": "财务",
    "source": "开奖号码",
    "draw_at": "2026-11-26T21:30",
    "visits_until": "2026-12-31",
}


def html(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def bureau(db):
    return register.person("吴岚", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))


@pytest.fixture
def people(db, bureau):
    found = {}
    for number in range(3):
        unit = register.unit(f"区第{number}局")
        person = register.person(f"检查{number}", (Role.REVIEWER, unit))
        actions.add_inspector(
            person,
            unit,
            number=f"ZF-{number:03}",
            valid_until=NOW.date() + timedelta(days=400),
            by=register.actor(bureau),
            now=NOW,
        )
        found[person.id] = person
    return found


@pytest.fixture
def plan(db, sign_in, bureau, people, set_clock):
    register.organization(short_name="青禾社工")
    desk = sign_in(bureau)
    assert desk.post("/inspections/new", data=PLAN).status_code == 302
    made = db.scalars(select(InspectionPlan)).one()
    assert desk.post(f"/inspections/{made.id}/step", data={"step": "announce"}).status_code == 302
    early = desk.post(f"/inspections/{made.id}/draw", data={"announced": "1 2 3"})
    assert early.status_code == 422
    set_clock(LATER)
    assert desk.post(f"/inspections/{made.id}/draw", data={"announced": "1 2 3"}).status_code == 302
    db.expire_all()
    return made


def test_the_plan_is_public_and_its_record_draws_the_same_again(client, plan):
    assert "完全一致" in html(client.get(f"/inspections/{plan.id}"))
    whole = json.loads(client.get(f"/inspections/{plan.id}/draw.json").data)
    (part,) = whole["organizations"].values()
    assert problems_of(part) == []
    one = json.loads(client.get(f"/inspections/{plan.id}/draw.json?part=yellow").data)
    assert one == part
    assert client.get(f"/inspections/{plan.id}/draw.json?part=x").status_code == 404
    assert "检查0" not in html(client.get(f"/inspections/{plan.id}"))  # numbers, no names


def test_a_draft_is_nobodys_business(client, db, sign_in, bureau):
    sign_in(bureau).post("/inspections/new", data=PLAN)
    made = db.scalars(select(InspectionPlan)).one()
    assert client.get(f"/inspections/{made.id}").status_code == 404


def test_visit_signature_order_answer_and_verification(app, db, sign_in, plan, people, bureau):
    (one,) = plan.inspections
    first, second = (sign_in(people[s.inspector.person_id]) for s in one.seats)
    with app.test_request_context():
        tasks = list(waiting(register.actor(people[one.seats[0].inspector.person_id]), LATER))
    assert [t.kind for t in tasks] == ["inspection"]
    day = clock.local_date(LATER)
    visit = {
        "result": "problems",
        "visited_on": day.isoformat(),
        "papers_shown": "y",
        "findings": "账目不清",
        "rectify_by": (day + timedelta(days=20)).isoformat(),
    }
    where = f"/inspections/visits/{one.id}"
    assert first.post(where, data=visit | {"findings": ""}).status_code == 422
    assert first.post(where, data=visit).status_code == 302
    assert first.post(f"{where}/sign").status_code == 422
    assert second.post(f"{where}/sign").status_code == 302
    owner = sign_in(register.person("林晓", (Role.ORG_ADMIN, one.organization)))
    assert "账目不清" in html(owner.get(f"{where}/answer"))
    assert owner.post(f"{where}/answer", data={"answer": "已补记"}).status_code == 302
    desk = sign_in(bureau)
    done = desk.post(f"{where}/desk", data={"note": "已核对", "step": "verify"})
    assert done.status_code == 302
    db.expire_all()
    assert one.state is InspectionState.RECTIFIED
    page = html(app.test_client().get(f"/organizations/{one.organization_id}"))
    assert "年度抽查" not in page  # not published yet
    assert desk.post(f"/inspections/{plan.id}/step", data={"step": "publish"}).status_code == 302
    page = html(app.test_client().get(f"/organizations/{one.organization_id}"))
    assert "年度抽查" in page
    assert "账目不清" not in page


def test_whoever_was_not_drawn_cannot_see_the_visit(db, sign_in, plan):
    (one,) = plan.inspections
    other = register.person("别处", (Role.REVIEWER, register.unit("区外局")))
    assert sign_in(other).get(f"/inspections/visits/{one.id}").status_code == 404


def test_stepping_back_puts_the_next_of_the_draw_on_the_seat(db, sign_in, plan, people):
    (one,) = plan.inspections
    seat = one.seats[0]
    browser = sign_in(people[seat.inspector.person_id])
    gone = browser.post(f"/inspections/visits/{one.id}/recuse", data={"interest": "亲属任职"})
    assert gone.status_code == 302
    db.expire_all()
    assert len(one.seats) == 3
    assert seat.recused_at is not None
