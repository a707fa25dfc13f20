"""R18: every job done twice, and killed before any of its steps and done again.

Nothing may differ from the job that nobody disturbed: no row, no letter, no index. The same
suite runs on two jobs with a planted fault, which it must find. A topic without a scene
fails.
"""

import sys
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import queue, sheets
from app.accounts import actions as accounts
from app.accounts.models import SignInAttempt
from app.amendments import actions as amendments
from app.audit import actions as audit
from app.calls import actions as calls
from app.db import Base, session
from app.directory import queries as directory
from app.imports import actions as imports
from app.imports import registry
from app.imports.models import ImportRun
from app.imports.states import RunState
from app.keys.models import CallKeys
from app.notices.actions import tell
from app.organizations.states import CreditKind
from app.permissions import SYSTEM, Role
from app.profiles import actions as profiles
from app.queue import Outbox
from app.registrations.models import Condition, RegistrationCase
from app.registrations.states import CaseKind, CaseState
from app.submissions import sealing
from jobs import drain, handlers, schedule
from tests import bids, register
from tests.assessing import Office
from tests.awards_due import Money
from tests.conftest import NOW, POSTGRES, move_to, settings_in
from tests.jobs.stage import ANYTHING_GOES, Stage, drained
from tests.matches.conftest import District
from tests.register import TODAY
from tests.services import create_on, full_counts

# In short each job is killed so often, spread over its steps; in full before every step.
KILLS = None if full_counts() else 2
LETTER = {"to": "li@example.invalid", "subject": "投标回执", "text": "已收到。"}
LONG_AGO = NOW - timedelta(days=400)

pytestmark = [pytest.mark.gate, pytest.mark.timeout(1800)]


# --- the scenes: what is there and waits before the job


def periodic(topic):
    (job,) = [job for job in schedule.PERIODIC if job.topic == topic]
    queue.later(topic, {}, now=NOW, effect_key=job.slot(NOW))


def reader(name, *roles):
    return register.person(name, *roles, email="reader@example.invalid")


def old_failures_to_sign_in():
    for at in (LONG_AGO, LONG_AGO, NOW):
        session.add(SignInAttempt(id=uuid4(), username="lin", address="10.0.0.1", at=at))
    periodic("accounts.tidy")


def a_broken_log():
    reader("许静", (Role.AUDITOR, register.unit()))
    for _ in range(3):
        audit.note("test", "look", None, by=SYSTEM, now=NOW)
    postgres = session.get_bind().dialect.name == "postgresql"
    session.execute(text(ANYTHING_GOES if postgres else "drop trigger audit_row_no_update"))
    session.execute(text("update audit_row set actor_name = '某某' where seq = 2"))
    periodic("audit.check")


def a_cancelled_call():
    call = bids.project()
    for name in ("澜湾区青禾社会工作服务中心", "澜湾区新芽青少年中心"):
        by, organization_id = bids.bidder(name)
        session.get(register.Person, by.id).email = "bidder@example.invalid"
        bids.begun(call, by, organization_id)
    official = register.actor(reader("周敏", (Role.PURCHASER, bids.bureau("区司法局"))))
    calls.cancel(call, "计划取消", by=official, now=NOW)


def a_published_call():
    district = District()
    for person in district.people.values():
        person.email = "fits@example.invalid"
    payload = {"call_id": str(district.call.id)}
    queue.later("matches.announce", payload, now=NOW, effect_key="matches.announce:1")


def old_marks():
    for topic in ("audit.check", "mail"):
        for number in range(2):
            row = queue.later(topic, {}, now=LONG_AGO, effect_key=f"{topic}:{number}")
            row.done_at = LONG_AGO
    periodic("outbox.tidy")


