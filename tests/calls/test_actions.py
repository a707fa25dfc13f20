"""Numbers, frozen versions, questions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.audit.models import AuditRow
from app.calls import actions, queries
from app.errors import RefusedError
from app.notices.models import Notice
from tests import drafts


def test_the_canonical_text_does_not_depend_on_order():
    assert actions.digest({"b": 1, "a": [2]}) == actions.digest({"a": [2], "b": 1})


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_different_contents_have_different_digests(one, other):
    assert (actions.digest(one) == actions.digest(other)) == (one == other)


def test_a_number_is_asked_for_by_prefix_and_year(draft, now):
    assert actions.next_number("SUB", 2026) == "LW-SUB-2026-002"
    assert actions.next_number("SUB", 2027) == "LW-SUB-2027-001"
    assert actions.next_number("GYCT", 2026) == "LW-GYCT-2026-001"


def test_a_number_goes_on_after_a_thousand(draft, db):
    draft.number = "LW-SUB-2026-1041"
    db.flush()
    assert actions.next_number("SUB", 2026) == "LW-SUB-2026-1042"


def test_a_second_freezing_is_a_second_version(call, now):
    call.acceptance = "改为每月抽查"
    second = actions.freeze(call, now=now)
    assert second.number == 2
    assert second.digest != queries.versions(call.id)[-1].digest


def test_what_happens_after_publication_changes_no_digest(call, now):
    first = queries.latest_digest(call.id)
    call.publicity_from = now.date()
    assert actions.freeze(call, now=now).digest == first


def ask(call, organization, linxiao, now, text="报警设备由谁购买？"):
    return actions.ask(
        call, text, organization_id=organization.id, by=drafts.actor(linxiao), now=now
    )


def test_a_question_reaches_those_who_answer(db, call, organization, linxiao, zhoumin, now):
    question = ask(call, organization, linxiao, now)
    told = db.scalars(select(Notice).where(Notice.code == "question-asked")).all()
    assert zhoumin.id in {n.person_id for n in told}
    assert {n.link for n in told} == {f"/calls/questions/{question.id}"}


def test_the_notice_of_a_question_does_not_name_the_asker(db, call, organization, linxiao, now):
    ask(call, organization, linxiao, now)
    told = db.scalars(select(Notice).where(Notice.code == "question-asked")).all()
    assert all(organization.name not in str(n.detail) for n in told)


def test_a_question_at_the_very_end_is_late(call, organization, linxiao):
    until = call.questions_until
    assert ask(call, organization, linxiao, until - timedelta(seconds=1))
    with pytest.raises(RefusedError):
        ask(call, organization, linxiao, until)


def test_an_answer_tells_whoever_asked(db, call, organization, linxiao, drafter, now):
    question = ask(call, organization, linxiao, now)
    actions.answer(question, "由区民政局提供 640 套。", by=drafter, now=now)
    (told,) = db.scalars(select(Notice).where(Notice.code == "question-answered")).all()
    assert told.person_id == linxiao.id
    assert question.answered_at == now


def test_an_empty_answer_is_refused(call, organization, linxiao, drafter, now):
    question = ask(call, organization, linxiao, now)
    with pytest.raises(RefusedError):
        actions.answer(question, "  ", by=drafter, now=now)


def test_asking_and_answering_write_one_row_each(db, call, organization, linxiao, drafter, now):
    question = ask(call, organization, linxiao, now)
    actions.answer(question, "可以。", by=drafter, now=now)
    steps = db.scalars(select(AuditRow.step).order_by(AuditRow.seq.desc()).limit(2)).all()
    assert list(steps) == ["answer", "ask"]
