"""From qualification to the confirmed result: every step and every refusal."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditRow
from app.calls.states import CallState
from app.db import session
from app.errors import NotFoundError, RefusedError, WrongStateError
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.results import actions, queries
from app.results.actions import Decision
from app.results.models import FitStatistics, Ranking
from app.results.states import ObjectionState
from app.submissions.states import SubmissionState
from scoring import record
from tests import register
from tests.panels import scenes
from tests.panels.scenes import CHECKED, NAMES, SCORED

pytestmark = pytest.mark.usefixtures("any_db")


def rows() -> int:
    return session.scalar(select(func.count()).select_from(AuditRow))


def told(code: str) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.code == code)))


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings]


def local(*at: int) -> datetime:
    return datetime(*at, tzinfo=clock.SHANGHAI)


# --- who qualifies


@pytest.fixture
def opened(db, set_clock):
    return scenes.opened(set_clock)


def test_what_the_register_knew_at_the_deadline_counts_not_what_it_knows_now(opened):
    first, second, _third = opened.submissions
    listed = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 11, 27))
    first.organization.credit_events.append(listed)  # on the very day of the deadline
    later = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 11, 28))
    second.organization.credit_events.append(later)
    session.flush()
    found = {c.submission.id: [f.code for f in c.findings] for c in queries.to_check(opened.call)}
    assert found[first.id] == ["abnormal-list"]
    assert found[second.id] == []


def test_a_missing_statement_and_a_price_above_the_ceiling_are_found(opened):
    first = opened.submissions[0]
    first.content = {**first.content, "statement": False}
    first.price = Decimal("480000.01")
    session.flush()
    found = next(c for c in queries.to_check(opened.call) if c.submission.id == first.id)
    assert [f.code for f in found.findings] == ["statement-missing", "price-above-ceiling"]


def test_each_decision_is_a_step_of_its_submission_with_one_row(opened):
    first, second, third = opened.submissions
    before = rows()
    actions.qualify_all(
        opened.call,
        {
            first.id: Decision(passed=True),
            second.id: Decision(passed=False, note="公章与登记不符", law="GPL/22"),
        },
        by=opened.buyer,
        now=CHECKED,
    )
    assert rows() == before + 2
    states = (first.state, second.state, third.state)
    assert states == (
        SubmissionState.QUALIFIED,
        SubmissionState.REJECTED,
        SubmissionState.OPENED,
    )
    kept = queries.qualification_of(second.id)
    assert kept.findings == [
        {"code": "rejected-for", "law": "GPL/22", "detail": {"note": "公章与登记不符"}}
    ]
    assert kept.as_of == opened.call.deadline_at


def test_nobody_is_turned_down_without_a_finding_or_reason(opened):
    first = opened.submissions[0]
    with pytest.raises(RefusedError) as refused:
        actions.decide(first, Decision(passed=False), by=opened.buyer, now=CHECKED)
    assert codes(refused) == ["reject-reason-missing", "reject-law-missing"]
    assert first.state is SubmissionState.OPENED


def test_a_decision_is_made_once(opened):
    first = opened.submissions[0]
    actions.decide(first, Decision(passed=True), by=opened.buyer, now=CHECKED)
    with pytest.raises(WrongStateError):
        actions.decide(first, Decision(passed=True), by=opened.buyer, now=CHECKED)


def test_too_few_who_qualify_let_the_call_fail_and_free_its_money(opened):
    first = opened.submissions[0]
    event = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1))
    first.organization.credit_events.append(event)
    session.flush()
    assert actions.few_findings(opened.call) == []  # not while somebody is unchecked
    scenes.qualify(opened)
    (found,) = actions.few_findings(opened.call)
    before = rows()
    actions.fail(opened.call, by=opened.buyer, now=CHECKED)
    assert rows() == before + 1
    assert opened.call.state is CallState.FAILED
    assert opened.call.closing_reason == f"{found.code}:2"
    assert len(told("result-failed")) == 3


def test_a_call_with_enough_does_not_fail(opened):
    scenes.qualify(opened)
    with pytest.raises(WrongStateError):
        actions.fail(opened.call, by=opened.buyer, now=CHECKED)


# --- the ranking


@pytest.fixture
def ranked(db, set_clock):
    return scenes.ranked(set_clock)


def test_the_report_needs_every_sheet(db, set_clock):
    scene = scenes.paneled(set_clock)
    with pytest.raises(WrongStateError):
        actions.compute(scene.call, by=scene.buyer, now=SCORED)
    assert queries.ranking_of(scene.call.id) is None


def test_the_report_keeps_a_ranking_that_computes_again_to_the_last_digit(db, set_clock):
    scene = scenes.scored(set_clock)
    before = rows()
    made = actions.compute(scene.call, by=scene.buyer, now=SCORED)
    assert rows() == before + 1
    assert (scene.call.state, scene.call.reported_at) == (CallState.RANKED, SCORED)
    session.expire_all()
    held = queries.ranking_of(scene.call.id)
    assert record.differences(held.record) == []
    assert record.digest(held.record) == held.digest == made.digest
    assert session.get(FitStatistics, held.record["bids"][0]["fit"]["version"]) is not None
    assert actions.verified(queries.rankings()) == [(held, [])]


def test_a_touched_record_is_noticed(ranked):
    held = queries.ranking_of(ranked.call.id)
    data = {**held.record, "marks": [*held.record["marks"]]}
    data["marks"][0] = {**data["marks"][0], "points": "3"}
    held.record = data
    session.flush()
    ((_, wrong),) = actions.verified([held])
    assert wrong[0][0] == "digest"
    assert any(path.startswith("ranking.rows") for path, _, _ in wrong)


def test_the_totals_are_the_sums_of_their_parts(ranked):
    for row in actions.ranked(ranked.call.id).rows:
        assert row.total == sum(p.points for p in row.parts)


def test_grade_and_records_of_the_deadline_count_and_later_ones_do_not(db, set_clock):
    scene = scenes.scored(set_clock)
    first, second, third = scene.submissions
    first.organization.grades.append(register.grade("5A", date(2024, 1, 1)))
    lapsed = register.grade("4A", date(2021, 10, 1), valid_until=date(2026, 11, 26))
    second.organization.grades.append(lapsed)
    third.organization.grades.append(register.grade("5A", date(2026, 11, 28)))
    scenes.record(first.organization, score="95", ends=date(2026, 11, 27))
    scenes.record(second.organization, score="95", ends=date(2026, 11, 28))
    actions.compute(scene.call, by=scene.buyer, now=SCORED)
    found = {r.key: r for r in actions.ranked(scene.call.id).rows}
    grades = [found[str(s.id)].part("grade").points for s in (first, second, third)]
    assert grades == [Decimal("10.00"), Decimal("0.00"), Decimal("0.00")]
    assert found[str(second.id)].part("grade").evidence["standing"] == "lapsed"
    counted = [
        len(found[str(s.id)].part("track_record").evidence["records"]) for s in (first, second)
    ]
    assert counted == [1, 0]


def test_a_new_record_moves_the_track_record_of_the_next_ranking(db, set_clock):
    scene = scenes.scored(set_clock)
    first = scene.submissions[0]
    before = actions.store_ranking(scene.call, by=scene.buyer, now=SCORED)
    scenes.record(first.organization, score="98", ends=date(2026, 6, 30))
    scenes.record(scene.submissions[1].organization, score="40", ends=date(2026, 6, 30))
    after = actions.store_ranking(scene.call, by=scene.buyer, now=SCORED)

    def points(made: Ranking) -> Decimal:
        return record.load(made.record).ranking.row(str(first.id)).part("track_record").points

    assert points(after) != points(before)
    assert (before.version, after.version) == (1, 2)


def test_who_was_turned_down_is_listed_with_reason_and_not_scored(db, set_clock):
    scene = scenes.opened(set_clock, names=(*NAMES, "澜湾区安康社会服务中心"))
    out = scene.of("澜湾区安康社会服务中心")
    event = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1))
    out.organization.credit_events.append(event)
    session.flush()
    scenes.qualify(scene)
    for number in range(1, 6):
        scenes.expert(number)
    scenes.panels.form(scene.call, size=5, by=scene.buyer, now=scenes.DRAWN)
    scenes.score(scene)
    actions.compute(scene.call, by=scene.buyer, now=SCORED)
    found = actions.ranked(scene.call.id)
    assert [r.key for r in found.rejected] == [str(out.id)]
    assert found.rejected[0].reasons[0].law == "NKG/R-CRD-09"
    assert str(out.id) not in {r.key for r in found.rows}


def test_a_correction_needs_one_of_four_causes_and_keeps_the_earlier_version(ranked):
    with pytest.raises(RefusedError):
        actions.correct(ranked.call, cause="", reason="再看看", by=ranked.buyer, now=SCORED)
    before = rows()
    made = actions.correct(
        ranked.call, cause="arithmetic", reason="汇总有误", by=ranked.buyer, now=SCORED
    )
    assert rows() == before + 1
    assert made.version == 2
    assert len(queries.rankings(ranked.call.id)) == 2


# --- the award

DECIDED = local(2026, 12, 1, 9)


def first_of(scene):
    rows = actions.ranked(scene.call.id).rows
    return [next(s for s in scene.submissions if str(s.id) == r.key) for r in rows]


@pytest.fixture
def awarded(ranked, set_clock):
    set_clock(DECIDED)
    actions.award(ranked.call, first_of(ranked)[0], by=ranked.buyer, now=DECIDED)
    return ranked


def test_the_first_place_is_awarded_and_stands_in_public_for_five_working_days(ranked):
    before = rows()
    made = actions.award(ranked.call, first_of(ranked)[0], by=ranked.buyer, now=DECIDED)
    assert rows() == before + 1
    assert (made.place, made.amount) == (1, made.submission.price)
    assert ranked.call.state is CallState.PUBLICITY
    assert ranked.call.publicity_from == date(2026, 12, 1)
    assert ranked.call.publicity_until == local(2026, 12, 7, 17, 30)
    assert len(told("result-own")) == 3


def test_an_award_out_of_order_is_refused_and_with_cause_and_reason_taken(ranked):
    second = first_of(ranked)[1]
    with pytest.raises(RefusedError) as refused:
        actions.award(ranked.call, second, by=ranked.buyer, now=DECIDED)
    assert codes(refused) == ["award-out-of-order", "award-reason-missing"]
    assert ranked.call.state is CallState.RANKED
    assert queries.award_of(ranked.call.id) is None
    made = actions.award(
        ranked.call,
        second,
        cause="gave-up",
        reason="第一名 12月1日来函放弃",
        by=ranked.buyer,
        now=DECIDED,
    )
    assert made.place == 2
    assert "来函" in made.skip_reason


def test_only_who_was_scored_can_be_awarded(ranked, set_clock):
    other = scenes.opened(set_clock, names=("澜湾区一心社", "澜湾区二心社", "澜湾区三心社"))
    with pytest.raises(NotFoundError):
        actions.award(ranked.call, other.submissions[0], by=ranked.buyer, now=DECIDED)


def test_a_result_that_runs_into_an_unannounced_year_is_refused(ranked):
    with pytest.raises(RefusedError) as refused:
        actions.award(ranked.call, first_of(ranked)[0], by=ranked.buyer, now=local(2026, 12, 30, 9))
    assert codes(refused) == ["result-year-not-announced"]


def test_nothing_is_awarded_twice(awarded):
    with pytest.raises(WrongStateError):
        actions.award(awarded.call, first_of(awarded)[0], by=awarded.buyer, now=DECIDED)


# --- objections

RAISED = local(2026, 12, 2, 10)
ANSWERED = local(2026, 12, 9, 10)


@pytest.fixture
def objection(awarded, set_clock):
    set_clock(RAISED)
    loser = first_of(awarded)[1]
    by = register.actor(awarded.people[loser.organization.name])
    return actions.object_to(
        awarded.call, loser.organization, text="等级分算错了", by=by, now=RAISED
    )


def test_an_objection_stops_the_clock_with_the_days_left(awarded, objection):
    assert objection.days_left == 3  # 3, 4 and 7 December
    assert objection.answer_due_on == date(2026, 12, 11)
    assert awarded.call.publicity_until == local(2026, 12, 16, 17, 30)  # at the latest
    assert len(told("objection-raised")) == 1


def test_while_it_is_open_nothing_is_confirmed_however_late(awarded, objection):
    with pytest.raises(RefusedError) as refused:
        actions.confirm(awarded.call, by=awarded.buyer, now=local(2026, 12, 25, 9))
    assert codes(refused) == ["objection-still-open"]


def test_whoever_decided_cannot_answer(awarded, objection):
    with pytest.raises(RefusedError) as refused:
        actions.answer(objection, "没有错", uphold=False, by=awarded.buyer, now=ANSWERED)
    assert codes(refused) == ["objection-two-people"]
    assert objection.state is ObjectionState.OPEN


def test_rejected_it_lets_the_days_left_run_on(awarded, objection):
    before = rows()
    actions.answer(objection, "等级分按证书计算", uphold=False, by=awarded.reviewer, now=ANSWERED)
    assert rows() == before + 1
    assert objection.state is ObjectionState.REJECTED
    assert awarded.call.publicity_until == local(2026, 12, 14, 17, 30)
    with pytest.raises(RefusedError) as refused:
        actions.confirm(awarded.call, by=awarded.buyer, now=local(2026, 12, 14, 17, 29))
    assert codes(refused) == ["publicity-still-runs"]
    actions.confirm(awarded.call, by=awarded.buyer, now=local(2026, 12, 14, 17, 30))
    assert awarded.call.state is CallState.AWARDED


def test_an_answer_needs_words(awarded, objection):
    with pytest.raises(RefusedError):
        actions.answer(objection, " ", uphold=False, by=awarded.reviewer, now=ANSWERED)


def test_upheld_it_takes_the_result_back_and_the_same_bid_can_be_awarded_again(awarded, objection):
    held = queries.award_of(awarded.call.id)
    actions.answer(objection, "评分汇总有误", uphold=True, by=awarded.reviewer, now=ANSWERED)
    assert awarded.call.state is CallState.RANKED
    assert held.withdrawn_at == ANSWERED
    assert queries.award_of(awarded.call.id) is None
    actions.correct(
        awarded.call, cause="arithmetic", reason="汇总有误", by=awarded.buyer, now=ANSWERED
    )
    again = actions.award(awarded.call, first_of(awarded)[0], by=awarded.buyer, now=ANSWERED)
    assert (again.id, again.withdrawn_at) == (held.id, None)
    assert awarded.call.publicity_from == date(2026, 12, 9)


def test_withdrawn_it_lets_the_clock_run_on(awarded, objection):
    before = rows()
    actions.withdraw_objection(
        objection, by=register.actor(awarded.people["buyer"]), now=RAISED + timedelta(hours=1)
    )
    assert rows() == before + 1
    assert awarded.call.publicity_until == local(2026, 12, 7, 17, 30)


def test_with_two_objections_the_clock_runs_on_after_the_second(awarded, objection):
    other = first_of(awarded)[2]
    by = register.actor(awarded.people[other.organization.name])
    second = actions.object_to(
        awarded.call, other.organization, text="价格分算错了", by=by, now=local(2026, 12, 4, 9)
    )
    assert second.days_left == 3
    latest = awarded.call.publicity_until
    actions.answer(objection, "没有错", uphold=False, by=awarded.reviewer, now=ANSWERED)
    assert awarded.call.publicity_until == latest
    actions.answer(second, "没有错", uphold=False, by=awarded.reviewer, now=ANSWERED)
    assert awarded.call.publicity_until == local(2026, 12, 14, 17, 30)


def test_one_organization_has_one_objection_open(awarded, objection):
    by = register.actor(awarded.people["buyer"])
    with pytest.raises(RefusedError) as refused:
        actions.object_to(awarded.call, objection.organization, text="还有", by=by, now=RAISED)
    assert codes(refused) == ["objection-open-already"]


def test_after_the_publicity_nothing_is_taken_any_more(awarded):
    loser = first_of(awarded)[1]
    by = register.actor(awarded.people[loser.organization.name])
    for late in (local(2026, 12, 7, 17, 30), local(2026, 12, 20, 9)):
        with pytest.raises(RefusedError) as refused:
            actions.object_to(awarded.call, loser.organization, text="晚了", by=by, now=late)
        assert codes(refused) == ["objection-not-now"]


def test_only_who_took_part_may_object(awarded):
    outsider = register.organization("澜湾区旁观社")
    with pytest.raises(NotFoundError):
        actions.object_to(awarded.call, outsider, text="不公平", by=awarded.buyer, now=RAISED)


# --- the end


def test_the_confirmed_result_sends_the_award_notice_to_the_winner_alone(awarded):
    before = rows()
    actions.confirm(awarded.call, by=awarded.buyer, now=local(2026, 12, 8, 9))
    assert rows() == before + 1
    made = queries.award_of(awarded.call.id)
    assert made.notice_issued_at == local(2026, 12, 8, 9)
    winner = awarded.people[made.submission.organization.name]
    assert [n.person_id for n in told("award-notice")] == [winner.id]
    assert len(told("result-final")) == 2
    with pytest.raises(WrongStateError):
        actions.confirm(awarded.call, by=awarded.buyer, now=local(2026, 12, 8, 9))


def test_the_publicity_is_not_cut_short(awarded):
    with pytest.raises(RefusedError) as refused:
        actions.confirm(awarded.call, by=awarded.buyer, now=local(2026, 12, 7, 17, 29))
    assert codes(refused) == ["publicity-still-runs"]


# --- rounds


def test_a_round_is_funded_in_order_as_far_as_the_money_goes(db, set_clock):
    scene = scenes.a_round(set_clock, 70000)  # each asks for 30,000
    made = actions.award_round(scene.call, by=scene.buyer, now=DECIDED)
    assert [a.place for a in made] == [1, 2]
    assert sum(a.amount for a in made) == Decimal("60000.00")
    assert scene.call.state is CallState.PUBLICITY
    rows_, count, amount = queries.funded(scene.call.id)
    assert (len(rows_), count, amount) == (2, 2, Decimal("60000.00"))


def test_a_round_whose_money_reaches_nobody_is_refused(db, set_clock):
    scene = scenes.a_round(set_clock, 10000)
    with pytest.raises(RefusedError) as refused:
        actions.award_round(scene.call, by=scene.buyer, now=DECIDED)
    assert codes(refused) == ["round-funds-nobody"]


# --- the same everywhere

_SEEN: dict[str, str] = {}


def by_names(made: Ranking, scene) -> str:
    """Return a record without what is drawn by lot: ids become names."""
    text = record.to_json(made.record)
    for submission in scene.submissions:
        text = text.replace(str(submission.id), submission.organization.name)
    data = json.loads(text)
    for bid in data["bids"]:
        bid["records"] = [{**r, "key": r["title"]} for r in bid["records"]]
    data["bids"].sort(key=lambda bid: bid["key"])
    data["marks"].sort(key=lambda m: (m["bid"], m["expert"], m["criterion"]))
    for row in data["ranking"]["rows"]:
        for part in row["parts"]:
            for one in part["evidence"].get("records", []):
                one["key"] = one["title"]
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def test_equal_input_gives_an_equal_ranking_on_both_databases(db, set_clock, any_db):
    scene = scenes.paneled(set_clock, pool=5)
    for number, submission in enumerate(scene.submissions):
        submission.organization.grades.append(
            register.grade("4A", date(2024, 1, 1), certificate_no=f"2024-{number}")
        )
        scenes.record(submission.organization, score=f"{80 + number}.25")
    panel = scenes.panel_of(scene)
    for seat, member in enumerate(sorted(panel.members, key=lambda m: m.expert.number), 1):
        member.place = seat  # the draw differs by its seed; who marks how must not
    scenes.score(scene)
    made = actions.compute(scene.call, by=scene.buyer, now=SCORED)
    _SEEN[any_db] = by_names(made, scene)
    assert len(set(_SEEN.values())) == 1
