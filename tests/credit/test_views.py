"""The pages of credit: public lists of any day, the integrity file, the desk, what is handed out."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.credit import actions, queries, rules
from app.credit.models import CreditProposal
from app.credit.waiting import waiting
from app.organizations.models import CreditEvent
from app.organizations.states import LISTS, CreditKind
from app.permissions import Role
from tests import register
from tests.conftest import NOW
from tests.register import TODAY

ABNORMAL, SERIOUS = LISTS
PAPER = {
    "reason": "未报送年度工作报告",
    "office": "区民政局",
    "number": "〔2026〕12号",
    "first_on": "2026-11-24",
}


@pytest.fixture
def people(db):
    unit = register.unit("区民政局")
    return [register.person(name, (Role.CIVIL_AFFAIRS, unit)) for name in ("吴岚", "陆毅然")]


def html(answer):
    return answer.get_data(as_text=True)


def entry(kind=ABNORMAL, first=date(2026, 9, 1), end=None, **more):
    made = CreditEvent(
        kind=kind, reason="原因在此", decided_by="区民政局", decided_on=first, lifted_on=end, **more
    )
    center = register.organization(f"澜湾区{len(more)}{first:%m%d}中心")
    center.credit_events.append(made)
    return center, made


def test_a_list_answers_for_today_and_for_any_earlier_day(client, db):
    entry(first=date(2026, 9, 1), ground="report")
    entry(first=date(2026, 3, 1), end=date(2026, 5, 1))
    page = html(client.get("/credit/lists/abnormal_list"))
    assert "0901中心" in page
    assert "0301中心" not in page
    earlier = html(client.get("/credit/lists/abnormal_list?on=2026-04-01"))
    assert "0301中心" in earlier
    assert "0901中心" not in earlier
    assert "1 条" in html(client.get("/credit/lists/abnormal_list?ground=report"))


def test_what_was_repaired_is_gone_from_the_public_and_stays_for_offices(
    client, db, sign_in, people
):
    center, _made = entry(first=date(2026, 3, 1), end=date(2026, 5, 1), repaired=True)
    office = sign_in(people[0])
    address = "/credit/lists/abnormal_list?on=2026-04-01"
    assert "0301中心" not in html(client.get(address))
    assert "0301中心" in html(office.get(address))
    for page in (f"/credit/organizations/{center.id}", f"/organizations/{center.id}"):
        assert "原因在此" not in html(client.get(page))
        assert "原因在此" in html(office.get(page))
    sheet = client.get("/credit/lists/abnormal_list/export.csv?on=2026-04-01")
    assert "原因在此" not in sheet.data.decode("utf-8-sig")


def test_the_export_has_all_rows_of_the_day(client, db):
    entry(first=date(2026, 9, 1), ground="party")
    answer = client.get("/credit/lists/abnormal_list/export.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[1][3] == "未按规定设立党组织"


def test_the_exchange_file_is_for_offices_and_has_codes_and_articles(client, db, sign_in, people):
    entry(first=date(2026, 9, 1), ground="party")
    assert client.get("/credit/exchange.csv").status_code == 302
    text = sign_in(people[0]).get("/credit/exchange.csv").data.decode("utf-8-sig")
    assert "party" in text
    assert "第十一条" in text


def test_the_effects_come_from_the_gate(client, db):
    page = html(client.get("/credit/"))
    assert "只作提示" in page  # government procurement and the abnormal list
    assert "不能参加" in page


def test_two_people_put_an_organization_on_the_serious_list(db, sign_in, people):
    center = register.organization()
    first, second = map(sign_in, people)
    facts = PAPER | {"kind": "serious_violation", "ground": "debtor"}
    made = first.post(f"/credit/organizations/{center.id}/enter", data=facts)
    where = made.headers["Location"]
    assert first.post(f"{where}/list", data=PAPER).status_code == 302
    refused = first.post(f"{where}/list")
    assert refused.status_code == 422
    assert "第二人" in html(refused)
    assert second.post(f"{where}/list").status_code == 302
    db.expire_all()
    (event,) = center.credit_events
    assert (event.kind, event.ground) == (SERIOUS, "debtor")
    assert html(second.get(where)).count("被人民法院列为失信被执行人") > 0


def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(db, sign_in, people):
    center = register.organization()
    facts = PAPER | {"kind": "abnormal_list", "ground": "debtor", "reason": "写了很多"}
    answer = sign_in(people[0]).post(f"/credit/organizations/{center.id}/enter", data=facts)
    assert answer.status_code == 422
    assert "写了很多" in html(answer)
    assert "请选择属于这个名录" in html(answer)


def test_an_organization_applies_for_repair_and_the_bureau_decides(app, db, sign_in, people):
    center, event = entry(first=date(2026, 9, 1), ground="party")
    owner = sign_in(register.person("林晓", (Role.ORG_ADMIN, center)))
    stranger = sign_in(register.person("别人", (Role.ORG_ADMIN, register.organization("别的中心"))))
    db.flush()
    address = f"/credit/events/{event.id}/repair"
    assert stranger.get(address).status_code == 404
    sent = owner.post(address, data={"statement": "已成立党支部", "true": "y"})
    assert sent.status_code == 302
    desk = sign_in(people[0])
    with app.test_request_context():
        (task,) = [t for t in waiting(register.actor(people[0]), NOW) if "修复" in t.title]
    decided = desk.post(task.url, data={"reason": "批复已核对", "step": "accept"})
    assert decided.status_code == 302
    db.expire_all()
    assert event.repaired
    assert event.lifted_on == TODAY


def test_a_proposal_is_dropped_with_a_reason(db, sign_in, people):
    register.organization()
    actions.propose_due(NOW)
    db.flush()
    proposal = db.scalars(select(CreditProposal)).one()
    desk = sign_in(people[0])
    assert desk.post(f"/credit/proposals/{proposal.id}/drop").status_code == 422
    gone = desk.post(f"/credit/proposals/{proposal.id}/drop", data={"refusal": "已停办"})
    assert gone.status_code == 302
    assert "已停办" in html(desk.get(f"/credit/proposals/{proposal.id}"))


@pytest.mark.parametrize("address", ["/credit/lists/abnormal_list", "/credit/work"])
def test_a_list_costs_the_same_for_one_row_and_many(db, sign_in, people, request, address):
    watch = request.getfixturevalue("queries")
    desk = sign_in(people[0])

    def more():
        center, _made = entry(first=TODAY - timedelta(days=len(db.identity_map.keys()) % 300))
        center.street_id = register.unit("街").id
        actions.propose_due(NOW)
        db.flush()

    more()
    desk.get(address)
    with watch() as few:
        desk.get(address)
    for _number in range(3):
        more()
    with watch() as many:
        desk.get(address)
    assert many.selects == few.selects


DAYS = st.dates(date(2021, 1, 1), date(2027, 12, 31))


@given(
    kind=st.sampled_from(list(CreditKind)),
    first=DAYS,
    length=st.none() | st.integers(0, 1500),
    expires=st.none() | st.integers(0, 1500),
    repaired=st.booleans(),
    on=DAYS.filter(lambda d: (d.month, d.day) != (2, 29)),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_database_calls_public_what_the_rule_calls_public(  # noqa: PLR0917 -- as drawn
    db, kind, first, length, expires, repaired, on
):
    end = None if length is None else first + timedelta(days=length)
    until = None if expires is None else first + timedelta(days=expires)
    center = register.organization()
    made = CreditEvent(
        kind=kind, reason="原因", decided_by="局", decided_on=first, lifted_on=end,
        expires_on=until, repaired=repaired,
    )  # fmt: skip
    center.credit_events.append(made)
    db.flush()
    found = db.scalar(
        select(CreditEvent.id).where(CreditEvent.id == made.id, queries.public_on(on))
    )
    assert (found is not None) == rules.is_public(made, queries.law_of(on), on=on)
    stands = db.scalar(
        select(CreditEvent.id).where(CreditEvent.id == made.id, queries.stands_on(on))
    )
    history = (
        {first + timedelta(days=n) for n in range((on - first).days + 1)} if on >= first else set()
    )
    assert (stands is not None) == (on in history and (end is None or on < end))
