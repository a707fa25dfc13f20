"""What waits for somebody around organizations."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.accounts import queries as people
from app.organizations import queries
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- every desk is asked so
    """Yield the claims that the actor decides."""
    if not actor.may(May.CLAIM_CONFIRM):
        return
    open_claims = queries.open_claims()
    names = people.names_of(claim.person_id for claim in open_claims)
    for claim in open_claims:
        who = names.get(claim.person_id, "")
        yield Task(
            title=_("Claim: %(organization)s", organization=claim.organization.name),
            why=_("%(person)s wants to act for this organization.", person=who),
            due_at=None,
            consequence=_("Until then the person cannot act for it."),
            url=url_for("organizations.claim_show", claim_id=claim.id),
            act=_("Decide"),
            kind="claim",
        )
