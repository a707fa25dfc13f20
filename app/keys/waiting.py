"""What waits for an opener: to make a key, to try it on the last day."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.keys import queries
from app.keys.rules import Fit
from app.permissions import Actor, May
from app.tasks import Task

KIND = "submission"


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what an opener has to do about the key."""
    if not actor.may(May.OPENING_HOLD) or actor.id is None or not queries.quorum()[1]:
        return
    key = queries.live(actor.id)
    if key is None:
        yield _task(_("Make your opening key"), _("Without it no call can be locked with it"), None)
        return
    for held in queries.waiting_for(actor.id):
        due = held.call.deadline_at
        if queries.fit_of(held, actor.id, key, now=now) is Fit.TRY:
            title = _("Try your key: %(title)s", title=held.call.title)
            yield _task(title, _("It is the last day before the deadline"), due)


def _task(title: str, why: str, due_at: datetime | None) -> Task:
    return Task(
        title=title,
        why=why,
        due_at=due_at,
        consequence=_("With too few keys that work the opening is delayed"),
        url=url_for("keys.index"),
        act=_("To my key"),
        kind=KIND,
    )
