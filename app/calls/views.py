"""The public list of calls, and questions about them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from app import clock, formats, lists, sheets
from app.calls import actions, forms, labels, queries
from app.calls.models import Call, Question
from app.calls.states import LIFE, PUBLIC, CallKind, CallState, Phase
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.labels import FIELDS
from app.permissions import May

bp = Blueprint("calls", __name__, url_prefix="/calls", template_folder="templates")

TRACKS = tuple(Track)
BEFORE_OPENING = frozenset({Phase.DRAFT, Phase.IN_REVIEW, Phase.TAKING, Phase.WAITING_OPENING})


# --- what templates of calls ask for


@bp.app_template_filter("points")
def points(value: Decimal | str | int) -> str:
    """Write points: 10, 7.5."""
    return f"{Decimal(value).normalize():f}"


@bp.app_template_global("call_tag")
def tag(call: Call) -> tuple[str, str]:
    """Return kind and word of the tag for where a call stands now."""
    now = clock.now()
    soon = call.deadline_at is not None and now < call.deadline_at < now + queries.SOON
    kind, word = labels.standing(call.kind, call.phase(now))
    return labels.SOON if kind == "open" and soon else (kind, word)


@bp.app_template_global("track_words")
def track_words(track: Track) -> str:
    """Name a track."""
    info = lawbook.law_on(clock.local_date(clock.now()), track).info
    return info.en if formats.language() == formats.EN else info.zh


@bp.app_template_global("call_page")
def page_of(call: Call) -> str:
    """Return the address of a call's page, whatever its kind."""
    values: dict[str, Any] = {f"{call.kind}_id": call.id}
    return url_for(f"{call.kind}s.show", **values)


def link_to(endpoint: str, **values: object) -> str | None:
    """Return an address, or none while that page is not part of the portal."""
    try:
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    except BuildError:
        return None


def has_result(call: Call) -> bool:
    """Say whether a result has been published."""
    return call.state in (CallState.PUBLICITY, CallState.AWARDED)


def start_link(call: Call) -> str | None:
    """Return where a submission begins; none for those who cannot hand in one."""
    if g.actor.signed_in and not g.actor.may(May.SUBMISSION_WRITE):
        return None
    return link_to("submissions.prepare", call_id=call.id)


def doors(call: Call) -> list[tuple[str, str]]:
    """Return the pages on which the work on a call goes on, those that say something by now."""
    phase = call.phase(clock.now())
    found = [
        (label, link_to(endpoint, call_id=call.id))
        for label, endpoint, may, phases in _doors()
        if phase in phases and g.actor.may(may, call)
    ]
    if phase is Phase.AWARDED and g.actor.may(May.CONTRACT_READ, call):
        found.append((_("Contracts of this call"), link_to("contracts.index", q=call.title)))
    if LIFE.can("cancel", call) and g.actor.may(May.CALL_MANAGE, call):
        found.append((_("Cancel the call"), url_for("calls.cancel", call_id=call.id)))
    return [(label, href) for label, href in found if href]


def _doors() -> tuple[tuple[str, str, May, frozenset[Phase]], ...]:
    """List the pages in the order of the work, with the phases in which each has something."""
    opened = frozenset(Phase) - BEFORE_OPENING - {Phase.CANCELLED}
    ranked = frozenset({Phase.RANKED, Phase.PUBLICITY, Phase.PUBLICITY_OVER, Phase.AWARDED})
    public = frozenset(Phase) - {Phase.DRAFT, Phase.IN_REVIEW}
    match, check = "matches.organizations", "results.qualification"
    return (
        (_("Organizations that fit"), match, May.MATCH_READ, frozenset({Phase.TAKING})),
        (_("Amend it"), "amendments.propose", May.CALL_DRAFT, frozenset({Phase.TAKING})),
        (_("Opening"), "submissions.opening", May.OPENING_HOLD, public - {Phase.CANCELLED}),
        (_("Who qualifies"), check, May.QUALIFICATION_DECIDE, opened),
        (_("Low prices"), "low_prices.index", May.RESULT_READ, opened),
        (_("Panel"), "panels.panel", May.PANEL_FORM, opened),
        (_("Ranking and result"), "results.ranking", May.RESULT_READ, ranked),
        (_("Who did what"), "audit.story", May.AUDIT_READ, public),
    )


# --- the list


