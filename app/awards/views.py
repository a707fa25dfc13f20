"""Pages of awards: the list, one award with its history, an organization's own."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats, lists, sheets, words
from app.accounts import queries as people
from app.awards import actions, labels, queries, rules
from app.awards.forms import ApproveForm, ListForm, PayForm, ReasonForm
from app.awards.models import GradeAward
from app.awards.states import LIFE, AwardState
from app.errors import RefusedError
from app.forms import Form
from app.funds import queries as funds
from app.guard import requires
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.models import Organization
from app.organizations.rules import LEVELS
from app.organizations.sections import Section
from app.permissions import May

bp = Blueprint("awards", __name__, url_prefix="/awards", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


def today() -> date:
    """Return the legal day of now."""
    return clock.local_date(clock.now())


def law() -> Law:
    """Return the law of today."""
    return lawbook.law_on(today(), Track.SUB)


@bp.get("/")
@requires(May.GRADE_AWARD_READ)
def index() -> ResponseReturnValue:
    """List the awards."""
    form = ListForm()
    asked, page = asked_by(form), lists.page_number()
    rows, total = queries.listed(asked, page=page)
    return render_template(
        "awards/index.html",
        form=form,
        asked=asked,
        rows=rows,
        total=total,
        page=page,
        states=state_rows(asked),
        chips=lists.chips(form),
        may_decide=g.actor.may(May.GRADE_AWARD_DECIDE),
        labels=labels,
        law=law(),
        here="contracts",
        crumbs=_crumbs(),
    )


def asked_by(form: ListForm) -> queries.Search:
    """Return what the filters ask for."""
    state = lists.one_of(request.args.get("state"), [s.value for s in AwardState])
    return queries.Search(
        words=(form.q.data or "").strip()[:60],
        level=lists.one_of(form.level.data, LEVELS),
        state=AwardState(state) if state else None,
        sort=lists.order(queries.SORTS, "-proposed"),
    )


def state_rows(asked: queries.Search) -> list[tuple[str, str, bool, int]]:
    """Return the filter of states with its counts."""
    counts = {state: count for state, (count, _sum) in queries.counts(asked).items()}
    everything = formats.here_with(state=None, page=None)
    rows = [(_("All"), everything, asked.state is None, sum(counts.values()))]
    rows += [
        (
            words.state("grade_award", s),
            formats.here_with(state=s.value, page=None),
            asked.state is s,
            counts.get(s, 0),
        )
        for s in AwardState
    ]
    return rows


@bp.get("/export.<kind>")
@requires(May.GRADE_AWARD_READ)
def export(kind: str) -> Response:
    """Hand out all the filtered awards."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(asked_by(ListForm()), page=None)
    head = [
        *(
            _("Name of the organization"),
            _("Unified social credit code"),
            _("Grade"),
            _("Certificate"),
        ),
        *(_("First day of the grade"), _("Amount (yuan)"), _("State"), _("Budget line")),
        *(_("Paid on"), _("Voucher"), _("Reason")),
    ]
    return sheets.answer(kind, _("Awards for first grades"), head, map(_exported, rows))


def _exported(row: GradeAward) -> list[object]:
    paid = row.payment
    return [
        *(row.organization.name, row.organization.uscc, row.level, row.grade.certificate_no),
        *(row.grade.awarded_on, row.amount, words.state("grade_award", row.state)),
        row.line.name if row.line else "",
        clock.local_date(paid.paid_at) if paid else None,
        *(paid.voucher if paid else "", row.reason),
    ]


@bp.post("/look")
@requires(May.GRADE_AWARD_DECIDE)
def look() -> ResponseReturnValue:
    """Go through the history of all grades now; it is done every night as well."""
    count = actions.propose_all(by=g.actor, now=clock.now())
    said = _("%(count)s new awards are proposed.", count=count) if count else _("Nothing new.")
    flash(said, "ok")
    return redirect(url_for(".index"))


# --- one award ------------------------------------------------------------------------------


@bp.get("/<uuid:award_id>")
@requires(May.GRADE_AWARD_READ, award=queries.get)
def show(award: GradeAward) -> ResponseReturnValue:
    """Show an award with the history it follows from, and what can be done."""
    return _page(award, {})


