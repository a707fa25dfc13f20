"""What waits around filings: for the community, the street, the bureau and the applicant."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.filings import queries
from app.filings.models import Filing
from app.filings.states import FilingState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what waits for somebody."""
    if actor.may(May.FILING_CHECK):
        places = actor.places_for(May.FILING_CHECK)
        for filing in queries.waiting([FilingState.SENT], Filing.community_id, places):
            yield _task(filing, _("The first check is with you."), _("Check"))
        yield from _unchecked(actor, now)
    if actor.may(May.FILING_DECIDE):
        places = actor.places_for(May.FILING_DECIDE)
        states = [FilingState.CHECKED, FilingState.QUALIFIED]
        for filing in queries.waiting(states, Filing.street_id, places):
            reviewed = filing.state is FilingState.QUALIFIED
            why = _("The filing opinion is with you.") if reviewed else _("The review is with you.")
            yield _task(filing, why, _("Decide") if reviewed else _("Review it"))
    if actor.may(May.FILING_ESCALATED):
        for filing in queries.waiting([FilingState.ESCALATED], Filing.street_id, None):
            yield _task(filing, _("A strictly controlled kind: the street asks you."), _("Decide"))
    if actor.id is not None:
        mine = queries.waiting([FilingState.RETURNED], Filing.applicant_id, [actor.id])
        for filing in mine:
            yield _task(filing, _("It was returned to be corrected."), _("Correct and send again"))


def _unchecked(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield one task for all that are due for their yearly check."""
    found = queries.stale(actor.places_for(May.FILING_CHECK), clock.local_date(now))
    if found:
        yield Task(
            title=ngettext(
                "%(num)d filed organization is due for its yearly check",
                "%(num)d filed organizations are due for their yearly check",
                len(found),
            ),
            why="、".join(s.organization.short_name for s in found[:3]),
            due_at=None,
            consequence=_("Until then it is marked as not checked."),
            url=url_for("filings.checks"),
            act=_("Check"),
            kind="filing",
        )


def _task(filing: Filing, why: str, act: str) -> Task:
    return Task(
        title=_("Filing: %(name)s", name=filing.name),
        why=why,
        due_at=None,
        consequence="",
        url=url_for("filings.show", filing_id=filing.id),
        act=act,
        kind="filing",
    )
