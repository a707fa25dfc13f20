"""Pages: what an organization has, and beginning. The rest is in the modules imported last."""

from http import HTTPStatus
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import PUBLIC, Phase
from app.errors import Finding, NotFoundError, RefusedError
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.permissions import May
from app.submissions import actions, outline, queries
from app.submissions.frame import bp, page
from app.submissions.labels import TAGS
from app.submissions.states import SubmissionState


@bp.get("/")
@requires(May.SUBMISSION_WRITE)
def index() -> ResponseReturnValue:
    """List what the actor's organizations have begun or handed in."""
    found = queries.of_organizations([o.id for o in organizations.mine(g.actor)])
    return page("mine", None, rows=found, TAGS=TAGS, crumbs=[(_("My submissions"), None)])


@bp.get("/start/<uuid:call_id>")
@requires(May.SUBMISSION_WRITE)
def prepare(call_id: UUID) -> ResponseReturnValue:
    """Say who may and what is needed, or why not, before anything is typed."""
    return _start_page(_public(call_id))


@bp.post("/start/<uuid:call_id>")
@requires(May.SUBMISSION_WRITE)
def begin(call_id: UUID) -> ResponseReturnValue:
    """Begin, and go to the first page."""
    call = _public(call_id)
    organization = _chosen()
    try:
        submission = actions.start(
            call,
            organization=organization,
            partner=_partner(),
            contact={"name": g.person.name, "phone": g.person.phone},
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as refused:
        return _start_page(call, refused.findings), HTTPStatus.UNPROCESSABLE_ENTITY
    first = outline.following(queries.draft_of(submission), queries.ask_of(call))
    if first is None or submission.state is not SubmissionState.DRAFT:
        return redirect(url_for(".show", submission_id=submission.id))
    return redirect(url_for(".edit", submission_id=submission.id, subject=first))


def _start_page(call: Call, refused: tuple[Finding, ...] = ()) -> str:
    now = clock.now()
    mine_ = organizations.mine(g.actor)
    begun = {o.id: queries.own(call.id, o.id) for o in mine_}
    doors = {o.id: actions.may_take_part(call, o, now=now) for o in mine_}
    return page(
        "start",
        call,
        mine=mine_,
        begun=begun,
        doors=doors,
        refused=refused,
        taking=call.phase(now) is Phase.TAKING,
        is_round=queries.is_round(call),
        items=outline.items({}, queries.ask_of(call)),
    )


def _public(call_id: UUID) -> Call:
    call = calls.get(call_id)
    if call.state not in PUBLIC:
        raise NotFoundError
    return call


def _chosen() -> Organization:
    mine_ = organizations.mine(g.actor)
    wanted = request.form.get("organization_id", "")
    found = next((o for o in mine_ if str(o.id) == wanted), None)
    if found is None and len(mine_) == 1 and not wanted:
        found = mine_[0]
    if found is None:
        raise NotFoundError
    return found


def _partner() -> Organization | None:
    code = request.form.get("partner", "").strip()
    if not code:
        return None
    found = organizations.by_code(code)
    if found is None or found.registered:
        raise RefusedError([Finding("partner-not-filed", field="partner", detail={"code": code})])
    return found


from app.submissions import drafting, handing_in, opening  # noqa: E402, F401 -- their routes
