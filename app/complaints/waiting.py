"""What waits around complaints: to be taken up, to be answered."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.complaints import queries
from app.complaints.states import ComplaintState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what this person has to do about complaints, with its clock."""
    if not actor.may(May.COMPLAINT_ANSWER):
        return
    for complaint in queries.open_for(actor):
        due = queries.due(complaint, now)
        fresh = complaint.state is ComplaintState.SENT
        yield Task(
            title=_("Complaint %(number)s: %(whom)s", number=complaint.number, whom=complaint.whom),
            why=_("Take it up or say why not.") if fresh else _("Inquire and answer."),
            due_at=clock.at_local(due.due_on, 17, 30) if due else None,
            consequence="",
            url=url_for("complaints.show", complaint_id=complaint.id),
            act=_("Look"),
            kind="complaint",
        )
