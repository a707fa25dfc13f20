"""Venture-funding rounds: the list, the public page, the form of a draft, the review."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats
from app.accounts import queries as accounts
from app.amendments import queries as amendments
from app.calls import notice, story, wizard
from app.calls import queries as calls
from app.calls.actions import return_ as send_back
from app.calls.actions import save_scheme
from app.calls.forms import NoteForm, PageForm, SchemeForm
from app.calls.states import PUBLIC, CallState
from app.calls.views import doors, has_result, link_to, start_link, tag
from app.documents import paper
from app.errors import Finding, NotFoundError, RefusedError
from app.forms import Form
from app.guard import requires
from app.keys import actions as keys
from app.organizations.labels import FIELDS
from app.pages import keep
from app.permissions import May
from app.rounds import actions, forms, labels, queries
from app.rounds.models import Round

bp = Blueprint("rounds", __name__, url_prefix="/rounds", template_folder="templates")

SUBJECTS = tuple(actions.SUBJECTS)


# --- the list and the public page


@bp.get("")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List the rounds: what is open, what became of earlier ones; drafts for their unit."""
    manages = g.actor.places_for(May.ROUND_MANAGE)
    return render_template(
        "rounds/index.html",
        rounds=queries.published(),
        drafts=queries.of_units(manages) if manages else [],
        may_draft=bool(manages),
    )


@bp.get("/<uuid:round_id>")
@requires(May.PUBLIC, round=queries.get)
def show(round: Round) -> ResponseReturnValue:  # noqa: A002 -- the noun on the screen
    """Show a published round; lead its unit to the draft before that."""
    if round.state not in PUBLIC:
        return _lead_to_draft(round)
    return render_template("rounds/show.html", round=round, **public_values(round))


def _lead_to_draft(round_: Round) -> ResponseReturnValue:
    if not g.actor.may(May.ROUND_MANAGE, round_):
        raise NotFoundError
    reviews = round_.state is CallState.IN_REVIEW and g.actor.may(May.CALL_REVIEW, round_)
    return redirect(url_for(".review" if reviews else ".draft", round_id=round_.id))


def public_values(round_: Round) -> dict[str, Any]:
    """Return what the public page shows beside the round itself."""
    now = clock.now()
    law = calls.law_of(round_, clock.local_date(now))
    return {
        "tag": tag(round_),
        "story": story.holder(round_, now, law),
        "steps": story.timeline(round_, law, now),
        "waits_for": story.needs_calendar(round_, law),
        "fields": [str(FIELDS[f]) for f in round_.fields if f in FIELDS],
        "categories": labels.CATEGORIES,
        "tranches": [f"{p}%" for p in round_.payment_percents],
        "versions": calls.versions(round_.id),
        "files": [
            {
                "name": f.label,
                "url": url_for("calls.annex", call_id=round_.id, file_id=f.id),
                "note": formats.size(f.size),
            }
            for f in calls.annexes(round_.id)
        ],
        "law": law,
        "may_ask": g.actor.may(May.CALL_ASK),
        "links": {
            "start": start_link(round_),
            "result": link_to("results.show", call_id=round_.id) if has_result(round_) else None,
        },
        "manages": doors(round_),
        "amended": amendments.published(round_.id),
    }