@bp.get("")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List what is public, what is open first; filters with counts, search, export."""
    now, asked = clock.now(), asked_for()
    if request.args.get("format") in ("xlsx", "csv"):
        return export(asked)
    tallied = queries.tally(replace(asked, public_only=True), now)
    found = queries.counts(tallied, asked, "group", ("", *queries.GROUPS))
    return render_template(
        "calls/index.html",
        calls=queries.public(asked, now, page=lists.page_number()),
        total=found[asked.group],
        page=lists.page_number(),
        asked=asked,
        groups=groups(asked, found),
        form=filter_form(asked, tallied),
        chips=chips(asked),
    )


def asked_for() -> queries.Search:
    """Read the filters from the address; what is unknown counts as not chosen."""
    args = request.args
    group = args.get("state", queries.OPEN)
    kind, track = args.get("kind", ""), args.get("track", "")
    usual = "deadline" if group in (queries.OPEN, queries.SOON_KEY) else "-published"
    sort = args.get("sort", usual)
    return queries.Search(
        words=args.get("q", "").strip(),
        group=group if group in queries.GROUPS else "",
        kind=CallKind(kind) if kind in set(CallKind) else None,
        field=args["field"] if args.get("field") in FIELDS else "",
        track=Track(track) if track in set(Track) else None,
        sort=sort if sort in queries.SORTS else usual,
    )


def groups(asked: queries.Search, found: dict[str, int]) -> list[tuple[str, str, bool, int]]:
    """Return the states as links, each with its count under the other filters."""
    words = {"": _("All"), **labels.GROUPS}
    return [
        (
            str(words[value]),
            formats.here_with(state=value or "all", page=None),
            value == asked.group,
            found[value],
        )
        for value in (*queries.GROUPS, "")
    ]


def filter_form(asked: queries.Search, tallied: Sequence[queries.Alike]) -> forms.ListForm:
    """Return the other filters; every choice says how many there would be."""
    form = forms.ListForm()

    def counted(name: str, words: dict[Any, Any]) -> list[tuple[str, str]]:
        found = queries.counts(tallied, asked, name, words)
        return [("", _("All")), *((str(v), f"{w}（{found[v]}）") for v, w in words.items())]

    form.kind.choices = counted("kind", dict(labels.KINDS))
    form.field.choices = counted("field", dict(FIELDS))
    form.track.choices = counted("track", {t: track_words(t) for t in TRACKS})
    form.q.data, form.field.data = asked.words, asked.field
    form.kind.data = asked.kind.value if asked.kind else ""
    form.track.data = asked.track.value if asked.track else ""
    return form


def chips(asked: queries.Search) -> list[tuple[str, str]]:
    """Return the chosen filters as words, each with the address without it."""
    chosen = [
        ("q", f"“{asked.words}”" if asked.words else ""),
        ("kind", str(labels.KINDS[asked.kind]) if asked.kind else ""),
        ("field", str(FIELDS[asked.field]) if asked.field else ""),
        ("track", track_words(asked.track) if asked.track else ""),
    ]
    return [
        (word, formats.here_with(**{name: None, "page": None})) for name, word in chosen if word
    ]


def export(asked: queries.Search) -> Response:
    """Return all filtered rows as a file."""
    now = clock.now()
    columns = [
        *(_("Number"), _("Title"), _("Kind"), _("Unit"), _("Legal track"), _("State")),
        *(_("Time of publication"), _("Deadline"), _("Amount")),
    ]
    rows = (
        (
            *(call.number, call.title, str(labels.KINDS[call.kind]), call.unit.name),
            *(track_words(call.track), str(labels.PHASES[call.phase(now)][1])),
            _stamp(call.published_at),
            _stamp(call.deadline_at),
            getattr(call, "ceiling", None) or getattr(call, "pool", None),
        )
        for call in queries.public(asked, now)
    )
    return sheets.answer(request.args["format"], _("Calls"), columns, rows)


def _stamp(at: Any) -> str:  # noqa: ANN401 -- an instant or nothing
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


# --- one


@bp.get("/<uuid:call_id>")
@requires(May.PUBLIC, call=queries.get)
def show(call: Call) -> ResponseReturnValue:
    """Lead to the page of its kind."""
    return redirect(page_of(call))


@bp.get("/<uuid:call_id>/versions/<int:number>")
@requires(May.PUBLIC, call=queries.published)
def version(call: Call, number: int) -> ResponseReturnValue:
    """Return a published text as it was frozen: its SHA-256 is the check code."""
    found = next((v for v in queries.versions(call.id) if v.number == number), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    answer = Response(actions.canonical(found.content), mimetype="application/json")
    answer.headers["X-Digest-SHA256"] = found.digest
    return answer


# --- annexes of the notice


@bp.get("/<uuid:call_id>/annexes")
@requires(May.CALL_MANAGE, call=queries.get)
def annexes(call: Call) -> ResponseReturnValue:
    """Show the files of the notice; those of a draft can be changed."""
    return _annexes(call, forms.AnnexForm())


@bp.post("/<uuid:call_id>/annexes")
@requires(May.CALL_MANAGE, call=queries.get)
def attach(call: Call) -> ResponseReturnValue:
    """Add a file to the notice of a draft."""
    form = forms.AnnexForm()
    if form.validate():
        try:
            actions.attach(call, form.file.data, by=g.actor, now=clock.now())
        except RefusedError as error:
            form.add_findings(error.findings)
        else:
            return redirect(url_for(".annexes", call_id=call.id))
    return _annexes(call, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<uuid:call_id>/annexes/<uuid:file_id>/detach")
@requires(May.CALL_MANAGE, call=queries.get)
def detach(call: Call, file_id: UUID) -> ResponseReturnValue:
    """Take a file off the notice of a draft."""
    actions.detach(call, queries.annex(call, file_id), by=g.actor, now=clock.now())
    return redirect(url_for(".annexes", call_id=call.id))


@bp.get("/<uuid:call_id>/annexes/<uuid:file_id>")
@requires(May.PUBLIC, call=queries.get)
def annex(call: Call, file_id: UUID) -> ResponseReturnValue:
    """Save a file of a published notice; of a draft, for its unit."""
    if call.state not in PUBLIC and not g.actor.may(May.CALL_MANAGE, call):
        raise NotFoundError
    return as_download(queries.annex(call, file_id))


def _annexes(call: Call, form: forms.AnnexForm) -> str:
    found = queries.annexes(call.id)
    changes = call.state is CallState.DRAFT
    return render_template("calls/annexes.html", call=call, form=form, files=found, changes=changes)


# --- questions


@bp.get("/<uuid:call_id>/ask")
@requires(May.CALL_ASK)
def ask(call_id: UUID) -> ResponseReturnValue:
    """Show the form for a question."""
    return _ask_page(queries.published(call_id), _ask_form())


@bp.post("/<uuid:call_id>/ask")
@requires(May.CALL_ASK)
def send_question(call_id: UUID) -> ResponseReturnValue:
    """Ask for one's own organization."""
    call, form = queries.published(call_id), _ask_form()
    if not form.validate():
        return _ask_page(call, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        actions.ask(
            call,
            form.text.data or "",
            organization_id=UUID(form.organization_id.data),
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as error:
        form.add_findings(error.findings)
        return _ask_page(call, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("calls/asked.html", call=call)


def _ask_form() -> forms.AskForm:
    form = forms.AskForm()
    mine = organizations.mine(g.actor)
    form.organization_id.choices = [(str(o.id), o.name) for o in mine]
    if form.organization_id.data is None and mine:
        form.organization_id.data = str(mine[0].id)
    return form


def _ask_page(call: Call, form: forms.AskForm) -> str:
    return render_template("calls/ask.html", call=call, form=form)


@bp.get("/questions/<uuid:question_id>")
@requires(May.CALL_ANSWER, question=queries.question)
def answer(question: Question) -> ResponseReturnValue:
    """Show a question to whoever answers."""
    form = forms.AnswerForm(data={"text": question.answer})
    return render_template("calls/answer.html", question=question, form=form)


@bp.post("/questions/<uuid:question_id>")
@requires(May.CALL_ANSWER, question=queries.question)
def send_answer(question: Question) -> ResponseReturnValue:
    """Publish an answer to all."""
    form = forms.AnswerForm()
    if form.validate():
        try:
            actions.answer(question, form.text.data or "", by=g.actor, now=clock.now())
        except RefusedError as error:
            form.add_findings(error.findings)
        else:
            return redirect(page_of(question.call) + "#s5")
    page = render_template("calls/answer.html", question=question, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


# --- ending


@bp.get("/<uuid:call_id>/cancel")
@requires(May.CALL_MANAGE, call=queries.get)
def cancel(call: Call) -> ResponseReturnValue:
    """Ask once more, and why: a cancelled call does not come back."""
    return render_template("calls/cancel.html", call=call, form=forms.ReasonForm())


@bp.post("/<uuid:call_id>/cancel")
@requires(May.CALL_MANAGE, call=queries.get)
def do_cancel(call: Call) -> ResponseReturnValue:
    """Cancel with a reason."""
    form = forms.ReasonForm()
    if form.validate():
        try:
            actions.cancel(call, form.reason.data or "", by=g.actor, now=clock.now())
        except RefusedError as error:
            form.add_findings(error.findings)
        else:
            return redirect(page_of(call))
    page = render_template("calls/cancel.html", call=call, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
