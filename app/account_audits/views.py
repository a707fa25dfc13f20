"""Pages of financial audits."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.account_audits import actions, labels, queries
from app.account_audits.actions import Report
from app.account_audits.forms import ListForm, OrderForm, ReportForm, TextForm
from app.account_audits.models import AccountAudit
from app.account_audits.queries import Chosen
from app.account_audits.states import LIFE, AuditState, Opinion, Trigger
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.formats import PAGE_SIZE, here_with
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.permissions import May

bp = Blueprint(
    "account_audits", __name__, url_prefix="/account-audits", template_folder="templates"
)


@bp.get("/")
@requires(May.ACCOUNTS_READ)
def index() -> ResponseReturnValue:
    """List what the actor may see."""
    form, page = ListForm(), lists.page_number()
    chosen = _chosen(form)
    rows, total = queries.listed(g.actor, chosen, page)
    counts = queries.counts(g.actor)
    states = [(_("All"), here_with(state=None, page=None), not chosen.state, sum(counts.values()))]
    for state in AuditState:
        href = here_with(state=state.value, page=None)
        word = words.state("account_audit", state)
        states.append((word, href, chosen.state == state, counts.get(state, 0)))
    return render_template(
        "account_audits/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        size=PAGE_SIZE,
        states=states,
        labels=labels,
        here="supervision",
        crumbs=[(_("Financial audits"), None)],
    )


def _chosen(form: ListForm) -> Chosen:
    state, trigger = request.args.get("state", ""), form.trigger.data or ""
    sort = request.args.get("sort", "-ordered")
    return Chosen(
        text=(form.q.data or "").strip()[:60],
        state=state if state in set(AuditState) else "",
        trigger=trigger if trigger in set(Trigger) else "",
        sort=sort if sort.lstrip("-") in ("due", "ordered") else "-ordered",
    )


@bp.get("/export.<kind>")
@requires(May.ACCOUNTS_READ)
def export(kind: str) -> Response:
    """Hand out all filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(g.actor, _chosen(ListForm()), None)
    heads = [
        *(_("Organization"), _("What set it off"), _("Ordered on"), _("Due on"), _("State")),
        *(_("Auditor"), _("Opinion"), _("Faults"), _("To be put right by"), _("Fee")),
    ]
    table = (
        [
            a.organization.name,
            str(labels.TRIGGERS[a.trigger]),
            clock.local_date(a.ordered_at),
            a.due_on,
            words.state("account_audit", a.state),
            a.auditor,
            str(labels.OPINIONS[a.opinion]) if a.opinion else "",
            a.faults,
            a.rectify_by,
            a.fee,
        ]
        for a in rows
    )
    return sheets.answer(kind, _("Financial audits"), heads, table)


@bp.route("/order/<uuid:organization_id>", methods=["GET", "POST"])
@requires(May.ACCOUNTS_ORDER, organization=organizations.get)
def order(organization: Organization) -> ResponseReturnValue:
    """Order an audit."""
    form = OrderForm()
    if form.validate_on_submit():
        trigger = Trigger(form.trigger.data)
        made = actions.order(organization, trigger, form.reason.data, by=g.actor, now=clock.now())
        flash(_("The audit is ordered. The organization has been told."), "ok")
        return redirect(url_for(".show", audit_id=made.id))
    page = render_template(
        "account_audits/order.html",
        form=form,
        organization=organization,
        here="supervision",
        crumbs=[(_("Financial audits"), url_for(".index")), (_("Order an audit"), None)],
    )
    wrong = form.is_submitted() and bool(form.error_list())
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


@bp.get("/<uuid:audit_id>")
@requires(May.ACCOUNTS_READ, audit=queries.get)
def show(audit: AccountAudit) -> ResponseReturnValue:
    """Show an audit with what can be done."""
    return _page(audit)


def _page(audit: AccountAudit, wrong: Any = None) -> str:  # noqa: ANN401 -- a form of this page
    return render_template(
        "account_audits/show.html",
        audit=audit,
        steps={s.name for s in LIFE.open_to(audit) if g.actor.may(s.by, audit)},
        reporting=wrong if isinstance(wrong, ReportForm) else ReportForm(formdata=None),
        ending=wrong if isinstance(wrong, TextForm) else TextForm(formdata=None),
        wrong=wrong,
        labels=labels,
        here="supervision",
        crumbs=[
            (_("Financial audits"), url_for(".index")),
            (audit.organization.short_name, None),
        ],
    )


@bp.get("/<uuid:audit_id>/file")
@requires(May.ACCOUNTS_READ, audit=queries.get)
def document(audit: AccountAudit) -> Response:
    """Hand out the report."""
    if audit.file_id is None:
        raise NotFoundError
    return as_download(files.get(audit.file_id))


@bp.post("/<uuid:audit_id>/report")
@requires(May.ACCOUNTS_AUDIT, audit=queries.get)
def report(audit: AccountAudit) -> ResponseReturnValue:
    """Record the auditor's report."""
    form = ReportForm()

    def act() -> None:
        upload, stored = form.file.data, None
        if upload and upload.filename:
            stored = documents.store(
                upload,
                purpose="account-audit",
                owners=audit.scope_ids(),
                by=g.actor,
                now=clock.now(),
                field="file",
            )
        said = Report(
            auditor=form.auditor.data,
            opinion=Opinion(form.opinion.data),
            faults=form.faults.data or "",
            rectify_by=form.rectify_by.data,
            fee=form.fee.data,
            file_id=stored.id if stored else None,
        )
        actions.report(audit, said, by=g.actor, now=clock.now())

    return _done(audit, form, act)


@bp.post("/<uuid:audit_id>/end")
@requires(May.ACCOUNTS_ORDER, audit=queries.get)
def end(audit: AccountAudit) -> ResponseReturnValue:
    """Close an audit whose faults are put right, or call it off."""
    form = TextForm()
    step = actions.cancel if request.form.get("step") == "cancel" else actions.close
    return _done(audit, form, lambda: step(audit, form.text.data, by=g.actor, now=clock.now()))


def _done(audit: AccountAudit, form: Any, act: Callable[[], None]) -> ResponseReturnValue:  # noqa: ANN401
    if form.validate_on_submit():
        try:
            act()
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Done."), "ok")
            return redirect(url_for(".show", audit_id=audit.id))
    return _page(audit, form), HTTPStatus.UNPROCESSABLE_ENTITY
