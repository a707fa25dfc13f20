"""Pages of complaints: sending and following in public, handling at the desk."""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.accounts import queries as people
from app.complaints import actions, labels, queries
from app.complaints.actions import Said
from app.complaints.forms import (
    AnswerForm,
    FollowForm,
    ListForm,
    ReasonForm,
    RewardForm,
    SendForm,
    TakeUpForm,
)
from app.complaints.models import Complaint
from app.complaints.queries import Chosen
from app.complaints.states import LIFE, ComplaintKind, ComplaintState, Outcome
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import Finding, NotFoundError, RefusedError
from app.formats import PAGE_SIZE, here_with
from app.guard import requires
from app.money import ZERO
from app.organizations import queries as organizations
from app.permissions import NOBODY, May

bp = Blueprint("complaints", __name__, url_prefix="/complaints", template_folder="templates")

SENT = "complaint-sent"


def _code(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form
    wrong = form.is_submitted() and bool(form.error_list())
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


# --- sending and following: everybody -------------------------------------------------------


@bp.route("/new", methods=["GET", "POST"])
@requires(May.PUBLIC)
def send() -> ResponseReturnValue:
    """Take a complaint or report of anybody."""
    form = SendForm()
    if not form.is_submitted():
        form.about.data = _asked_name()
    if form.validate_on_submit():
        try:
            made, word = actions.send(_said(form), sender=_sender(), now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            session[SENT] = [made.number, word]
            return redirect(url_for(".sent"))
    page = render_template(
        "complaints/send.html",
        form=form,
        nofind=True,
        crumbs=[(_("Home"), "/"), (_("Complaints and reports"), None)],
    )
    return page, _code(form)


def _asked_name() -> str:
    found = organizations.by_code(request.args.get("code", ""))
    return found.name if found else ""


def _said(form: SendForm) -> Said:
    about = form.about.data.strip()
    upload, stored = form.file.data, None
    if upload and upload.filename:
        stored = documents.store(
            upload, purpose="complaint", owners=[], by=NOBODY, now=clock.now(), field="file"
        )
    return Said(
        kind=ComplaintKind(form.kind.data),
        text=form.text.data,
        organization=organizations.by_code(about) or organizations.by_name(about),
        about=about,
        anonymous=form.anonymous.data,
        name=form.name.data or "",
        phone=form.phone.data or "",
        file_id=stored.id if stored else None,
    )


def _sender() -> str:
    """Return a digest that says only: the same connection, on the same day."""
    key = current_app.config["SETTINGS"].key("session")
    day = clock.local_date(clock.now()).isoformat()
    return sha256(key + f"|{request.remote_addr}|{day}".encode()).hexdigest()


@bp.get("/sent")
@requires(May.PUBLIC)
def sent() -> ResponseReturnValue:
    """Show number and word, this once."""
    shown = session.get(SENT)
    if shown is None:
        return redirect(url_for(".follow"))
    number, word = shown
    return render_template("complaints/sent.html", number=number, word=word, nofind=True)


@bp.route("/follow", methods=["GET", "POST"])
@requires(May.PUBLIC)
def follow() -> ResponseReturnValue:
    """Show where a complaint stands to whoever has its number and word."""
    form, found = FollowForm(), None
    if form.validate_on_submit():
        found = queries.followed(form.number.data, form.word.data)
        if found is None:
            form.add_findings([Finding("complaint-unknown", field="word")])
    page = render_template(
        "complaints/follow.html",
        form=form,
        complaint=found,
        due=queries.due(found, clock.now()) if found else None,
        labels=labels,
        nofind=True,
        crumbs=[(_("Home"), "/"), (_("Follow a complaint"), None)],
    )
    return page, _code(form)


# --- the desk -------------------------------------------------------------------------------


@bp.get("/")
@requires(May.COMPLAINT_READ)
def index() -> ResponseReturnValue:
    """List what the actor may see."""
    form, page = ListForm(), lists.page_number()
    chosen = _chosen(form)
    rows, total = queries.listed(g.actor, chosen, page)
    counts = queries.counts(g.actor)
    states = [(_("All"), here_with(state=None, page=None), not chosen.state, sum(counts.values()))]
    for state in ComplaintState:
        href = here_with(state=state.value, page=None)
        word = words.state("complaint", state)
        states.append((word, href, chosen.state == state, counts.get(state, 0)))
    return render_template(
        "complaints/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        size=PAGE_SIZE,
        states=states,
        labels=labels,
        due=lambda complaint: queries.due(complaint, clock.now()),
        here="supervision",
        crumbs=[(_("Complaints and reports"), None)],
    )


def _chosen(form: ListForm) -> Chosen:
    state, kind = request.args.get("state", ""), form.kind.data or ""
    sort = request.args.get("sort", "-received")
    return Chosen(
        text=(form.q.data or "").strip()[:60],
        state=state if state in set(ComplaintState) else "",
        kind=kind if kind in set(ComplaintKind) else "",
        sort=sort if sort.lstrip("-") in ("number", "received") else "-received",
    )


@bp.get("/export.<kind>")
@requires(May.COMPLAINT_READ)
def export(kind: str) -> Response:
    """Hand out all filtered rows, without who sent them."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(g.actor, _chosen(ListForm()), None)
    heads = [
        *(_("Number"), _("Kind"), _("About"), _("Arrived on"), _("State"), _("Who inquires?")),
        *(_("What was found"), _("Answered on"), _("Reward")),
    ]
    table = (
        [
            c.number,
            str(labels.KINDS[c.kind]),
            c.whom,
            clock.local_date(c.received_at),
            words.state("complaint", c.state),
            c.unit.name if c.unit else "",
            str(labels.OUTCOMES[c.outcome]) if c.outcome else "",
            clock.local_date(c.answered_at) if c.answered_at else None,
            c.reward,
        ]
        for c in rows
    )
    return sheets.answer(kind, _("Complaints and reports"), heads, table)


@bp.get("/<uuid:complaint_id>")
@requires(May.COMPLAINT_READ, complaint=queries.get)
def show(complaint: Complaint) -> ResponseReturnValue:
    """Show a complaint with what can be done."""
    return _page(complaint, TakeUpForm(), AnswerForm())


def _page(complaint: Complaint, *forms: Any) -> str:  # noqa: ANN401 -- forms of this page
    by_kind = {type(form): form for form in forms}
    # The street knows its organizations.
    near = complaint.organization.street_id if complaint.organization else None
    taking = by_kind.get(TakeUpForm) or TakeUpForm(formdata=None, unit=str(near))
    taking.offer()
    steps = [s.name for s in LIFE.open_to(complaint) if g.actor.may(s.by, complaint)]
    shown = next((f for f in forms if f.error_list()), None)
    return render_template(
        "complaints/show.html",
        complaint=complaint,
        due=queries.due(complaint, clock.now()),
        steps=steps,
        taking=taking,
        refusing=by_kind.get(ReasonForm) or ReasonForm(formdata=None, prefix="no"),
        answering=by_kind.get(AnswerForm) or AnswerForm(formdata=None),
        rewarding=by_kind.get(RewardForm) or RewardForm(formdata=None),
        may_reward=g.actor.may(May.COMPLAINT_HANDLE)
        and complaint.outcome in (Outcome.TRUE, Outcome.PARTLY)
        and complaint.reward is None
        and not complaint.anonymous,
        sees_sender=bool(steps) or g.actor.may(May.COMPLAINT_HANDLE),
        wrong=shown,
        labels=labels,
        here="supervision",
        crumbs=[(_("Complaints and reports"), url_for(".index")), (complaint.number, None)],
    )


@bp.get("/<uuid:complaint_id>/file")
@requires(May.COMPLAINT_READ, complaint=queries.get)
def file(complaint: Complaint) -> Response:
    """Hand out the evidence."""
    if complaint.file_id is None:
        raise NotFoundError
    return as_download(files.get(complaint.file_id))


@bp.post("/<uuid:complaint_id>/take-up")
@requires(May.COMPLAINT_HANDLE, complaint=queries.get)
def take_up(complaint: Complaint) -> ResponseReturnValue:
    """Take it up and hand it to a unit."""
    form = TakeUpForm()
    form.offer()

    def act() -> None:
        unit = people.unit(UUID(form.unit.data))
        actions.take_up(complaint, unit=unit, by=g.actor, now=clock.now())

    return _done(complaint, form, act)


@bp.post("/<uuid:complaint_id>/refuse")
@requires(May.COMPLAINT_HANDLE, complaint=queries.get)
def refuse(complaint: Complaint) -> ResponseReturnValue:
    """Say that it is not taken up."""
    form = ReasonForm(prefix="no")
    return _done(
        complaint,
        form,
        lambda: actions.refuse(complaint, form.text.data, by=g.actor, now=clock.now()),
    )


@bp.post("/<uuid:complaint_id>/answer")
@requires(May.COMPLAINT_ANSWER, complaint=queries.get)
def answer(complaint: Complaint) -> ResponseReturnValue:
    """Answer it."""
    form = AnswerForm()

    def act() -> None:
        outcome = Outcome(form.outcome.data)
        actions.answer(complaint, form.text.data, outcome=outcome, by=g.actor, now=clock.now())

    return _done(complaint, form, act)


@bp.post("/<uuid:complaint_id>/reward")
@requires(May.COMPLAINT_HANDLE, complaint=queries.get)
def reward(complaint: Complaint) -> ResponseReturnValue:
    """Record the reward."""
    form = RewardForm()

    def act() -> None:
        actions.reward(
            complaint,
            form.amount.data or ZERO,
            document=form.document.data,
            by=g.actor,
            now=clock.now(),
        )

    return _done(complaint, form, act)


def _done(complaint: Complaint, form: Any, act: Callable[[], None]) -> ResponseReturnValue:  # noqa: ANN401
    """Do it and say so; or show the page again with what stands in the way."""
    if form.validate_on_submit():
        try:
            act()
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Done."), "ok")
            return redirect(url_for(".show", complaint_id=complaint.id))
    return _page(complaint, form), HTTPStatus.UNPROCESSABLE_ENTITY
