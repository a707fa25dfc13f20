"""Pages of the log: the table, its export, the story of one call, the check of the chain."""

from datetime import datetime
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists
from app.audit import actions, labels, papers, queries
from app.audit.forms import FilterForm
from app.errors import NotFoundError
from app.guard import requires
from app.law import load
from app.permissions import May

bp = Blueprint("audit", __name__, url_prefix="/audit", template_folder="templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@requires(May.AUDIT_READ)
def index() -> ResponseReturnValue:
    """Show who did what, the newest first."""
    form = _filter()
    page = lists.page_number()
    wanted = form.wanted(_call())
    rows, total = queries.page(wanted, page)
    return render_template(
        "audit/index.html",
        here="audit",
        form=form,
        rows=rows,
        total=total,
        page=page,
        one_call=wanted.call_id,
        head=queries.head(),
        last=queries.last_check(),
        breaks=labels.BREAKS,
        kind=labels.kind,
        detail=labels.detail,
        articles=load().articles,
    )


@bp.get("/export.xlsx")
@requires(May.AUDIT_READ)
def export_xlsx() -> ResponseReturnValue:
    """Give out all rows that fit, as a workbook."""
    file = papers.as_xlsx(queries.every(_filter().wanted(_call())))
    name = f"{_file_name(clock.now())}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/export.csv")
@requires(May.AUDIT_READ)
def export_csv() -> ResponseReturnValue:
    """Give out all rows that fit, as text."""
    lines = stream_with_context(papers.as_csv(queries.every(_filter().wanted(_call()))))
    answer = Response(lines, content_type="text/csv; charset=utf-8")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{_file_name(clock.now())}.csv"
    )
    return answer


@bp.get("/call/<uuid:call_id>")
@requires(May.AUDIT_READ)
def story(call_id: UUID) -> ResponseReturnValue:
    """Tell the story of one call, from its first step to its last."""
    rows = queries.of_call(call_id)
    if not rows:
        raise NotFoundError
    return render_template(
        "audit/story.html",
        here="audit",
        rows=rows,
        call_id=call_id,
        kind=labels.kind,
        detail=labels.detail,
        articles=load().articles,
    )


@bp.post("/check")
@requires(May.AUDIT_READ)
def check() -> ResponseReturnValue:
    """Go through the chain now."""
    verdict = actions.check(by=g.actor, now=clock.now())
    if verdict.whole:
        flash(_("All %(rows)s rows fit together.", rows=verdict.rows), "ok")
    else:
        why = labels.BREAKS[verdict.why]
        flash(_("Row %(row)s does not fit: %(why)s.", row=verdict.broken, why=why), "bad")
    return redirect(url_for(".index"))


def _filter() -> FilterForm:
    form = FilterForm(request.args)
    form.offer()
    form.validate()
    return form


def _call() -> UUID | None:
    return request.args.get("call", type=UUID)


def _file_name(now: datetime) -> str:
    return f"audit-{clock.local(now):%Y%m%d-%H%M}"
