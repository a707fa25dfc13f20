"""What waits for list owners: flagged items to review, returned drafts to change."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.functions import queries
from app.functions.models import FunctionItem
from app.functions.states import ItemState
from app.permissions import Actor, May
from app.tasks import Task


def may_review(actor: Actor, item: FunctionItem) -> bool:
    """Say whether somebody is the second person for a flagged item."""
    return (
        item.state is ItemState.IN_REVIEW
        and actor.may(May.FUNCTION_REVIEW, item)
        and actor.id != item.drafted_by
    )


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:  # noqa: ARG001 -- the same for all
    """Yield what waits for somebody."""
    if not actor.may(May.FUNCTION_WRITE) and not actor.may(May.FUNCTION_REVIEW):
        return
    for item in queries.in_work():
        url = url_for("functions.draft", item_id=item.id)
        if may_review(actor, item):
            yield Task(
                title=_("Review: %(name)s", name=item.name),
                why=_("It comes close to the negative list, so a second person looks at it."),
                due_at=None,
                consequence=_("Until then it is not on the list"),
                url=url,
                act=_("Review"),
                kind="function",
            )
        elif item.drafted_by == actor.id and item.state is ItemState.DRAFT and item.review_note:
            yield Task(
                title=_("Change the draft: %(name)s", name=item.name),
                why=item.review_note,
                due_at=None,
                consequence="",
                url=url,
                act=_("Change"),
                kind="function",
            )
