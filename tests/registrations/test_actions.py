"""From an application to the certificate; conditions, branches, and the end."""

from datetime import date, timedelta

import pytest

from app import clock
from app.audit.models import AuditRow
from app.directory import queries as directory
from app.errors import RefusedError, WrongStateError
from app.filings import queries as filings
from app.filings.models import FiledStand
from app.filings.states import EndKind, GroupKind
from app.law import Track
from app.notices.models import Notice
from app.organizations.rules import PREFIXES
from app.organizations.states import OrganizationType
from app.permissions import Role
from app.registrations import actions, queries
from app.registrations.states import (
    CaseKind,
    CaseState,
    ConditionState,
    Desk,
    MaterialState,
)
from jobs import registrations as job
from tests import register

TODAY = register.TODAY
DAY = timedelta(days=1)


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings]


def registered(case, chief, now, **more):
    said = {"code": register.code(case.type), "document": "澜民准登〔2026〕1号", "first_day": TODAY}
    return actions.register(case, **(said | more), by=register.actor(chief), now=now)


def test_an_organization_is_registered_with_its_code_first_day_and_paper(
    reviewed, applicant, chief, now
):
    case = reviewed()
    made = registered(case, chief, now)
    assert case.state is CaseState.REGISTERED
    assert made.registered
    assert made.registered_on == TODAY
    assert PREFIXES[made.uscc[:2]] is OrganizationType.SOCIETY
    assert (Role.ORG_ADMIN, made.id) in {(g.role, g.scope_id) for g in applicant.grants}


def test_a_code_of_another_type_is_refused(reviewed, chief, now):
    case = reviewed()
    with pytest.raises(RefusedError) as refused:
        registered(case, chief, now, code=register.code(OrganizationType.FOUNDATION))
    assert codes(refused) == ["uscc-other-type"]


def test_a_code_is_given_once(reviewed, chief, now):
    held = register.organization("澜湾区甲协会", type=OrganizationType.SOCIETY)
    with pytest.raises(RefusedError) as refused:
        registered(reviewed(), chief, now, code=held.uscc)
    assert codes(refused) == ["registration-code-taken"]


def test_the_reviewer_does_not_decide(reviewed, window, now):
    with pytest.raises(RefusedError) as refused:
        registered(reviewed(), window, now)
    assert codes(refused) == ["registration-own-review"]


def test_nothing_is_registered_before_the_reviews_are_there(accepted, chief, now):
    with pytest.raises(RefusedError) as refused:
        registered(accepted(), chief, now)
    assert codes(refused) == ["registration-waits-registrar", "registration-waits-party"]


def test_a_legal_organization_waits_for_its_supervisory_unit(
    reviewed, justice, supervisor, chief, now
):
    case = reviewed(category="法律类", supervisor_id=justice.id)
    with pytest.raises(RefusedError) as refused:
        registered(case, chief, now)
    assert codes(refused) == ["registration-waits-supervisor"]
    actions.review(
        case, Desk.SUPERVISOR, passed=True, note="同意", by=register.actor(supervisor), now=now
    )
    assert registered(case, chief, now).supervisor_id == justice.id


def test_of_the_political_review_the_result_alone_is_kept(accepted, party, db, now):
    case = accepted()
    actions.review(
        case, Desk.PARTY, passed=False, note="某人某事", by=register.actor(party), now=now
    )
    review = queries.review_of(case, Desk.PARTY)
    assert (review.passed, review.note, review.heads) == (False, "", [])
    row = db.query(AuditRow).filter_by(thing_id=case.id, step="review").one()
    assert "某人某事" not in row.payload


def test_a_desk_that_is_not_asked_says_nothing(accepted, supervisor, now):
    with pytest.raises(RefusedError) as refused:
        actions.review(
            accepted(), Desk.SUPERVISOR, passed=True, note="同意", by=register.actor(supervisor),
            now=now,
        )  # fmt: skip
    assert codes(refused) == ["registration-desk-not-asked"]