def _page(award: GradeAward, forms: dict[str, Form], status: int = 200) -> ResponseReturnValue:
    approve = forms.get("approve") or _with_lines(ApproveForm(formdata=None))
    stem = award.grade.certificate_no.removesuffix("号")
    page = render_template(
        "awards/show.html",
        award=award,
        organization=award.organization,
        grades=sorted(award.organization.grades, key=lambda row: row.awarded_on),
        firsts=_firsts(award),
        approve_form=approve,
        reason_form=forms.get("reason") or ReasonForm(formdata=None),
        pay_form=forms.get("pay") or PayForm(formdata=None, voucher=f"DJJL-{stem}"),
        errors=next(iter(forms.values()), None),
        open_steps={s.name for s in LIFE.open_to(award) if g.actor.may(s.by)},
        same=award.approved_by == g.actor.id,
        names=people.names_of(
            [award.approved_by, award.payment.approved_by if award.payment else None]
        ),
        labels=labels,
        law=law(),
        here="contracts",
        crumbs=_crumbs((award.organization.short_name, None)),
    )
    return page, status


def _firsts(award: GradeAward) -> set[UUID]:
    after = law().first_award_after_higher
    return {row.id for row in rules.first_times(award.organization.grades, after_higher=after)}


def _with_lines(form: ApproveForm) -> ApproveForm:
    """Offer the budget lines of this year of the units of whoever approves."""
    places = g.actor.places_for(May.GRADE_AWARD_DECIDE)
    lines = funds.lines_of(places, today().year)
    free = funds.balances(lines)
    said = [
        (
            str(line.id),
            _("%(name)s, %(free)s free", name=line.name, free=formats.yuan(free[line.id].free)),
        )
        for line in lines
    ]
    form.line.choices = [("", _("Please choose")), *said]
    return form


@bp.post("/<uuid:award_id>/approve")
@requires(May.GRADE_AWARD_DECIDE, award=queries.get)
def approve(award: GradeAward) -> ResponseReturnValue:
    """Approve it from a budget line."""
    form = _with_lines(ApproveForm())
    if not form.validate_on_submit():
        return _page(award, {"approve": form}, BAD)
    try:
        actions.approve(award, funds.get(UUID(form.line.data)), by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _page(award, {"approve": form}, BAD)
    flash(_("Approved. Finance pays it next."), "ok")
    return redirect(url_for(".show", award_id=award.id))


@bp.post("/<uuid:award_id>/refuse")
@requires(May.GRADE_AWARD_DECIDE, award=queries.get)
def refuse(award: GradeAward) -> ResponseReturnValue:
    """Refuse it with a reason."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(award, {"reason": form}, BAD)
    actions.refuse(award, form.reason.data, by=g.actor, now=clock.now())
    flash(_("Refused. The organization has been told."), "ok")
    return redirect(url_for(".show", award_id=award.id))


@bp.post("/<uuid:award_id>/pay")
@requires(May.GRADE_AWARD_PAY, award=queries.get)
def pay(award: GradeAward) -> ResponseReturnValue:
    """Pay it, once."""
    form = PayForm()
    if not form.validate_on_submit():
        return _page(award, {"pay": form}, BAD)
    try:
        actions.pay(award, voucher=form.voucher.data, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _page(award, {"pay": form}, BAD)
    flash(_("Paid. The organization has been told."), "ok")
    return redirect(url_for(".show", award_id=award.id))


# --- an organization's own ------------------------------------------------------------------


@bp.get("/own/<uuid:organization_id>")
@requires(May.ASSESSMENT_APPLY, organization=organizations.whole)
def own(organization: Organization) -> ResponseReturnValue:
    """Show an organization its own awards."""
    rows = queries.of(organization.id)
    return render_template(
        "awards/own.html",
        organization=organization,
        rows=rows,
        section=_shown(rows, may_read=False),
        law=law(),
        here="organization",
        crumbs=[
            (_("My organization"), url_for("organizations.mine", organization_id=organization.id)),
            (_("Awards for first grades"), None),
        ],
    )


@sections.add(60)
def section(organization: Organization, on: date) -> Section | None:  # noqa: ARG001 -- as every section
    """Show whoever may see them the awards on the page of the organization."""
    mine = g.actor.may(May.ASSESSMENT_APPLY, organization)
    if not mine and not g.actor.may(May.GRADE_AWARD_READ):
        return None
    rows = queries.of(organization.id)
    if not rows:
        return None
    return _shown(rows, may_read=g.actor.may(May.GRADE_AWARD_READ))


def _shown(rows: Sequence[GradeAward], *, may_read: bool) -> Section:
    values = {"rows": rows, "labels": labels, "may_read": may_read}
    return Section("awards", _("Awards for first grades"), "awards/_section.html", values)


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [
        (_("Waiting for me"), "/work"),
        (_("Awards for first grades"), url_for(".index")),
        *more,
    ]
