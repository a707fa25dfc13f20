"""Pages of grades: the public results of every year, one certificate, deciding about it."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats, lists, sheets
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.documents.models import StoredFile
from app.documents.paper import pdf
from app.errors import NotFoundError, RefusedError
from app.grades import actions, labels, queries, rules
from app.grades.forms import DecisionForm, ResultsForm
from app.grades.rules import Decision
from app.grades.states import Cause, DecisionKind
from app.guard import requires
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations.labels import TYPES
from app.organizations.models import Grade
from app.organizations.rules import LEVELS, grade_at
from app.organizations.states import OrganizationType
from app.permissions import May

bp = Blueprint("grades", __name__, url_prefix="/grades", template_folder="templates")


def today() -> date:
    """Return the legal day of now."""
    return clock.local_date(clock.now())


# --- the results of every year --------------------------------------------------------------


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the results, of all years or of one, as of today or any other day."""
    form = ResultsForm()
    asked, page = asked_by(form), lists.page_number()
    rows, total = queries.listed(asked, page=page)
    return render_template(
        "grades/index.html",
        form=form,
        asked=asked,
        rows=rows,
        total=total,
        page=page,
        years=year_rows(asked),
        chips=[*_year_chip(asked), *lists.chips(form)],
        standing=standing,
        labels=labels,
        here="supervision",
        crumbs=[(_("Home"), "/"), (_("Assessment results"), None)],
    )


def asked_by(form: ResultsForm) -> queries.Search:
    """Return what the filters ask for; a day of the future is not known yet."""
    typed: date | None = form.on.data if form.on.data and not form.on.process_errors else None
    kind = lists.one_of(form.type.data, [k.value for k in OrganizationType])
    return queries.Search(
        on=min(typed, today()) if typed else today(),
        words=(form.q.data or "").strip()[:60],
        year=_year(),
        level=lists.one_of(form.level.data, LEVELS),
        type=OrganizationType(kind) if kind else None,
        standing=lists.one_of(form.standing.data, queries.STANDINGS),
        sort=lists.order(queries.SORTS, "-awarded"),
    )


def _year() -> int | None:
    """Return the asked year if it can be one."""
    said = request.args.get("year", "")
    year = int(said) if said.isascii() and said.isdecimal() and len(said) == len("2026") else 0
    return year or None


def year_rows(asked: queries.Search) -> list[tuple[str, str, bool, int]]:
    """Return the filter of years with its counts."""
    counts = queries.years(asked.on)
    everything = formats.here_with(year=None, page=None)
    rows = [(_("All years"), everything, asked.year is None, sum(n for _y, n in counts))]
    rows += [
        (str(year), formats.here_with(year=year, page=None), asked.year == year, count)
        for year, count in counts
    ]
    return rows


def _year_chip(asked: queries.Search) -> list[tuple[str, str]]:
    if asked.year is None:
        return []
    return [(_("Year: %(year)s", year=asked.year), formats.here_with(year=None, page=None))]


def standing(grade: Grade, on: date) -> str:
    """Say how one certificate stands on a day, on its own."""
    if grade.cancelled_on is not None and grade.cancelled_on <= on:
        return "cancelled"
    return queries.LAPSED if grade.valid_until < on else queries.IN_FORCE


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out all the filtered results."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    asked = asked_by(ResultsForm())
    rows, _total = queries.listed(asked, page=None)
    head = [
        *(_("Name of the organization"), _("Unified social credit code"), _("Type"), _("Grade")),
        *(
            _("Certificate"),
            _("First day of validity"),
            _("Last day of validity"),
            _("State"),
            _("Procedure"),
        ),
        *(_("Scheme"), _("Assessment score"), _("Scale"), _("Source")),
    ]
    title = _("Assessment results %(day)s", day=formats.plainday(asked.on))
    return sheets.answer(kind, title, head, (exported(row, asked.on) for row in rows))


def exported(grade: Grade, on: date) -> list[object]:
    """Return one exported row."""
    o = grade.organization
    return [
        *(o.name, o.uscc, str(TYPES[o.type]), grade.level),
        *(grade.certificate_no, grade.awarded_on, grade.valid_until),
        str(labels.STANDINGS[standing(grade, on)][1]),
        str(labels.METHODS[grade.method]) if grade.method else "",
        *(grade.scheme, grade.score, grade.scale, grade.source),
    ]


# --- one certificate ------------------------------------------------------------------------


@bp.get("/<uuid:grade_id>")
@requires(May.PUBLIC, grade=queries.get)
def show(grade: Grade) -> ResponseReturnValue:
    """Show one certificate with where it comes from and what became of it."""
    return render_template("grades/show.html", **page_of(grade))


