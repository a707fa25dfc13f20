"""What waits around financial audits: a report, faults to put right."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.account_audits import queries
from app.account_audits.states import AuditState
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- every desk is asked so
    """Yield what the bureau has to do, and what an organization has to put right."""
    desk = actor.may(May.ACCOUNTS_ORDER)
    if not desk and not actor.may(May.ORGANIZATION_EDIT):
        return
    states = (AuditState.ORDERED, AuditState.RECTIFYING) if desk else (AuditState.RECTIFYING,)
    for audit in queries.standing(actor, *states):
        faults = audit.state is AuditState.RECTIFYING
        due = audit.rectify_by if faults else audit.due_on
        yield Task(
            title=_("Financial audit: %(organization)s", organization=audit.organization.name),
            why=_("Faults are to be put right.") if faults else _("The report is still missing."),
            due_at=clock.at_local(due, 17, 30) if due else None,
            consequence="",
            url=url_for("account_audits.show", audit_id=audit.id),
            act=_("Look"),
            kind="account_audit",
        )
