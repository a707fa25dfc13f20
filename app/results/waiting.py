"""What waits: checking, deciding, confirming, answering; each with the day the law sets."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallState, Phase
from app.law import CalendarNotAnnouncedError
from app.lawbook import queries as lawbook
from app.permissions import Actor, May
from app.results import queries, rules
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what waits for the actor here."""
    if actor.may(May.QUALIFICATION_DECIDE):
        yield from _checks(actor)
    if actor.may(May.RESULT_AWARD):
        yield from _decisions(actor, now)
    if actor.may(May.OBJECTION_DECIDE):
        yield from _objections(actor)


def _checks(actor: Actor) -> Iterator[Task]:
    for call, count in queries.undecided(actor.places_for(May.QUALIFICATION_DECIDE)):
        yield Task(
            _("Check who qualifies: %(title)s", title=call.title),
            _("%(count)s submissions are not checked", count=count),
            None,
            _("The panel is drawn after that"),
            url_for("results.qualification", call_id=call.id),
            _("Check them"),
            kind="result",
        )


def _decisions(actor: Actor, now: datetime) -> Iterator[Task]:
    places = actor.places_for(May.RESULT_AWARD)
    found = queries.in_states((CallState.RANKED, CallState.PUBLICITY), places)
    stopped = {o.call_id for o in queries.waiting_objections(places)}
    for call in found:
        if call.state is CallState.RANKED:
            yield Task(
                _("Decide the result: %(title)s", title=call.title),
                _("The panel has reported"),
                decide_by(call),
                _("Decide in the order of the ranking"),
                url_for("results.ranking", call_id=call.id),
                _("Decide"),
                kind="result",
            )
        elif call.phase(now) is Phase.PUBLICITY_OVER and call.id not in stopped:
            yield Task(
                _("Confirm the result: %(title)s", title=call.title),
                _("The public notice is over, no objection is open"),
                None,
                _("The award notice goes out then"),
                url_for("results.confirm", call_id=call.id),
                _("Confirm"),
                kind="result",
            )


def decide_by(call: Call) -> datetime | None:
    """Return by when a result is decided; none while the calendar of that year is missing."""
    if call.reported_at is None:
        return None
    law = calls.law_of(call)
    try:
        last = lawbook.calendar().add_working_days(
            clock.local_date(call.reported_at), law.decide_within_wd
        )
    except CalendarNotAnnouncedError:
        return None
    return rules.closing(last)


def _objections(actor: Actor) -> Iterator[Task]:
    found = queries.waiting_objections(actor.places_for(May.OBJECTION_DECIDE))
    decided = queries.deciders([o.call_id for o in found])
    for objection in found:
        if actor.id in decided.get(objection.call_id, set()):
            continue
        yield Task(
            _("Answer an objection: %(title)s", title=objection.call.title),
            _("The public notice stands still until then"),
            rules.closing(objection.answer_due_on) if objection.answer_due_on else None,
            _("Whoever decided the result cannot answer"),
            url_for("results.objection", objection_id=objection.id),
            _("Reply"),
            kind="result",
        )