def page_of(grade: Grade) -> dict[str, Any]:
    """Return what the pages of a certificate show."""
    counting = grade_at(grade.organization.grades, today())
    decisions = queries.decisions_of(grade.organization_id)
    state = standing(grade, today())
    if state == queries.IN_FORCE and counting is not grade:
        state = "replaced"
    elif any(d.grade_id == grade.id and d.new_grade_id for d in decisions):
        state = "downgraded"
    return {
        "grade": grade,
        "organization": grade.organization,
        "counts": counting is grade,
        "state": state,
        "decisions": [d for d in decisions if d.grade_id == grade.id],
        "replaces": next((d.grade for d in decisions if d.new_grade_id == grade.id), None),
        "bans": rules.bans_at(decisions, today()),
        "labels": labels,
        "qr": segno.make(address_of(grade), error="m").svg_data_uri(scale=3, border=2),
        "may_decide": g.actor.may(May.GRADE_MANAGE),
        "here": "supervision",
        "crumbs": [
            (_("Home"), "/"),
            (_("Assessment results"), url_for(".index")),
            (grade.certificate_no, None),
        ],
    }


def address_of(grade: Grade) -> str:
    """Return the whole address of a certificate, for its QR code."""
    return url_for(".show", grade_id=grade.id, _external=True)


@bp.get("/<uuid:grade_id>/certificate.pdf")
@requires(May.PUBLIC, grade=queries.get)
def certificate(grade: Grade) -> ResponseReturnValue:
    """Return the certificate as a paper; one that no longer counts says so."""
    answered = sheets.download(
        pdf("grades/certificate", on_paper(grade)), f"{grade.certificate_no}.pdf", "xlsx"
    )
    answered.mimetype = "application/pdf"
    return answered


def on_paper(grade: Grade) -> dict[str, str]:
    """Return what stands on the certificate; Chinese, because that is what hangs on the wall."""
    organization, span = grade.organization, (grade.awarded_on, grade.valid_until)
    ended = {
        "cancelled": f"本证书自{formats.plainday(grade.cancelled_on or today())}起失效",
        queries.LAPSED: "本证书已过有效期",
    }.get(standing(grade, today()), "")
    return {
        "name": organization.name,
        "code": organization.uscc or organization.filing_no or "",
        "level": grade.level,
        "number": grade.certificate_no,
        "valid": f"{formats.plainday(span[0])}至{formats.plainday(span[1])}",
        "issuer": queries.issuer(),
        "day": formats.plainday(grade.awarded_on),
        "ended": ended,
        "address": address_of(grade),
        "qr": segno.make(address_of(grade), error="m").svg_inline(border=0, omitsize=False),
    }


# --- deciding -------------------------------------------------------------------------------


@bp.get("/<uuid:grade_id>/decide")
@requires(May.GRADE_MANAGE, grade=queries.get)
def decision(grade: Grade) -> ResponseReturnValue:
    """Show the form of a follow-up."""
    return _decision_page(grade, DecisionForm())


def _decision_page(grade: Grade, form: DecisionForm) -> str:
    law = lawbook.law_on(today(), Track.SUB)
    more = {"crumbs": [(_("Assessment results"), url_for(".index")),
                       (grade.certificate_no, url_for(".show", grade_id=grade.id)),
                       (_("Follow up"), None)]}  # fmt: skip
    return render_template("grades/decide.html", **(page_of(grade) | more), form=form, law=law)


@bp.post("/<uuid:grade_id>/decide")
@requires(May.GRADE_MANAGE, grade=queries.get)
def decide(grade: Grade) -> ResponseReturnValue:
    """Keep, downgrade or cancel it."""
    form = DecisionForm()
    try:
        if form.validate_on_submit():
            _decide(grade, form)
            flash(_("Decided. The organization has been told."), "ok")
            return redirect(url_for(".show", grade_id=grade.id))
    except RefusedError as refused:
        form.add_findings(refused.findings)
    return _decision_page(grade, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _decide(grade: Grade, form: DecisionForm) -> None:
    said = Decision(
        kind=DecisionKind(form.kind.data),
        reason=form.reason.data,
        document=form.document.data,
        level=form.level.data or None,
    )
    now = clock.now()
    actions.decide(
        grade, said, Cause(form.cause.data), file=_kept(form, grade), by=g.actor, now=now
    )


def _kept(form: DecisionForm, grade: Grade) -> StoredFile | None:
    sent = form.file.data
    if not sent or not sent.filename:
        return None
    return documents.store(
        sent,
        purpose="grade",
        owners=[grade.organization_id],
        field="file",
        by=g.actor,
        now=clock.now(),
    )


@bp.get("/<uuid:grade_id>/papers/<uuid:file_id>")
@requires(May.GRADE_MANAGE, grade=queries.get)
def paper(grade: Grade, file_id: UUID) -> Response:
    """Hand out a paper behind the certificate or a decision about it."""
    held = {d.file_id for d in queries.decisions_of(grade.organization_id)} | {grade.file_id}
    if file_id not in held:
        raise NotFoundError
    return as_download(files.get(file_id))
