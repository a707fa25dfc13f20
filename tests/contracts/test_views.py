from io import BytesIO

import pytest

from app.contracts import actions, queries
from app.contracts.states import ContractState, MilestoneState
from app.db import session
from app.documents.paper import pdf
from tests.contracts_made import awarded

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def parties(db):
    return awarded()


@pytest.fixture
def contract(parties, now):
    made = actions.make(parties.award, by=parties.buyer, now=now)
    rows = [{"title": "阶段", "evidence": "台账", "due_on": None} for _ in made.milestones]
    actions.describe(made, milestones=rows, by=parties.buyer, now=now)
    actions.offer(made, by=parties.buyer, now=now)
    actions.sign(made, by=parties.staff, now=now)
    return made


def test_the_public_sees_the_contract_and_no_acts(client, contract):
    page = client.get(f"/contracts/{contract.id}").text
    assert "人民币叁拾贰万元整" in page
    assert "/contracts/milestones/" not in page


def test_a_draft_is_absent_for_everybody_else(client, parties, now, sign_in):
    draft = actions.make(parties.award, by=parties.buyer, now=now)
    assert client.get(f"/contracts/{draft.id}").status_code == 404
    assert sign_in(parties.people["staff"]).get(f"/contracts/{draft.id}").status_code == 404
    assert sign_in(parties.people["buyer"]).get(f"/contracts/{draft.id}").status_code == 200


def test_from_the_award_to_the_payment_by_the_pages(parties, sign_in):
    buyer, staff, finance = (sign_in(parties.people[n]) for n in ("buyer", "staff", "finance"))
    assert buyer.post(f"/contracts/start/{parties.award.id}").status_code == 302
    contract = queries.of_award(parties.award.id)
    rows = {}
    for number, stone in enumerate(contract.milestones):
        rows |= {
            f"rows-{number}-title": "签约和启动",
            f"rows-{number}-evidence": "实施计划",
            f"rows-{number}-due_on": stone.due_on.isoformat(),
        }
    assert buyer.post(f"/contracts/{contract.id}/milestones", data=rows).status_code == 302
    assert buyer.post(f"/contracts/{contract.id}/offer").status_code == 302
    assert staff.post(f"/contracts/{contract.id}/sign").status_code == 302
    stone = contract.milestones[0]
    sent = {"text": "走访 640 户", "files": (BytesIO(pdf("office", {"title": "台账"})), "台账.pdf")}
    assert staff.post(f"/contracts/milestones/{stone.id}/delivery", data=sent).status_code == 302
    assert (
        buyer.post(
            f"/contracts/milestones/{stone.id}/acceptance", data={"note": "齐全"}
        ).status_code
        == 302
    )
    paid = {"voucher": "FK-1", "sure": "y"}
    assert finance.post(f"/contracts/milestones/{stone.id}/payment", data=paid).status_code == 302
    assert finance.post(f"/contracts/milestones/{stone.id}/payment", data=paid).status_code == 409
    session.expire_all()
    assert contract.state is ContractState.SIGNED
    assert stone.state is MilestoneState.PAID


def test_an_unticked_payment_says_so_and_pays_nothing(parties, contract, sign_in, now):
    stone = contract.milestones[0]
    stone.state, stone.accepted_by = MilestoneState.ACCEPTED, parties.buyer.id
    finance = sign_in(parties.people["finance"])
    answer = finance.post(f"/contracts/milestones/{stone.id}/payment", data={"voucher": "FK-1"})
    assert answer.status_code == 422
    assert "请先勾选" in answer.text
    assert "FK-1" in answer.text


def test_others_cannot_deliver_accept_or_pay(client, parties, contract, sign_in):
    stone = contract.milestones[0]
    staff, buyer = sign_in(parties.people["staff"]), sign_in(parties.people["buyer"])
    assert staff.post(f"/contracts/milestones/{stone.id}/acceptance").status_code == 403
    assert buyer.post(f"/contracts/milestones/{stone.id}/delivery").status_code == 403
    assert buyer.post(f"/contracts/milestones/{stone.id}/payment").status_code == 403
    other = sign_in(awarded().people["staff"])
    assert other.get(f"/contracts/milestones/{stone.id}/delivery").status_code == 404
    assert client.get(f"/contracts/milestones/{stone.id}/payment").status_code == 302


def test_the_list_costs_the_same_for_one_and_three(client, contract, queries, now):
    with queries() as one:
        client.get("/contracts/")
    for _ in range(2):
        parties = awarded()
        made = actions.make(parties.award, by=parties.buyer, now=now)
        rows = [{"title": "阶段", "evidence": "台账", "due_on": None} for _ in made.milestones]
        actions.describe(made, milestones=rows, by=parties.buyer, now=now)
        actions.offer(made, by=parties.buyer, now=now)
    with queries() as three:
        page = client.get("/contracts/").text
    assert page.count("LW-HT-") >= 3
    assert three.selects == one.selects


def test_the_paper_is_a_pdf(parties, contract, sign_in):
    answer = sign_in(parties.people["buyer"]).get(f"/contracts/{contract.id}/paper.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.mimetype == "application/pdf"


def test_a_rating_without_a_survey_is_recorded(parties, contract, sign_in, now):
    contract.milestones[0].accepted_at = now
    points = {"completion": "39", "quality": "29", "timeliness": "15", "satisfaction": "14"}
    buyer = sign_in(parties.people["buyer"])
    answer = buyer.post(f"/contracts/{contract.id}/rating", data=points | {"note": "按期"})
    assert answer.status_code == 302
    assert "97.00" in buyer.get(f"/contracts/{contract.id}").text
