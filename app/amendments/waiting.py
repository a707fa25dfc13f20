"""What waits around amendments: to be published by a second person."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.amendments import queries
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- as every waiting.py
    """Yield the amendments that this person may publish."""
    if not actor.may(May.CALL_REVIEW):
        return
    for amendment in queries.waiting():
        if amendment.drafted_by == actor.id or not actor.may(May.CALL_REVIEW, amendment):
            continue
        yield Task(
            title=_("Publish an amendment: %(title)s", title=amendment.call.title),
            why=_("A second person has to check it"),
            due_at=amendment.call.deadline_at,
            consequence=_("After the deadline nothing can be changed any more"),
            url=url_for("amendments.show", amendment_id=amendment.id),
            act=_("Check"),
            kind="call",
        )
