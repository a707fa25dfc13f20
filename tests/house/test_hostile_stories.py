"""Stories of people who mean no good: others' things, other fields, out of order, scripts in names.

What each door answers to whom is in test_doors; here somebody with a door of their own tries
to reach through it.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.calls.models import Call
from app.calls.states import CallState
from app.contracts.models import Contract
from app.contracts.states import ContractState
from app.db import session
from app.documents.models import StoredFile
from app.organizations.models import Organization
from app.panels import actions as panels
from app.payments.models import Payment
from app.permissions import Role
from app.projects.models import Project
from app.queue import Outbox
from app.submissions import ceremony, queries
from app.submissions.models import Submission, SubmissionVersion
from app.submissions.states import SubmissionState
from tests import bids, register
from tests.bids import OPENING
from tests.contracts_made import awarded
from tests.panels import scenes

SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
PRICE = "468531.57"


@pytest.fixture
def call(db):
    return bids.project()


@pytest.fixture
def theirs(call):
    return bids.handed_in(call, "澜湾区青禾社会工作服务中心", bids.bid(PRICE))


@pytest.fixture
def rival(sign_in, theirs):
    organization = register.organization("澜湾区同心社会服务中心")
    register.listed(organization)
    browser = sign_in(register.person("唐宇", (Role.ORG_ADMIN, organization)))
    browser.organization_id = organization.id
    return browser


# --- others' things


def test_a_rival_reaches_nothing_of_anothers_bid(rival, theirs):
    there = f"/submissions/{theirs.submission_id}"
    for page in ("", "/organization", "/edit/price", "/check", "/receipt", "/receipt.json",
                 "/withdraw", "/content", f"/files/{uuid4()}"):  # fmt: skip
        assert rival.get(there + page).status_code == 404, page
    for page in ("/edit/price", "/autosave/price", "/submit", "/withdraw",
                 f"/files/{uuid4()}/remove"):  # fmt: skip
        assert rival.post(there + page, data={"rows-0-amount": "1"}).status_code == 404, page
    assert rival.get(f"/results/letters/{theirs.submission_id}").status_code == 404


def test_a_bid_is_begun_for_nobody_elses_organization(rival, theirs, call):
    data = {"organization_id": str(theirs.submission.organization_id)}
    assert rival.post(f"/submissions/start/{call.id}", data=data).status_code == 404
    begun = session.scalars(select(Submission.organization_id)).all()
    assert begun == [theirs.submission.organization_id]


def test_a_bid_takes_no_field_that_is_not_on_its_page(rival, call):
    rival.post(f"/submissions/start/{call.id}")
    mine = queries.own(call.id, rival.organization_id)
    data = {"state": "qualified", "price": "1", "organization_id": str(uuid4()), "number": "9",
            "received_at": "2020-01-01", "rows-0-label": "人员", "rows-0-amount": "5.00",
            "rows-0-state": "opened", "later": "1"}  # fmt: skip
    assert rival.post(f"/submissions/{mine.id}/edit/price", data=data).status_code == 302
    session.refresh(mine)
    assert (mine.state, mine.price) == (SubmissionState.DRAFT, None)
    assert mine.organization_id == rival.organization_id
    (row,) = queries.draft_of(mine)["price_rows"]
    assert set(row) == {"label", "basis", "amount"}


def test_a_receipts_key_does_not_answer_to_another(rival, theirs, call):
    rival.post(f"/submissions/start/{call.id}")
    mine = queries.own(call.id, rival.organization_id)
    key = str(theirs.idempotency_key)
    answer = rival.post(
        f"/submissions/{mine.id}/submit",
        data={"key": key, "seen": theirs.body_sha256, "declared": "y"},
    )
    assert answer.status_code == 422
    assert theirs.receipt_no not in answer.text
    assert session.scalars(select(SubmissionVersion.id)).all() == [theirs.id]


# --- other fields


def test_a_draft_is_begun_for_nobody_elses_unit(db, sign_in):
    own, other = bids.bureau(), bids.bureau("区司法局")
    buyer = sign_in(register.person("周敏", (Role.PURCHASER, own)))
    data = {"title": "演示", "unit_id": str(other.id)}
    assert buyer.post("/projects/new", data=data).status_code == 422
    assert session.scalars(select(Project)).all() == []


def test_a_draft_takes_no_state_and_no_unit(db, sign_in):
    unit, other = bids.bureau(), bids.bureau("区司法局")
    buyer = sign_in(register.person("周敏", (Role.PURCHASER, unit)))
    buyer.post("/projects/new", data={"title": "演示", "unit_id": str(unit.id)})
    project = session.scalars(select(Project)).one()
    data = {"title": "演示", "state": "published", "unit_id": str(other.id), "number": "X",
            "reviewed_by": str(uuid4()), "deadline_at": "2020-01-01T00:00", "ceiling": "1"}  # fmt: skip
    buyer.post(f"/projects/{project.id}/draft/work", data=data)
    session.refresh(project)
    assert project.state is CallState.DRAFT
    assert (project.unit_id, project.reviewed_by) == (unit.id, None)
    assert (project.deadline_at, project.ceiling) == (None, None)


@pytest.mark.parametrize("sent", [{"username": {"a": 1}}, ["x"], "x", 7, None])
def test_a_body_of_json_is_no_form(client, db, sent):
    assert client.post("/account/sign-in", json=sent).status_code == 422


@pytest.mark.parametrize("row", ["²", "⑦", "9" * 5000, "-1", "", "0-0"])
def test_a_row_has_a_number_or_is_none_of_ours(rival, call, row):
    rival.post(f"/submissions/start/{call.id}")
    mine = queries.own(call.id, rival.organization_id)
    data = {"rows-7-label": "人员", "rows-7-amount": "5.00", f"rows-{row}-amount": "6.00"}
    there = f"/submissions/{mine.id}/edit/price"
    assert rival.post(there, data={**data, "later": "1"}).status_code == 302
    kept = queries.draft_of(mine)["price_rows"]
    assert [r["amount"] for r in kept if r["label"] == "人员"] == ["5.00"]


def test_nobody_gives_themselves_a_role(sign_in, db):
    organization = register.organization()
    person = register.person("林晓", (Role.ORG_ADMIN, organization))
    browser = sign_in(person)
    extra = {"role": "admin", "roles": "admin", "active": "y", "session_epoch": "0"}
    browser.post("/account/contact", data={"phone": "1", "email": "", "job": "", **extra})
    other = register.organization("澜湾区甲社")
    place = {"name": "某", "username": "mou-1", "place": str(other.id), **extra}
    assert browser.post("/account/colleagues", data=place).status_code == 422
    session.refresh(person)
    assert [g.role for g in person.grants] == [Role.ORG_ADMIN]
    assert session.scalar(select(Person).where(Person.username == "mou-1")) is None


# --- out of order


def test_a_draft_of_a_contract_is_its_departments_alone(sign_in, db):
    parties = awarded()
    buyer = sign_in(parties.people["buyer"])
    staff = sign_in(parties.people["staff"])
    buyer.post(f"/contracts/start/{parties.award.id}")
    contract = session.scalars(select(Contract)).one()
    assert staff.get(f"/contracts/{contract.id}").status_code == 404
    assert contract.number not in staff.get("/contracts/?mine=1").text
    assert contract.number not in staff.get("/contracts/?mine=1&export=csv").text
    assert contract.number in buyer.get("/contracts/?mine=1").text


def test_nothing_of_a_contract_happens_before_its_turn(sign_in, db):
    parties = awarded()
    buyer, finance, staff = (sign_in(parties.people[k]) for k in ("buyer", "finance", "staff"))
    buyer.post(f"/contracts/start/{parties.award.id}")
    contract = session.scalars(select(Contract)).one()
    stone = contract.milestones[0].id
    assert staff.post(f"/contracts/{contract.id}/sign").status_code == 409
    for browser, act, data in (
        (staff, "delivery", {"text": "做完了"}),
        (buyer, "acceptance", {"note": "好"}),
        (buyer, "send-back", {"back-note": "缺"}),
        (finance, "payment", {"voucher": "1", "sure": "y"}),
    ):
        answer = browser.post(f"/contracts/milestones/{stone}/{act}", data=data)
        assert answer.status_code in (409, 422), act
    points = {"completion": "40", "quality": "30", "timeliness": "15", "satisfaction": "15"}
    rated = buyer.post(f"/contracts/{contract.id}/rating", data={**points, "note": "好"})
    assert rated.status_code == 422
    assert session.scalars(select(Payment)).all() == []


@pytest.mark.parametrize("typed", ["NaN", "1e999", "-1", "12.345", "Infinity", "sNaN", "9" * 5000])
def test_a_rating_takes_only_points(sign_in, db, typed):
    parties = awarded()
    buyer = sign_in(parties.people["buyer"])
    buyer.post(f"/contracts/start/{parties.award.id}")
    contract = session.scalars(select(Contract)).one()
    points = {"completion": typed, "quality": "30", "timeliness": "15", "satisfaction": "15"}
    for data in (points, {**points, "completion": "40", "measured": typed}):
        answer = buyer.post(f"/contracts/{contract.id}/rating", data={**data, "note": "好"})
        assert answer.status_code == 422


@pytest.mark.parametrize("page", ["award", "confirm", "award/other", "correct", "fail", "report"])
def test_no_result_before_the_bids_are_open(sign_in, theirs, page):
    unit = theirs.submission.call.unit
    buyer = sign_in(register.person("周敏", (Role.PURCHASER, unit)))
    path = f"/results/{theirs.submission.call_id}/{page}"
    assert buyer.post(path, data={"reason": "急"}).status_code in (404, 409, 422)
    assert session.get(Call, theirs.submission.call_id).state is CallState.PUBLISHED


def test_nothing_is_opened_before_its_time(sign_in, theirs, set_clock):
    call = theirs.submission.call
    opener = sign_in(register.person("何淼", (Role.OPENER, call.unit)))
    path = f"/submissions/openings/{call.id}"
    assert opener.post(path).status_code == 422
    set_clock(OPENING - timedelta(seconds=5))
    assert opener.post(path).status_code == 422
    set_clock(OPENING)
    assert opener.post(path).status_code == 302
    assert opener.post(path).status_code == 409


# --- before the opening: letters, outbox


def test_no_letter_and_no_outbox_row_says_a_price(theirs):
    said = "".join(str(row.payload) for row in session.scalars(select(Outbox)))
    assert PRICE not in said
    assert theirs.commitment not in said


# --- scripts


def test_scripts_in_names_titles_reasons_and_labels_are_shown_as_text(sign_in, set_clock, db):
    unit = bids.bureau(SCRIPT[:40])
    call = bids.project(unit, title=SCRIPT, summary=SCRIPT, content=SCRIPT, conditions=SCRIPT,
                        place=SCRIPT, service_object=SCRIPT, acceptance=SCRIPT)  # fmt: skip
    texts = {key: SCRIPT for key, _ in bids.JUDGED}
    rows = [{"label": SCRIPT, "basis": SCRIPT, "amount": PRICE}]
    draft = bids.bid(texts=texts, price_rows=rows, contact={"name": SCRIPT, "phone": SCRIPT})
    version = bids.handed_in(call, SCRIPT, draft)
    organization = session.get(Organization, version.submission.organization_id)
    organization.intro = organization.scope = organization.address = SCRIPT
    staff = sign_in(register.person(SCRIPT, (Role.ORG_ADMIN, organization)))
    buyer = sign_in(register.person(SCRIPT, (Role.PURCHASER, unit)))
    auditor = sign_in(register.person(SCRIPT, (Role.AUDITOR, unit)))
    set_clock(OPENING)
    ceremony.open_all(call, by=bids.bidder("澜湾区一心社")[0])
    session.commit()
    there = f"/submissions/{version.submission_id}"
    asked = [
        (staff, ["/work", "/submissions/", f"{there}/receipt", f"{there}/content", "/notices/",
                 "/account/", "/account/colleagues", f"/organizations/{organization.id}/own"]),
        (buyer, ["/work", "/projects", f"{there}/content", f"/results/{call.id}/qualification",
                 "/notices/", f"/panels/{call.id}"]),
        (auditor, ["/audit/", f"/audit/call/{call.id}"]),
        (staff, ["/", "/calls?state=all", f"/projects/{call.id}", f"/organizations/{organization.id}",
                 "/organizations/", "/directory/", "/search?q=script", "/search?q=<script>"]),
    ]  # fmt: skip
    shown = 0
    for browser, paths in asked:
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert "<script>alert" not in answer.text, path
            assert "<img src=x" not in answer.text, path
            shown += "&lt;script&gt;" in answer.text
    assert shown > 12


def test_formulas_in_names_are_text_in_exports(client, db):
    for name in ("=HYPERLINK(1)", "＝1+1", " =1+1", "@SUM(1)", "-1+1", "\t=1"):
        register.organization(name)
    session.commit()
    table = client.get("/organizations/export.csv").text
    for line in table.splitlines()[1:]:
        cell = line.lstrip('"')
        assert cell.startswith("'"), line


def test_money_stays_within_the_columns(db, sign_in):
    finance = sign_in(register.person("冯静", (Role.FINANCE, bids.bureau("区财政局"))))
    unit = bids.bureau()
    for amount in ("-5", "1e999", "9" * 30, "0.001", "NaN", "九元"):
        data = {"code": "1", "name": "养老", "unit_id": str(unit.id), "year": "2026",
                "amount": amount, "source": "fiscal"}  # fmt: skip
        assert finance.post("/funds/new", data=data).status_code == 422, amount


def test_an_expert_who_stepped_back_sees_and_scores_nothing_more(db, sign_in, set_clock, now):
    scene = scenes.paneled(set_clock)
    member = scenes.panel_of(scene).members[0]
    panels.accept(member, seen=True, tied=False, by=scenes.actor_of(member), now=scenes.SCORED)
    sheet = member.sheets[0]
    file = StoredFile(
        label="方案.pdf", media_type="application/pdf", size=1, sha256="0" * 64, purpose="submission",
        stored_as="0" * 64, uploaded_at=now, owners=[str(member.expert.person_id)],
    )  # fmt: skip
    session.add(file)
    session.flush()
    held = {"id": str(file.id), "label": file.label, "size": 1, "sha256": file.sha256}
    sheet.submission.content = {**sheet.submission.content, "files": [held]}
    browser = sign_in(session.get(Person, member.expert.person_id))
    assert browser.get(f"/panels/sheets/{sheet.id}").status_code == 200
    browser.post(f"/panels/reviews/{member.id}/recuse", data={"reason": "想起来是亲戚"})
    assert browser.get(f"/panels/sheets/{sheet.id}").status_code == 404
    for act in ("", "/sign"):
        assert browser.post(f"/panels/sheets/{sheet.id}{act}", data={}).status_code == 404
    session.refresh(file)
    assert file.owners == []


def test_a_community_that_is_none_is_not_kept(rival, db):
    call = bids.venture()
    rival.post(f"/submissions/start/{call.id}")
    mine = queries.own(call.id, rival.organization_id)
    there = f"/submissions/{mine.id}"
    for typed in ("<script>", str(uuid4()), "0"):
        data = {"title": "小课堂", "summary": "放学后", "community_id": typed, "later": "1"}
        assert rival.post(f"{there}/edit/about", data=data).status_code == 302
        assert queries.draft_of(mine)["community_id"] == ""
        assert rival.post(f"{there}/submit", data={}).status_code == 422


def test_a_rating_stands_once_the_contract_is_over(sign_in, db):
    parties = awarded()
    buyer = sign_in(parties.people["buyer"])
    buyer.post(f"/contracts/start/{parties.award.id}")
    contract = session.scalars(select(Contract)).one()
    contract.state = ContractState.COMPLETED
    points = {"completion": "40", "quality": "30", "timeliness": "15", "satisfaction": "15"}
    path = f"/contracts/{contract.id}/rating"
    assert buyer.post(path, data={**points, "note": "好"}).status_code == 409
