"""What waits around awards: to approve, to pay."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import formats
from app.awards import queries
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- as every waiting.py
    """Yield what this person has to do about awards."""
    if actor.may(May.GRADE_AWARD_DECIDE):
        for award in queries.in_state(AwardState.PROPOSED):
            yield _task(award, _("Check the history, then approve it or refuse it."), _("Check"))
    if actor.may(May.GRADE_AWARD_PAY):
        for award in queries.in_state(AwardState.APPROVED):
            if award.approved_by != actor.id:
                yield _task(award, _("Approved by another person."), _("Pay"))


def _task(award: GradeAward, why: str, act: str) -> Task:
    return Task(
        title=_(
            "Award: %(name)s, first %(level)s",
            name=award.organization.short_name,
            level=award.level,
        ),
        why=why,
        due_at=None,
        consequence=formats.yuan(award.amount, formats.language()),
        url=url_for("awards.show", award_id=award.id),
        act=act,
        kind="payment",
    )
