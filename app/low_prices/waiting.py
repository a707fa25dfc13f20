"""What waits around low prices: to explain, to decide."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.low_prices import queries
from app.permissions import Actor, Role
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the prices that an organization is asked to explain."""
    for review in queries.waiting_for(actor.places(Role.ORG_ADMIN, Role.ORG_USER), now):
        yield Task(
            title=_("Explain your price: %(title)s", title=review.call.title),
            why=_("The panel asks how the work is done for it"),
            due_at=review.due_at,
            consequence=_("Without an explanation the bid may be found invalid"),
            url=url_for("low_prices.show", review_id=review.id),
            act=_("Explain"),
            kind="submission",
        )
