"""Pages on which a submission is checked, handed in, shown its receipt, withdrawn."""

import json
from http import HTTPStatus
from uuid import UUID, uuid4

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.calls.states import CallState, Phase
from app.documents.delivery import saved as saved_as
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.permissions import May
from app.submissions import actions, outline, queries, rules
from app.submissions.forms import SubmitForm
from app.submissions.frame import bp, known, late_page, page, shown
from app.submissions.models import Submission


@bp.get("/<uuid:submission_id>/check")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def check(submission: Submission) -> ResponseReturnValue:
    """Show all answers on one page before they are handed in."""
    ask, draft = queries.ask_of(submission.call), queries.draft_of(submission)
    taking = submission.call.phase(clock.now()) is Phase.TAKING
    if not taking or outline.following(draft, ask) is not None:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    return _check_page(submission)


@bp.post("/<uuid:submission_id>/submit")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def submit(submission: Submission) -> ResponseReturnValue:
    """Hand it in, and show the receipt. Sent twice, it is done once."""
    form = SubmitForm()
    if not form.declared.data:
        form.add_error(_("Please confirm that everything is true"), "declared")
        return _check_page(submission, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        actions.submit(submission, key=_uuid(form.key.data), seen=form.seen.data or "", by=g.actor)
    except RefusedError as refused:
        return _not_taken(submission, refused), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("submissions.receipt", submission_id=submission.id))


def _not_taken(submission: Submission, refused: RefusedError) -> str:
    if any(f.code == "too-late" for f in refused.findings):
        return late_page(submission, refused.findings)
    form = SubmitForm(formdata=None)
    form.add_findings(refused.findings)
    return _check_page(submission, form)


def _check_page(submission: Submission, form: SubmitForm | None = None) -> str:
    ask, draft = queries.ask_of(submission.call), queries.draft_of(submission)
    content = rules.cleaned(draft, ask)
    form = form or SubmitForm(formdata=None)
    form.key.data = str(uuid4())
    form.seen.data = queries.digest_of(submission, content)
    return page(
        "check",
        submission.call,
        submission=submission,
        form=form,
        live=queries.live(submission),
        **shown(content, ask),
        **known(submission),
    )


@bp.get("/<uuid:submission_id>/receipt")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def receipt(submission: Submission) -> ResponseReturnValue:
    """Show the receipt of what counts, and of what was ended before."""
    versions = queries.versions_of(submission)
    if not versions:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    now = clock.now()
    return page(
        "receipt",
        submission.call,
        submission=submission,
        version=queries.live(submission) or versions[0],
        live=queries.live(submission),
        older=[v for v in versions if v.ended_at],
        taking=submission.call.phase(now) is Phase.TAKING,
        opened=submission.state in queries.OPEN,
        phase=submission.call.phase(now),
        is_round=queries.is_round(submission.call),
    )


@bp.get("/<uuid:submission_id>/receipt.json")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def package(submission: Submission) -> ResponseReturnValue:
    """Save the receipt package: own content, salt and commitment, to compute the check again."""
    version = queries.live(submission)
    if version is None:
        raise NotFoundError
    opened = queries.opened(version)
    facts = {
        "receipt": version.receipt_no,
        "call": submission.call.number,
        "organization": submission.organization.name,
        "version": version.number,
        "received_at": version.received_at.isoformat(),
        "commitment": version.commitment,
        "salt": opened.salt.hex(),
        "text": opened.text.decode(),
        "how": "commitment = sha256(bytes.fromhex(salt) + text.encode('utf-8'))",
        "content": opened.content,
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    return saved_as(text.encode(), f"{version.receipt_no}.json", "application/json")


@bp.route("/<uuid:submission_id>/withdraw", methods=["GET", "POST"])
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def withdraw(submission: Submission) -> ResponseReturnValue:
    """Ask once more, then take it back."""
    if request.method == "GET":
        if queries.live(submission) is None or submission.call.state is not CallState.PUBLISHED:
            return redirect(url_for("submissions.show", submission_id=submission.id))
        return page(
            "withdraw", submission.call, submission=submission, live=queries.live(submission)
        )
    try:
        actions.withdraw(submission, by=g.actor)
    except RefusedError as refused:
        return late_page(submission, refused.findings), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Withdrawn. Your draft is still here; you can hand it in again until the deadline."))
    return redirect(url_for("submissions.show", submission_id=submission.id))


@bp.get("/<uuid:submission_id>/content")
@requires(May.SUBMISSION_READ, submission=queries.get)
def content(submission: Submission) -> ResponseReturnValue:
    """Show what was handed in, after the opening."""
    if submission.content is None:
        raise NotFoundError
    ask = queries.ask_of(submission.call)
    held = shown(submission.content, ask)
    return page("content", submission.call, submission=submission, **held, **known(submission))


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise NotFoundError from error
