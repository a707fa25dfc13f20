"""Pages of the bureau: rounds, checking, the group, the vote, publicity, objections."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Response, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats, lists, sheets, words
from app.assessments import actions, labels, queries, rules
from app.assessments.actions import RoundFacts
from app.assessments.forms import (
    AcceptForm,
    AnswerForm,
    AppointForm,
    BeginForm,
    DecideForm,
    ListForm,
    ReasonForm,
    RoundForm,
    VoteFields,
)
from app.assessments.frame import BAD, bp, evidence, kept_files, law, page, story, today
from app.assessments.models import Assessment, AssessmentObjection, AssessmentRound, Assessor
from app.assessments.rules import Vote
from app.assessments.states import ASSESSMENT, AssessmentState, AssessorState, RoundState
from app.errors import NotFoundError, RefusedError
from app.forms import Form
from app.guard import requires
from app.indicators import queries as indicators
from app.indicators.models import Scheme
from app.organizations.labels import TYPES
from app.organizations.states import OrganizationType
from app.permissions import May

A = AssessmentState
FORMS: Mapping[str, type[Form]] = {
    "accept": AcceptForm,
    "reason": ReasonForm,
    "appoint": AppointForm,
    "begin": BeginForm,
    "decide": DecideForm,
}


# --- rounds ---------------------------------------------------------------------------------


@bp.route("/rounds/new", methods=["GET", "POST"])
@requires(May.ASSESSMENT_MANAGE)
def new_round() -> ResponseReturnValue:
    """Write the notice of a new round."""
    form = _with_schemes(RoundForm(year=today().year))
    return _round_form(form, None)


@bp.route("/rounds/<uuid:round_id>/edit", methods=["GET", "POST"])
@requires(May.ASSESSMENT_MANAGE, round=queries.round_)
def edit_round(round: AssessmentRound) -> ResponseReturnValue:  # noqa: A002 -- the name in the address
    """Write the notice anew while it is a draft."""
    chosen = {use.type.value: str(use.scheme_id) for use in round.uses}
    return _round_form(_with_schemes(RoundForm(obj=round, data=chosen)), round)


def _with_schemes(form: RoundForm) -> RoundForm:
    found = indicators.published()
    for kind in OrganizationType:
        own = [(str(s.id), s.name) for s in found if s.type is kind]
        form[kind.value].choices = [("", _("Not in this round")), *own]
    return form


def _round_form(form: RoundForm, known: AssessmentRound | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            made = actions.plan(
                _round_facts(form), _chosen(form), known=known, by=g.actor, now=clock.now()
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for(".round_", round_id=made.id))
    title = known.title if known else _("New assessment round")
    status = BAD if form.is_submitted() else HTTPStatus.OK
    return page("round_edit", (title, None), status=status, form=form, round=known)


def _round_facts(form: RoundForm) -> RoundFacts:
    return RoundFacts(**{name: form[name].data for name in RoundFacts.__slots__})


def _chosen(form: RoundForm) -> list[Scheme]:
    ids = (form[kind.value].data for kind in OrganizationType)
    return [indicators.get(UUID(i)) for i in ids if i]


@bp.post("/rounds/<uuid:round_id>/announce")
@requires(May.ASSESSMENT_MANAGE, round=queries.round_)
def announce(round: AssessmentRound) -> ResponseReturnValue:  # noqa: A002
    """Announce it."""
    actions.announce(round, by=g.actor, now=clock.now())
    return redirect(url_for(".round_", round_id=round.id))


@bp.post("/rounds/<uuid:round_id>/close")
@requires(May.ASSESSMENT_MANAGE, round=queries.round_)
def close(round: AssessmentRound) -> ResponseReturnValue:  # noqa: A002
    """Close it."""
    actions.close(round, by=g.actor, now=clock.now())
    return redirect(url_for(".round_", round_id=round.id))


# --- the list -------------------------------------------------------------------------------


@bp.get("/work")
@requires(May.ASSESSMENT_READ)
def work() -> ResponseReturnValue:
    """List the applications of all rounds."""
    form = _list_form()
    asked, number = _asked(form), lists.page_number()
    rows, total = queries.listed(asked, page=number)
    return page(
        "work",
        (_("Applications"), None),
        form=form,
        asked=asked,
        rows=rows,
        total=total,
        page=number,
        states=_state_rows(asked),
        chips=lists.chips(form),
    )


def _list_form() -> ListForm:
    form = ListForm()
    rounds = queries.rounds(tuple(RoundState))
    form.round.choices = [("", _("All")), *((str(r.id), r.title) for r in rounds)]
    return form


def _asked(form: ListForm) -> queries.Search:
    state = lists.one_of(request.args.get("state"), [s.value for s in AssessmentState])
    kind = lists.one_of(form.type.data, [k.value for k in OrganizationType])
    return queries.Search(
        words=(form.q.data or "").strip()[:60],
        round_id=lists.uuid(form.round.data),
        state=AssessmentState(state) if state else None,
        type=OrganizationType(kind) if kind else None,
        sort=lists.order(queries.SORTS, "-applied"),
    )


def _state_rows(asked: queries.Search) -> list[tuple[str, str, bool, int]]:
    counts = queries.counts(asked)
    everything = formats.here_with(state=None, page=None)
    rows = [(_("All"), everything, asked.state is None, sum(counts.values()))]
    rows += [
        (
            words.state("assessment", s),
            formats.here_with(state=s.value, page=None),
            asked.state is s,
            counts[s],
        )
        for s in AssessmentState
        if s in counts
    ]
    return rows


@bp.get("/work/export.<kind>")
@requires(May.ASSESSMENT_READ)
def export(kind: str) -> Response:
    """Hand out all the filtered applications."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(_asked(_list_form()), page=None)
    head = [
        *(_("Name of the organization"), _("Unified social credit code"), _("Type"), _("Round")),
        *(_("Procedure"), _("Applied on"), _("State"), _("Assessment score"), _("Grade")),
        *(_("Publicity from"), _("Publicity until"), _("Confirmed on")),
    ]
    return sheets.answer(kind, _("Applications for assessment"), head, map(_exported, rows))


