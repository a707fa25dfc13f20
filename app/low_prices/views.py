"""Pages of low prices: the unit's table with what it asks and decides, the bidder's explanation."""

from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, money
from app.accounts import queries as accounts
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallState
from app.calls.views import page_of
from app.documents import queries as documents
from app.errors import NotFoundError, RefusedError
from app.formats import yuan
from app.guard import requires
from app.low_prices import actions, labels, queries
from app.low_prices.forms import AnswerForm, AskForm, DecideForm
from app.low_prices.models import LowPrice
from app.low_prices.states import OPEN, ReviewState
from app.permissions import May
from app.submissions import queries as submissions
from app.submissions.models import Submission

bp = Blueprint("low_prices", __name__, url_prefix="/low-prices", template_folder="templates")
ACCEPT = "accept"
BAD = HTTPStatus.UNPROCESSABLE_ENTITY
SEEN = frozenset(CallState) - {CallState.DRAFT, CallState.IN_REVIEW, CallState.PUBLISHED}


@bp.get("/calls/<uuid:call_id>")
@requires(May.RESULT_READ, call=calls.get)
def index(call: Call) -> ResponseReturnValue:
    """Show every price that qualifies beside the lines, and what is asked and decided."""
    return _index(call)


def _index(call: Call, form: AskForm | None = None, of: UUID | None = None) -> str:
    if call.state not in SEEN:
        raise NotFoundError
    rows, lines = queries.rows(call)
    may = call.state in actions.WHILE and g.actor.may(May.QUALIFICATION_DECIDE, call)
    return render_template(
        "low_prices/index.html",
        crumbs=[
            (_("Waiting for me"), "/work"),
            (call.title, page_of(call)),
            (_("Low prices"), None),
        ],
        call=call,
        rows=rows,
        lines=[(line_words(n.code, n.share), n.amount) for n in lines],
        words_of=lambda under: [line_words(n.code, n.share) for n in under],
        tags=labels.TAGS,
        form=form or AskForm(formdata=None),
        of=of,
        may_ask=may,
        law=calls.law_of(call),
        onward=url_for("panels.panel", call_id=call.id),
    )


def line_words(code: str, share: Decimal | str) -> str:
    """Name a line: half of the average, and so on."""
    return str(labels.LINES[code]) % {"share": f"{Decimal(share).normalize():f}"}


@bp.post("/ask/<uuid:submission_id>")
@requires(May.SUBMISSION_READ, submission=submissions.get)
def ask(submission: Submission) -> ResponseReturnValue:
    """Ask a bidder to explain the price."""
    call = submission.call
    if not g.actor.may(May.QUALIFICATION_DECIDE, call):
        raise NotFoundError
    form = AskForm()
    try:
        if form.validate():
            actions.ask(
                submission,
                reason=form.reason.data or "",
                minutes=form.minutes.data,
                by=g.actor,
                now=clock.now(),
            )
    except RefusedError as refused:
        form.add_findings(refused.findings)
    if form.error_list():
        return _index(call, form, submission.id), BAD
    flash(_("The bidder has been told."))
    return redirect(url_for("low_prices.index", call_id=call.id))


@bp.route("/<uuid:review_id>", methods=["GET"])
@requires(May.SUBMISSION_READ, review=queries.get)
def show(review: LowPrice) -> ResponseReturnValue:
    """Show a review: what was asked, said and found."""
    return _show(review, AnswerForm(formdata=None), DecideForm(formdata=None))


@bp.post("/<uuid:review_id>/answer")
@requires(May.SUBMISSION_WRITE, review=queries.get)
def answer(review: LowPrice) -> ResponseReturnValue:
    """Explain the price."""
    form = AnswerForm()
    files = [f for f in form.files.data or () if f and f.filename]
    try:
        actions.answer(review, form.text.data or "", files, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _show(review, form, DecideForm(formdata=None)), BAD
    flash(_("Your explanation has been received."))
    return redirect(url_for("low_prices.show", review_id=review.id))


@bp.post("/<uuid:review_id>/decide")
@requires(May.QUALIFICATION_DECIDE, review=queries.get)
def decide(review: LowPrice) -> ResponseReturnValue:
    """Write down what the panel found."""
    form, accepted = DecideForm(), request.form.get("verdict") == ACCEPT
    try:
        actions.decide(
            review, form.opinion.data or "", accepted=accepted, by=g.actor, now=clock.now()
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _show(review, AnswerForm(formdata=None), form), BAD
    flash(_("Decided. The bidder has been told."))
    return redirect(url_for("low_prices.index", call_id=review.call_id))


def _show(review: LowPrice, answer_form: AnswerForm, decide_form: DecideForm) -> str:
    now: datetime = clock.now()
    call, submission = review.call, review.submission
    own = g.actor.may(May.SUBMISSION_WRITE, review)
    held = documents.by_ids(UUID(i) for i in review.file_ids)
    return render_template(
        "low_prices/show.html",
        crumbs=[(call.title, page_of(call)), (_("Low price"), None)],
        call=call,
        review=review,
        submission=submission,
        lines=[
            (line_words(n["code"], n["share"]), yuan(money.yuan(n["amount"]))) for n in review.lines
        ],
        files=list(held.values()),
        tags=labels.TAGS,
        names=accounts.names_of([review.answered_by, review.decided_by]),
        may_answer=own and review.state is ReviewState.ASKED and now < review.due_at,
        may_decide=(
            review.state in OPEN
            and (review.state is ReviewState.ANSWERED or now >= review.due_at)
            and g.actor.may(May.QUALIFICATION_DECIDE, review)
        ),
        answer_form=answer_form,
        decide_form=decide_form,
        has_errors=bool(answer_form.error_list() or decide_form.error_list()),
        own=own,
    )
