"""What waits around matters: an opinion, a note, a correction."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.matters import queries
from app.matters.models import Matter
from app.matters.states import MatterKind, MatterState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- every desk is asked so
    """Yield what this person has to do about matters."""
    if actor.may(May.MATTER_FILE):
        for matter in queries.standing(actor, MatterState.RETURNED):
            yield _task(matter, _("It was sent back: %(why)s", why=matter.remark), _("Correct"))
    elif actor.may(May.MATTER_NOTE):
        for matter in queries.standing(actor, MatterState.SENT, MatterState.OPINION):
            if matter.state is MatterState.OPINION or matter.kind is not MatterKind.ACTIVITY:
                yield _task(matter, _("Take note of it or send it back."), _("Look"))
    elif actor.may(May.MATTER_OPINE):
        for matter in queries.standing(actor, MatterState.SENT):
            if matter.kind is MatterKind.ACTIVITY:
                yield _task(matter, _("Give the street's opinion."), _("Look"))


def _task(matter: Matter, why: str, act: str) -> Task:
    return Task(
        title=_("%(organization)s: %(title)s", organization=matter.organization.short_name,
                title=matter.title),
        why=why,
        due_at=clock.at_local(matter.happens_on, 9)
        if matter.kind is MatterKind.ACTIVITY
        else None,
        consequence=_("The activity begins.") if matter.kind is MatterKind.ACTIVITY else "",
        url=url_for("matters.show", matter_id=matter.id),
        act=act,
        kind="matter",
    )  # fmt: skip
