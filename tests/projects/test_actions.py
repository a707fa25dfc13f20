"""Drafting, sending, publishing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.calls import actions as trunk
from app.calls import defaults
from app.calls import queries as calls
from app.calls.states import CallState
from app.errors import RefusedError, WrongStateError
from app.funds import queries as funds
from app.law import Track
from app.notices.models import Notice
from app.projects import actions
from app.queue import Outbox
from tests import drafts


def codes(refused):
    return {f.code for f in refused.value.findings}


def blocking(project, now):
    return {f.code for f in actions.check(project, on=now.date()) if not f.warning}


def rows(db):
    return db.scalar(select(func.count()).select_from(AuditRow))


def test_a_filled_in_draft_has_nothing_against_it(project, now):
    assert blocking(project, now) == set()


def test_a_fresh_draft_lacks_everything_but_its_scheme(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    found = blocking(fresh, now)
    assert {"item-missing", "line-missing", "title-missing", "deadline-missing"} <= found
    assert not any(code.startswith("scheme-") for code in found)


@pytest.mark.parametrize("track", [Track.SUB, Track.TRANSFER, Track.GP])
def test_every_default_scheme_adds_up_and_is_described(unit, drafter, now, track):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    fresh.track = track
    trunk.set_criteria(fresh, defaults.criteria(track))
    assert not any(code.startswith("scheme-") for code in blocking(fresh, now))


def test_numbers_run_on_by_track_and_year(unit, drafter, now):
    numbers = [actions.draft(unit.id, by=drafter, now=now).number for _ in range(3)]
    assert numbers == ["LW-SUB-2026-001", "LW-SUB-2026-002", "LW-SUB-2026-003"]


def test_a_change_of_track_gives_a_number_of_that_track(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    actions.save(fresh, "item", {"track": Track.TRANSFER}, by=drafter, now=now)
    assert fresh.number == "LW-TRANSFER-2026-001"


def test_saving_the_same_again_writes_nothing(db, project, drafter, now):
    before = rows(db)
    actions.save(project, "work", {"title": project.title}, by=drafter, now=now)
    assert rows(db) == before


def test_every_verb_writes_one_row(db, unit, drafter, reviewer, now):
    steps = []

    def step(verb):
        before = rows(db)
        result = verb()
        steps.append(rows(db) - before)
        return result

    fresh = step(lambda: actions.draft(unit.id, by=drafter, now=now))
    for subject, values in drafts.answers(unit, now).items():
        step(lambda s=subject, v=values: actions.save(fresh, s, v, by=drafter, now=now))
    db.flush()
    db.refresh(fresh)
    step(lambda: actions.send(fresh, by=drafter, now=now))
    step(lambda: trunk.return_(fresh, "请补充验收方法", by=reviewer, now=now))
    step(lambda: actions.send(fresh, by=drafter, now=now))
    step(lambda: actions.publish(fresh, by=reviewer, now=now))
    step(lambda: trunk.cancel(fresh, "预算调整", by=drafter, now=now))
    assert steps == [1] * len(steps)


def test_sending_is_refused_while_something_stands_against_it(project, drafter, now):
    project.title = ""
    with pytest.raises(RefusedError) as refused:
        actions.send(project, by=drafter, now=now)
    assert "title-missing" in codes(refused)
    assert project.state is CallState.DRAFT


def test_a_sent_draft_cannot_be_changed(project, drafter, now):
    actions.send(project, by=drafter, now=now)
    with pytest.raises(WrongStateError):
        actions.save(project, "work", {"title": "别的"}, by=drafter, now=now)


def test_sending_tells_the_reviewer(db, project, drafter, chenfang, now):
    actions.send(project, by=drafter, now=now)
    told = db.scalars(select(Notice).where(Notice.person_id == chenfang.id)).all()
    assert [n.code for n in told] == ["call-to-review"]


def test_whoever_drafted_cannot_publish(unit, now):
    both = drafts.person("赵磊", unit, drafts.Role.PURCHASER, drafts.Role.REVIEWER, now=now)
    by = drafts.actor(both)
    project = drafts.project(unit, by, now)
    actions.send(project, by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(project, by=by, now=now)
    assert codes(refused) >= {"two-people"}


def test_publishing_sets_the_ceiling_aside(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    assert project.state is CallState.PUBLISHED
    assert funds.free(project.budget_line) == Decimal("20000.00")
    assert (project.rule_date, project.published_at) == (now.date(), now)


def test_publishing_announces_once_and_names_nobody(db, project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    found = db.scalars(select(Outbox).where(Outbox.topic == "matches.announce")).all()
    assert [row.payload for row in found] == [{"call_id": str(project.id)}]


def test_publishing_freezes_the_text_with_its_digest(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    (version,) = calls.versions(project.id)
    assert version.content["title"] == project.title
    assert version.content["ceiling"] == "480000.00"
    assert len(version.content["criteria"]) == 7
    assert version.digest == trunk.digest(version.content)


def test_a_frozen_text_says_nothing_of_people(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    (version,) = calls.versions(project.id)
    assert not {"drafted_by", "reviewed_by", "review_note", "state"} & version.content.keys()


def test_two_projects_do_not_promise_the_same_money(unit, drafter, reviewer, now):
    line = drafts.line(unit)
    first, second = (drafts.project(unit, drafter, now, budget_line_id=line.id) for _ in range(2))
    for one in (first, second):
        actions.send(one, by=drafter, now=now)
    actions.publish(first, by=reviewer, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(second, by=reviewer, now=now)
    assert "line-too-small" in codes(refused)


def test_publishing_twice_is_refused(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    with pytest.raises((WrongStateError, RefusedError)):
        actions.publish(project, by=reviewer, now=now)


def test_cancelling_frees_the_money_and_says_why(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    trunk.cancel(project, "预算调整", by=drafter, now=now)
    assert funds.free(project.budget_line) == Decimal("500000.00")
    assert (project.state, project.closing_reason) == (CallState.CANCELLED, "预算调整")


def test_cancelling_needs_a_reason(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    with pytest.raises(RefusedError):
        trunk.cancel(project, " ", by=drafter, now=now)


def test_the_negative_list_blocks_and_cites_its_entry(project, drafter, now):
    entry = drafts.negative()
    project.content += "\n代为实施行政处罚"
    with pytest.raises(RefusedError) as refused:
        actions.send(project, by=drafter, now=now)
    (found,) = [f for f in refused.value.findings if f.code == "call-negative-block"]
    assert found.detail["number"] == entry.number
    assert found.detail["words"] == ["行政处罚"]
    assert (found.field, found.law) == ("content", "TRF/A002")


def test_the_deadline_moves_too_close_while_it_waits_for_review(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(project, by=reviewer, now=now + timedelta(days=6))
    assert "deadline-too-early" in codes(refused)


def test_sending_back_needs_words_and_reaches_the_drafter(db, project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    with pytest.raises(RefusedError):
        trunk.return_(project, "", by=reviewer, now=now)
    trunk.return_(project, "请写清验收方法", by=reviewer, now=now)
    assert (project.state, project.review_note) == (CallState.DRAFT, "请写清验收方法")
    told = db.scalars(select(Notice).where(Notice.person_id == drafter.id)).all()
    assert [n.code for n in told] == ["call-returned"]


def test_a_change_of_track_changes_an_untouched_scheme(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    actions.save(fresh, "item", {"track": Track.GP}, by=drafter, now=now)
    assert "fit" not in {c.key for c in fresh.criteria}
    assert sum(c.points for c in fresh.criteria) == 100


def test_a_change_of_track_leaves_a_scheme_that_somebody_wrote(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    fresh.criteria[0].name = "等级"
    actions.save(fresh, "item", {"track": Track.GP}, by=drafter, now=now)
    assert "fit" in {c.key for c in fresh.criteria}


def test_a_chosen_item_brings_what_it_knows(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    item, line = drafts.item(unit, now), drafts.line(unit)
    item.budget_line_id, item.budget_amount = line.id, Decimal("480000.00")
    actions.save(fresh, "item", {"item_id": item.id}, by=drafter, now=now)
    assert fresh.fields == ["elder_child_care"]
    assert (fresh.budget_line_id, fresh.ceiling) == (line.id, Decimal("480000.00"))


def test_a_chosen_item_overwrites_nothing(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    fresh.fields, fresh.ceiling = ["health"], Decimal("1.00")
    item = drafts.item(unit, now)
    item.budget_amount = Decimal("480000.00")
    actions.save(fresh, "item", {"item_id": item.id}, by=drafter, now=now)
    assert (fresh.fields, fresh.ceiling) == (["health"], Decimal("1.00"))


def test_a_project_that_failed_is_begun_anew_with_all_but_its_days(db, project, drafter, now):
    with pytest.raises(WrongStateError):
        actions.again(project, by=drafter, now=now)
    project.state, project.closing_reason = CallState.FAILED, "bidders-too-few:2"
    before = rows(db)
    made = actions.again(project, by=drafter, now=now)
    assert rows(db) == before + 1
    assert made.number != project.number
    assert made.state is CallState.DRAFT
    assert made.deadline_at is None
    assert made.opening_at is None
    assert (made.title, made.content, made.ceiling) == (
        project.title,
        project.content,
        project.ceiling,
    )
    assert [(c.key, c.points, c.levels) for c in made.criteria] == [
        (c.key, c.points, c.levels) for c in project.criteria
    ]
