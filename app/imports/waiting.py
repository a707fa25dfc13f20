"""What waits for somebody around imports: own files that were checked and not confirmed."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.imports import labels, queries
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- every desk is asked so
    """Yield the checked files of the actor."""
    if actor.id is None or not actor.may(May.IMPORT_DATA):
        return
    for run in queries.ready(actor.id):
        yield Task(
            title=_("Import: %(file)s", file=run.label),
            why=_("%(kind)s: checked, nothing is wrong.", kind=labels.KINDS[run.kind]),
            due_at=None,
            consequence=_("Nothing is written before you have confirmed."),
            url=url_for("imports.show", run_id=run.id),
            act=_("Confirm"),
            kind="import",
        )