def an_amended_call():
    call = bids.project(content="每周一次", acceptance="查台账")
    by, organization_id = bids.bidder("澜湾区青禾社会工作服务中心")
    session.get(register.Person, by.id).email = "bidder@example.invalid"
    bids.begun(call, by, organization_id)
    clerk = reader("周敏", (Role.PURCHASER, call.unit))
    made = amendments.propose(
        call,
        {"content": "每周两次"},
        deadline_at=call.deadline_at,
        opening_at=call.opening_at,
        reason="人数增加",
        material=False,
        by=register.actor(clerk),
        now=NOW,
    )
    second = reader("陈芳", (Role.REVIEWER, call.unit))  # came later: nothing else is on its way
    amendments.publish(made, by=register.actor(second))
    # It is published by the database's clock, a moment after the stage's.
    session.flush()
    for row in session.query(Outbox):
        row.due_at = NOW


def openers_on_the_last_day():
    call = bids.project(deadline_at=NOW + timedelta(hours=3), opening_at=NOW + timedelta(hours=4))
    person = register.person("何淼", (Role.OPENER, call.unit))
    member = {"place": "1", "person": str(person.id), "name": "何淼", "key": "", "public": ""}
    session.add(CallKeys(id=uuid4(), call_id=call.id, needed=1, members=[member], fixed_at=NOW))
    session.flush()
    periodic("keys.remind")


def a_key_of_no_draft():
    sealing.new_draft_key()
    periodic("submissions.tidy")


def an_invitation():
    accounts.reset(reader("林晓"), by=SYSTEM, now=NOW)


def large_file():
    rows = [(f"第{n}中心", register.code(), "2018-05-01") for n in range(imports.STEP + 10)]
    content = sheets.csv(["名称", "统一社会信用代码", "登记日期"], rows)
    kind = registry.kind("organizations")
    return imports.start(kind, content, "大.csv", by=SYSTEM, now=NOW, whole=True)


def waits_for_a_worker(run: ImportRun, state: RunState):
    run.state = state
    queue.later(imports.TOPIC, {"run": str(run.id)}, now=NOW, effect_key=f"import:{run.id}")


def a_large_file_to_check():
    waits_for_a_worker(large_file(), RunState.CHECKING)


def a_large_file_to_write():
    waits_for_a_worker(large_file(), RunState.WRITING)


def a_letter():
    queue.later("mail", LETTER, now=NOW, effect_key="letter:1")


def a_district_without_index():
    District()
    queue.later("matches.refresh", {}, now=NOW, effect_key="refresh:1")


def a_notice():
    tell([reader("林晓").id], "call-cancelled", now=NOW, detail={"title": "题", "reason": "因"})


