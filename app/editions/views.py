"""Pages of editions and figures: public; the bureau publishes."""

import json
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, sheets
from app.editions import actions, queries
from app.editions.forms import EditionForm
from app.editions.models import Edition
from app.errors import RefusedError
from app.guard import requires
from app.organizations.labels import FIELDS
from app.organizations.views import today
from app.permissions import May

bp = Blueprint("editions", __name__, url_prefix="/directory", template_folder="templates")


def _crumbs(last: str) -> list[tuple[str, str | None]]:
    return [(_("Qualified directory"), url_for("directory.index")), (last, None)]


@bp.get("/editions/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List the editions."""
    blank = EditionForm(formdata=None, year=today().year, as_of=today())
    return _page(blank), HTTPStatus.OK


def _page(form: EditionForm) -> str:
    return render_template(
        "editions/index.html",
        editions=queries.editions(),
        form=form if g.actor.may(May.DIRECTORY_DECIDE) else None,
        here="directory",
        crumbs=_crumbs(_("Yearly editions")),
    )


@bp.post("/editions/")
@requires(May.DIRECTORY_DECIDE)
def publish() -> ResponseReturnValue:
    """Publish an edition."""
    form = EditionForm()
    if form.validate_on_submit() and form.year.data and form.as_of.data:
        try:
            made = actions.publish(
                form.year.data, as_of=form.as_of.data, by=g.actor, now=clock.now()
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("The edition is published."), "ok")
            return redirect(url_for(".show", year=made.year))
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/editions/<int:year>")
@requires(May.PUBLIC)
def show(year: int) -> ResponseReturnValue:
    """Show an edition as it was published."""
    edition = queries.edition(year)
    return render_template(
        "editions/show.html",
        edition=edition,
        field_words=FIELDS,
        here="directory",
        crumbs=[
            (_("Qualified directory"), url_for("directory.index")),
            (_("Yearly editions"), url_for(".index")),
            (str(edition.year), None),
        ],
    )


@bp.get("/editions/<int:year>.<kind>")
@requires(May.PUBLIC)
def export(year: int, kind: str) -> Response:
    """Hand out an edition: a table to read, or JSON to compute the digest from."""
    edition = queries.edition(year)
    if kind == "json":
        said = json.dumps(edition.rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Response(said, mimetype="application/json")
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    heads = [
        _("Name"),
        _("Unified social credit code"),
        _("Grade that day"),
        _("Since"),
        _("Fields"),
    ]
    return sheets.answer(kind, _("Directory %(year)s", year=year), heads, _rows(edition))


def _rows(edition: Edition) -> list[list[object]]:
    return [
        [
            row["name"],
            row["code"],
            row["grade"],
            row["since"],
            "、".join(str(FIELDS.get(key, key)) for key in row["fields"]),
        ]
        for row in edition.rows
    ]


@bp.get("/figures")
@requires(May.PUBLIC)
def figures() -> ResponseReturnValue:
    """Show what the directory of today counts."""
    found = queries.figures(today())
    return render_template(
        "editions/figures.html",
        figures=found,
        grades=sorted(found.by_grade.items(), reverse=True),
        fields=[(FIELDS.get(key, key), count) for key, count in found.by_field.most_common()],
        streets=found.by_street.most_common(),
        bought=queries.bought(),
        growth=queries.growth(today()),
        year=today().year,
        here="directory",
        crumbs=_crumbs(_("Figures")),
    )
