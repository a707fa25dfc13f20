"""The inbox."""

from http import HTTPStatus

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, lists
from app.guard import requires
from app.notices import actions, queries
from app.notices.models import Notice
from app.permissions import May

bp = Blueprint("notices", __name__, url_prefix="/notices", template_folder="templates")


@bp.get("/")
@requires(May.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the inbox, unread ones first."""
    page = lists.page_number()
    rows, total = queries.inbox(g.actor.id, page)
    return render_template(
        "notices/index.html",
        here="notices",
        rows=rows,
        total=total,
        page=page,
        unread=queries.unread_count(g.actor.id),
    )


@bp.post("/<uuid:notice_id>/read")
@requires(May.SIGNED_IN, notice=queries.get)
def read(notice: Notice) -> ResponseReturnValue:
    """Mark one as read, and lead to what it is about."""
    actions.read(notice, by=g.actor, now=clock.now())
    return redirect(notice.link or url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post("/read")
@requires(May.SIGNED_IN)
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    actions.read_all(by=g.actor, now=clock.now())
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)
