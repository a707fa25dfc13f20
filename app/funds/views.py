"""Pages of the budget: the lines with their balances, one line, entering and changing."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets
from app.errors import RefusedError
from app.funds import actions, labels, queries
from app.funds.actions import LineFacts
from app.funds.forms import LineForm, LinesForm
from app.funds.models import BudgetLine
from app.funds.queries import Chosen, Row
from app.guard import requires
from app.permissions import DISTRICT_WIDE, POLICY, May

bp = Blueprint("funds", __name__, url_prefix="/funds", template_folder="templates")


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "here": "work"}


def asked_by(form: LinesForm) -> Chosen:
    """Return what the filters ask for, within what the actor may see."""
    year = lists.one_of(form.year.data, map(str, queries.years()))
    return Chosen(
        year=int(year) if year else None,
        unit_ids=_within(),
        unit_id=lists.uuid(form.unit.data),
        source=lists.one_of(form.source.data, labels.SOURCES),
        text=(form.q.data or "").strip()[:60],
        sort=lists.order(queries.SORTS, "unit"),
    )


def _within() -> frozenset[UUID] | None:
    """Return the units whose lines the actor may see; None: all."""
    wide = g.actor.roles() & DISTRICT_WIDE & POLICY[May.BUDGET_READ].roles
    return None if wide else g.actor.places_for(May.BUDGET_READ)


@bp.get("/")
@requires(May.BUDGET_READ)
def index() -> ResponseReturnValue:
    """Show the lines with their balances."""
    form = LinesForm.filled()
    chosen, page = asked_by(form), lists.page_number()
    rows, total = queries.listed(chosen, page)
    return render_template(
        "funds/index.html",
        form=form,
        rows=rows,
        total=total,
        sum=queries.total_of(chosen)[1],
        page=page,
        chips=lists.chips(form),
        crumbs=[(_("Waiting for me"), "/work"), (_("Budget lines"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.BUDGET_READ)
def export(kind: str) -> Response:
    """Hand out all the filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(asked_by(LinesForm.filled()), None)
    head = [
        *(_("Year"), _("Line code"), _("Name"), _("Unit"), _("Source of the money")),
        *(_("Amount (yuan)"), _("Promised (yuan)"), _("Free (yuan)")),
    ]
    return sheets.answer(kind, _("Budget lines"), head, map(_exported, rows))


@bp.get("/<uuid:line_id>")
@requires(May.BUDGET_READ, line=queries.get)
def show(line: BudgetLine) -> ResponseReturnValue:
    """Show a line and what is promised from it."""
    return render_template(
        "funds/show.html",
        line=line,
        balance=queries.balances([line])[line.id],
        commitments=queries.commitments(line),
        crumbs=_crumbs((line.name, None)),
    )


@bp.get("/new")
@requires(May.BUDGET_WRITE)
def new() -> ResponseReturnValue:
    """Ask for a new line."""
    form = LineForm(year=clock.local_date(clock.now()).year)
    form.offer_units()
    return _page(form, None)


@bp.post("/new")
@requires(May.BUDGET_WRITE)
def add() -> ResponseReturnValue:
    """Enter a line."""
    form = LineForm()
    form.offer_units()
    try:
        if not form.validate():
            return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
        line = actions.add(_typed(form), by=g.actor, now=clock.now())
    except RefusedError as error:
        form.add_findings(error.findings)
        return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The line is entered."), "ok")
    return redirect(url_for(".show", line_id=line.id))


@bp.get("/<uuid:line_id>/edit")
@requires(May.BUDGET_WRITE, line=queries.get)
def edit(line: BudgetLine) -> ResponseReturnValue:
    """Show a line to be changed."""
    form = LineForm(obj=line)
    form.offer_units()
    return _page(form, line)


@bp.post("/<uuid:line_id>/edit")
@requires(May.BUDGET_WRITE, line=queries.get)
def change(line: BudgetLine) -> ResponseReturnValue:
    """Change a line."""
    form = LineForm(obj=line)
    form.offer_units()
    try:
        if not form.validate():
            return _page(form, line), HTTPStatus.UNPROCESSABLE_ENTITY
        actions.change(line, _typed(form), by=g.actor, now=clock.now())
    except RefusedError as error:
        form.add_findings(error.findings)
        return _page(form, line), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The line is changed."), "ok")
    return redirect(url_for(".show", line_id=line.id))


def _typed(form: LineForm) -> LineFacts:
    data = {name: form.data[name] for name in LineFacts.__slots__}
    return LineFacts(**{**data, "unit_id": UUID(data["unit_id"])})


def _page(form: LineForm, line: BudgetLine | None) -> str:
    title = line.name if line else _("New line")
    return render_template("funds/edit.html", form=form, line=line, crumbs=_crumbs((title, None)))


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Waiting for me"), "/work"), (_("Budget lines"), url_for(".index")), *more]


def _exported(row: Row) -> list[object]:
    line, balance = row.line, row.balance
    source = str(labels.SOURCES.get(line.source, line.source))
    return [
        *(line.year, line.code, line.name, line.unit.name, source),
        *(balance.amount, balance.committed, balance.free),
    ]
