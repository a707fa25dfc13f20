"""Pages of what follows: conditions, candidates for deregistration, branch offices."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, sheets
from app.errors import RefusedError
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.permissions import May
from app.registrations import actions, forms, queries, rules
from app.registrations.models import Branch, Condition
from app.registrations.states import CaseKind
from app.registrations.views import BAD, bp, crumbs, today


@sections.add(7)
def registration(organization: Organization, on: date) -> Section | None:
    """Show the branch offices, what is still to be proved, and the end."""
    held = organization.registered
    conditions = queries.conditions_of(organization.id) if held else []
    branches = queries.branches_of(organization.id) if held else []
    may_edit = held and g.actor.may(May.ORGANIZATION_EDIT, organization)
    if not conditions and not branches and not organization.ended_on and not may_edit:
        return None
    values = {
        "organization": organization,
        "conditions": conditions,
        "branches": branches,
        "may_edit": may_edit,
        "on": on,
    }
    title = _("Registration and branch offices")
    return Section("registration", title, "registrations/_section.html", values)


# --- conditions


@bp.get("/conditions")
@requires(May.REGISTRATION_READ)
def conditions() -> ResponseReturnValue:
    """List what conditionally registered organizations still prove."""
    return _conditions_page()


def _conditions_page(at: UUID | None = None, form: Any = None) -> str:  # noqa: ANN401
    return render_template(
        "registrations/conditions.html",
        rows=queries.conditions(),
        at=at,
        form=form,
        meet=form if isinstance(form, forms.MeetForm) else forms.MeetForm(formdata=None),
        extend=form if isinstance(form, forms.ExtendForm) else forms.ExtendForm(formdata=None),
        on=today(),
        crumbs=crumbs((_("What is still to be proved"), None)),
    )


@bp.post("/conditions/<uuid:condition_id>/meet")
@requires(May.REGISTRATION_REVIEW, condition=queries.condition)
def meet(condition: Condition) -> ResponseReturnValue:
    """Note the proof."""
    form = forms.MeetForm()
    if not form.validate():
        return _conditions_page(condition.id, form), BAD
    actions.meet(condition, document=form.document.data or "", by=g.actor, now=clock.now())
    flash(_("Noted: it is proved."), "ok")
    return redirect(url_for(".conditions"))


@bp.post("/conditions/<uuid:condition_id>/extend")
@requires(May.REGISTRATION_DECIDE, condition=queries.condition)
def extend(condition: Condition) -> ResponseReturnValue:
    """Give more time."""
    form = forms.ExtendForm()
    try:
        if not form.validate():
            return _conditions_page(condition.id, form), BAD
        actions.extend(
            condition,
            due_on=form.due_on.data or today(),
            reason=form.reason.data or "",
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _conditions_page(condition.id, form), BAD
    flash(_("More time is given; the organization has been told."), "ok")
    return redirect(url_for(".conditions"))


# --- candidates for simplified deregistration


@bp.get("/zombies")
@requires(May.REGISTRATION_READ)
def zombies() -> ResponseReturnValue:
    """List who missed the reports; a person decides about each."""
    rows = queries.zombies(today())
    if (kind := request.args.get("export")) in sheets.MEDIA_TYPES:
        return _exported_zombies(str(kind), rows)
    return render_template(
        "registrations/zombies.html",
        rows=rows,
        years=rules.report_years(queries.law_on(today()), today()),
        form=forms.EndReasonForm(formdata=None),
        crumbs=crumbs((_("Candidates for deregistration"), None)),
    )


def _exported_zombies(kind: str, rows: list[queries.Candidate]) -> Response:
    head = [
        *(_("Name"), _("Unified social credit code"), _("Registered on"), _("Street")),
        *(_("Last report"), _("Case")),
    ]
    lines = (
        [
            *(r.organization.name, r.organization.uscc, r.organization.registered_on),
            r.organization.street.short_name if r.organization.street else "",
            *(r.last_report, r.case.number if r.case else ""),
        ]
        for r in rows
    )
    return sheets.answer(kind, _("Candidates for deregistration"), head, lines)


@bp.post("/zombies/<uuid:organization_id>")
@requires(May.REGISTRATION_REVIEW, organization=organizations.whole)
def simplify(organization: Organization) -> ResponseReturnValue:
    """Open a simplified deregistration."""
    form = forms.EndReasonForm()
    reason = (form.reason.data or "").strip() or _("Reports missing; listed as a candidate")
    case = actions.start_end(organization, CaseKind.SIMPLIFIED, reason, by=g.actor, now=clock.now())
    return redirect(url_for(".show", case_id=case.id))


@bp.route("/end/<uuid:organization_id>", methods=["GET", "POST"])
@requires(May.ORGANIZATION_EDIT, organization=organizations.whole)
def end(organization: Organization) -> ResponseReturnValue:
    """Apply for deregistration."""
    if not organization.registered or organization.ended_on:
        abort(HTTPStatus.NOT_FOUND)
    form = forms.EndReasonForm()
    if form.validate_on_submit():
        try:
            case = actions.start_end(
                organization,
                CaseKind.DEREGISTER,
                form.reason.data or "",
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            return redirect(url_for(".show", case_id=case.id))
    shown = render_template(
        "registrations/end.html",
        form=form,
        organization=organization,
        crumbs=crumbs((organization.short_name, None)),
    )
    return shown, BAD if form.is_submitted() and form.errors else HTTPStatus.OK


# --- branch offices


@bp.route("/branches/<uuid:organization_id>", methods=["GET", "POST"])
@requires(May.ORGANIZATION_EDIT, organization=organizations.whole)
def branches(organization: Organization) -> ResponseReturnValue:
    """Record a branch office: no approval, only a record."""
    form = forms.BranchForm()
    if form.validate_on_submit():
        try:
            actions.record_branch(
                organization,
                name=form.name.data or "",
                address=form.address.data or "",
                head=form.head.data or "",
                starts_on=form.starts_on.data or today(),
                document=form.document.data or "",
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Recorded. It stands on your public page."), "ok")
            return redirect(url_for(".branches", organization_id=organization.id))
    shown = render_template(
        "registrations/branches.html",
        form=form,
        organization=organization,
        findings=list(rules.branches(organization.type)),
        rows=queries.branches_of(organization.id),
        on=today(),
        crumbs=crumbs((organization.short_name, None), (_("Branch offices"), None)),
    )
    return shown, BAD if form.is_submitted() and (
        form.errors or form.form_errors
    ) else HTTPStatus.OK


@bp.post("/branches/one/<uuid:branch_id>/end")
@requires(May.ORGANIZATION_EDIT, branch=queries.branch)
def end_branch(branch: Branch) -> ResponseReturnValue:
    """End a branch office with today."""
    actions.end_branch(branch, ends_on=today(), by=g.actor, now=clock.now())
    flash(_("Ended with today; it stays in the history."), "ok")
    return redirect(url_for(".branches", organization_id=branch.organization_id))
