"""Pages of the ledger: the communities, one of them, entering, the file for Excel."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, sheets
from app.errors import RefusedError
from app.formats import here_with
from app.guard import requires
from app.ledgers import actions, labels, queries
from app.ledgers.forms import RecordForm
from app.ledgers.queries import Ledger
from app.ledgers.states import RecordKind
from app.organizations import queries as organizations
from app.organizations.labels import TYPES
from app.permissions import May

bp = Blueprint("ledgers", __name__, url_prefix="/ledgers", template_folder="templates")


def this_year() -> int:
    """Return the present year."""
    return clock.local_date(clock.now()).year


def asked_year() -> int:
    """Return the asked year, else this one."""
    said = request.args.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 else this_year()  # noqa: PLR2004


@bp.get("/")
@requires(May.LEDGER_READ)
def index() -> ResponseReturnValue:
    """List the communities whose ledger the actor may see."""
    rows = queries.ledgers(g.actor, this_year())
    if len(rows) == 1:
        return redirect(url_for(".show", ledger_id=rows[0].community.id))
    return render_template(
        "ledgers/index.html",
        rows=rows,
        year=this_year(),
        here="ledgers",
        crumbs=[(_("Ledgers of the communities"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.LEDGER_READ)
def export_all(kind: str) -> Response:
    """Hand out the counts of all communities."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    heads = [_("Street"), _("Community"), _("Registered"), _("Filed"), _("Entries of the year")]
    rows = (
        [r.street, r.community.name, r.registered, r.filed, r.records]
        for r in queries.ledgers(g.actor, this_year())
    )
    return sheets.answer(kind, _("Ledgers of the communities"), heads, rows)


@bp.get("/<uuid:ledger_id>")
@requires(May.LEDGER_READ, ledger=queries.ledger)
def show(ledger: Ledger) -> ResponseReturnValue:
    """Show the ledger of a community."""
    community, year = ledger.community, asked_year()
    years = sorted({*queries.years(community.id), this_year()}, reverse=True)
    return render_template(
        "ledgers/show.html",
        community=community,
        organizations=queries.organizations(community.id),
        records=queries.records(community.id, year),
        year=year,
        years=[(str(y), here_with(year=y), y == year, None) for y in years],
        labels=labels,
        types=TYPES,
        may_write=g.actor.may(May.LEDGER_WRITE, ledger),
        here="ledgers",
        crumbs=[(_("Ledgers of the communities"), url_for(".index")), (community.name, None)],
    )


@bp.get("/<uuid:ledger_id>/export.<kind>")
@requires(May.LEDGER_READ, ledger=queries.ledger)
def export(ledger: Ledger, kind: str) -> Response:
    """Hand out the entries of a year."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    heads = [
        *(_("Day"), _("Kind"), _("Organization"), _("Filing number or credit code"), _("Place")),
        *(_("Theme"), _("People taking part"), _("Effect"), _("Entered by")),
    ]
    rows = (
        [
            r.on,
            str(labels.KINDS[r.kind]),
            r.organization.name,
            r.organization.filing_no or r.organization.uscc,
            r.place,
            r.theme,
            r.persons,
            r.result,
            r.recorded_by,
        ]
        for r in queries.records(ledger.community.id, asked_year())
    )
    title = _("Ledger %(community)s", community=ledger.community.short_name)
    return sheets.answer(kind, title, heads, rows)


@bp.route("/<uuid:ledger_id>/record", methods=["GET", "POST"])
@requires(May.LEDGER_WRITE, ledger=queries.ledger)
def record(ledger: Ledger) -> ResponseReturnValue:
    """Enter an activity or a visit."""
    form = RecordForm()
    found = queries.organizations(ledger.community.id)
    form.organization.choices = [(str(o.id), o.name) for o in found]
    if form.validate_on_submit() and form.on.data:
        try:
            actions.record(
                ledger.community,
                organizations.get(UUID(form.organization.data)),
                RecordKind(form.kind.data),
                on=form.on.data,
                place=form.place.data,
                theme=form.theme.data,
                persons=form.persons.data or 0,
                result=form.result.data,
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Entered."), "ok")
            return redirect(url_for(".show", ledger_id=ledger.community.id))
    page = render_template(
        "ledgers/record.html",
        form=form,
        community=ledger.community,
        here="ledgers",
        crumbs=[
            (ledger.community.name, url_for(".show", ledger_id=ledger.community.id)),
            (_("Enter"), None),
        ],
    )
    wrong = form.is_submitted() and bool(form.error_list())
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
