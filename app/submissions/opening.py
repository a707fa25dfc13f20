"""Pages of the opening (开启): before it nobody sees how many there are, after it the list."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts import queries as accounts
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallState, Phase
from app.calls.views import link_to, page_of
from app.errors import Finding, NotFoundError, RefusedError
from app.guard import requires
from app.keys import queries as keys
from app.money import yuan
from app.organizations import queries as organizations
from app.permissions import May
from app.submissions import ceremony, queries, rules
from app.submissions.forms import TurnForm
from app.submissions.frame import bp, page
from app.submissions.models import Opening

HERE = "work"


@bp.get("/openings/<uuid:call_id>")
@requires(May.OPENING_HOLD)
def opening(call_id: UUID) -> ResponseReturnValue:
    """Show what will happen and when, or the opening list."""
    return _opening_page(_to_open(call_id))


@bp.post("/openings/<uuid:call_id>")
@requires(May.OPENING_HOLD)
def open_all(call_id: UUID) -> ResponseReturnValue:
    """Open with a key that the portal keeps, and show the list, or who is next."""
    return _opened(call_id, ceremony.open_all)


@bp.post("/openings/<uuid:call_id>/turn")
@requires(May.OPENING_HOLD)
def turn(call_id: UUID) -> ResponseReturnValue:
    """Take what an opener's own browser found, and go on."""
    return _opened(call_id, partial(ceremony.turn, inside=TurnForm().found()))


@bp.post("/openings/<uuid:call_id>/supplied")
@requires(May.OPENING_HOLD)
def open_supplied(call_id: UUID) -> ResponseReturnValue:
    """Open what was made good."""
    return _opened(call_id, ceremony.open_supplied)


def _opened(call_id: UUID, act: Callable[..., Opening | None]) -> ResponseReturnValue:
    call = _to_open(call_id)
    try:
        held = act(call, by=g.actor)
    except RefusedError as refused:
        return _opening_page(call, refused.findings), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done(call, held)


def _done(call: Call, held: Opening | None) -> ResponseReturnValue:
    if held is None:
        flash(_("Your lock is open. The next opener has been told."))
    else:
        flash(_("Opened. Everybody who took part has been told."))
    return redirect(url_for("submissions.opening", call_id=call.id))


@bp.post("/openings/<uuid:call_id>/again")
@requires(May.OPENING_HOLD)
def begin_again(call_id: UUID) -> ResponseReturnValue:
    """Drop what openers did so far."""
    call = _to_open(call_id)
    ceremony.begin_again(call, by=g.actor, now=clock.now())
    flash(_("What was opened so far is dropped. The first opener begins again."))
    return redirect(url_for("submissions.opening", call_id=call.id))


@bp.post("/openings/<uuid:call_id>/lost")
@requires(May.OPENING_HOLD)
def keys_lost(call_id: UUID) -> ResponseReturnValue:
    """Say that too few openers still have their keys."""
    call = _to_open(call_id)
    ceremony.declare_lost(call, by=g.actor, now=clock.now())
    flash(_("Everybody who handed in has been asked for the package they kept."))
    return redirect(url_for("submissions.opening", call_id=call.id))


@bp.post("/openings/<uuid:call_id>/fail")
@requires(May.QUALIFICATION_DECIDE, call=calls.get)
def fail(call: Call) -> ResponseReturnValue:
    """End a call with too few submissions."""
    ceremony.fail(call, by=g.actor, now=clock.now())
    flash(_("The project has failed. Everybody who took part has been told."))
    return redirect(f"/calls/{call.id}")


def _to_open(call_id: UUID) -> Call:
    call = calls.get(call_id)
    published = call.state not in (CallState.DRAFT, CallState.IN_REVIEW)
    if not published or not queries.may_open(g.actor, call):
        raise NotFoundError
    return call


def _opening_page(call: Call, findings: tuple[Finding, ...] = ()) -> str:
    now = clock.now()
    held = queries.opening_of(call.id)
    rows = held.rows if held else []
    names = organizations.by_ids(UUID(row["organization"]) for row in rows)
    return page(
        "opening",
        call,
        here=HERE,
        crumbs=[
            (_("Waiting for me"), "/work"),
            (call.title, page_of(call)),
            (_("Openings"), None),
        ],
        held=held,
        by=accounts.names_of([held.held_by]).get(held.held_by) if held and held.held_by else "",
        rows=[
            {
                **row,
                "name": names[UUID(row["organization"])].name,
                "price": yuan(row["price"]),
                "at": datetime.fromisoformat(row["received_at"]),
            }
            for row in rows
        ],
        findings=findings,
        few=list(rules.few(held.count, calls.law_of(call))) if held else [],
        may_fail=call.state is CallState.OPENED and g.actor.may(May.QUALIFICATION_DECIDE, call),
        onward=link_to("results.qualification", call_id=call.id),
        due=max(filter(None, (call.deadline_at, call.opening_at)), default=None),
        ready=_ready(call, now),
        taking=call.phase(now) is Phase.TAKING,
        is_round=queries.is_round(call),
        **_openers(call, ready=_ready(call, now)),
    )


def _openers(call: Call, *, ready: bool) -> dict[str, Any]:
    """Return who opens, who has, and what the next one has before them."""
    chosen = keys.keys_of(call.id)
    if chosen is None or chosen.fixed_at is None:
        return {"chosen": None}
    turns = queries.turns_of(call.id)
    done = {t.place: t.at for t in turns}
    place = chosen.place_of(g.actor.id)
    mine = next((m for m in chosen.members if m["place"] == place), None)
    key = keys.key(UUID(mine["key"])) if mine else None
    my_turn = ready and place is not None and place not in done
    nests: dict[str, Any] = {}
    if my_turn and key is not None and not key.kept:
        before = queries.nests_of(queries.sealed_of(call.id), turns)
        nests = {
            box: {order: held for order, held in orders.items() if order.startswith(str(place))}
            for box, orders in before.items()
        }
    return {
        "chosen": chosen,
        "done": done,
        "place": place,
        "key": key,
        "my_turn": my_turn,
        "nests": nests,
        "supplied_until": rules.supply_until(chosen.lost_at) if chosen.lost_at else None,
    }


def _ready(call: Call, now: datetime) -> bool:
    waiting = call.phase(now) is Phase.WAITING_OPENING
    return waiting and call.opening_at is not None and now >= call.opening_at
