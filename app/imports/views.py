"""Pages of imports: choose a kind, send a file, see what is wrong or would change, confirm."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, sheets, words
from app.accounts import queries as people
from app.errors import ForbiddenError, NotFoundError, RefusedError
from app.guard import requires
from app.imports import actions, labels, queries, registry
from app.imports.forms import FileForm
from app.imports.kinds import Kind
from app.imports.models import ImportRun
from app.imports.rules import EXAMPLE, REMARK
from app.imports.states import RunState
from app.permissions import May

bp = Blueprint("imports", __name__, url_prefix="/imports", template_folder="templates")

TAGS = {
    RunState.CHECKING: "wait",
    RunState.BAD: "bad",
    RunState.READY: "part",
    RunState.WRITING: "wait",
    RunState.DONE: "ok",
    RunState.DROPPED: "stop",
}
SHOWN = 100


@bp.get("/")
@requires(May.IMPORT_DATA)
def index() -> ResponseReturnValue:
    """Show the kinds one may import, and the latest runs."""
    kinds = registry.open_to(g.actor)
    runs = queries.latest([kind.key for kind in kinds])
    return render_template(
        "imports/index.html",
        kinds=kinds,
        runs=runs,
        names=people.names_of(run.by for run in runs),
        kind_words=labels.KINDS,
        tags=TAGS,
        crumbs=[(_("Waiting for me"), "/work"), (_("Import data"), None)],
    )


@bp.route("/new/<kind>", methods=["GET", "POST"])
@requires(May.IMPORT_DATA)
def new(kind: str) -> ResponseReturnValue:
    """Take a file of a kind."""
    chosen = _kind(kind)
    form = FileForm()
    if form.validate_on_submit():
        try:
            run = actions.start(
                chosen,
                form.file.data.read(),
                form.file.data.filename or "",
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            return redirect(url_for(".show", run_id=run.id))
    page = render_template(
        "imports/new.html",
        form=form,
        kind=chosen,
        kind_words=labels.KINDS,
        crumbs=[
            (_("Waiting for me"), "/work"),
            (_("Import data"), url_for(".index")),
            (labels.KINDS[kind], None),
        ],
    )
    wrong = form.is_submitted() and bool(form.errors)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _kind(key: str) -> Kind:
    chosen = registry.kind(key)
    if not registry.may(g.actor, key):
        raise ForbiddenError(May.IMPORT_DATA)
    return chosen


@bp.get("/template/<kind>.xlsx")
@requires(May.IMPORT_DATA)
def template(kind: str) -> Response:
    """Hand out an empty table with its heads, an example and notes."""
    chosen = _kind(kind)
    heads = [f"{c.head}*" if c.required else c.head for c in chosen.columns]
    example = [c.example for c in chosen.columns]
    content = sheets.xlsx(
        str(labels.KINDS[kind]), [*heads, REMARK], [[*example, EXAMPLE]], notes=_notes(chosen)
    )
    name = _("Template %(kind)s", kind=labels.KINDS[kind])
    return sheets.download(content, f"{name}.xlsx", "xlsx")


def _notes(kind: Kind) -> list[str]:
    told = [
        _("Columns with * must be filled in. The order of the columns does not matter."),
        _("Days like 2026-11-24, amounts in yuan. Empty cells of a known row change nothing."),
        _("The file is taken whole or not at all; repeating it makes no doubles."),
        *kind.notes,
    ]
    return told + [
        f"{c.head}：{c.hint}" + (f"（也认：{'、'.join(c.aliases)}）" if c.aliases else "")
        for c in kind.columns
        if c.hint or c.aliases
    ]


def run_of(run_id: object) -> ImportRun:
    """Return a run of a kind that the actor may import, or raise NotFoundError."""
    run = queries.get(run_id)  # type: ignore[arg-type] # what the address holds
    if not registry.may(g.actor, run.kind):
        raise NotFoundError
    return run


@bp.get("/<uuid:run_id>")
@requires(May.IMPORT_DATA, run=run_of)
def show(run: ImportRun) -> ResponseReturnValue:
    """Show how far a run is, what is wrong, or what it would change."""
    working = run.state in (RunState.CHECKING, RunState.WRITING)
    return render_template(
        "imports/show.html",
        run=run,
        working=working,
        refresh=3 if working else None,
        problems=actions.problems_of(run)[:SHOWN],
        shown=SHOWN,
        kind_words=labels.KINDS,
        tags=TAGS,
        names=people.names_of([run.by]),
        crumbs=[
            (_("Waiting for me"), "/work"),
            (_("Import data"), url_for(".index")),
            (run.label, None),
        ],
    )


@bp.get("/<uuid:run_id>/problems.xlsx")
@requires(May.IMPORT_DATA, run=run_of)
def problems(run: ImportRun) -> Response:
    """Hand out the bad cells as a table."""
    heads = [_("Row"), _("Column"), _("What was filled in"), _("What is wrong")]
    rows = (
        (p.row or "", p.column, p.value, words.finding(p.finding()))
        for p in actions.problems_of(run)
    )
    return sheets.answer("xlsx", _("To change in %(file)s", file=run.label), heads, rows)


@bp.post("/<uuid:run_id>/confirm")
@requires(May.IMPORT_DATA, run=run_of)
def confirm(run: ImportRun) -> ResponseReturnValue:
    """Write what was checked."""
    actions.confirm(queries.with_content(run.id), by=g.actor, now=clock.now())
    return redirect(url_for(".show", run_id=run.id))


@bp.post("/<uuid:run_id>/drop")
@requires(May.IMPORT_DATA, run=run_of)
def drop(run: ImportRun) -> ResponseReturnValue:
    """Throw a checked file away."""
    actions.drop(run, by=g.actor, now=clock.now())
    flash(_("Thrown away. Nothing was written."), "ok")
    return redirect(url_for(".index"))