@bp.get("/<uuid:round_id>/notice.pdf")
@requires(May.PUBLIC, round=queries.get)
def notice_pdf(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Return the notice as a paper to print and to file."""
    if round.state not in PUBLIC:
        raise NotFoundError
    now = clock.now()
    law = calls.law_of(round, clock.local_date(now))
    content = paper.pdf("office", notice.paper(round, fact_rows(round), law, now))
    return Response(content, mimetype="application/pdf")


def fact_rows(round_: Round) -> list[tuple[str, str]]:
    """Return what only a round has, for the paper."""
    begin, end, locale = round_.performs_from, round_.performs_to, formats.language()
    return [
        (_("Theme"), round_.theme),
        (_("What is supported"), round_.content or round_.intro),
        (_("Service fields"), _(", ").join(str(FIELDS[f]) for f in round_.fields if f in FIELDS)),
        (_("Money of the round"), _money(round_.pool, locale)),
        (_("Most for one project"), _money(round_.grant_cap, locale)),
        (_("Labour at most"), _share(round_.labour_share_max)),
        (_("Own money at least"), _share(round_.own_share_min)),
        (_("Tranches"), _(", ").join(f"{p}%" for p in round_.payment_percents)),
        (_("Projects run"), formats.span(begin, end, locale) if begin and end else ""),
    ]


def _money(amount: Decimal | None, locale: str) -> str:
    return formats.yuan(amount, locale) if amount else ""


def _share(percent: Decimal | None) -> str:
    return "" if percent is None else f"{percent.normalize():f}%"


# --- the draft


@bp.post("/new")
@requires(May.ROUND_MANAGE)
def begin() -> ResponseReturnValue:
    """Begin the draft of the next round."""
    unit_id = min(g.actor.places_for(May.ROUND_MANAGE), key=str)
    round_ = actions.draft(unit_id, by=g.actor, now=clock.now())
    return redirect(url_for(".draft", round_id=round_.id))


@bp.get("/<uuid:round_id>/draft")
@requires(May.ROUND_MANAGE, round=queries.get)
def draft(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Show the task list of a draft."""
    found = _found(round)
    rows = [
        {
            "title": str(labels.SUBJECTS[name]),
            "hint": str(labels.HINTS[name]),
            "url": url_for(".page", round_id=round.id, subject=name),
            **wizard.task(round, name, actions.SUBJECTS, found),
        }
        for name in SUBJECTS
    ]
    return render_template(
        "rounds/draft.html",
        round=round,
        rows=rows,
        left=[r for r in rows if r["kind"] != "ok"],
        story=story.holder(round, clock.now()),
        changes=round.state is CallState.DRAFT,
    )


def _found(round_: Round) -> tuple[Finding, ...]:
    now = clock.now()
    found = actions.check(round_, on=clock.local_date(now))
    waits = round_.state is CallState.IN_REVIEW
    return (*found, *keys.findings(round_, now=now)) if waits else found


def _form_of(round_: Round, subject: str, *, typed: bool) -> Form:
    kind = forms.FORMS.get(subject)
    if kind is None:
        raise NotFoundError
    if kind is SchemeForm:
        form = kind() if typed else kind(formdata=None)
        if not typed:
            form.fill(round_)
        return form
    kept = wizard.values(round_, actions.SUBJECTS[subject])
    form = kind() if typed else kind(formdata=None, data=kept)
    form.offer(round_, clock.local_date(clock.now()))
    return form


@bp.get("/<uuid:round_id>/draft/<subject>")
@requires(May.ROUND_MANAGE, round=queries.get)
def page(round: Round, subject: str) -> ResponseReturnValue:  # noqa: A002
    """Show one page of the form."""
    form = _form_of(round, subject, typed=False)
    if request.args.get("check"):
        form.add_findings(wizard.of_subject(subject, actions.SUBJECTS, _found(round)))
    return _page(round, subject, form)


@bp.post("/<uuid:round_id>/draft/<subject>")
@requires(May.ROUND_MANAGE, round=queries.get)
def save(round: Round, subject: str) -> ResponseReturnValue:  # noqa: A002
    """Keep what was typed, also with errors; say beside each field what is wrong with it."""
    form = _save(round, subject)
    if "later" in request.form:
        return redirect(url_for(".draft", round_id=round.id))
    form.add_findings(wizard.of_subject(subject, actions.SUBJECTS, _found(round)))
    if form.error_list():
        keep()
        return _page(round, subject, form), HTTPStatus.UNPROCESSABLE_ENTITY
    following = wizard.following(subject, actions.SUBJECTS)
    if following is None:
        return redirect(url_for(".check", round_id=round.id))
    return redirect(url_for(".page", round_id=round.id, subject=following))


@bp.post("/<uuid:round_id>/draft/<subject>/autosave")
@requires(May.ROUND_MANAGE, round=queries.get)
def autosave(round: Round, subject: str) -> ResponseReturnValue:  # noqa: A002
    """Keep what was typed so far; answer with what the rules say about it, field by field."""
    form = _save(round, subject)
    form.add_findings(wizard.of_subject(subject, actions.SUBJECTS, _found(round)))
    answer = Response(render_template("calls/_live.html", form=form))
    answer.headers["X-Saved-At"] = f"{clock.local(clock.now()):%H:%M}"
    return answer


def _save(round_: Round, subject: str) -> Form:
    form, now = _form_of(round_, subject, typed=True), clock.now()
    form.validate()
    if isinstance(form, SchemeForm):
        save_scheme(round_, form.scheme(round_), by=g.actor, now=now)
    elif isinstance(form, PageForm):
        actions.save(round_, subject, form.typed(), by=g.actor, now=now)
    return form


def _page(round_: Round, subject: str, form: Form) -> str:
    today = clock.local_date(clock.now())
    law = calls.law_of(round_, today)
    folder = "calls" if subject == wizard.SCHEME else "rounds"
    return render_template(
        f"{folder}/page_{subject}.html",
        call=round_,
        title=str(labels.SUBJECTS[subject]),
        number=SUBJECTS.index(subject) + 1,
        of=len(SUBJECTS),
        form=form,
        urls={
            "list": url_for(".index"),
            "draft": url_for(".draft", round_id=round_.id),
            "save": url_for(".save", round_id=round_.id, subject=subject),
            "live": url_for(".autosave", round_id=round_.id, subject=subject),
        },
        law=law,
        earliest=formats.fullday(today + timedelta(days=law.bid_days_min), formats.language()),
    )


# --- check, send, review, publish


@bp.get("/<uuid:round_id>/check")
@requires(May.ROUND_MANAGE, round=queries.get)
def check(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Show all answers on one page, all findings, and the time line that follows."""
    return _answers(round, "rounds/check.html")


@bp.post("/<uuid:round_id>/send")
@requires(May.ROUND_MANAGE, round=queries.get)
def send(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Send for review."""
    try:
        actions.send(round, by=g.actor, now=clock.now())
    except RefusedError:
        return _answers(round, "rounds/check.html"), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".draft", round_id=round.id))