def _exported(row: Assessment) -> list[object]:
    o = row.organization
    return [
        *(o.name, o.uscc, str(TYPES[o.type]), row.round.title),
        str(labels.METHODS[row.method]),
        clock.local_date(row.applied_at) if row.applied_at else None,
        *(words.state("assessment", row.state), row.score, row.level),
        *(row.publicity_from, row.publicity_until, row.confirmed_on),
    ]


# --- one assessment -------------------------------------------------------------------------


@bp.get("/<uuid:assessment_id>")
@requires(May.ASSESSMENT_READ, assessment=queries.get)
def show(assessment: Assessment) -> ResponseReturnValue:
    """Show an assessment with everything, and what can be done now."""
    return _show(assessment, {})


def _show(assessment: Assessment, forms: dict[str, Form], status: int = 200) -> ResponseReturnValue:
    if assessment.state is A.DRAFT:
        raise NotFoundError
    filled = {name: forms.get(name) or kind(formdata=None) for name, kind in FORMS.items()}
    if assessment.state in (A.ACCEPTED, A.ASSESSING):
        _offer(filled["appoint"], assessment)
    return page(
        "show",
        (_("Applications"), url_for(".work")),
        (assessment.organization.short_name, None),
        status=status,
        assessment=assessment,
        organization=assessment.organization,
        scheme=assessment.scheme,
        leaves=assessment.scheme.leaves,
        kept=kept_files(assessment),
        eligible=queries.eligibility(assessment.organization, today()),
        warnings=list(rules.level_warnings(assessment.level, law(), party=assessment.party)),
        signed=[a for a in assessment.assessors if a.state is AssessorState.SIGNED],
        steps=story(assessment),
        may_manage=g.actor.may(May.ASSESSMENT_MANAGE),
        open_steps={s.name for s in ASSESSMENT.open_to(assessment)},
        law=law(),
        errors=next(iter(forms.values()), None),
        **{f"{name}_form": form for name, form in filled.items()},
    )


def _offer(form: Form, assessment: Assessment) -> None:
    seated = {a.person_id for a in assessment.assessors}
    free = [c for c in queries.candidates() if c.person.id not in seated]
    form["candidate"].choices = [
        ("", _("Please choose")),
        *(
            (
                f"{c.kind.value}:{c.person.id}",
                f"{labels.KINDS[c.kind]} · {c.person.name} {c.person.job}",
            )
            for c in free
        ),
    ]


def _done(
    assessment: Assessment,
    name: str,
    form: Form,
    act: Callable[[], object],
    said: str,
) -> ResponseReturnValue:
    """Do it and say so, or show the page again with what stands in the way at its field."""
    if not form.validate_on_submit():
        return _show(assessment, {name: form}, BAD)
    try:
        act()
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _show(assessment, {name: form}, BAD)
    flash(said, "ok")
    return redirect(url_for(".show", assessment_id=assessment.id))


@bp.post("/<uuid:assessment_id>/accept")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def accept(assessment: Assessment) -> ResponseReturnValue:
    """Take the application up."""
    form = AcceptForm()

    def act() -> None:
        actions.accept(
            assessment,
            [form.last.data, form.before.data],
            investigated=bool(form.investigated.data),
            by=g.actor,
            now=clock.now(),
        )

    return _done(assessment, "accept", form, act, _("Accepted. Form the group now."))


@bp.post("/<uuid:assessment_id>/decline")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def decline(assessment: Assessment) -> ResponseReturnValue:
    """Send back, refuse, or have it assessed again, with a reason."""
    steps = {"send_back": actions.send_back, "refuse": actions.refuse, "review": actions.review}
    step = steps.get(request.form.get("step", ""))
    if step is None:
        abort(HTTPStatus.BAD_REQUEST)
    form = ReasonForm()
    said = _("Done. Those concerned have been told.")
    return _done(
        assessment,
        "reason",
        form,
        lambda: step(assessment, form.reason.data, by=g.actor, now=clock.now()),
        said,
    )


