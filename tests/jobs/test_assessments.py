"""The jobs around grades: told once, proposed once, also when a run died half-way."""

from datetime import date

from sqlalchemy import func, select

from app.accounts import queries as people
from app.awards.models import GradeAward
from app.db import session
from app.grades.models import GradeReminder
from app.notices.models import Notice
from app.permissions import Role
from app.queue import Outbox
from jobs import awards, grades, handlers
from jobs.schedule import PERIODIC
from tests import register
from tests.assessing import Office
from tests.awards_due import Money
from tests.conftest import NOW


def count(kind, *where):
    return session.scalar(select(func.count()).select_from(kind).where(*where))


def test_every_topic_of_theirs_has_a_handler_and_comes_round():
    topics = {"grades.remind", "awards.look"}
    assert topics <= {job.topic for job in PERIODIC}
    for topic in (*topics, "awards.propose", "assessments.announce"):
        assert callable(handlers.handler(topic))
        assert not handlers.is_outside(topic)


def test_a_night_that_dies_half_way_and_runs_again_changes_nothing_twice(db):
    money = Money()
    made = money.organization(register.grade("3A", date(2026, 3, 1)), name="澜湾区甲服务中心")
    ending = money.organization(register.grade("3A", date(2021, 12, 20)), name="澜湾区乙服务中心")
    person = register.person("林晓", (Role.ORG_ADMIN, ending))
    session.commit()
    with session.begin_nested() as half:
        grades.remind({}, NOW)
        awards.look({}, NOW)
        half.rollback()  # the process dies before its one commit
    assert count(GradeReminder) == count(GradeAward) == 0
    for _night in range(2):
        grades.remind({}, NOW)
        awards.look({}, NOW)
    assert count(GradeReminder, GradeReminder.grade_id == ending.grades[0].id) == 1
    assert count(GradeAward, GradeAward.organization_id == made.id) == 1
    assert count(Notice, Notice.person_id == person.id, Notice.code == "grade-ends") == 1


def test_an_announced_round_is_told_to_those_it_concerns(db):
    office = Office()
    free, _by = office.organization("澜湾区无等级中心")
    graded, _by = office.organization("澜湾区有等级中心")
    graded.grades.append(register.grade("3A"))
    filed = register.organization("澜湾区备案中心", filing_no="备〔2026〕1号")
    register.person("备案人", (Role.ORG_ADMIN, filed))
    office.round()
    session.commit()
    row = session.scalars(select(Outbox).where(Outbox.topic == "assessments.announce")).one()
    handlers.handler(row.topic)(row.payload, NOW)
    told = session.scalars(select(Notice.person_id).where(Notice.code == "assessment-round")).all()
    assert set(told) == set(people.people_of(free.id))
