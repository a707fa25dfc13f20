"""Pages of amendments: proposing, the second person, the public page with the difference."""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts import queries as accounts
from app.amendments import actions, labels, queries, rules
from app.amendments.forms import AmendForm
from app.amendments.models import Amendment
from app.amendments.states import AmendmentState
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import Phase
from app.calls.views import page_of
from app.errors import Finding, NotFoundError, RefusedError
from app.guard import requires
from app.permissions import May

bp = Blueprint("amendments", __name__, url_prefix="/amendments", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.route("/calls/<uuid:call_id>", methods=["GET", "POST"])
@requires(May.CALL_DRAFT, call=calls.get)
def propose(call: Call) -> ResponseReturnValue:
    """Propose a change of a published call."""
    if call.phase(clock.now()) is not Phase.TAKING:
        raise NotFoundError
    form = AmendForm(obj=call)
    if not form.is_submitted():
        return _form_page(call, form)
    try:
        if form.validate():
            made = actions.propose(
                call,
                {name: _said(form, name) for name in rules.FIELDS if hasattr(call, name)},
                deadline_at=form.deadline_at.data,
                opening_at=form.opening_at.data,
                reason=form.reason.data or "",
                material=bool(form.material.data),
                by=g.actor,
                now=clock.now(),
            )
            flash(_("Sent to a second person. It is published once that person has checked it."))
            return redirect(url_for("amendments.show", amendment_id=made.id))
    except RefusedError as refused:
        form.add_findings(refused.findings)
    return _form_page(call, form), BAD


def _said(form: AmendForm, name: str) -> str:
    return str(form[name].data or "").replace("\r\n", "\n").strip()


def _form_page(call: Call, form: AmendForm) -> str:
    return render_template(
        "amendments/propose.html",
        crumbs=[(call.title, page_of(call)), (_("Amendment"), None)],
        call=call,
        form=form,
        fields=[name for name in rules.FIELDS if hasattr(call, name)],
        waiting=queries.proposed(call.id),
        least=rules.least_deadline(clock.now(), calls.law_of(call)),
        law=calls.law_of(call),
    )


@bp.get("/<uuid:amendment_id>")
@requires(May.PUBLIC, amendment=queries.get)
def show(amendment: Amendment) -> ResponseReturnValue:
    """Show what changed: to everybody once it is published, before that to the unit."""
    return _show(amendment)


def _show(amendment: Amendment, findings: tuple[Finding, ...] = ()) -> str:
    call = amendment.call
    inside = g.actor.may(May.CALL_MANAGE, call)
    if amendment.state is not AmendmentState.PUBLISHED and not inside:
        raise NotFoundError
    waits = amendment.state is AmendmentState.PROPOSED
    return render_template(
        "amendments/show.html",
        crumbs=[(call.title, page_of(call)), (_("Amendment"), None)],
        call=call,
        amendment=amendment,
        findings=findings,
        texts=[
            (labels.FIELDS[name], rules.difference(before, after))
            for name, (before, after) in amendment.texts.items()
        ],
        tags=labels.TAGS,
        names=accounts.names_of([amendment.drafted_by, amendment.reviewed_by]) if inside else {},
        may_publish=waits and g.actor.may(May.CALL_REVIEW, call),
        own=amendment.drafted_by == g.actor.id,
        may_drop=waits and inside,
    )


@bp.post("/<uuid:amendment_id>/publish")
@requires(May.CALL_REVIEW, amendment=queries.get)
def publish(amendment: Amendment) -> ResponseReturnValue:
    """Publish it."""
    try:
        actions.publish(amendment, by=g.actor)
    except RefusedError as refused:
        return _show(amendment, refused.findings), BAD
    flash(_("Published. Everybody who prepares a bid is told."))
    return redirect(url_for("amendments.show", amendment_id=amendment.id))


@bp.post("/<uuid:amendment_id>/drop")
@requires(May.CALL_MANAGE, amendment=queries.get)
def drop(amendment: Amendment) -> ResponseReturnValue:
    """Give it up."""
    actions.drop(amendment, by=g.actor, now=clock.now())
    flash(_("Given up; nothing has changed."))
    return redirect(page_of(amendment.call))
