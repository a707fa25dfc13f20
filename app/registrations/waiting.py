"""What waits around registrations: for the window, the desks, whoever decides, the applicant."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.permissions import Actor, May
from app.registrations import queries
from app.registrations.models import RegistrationCase
from app.registrations.states import CaseState, ConditionState, Desk
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what waits for somebody."""
    desks = (May.REGISTRATION_REVIEW, May.REGISTRATION_SUPERVISE, May.REGISTRATION_PARTY)
    if any(actor.may(m) for m in (*desks, May.REGISTRATION_DECIDE)):
        yield from _cases(actor, now)
    if actor.may(May.REGISTRATION_DECIDE):
        for held in queries.conditions(ConditionState.BREACHED):
            yield Task(
                title=_("Condition not met: %(name)s", name=held.organization.name),
                why=held.what,
                due_at=clock.end_of(held.due_on),
                consequence=_("Give more time, or take another step."),
                url=url_for("registrations.conditions"),
                act=_("Decide"),
                kind="registration",
            )
    if actor.id is not None:
        for case in queries.returned_to(actor.id):
            yield _task(case, case.said, _("Complete"))


def _cases(actor: Actor, now: datetime) -> Iterator[Task]:
    on = clock.local_date(now)
    for case in queries.in_state(CaseState.SUBMITTED, CaseState.ACCEPTED):
        if case.state is CaseState.SUBMITTED:
            if actor.may(May.REGISTRATION_REVIEW):
                yield _task(case, _("It waits to be accepted or returned."), _("Look through"))
            continue
        asked, there = queries.desks(case, on), {r.desk for r in case.reviews}
        for desk, may in (
            (Desk.REGISTRAR, actor.may(May.REGISTRATION_REVIEW)),
            (Desk.SUPERVISOR, actor.may(May.REGISTRATION_SUPERVISE, case)),
            (Desk.PARTY, actor.may(May.REGISTRATION_PARTY)),
        ):
            if may and desk in asked and desk not in there:
                yield _task(case, _("Your review is missing."), _("Examine it"))
        if set(asked) <= there and actor.may(May.REGISTRATION_DECIDE):
            yield _task(case, _("All reviews are there."), _("Decide"))


def _task(case: RegistrationCase, why: str, act: str) -> Task:
    by = queries.clocks(case.accepted_on) if case.accepted_on else None
    promised = by.promised_on if by else None
    return Task(
        title=_("Registration: %(name)s", name=case.name),
        why=why,
        due_at=clock.end_of(promised) if promised else None,
        consequence=_("The promised time ends then.") if promised else "",
        url=url_for("registrations.show", case_id=case.id),
        act=act,
        kind="registration",
    )
