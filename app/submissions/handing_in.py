"""Pages on which a submission is checked, handed in, shown its receipt, withdrawn."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.audit import queries as log
from app.calls.states import CallState, Phase
from app.documents.delivery import saved as saved_as
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.permissions import May
from app.submissions import actions, ceremony, outline, queries, rules
from app.submissions.forms import PackageForm, SubmitForm
from app.submissions.frame import bp, known, late_page, page, shown
from app.submissions.models import Submission


@bp.get("/<uuid:submission_id>/check")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def check(submission: Submission) -> ResponseReturnValue:
    """Show all answers on one page before they are handed in."""
    ask, draft = queries.ask_of(submission.call), queries.draft_of(submission)
    taking = submission.call.phase(clock.now()) is Phase.TAKING
    if not draft or not taking or outline.following(draft, ask) is not None:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    return _check_page(submission)


@bp.post("/<uuid:submission_id>/submit")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def submit(submission: Submission) -> ResponseReturnValue:
    """Hand it in, and show the receipt. Sent twice, it is done once."""
    form = SubmitForm()
    if queries.draft_of(submission) and not form.declared.data:
        form.add_error(_("Please confirm that everything is true"), "declared")
        return _check_page(submission, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        actions.submit(submission, key=_uuid(form.key.data), seen=form.seen.data or "", by=g.actor)
    except RefusedError as refused:
        if any(f.code == "handed-in-already" for f in refused.findings):
            flash(_("This has been handed in already. Nothing was sent twice."))
            return redirect(url_for("submissions.receipt", submission_id=submission.id))
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
        row=log.of_version(submission.id, (queries.live(submission) or versions[0]).number),
        amended=queries.amendments_since(submission).get(submission.id, []),
        older=[v for v in versions if v.ended_at],
        taking=submission.call.phase(now) is Phase.TAKING,
        opened=submission.state in queries.OPEN,
        phase=submission.call.phase(now),
        is_round=queries.is_round(submission.call),
    )


@bp.get("/<uuid:submission_id>/receipt.json")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def receipt_file(submission: Submission) -> ResponseReturnValue:
    """Save the receipt as data: what was taken when, its check code, and where the log stood."""
    version = queries.live(submission)
    if version is None:
        raise NotFoundError
    facts = {
        "receipt": version.receipt_no,
        "call": submission.call.number,
        "organization": submission.organization.name,
        "version": version.number,
        "received_at": version.received_at.isoformat(),
        "check": version.commitment,
        "commitments": {box.part.value: box.commitment for box in version.boxes},
        "log": _checkpoint(submission, version.number),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    return saved_as(text.encode(), f"{version.receipt_no}.json", "application/json")


def _checkpoint(submission: Submission, number: int) -> dict[str, Any] | None:
    row = log.of_version(submission.id, number)
    return log.checkpoint(row) if row is not None else None


@bp.get("/<uuid:submission_id>/package.json")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def package(submission: Submission) -> ResponseReturnValue:
    """Save the organization's own copy of a draft: content, salts and check code."""
    if not queries.draft_of(submission):
        raise NotFoundError
    facts = queries.package_of(submission)
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    name = f"{submission.call.number}-{facts['version']}.json"
    return saved_as(text.encode(), name, "application/json")


@bp.route("/<uuid:submission_id>/package", methods=["GET", "POST"])
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def take_up(submission: Submission) -> ResponseReturnValue:
    """Begin again from the package: what was handed in comes back, to be changed and handed in."""
    if submission.call.phase(clock.now()) is not Phase.TAKING:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    form = PackageForm()
    if request.method == "GET":
        return _again_page(submission, form)
    try:
        actions.take_up(submission, form.held(), by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _again_page(submission, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Your package is loaded. Change what you like, check, and hand in again."))
    return redirect(url_for("submissions.show", submission_id=submission.id))


def _again_page(submission: Submission, form: PackageForm) -> str:
    return page(
        "again",
        submission.call,
        submission=submission,
        form=form,
        live=queries.live(submission),
        first=queries.ask_of(submission.call).subjects()[0],
    )


@bp.route("/<uuid:submission_id>/supply", methods=["GET", "POST"])
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def supply(submission: Submission) -> ResponseReturnValue:
    """Make good what can no longer be opened because openers lost their keys."""
    form, asked = PackageForm(), ceremony.asked_to_supply(submission)
    if asked is None:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    if request.method == "POST":
        try:
            ceremony.supply(submission, form.held(), by=g.actor)
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Thank you. It is what you handed in, to the letter; it takes part."))
            return redirect(url_for("submissions.receipt", submission_id=submission.id))
    shown_page = page(
        "supply",
        submission.call,
        submission=submission,
        form=form,
        live=queries.live(submission),
        until=asked,
        done=ceremony.is_supplied(submission),
    )
    return shown_page, HTTPStatus.UNPROCESSABLE_ENTITY if form.error_list() else HTTPStatus.OK


@bp.post("/<uuid:submission_id>/confirm")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def confirm(submission: Submission) -> ResponseReturnValue:
    """Say that what was handed in stands although the call was changed."""
    try:
        actions.confirm(submission, by=g.actor)
    except RefusedError as refused:
        return late_page(submission, refused.findings), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Confirmed: your bid stands as it is."))
    return redirect(url_for("submissions.receipt", submission_id=submission.id))


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
    flash(_("Withdrawn. You can hand in again until the deadline."))
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
