"""Pages for everybody and for organizations: rounds, results in publicity, applying, objecting."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.assessments import actions, queries, rules
from app.assessments.actions import SelfMark
from app.assessments.forms import ObjectForm, SelfForm, SendForm, StartForm
from app.assessments.frame import (
    BAD,
    bp,
    evidence,
    kept_files,
    law,
    names_of_marks,
    page,
    public,
    story,
    today,
)
from app.assessments.models import Assessment, AssessmentRound
from app.assessments.states import AssessmentState, RoundState
from app.documents import actions as documents
from app.documents.models import StoredFile
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.organizations.states import GradeMethod
from app.permissions import May

SHOWN = (RoundState.ANNOUNCED, RoundState.CLOSED)


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the rounds and what stands in publicity now."""
    manages = g.actor.may(May.ASSESSMENT_MANAGE)
    rounds = queries.rounds(tuple(RoundState) if manages else SHOWN)
    return page(
        "index",
        rounds=rounds,
        counts=queries.counts_of([r.id for r in rounds]),
        shown=queries.in_states(AssessmentState.PUBLICIZED),
        mine=organizations.mine(g.actor),
        on=today(),
        may_manage=manages,
        may_read=g.actor.may(May.ASSESSMENT_READ),
    )


@bp.get("/rounds/<uuid:round_id>")
@requires(May.PUBLIC, round=queries.round_)
def round_(round: AssessmentRound) -> ResponseReturnValue:  # noqa: A002 -- the name in the address
    """Show the notice of a round."""
    manages = g.actor.may(May.ASSESSMENT_MANAGE)
    if round.state is RoundState.DRAFT and not manages:
        raise NotFoundError
    return page(
        "round",
        (round.title, None),
        round=round,
        on=today(),
        may_manage=manages,
        mine=organizations.mine(g.actor),
        law=law(),
    )


@bp.get("/<uuid:assessment_id>/result")
@requires(May.PUBLIC, assessment=queries.get)
def result(assessment: Assessment) -> ResponseReturnValue:
    """Show a result in publicity or confirmed, with the mean of every indicator."""
    if not public(assessment) and not g.actor.may(May.ASSESSMENT_READ):
        raise NotFoundError
    return _result_page(assessment, ObjectForm())


def _result_page(
    assessment: Assessment, form: ObjectForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "result",
        (assessment.organization.short_name, None),
        status=status,
        assessment=assessment,
        scheme=assessment.scheme,
        means=names_of_marks(assessment),
        form=form,
        open=rules.in_publicity(assessment.publicity_from, assessment.publicity_until, on=today()),
        law=law(),
    )


