"""What waits: for experts an answer and their sheets, for units a draw, a seat, a report."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.calls.states import CallState
from app.panels import queries
from app.panels.models import PanelMember
from app.panels.states import MemberState, SheetState
from app.permissions import Actor, May
from app.submissions.states import SubmissionState
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- as every waiting.py
    """Yield what waits for the actor here."""
    if actor.may(May.PANEL_SCORE):
        yield from _reviews(actor)
    if actor.may(May.PANEL_FORM):
        yield from _panels(actor)


def _reviews(actor: Actor) -> Iterator[Task]:
    for member in queries.my_memberships(actor.id):
        call = member.panel.call
        url = url_for("panels.review", member_id=member.id)
        if call.state is not CallState.SCORING:
            continue
        if member.state is MemberState.ASKED:
            yield Task(
                _("Asked to a review: %(title)s", title=call.title),
                _("Look at the list of bidders, then accept or step back"),
                None,
                _("The others wait for your answer"),
                url,
                _("Reply"),
                kind="panel",
            )
        elif left := _to_sign(member):
            yield Task(
                _("Score: %(title)s", title=call.title),
                _("%(left)s of %(total)s sheets to sign", left=left, total=len(member.sheets)),
                None,
                _("The report waits for your signature"),
                url,
                _("Give points"),
                kind="panel",
            )


def _to_sign(member: PanelMember) -> int:
    if member.state is not MemberState.ACCEPTED:
        return 0
    return sum(s.state is SheetState.OPEN for s in member.sheets)


def _panels(actor: Actor) -> Iterator[Task]:
    places = actor.places_for(May.PANEL_FORM)
    found = queries.calls_in((CallState.OPENED, CallState.SCORING), places)
    ids = [call.id for call in found]
    counts, standings = queries.counts_of(ids) if ids else {}, queries.standings(ids)
    for call in found:
        url = url_for("panels.panel", call_id=call.id)
        states, standing = counts.get(call.id, {}), standings.get(call.id)
        if call.state is CallState.OPENED:
            passed = states.get(SubmissionState.QUALIFIED, 0)
            if passed and not states.get(SubmissionState.OPENED):
                yield Task(
                    _("Draw the panel: %(title)s", title=call.title),
                    _("%(count)s qualified", count=passed),
                    None,
                    _("Scoring begins once the panel is drawn"),
                    url,
                    _("Draw"),
                    kind="panel",
                )
        elif standing and standing.sitting < standing.size:
            yield Task(
                _("Draw for an empty seat: %(title)s", title=call.title),
                _(
                    "%(sitting)s of %(size)s seats are taken",
                    sitting=standing.sitting,
                    size=standing.size,
                ),
                None,
                _("The review cannot end with an empty seat"),
                url,
                _("Draw again"),
                kind="panel",
            )
        elif standing and standing.closed:
            yield Task(
                _("Report the scores: %(title)s", title=call.title),
                _("All sheets are signed"),
                None,
                _("The time to decide begins with the report"),
                url,
                _("Make the report"),
                kind="panel",
            )
