"""What waits around grades: the organization's own end of a grade."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.rules import grade_at
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the ends of grades that come near, to those who act for the organization."""
    if not actor.may(May.ASSESSMENT_APPLY):
        return
    today = clock.local_date(now)
    days = lawbook.law_on(today, Track.SUB).grade_reminder_days
    for organization in organizations.mine(actor):
        grade = grade_at(organization.grades, today)
        if grade is None or (grade.valid_until - today).days > max(days):
            continue
        yield Task(
            title=_("Your grade %(level)s ends", level=grade.level),
            why=_("From the day after it counts as no grade."),
            due_at=clock.end_of(grade.valid_until),
            consequence=_("You can apply for a new assessment from that day on"),
            url=url_for("grades.show", grade_id=grade.id),
            act=_("See the certificate"),
            kind="grade",
        )