@bp.get("/<uuid:round_id>/review")
@requires(May.CALL_REVIEW, round=queries.get)
def review(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Show the second person everything, with what the rules say."""
    return _answers(round, "rounds/review.html", form=NoteForm())


@bp.post("/<uuid:round_id>/return")
@requires(May.CALL_REVIEW, round=queries.get)
def give_back(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Send it back with what has to be changed."""
    form = NoteForm()
    if form.validate():
        try:
            send_back(round, form.note.data or "", by=g.actor, now=clock.now())
        except RefusedError as error:
            form.add_findings(error.findings)
        else:
            return redirect(url_for(".index"))
    return _answers(round, "rounds/review.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<uuid:round_id>/publish")
@requires(May.CALL_REVIEW, round=queries.get)
def publish(round: Round) -> ResponseReturnValue:  # noqa: A002
    """Publish, and show the public page."""
    try:
        actions.publish(round, by=g.actor, now=clock.now())
    except RefusedError as error:
        found = error.findings
        shown = _answers(round, "rounds/review.html", form=NoteForm(), found=found)
        return shown, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", round_id=round.id))


def _answers(
    round_: Round,
    template: str,
    *,
    form: Form | None = None,
    found: Sequence[Finding] | None = None,
) -> str:
    findings = _found(round_) if found is None else found
    against, warnings = wizard.sorted_out(actions.SUBJECTS, findings)
    return render_template(
        template,
        round=round_,
        form=form,
        against=against,
        warnings=warnings,
        line=round_.budget_line,
        drafter=accounts.names_of([round_.drafted_by]),
        own=round_.drafted_by is not None and round_.drafted_by == g.actor.id,
        subjects=labels.SUBJECTS,
        pages={n: url_for(".page", round_id=round_.id, subject=n) for n in SUBJECTS},
        **public_values(round_),
    )
