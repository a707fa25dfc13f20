"""Pages of openers' keys: one's own key, and who opens a call."""

from base64 import b64encode
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts import queries as accounts
from app.calls import queries as calls
from app.calls.models import Call
from app.errors import Finding, NotFoundError, RefusedError
from app.guard import requires
from app.keys import actions, queries
from app.keys.forms import TEST, MakeForm, ProveForm, chosen
from app.keys.models import OpenerKey
from app.permissions import May

bp = Blueprint("keys", __name__, url_prefix="/keys", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/")
@requires(May.OPENING_HOLD)
def index() -> ResponseReturnValue:
    """Show one's key, when it was tried, and what it will open."""
    return _own()


def _own(findings: tuple[Finding, ...] = ()) -> str:
    person_id = _me()
    key = queries.live(person_id)
    needed, count = queries.quorum()
    return render_template(
        "keys/index.html",
        here="work",
        crumbs=[(_("Waiting for me"), "/work"), (_("My opening key"), None)],
        findings=findings,
        key=key,
        box={TEST: {"1": b64encode(key.test_box).decode()}} if key and key.test_box else None,
        earlier=queries.earlier(person_id),
        waiting=queries.waiting_for(person_id),
        fit_of=lambda held: queries.fit_of(held, person_id, key, now=clock.now()),
        needed=needed,
        count=count,
    )


@bp.post("/make")
@requires(May.OPENING_HOLD)
def make() -> ResponseReturnValue:
    """Take the public half of a key into use, and have it tried."""
    person, now = accounts.person(_me()), clock.now()
    try:
        key = actions.make(person, MakeForm().half(), by=g.actor, now=now)
    except RefusedError as refused:
        return _own(refused.findings), BAD
    actions.test(key, now=now)
    flash(_("The key is registered. Please try it now, so that you know your copy is right."))
    return redirect(url_for("keys.index"))


@bp.post("/test")
@requires(May.OPENING_HOLD)
def test() -> ResponseReturnValue:
    """Lay a test box before one's key."""
    actions.test(_key(), now=clock.now())
    return redirect(url_for("keys.index"))


@bp.post("/prove")
@requires(May.OPENING_HOLD)
def prove() -> ResponseReturnValue:
    """Take what was found in the test box."""
    key, now = _key(), clock.now()
    try:
        if key.kept:
            actions.prove_kept(key, by=g.actor, now=now)
        else:
            actions.prove(key, ProveForm().found(), by=g.actor, now=now)
    except RefusedError as refused:
        return _own(refused.findings), BAD
    flash(_("The test box is open: your key works."))
    return redirect(url_for("keys.index"))


@bp.get("/calls/<uuid:call_id>")
@requires(May.CALL_DRAFT, call=calls.get)
def openers(call: Call) -> ResponseReturnValue:
    """Show who opens a call, and who could."""
    return _openers_page(call)


@bp.post("/calls/<uuid:call_id>")
@requires(May.CALL_DRAFT, call=calls.get)
def choose(call: Call) -> ResponseReturnValue:
    """Choose who opens a call."""
    try:
        actions.choose(call, chosen(), by=g.actor, now=clock.now())
    except RefusedError as refused:
        return _openers_page(call, refused.findings), BAD
    flash(_("The openers are chosen. They are told when the call is published."))
    return redirect(url_for("keys.openers", call_id=call.id))


def _openers_page(call: Call, findings: tuple[Finding, ...] = ()) -> str:
    needed, count = queries.quorum()
    held, rows = queries.keys_of(call.id), queries.candidates(call, now=clock.now())
    picked = (
        [m["person"] for m in held.members] if held else [str(c.person.id) for c in rows[:count]]
    )
    return render_template(
        "keys/call.html",
        here="work",
        crumbs=[
            (_("Waiting for me"), "/work"),
            (call.title or call.number, f"/calls/{call.id}"),
            (_("Who opens it"), None),
        ],
        call=call,
        findings=findings,
        chosen=held,
        fixed=held is not None and held.fixed_at is not None,
        rows=rows,
        picked=picked,
        needed=needed,
        count=count,
    )


def _me() -> UUID:
    found: UUID = g.actor.id
    return found


def _key() -> OpenerKey:
    key = queries.live(_me())
    if key is None:
        raise NotFoundError
    return key
