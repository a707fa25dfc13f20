"""What waits for whoever drafts and reviews projects."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallKind, CallState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the drafts of the actor to go on with, and what others drafted to review."""
    yield from _to_draft(actor, now)
    yield from _to_review(actor, now)


def _to_draft(actor: Actor, now: datetime) -> Iterator[Task]:
    units = actor.places_for(May.CALL_DRAFT)
    for call in calls.in_state(CallState.DRAFT, units, CallKind.PROJECT) if units else ():
        if call.drafted_by not in (actor.id, None):
            continue
        returned = bool(call.review_note)
        yield Task(
            title=_("Go on with the draft: %(title)s", title=call.title or call.number),
            why=_("Sent back: %(note)s", note=call.review_note[:60])
            if returned
            else _("Not sent for review yet"),
            due_at=last_day(call, now),
            consequence=_("Later the deadline would be too close"),
            url=url_for("projects.draft", project_id=call.id),
            act=_("Change it") if returned else _("Go on"),
            kind="draft",
        )


def _to_review(actor: Actor, now: datetime) -> Iterator[Task]:
    units = actor.places_for(May.CALL_REVIEW)
    for call in calls.in_state(CallState.IN_REVIEW, units, CallKind.PROJECT) if units else ():
        if call.drafted_by == actor.id:
            continue
        yield Task(
            title=_("Review: %(title)s", title=call.title),
            why=_("Drafting and reviewing are done by two people"),
            due_at=last_day(call, now),
            consequence=_("Published later, the deadline would be too close"),
            url=url_for("projects.review", project_id=call.id),
            act=_("Review"),
            kind="review",
        )


def last_day(call: Call, now: datetime) -> datetime | None:
    """Return the end of the last day on which it can be published with its deadline as it stands."""
    if call.deadline_at is None:
        return None
    days = calls.law_of(call, clock.local_date(now)).bid_days_min
    return clock.end_of(clock.local_date(call.deadline_at) - timedelta(days=days))
