"""Pages of the needs: the public list, one need, entering and changing."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets
from app.errors import RefusedError
from app.guard import requires
from app.needs import actions, labels, queries
from app.needs.actions import NeedFacts
from app.needs.forms import ListForm, NeedForm
from app.needs.models import Need
from app.organizations.labels import FIELDS
from app.permissions import May

bp = Blueprint("needs", __name__, url_prefix="/needs", template_folder="templates")


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "fields": FIELDS, "here": "functions"}


def asked_by(form: ListForm) -> queries.Chosen:
    """Return what the filters ask for; what they do not know asks for nothing."""
    return queries.Chosen(
        text=(form.q.data or "").strip()[:60],
        field=lists.one_of(form.field.data, FIELDS),
        place_id=lists.uuid(form.place.data),
        status=lists.one_of(request.args.get("status"), labels.STATUSES),
        sort=lists.order(queries.SORTS, "-votes"),
    )


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show what communities ask for."""
    form = ListForm.filled()
    chosen, page = asked_by(form), lists.page_number()
    rows, total = queries.listed(chosen, page)
    return render_template(
        "needs/index.html",
        form=form,
        chosen=chosen,
        rows=rows,
        total=total,
        page=page,
        counts=queries.counts(chosen),
        chips=lists.chips(form),
        crumbs=[(_("Home"), "/"), (_("Needs of communities"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out all the filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(asked_by(ListForm.filled()), None)
    head = [
        *(
            _("Need"),
            _("Community"),
            _("Service field"),
            _("Whom it is for"),
            _("Number of people"),
        ),
        *(_("Supporters"), _("State"), _("Entered on"), _("Text")),
    ]
    return sheets.answer(kind, _("Needs of communities"), head, map(_exported, rows))


@bp.get("/<uuid:need_id>")
@requires(May.PUBLIC, need=queries.get)
def show(need: Need) -> ResponseReturnValue:
    """Show one need."""
    return render_template("needs/show.html", need=need, crumbs=_crumbs((need.title, None)))


@bp.get("/new")
@requires(May.NEED_WRITE)
def new() -> ResponseReturnValue:
    """Ask for a need."""
    return _page(_offered(NeedForm()), None)


@bp.post("/new")
@requires(May.NEED_WRITE)
def collect() -> ResponseReturnValue:
    """Enter a need."""
    form = _offered(NeedForm())
    try:
        if not form.validate():
            return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
        need = actions.collect(_typed(form), by=g.actor, now=clock.now())
    except RefusedError as error:
        form.add_findings(error.findings)
        return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The need is entered and public."), "ok")
    return redirect(url_for(".show", need_id=need.id))


@bp.get("/<uuid:need_id>/edit")
@requires(May.NEED_WRITE, need=queries.get)
def edit(need: Need) -> ResponseReturnValue:
    """Show a need to be changed."""
    return _page(_offered(NeedForm(obj=need)), need)


@bp.post("/<uuid:need_id>/edit")
@requires(May.NEED_WRITE, need=queries.get)
def change(need: Need) -> ResponseReturnValue:
    """Change a need."""
    form = _offered(NeedForm(obj=need))
    try:
        if not form.validate():
            return _page(form, need), HTTPStatus.UNPROCESSABLE_ENTITY
        actions.change(need, _typed(form), by=g.actor, now=clock.now())
    except RefusedError as error:
        form.add_findings(error.findings)
        return _page(form, need), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The need is changed."), "ok")
    return redirect(url_for(".show", need_id=need.id))


def _offered(form: NeedForm) -> NeedForm:
    form.offer(list(queries.of_places(g.actor.places_for(May.NEED_WRITE))))
    return form


def _typed(form: NeedForm) -> NeedFacts:
    data = {name: form.data[name] for name in NeedFacts.__slots__}
    numbers = {name: data[name] or 0 for name in ("persons", "votes")}
    return NeedFacts(**{**data, **numbers, "community_id": UUID(data["community_id"])})


def _page(form: NeedForm, need: Need | None) -> str:
    title = need.title if need else _("Enter a need")
    return render_template("needs/edit.html", form=form, need=need, crumbs=_crumbs((title, None)))


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Home"), "/"), (_("Needs of communities"), url_for(".index")), *more]


def _exported(need: Need) -> list[object]:
    return [
        *(need.title, need.community.name, str(FIELDS.get(need.field, need.field))),
        *(need.beneficiaries, need.persons, need.votes, str(labels.STATUSES[need.status])),
        *(need.submitted_on, need.text),
    ]
