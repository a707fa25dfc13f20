"""Pages of matches: who fits a call, for its department; which calls fit, for an organization.

Others show `matches/_home.html` (with `fits`) and `matches/_reasons.html` (with `match_fits`).
"""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.accounts import queries as people
from app.accounts.states import UnitKind
from app.calls import queries as call_queries
from app.calls.models import Call
from app.calls.states import Phase
from app.guard import requires
from app.law import Track
from app.matches import actions, queries
from app.matches.forms import DeclineForm, FitFilters
from app.matches.labels import CHANNEL_HINTS, CHANNELS
from app.matches.queries import Asked, CallFit, OrganizationFit
from app.organizations import queries as organization_queries
from app.organizations.labels import FIELDS
from app.organizations.models import Organization
from app.permissions import May
from matching import Weights

bp = Blueprint("matches", __name__, url_prefix="/matches", template_folder="templates")
EXPORTED = 100


def words_of(weights: Weights) -> dict[str, Any]:
    """Return the channels that count by these weights, with their words."""
    counting = {key: str(word) for key, word in CHANNELS.items() if weights.of(key)}
    return {"channels": counting, "hints": CHANNEL_HINTS, "weights": weights}


# --- for the department


@bp.get("/calls/<uuid:call_id>")
@requires(May.MATCH_READ, call=call_queries.get)
def organizations(call: Call) -> ResponseReturnValue:
    """Show the organizations that fit a call best, and who may not take part."""
    form = _with_streets(FitFilters())
    fits = queries.organizations_for(call, now=clock.now(), asked=asked_by(form))
    here = "rounds" if call.kind == "round" else "projects"
    return render_template(
        "matches/organizations.html",
        call=call,
        fits=fits,
        form=form,
        chips=lists.chips(form),
        scored=any(c.kind == "fit" for c in call.criteria),
        procurement=call.track is Track.GP,
        here=here,
        crumbs=[
            (call.title, url_for("calls.show", call_id=call.id)),
            (_("Organizations that fit"), None),
        ],
        **words_of(Weights()),
    )


@bp.get("/calls/<uuid:call_id>/export.<kind>")
@requires(May.MATCH_READ, call=call_queries.get)
def export(call: Call, kind: str) -> Response:
    """Hand out the best hundred with every part of their scores."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    form = _with_streets(FitFilters())
    fits = queries.organizations_for(call, EXPORTED, now=clock.now(), asked=asked_by(form))
    title = _("Organizations that fit %(number)s", number=call.number)
    return sheets.answer(kind, title, columns(), exported(fits.rows + fits.barred))


def columns() -> list[str]:
    """Return the heads of the exported table."""
    heads = [_("Place in the list"), _("Name"), _("Unified social credit code"), _("Grade today")]
    heads += [_("Street"), _("Fit score"), *map(str, CHANNELS.values())]
    return [*heads, _("Why it fits"), _("Why it may not take part")]


def exported(rows: Sequence[OrganizationFit]) -> Iterator[list[object]]:
    """Yield the exported rows: scores as text, to the last place."""
    for place, row in enumerate(rows, 1):
        o = row.organization
        yield [
            place if not row.barred else None,
            o.name,
            o.uscc,
            row.level,
            o.street.name if o.street else "",
            str(row.score),
            *(str(part.value) for part in row.hit.parts),
            "；".join(words.finding(reason) for reason in row.reasons),
            "；".join(words.finding(reason) for reason in row.barred),
        ]


def asked_by(form: FitFilters) -> Asked:
    """Return what the filters ask for; what they do not know asks for nothing."""
    return Asked(
        field=lists.one_of(form.field.data, FIELDS),
        grade=lists.one_of(form.grade.data, dict(form.grade.choices)),
        street_id=lists.uuid(form.street.data),
    )


def _with_streets(form: FitFilters) -> FitFilters:
    streets = people.units(UnitKind.STREET)
    form.street.choices = [*form.street.choices[:1], *((str(u.id), u.name) for u in streets)]
    return form


# --- for the organization


@bp.get("/mine")
@requires(May.SUBMISSION_WRITE)
def calls() -> ResponseReturnValue:
    """Show the open calls that fit the organization one acts for."""
    mine = organization_queries.mine(g.actor)
    wanted = lists.uuid(request.args.get("organization"))
    chosen = next((o for o in mine if o.id == wanted), mine[0] if mine else None)
    if chosen is None:
        return redirect(url_for("organizations.own"))
    now = clock.now()
    fits, barred = queries.calls_for(chosen, now=now)
    return render_template(
        "matches/calls.html",
        organization=chosen,
        mine=mine,
        fits=fits,
        barred=barred,
        declined=queries.declined_of(chosen.id, now),
        here="calls",
        crumbs=[(_("Taking submissions"), url_for("calls.index")), (_("What fits us"), None)],
        **words_of(queries.CALL_WEIGHTS),
    )


@bp.post("/mine/<uuid:organization_id>/<uuid:call_id>/decline")
@requires(May.SUBMISSION_WRITE, organization=organization_queries.get, call=call_queries.published)
def decline(organization: Organization, call: Call) -> ResponseReturnValue:
    """Hide a call that is not for the organization."""
    form = DeclineForm()
    if not form.validate_on_submit():
        abort(HTTPStatus.BAD_REQUEST)
    reason = form.reason.data or ""
    actions.decline(call, organization=organization, reason=reason, by=g.actor, now=clock.now())
    flash(_("“%(title)s” is not shown among what fits any more.", title=call.title), "ok")
    return redirect(url_for(".calls", organization=organization.id))


@bp.post("/mine/<uuid:organization_id>/<uuid:call_id>/restore")
@requires(May.SUBMISSION_WRITE, organization=organization_queries.get, call=call_queries.published)
def restore(organization: Organization, call: Call) -> ResponseReturnValue:
    """Show a hidden call again."""
    actions.restore(call, organization=organization, by=g.actor, now=clock.now())
    return redirect(url_for(".calls", organization=organization.id))


# --- on the pages of others


@bp.app_template_global()
def match_fits(call: Call) -> list[tuple[Organization, CallFit]]:
    """Return how an open call fits each organization that the signed-in person acts for."""
    now = clock.now()
    if not g.actor.may(May.SUBMISSION_WRITE) or call.phase(now) is not Phase.TAKING:
        return []
    mine = organization_queries.mine(g.actor)
    found = ((o, queries.fit_of(o, call, now=now)) for o in mine)
    return [(organization, fit) for organization, fit in found if fit]