@bp.post("/<uuid:assessment_id>/objections")
@requires(May.SIGNED_IN)
def object_to(assessment_id: UUID) -> ResponseReturnValue:
    """Take an objection of anybody who is signed in."""
    assessment = queries.get(assessment_id)
    if not public(assessment):
        raise NotFoundError
    form = ObjectForm()
    if not form.validate_on_submit():
        return _result_page(assessment, form, BAD)
    try:
        made = actions.object_to(assessment, form.text.data, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _result_page(assessment, form, BAD)
    said = _("Your objection has arrived. It is decided by %(day)s.", day=made.answer_by)
    flash(said, "ok")
    return redirect(url_for(".result", assessment_id=assessment.id))


# --- applying -------------------------------------------------------------------------------


@bp.get("/own")
@requires(May.ASSESSMENT_APPLY)
def own() -> ResponseReturnValue:
    """List what the actor's organizations have applied for, and where they may apply."""
    mine = organizations.mine(g.actor)
    return page(
        "own",
        (_("Our assessments"), None),
        rows=queries.of_organizations([o.id for o in mine]),
        mine=mine,
        taking=queries.taking(today()),
    )


@bp.route("/apply/<uuid:organization_id>/<uuid:round_id>", methods=["GET", "POST"])
@requires(May.ASSESSMENT_APPLY, organization=organizations.whole, round=queries.round_)
def apply_to(organization: Organization, round: AssessmentRound) -> ResponseReturnValue:  # noqa: A002
    """Say who may, as of today, and begin."""
    if round.state is RoundState.DRAFT:
        raise NotFoundError
    form = StartForm()
    if form.validate_on_submit():
        method = GradeMethod(form.method.data)
        try:
            made = actions.start(round, organization, method, by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            return redirect(url_for(".edit", assessment_id=made.id))
    return page(
        "start",
        (round.title, url_for(".round_", round_id=round.id)),
        (_("Apply"), None),
        status=BAD if form.is_submitted() else 200,
        form=form,
        round=round,
        organization=organization,
        findings=queries.eligibility(organization, today()),
        use=queries.scheme_for(round, organization.type),
        law=law(),
    )


@bp.get("/own/<uuid:assessment_id>")
@requires(May.ASSESSMENT_APPLY, assessment=queries.get)
def mine(assessment: Assessment) -> ResponseReturnValue:
    """Show the organization its own assessment: where it stands and what is asked."""
    return _own_page(assessment, SendForm(), [])


def _own_page(
    assessment: Assessment, form: SendForm, findings: list[Any], status: int = 200
) -> ResponseReturnValue:
    leaves = assessment.scheme.leaves
    marks = actions.points_of(assessment.self_marks)
    return page(
        "mine",
        (_("Our assessments"), url_for(".own")),
        (assessment.round.title, None),
        status=status,
        assessment=assessment,
        scheme=assessment.scheme,
        leaves=leaves,
        done=sum(marks.get(leaf.code) is not None for leaf in leaves),
        total=sum((p for p in marks.values() if p is not None), Decimal(0)),
        means=names_of_marks(assessment) if public(assessment) else {},
        kept=kept_files(assessment),
        steps=story(assessment),
        form=form,
        findings=findings,
        on=today(),
    )


@bp.get("/own/<uuid:assessment_id>/edit")
@requires(May.ASSESSMENT_APPLY, assessment=queries.get)
def edit(assessment: Assessment) -> ResponseReturnValue:
    """Show the self-assessment."""
    form = SelfForm.of(assessment.scheme.leaves, assessment.self_marks)
    form.statement.data, form.party.data = assessment.statement, assessment.party
    return _edit_page(assessment, form)


def _edit_page(assessment: Assessment, form: SelfForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "edit",
        (_("Our assessments"), url_for(".own")),
        (assessment.round.title, url_for(".mine", assessment_id=assessment.id)),
        (_("Self-assessment"), None),
        status=status,
        assessment=assessment,
        leaves=assessment.scheme.leaves,
        titles={i.code: i.name for i in assessment.scheme.tree},
        kept=kept_files(assessment),
        form=form,
    )


@bp.post("/own/<uuid:assessment_id>/edit")
@requires(May.ASSESSMENT_APPLY, assessment=queries.get)
def save(assessment: Assessment) -> ResponseReturnValue:
    """Keep the self-assessment, with new evidence."""
    form, leaves = SelfForm(), assessment.scheme.leaves
    if not form.validate_on_submit() or len(form.rows) != len(leaves):
        return _edit_page(assessment, form, BAD)
    try:
        marks = {
            leaf.code: SelfMark(row.points.data, row.note.data or "", _sent(row, assessment))
            for leaf, row in zip(leaves, form.rows, strict=True)
        }
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _edit_page(assessment, form, BAD)
    actions.save(
        assessment,
        marks,
        statement=form.statement.data or "",
        party=bool(form.party.data),
        by=g.actor,
        now=clock.now(),
    )
    flash(_("Saved."), "ok")
    return redirect(url_for(".mine", assessment_id=assessment.id))


def _sent(row: Any, assessment: Assessment) -> tuple[StoredFile, ...]:  # noqa: ANN401 -- a form row
    sent = row.file.data
    if not sent or not sent.filename:
        return ()
    kept = documents.store(
        sent,
        purpose="assessment",
        owners=[assessment.organization_id],
        field=row.file.name,
        by=g.actor,
        now=clock.now(),
    )
    return (kept,)


@bp.post("/own/<uuid:assessment_id>/send")
@requires(May.ASSESSMENT_APPLY, assessment=queries.get)
def send(assessment: Assessment) -> ResponseReturnValue:
    """Send the application, or say at which indicator something is missing."""
    form = SendForm()
    if not form.validate_on_submit():
        return _own_page(assessment, form, [], BAD)
    try:
        actions.apply(assessment, by=g.actor, now=clock.now())
    except RefusedError as refused:
        return _own_page(assessment, form, list(refused.findings), BAD)
    flash(_("Your application has arrived. The bureau checks it."), "ok")
    return redirect(url_for(".mine", assessment_id=assessment.id))


@bp.post("/own/<uuid:assessment_id>/withdraw")
@requires(May.ASSESSMENT_APPLY, assessment=queries.get)
def withdraw(assessment: Assessment) -> ResponseReturnValue:
    """Take it back."""
    actions.withdraw(assessment, by=g.actor, now=clock.now())
    flash(_("Withdrawn. You may take it up again until the last day."), "ok")
    return redirect(url_for(".mine", assessment_id=assessment.id))


@bp.get("/own/<uuid:assessment_id>/evidence/<uuid:file_id>")
@requires(May.ASSESSMENT_APPLY, assessment=queries.get)
def own_evidence(assessment: Assessment, file_id: UUID) -> Response:
    """Hand out one's own evidence."""
    return evidence(assessment, file_id)


from app.assessments import bureau, sheets  # noqa: E402, F401 -- their routes