def test_it_is_returned_with_what_is_wrong_and_corrected(written, applicant, window, now):
    case, by, desk = written(), register.actor(applicant), register.actor(window)
    actions.submit(case, by=by, now=now)
    bad = case.materials[3]
    found = {m.id: (m is not bad, "缺盖章") for m in case.materials}
    actions.look_through(case, found, by=desk, now=now)
    actions.return_(case, "法人登记表没有盖章", by=desk, now=now)
    assert (bad.state, bad.note) == (MaterialState.TO_CORRECT, "缺盖章")
    with pytest.raises(WrongStateError):
        actions.accept(case, by=desk, now=now)
    actions.submit(case, by=by, now=now)
    assert case.state is CaseState.SUBMITTED


def test_an_incomplete_application_is_not_submitted(applicant, now):
    by = register.actor(applicant)
    case = actions.start("某协会", kind=OrganizationType.SOCIETY, category="科技类", by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.submit(case, by=by, now=now)
    assert "registration-materials" in codes(refused)
    assert "registration-no-purpose" in codes(refused)


def test_everybody_whose_turn_it_is_hears_of_it(reviewed, applicant, window, party, chief, db):
    reviewed()
    told = {(n.person_id, n.code) for n in db.query(Notice)}
    assert {
        (window.id, "registration-submitted"),
        (applicant.id, "registration-accepted"),
        (party.id, "registration-to-review"),
        (chief.id, "registration-to-decide"),
    } <= told


def test_a_filed_organization_grows_and_keeps_its_history(reviewed, chief, now, db):
    group = register.organization("松涛互助队", filing_no="澜备〔2025〕007号")
    street = register.unit("街道")
    db.add(
        FiledStand(
            organization_id=group.id, group_kind=GroupKind.MUTUAL, community_id=street.id,
            street_id=street.id, number=group.filing_no, starts_on=date(2025, 3, 1),
        )
    )  # fmt: skip
    case = reviewed(filed_id=group.id)
    made = registered(case, chief, now)
    assert made.id == group.id
    held = filings.stands_of(group.id)[0]
    assert (held.ends_on, held.end_kind) == (TODAY - DAY, EndKind.REGISTERED)
    assert filings.stand_on(group.id, TODAY - DAY) is held
    assert made.registered_on == TODAY


# --- conditions


@pytest.fixture
def conditional(reviewed, chief, now):
    case = reviewed(conditional=True, capital=None, missing="会员还差 12 个")
    registered(case, chief, now)
    return queries.conditions_of(case.organization_id)[0]


def at(day: date):
    return clock.at_local(day, 8)


def test_a_conditional_registration_is_due_next_year_reminded_and_breached_once(
    conditional, applicant, chief, db
):
    assert conditional.due_on == date(2027, 5, 31)
    job.watch({}, at(date(2027, 3, 1)))
    assert conditional.reminded_on is None
    for _ in range(2):
        job.watch({}, at(date(2027, 4, 10)))
    assert db.query(Notice).filter_by(code="condition-reminded").count() == 1
    for _ in range(2):
        job.watch({}, at(date(2027, 6, 1)))
    assert conditional.state is ConditionState.BREACHED
    told = {n.person_id for n in db.query(Notice).filter_by(code="condition-breached")}
    assert {applicant.id, chief.id} <= told
    assert db.query(Notice).filter_by(code="condition-breached", person_id=chief.id).count() == 1


def test_on_the_due_day_itself_nothing_is_breached(conditional):
    job.watch({}, at(date(2027, 5, 31)))
    assert conditional.state is ConditionState.OPEN


def test_what_is_proved_is_no_longer_watched(conditional, window, now):
    actions.meet(conditional, document="会员名册", by=register.actor(window), now=now)
    job.watch({}, at(date(2027, 6, 1)))
    assert conditional.state is ConditionState.MET


def test_more_time_is_given_with_a_reason(conditional, chief):
    job.watch({}, at(date(2027, 6, 1)))
    later = at(date(2027, 6, 2))
    by = register.actor(chief)
    with pytest.raises(RefusedError):
        actions.extend(conditional, due_on=date(2027, 6, 2), reason="有困难", by=by, now=later)
    actions.extend(conditional, due_on=date(2027, 9, 30), reason="正在募集", by=by, now=later)
    assert (conditional.state, conditional.due_on) == (ConditionState.OPEN, date(2027, 9, 30))


# --- the end, and branches


def test_a_zombie_is_deregistered_by_two_people_and_the_gate_says_so(window, chief, db, now):
    sleeper = register.organization("澜湾区沉睡中心", annual_reports=[register.report(2021)])
    register.organization("澜湾区活跃中心", annual_reports=[register.report(2025)])
    assert [c.organization for c in queries.zombies(TODAY)] == [sleeper]
    by = register.actor(window)
    case = actions.start_end(sleeper, CaseKind.SIMPLIFIED, "连续未报", by=by, now=now)
    heads = ["清楚", "应当", "可行"]
    actions.review(case, Desk.REGISTRAR, passed=True, heads=heads, by=by, now=now)
    with pytest.raises(RefusedError):
        actions.deregister(case, document="1号", last_day=TODAY, by=by, now=now)
    actions.deregister(case, document="1号", last_day=TODAY, by=register.actor(chief), now=now)
    assert case.state is CaseState.DEREGISTERED
    assert sleeper.ended_on == TODAY + DAY
    assert queries.zombies(TODAY + DAY) == []
    today = directory.gate(sleeper, track=Track.SUB, on=TODAY, directory_required=False)
    after = directory.gate(sleeper, track=Track.SUB, on=TODAY + DAY, directory_required=False)
    assert today.eligible
    assert [f.code for f in after.reasons] == ["organization-ended"]


def test_who_reported_is_not_deregistered_the_short_way(window, now):
    alive = register.organization("甲", annual_reports=[register.report(2025)])
    with pytest.raises(RefusedError) as refused:
        actions.start_end(
            alive, CaseKind.SIMPLIFIED, "没有理由", by=register.actor(window), now=now
        )
    assert codes(refused) == ["registration-no-zombie"]


def test_one_case_of_an_organization_at_a_time(window, now):
    gone = register.organization("甲")
    by = register.actor(window)
    actions.start_end(gone, CaseKind.DEREGISTER, "理事会决议解散", by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.start_end(gone, CaseKind.DEREGISTER, "再次", by=by, now=now)
    assert codes(refused) == ["registration-open-already"]


def test_a_branch_is_a_record_without_approval_and_ends(applicant, now):
    society = register.organization("澜湾区甲协会", type=OrganizationType.SOCIETY)
    said = {"name": "甲协会云栖分会", "address": "云栖", "head": "王", "document": "决议"}
    by = register.actor(applicant)
    made = actions.record_branch(society, **said, starts_on=TODAY - DAY, by=by, now=now)
    actions.end_branch(made, ends_on=TODAY, by=by, now=now)
    assert [b.ends_on for b in queries.branches_of(society.id)] == [TODAY]


def test_a_private_unit_records_no_branch(applicant, now):
    unit = register.organization("甲中心")
    with pytest.raises(RefusedError) as refused:
        actions.record_branch(
            unit, name="分部", address="某处", head="王", document="决议", starts_on=TODAY,
            by=register.actor(applicant), now=now,
        )  # fmt: skip
    assert codes(refused) == ["registration-no-branches"]
    assert refused.value.findings[0].law == "PNE/13"


def test_the_figures_count_stages_and_visits(reviewed, window, chief, now):
    case = reviewed()
    for _ in range(2):
        actions.count_visit(case, by=register.actor(window), now=now)
    registered(case, chief, now)
    year = queries.figures(TODAY)
    assert (year.accepted, year.registered, year.refused) == (1, 1, 0)
    assert year.visits == 2
    assert queries.figures(date(2025, 12, 31)).visits is None
