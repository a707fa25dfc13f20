"""What waits for whoever answers questions; and for whoever drafts or reviews, by kind."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calls import queries
from app.calls.models import Call
from app.calls.states import CallKind, CallState
from app.law import CalendarNotAnnouncedError
from app.lawbook import queries as lawbook
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield every open question of the actor's units, due by the clock of queries."""
    units = actor.places_for(May.CALL_ANSWER)
    if not units:
        return
    for question in queries.unanswered(units, now):
        call = question.call
        yield Task(
            title=_("Answer a question: %(title)s", title=call.title),
            why=question.text[:60],
            due_at=_due(question.asked_at, queries.law_of(call).query_wd),
            consequence=_("Answers are published to all"),
            url=url_for("calls.answer", question_id=question.id),
            act=_("Write the answer"),
            kind="question",
        )


def _due(asked_at: datetime, working_days: int) -> datetime | None:
    """Return the end of the last day for an answer; none where the calendar is not announced."""
    try:
        last = lawbook.calendar().add_working_days(clock.local_date(asked_at), working_days)
    except CalendarNotAnnouncedError:
        return None
    return clock.end_of(last)


def drafting(actor: Actor, now: datetime, *, kind: CallKind, may: May) -> Iterator[Task]:
    """Yield the actor's drafts of one kind to go on with, and what others drafted to review."""
    yield from _to_draft(actor, now, kind, may)
    yield from _to_review(actor, now, kind)


def _to_draft(actor: Actor, now: datetime, kind: CallKind, may: May) -> Iterator[Task]:
    units = actor.places_for(may)
    for call in queries.in_state(CallState.DRAFT, units, kind) if units else ():
        if call.drafted_by not in (actor.id, None):
            continue
        returned = bool(call.review_note)
        yield Task(
            title=_("Go on with the draft: %(title)s", title=call.title or call.number),
            why=_("Sent back: %(note)s", note=call.review_note[:60])
            if returned
            else _("Not sent for review yet"),
            due_at=_last_day(call, now),
            consequence=_("Later the deadline would be too close"),
            url=_page(call, "draft"),
            act=_("Change it") if returned else _("Go on"),
            kind="draft",
        )


def _to_review(actor: Actor, now: datetime, kind: CallKind) -> Iterator[Task]:
    units = actor.places_for(May.CALL_REVIEW)
    for call in queries.in_state(CallState.IN_REVIEW, units, kind) if units else ():
        if call.drafted_by == actor.id:
            continue
        yield Task(
            title=_("Review: %(title)s", title=call.title),
            why=_("Drafting and reviewing are done by two people"),
            due_at=_last_day(call, now),
            consequence=_("Published later, the deadline would be too close"),
            url=_page(call, "review"),
            act=_("Review"),
            kind="review",
        )


def _page(call: Call, name: str) -> str:
    values: dict[str, Any] = {f"{call.kind}_id": call.id}
    return url_for(f"{call.kind}s.{name}", **values)


def _last_day(call: Call, now: datetime) -> datetime | None:
    """Return the end of the last day on which it can be published with its deadline as it stands."""
    if call.deadline_at is None:
        return None
    days = queries.law_of(call, clock.local_date(now)).bid_days_min
    return clock.end_of(clock.local_date(call.deadline_at) - timedelta(days=days))
