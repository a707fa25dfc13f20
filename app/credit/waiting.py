"""What waits for the bureau around credit."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock, words
from app.credit import queries
from app.credit.labels import KINDS
from app.credit.states import Act, ProposalState
from app.errors import Finding
from app.notices.rules import unpacked
from app.permissions import Actor, May
from app.tasks import Task

# So many are named one by one; the desk lists all of them.
NAMED = 5


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- every desk is asked so
    """Yield the applications for repair and the proposals that the actor may decide."""
    if not actor.may(May.CREDIT_DECIDE):
        return
    for repair in queries.open_repairs():
        yield Task(
            title=_("Repair: %(organization)s", organization=repair.organization.name),
            why=_("It applies for the end of an entry: %(list)s", list=KINDS[repair.event.kind]),
            due_at=clock.end_of(repair.due_on) if repair.due_on else None,
            consequence=_("The measures give working days for it."),
            url=url_for("credit.decide_repair", application_id=repair.id),
            act=_("Verify"),
            kind="credit",
        )
    proposals, total = queries.open_proposals()
    mine = [
        p
        for p in proposals
        if not (p.state is ProposalState.REVIEWED and p.reviewed_by == actor.id)
    ]
    for proposal in mine[:NAMED]:
        cause = Finding(proposal.cause, detail=unpacked(proposal.detail))
        lifts = proposal.act is Act.LIFT
        yield Task(
            title=_("Credit: %(organization)s", organization=proposal.organization.name),
            why=f"{_('Take off: %(list)s', list=KINDS[proposal.kind]) if lifts else _('Enter: %(list)s', list=KINDS[proposal.kind])} · {words.finding(cause)}",
            due_at=None,
            consequence="",
            url=url_for("credit.proposal", proposal_id=proposal.id),
            act=_("Decide"),
            kind="credit",
        )
    if len(mine) > NAMED:
        yield Task(
            title=_("All proposals about credit: %(count)s", count=total),
            why=_("The rules propose, a person decides."),
            due_at=None,
            consequence="",
            url=url_for("credit.work"),
            act=_("Look"),
            kind="credit",
        )
