"""The pages of rounds."""

import pytest

from app.calls.states import CallState
from app.rounds import actions
from tests import drafts

PAGES = ("theme", "who", "money", "scheme", "time")


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def desk(sign_in, luyiran):
    return sign_in(luyiran)


@pytest.fixture
def second(sign_in, chenfang):
    return sign_in(chenfang)


def test_the_list_says_when_there_is_nothing(client):
    assert client.get("/rounds").status_code == 200


def test_a_draft_is_begun_from_the_list(desk):
    answer = desk.post("/rounds/new")
    assert answer.status_code == 302
    assert desk.get(answer.location).status_code == 200


@pytest.mark.parametrize("subject", PAGES)
def test_every_page_of_the_form_opens(desk, venture, subject):
    assert desk.get(f"/rounds/{venture.id}/draft/{subject}?check=1").status_code == 200


def test_what_is_wrong_is_kept_and_said_beside_the_field(desk, db, venture):
    data = {
        "budget_line_id": str(venture.budget_line_id),
        "pool": "4,200,000.00",
        "grant_cap": "80,000.00",
        "labour_share_max": "60",
        "own_share_min": "10",
        "payment_percents": "60 30 10",
    }
    answer = desk.post(f"/rounds/{venture.id}/draft/money", data=data)
    assert answer.status_code == 422
    assert 'id="labour_share_max-error"' in text(answer)
    db.refresh(venture)
    assert venture.labour_share_max == 60


def test_tranches_that_are_no_numbers_stay_as_typed(desk, venture):
    data = {"payment_percents": "先付六成"}
    answer = desk.post(f"/rounds/{venture.id}/draft/money", data=data)
    assert answer.status_code == 422
    assert 'value="先付六成"' in text(answer)


def test_the_way_from_draft_to_public_page(desk, second, client, db, venture):
    assert client.get(f"/rounds/{venture.id}").status_code == 404
    assert desk.get(f"/rounds/{venture.id}/check").status_code == 200
    assert desk.post(f"/rounds/{venture.id}/send").status_code == 302
    page = second.get(f"/rounds/{venture.id}", follow_redirects=True)
    assert page.request.path.endswith("/review")
    assert second.post(f"/rounds/{venture.id}/publish").status_code == 302
    db.refresh(venture)
    assert venture.state is CallState.PUBLISHED
    page = client.get(f"/rounds/{venture.id}")
    assert page.status_code == 200
    assert "50%" in text(page)
    assert venture.title in text(client.get("/rounds"))


def test_the_reviewer_sends_back(desk, second, db, venture, drafter, now):
    actions.send(venture, by=drafter, now=now)
    assert second.post(f"/rounds/{venture.id}/return", data={"note": "改主题"}).status_code == 302
    db.refresh(venture)
    assert venture.review_note == "改主题"


def test_the_list_costs_the_same_for_one_and_three(client, unit, drafter, venture, now, queries):
    def publish(one):
        one.state = CallState.PUBLISHED

    publish(venture)
    with queries() as one:
        client.get("/rounds")
    for _ in range(2):
        publish(drafts.round_(unit, drafter, now))
    with queries() as three:
        client.get("/rounds")
    assert three.selects == one.selects


def test_the_notice_is_a_paper_for_everybody(client, venture, drafter, reviewer, now):
    assert client.get(f"/rounds/{venture.id}/notice.pdf").status_code == 404
    actions.send(venture, by=drafter, now=now)
    actions.publish(venture, by=reviewer, now=now)
    answer = client.get(f"/rounds/{venture.id}/notice.pdf")
    assert answer.data.startswith(b"%PDF-")


def test_a_chosen_line_counts_at_once(desk, unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    line = drafts.line(unit, "5000000.00", source="lottery")
    data = {
        "budget_line_id": str(line.id),
        "pool": "4200000",
        "grant_cap": "80000",
        "labour_share_max": "50",
        "own_share_min": "40",
        "payment_percents": "60 30 10",
    }
    answer = desk.post(f"/rounds/{fresh.id}/draft/money", data=data)
    assert answer.status_code == 302, text(answer)
