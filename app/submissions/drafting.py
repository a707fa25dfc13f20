"""Pages on which a submission is written: the task list, one subject a page, attachments."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app import clock, formats, pages
from app.accounts import queries as accounts
from app.accounts.states import UnitKind
from app.calls.states import Phase
from app.documents.delivery import saved as saved_as
from app.errors import Finding, NotFoundError, RefusedError
from app.forms import Form
from app.guard import requires
from app.permissions import May
from app.submissions import actions, outline, queries, rules
from app.submissions.forms import FilesForm, form_for, form_of, part_of
from app.submissions.frame import bp, known, late_page, page, reasons_of
from app.submissions.models import Submission

SPARE_ROWS = 3


@bp.get("/<uuid:submission_id>")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def show(submission: Submission) -> ResponseReturnValue:
    """Show the task list while it can be handed in; after that the receipt, or that it is over."""
    if submission.call.phase(clock.now()) is not Phase.TAKING:
        if queries.live(submission) is not None:
            return redirect(url_for("submissions.receipt", submission_id=submission.id))
        if submission.content is not None:  # brought over from before the portal
            return redirect(url_for("submissions.content", submission_id=submission.id))
        return late_page(submission)
    if submission.draft is None and submission.versions:
        return redirect(url_for("submissions.take_up", submission_id=submission.id))
    return _tasks_page(submission)


def _tasks_page(submission: Submission) -> str:
    ask, draft = queries.ask_of(submission.call), queries.draft_of(submission)
    items = outline.items(draft, ask)
    return page(
        "tasks",
        submission.call,
        submission=submission,
        items=items,
        is_round=ask.is_round,
        done=sum(item.progress is rules.Progress.DONE for item in items if item.needed),
        needed=sum(item.needed for item in items),
        following=outline.following(draft, ask),
        title_of=lambda subject: outline.title(subject, ask),
        writers=outline.writers(draft, ask),
        reasons=reasons_of(submission),
        live=queries.live(submission),
    )


@bp.get("/<uuid:submission_id>/organization")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def organization(submission: Submission) -> ResponseReturnValue:
    """Show what the register knows, so that nothing is typed twice."""
    return page(
        "organization",
        submission.call,
        submission=submission,
        reasons=reasons_of(submission),
        **known(submission),
    )


@bp.get("/<uuid:submission_id>/edit/<subject>")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def edit(submission: Submission, subject: str) -> ResponseReturnValue:
    """Show one page of the form."""
    if submission.call.phase(clock.now()) is not Phase.TAKING:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    draft = queries.draft_of(submission)
    spare = SPARE_ROWS if "more" in request.args else 1
    return _edit_page(submission, subject, form_of(subject, draft, spare=spare), draft)


@bp.post("/<uuid:submission_id>/edit/<subject>")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def save(submission: Submission, subject: str) -> ResponseReturnValue:
    """Keep one page, right or wrong, and go on to the next."""
    _known_subject(submission, subject)
    form = form_for(subject)
    if isinstance(form, FilesForm) and (problem := _take_files(submission, form)):
        return _edit_page(submission, subject, form), problem
    try:
        _save(submission, subject, form)
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _edit_page(submission, subject, form), HTTPStatus.CONFLICT
    return _onward(submission, subject)


def _onward(submission: Submission, subject: str) -> ResponseReturnValue:
    """Go where the button says; with a mistake stay, everything kept."""
    ask, draft = queries.ask_of(submission.call), queries.draft_of(submission)
    if "more" in request.form:
        back = url_for("submissions.edit", submission_id=submission.id, subject=subject)
        return redirect(f"{back}?more=1#rows")
    if "later" in request.form:
        return redirect(url_for("submissions.show", submission_id=submission.id))
    found = list(rules.subject_findings(subject, draft, ask))
    if found:
        pages.keep()
        form = form_of(subject, draft)
        return _edit_page(submission, subject, form, draft, found), HTTPStatus.UNPROCESSABLE_ENTITY
    then = outline.following(draft, ask, subject)
    if then is None:
        return redirect(url_for("submissions.check", submission_id=submission.id))
    return redirect(url_for("submissions.edit", submission_id=submission.id, subject=then))


@bp.post("/<uuid:submission_id>/autosave/<subject>")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def autosave(submission: Submission, subject: str) -> ResponseReturnValue:
    """Keep what was typed so far."""
    _known_subject(submission, subject)
    try:
        revision = _save(submission, subject, form_for(subject))
    except RefusedError:
        return "", HTTPStatus.CONFLICT
    at = formats.hour(clock.now())
    return "", HTTPStatus.NO_CONTENT, {"X-Saved-At": at, "X-Revision": revision}


def _save(submission: Submission, subject: str, form: Form) -> str:
    return actions.save_draft(
        submission,
        subject,
        part_of(subject, form),
        by=g.actor,
        now=clock.now(),
        revision=request.form.get("revision"),
    )


def _take_files(submission: Submission, form: FilesForm) -> HTTPStatus | None:
    for file in form.files.data or ():
        if not file or not file.filename:
            continue
        try:
            actions.attach(submission, file, by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
    if not form.error_list():
        return None
    pages.keep()  # the files that were right stay
    return HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<uuid:submission_id>/files/<uuid:file_id>/remove")
@requires(May.SUBMISSION_WRITE, submission=queries.get)
def remove_file(submission: Submission, file_id: UUID) -> ResponseReturnValue:
    """Take an attachment out of the draft."""
    actions.detach(submission, file_id, by=g.actor, now=clock.now())
    return redirect(
        url_for("submissions.edit", submission_id=submission.id, subject=rules.Subject.FILES)
    )


@bp.get("/<uuid:submission_id>/files/<uuid:file_id>")
@requires(May.SUBMISSION_READ, submission=queries.get)
def file(submission: Submission, file_id: UUID) -> ResponseReturnValue:
    """Save an attachment: the organization's own always, others' after the opening."""
    label, media_type, content = queries.file_of(submission, file_id)
    return saved_as(content, label, media_type)


def _edit_page(
    submission: Submission,
    subject: str,
    form: Form,
    draft: dict[str, Any] | None = None,
    found: list[Finding] | None = None,
) -> str:
    ask = _known_subject(submission, subject)
    draft = queries.draft_of(submission) if draft is None else draft
    whole = [f for f in found or () if f.field in ("labour", "grant", "own", "rows")]
    form.add_findings(f for f in found or () if f not in whole)
    if subject == rules.Subject.ABOUT:
        places = accounts.units(UnitKind.COMMUNITY)
        form["community_id"].choices = [
            SelectChoice("", ""),
            *(SelectChoice(str(u.id), u.name) for u in places),
        ]
    return page(
        _template(subject),
        submission.call,
        submission=submission,
        subject=subject,
        form=form,
        ask=ask,
        asked=ask.text(subject),
        draft=draft,
        heading=outline.title(subject, ask),
        whole={f.field: f for f in whole},
        has_errors=bool(whole or form.error_list()),
        revision=rules.revision_of(draft, subject),
        price=rules.price_of(draft),
        sums=rules.sums_of(draft),
    )


def _template(subject: str) -> str:
    return "text" if subject.startswith(rules.TEXT) else subject


def _known_subject(submission: Submission, subject: str) -> rules.Ask:
    ask = queries.ask_of(submission.call)
    if subject not in ask.subjects():
        raise NotFoundError
    return ask
