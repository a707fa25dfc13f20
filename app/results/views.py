"""Pages of results: checking who qualifies, the ranking, the award, letters, objections, the public list."""

import json
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists
from app import sheets as tables
from app.accounts import queries as accounts
from app.calls import queries as calls
from app.calls import story
from app.calls.labels import KINDS
from app.calls.models import Call
from app.calls.states import CallKind, CallState
from app.documents.delivery import saved
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.law import CalendarNotAnnouncedError
from app.lawbook import queries as lawbook
from app.panels import queries as panels
from app.permissions import May
from app.results import actions, forms, labels, queries, rules, showing
from app.results.models import Objection
from app.results.states import ObjectionState
from app.submissions import queries as submissions
from app.submissions.models import Submission
from scoring import explain
from scoring.ranking import Row

bp = Blueprint("results", __name__, url_prefix="/results", template_folder="templates")
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
RANKED = (CallState.RANKED, CallState.PUBLICITY, CallState.AWARDED)


@bp.app_template_filter("as_day")
def as_day(stored: str) -> date:
    """Read a day as records keep it."""
    return date.fromisoformat(stored)


def _status(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form of ours
    return REFUSED if form.errors or form.form_errors else HTTPStatus.OK


def _holder(call: Call) -> story.Holder:
    return story.holder(call, clock.now())


# --- who qualifies


@bp.route("/<uuid:call_id>/qualification", methods=["GET", "POST"])
@requires(May.QUALIFICATION_DECIDE, call=calls.get)
def qualification(call: Call) -> ResponseReturnValue:
    """Show everything that was opened with what speaks against it, and decide."""
    rows = queries.to_check(call)
    form = forms.qualification_form(rows)()
    if form.validate_on_submit():
        try:
            actions.qualify_all(call, _decisions(rows, form), by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Decided. Those turned down are told the reason with the result"), "ok")
            return redirect(url_for(".qualification", call_id=call.id))
    page = render_template(
        "results/qualification.html",
        call=call,
        rows=rows,
        form=form,
        open=[r for r in rows if r.decided is None and call.state is CallState.OPENED],
        told=showing.told,
        few=actions.few_findings(call) if call.state is CallState.OPENED and rows else [],
        passed=sum(bool(r.decided and r.decided.passed) for r in rows),
        names=accounts.names_of([r.decided.decided_by for r in rows if r.decided]),
        holder=_holder(call),
    )
    return page, _status(form)


def _decisions(rows: list[queries.Checked], form: Any) -> dict[UUID, actions.Decision]:  # noqa: ANN401
    return {
        r.submission.id: actions.Decision(
            passed=form[f"{r.submission.id}-verdict"].data == forms.PASS,
            note=form[f"{r.submission.id}-note"].data or "",
            law=form[f"{r.submission.id}-law"].data or "",
        )
        for r in rows
        if r.decided is None
    }


@bp.route("/<uuid:call_id>/fail", methods=["GET", "POST"])
@requires(May.QUALIFICATION_DECIDE, call=calls.get)
def fail(call: Call) -> ResponseReturnValue:
    """Declare a call failed for which too few qualified."""
    if request.method == "POST":
        actions.fail(call, by=g.actor, now=clock.now())
        flash(_("Declared failed; everybody who took part has been told"), "ok")
        return redirect(url_for("calls.show", call_id=call.id))
    few = actions.few_findings(call) if call.state is CallState.OPENED else []
    if not few:
        raise NotFoundError
    return render_template("results/fail.html", call=call, few=few)


# --- the ranking


@bp.post("/<uuid:call_id>/report")
@requires(May.PANEL_FORM, call=calls.get)
def report(call: Call) -> ResponseReturnValue:
    """Add up, fix the order, hand in the report."""
    actions.compute(call, by=g.actor, now=clock.now())
    flash(_("The report is in: points added up, order fixed"), "ok")
    return redirect(url_for(".ranking", call_id=call.id))


def _picture(call: Call) -> tuple[showing.Picture, dict[str, Submission], Any]:
    held = queries.ranking_of(call.id)
    if held is None:
        raise NotFoundError
    found = {str(s.id): s for s in queries.opened(call.id)}
    short = {key: s.organization.short_name for key, s in found.items()}
    return showing.Picture.of(held.record, short), found, held


@bp.get("/<uuid:call_id>/ranking")
@requires(May.RESULT_READ, call=calls.get)
def ranking(call: Call) -> ResponseReturnValue:
    """Show the ranking with its evidence, what decided, and how firm it is."""
    if call.kind is CallKind.ROUND and queries.ranking_of(call.id) is None:
        return redirect(url_for(".show", call_id=call.id))
    picture, bids, held = _picture(call)
    asked = request.args.get("bid", "")
    chosen = next((r for r in picture.rows if r.key == asked), next(iter(picture.rows), None))
    is_round = call.kind is CallKind.ROUND
    return render_template(
        "results/ranking.html",
        call=call,
        picture=picture,
        bids=bids,
        held=held,
        chosen=chosen,
        reasons=showing.reasons,
        grade_words=showing.grade_words,
        written=panels.reasons_of(call.id),
        holder=_holder(call),
        awards={str(a.submission_id): a for a in queries.awards_of(call.id)},
        choices={c.key: c for c in actions.choices(call).choices} if is_round else {},
        outcomes=labels.OUTCOMES,
        may_award=g.actor.may(May.RESULT_AWARD, call) and call.state is CallState.RANKED,
        law=calls.law_of(call),
        award_law=rules.AWARD_LAW[call.track],
    )


@bp.get("/<uuid:call_id>/ranking.<kind>")
@requires(May.RESULT_READ, call=calls.get)
def ranking_export(call: Call, kind: str) -> Response:
    """Save the ranking: as a table, or as the record from which anybody computes it again."""
    if kind not in ("xlsx", "json"):
        raise NotFoundError
    picture, _bids, held = _picture(call)
    title = f"{call.number}-ranking-v{held.version}"
    if kind == "json":
        text = json.dumps(held.record, ensure_ascii=False, sort_keys=True, indent=1)
        return saved(f"{text}\n".encode(), f"{title}.json", "application/json")
    scheme = picture.loaded.scheme
    head = [
        _("Rank"),
        _("Name of the organization"),
        *(f"{c.name} / {showing.plain(c.points)}" for c in scheme.criteria),
    ]
    head += [_("Total"), _("Price (yuan)")]
    rows: list[list[object]] = [
        [r.place, r.name, *(p.points for p in r.parts), r.total, r.price or ""]
        for r in picture.rows
    ]
    rows += [
        ["—", r.name, "；".join(said for said, _law in showing.reasons(r.reasons))]
        for r in picture.ranking.rejected
    ]
    notes = [f"{call.number} {call.title}", f"sha256 {held.digest}"]
    notes += [f"{c.name}：{c.settings.get('text', '')}" for c in scheme.criteria]
    return tables.download(
        tables.xlsx(_("Ranking"), head, rows, notes=notes), f"{title}.xlsx", "xlsx"
    )


@bp.route("/<uuid:call_id>/correct", methods=["GET", "POST"])
@requires(May.RESULT_AWARD, call=calls.get)
def correct(call: Call) -> ResponseReturnValue:
    """Compute again for one of the causes that are allowed."""
    form = forms.CorrectForm()
    form.offer()
    if form.validate_on_submit():
        try:
            actions.correct(
                call, cause=form.cause.data, reason=form.reason.data, by=g.actor, now=clock.now()
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Computed again; the earlier version is kept"), "ok")
            return redirect(url_for(".ranking", call_id=call.id))
    return render_template("results/correct.html", call=call, form=form), _status(form)


# --- the award


@bp.route("/<uuid:call_id>/award", methods=["GET", "POST"])
@requires(May.RESULT_AWARD, call=calls.get)
def award(call: Call) -> ResponseReturnValue:
    """Show what will be decided and decide it: the first place, or all that the money reaches."""
    picture, bids, _held = _picture(call)
    if request.method == "POST":
        if call.kind is CallKind.ROUND:
            actions.award_round(call, by=g.actor, now=clock.now())
        else:
            first = bids[picture.rows[0].key]
            actions.award(call, first, by=g.actor, now=clock.now())
        flash(
            _("Decided. The result stands in public notice now, and everybody has been told"), "ok"
        )
        return redirect(url_for(".show", call_id=call.id))
    if call.state is not CallState.RANKED or not picture.rows:
        raise NotFoundError
    law = calls.law_of(call)
    try:
        until = rules.publicity_end(clock.local_date(clock.now()), law, lawbook.calendar())
    except CalendarNotAnnouncedError:
        until = None
    return render_template(
        "results/award.html",
        call=call,
        first=picture.rows[0],
        bid=bids[picture.rows[0].key],
        picture=picture,
        bids=bids,
        selection=actions.choices(call) if call.kind is CallKind.ROUND else None,
        until=until,
        law=law,
        award_law=rules.AWARD_LAW[call.track],
    )


@bp.route("/<uuid:call_id>/award/other", methods=["GET", "POST"])
@requires(May.RESULT_AWARD, call=calls.get)
def award_other(call: Call) -> ResponseReturnValue:
    """Decide out of order, with cause and reason."""
    picture, bids, _held = _picture(call)
    form = forms.SkipForm()
    form.offer([(r.key, f"{r.place}　{r.name}　{r.total}") for r in picture.rows])
    if form.validate_on_submit():
        try:
            actions.award(
                call,
                bids[form.submission.data],
                cause=form.cause.data,
                reason=form.reason.data,
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(
                _("Decided. The result stands in public notice now, and everybody has been told"),
                "ok",
            )
            return redirect(url_for(".show", call_id=call.id))
    page = render_template(
        "results/award_other.html",
        call=call,
        form=form,
        award_law=rules.AWARD_LAW[call.track],
    )
    return page, _status(form)


@bp.route("/<uuid:call_id>/confirm", methods=["GET", "POST"])
@requires(May.RESULT_AWARD, call=calls.get)
def confirm(call: Call) -> ResponseReturnValue:
    """Confirm the result after the publicity; the award notice goes out."""
    if request.method == "POST":
        actions.confirm(call, by=g.actor, now=clock.now())
        flash(_("Confirmed. The award notice has gone out"), "ok")
        return redirect(url_for(".show", call_id=call.id))
    if call.state is not CallState.PUBLICITY:
        raise NotFoundError
    return render_template(
        "results/confirm.html",
        call=call,
        awards=queries.awards_of(call.id),
        objections=queries.open_objections(call.id),
        over=call.phase(clock.now()).value == "publicity_over",
        law=calls.law_of(call),
        award_law=rules.AWARD_LAW[call.track],
    )


# --- the public


def _asked() -> queries.Search:
    kind = lists.one_of(request.args.get("kind"), CallKind)
    return queries.Search(
        words=request.args.get("q", "").strip(),
        kind=CallKind(kind) if kind else None,
        state=lists.one_of(request.args.get("state"), ("publicity", "final")),
        sort=lists.order(queries.SORTS, "-day"),
    )


@bp.get("")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List the results that are public; search, filter, sort, export."""
    asked = _asked()
    kind = request.args.get("format", "")
    if kind in ("xlsx", "csv"):
        return _index_export(asked, kind)
    page, filters = lists.page_number(), forms.ResultFilters()
    rows, total = queries.results(asked, page=page)
    return render_template(
        "results/index.html",
        rows=rows,
        total=total,
        page=page,
        filters=filters,
        chips=lists.chips(filters),
        asked=asked,
        kinds=KINDS,
    )


def _index_export(asked: queries.Search, kind: str) -> Response:
    rows, _total = queries.results(asked)
    head = [
        _("Number"),
        _("Title"),
        _("Kind"),
        _("Unit"),
        _("Awarded to"),
        _("Awards"),
        _("Amount (yuan)"),
        _("In public notice from"),
    ]
    cells = [
        (
            r.call.number,
            r.call.title,
            str(KINDS[r.call.kind]),
            r.call.unit.name,
            r.winner.name if r.winner else "",
            r.count,
            r.amount,
            r.call.publicity_from,
        )
        for r in rows
    ]
    return tables.answer(kind, _("Results"), head, cells)


@bp.get("/<uuid:call_id>")
@requires(May.PUBLIC, call=queries.result_of)
def show(call: Call) -> ResponseReturnValue:
    """Show the result notice."""
    if call.kind is CallKind.ROUND:
        return _round(call)
    made = queries.award_of(call.id)
    held = queries.ranking_of(call.id)
    picture = showing.Picture.of(held.record, {}) if held and made else None
    row = None
    if picture and made:
        row = next((r for r in picture.rows if r.key == str(made.submission_id)), None)
    told_all = bool((call.scheme or {}).get("publish_totals"))
    return render_template(
        "results/show.html",
        call=call,
        award=made,
        totals=picture.rows if picture and told_all else (),
        skipped=_skipped(made.skip_reason) if made else "",
        row=row,
        scored=len(picture.rows) if picture else 0,
        count=len(queries.opened(call.id)),
        experts=panels.experts_of(call.id),
        drawn=panels.has_record(call.id),
        law=calls.law_of(call),
        **_stands(call),
    )


def _skipped(kept: str) -> str:
    """Say why the order was left: cause and reason."""
    cause, _colon, reason = kept.partition(": ")
    words = labels.SKIP_CAUSES.get(cause)
    return f"{words}。{reason}" if words else kept


def _stands(call: Call) -> dict[str, object]:
    """Say how the publicity stands, and what the actor may do about it."""
    now = clock.now()
    stopped = queries.open_objections(call.id)
    mine = queries.my_submission(g.actor, call.id)
    over = call.phase(now).value == "publicity_over" and not stopped
    running = call.state is CallState.PUBLICITY and not over
    reads_all = g.actor.may(May.RESULT_READ, call)
    seen = [
        objection
        for objection in (queries.objections_of(call.id) if reads_all or mine else ())
        if reads_all or (mine and objection.organization_id == mine.organization_id)
    ]
    waits = mine is not None and any(o.organization_id == mine.organization_id for o in stopped)
    return {
        "stopped": stopped,
        "over": over,
        "running": running,
        "mine": mine,
        "may_object": running
        and mine is not None
        and not waits
        and g.actor.may(May.OBJECTION_RAISE),
        "may_confirm": over and g.actor.may(May.RESULT_AWARD, call),
        "may_read": reads_all,
        "objections": seen,
        "objection_words": labels.OBJECTIONS,
    }


def _round(call: Call) -> ResponseReturnValue:
    words, kind = request.args.get("q", "").strip(), request.args.get("format", "")
    if kind in ("xlsx", "csv"):
        rows, _total, _sum = queries.funded(call.id, words)
        head = [
            _("Rank"),
            _("Number"),
            _("Project"),
            _("Name of the organization"),
            _("Total score"),
            _("Grant in yuan"),
        ]
        cells = [
            (
                r.award.place,
                r.number,
                r.title,
                r.award.submission.organization.name,
                r.score,
                r.award.amount,
            )
            for r in rows
        ]
        return tables.answer(kind, f"{call.number} {_('Funded projects')}", head, cells)
    page = lists.page_number()
    rows, total, amount = queries.funded(call.id, words, page=page)
    return render_template(
        "results/round.html",
        call=call,
        rows=rows,
        total=total,
        amount=amount,
        page=page,
        words_=words,
        experts=panels.experts_of(call.id),
        drawn=panels.has_record(call.id),
        law=calls.law_of(call),
        **_stands(call),
    )


# --- letters


@bp.get("/letters/<uuid:submission_id>")
@requires(May.RESULT_OWN, submission=submissions.get)
def letter(submission: Submission) -> ResponseReturnValue:
    """Show an organization its own score, rank and reasons, and nothing of others but ranges."""
    call = submission.call
    if call.state not in queries.OUT:
        raise NotFoundError
    held, key = queries.ranking_of(call.id), str(submission.id)
    picture = showing.Picture.of(held.record, {}) if held else None
    row = next((r for r in picture.rows if r.key == key), None) if picture else None
    won = {str(a.submission_id) for a in queries.awards_of(call.id)}
    turned_down = queries.qualification_of(submission.id)
    return render_template(
        "results/letter.html",
        call=call,
        submission=submission,
        row=row,
        first=_winner(picture, won, last=call.kind is CallKind.ROUND),
        ranges=explain.ranges(picture.ranking) if picture else {},
        count=len(picture.rows) if picture else 0,
        won=key in won,
        written=_written(panels.reasons_of(call.id), key),
        turned_down=turned_down if turned_down and not turned_down.passed else None,
        invalid=_invalid(picture, key),
        told=showing.told,
        grade_words=showing.grade_words,
        law=calls.law_of(call),
        **_stands(call),
    )


def _invalid(picture: showing.Picture | None, key: str) -> list[tuple[str, str | None]]:
    """Say why a bid that had qualified was not ranked; nothing of one that was."""
    found = [r for r in picture.ranking.rejected if r.key == key] if picture else []
    return showing.reasons(found[0].reasons) if found else []


def _winner(picture: showing.Picture | None, won: set[str], *, last: bool) -> Row | None:
    """Return whom a loser is compared with: who won, of a round the last that was funded."""
    found = [r for r in picture.rows if r.key in won] if picture else []
    return found[-1 if last else 0] if found else None


def _written(reasons: dict[tuple[str, str, str], str], key: str) -> dict[str, list[str]]:
    """Return the experts' reasons on one bid by criterion, without who wrote what."""
    found: dict[str, list[str]] = {}
    for (bid, _expert, criterion), reason in sorted(reasons.items(), key=lambda kv: kv[1]):
        if bid == key and reason not in found.setdefault(criterion, []):
            found[criterion].append(reason)
    return found


# --- objections


@bp.route("/<uuid:call_id>/object", methods=["GET", "POST"])
@requires(May.OBJECTION_RAISE, call=queries.result_of)
def object_to(call: Call) -> ResponseReturnValue:
    """Raise an objection for one's own organization."""
    mine = queries.my_submission(g.actor, call.id)
    if mine is None:
        raise NotFoundError
    form = forms.ObjectionForm()
    if form.validate_on_submit():
        try:
            made = actions.object_to(
                call,
                mine.organization,
                text=form.text.data or "",
                evidence=form.evidence.data or "",
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(
                _("We have your objection. The public notice stands still until it is answered"),
                "ok",
            )
            return redirect(url_for(".objection", objection_id=made.id))
    law = calls.law_of(call)
    page = render_template("results/object.html", call=call, form=form, mine=mine, law=law)
    return page, _status(form)


def _may_see(objection: Objection) -> bool:
    return any(
        g.actor.may(may, objection)
        for may in (May.RESULT_OWN, May.OBJECTION_DECIDE, May.RESULT_READ)
    )


@bp.get("/objections/<uuid:objection_id>")
@requires(May.SIGNED_IN, objection=queries.objection)
def objection(objection: Objection) -> ResponseReturnValue:
    """Show an objection to whoever raised it and to the unit."""
    if not _may_see(objection):
        raise NotFoundError
    form = forms.AnswerForm(formdata=None)
    form.offer()
    return _objection_page(objection, form)


def _objection_page(objection: Objection, form: forms.AnswerForm) -> str:
    is_open = objection.state is ObjectionState.OPEN
    decided = {a.decided_by for a in queries.awards_of(objection.call_id)}
    return render_template(
        "results/objection.html",
        objection=objection,
        call=objection.call,
        form=form,
        words_of=labels.OBJECTIONS,
        may_answer=is_open and g.actor.may(May.OBJECTION_DECIDE, objection),
        decided_it=g.actor.id in decided,
        may_withdraw=is_open and g.actor.may(May.RESULT_OWN, objection),
        names=accounts.names_of([objection.answered_by]),
        law=calls.law_of(objection.call),
    )


@bp.post("/objections/<uuid:objection_id>/answer")
@requires(May.OBJECTION_DECIDE, objection=queries.objection)
def answer(objection: Objection) -> ResponseReturnValue:
    """Answer an objection; whoever decided the result cannot."""
    form = forms.AnswerForm()
    form.offer()
    if form.validate_on_submit():
        try:
            actions.answer(
                objection,
                form.answer.data or "",
                uphold=form.verdict.data == "uphold",
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Answered; the organization has been told"), "ok")
            return redirect(url_for(".objection", objection_id=objection.id))
    return _objection_page(objection, form), REFUSED


@bp.post("/objections/<uuid:objection_id>/withdraw")
@requires(May.RESULT_OWN, objection=queries.objection)
def withdraw(objection: Objection) -> ResponseReturnValue:
    """Take an objection back."""
    actions.withdraw_objection(objection, by=g.actor, now=clock.now())
    flash(_("Withdrawn. The public notice runs on"), "ok")
    return redirect(url_for(".objection", objection_id=objection.id))
