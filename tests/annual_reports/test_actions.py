"""A report's way: drafted, filed, looked at, returned, filed again, accepted; and its reminders."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.annual_reports import actions, queries
from app.audit.models import AuditRow
from app.documents import actions as documents
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.organizations.states import ReportState, Standing
from app.permissions import Role
from app.queue import Outbox
from tests import register
from tests.annual_reports.test_rules import WHOLE
from tests.conftest import NOW
from tests.documents import corpus
from tests.register import TODAY

PDF = corpus.pdf()
MAY = datetime(2026, 5, 20, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def offices(db):
    health, bureau = register.unit("区卫健局"), register.unit("区民政局")
    return {
        "unit": health,
        "looker": register.actor(register.person("科长", (Role.SUPERVISOR_UNIT, health))),
        "registrar": register.actor(register.person("郑凯文", (Role.REGISTRAR, bureau))),
    }


@pytest.fixture
def center(db, offices):
    return register.organization(supervisor_id=offices["unit"].id)


@pytest.fixture
def owner(center):
    return register.actor(register.person("林晓", (Role.ORG_ADMIN, center)))


def draft(center, owner, now=MAY):
    report = actions.begin(center, 2025, by=owner, now=now)
    for subject, facts in WHOLE.items():
        actions.save(report, subject, facts, by=owner, now=now)
    paper = documents.store_bytes(
        PDF, "年报.pdf", purpose="report", owners=[center.id], by=owner, now=now
    )
    actions.attach(report, paper.id, now=now)
    return report


def told(db, person):
    return db.scalars(select(Notice.code).where(Notice.person_id == person.id)).all()


def test_the_whole_way_keeps_every_filing_and_the_first_day(db, offices, center, owner):
    report = draft(center, owner)
    before = db.scalar(select(func.count()).select_from(AuditRow))
    first = actions.file(report, by=owner, now=MAY)
    assert db.scalar(select(func.count()).select_from(AuditRow)) == before + 1
    assert told(db, offices["looker"]) == ["report-filed"]
    with pytest.raises(RefusedError) as early:
        actions.accept(report, by=offices["registrar"], now=MAY)
    assert [f.code for f in early.value.findings] == ["report-look-first"]
    actions.look(report, "同意报送", by=offices["looker"], now=MAY)
    later = MAY + timedelta(days=20)
    actions.give_back(report, "收入和捐赠不一致", by=offices["registrar"], now=later)
    finance = WHOLE["finance"] | {"income": "250.00"}
    actions.save(report, "finance", finance, by=owner, now=later)
    second = actions.file(report, by=owner, now=later)
    actions.look(report, "已改正", by=offices["looker"], now=later)
    actions.accept(report, by=offices["registrar"], now=later)
    assert report.state is ReportState.ACCEPTED
    assert report.filed_on == clock.local_date(MAY)  # in time, although corrected after it
    assert [f.number for f in report.filings] == [1, 2]
    assert first.content["finance"]["income"] == "100.00"
    assert second.content["finance"]["income"] == "250.00"
    assert first.receipt_no != second.receipt_no
    law = queries.law_of(TODAY)
    assert queries.standing_of(center, report, 2025, TODAY, law) is Standing.ON_TIME


def test_what_is_not_whole_is_not_filed_and_what_is_filed_is_not_written_in(
    db, offices, center, owner
):
    report = actions.begin(center, 2025, by=owner, now=MAY)
    assert actions.begin(center, 2025, by=owner, now=MAY) is report
    with pytest.raises(RefusedError):
        actions.file(report, by=owner, now=MAY)
    assert report.filed_on is None
    report = draft(center, owner)
    actions.file(report, by=owner, now=MAY)
    with pytest.raises(WrongStateError):
        actions.save(report, "staff", {"staff": 1}, by=owner, now=MAY)


def test_a_report_about_a_running_year_is_not_begun(db, center, owner):
    with pytest.raises(RefusedError) as early:
        actions.begin(center, 2026, by=owner, now=NOW)
    assert [f.code for f in early.value.findings] == ["report-year-runs"]


def test_everybody_who_owes_is_told_once_however_often_the_job_runs(db, center, owner):
    def waiting():
        asked = select(func.count()).select_from(Outbox).where(Outbox.topic == actions.TOPIC)
        return db.scalar(asked)

    actions.remind(MAY)
    db.flush()
    once = waiting()
    actions.remind(MAY + timedelta(hours=1))
    db.flush()
    assert (once, waiting()) == (1, 1)
    actions.tell_due(center, 2025, "first", now=MAY)
    assert told(db, owner) == ["report-remind-first"]
    actions.remind(MAY + timedelta(days=5))
    db.flush()
    assert waiting() == 2  # the last reminder is another one


def test_the_list_of_a_year_says_the_same_in_rows_counts_and_filters(db, center, owner):
    for number, state in enumerate(("on_time", "late")):
        made = register.organization(f"第{number}中心")
        made.annual_reports.append(register.report(2025, state))
    db.flush()
    counts = queries.counts(2025, TODAY)
    assert counts == {
        Standing.NOT_DUE: 0, Standing.ON_TIME: 1, Standing.LATE: 1, Standing.MISSING: 1
    }  # fmt: skip
    for standing, count in counts.items():
        rows, total = queries.listed(
            queries.Asked(year=2025, on=TODAY, standing=standing.value), page=1
        )
        assert total == len(rows) == count
        assert all(row.standing is standing for row in rows)
