"""What waits for whoever answers questions."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calls import queries
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
