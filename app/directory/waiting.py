"""What waits for the bureau around the directory."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock, words
from app.directory import queries
from app.directory.models import DirectoryEntry
from app.directory.states import EntryState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield applications, publicities that are over, and what the register suggests."""
    if not actor.may(May.DIRECTORY_DECIDE):
        return
    today = clock.local_date(now)
    for entry in queries.waiting(EntryState.APPLIED, EntryState.PUBLICIZED):
        if entry.state is EntryState.APPLIED:
            yield _task(entry, _("It applies for the directory."), _("Check"))
        elif entry.publicity_until and entry.publicity_until < today:
            yield _task(entry, _("The publicity is over without objection."), _("Put on it"))
    for proposal in queries.proposals(today):
        if proposal.step == "resume":
            why = _("It is suspended, and nothing in the register speaks for it any more.")
        else:
            why = words.finding(proposal.reasons[0])
        yield _task(proposal.entry, why, _("Decide"))


def _task(entry: DirectoryEntry, why: str, act: str) -> Task:
    return Task(
        title=_("Directory: %(organization)s", organization=entry.organization.name),
        why=why,
        due_at=None,
        consequence="",
        url=url_for("directory.show", entry_id=entry.id),
        act=act,
        kind="directory",
    )
