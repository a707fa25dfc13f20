"""Pages of assessors: declaring ties, scoring alone, signing, the report of a third party."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, pages
from app.assessments import actions, queries
from app.assessments.forms import DeclareForm, ReportForm, SheetForm
from app.assessments.frame import BAD, bp, evidence, kept_files, law, page
from app.assessments.models import Assessor
from app.assessments.rules import Declaration
from app.assessments.states import AssessorState
from app.documents import actions as documents
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.permissions import May


def own(assessor_id: UUID) -> Assessor:
    """Return a sheet of the person who asks; nobody else's, also of a colleague, is there."""
    found = queries.assessor(assessor_id)
    if found.person_id != g.actor.id:
        raise NotFoundError
    return found


@bp.get("/sheets")
@requires(May.ASSESSMENT_SCORE)
def my_sheets() -> ResponseReturnValue:
    """List what the actor assesses."""
    rows = queries.assessors_of(g.actor.id)
    return page("sheets", (_("My score sheets"), None), rows=rows, here="panels")


@bp.get("/sheets/<uuid:assessor_id>")
@requires(May.ASSESSMENT_SCORE, assessor=own)
def sheet(assessor: Assessor) -> ResponseReturnValue:
    """Ask for the declaration first, then show the sheet."""
    if assessor.state is AssessorState.APPOINTED:
        return _declare_page(assessor, DeclareForm())
    if assessor.state is AssessorState.RECUSED:
        return _declare_page(assessor, None)
    leaves = assessor.assessment.scheme.leaves
    return _sheet_page(assessor, SheetForm.of(leaves, assessor.marks, assessor.opinion))


def _declare_page(
    assessor: Assessor, form: DeclareForm | None, status: int = 200
) -> ResponseReturnValue:
    return page(
        "declare",
        (_("My score sheets"), url_for(".my_sheets")),
        (assessor.assessment.organization.short_name, None),
        status=status,
        assessor=assessor,
        organization=assessor.assessment.organization,
        form=form,
        law=law(),
        here="panels",
    )


def _sheet_page(assessor: Assessor, form: SheetForm, status: int = 200) -> ResponseReturnValue:
    held = assessor.assessment
    return page(
        "sheet",
        (_("My score sheets"), url_for(".my_sheets")),
        (held.organization.short_name, None),
        status=status,
        assessor=assessor,
        assessment=held,
        leaves=held.scheme.leaves,
        kept=kept_files(held),
        form=form,
        report=ReportForm(formdata=None),
        here="panels",
    )


@bp.post("/sheets/<uuid:assessor_id>/declare")
@requires(May.ASSESSMENT_SCORE, assessor=own)
def declare(assessor: Assessor) -> ResponseReturnValue:
    """Take the declaration; with a tie the assessor steps back."""
    form = DeclareForm()
    if not form.validate_on_submit():
        return _declare_page(assessor, form, BAD)
    said = Declaration(
        employed=bool(form.employed.data), left_on=form.left_on.data, ties=form.ties.data or ""
    )
    why = actions.declare(assessor, said, by=g.actor, now=clock.now())
    flash(
        _("You have stepped back. The bureau has been told.") if why else _("Thank you."),
        "ok",
    )
    return redirect(url_for(".sheet", assessor_id=assessor.id))


@bp.post("/sheets/<uuid:assessor_id>")
@requires(May.ASSESSMENT_SCORE, assessor=own)
def save_sheet(assessor: Assessor) -> ResponseReturnValue:
    """Keep the sheet; sign it if that was asked."""
    form, leaves = SheetForm(), assessor.assessment.scheme.leaves
    if not form.validate_on_submit() or len(form.rows) != len(leaves):
        return _sheet_page(assessor, form, BAD)
    marks = {
        leaf.code: (row.points.data, row.form["note"].data or "")
        for leaf, row in zip(leaves, form.rows, strict=True)
    }
    actions.save_sheet(assessor, marks, form.opinion.data or "", by=g.actor)
    if request.form.get("act") != "sign":
        flash(_("Saved."), "ok")
        return redirect(url_for(".sheet", assessor_id=assessor.id))
    try:
        actions.sign(assessor, by=g.actor, now=clock.now())
    except RefusedError as refused:
        pages.keep()  # what was scored so far is not lost to a hole
        form.add_findings(refused.findings)
        return _sheet_page(assessor, form, BAD)
    flash(_("Signed. It cannot be changed unless the committee has it assessed again."), "ok")
    return redirect(url_for(".my_sheets"))


@bp.post("/sheets/<uuid:assessor_id>/report")
@requires(May.ASSESSMENT_SCORE, assessor=own)
def report(assessor: Assessor) -> ResponseReturnValue:
    """Take the report of the third-party body."""
    form = ReportForm()
    sent = form.file.data
    if not sent or not sent.filename:
        flash(_("Choose the file of the report first."), "warn")
        return redirect(url_for(".sheet", assessor_id=assessor.id))
    held = assessor.assessment
    kept = documents.store(
        sent,
        purpose="assessment_report",
        owners=[held.organization_id, assessor.person_id],
        field="file",
        by=g.actor,
        now=clock.now(),
    )
    actions.attach_report(assessor, kept, by=g.actor, now=clock.now())
    flash(_("The report has arrived."), "ok")
    return redirect(url_for(".sheet", assessor_id=assessor.id), HTTPStatus.SEE_OTHER)


@bp.get("/sheets/<uuid:assessor_id>/evidence/<uuid:file_id>")
@requires(May.ASSESSMENT_SCORE, assessor=own)
def sheet_evidence(assessor: Assessor, file_id: UUID) -> Response:
    """Hand out evidence to an assessor who has declared no ties."""
    if assessor.state not in (AssessorState.READY, AssessorState.SIGNED):
        raise NotFoundError
    return evidence(assessor.assessment, file_id)
