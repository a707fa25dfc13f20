"""An assessment from the application to the certificate, and everything that stands in its way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.assessments import actions, queries
from app.assessments.actions import SelfMark
from app.assessments.rules import Declaration, Vote
from app.assessments.states import AssessmentState, AssessorKind, AssessorState, ObjectionState
from app.audit.models import AuditRow
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.organizations.rules import grade_at
from app.organizations.states import CreditKind, GradeMethod
from app.permissions import Role
from app.queue import Outbox
from tests import register
from tests.assessing import Office

A = AssessmentState


@pytest.fixture
def office(db):
    return Office()


def codes(refused):
    return [f.code for f in refused.value.findings if not f.warning]


def rows(kind):
    return session.scalar(select(func.count()).where(AuditRow.kind == kind))


def test_the_whole_way_ends_in_a_certificate_that_counts_from_the_day_of_the_confirmation(office):
    held, grade = office.confirmed()
    organization = held.organization
    assert (grade.level, grade.score, grade.scale) == ("3A", Decimal(850), 1000)
    assert grade.scheme == "民办非企业单位评估指标（2026年第1版）"
    assert grade.certificate_no == "2026-001号"
    first = date(2026, 12, 24)
    assert grade.awarded_on == first
    assert grade.valid_until == date(2031, 12, 23)
    assert grade_at(organization.grades, first) is grade
    assert grade_at(organization.grades, first - timedelta(days=1)) is None
    assert held.state is A.CONFIRMED


def test_a_confirmation_asks_for_the_award_in_the_same_transaction(office):
    held, grade = office.confirmed()
    row = session.scalars(select(Outbox).where(Outbox.topic == "awards.propose")).one()
    assert row.payload == {"organization": str(held.organization_id)}
    assert row.effect_key == f"awards.propose:{grade.id}"


def test_every_step_leaves_one_row_in_the_log(office):
    held = office.publicized()
    steps = session.scalars(
        select(AuditRow.step).where(AuditRow.thing_id == held.id).order_by(AuditRow.seq)
    ).all()
    assert steps == [
        *("start", "save", "apply", "accept", "begin", "conclude", "decide", "publicize")
    ]


def test_a_score_below_the_lowest_band_ends_without_a_grade(office):
    held, grade = office.confirmed(total=550)
    assert grade is None
    assert held.level is None
    assert list(held.organization.grades) == []


# --- applying


def test_whoever_may_not_be_assessed_is_told_why_with_the_article(office):
    in_ = office.round()
    organization, by = office.organization(registered_on=date(2025, 6, 1))
    with pytest.raises(RefusedError) as refused:
        actions.start(in_, organization, GradeMethod.FULL, by=by, now=office.now)
    (finding,) = refused.value.findings
    assert (finding.code, finding.law) == ("assess-too-young", "ASM39/6")
    assert finding.detail["day"] == date(2027, 6, 1)


def test_an_application_is_asked_again_on_the_day_it_is_sent(office):
    in_ = office.round()
    organization, by = office.organization()
    held = actions.start(in_, organization, GradeMethod.FULL, by=by, now=office.now)
    organization.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, date(2026, 11, 20)))
    with pytest.raises(RefusedError) as refused:
        actions.apply(held, by=by, now=office.now)
    assert codes(refused) == ["assess-abnormal-list"]


def test_what_is_missing_is_named_at_its_cell(office):
    in_ = office.round()
    organization, by = office.organization()
    held = actions.start(in_, organization, GradeMethod.FULL, by=by, now=office.now)
    marks = {"1.1": SelfMark(Decimal(151), ""), "1.2": SelfMark(Decimal(250), "")}
    actions.save(held, marks, statement="", party=False, by=by, now=office.now)
    with pytest.raises(RefusedError) as refused:
        actions.apply(held, by=by, now=office.now)
    found = [(f.code, f.field) for f in refused.value.findings]
    assert found == [
        ("assess-mark-range", "rows-0-points"),
        ("assess-mark-missing", "rows-2-points"),
        ("evidence-missing", "rows-0-file"),
        ("evidence-missing", "rows-2-file"),
    ]


def test_nothing_is_taken_after_the_last_day_of_the_notice(office):
    in_ = office.round(last=date(2026, 11, 23))
    organization, by = office.organization()
    with pytest.raises(RefusedError) as refused:
        actions.start(in_, organization, GradeMethod.FULL, by=by, now=office.now)
    assert codes(refused) == ["assess-window-over"]


def test_an_organization_has_one_application_in_a_round_and_takes_it_up_again(office):
    held = office.applied()
    by = register.actor(register.person("何志远", (Role.ORG_USER, held.organization)))
    actions.withdraw(held, by=by, now=office.now)
    again = actions.start(held.round, held.organization, GradeMethod.SIMPLE, by=by, now=office.now)
    assert again is held
    assert (held.state, held.method) == (A.DRAFT, GradeMethod.SIMPLE)


def test_the_registrars_own_knowledge_may_forbid_it(office):
    held = office.applied()
    with pytest.raises(RefusedError) as refused:
        actions.accept(held, ["basic", "basic"], investigated=True, by=office.by, now=office.now)
    assert codes(refused) == ["assess-inspection-basic", "assess-investigated"]
    assert held.state is A.APPLIED


def test_sending_back_needs_a_reason_which_the_organization_reads(office):
    held = office.applied()
    with pytest.raises(RefusedError):
        actions.send_back(held, "  ", by=office.by, now=office.now)
    actions.send_back(held, "缺少章程核准件", by=office.by, now=office.now)
    assert held.state is A.DRAFT
    told = session.scalars(select(Notice).where(Notice.code == "assessment-sent-back")).all()
    assert [n.detail["reason"] for n in told] == ["缺少章程核准件"]


# --- the group


def test_who_works_there_steps_back_and_the_group_is_too_small(office):
    held = office.accepted()
    row = office.appoint(held, office.expert, AssessorKind.EXPERT)
    why = actions.declare(
        row, Declaration(employed=True), by=register.actor(office.expert), now=office.now
    )
    assert (why, row.state) == ("employed", AssessorState.RECUSED)
    with pytest.raises(RefusedError) as refused:
        actions.begin(held, None, by=office.by, now=office.now)
    assert codes(refused) == [
        "group-too-small",
        "group-without-registrar",
        "group-without-business",
        "group-without-expert",
    ]


def test_nothing_begins_before_everybody_has_declared(office):
    held = office.accepted()
    for person, kind in (
        (office.registrar, AssessorKind.REGISTRAR),
        (office.business, AssessorKind.BUSINESS),
        (office.expert, AssessorKind.EXPERT),
    ):
        office.appoint(held, person, kind)
    with pytest.raises(RefusedError) as refused:
        actions.begin(held, None, by=office.by, now=office.now)
    assert codes(refused) == ["assessor-undeclared"] * 3


def test_a_person_sits_once_in_a_group(office):
    held = office.accepted()
    office.appoint(held, office.expert, AssessorKind.EXPERT)
    with pytest.raises(RefusedError) as refused:
        office.appoint(held, office.expert, AssessorKind.EXPERT)
    assert codes(refused) == ["assessor-twice"]


def test_a_third_party_body_names_itself_and_hands_in_a_report(office):
    held = office.accepted()
    with pytest.raises(RefusedError):
        office.appoint(held, office.evaluator, AssessorKind.THIRD_PARTY)
    others = [register.person(f"评估{n}", (Role.EVALUATOR, office.unit)) for n in "甲乙"]
    for person in (office.evaluator, *others):
        row = office.appoint(held, person, AssessorKind.THIRD_PARTY, body="衡正评估中心")
        actions.declare(row, Declaration(), by=register.actor(person), now=office.now)
    actions.begin(held, None, by=office.by, now=office.now)
    sheet = {"1.1": 150, "1.2": 250, "2": 500}
    office.score(held, sheet, sheet, sheet)
    with pytest.raises(RefusedError) as refused:
        actions.conclude(held, by=office.by, now=office.now)
    assert codes(refused) == ["report-not-attached"]


# --- the sheets


def test_a_sheet_with_a_hole_is_not_signed(office):
    held = office.assessing()
    row = held.assessors[0]
    by = register.actor(row.person)
    actions.save_sheet(row, {"1.1": (Decimal(100), "")}, "", by=by)
    with pytest.raises(RefusedError) as refused:
        actions.sign(row, by=by, now=office.now)
    assert [f.field for f in refused.value.findings] == ["rows-1-points", "rows-2-points"]


def test_nobody_writes_the_sheet_of_another(office):
    held = office.assessing()
    with pytest.raises(WrongStateError):
        actions.save_sheet(held.assessors[0], {}, "", by=register.actor(office.expert))


def test_a_signed_sheet_does_not_change(office):
    held = office.concluded()
    row = held.assessors[0]
    with pytest.raises(WrongStateError):
        actions.save_sheet(row, {}, "", by=register.actor(row.person))


def test_the_score_is_the_mean_with_every_number_that_it_is_made_of(office):
    held = office.assessing()
    office.score(
        held,
        {"1.1": 150, "1.2": 200, "2": 500},
        {"1.1": 140, "1.2": 210, "2": 520},
        {"1.1": 149, "1.2": 205, "2": 521},
    )
    actions.conclude(held, by=office.by, now=office.now)
    assert held.score == Decimal(865)  # 146.33... + 205 + 513.66... = 865 exactly
    assert held.outcome[0] == {"code": "1.1", "given": ["150", "140", "149"], "mean": "146.3333"}
    assert held.level == "3A"


def test_an_unsigned_sheet_keeps_the_score_back_by_name(office):
    held = office.assessing()
    with pytest.raises(RefusedError) as refused:
        actions.conclude(held, by=office.by, now=office.now)
    assert codes(refused) == ["sheet-unsigned"] * 3


# --- the vote


def test_half_of_the_members_is_not_more_than_half(office):
    held = office.concluded()
    with pytest.raises(RefusedError) as refused:
        actions.decide(held, Vote(10, 5, 0), "纪要", by=office.by, now=office.now)
    assert codes(refused) == ["vote-not-passed"]
    actions.decide(held, Vote(10, 6, 4), "纪要", by=office.by, now=office.now)
    assert held.state is A.DECIDED


def test_the_full_way_needs_a_vote_and_minutes(office):
    held = office.concluded()
    with pytest.raises(RefusedError) as refused:
        actions.decide(held, None, "", by=office.by, now=office.now)
    assert codes(refused) == ["vote-missing"]
    with pytest.raises(RefusedError) as refused:
        actions.decide(held, Vote(9, 9, 0), " ", by=office.by, now=office.now)
    assert codes(refused) == ["minutes-missing"]


def test_the_simple_procedure_gives_at_most_2a_without_a_vote(office):
    held = office.accepted(office.applied(method=GradeMethod.SIMPLE))
    row = office.appoint(held, office.registrar, AssessorKind.REGISTRAR)
    actions.declare(row, Declaration(), by=register.actor(office.registrar), now=office.now)
    actions.begin(held, None, by=office.by, now=office.now)
    office.concluded(held, total=980)
    assert held.level == "2A"
    actions.decide(held, None, "", by=office.by, now=office.now)
    assert held.state is A.DECIDED


def test_4a_without_a_party_organization_is_only_a_warning(office):
    held = office.concluded(total=920)
    held.party = False
    found = actions.decide(held, Vote(9, 8, 0), "纪要", by=office.by, now=office.now)
    assert [(f.code, f.warning) for f in found] == [("assess-no-party", True)]


def test_assessed_again_keeps_what_was_counted_before_and_opens_the_sheets(office):
    held = office.concluded()
    actions.review(held, "现场核实的数字有误", by=office.by, now=office.now)
    assert held.state is A.ASSESSING
    assert [e["score"] for e in held.earlier] == ["850"]
    assert {a.state for a in held.assessors} == {AssessorState.READY}
    office.concluded(held, total=910)
    assert held.level == "4A"


# --- publicity and objections


def test_nothing_is_confirmed_before_the_last_working_day_of_the_publicity_has_passed(office):
    held = office.publicized()
    last = office.now.replace(day=held.publicity_until.day, month=held.publicity_until.month)
    with pytest.raises(RefusedError) as refused:
        actions.confirm(held, by=office.by, now=last)
    assert codes(refused) == ["assess-publicity-runs"]
    assert actions.confirm(held, by=office.by, now=last + timedelta(days=1)).level == "3A"


def test_a_publicity_that_reaches_into_an_unannounced_year_is_refused_not_guessed(office):
    held = office.concluded()
    actions.decide(held, Vote(9, 7, 1), "纪要", by=office.by, now=office.now)
    late = office.now.replace(month=12, day=30)
    with pytest.raises(RefusedError) as refused:
        actions.publicize(held, by=office.by, now=late)
    assert codes(refused) == ["publicity-year-unknown"]
    assert held.state is A.DECIDED


def test_an_objection_has_its_own_clock_and_keeps_the_result_back(office):
    held = office.publicized()
    neighbour = register.person("路人")
    by = register.actor(neighbour)
    made = actions.object_to(held, "活动照片是前一年的", by=by, now=office.now)
    assert made.answer_by == date(2026, 12, 9)
    later = office.now + timedelta(days=20)
    with pytest.raises(RefusedError) as refused:
        actions.confirm(held, by=office.by, now=later)
    assert codes(refused) == ["assess-objections-open"]
    actions.answer(
        made, uphold=False, text="照片已核实", vote=Vote(5, 3, 2), by=office.by, now=later
    )
    assert made.state is ObjectionState.REJECTED
    assert actions.confirm(held, by=office.by, now=later).level == "3A"
    told = session.scalars(select(Notice).where(Notice.person_id == neighbour.id)).all()
    assert [n.code for n in told] == ["assessment-objection-reject"]


def test_a_review_without_more_than_half_decides_nothing(office):
    held = office.publicized()
    by = register.actor(register.person("路人"))
    made = actions.object_to(held, "不实", by=by, now=office.now)
    with pytest.raises(RefusedError) as refused:
        actions.answer(
            made, uphold=True, text="属实", vote=Vote(6, 3, 3), by=office.by, now=office.now
        )
    assert codes(refused) == ["vote-not-passed"]
    assert made.state is ObjectionState.OPEN


def test_an_upheld_objection_has_it_assessed_again(office):
    held = office.publicized()
    by = register.actor(register.person("路人"))
    made = actions.object_to(held, "不实", by=by, now=office.now)
    actions.answer(made, uphold=True, text="属实", vote=Vote(5, 4, 0), by=office.by, now=office.now)
    assert (made.state, held.state) == (ObjectionState.UPHELD, A.ASSESSING)
    assert held.publicity_until is None


def test_nobody_objects_outside_the_publicity(office):
    held = office.publicized()
    by = register.actor(register.person("路人"))
    with pytest.raises(RefusedError) as refused:
        actions.object_to(held, "晚了", by=by, now=office.now + timedelta(days=30))
    assert codes(refused) == ["assess-no-publicity"]


def test_the_serious_list_forbids_3a_also_on_the_day_of_the_confirmation(office):
    held = office.publicized()
    held.organization.credit_events.append(
        register.credit(CreditKind.SERIOUS_VIOLATION, date(2026, 12, 1))
    )
    with pytest.raises(RefusedError) as refused:
        actions.confirm(held, by=office.by, now=office.now + timedelta(days=30))
    (finding,) = refused.value.findings
    assert (finding.code, finding.law) == ("grade-serious-list", "CRD60/R-CRD-08")
    assert held.state is A.PUBLICIZED


def test_a_result_is_confirmed_once(office):
    held, grade = office.confirmed()
    with pytest.raises(WrongStateError):
        actions.confirm(held, by=office.by, now=office.now + timedelta(days=31))
    assert list(held.organization.grades) == [grade]


def test_a_draft_is_not_in_the_list_of_the_bureau(office):
    in_ = office.round()
    organization, by = office.organization()
    actions.start(in_, organization, GradeMethod.FULL, by=by, now=office.now)
    assert queries.listed(queries.Search())[1] == 0
    assert rows("assessment") == 1


def test_the_bid_gate_answers_with_the_grade_of_the_day_asked_about(office):
    from app.directory import queries as directory  # noqa: PLC0415
    from app.law import Track  # noqa: PLC0415

    _held, grade = office.confirmed()
    organization = session.get(type(grade.organization), grade.organization_id)

    def level(day):
        held = directory.gate(organization, track=Track.SUB, on=day).grade
        return held.level if held else None

    first, last = grade.awarded_on, grade.valid_until
    days = (first - timedelta(days=1), first, last, last + timedelta(days=1))
    assert [level(day) for day in days] == [None, "3A", "3A", None]
