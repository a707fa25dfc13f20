"""A low price is asked about, explained, decided; nothing is ranked before."""

from datetime import timedelta

import pytest

from app.audit import queries as audit
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.low_prices import actions, queries
from app.low_prices.states import ReviewState
from app.results import actions as results
from app.submissions.states import SubmissionState
from scoring import record
from tests import register
from tests.panels import scenes
from tests.panels.scenes import CHECKED, NAMES

LATER = CHECKED + timedelta(minutes=10)


@pytest.fixture
def scene(db, set_clock):
    # Ceiling 480,000: 45 % are 216,000; half of the average 190,000, of the second lowest 200,000.
    found = scenes.opened(set_clock, prices=("180000.00", "400000.00", "460000.00"))
    scenes.qualify(found)
    return found


@pytest.fixture
def low(scene):
    return scene.of(NAMES[0])


@pytest.fixture
def review(scene, low):
    return actions.ask(low, reason="", minutes=30, by=scene.buyer, now=CHECKED)


def bidder(scene):
    return register.actor(scene.people[NAMES[0]])


def codes(refused):
    return [f.code for f in refused.value.findings]


def test_what_is_under_a_line_must_be_asked_before_anything_is_ranked(scene, low):
    rows, lines = queries.rows(scene.call)
    assert {r.submission.id: [n.code for n in r.under] for r in rows if r.under} == {
        low.id: ["second", "ceiling"]
    }
    assert [str(n.amount) for n in lines][1:] == ["200000.00", "216000.00"]
    assert [f.code for f in actions.findings(scene.call)] == ["low-not-asked"]


def test_explained_and_proven_it_stays(scene, low, review):
    assert [f.code for f in actions.findings(scene.call)] == ["low-not-decided"]
    actions.answer(review, "志愿者补贴由基金会承担，见协议。", by=bidder(scene), now=LATER)
    actions.decide(review, "协议有效，成本真实。", accepted=True, by=scene.buyer, now=LATER)
    assert review.state is ReviewState.PROVEN
    assert low.state is SubmissionState.QUALIFIED
    assert actions.findings(scene.call) == []


def test_not_proven_it_is_invalid_and_the_record_says_why(scene, low, review):
    actions.answer(review, "我们就是便宜。", by=bidder(scene), now=LATER)
    actions.decide(review, "没有任何成本依据。", accepted=False, by=scene.buyer, now=LATER)
    assert low.state is SubmissionState.REJECTED
    assert actions.findings(scene.call) == []
    assert results.few_findings(scene.call)[0].code == "bidders-too-few"
    assert queries.unproven(scene.call.id)[low.id].opinion == "没有任何成本依据。"
    steps = [r.step for r in audit.of_call(scene.call.id) if r.kind == "low_price"]
    assert steps == ["ask", "answer", "refuse"]


def test_silence_is_waited_out_and_then_decided(scene, review):
    with pytest.raises(RefusedError) as refused:
        actions.decide(review, "未说明", accepted=False, by=scene.buyer, now=LATER)
    assert codes(refused) == ["low-not-answered"]
    over = CHECKED + timedelta(minutes=30)
    with pytest.raises(RefusedError) as refused:
        actions.answer(review, "晚了", by=bidder(scene), now=over)
    assert codes(refused) == ["low-too-late"]
    actions.decide(review, "逾期未说明", accepted=False, by=scene.buyer, now=over)
    assert review.state is ReviewState.UNPROVEN


def test_nobody_is_asked_twice_and_nothing_decided_twice(scene, low, review):
    with pytest.raises(WrongStateError):
        actions.ask(low, reason="", minutes=30, by=scene.buyer, now=LATER)
    actions.answer(review, "见附件", by=bidder(scene), now=LATER)
    actions.decide(review, "可以", accepted=True, by=scene.buyer, now=LATER)
    with pytest.raises(WrongStateError):
        actions.decide(review, "再想想", accepted=False, by=scene.buyer, now=LATER)


def test_the_pages_lead_from_the_question_to_the_decision(scene, low, sign_in):
    buyer, owner = sign_in(scene.people["buyer"]), sign_in(scene.people[NAMES[0]])
    table = f"/low-prices/calls/{scene.call.id}"
    assert NAMES[0] in buyer.get(table).text
    refused = buyer.post(f"/low-prices/ask/{low.id}", data={"minutes": "5"})
    assert refused.status_code == 422
    assert 'aria-invalid="true" aria-describedby="m1-error"' in refused.text
    assert 'value="5"' in refused.text
    assert buyer.post(f"/low-prices/ask/{low.id}", data={"minutes": "45"}).status_code == 302
    session.expire_all()
    (review,) = queries.of_call(scene.call.id)
    page = f"/low-prices/{review.id}"
    assert owner.get(page).status_code == 200
    assert owner.post(f"{page}/decide", data={"opinion": "好"}).status_code == 403
    assert owner.post(f"{page}/answer", data={"text": ""}).status_code == 422
    assert owner.post(f"{page}/answer", data={"text": "见附件"}).status_code == 302
    assert (
        buyer.post(f"{page}/decide", data={"opinion": "", "verdict": "accept"}).status_code == 422
    )
    assert (
        buyer.post(f"{page}/decide", data={"opinion": "成本真实", "verdict": "accept"}).status_code
        == 302
    )
    session.expire_all()
    assert queries.of_call(scene.call.id)[0].state is ReviewState.PROVEN
    rival = sign_in(scene.people[NAMES[1]])
    assert rival.get(page).status_code == 404


def test_a_bid_found_invalid_while_it_is_scored_is_not_ranked_and_says_why(db, set_clock, sign_in):
    names = (*NAMES, "澜湾区第四中心")
    scene = scenes.scored(
        set_clock, names=names, prices=("180000.00", "400000.00", "420000.00", "440000.00")
    )
    low, now = scene.of(NAMES[0]), scenes.SCORED
    with pytest.raises(RefusedError) as refused:
        results.compute(scene.call, by=scene.buyer, now=now)
    assert codes(refused) == ["low-not-asked"]
    review = actions.ask(low, reason="", minutes=30, by=scene.buyer, now=now)
    over = now + timedelta(minutes=30)
    actions.decide(review, "逾期未说明", accepted=False, by=scene.buyer, now=over)
    made = results.compute(scene.call, by=scene.buyer, now=over)
    ranked = record.load(made.record).ranking
    assert str(low.id) not in {row.key for row in ranked.rows}
    assert record.differences(made.record) == []
    first = next(s for s in scene.submissions if str(s.id) == ranked.rows[0].key)
    results.award(scene.call, first, by=scene.buyer, now=over)
    letter = sign_in(scene.people[NAMES[0]]).get(f"/results/letters/{low.id}").text
    assert "逾期未说明" in letter
    assert "R-LOW-05" in letter
