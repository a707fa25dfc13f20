"""What waits around assessments: to finish, check, form, declare, score, decide, confirm."""

from collections.abc import Iterator
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.assessments import queries
from app.assessments.models import Assessment
from app.assessments.states import AssessmentState, AssessorState, ObjectionState
from app.organizations import queries as organizations
from app.permissions import Actor, May
from app.tasks import Task

A = AssessmentState


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what this person has to do about assessments."""
    on = clock.local_date(now)
    if actor.may(May.ASSESSMENT_APPLY):
        yield from _organization(actor)
    if actor.may(May.ASSESSMENT_SCORE) and actor.id is not None:
        yield from _assessor(actor)
    if actor.may(May.ASSESSMENT_MANAGE):
        yield from _bureau(on)
        yield from _objections()


def _organization(actor: Actor) -> Iterator[Task]:
    mine = [o.id for o in organizations.mine(actor)]
    for held in queries.of_organizations(mine):
        if held.state is A.DRAFT:
            yield Task(
                title=_("Application: %(title)s", title=held.round.title),
                why=held.reason or _("The self-assessment is not sent yet."),
                due_at=clock.end_of(held.round.apply_until),
                consequence=_("After that no application is taken"),
                url=url_for("assessments.mine", assessment_id=held.id),
                act=_("Go on"),
                kind="assessment",
            )


def _assessor(actor: Actor) -> Iterator[Task]:
    assert actor.id is not None  # noqa: S101 -- asked by the caller
    for row in queries.assessors_of(actor.id, AssessorState.APPOINTED, AssessorState.READY):
        declared = row.state is AssessorState.READY
        if declared and row.assessment.state is not A.ASSESSING:
            continue
        yield Task(
            title=_("Assess: %(name)s", name=row.assessment.organization.short_name),
            why=_("Your score sheet is open.") if declared else _("Declare ties first."),
            due_at=None,
            consequence=_("The score is made when all sheets are signed"),
            url=url_for("assessments.sheet", assessor_id=row.id),
            act=_("Assessment score") if declared else _("Declare"),
            kind="assessment",
        )


def _bureau(on: date) -> Iterator[Task]:
    for held in queries.in_states(
        A.APPLIED, A.ACCEPTED, A.ASSESSING, A.CONCLUDED, A.DECIDED, A.PUBLICIZED
    ):
        said = _what(held, on)
        if said is None:
            continue
        why, act = said
        yield Task(
            title=_("Assessment: %(name)s", name=held.organization.short_name),
            why=why,
            due_at=None,
            consequence=held.round.title,
            url=url_for("assessments.show", assessment_id=held.id),
            act=act,
            kind="assessment",
        )


def _what(held: Assessment, on: date) -> tuple[str, str] | None:
    """Say what the bureau does next, or None while it is somebody else's turn."""
    if held.state is A.APPLIED:
        return _("The application waits for the check."), _("Check")
    if held.state is A.ACCEPTED:
        return _("The group is to be formed, and the assessment to be begun."), _("Form the group")
    if held.state is A.ASSESSING:
        waits = any(a.state is AssessorState.READY for a in held.assessors)
        return None if waits else (_("All sheets are signed."), _("Make the score"))
    if held.state is A.CONCLUDED:
        return _("The committee votes on the result."), _("Record the vote")
    if held.state is A.DECIDED:
        return _("The result is to be shown in public."), _("Show it")
    unanswered = any(o.state is ObjectionState.OPEN for o in held.objections)
    over = held.publicity_until is not None and held.publicity_until < on
    return (_("The publicity is over."), _("Confirm")) if over and not unanswered else None


def _objections() -> Iterator[Task]:
    for objection in queries.open_objections():
        yield Task(
            title=_("Objection: %(name)s", name=objection.assessment.organization.short_name),
            why=objection.text[:80],
            due_at=clock.end_of(objection.answer_by),
            consequence=_("Whoever objected has to be told by then"),
            url=url_for("assessments.objection", objection_id=objection.id),
            act=_("Decide now"),
            kind="assessment",
        )
