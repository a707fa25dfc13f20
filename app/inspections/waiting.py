"""What waits for somebody around inspections."""

from collections.abc import Iterator
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.inspections import queries
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from app.organizations import queries as organizations
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- every desk is asked so
    """Yield visits and signatures of an inspector, orders of an organization, answers for the bureau."""
    if actor.may(May.INSPECTION_CHECK) and actor.id is not None:
        yield from _visits(actor)
    if actor.may(May.INSPECTION_ANSWER):
        mine = [o.id for o in organizations.mine(actor)]
        for one in queries.open_orders_of(mine):
            why = _("Put right what the inspection found.")
            yield _task(one, why, "inspections.answer", _("Answer"), one.rectify_by)
    if actor.may(May.INSPECTION_MANAGE):
        for one in queries.in_states(InspectionState.ANSWERED):
            why = _("It has answered an order.")
            yield _task(one, why, "inspections.desk", _("Verify"), None)


def _visits(actor: Actor) -> Iterator[Task]:
    for one in queries.seats_of(actor.id) if actor.id else ():
        if one.state is InspectionState.ASSIGNED:
            why = _("You were drawn as inspector. Visit it with your papers.")
            yield _task(one, why, "inspections.visit", _("Record"), one.plan.visits_until)
        elif one.recorded_by != actor.id:
            why = _("The record of the visit waits for your signature.")
            yield _task(one, why, "inspections.visit", _("Sign"), one.plan.visits_until)


def _task(one: Inspection, why: str, endpoint: str, act: str, day: date | None) -> Task:
    return Task(
        title=_("Inspection: %(organization)s", organization=one.organization.name),
        why=why,
        due_at=clock.end_of(day) if day else None,
        consequence="",
        url=url_for(endpoint, inspection_id=one.id),
        act=act,
        kind="inspection",
    )