@bp.post("/<uuid:assessment_id>/appoint")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def appoint(assessment: Assessment) -> ResponseReturnValue:
    """Appoint an assessor."""
    form = AppointForm()
    _offer(form, assessment)
    known = {f"{c.kind.value}:{c.person.id}": c for c in queries.candidates()}

    def act() -> None:
        actions.appoint(
            assessment,
            known[form.candidate.data],
            body=form.body.data or "",
            by=g.actor,
            now=clock.now(),
        )

    return _done(assessment, "appoint", form, act, _("Appointed. The person declares ties first."))


@bp.post("/<uuid:assessment_id>/begin")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def begin(assessment: Assessment) -> ResponseReturnValue:
    """Begin the assessment."""
    form = BeginForm()
    return _done(
        assessment,
        "begin",
        form,
        lambda: actions.begin(assessment, form.visit_on.data, by=g.actor, now=clock.now()),
        _("Begun. The sheets are open."),
    )


@bp.post("/<uuid:assessment_id>/conclude")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def conclude(assessment: Assessment) -> ResponseReturnValue:
    """Make the score."""
    return _moved(assessment, actions.conclude)


@bp.post("/<uuid:assessment_id>/publicize")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def publicize(assessment: Assessment) -> ResponseReturnValue:
    """Show the result in public."""
    return _moved(assessment, actions.publicize)


@bp.post("/<uuid:assessment_id>/confirm")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def confirm(assessment: Assessment) -> ResponseReturnValue:
    """Confirm it."""
    return _moved(assessment, actions.confirm)


def _moved(assessment: Assessment, act: Callable[..., object]) -> ResponseReturnValue:
    return _done(
        assessment,
        "plain",
        Form(),
        lambda: act(assessment, by=g.actor, now=clock.now()),
        _("Done. Those concerned have been told."),
    )


@bp.post("/<uuid:assessment_id>/decide")
@requires(May.ASSESSMENT_MANAGE, assessment=queries.get)
def decide(assessment: Assessment) -> ResponseReturnValue:
    """Record the vote of the committee."""
    form = DecideForm()
    return _done(
        assessment,
        "decide",
        form,
        lambda: actions.decide(
            assessment, _vote(form), form.minutes.data or "", by=g.actor, now=clock.now()
        ),
        _("The vote is recorded. Show the result in public next."),
    )


def _vote(form: VoteFields) -> Vote | None:
    if form.members.data is None or form.yes.data is None:
        return None
    return Vote(form.members.data, form.yes.data, form.no.data or 0)


@bp.get("/<uuid:assessment_id>/evidence/<uuid:file_id>")
@requires(May.ASSESSMENT_READ, assessment=queries.get)
def bureau_evidence(assessment: Assessment, file_id: UUID) -> Response:
    """Hand out evidence to the bureau."""
    return evidence(assessment, file_id)


@bp.get("/<uuid:assessment_id>/assessors/<uuid:assessor_id>")
@requires(May.ASSESSMENT_READ, assessment=queries.get, assessor=queries.assessor)
def sheet_of(assessment: Assessment, assessor: Assessor) -> ResponseReturnValue:
    """Show a signed sheet to the bureau."""
    if assessor.assessment_id != assessment.id or assessor.state is not AssessorState.SIGNED:
        raise NotFoundError
    return page(
        "signed",
        (assessment.organization.short_name, url_for(".show", assessment_id=assessment.id)),
        (assessor.person.name, None),
        assessment=assessment,
        assessor=assessor,
        leaves=assessment.scheme.leaves,
    )


# --- objections -----------------------------------------------------------------------------


@bp.get("/objections/<uuid:objection_id>")
@requires(May.ASSESSMENT_READ, objection=queries.objection)
def objection(objection: AssessmentObjection) -> ResponseReturnValue:
    """Show an objection with its clock."""
    return _objection_page(objection, AnswerForm())


def _objection_page(
    objection: AssessmentObjection, form: AnswerForm, status: int = 200
) -> ResponseReturnValue:
    held = objection.assessment
    return page(
        "objection",
        (held.organization.short_name, url_for(".show", assessment_id=held.id)),
        (_("Objection"), None),
        status=status,
        objection=objection,
        assessment=held,
        form=form,
        may_manage=g.actor.may(May.ASSESSMENT_MANAGE),
        answer_by=clock.end_of(objection.answer_by),
    )


@bp.post("/objections/<uuid:objection_id>")
@requires(May.ASSESSMENT_MANAGE, objection=queries.objection)
def answer(objection: AssessmentObjection) -> ResponseReturnValue:
    """Decide it."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _objection_page(objection, form, BAD)
    try:
        actions.answer(
            objection,
            uphold=form.uphold.data == "yes",
            text=form.text.data,
            vote=_vote(form) or Vote(0, 0, 0),
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _objection_page(objection, form, BAD)
    flash(_("Decided. Whoever objected has been told."), "ok")
    return redirect(url_for(".show", assessment_id=objection.assessment_id))