def a_new_legal_representative():
    official = register.actor(reader("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))
    center = register.organization()
    reader("林晓", (Role.ORG_ADMIN, center))
    facts = {"legal_representative": "何书云"}
    profiles.amend(center, facts, on=TODAY, source="澜民社变12号", by=official, now=NOW)
    periodic("account_audits.daily")


def a_lapsed_grade():
    """Build an entry that the register suggests to end."""
    reader("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))
    center = register.organization()
    center.grades.append(register.grade("3A", date(2021, 11, 1)))
    return register.listed(center)


def a_grade_that_enters_and_one_that_lapsed():
    a_lapsed_grade()
    other = register.organization("澜湾区同心助老中心")
    other.grades.append(register.grade("5A"))
    periodic("directory.daily")


def a_proposal():
    entry = a_lapsed_grade()
    session.flush()
    assert directory.proposals(TODAY)
    payload = {"entry": str(entry.id)}
    queue.later("directory.proposed", payload, now=NOW, effect_key="directory:1")


def two_conditional_registrations():
    """One condition falls due soon, one is over."""
    reader("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))
    applicant = reader("何书云")
    for number, days in enumerate((9, -9)):
        center = register.organization(f"澜湾区新芽第{number}中心")
        case = RegistrationCase(
            id=uuid4(), number=f"DJ{number}", kind=CaseKind.SET_UP, state=CaseState.REGISTERED,
            applicant_id=applicant.id, organization_id=center.id, name=center.name,
            type=center.type, category="社区服务类", created_at=LONG_AGO, saved_at=LONG_AGO,
        )  # fmt: skip
        session.add(case)
        session.flush()
        condition = Condition(
            id=uuid4(), case_id=case.id, organization_id=center.id, what="会员还差 12 个",
            due_on=TODAY + timedelta(days),
        )  # fmt: skip
        session.add(condition)
    periodic("registrations.watch")


def a_center_without_a_report(name, **more):
    center = register.organization(name, registered_on=date(2015, 3, 1), **more)
    reader("林晓", (Role.ORG_ADMIN, center))
    return center


def a_report_that_was_never_filed():
    """One organization is to be listed, one has filed after it was listed."""
    reader("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))
    a_center_without_a_report("澜湾区晚归助学中心")
    back = a_center_without_a_report("澜湾区归来助学中心")
    back.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY - timedelta(90)))
    back.annual_reports.append(register.report(TODAY.year - 1))
    periodic("credit.propose")


def the_round_of_reminders():
    a_center_without_a_report("澜湾区晚归助学中心")
    periodic("annual_reports.remind")


def a_report_that_is_due():
    center = a_center_without_a_report("澜湾区晚归助学中心")
    payload = {"organization": str(center.id), "year": TODAY.year - 1, "step": "missed"}
    queue.later("annual_reports.tell", payload, now=NOW, effect_key="report-remind:1")


def a_first_grade():
    """Build an organization whose grade is worth an award, which nobody has proposed yet."""
    return Money().organization(register.grade("3A", date(2026, 3, 1)))


def grades_never_looked_at():
    a_first_grade()
    periodic("awards.look")


def a_grade_that_was_confirmed():
    payload = {"organization": str(a_first_grade().id)}
    queue.later("awards.propose", payload, now=NOW, effect_key="award:1")


def grades_that_end():
    reader("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))
    for number, awarded in enumerate((date(2021, 12, 20), date(2021, 11, 20))):
        center = register.organization(f"澜湾区朝夕第{number}中心")
        reader("林晓", (Role.ORG_ADMIN, center))
        center.grades.append(register.grade("3A", awarded))
    periodic("grades.remind")


def a_round_that_is_announced():
    reader("林晓", (Role.ORG_ADMIN, register.organization("澜湾区晨光中心")))
    Office().round()


SCENES = {
    grades_never_looked_at: "awards.look",
    a_grade_that_was_confirmed: "awards.propose",
    grades_that_end: "grades.remind",
    a_round_that_is_announced: "assessments.announce",
    the_round_of_reminders: "annual_reports.remind",
    a_report_that_is_due: "annual_reports.tell",
    a_report_that_was_never_filed: "credit.propose",
    two_conditional_registrations: "registrations.watch",
    a_new_legal_representative: "account_audits.daily",
    a_grade_that_enters_and_one_that_lapsed: "directory.daily",
    a_proposal: "directory.proposed",
    old_failures_to_sign_in: "accounts.tidy",
    a_broken_log: "audit.check",
    a_cancelled_call: "calls.cancelled",
    a_published_call: "matches.announce",
    old_marks: "outbox.tidy",
    an_amended_call: "amendments.published",
    openers_on_the_last_day: "keys.remind",
    a_key_of_no_draft: "submissions.tidy",
    an_invitation: "accounts.mail",
    a_large_file_to_check: "imports.run",
    a_large_file_to_write: "imports.run",
    a_letter: "mail",
    a_district_without_index: "matches.refresh",
    a_notice: "notices.mail",
}


# --- playing them


@pytest.fixture(scope="module")
def stage(database, request, worker_id, tmp_path_factory):
    from app.factory import create_app  # noqa: PLC0415 -- late, as in conftest.py

    data = tmp_path_factory.mktemp("twice")
    url = f"sqlite:///{data}/twice.db"
    if database == POSTGRES:
        url = create_on(request.getfixturevalue("pg_server"), f"twice_{worker_id}")
    app = create_app(settings_in(data, url))
    Base.metadata.create_all(app.extensions["db"])
    with app.app_context():
        move_to(NOW)
    made = Stage(app)
    made.keep("empty")
    yield made
    app.extensions["db"].dispose()


def whole(stage, job):
    """Do the job undisturbed; return what it leaves, and in how many steps."""
    steps = stage.steps(job)
    return stage.wait(job), steps


def differences(stage, job) -> list[str]:
    """Return after which disturbances something differs, and what."""
    wanted, steps = whole(stage, job)
    stage.again()
    left = {"twice": stage.wait(job)}
    for step in kills(steps):
        stage.killed_at(step, job)
        left[f"killed before step {step} of {steps}"] = stage.wait(job)
    return [
        f"{name}: {[*(found - wanted)]} instead of {[*(wanted - found)]}"
        for name, found in left.items()
        if found != wanted
    ]


def kills(steps):
    if KILLS is None:
        return range(1, steps + 1)
    return [steps * (n + 1) // (KILLS + 1) + 1 for n in range(KILLS)]


def waiting():
    rows = session.query(Outbox).filter(Outbox.done_at.is_(None))
    return [(row.topic, row.error) for row in rows]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_job_done_twice_or_killed_leaves_what_it_leaves_once(any_db, stage, scene):
    stage.play(scene)
    before = stage.snapshot()
    wanted, _ = whole(stage, drained)
    assert wanted != before
    with stage.app.app_context():
        assert waiting() == []
    assert differences(stage, drained) == []


def test_the_rounds_are_written_down_once_though_the_scheduler_is_killed(any_db, stage):
    def look():
        schedule.look_and_hint()
        drain.drain()

    stage.play(reader_of_the_log)
    assert differences(stage, look) == []


def reader_of_the_log():
    reader("许静", (Role.AUDITOR, register.unit()))


def test_every_topic_and_every_round_has_its_scene():
    topics = {*handlers.INSIDE, *handlers.OUTSIDE}
    assert set(SCENES.values()) == topics
    assert {job.topic for job in schedule.PERIODIC} <= topics


# --- the planted faults


def adds_without_a_key(_payload, now, *, key=None):
    """Planted as a job of the outside: its letter is committed, its mark may not be."""
    queue.later("mail", LETTER, now=now)
    session.commit()


def adds(_payload, now):
    queue.later("mail", LETTER, now=now)


def marks_afterwards(row, now):
    """Planted in place of the drain's own: effect and mark in two transactions."""
    handlers.handler(row.topic)(row.payload, now)
    session.commit()
    row.done_at = now


def plant(monkeypatch, table, function):
    monkeypatch.setitem(sys.modules, "planted", sys.modules[__name__])
    known = getattr(handlers, table)
    monkeypatch.setattr(handlers, table, {**known, "planted": f"planted.{function.__name__}"})


def planted_scene():
    queue.later("planted", {}, now=NOW, effect_key="planted:1")


def found_by_a_kill(stage):
    wanted, steps = whole(stage, drained)
    for step in range(1, steps + 1):
        stage.killed_at(step, drained)
        if stage.wait(drained) != wanted:
            return True
    return False


def test_the_suite_finds_a_job_that_adds_without_a_key(any_db, stage, monkeypatch):
    plant(monkeypatch, "OUTSIDE", adds_without_a_key)
    stage.play(planted_scene)
    wanted, _ = whole(stage, drained)
    stage.again()
    assert stage.wait(drained) != wanted
    assert found_by_a_kill(stage)


def test_the_suite_finds_a_mark_in_another_transaction(any_db, stage, monkeypatch):
    plant(monkeypatch, "INSIDE", adds)
    stage.play(planted_scene)
    assert not found_by_a_kill(stage)
    monkeypatch.setattr(drain, "_do_inside", marks_afterwards)
    stage.play(planted_scene)
    assert found_by_a_kill(stage)
