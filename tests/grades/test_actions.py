"""What happens to a grade is a new row: earlier days keep their answer."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditRow
from app.db import session
from app.errors import RefusedError
from app.grades import actions, queries
from app.grades.models import GradeReminder
from app.grades.rules import Decision
from app.grades.states import Cause, DecisionKind
from app.notices.models import Notice
from app.organizations import queries as organizations
from app.organizations.rules import grade_at
from app.permissions import Role
from tests import register
from tests.conftest import NOW

ON = NOW.date()
KIND = DecisionKind


@pytest.fixture
def by(db):
    return register.actor(register.person("吴岚", (Role.CIVIL_AFFAIRS, register.unit("民政局"))))


@pytest.fixture
def graded(by):
    made = register.organization()
    made.grades.append(register.grade("4A", date(2024, 7, 1)))
    session.flush()
    return made


def decide(grade, kind, level=None, *, by, now=NOW):
    said = Decision(kind=kind, reason="专职人员不足", document="澜民〔2026〕30号", level=level)
    return actions.decide(grade, said, Cause.FOLLOW_UP, by=by, now=now)


def test_a_downgrade_ends_one_certificate_and_begins_a_lower_one(graded, by):
    made = decide(graded.grades[0], KIND.DOWNGRADE, "3A", by=by)
    old, new = made.grade, made.new_grade
    assert (new.level, new.awarded_on, new.valid_until) == ("3A", ON, old.valid_until)
    assert new.replaces_id == old.id
    assert grade_at(graded.grades, ON).level == "3A"
    assert grade_at(graded.grades, ON - timedelta(days=1)).level == "4A"
    assert organizations.levels_on(ON) == {graded.id: "3A"}
    assert made.ban_until == date(2028, 11, 24)


def test_a_cancellation_leaves_none_from_that_day_on(graded, by):
    decide(graded.grades[0], KIND.CANCEL, by=by)
    assert grade_at(graded.grades, ON) is None
    assert grade_at(graded.grades, ON - timedelta(days=1)).level == "4A"


def test_a_follow_up_that_keeps_the_grade_changes_nothing(graded, by):
    made = decide(graded.grades[0], KIND.KEEP, by=by)
    assert made.ban_until is None
    assert grade_at(graded.grades, ON).level == "4A"


def test_one_decision_one_row_in_the_log_and_a_notice_to_the_organization(graded, by):
    person = register.person("林晓", (Role.ORG_ADMIN, graded))
    decide(graded.grades[0], KIND.DOWNGRADE, "2A", by=by)
    (row,) = session.scalars(select(AuditRow).where(AuditRow.kind == "grade"))
    assert (row.step, row.law, row.detail["to"]) == ("downgrade", "ASM39/30", "2A")
    (notice,) = session.scalars(select(Notice).where(Notice.person_id == person.id))
    assert notice.code == "grade-downgrade"


def test_what_no_longer_counts_is_not_decided_about(graded, by):
    decide(graded.grades[0], KIND.DOWNGRADE, "3A", by=by)
    with pytest.raises(RefusedError) as refused:
        decide(graded.grades[0], KIND.CANCEL, by=by)
    assert [f.code for f in refused.value.findings] == ["grade-not-in-force"]


def test_certificate_numbers_go_up_within_a_year(by):
    numbers = []
    for name in ("澜湾区甲中心", "澜湾区乙中心"):
        made = register.organization(name)
        made.grades.append(register.grade("4A", date(2024, 7, 1), certificate_no=f"{name}号"))
        session.flush()
        numbers.append(decide(made.grades[0], KIND.DOWNGRADE, "3A", by=by).new_grade.certificate_no)
    assert numbers == ["2026-001号", "2026-002号"]


# --- reminders


def test_the_end_is_told_once_however_often_the_job_runs(by):
    made = register.organization()
    person = register.person("林晓", (Role.ORG_ADMIN, made))
    made.grades.append(register.grade("3A", date(2021, 12, 20)))
    session.flush()
    assert actions.remind(now=NOW) == 1
    assert actions.remind(now=NOW) == 0
    told = select(func.count()).where(Notice.person_id == person.id, Notice.code == "grade-ends")
    assert session.scalar(told) == 1
    assert session.scalars(select(GradeReminder.days)).all() == [30]


def test_a_lapsed_grade_is_told_and_counts_as_none_with_or_without_the_job(by):
    made = register.organization()
    person = register.person("林晓", (Role.ORG_ADMIN, made))
    made.grades.append(register.grade("3A", date(2021, 11, 20)))
    session.flush()
    assert grade_at(made.grades, ON) is None
    actions.remind(now=NOW)
    assert session.scalars(select(Notice.code).where(Notice.person_id == person.id)).all() == [
        "grade-lapsed"
    ]


def test_nobody_is_reminded_of_a_grade_that_was_replaced_or_cancelled(by):
    made = register.organization()
    cancelled = register.grade("3A", date(2021, 12, 20), cancelled_on=date(2026, 1, 1))
    other = register.organization("澜湾区乙中心")
    other.grades.extend(
        [register.grade("3A", date(2021, 12, 20)), register.grade("4A", date(2026, 6, 1))]
    )
    made.grades.append(cancelled)
    session.flush()
    assert actions.remind(now=NOW) == 0


# --- as of any day: a slow oracle replays the history


DAYS = st.integers(1, 900)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("award"), st.sampled_from(["1A", "3A", "4A", "5A"])),
        st.tuples(st.just("downgrade"), st.sampled_from(["1A", "2A", "3A"])),
        st.tuples(st.just("cancel"), st.just("")),
        st.tuples(st.just("keep"), st.just("")),
    ),
    max_size=7,
)
START = date(2021, 1, 4)


def replayed(told, day):
    """Say the grade of a day by walking through everything that was done until then."""
    level, until = None, None
    for on, what, which, end in told:
        if on > day:
            break
        if what == "award":
            level, until = which, end
        elif what == "downgrade":
            level = which
        elif what == "cancel":
            level = None
    return level if until is not None and day <= until else None


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(EVENTS, st.lists(DAYS, min_size=7, max_size=7))
def test_as_of_any_day_is_what_a_replay_of_the_history_says(db, events, gaps):
    by = register.actor(register.person("吴岚", (Role.CIVIL_AFFAIRS, register.unit("民政局"))))
    made = register.organization(f"澜湾区某某{len(events)}中心")
    told, on = [], START
    for (what, which), gap in zip(events, gaps, strict=False):
        on += timedelta(days=gap)
        done = happen(made, what, which, on, by)
        if done is not None:
            told.append((on, what, which, done))
    edges = {START, on + timedelta(days=3000)}
    for grade in made.grades:
        edges |= {grade.awarded_on, grade.valid_until}
    edges |= {d for d, *_rest in told}
    for day in sorted({e + timedelta(days=n) for e in edges for n in (-1, 0, 1)}):
        grade = grade_at(made.grades, day)
        wanted = replayed(told, day)
        assert (grade.level if grade else None) == wanted, (day, told)
        assert organizations.levels_on(day, [made.id]).get(made.id) == wanted


def happen(made, what, which, on, by):
    """Do one thing if the rules allow it; return the last day of a new certificate, or True."""
    if what == "award":
        if any(g.awarded_on >= on for g in made.grades):
            return None
        grade = register.grade(which, on)
        made.grades.append(grade)
        session.flush()
        return grade.valid_until
    counting = grade_at(made.grades, on)
    if counting is None:
        return None
    try:
        decide(counting, KIND(what), which or None, by=by, now=clock.at_local(on, 10))
    except RefusedError:
        return None
    session.expire(made, ["grades"])
    return True


def test_the_replay_finds_a_planted_fault(db, monkeypatch):
    """Were an old certificate to revive after a cancellation, the replay would say so."""
    made = register.organization()
    made.grades.extend(
        [register.grade("3A", date(2020, 1, 1)), register.grade("4A", date(2021, 1, 1))]
    )
    session.flush()
    told = [
        (date(2020, 1, 1), "award", "3A", made.grades[0].valid_until),
        (date(2021, 1, 1), "award", "4A", made.grades[1].valid_until),
        (date(2022, 1, 1), "cancel", "", True),
    ]
    made.grades[1].cancelled_on = date(2022, 1, 1)
    day = date(2023, 1, 1)
    assert replayed(told, day) is None
    revived = grade_at([g for g in made.grades if g.cancelled_on is None], day)
    assert revived is not None


# --- the results


def test_the_results_of_a_year_and_as_of_a_day(graded, by):
    decide(graded.grades[0], KIND.CANCEL, by=by)
    search = queries.Search
    assert queries.listed(search(on=ON))[1] == 1
    assert queries.listed(search(on=ON, year=2024))[1] == 1
    assert queries.listed(search(on=ON, year=2023))[1] == 0
    assert queries.listed(search(on=ON, standing="in_force"))[1] == 0
    assert queries.listed(search(on=ON - timedelta(days=1), standing="in_force"))[1] == 1
    assert queries.listed(search(on=ON, standing="cancelled"))[1] == 1
    assert queries.years(ON) == [(2024, 1)]


def test_a_page_of_results_costs_the_same_for_one_and_for_three(by, queries):
    from app.grades import queries as reads  # noqa: PLC0415

    def cost():
        session.expire_all()
        with queries() as count:
            rows, _total = reads.listed(reads.Search(on=ON))
            assert [g.organization.name for g in rows]
        return count.selects

    def add(name):
        made = register.organization(name)
        made.grades.append(register.grade("3A"))
        session.flush()

    add("澜湾区甲中心")
    one = cost()
    add("澜湾区乙中心")
    add("澜湾区丙中心")
    assert cost() == one
