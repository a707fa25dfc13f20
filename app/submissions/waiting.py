"""What waits: drafts of an organization, openings of an opener."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from app.calls.states import Phase
from app.permissions import Actor, May, Role
from app.submissions import queries
from app.submissions.models import Submission
from app.submissions.states import SubmissionState
from app.tasks import Task

KIND = "submission"


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Return what waits for somebody, wherever they act."""
    places = actor.places(Role.ORG_ADMIN, Role.ORG_USER)
    found = queries.of_organizations(places)
    for submission in found:
        yield from _draft(submission, now)
    taking = [s for s in found if s.call.phase(now) is Phase.TAKING]
    amended = queries.amendments_since(*taking)
    yield from (_amended(submission) for submission in taking if submission.id in amended)
    if actor.may(May.OPENING_HOLD):
        yield from _openings(actor, now)


def _draft(submission: Submission, now: datetime) -> Iterator[Task]:
    unsent = submission.state in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN)
    if unsent and submission.call.phase(now) is Phase.TAKING:
        yield Task(
            title=_("Hand in: %(title)s", title=submission.call.title),
            why=_("Your draft has not been handed in"),
            due_at=submission.call.deadline_at,
            consequence=_("From then on nothing is accepted; a draft does not count"),
            url=f"/submissions/{submission.id}",
            act=_("Go on writing"),
            kind=KIND,
        )


def _amended(submission: Submission) -> Task:
    return Task(
        title=_("The call was changed: %(title)s", title=submission.call.title),
        why=_("Please confirm that your bid stands, or replace it"),
        due_at=submission.call.deadline_at,
        consequence=_("It counts as it is if you do nothing"),
        url=f"/submissions/{submission.id}/receipt",
        act=_("Look at the change"),
        kind=KIND,
    )


def _openings(actor: Actor, now: datetime) -> Iterator[Task]:
    own = actor.places(Role.OPENER)
    for call in queries.to_open(now):
        if call.unit_id in own or queries.may_open(actor, call):
            yield Task(
                title=_("Open: %(title)s", title=call.title),
                why=_("The announced time of the opening has come"),
                due_at=call.opening_at,
                consequence=_("Nobody can see anything before it is opened"),
                url=f"/submissions/openings/{call.id}",
                act=_("Hold the opening"),
                kind=KIND,
            )
