"""Pages of panels: the pool, the draw, and what an expert does."""

from http import HTTPStatus
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, pages
from app import sheets as tables
from app.calls import queries as calls
from app.calls import story
from app.calls.models import Call
from app.calls.states import CallState
from app.config import ROOT
from app.errors import Finding, NotFoundError, RefusedError
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations.labels import FIELDS
from app.panels import actions, labels, queries, rules
from app.panels.forms import (
    DeclareForm,
    DrawForm,
    ExpertForm,
    LiftForm,
    PoolFilters,
    RecuseForm,
    SignForm,
    TieForm,
    sheet_form,
)
from app.panels.models import Expert, PanelMember, Sheet, Tie
from app.panels.states import MemberState, SheetState, TieKind
from app.permissions import May
from scoring.criteria import Kind

bp = Blueprint("panels", __name__, url_prefix="/panels", template_folder="templates")
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
# When the record of a draw is public: names come out with the result, so do the numbers.
OUT = (CallState.PUBLICITY, CallState.AWARDED)


# --- the pool


def _asked() -> queries.Search:
    return queries.Search(
        words=request.args.get("q", "").strip(),
        field=lists.one_of(request.args.get("field"), FIELDS),
        valid=lists.one_of(request.args.get("valid"), ("yes", "no")),
        sort=lists.order(queries.SORTS, "number"),
    )


@bp.get("/experts")
@requires(May.EXPERT_ADMIN)
def experts() -> ResponseReturnValue:
    """Show the pool."""
    page, filters = lists.page_number(), PoolFilters()
    today = clock.local_date(clock.now())
    rows, total = queries.experts(_asked(), today, page=page)
    return render_template(
        "panels/experts.html",
        rows=rows,
        total=total,
        page=page,
        filters=filters,
        chips=lists.chips(filters),
        fields=FIELDS,
    )


@bp.get("/experts.<kind>")
@requires(May.EXPERT_ADMIN)
def experts_export(kind: str) -> Response:
    """Save everything that the filters leave."""
    if kind not in tables.MEDIA_TYPES:
        raise NotFoundError
    rows, _total = queries.experts(_asked(), clock.local_date(clock.now()))
    head = [
        _("Number"),
        _("Name of the person"),
        _("Employer"),
        _("Professional title"),
        _("Service fields"),
        _("In the pool until"),
    ]
    cells = [
        (
            e.number,
            e.name,
            e.employer,
            e.title,
            "、".join(str(FIELDS[f]) for f in e.fields),
            e.valid_until,
        )
        for e in rows
    ]
    return tables.answer(kind, _("Expert pool"), head, cells)


@bp.route("/experts/<uuid:expert_id>", methods=["GET", "POST"])
@requires(May.EXPERT_ADMIN, expert=queries.expert)
def expert(expert: Expert) -> ResponseReturnValue:
    """Show and correct one entry."""
    form = ExpertForm(obj=expert)
    if form.validate_on_submit():
        actions.change(
            expert,
            employer=form.employer.data,
            title=form.title.data or "",
            fields=form.fields.data,
            valid_until=form.valid_until.data or expert.valid_until,
            by=g.actor,
            now=clock.now(),
        )
        flash(_("The entry of %(name)s is corrected", name=expert.name), "ok")
        return redirect(url_for(".experts"))
    return _expert_page(expert, form, TieForm(formdata=None)), _status(form)


def _expert_page(expert: Expert, form: ExpertForm, tie: TieForm) -> str:
    return render_template(
        "panels/expert.html",
        form=form,
        tie=tie,
        lift=LiftForm(formdata=None),
        expert=expert,
        ties=queries.ties_of(expert.id),
        kinds=labels.TIES,
    )


# --- ties


@bp.post("/experts/<uuid:expert_id>/ties")
@requires(May.EXPERT_ADMIN, expert=queries.expert)
def set_tie(expert: Expert) -> ResponseReturnValue:
    """Write down a tie that the bureau knows of."""
    form = TieForm()
    if _declared(expert, form):
        return redirect(url_for(".expert", expert_id=expert.id))
    return _expert_page(expert, ExpertForm(formdata=None, obj=expert), form), REFUSED


@bp.post("/ties/<uuid:tie_id>/lift")
@requires(May.EXPERT_ADMIN, tie=queries.tie)
def lift(tie: Tie) -> ResponseReturnValue:
    """Lift a tie that was wrong."""
    actions.lift(tie, LiftForm().why.data or "", by=g.actor, now=clock.now())
    flash(_("The tie is lifted"), "ok")
    return redirect(url_for(".expert", expert_id=tie.expert_id))


@bp.route("/ties", methods=["GET", "POST"])
@requires(May.PANEL_SCORE)
def ties() -> ResponseReturnValue:
    """Show my ties and take another."""
    own = queries.expert_of(g.actor.id)
    if own is None:
        raise NotFoundError
    form = TieForm()
    if request.method == "POST" and _declared(own, form):
        return redirect(url_for(".ties"))
    page = render_template(
        "panels/ties.html", form=form, ties=queries.ties_of(own.id), kinds=labels.TIES
    )
    return page, _status(form)


def _declared(expert: Expert, form: TieForm) -> bool:
    """Declare what the form says; say whether it was taken."""
    if not form.validate_on_submit():
        return False
    organization = organizations.named(form.organization.data or "")
    if organization is None:
        form.add_findings([Finding("tie-organization-unknown", field="organization")])
        return False
    try:
        actions.declare(
            expert,
            organization,
            kind=TieKind(form.kind.data),
            reason=form.reason.data or "",
            ended_on=form.ended_on.data,
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return False
    flash(_("Written down: %(name)s", name=organization.name), "ok")
    return True


def _status(form: object) -> HTTPStatus:
    return REFUSED if getattr(form, "errors", None) else HTTPStatus.OK


# --- the unit


@bp.route("/<uuid:call_id>", methods=["GET", "POST"])
@requires(May.PANEL_FORM, call=calls.get)
def panel(call: Call) -> ResponseReturnValue:
    """Draw the panel, or show how far it is. No points are shown here."""
    held = queries.panel_of(call.id)
    if held is not None and request.method == "GET":
        return _progress(call)
    law = calls.law_of(call)
    form = DrawForm(data={"size": law.panel_size_min}) if request.method == "GET" else DrawForm()
    if form.validate_on_submit():
        try:
            actions.form(
                call, size=form.size.data, widen=form.widen.data, by=g.actor, now=clock.now()
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("The panel is drawn; the experts have been asked"), "ok")
            return redirect(url_for(".panel", call_id=call.id))
    return _draw_page(call, form)


def _draw_page(call: Call, form: DrawForm) -> ResponseReturnValue:
    law = calls.law_of(call)
    on = clock.local_date(clock.now())
    needs = queries.needs_of(call, on)
    pool = [(c, rules.excluded(c, needs)) for c in queries.candidates(call, on)]
    kept_out: dict[str, int] = {}
    for _candidate, why in pool:
        if why:
            kept_out[why] = kept_out.get(why, 0) + 1
    page = render_template(
        "panels/draw.html",
        call=call,
        form=form,
        law=law,
        holder=story.holder(call, clock.now()),
        eligible=sum(why is None for _candidate, why in pool),
        employers=len({c.employer for c, why in pool if why is None}),
        kept_out=kept_out,
        excluded=labels.EXCLUDED,
        qualified=len(queries.qualified(call.id)),
        undecided=queries.undecided(call.id),
    )
    return page, _status(form)


def _progress(call: Call) -> ResponseReturnValue:
    held = queries.panel_of(call.id)
    if held is None:
        raise NotFoundError
    scoring = call.state is CallState.SCORING
    tied = queries.tied(held, clock.local_date(clock.now())) if scoring else {}
    return render_template(
        "panels/progress.html",
        call=call,
        panel=held,
        holder=story.holder(call, clock.now()),
        rows=queries.progress(held),
        tied=tied,
        excluded=labels.EXCLUDED,
        closed=queries.is_closed(held) and not tied,
        missing=held.size - len(queries.sitting(held)),
        words_of=labels.MEMBERS,
        named=call.state in OUT,
    )


@bp.post("/<uuid:call_id>/members/<uuid:member>/void")
@requires(May.PANEL_FORM, call=calls.get)
def void(member: UUID, call: Call) -> ResponseReturnValue:
    """Take somebody with a tie off the panel."""
    found = queries.member(member)
    if found.panel.call_id != call.id:
        raise NotFoundError
    actions.void(found, by=g.actor, now=clock.now())
    flash(_("The seat is empty; the next in the order was asked if there is one"), "ok")
    return redirect(url_for(".panel", call_id=call.id))


@bp.post("/<uuid:call_id>/refill")
@requires(May.PANEL_FORM, call=calls.get)
def refill(call: Call) -> ResponseReturnValue:
    """Draw for empty seats."""
    held = queries.panel_of(call.id)
    if held is None:
        raise NotFoundError
    numbers = actions.refill(held, by=g.actor, now=clock.now())
    flash(_("Asked: %(numbers)s", numbers="、".join(numbers)), "ok")
    return redirect(url_for(".panel", call_id=call.id))


@bp.get("/<uuid:call_id>/draw")
@requires(May.PANEL_OBSERVE, call=calls.get)
def draw(call: Call) -> ResponseReturnValue:
    """Show the record of the draw and whether it comes out the same again."""
    held = queries.panel_of(call.id)
    if held is None:
        raise NotFoundError
    problems = rules.problems_of(held.draw) if held.draw.get("order") else []
    return render_template(
        "panels/record.html",
        call=call,
        panel=held,
        draw=held.draw,
        problems=problems,
        excluded=labels.EXCLUDED,
        out=call.state in OUT,
    )


@bp.get("/<uuid:call_id>/draw.json")
@requires(May.PUBLIC, call=calls.get)
def record(call: Call) -> ResponseReturnValue:
    """Give anybody the record of the draw; before the result only its digest."""
    held = queries.published_draw(call.id)
    found = {"call": str(call.id), "digest": rules.digest_of(held.draw)}
    if call.state in OUT:
        found = held.draw | found | {"whole": rules.digest_of(held.draw, whole=True)}
    answer = jsonify(found)
    answer.headers["Content-Disposition"] = f"attachment; filename=draw-{call.id}.json"
    return answer


@bp.get("/redraw.py")
@requires(May.PUBLIC)
def redraw() -> ResponseReturnValue:
    """Give anybody the script that draws again from the record."""
    script = ROOT / "tools" / "redraw.py"
    return send_file(script, mimetype="text/x-python", as_attachment=True)


# --- the expert


def _my_sheet(sheet_id: UUID) -> Sheet:
    return queries.sheet_on(sheet_id, clock.local_date(clock.now()))


@bp.get("/")
@requires(May.PANEL_SCORE)
def index() -> ResponseReturnValue:
    """Show the reviews that I was asked to."""
    return render_template(
        "panels/mine.html",
        rows=queries.my_memberships(g.actor.id),
        words_of=labels.MEMBERS,
        expert=queries.expert_of(g.actor.id),
    )


@bp.route("/reviews/<uuid:member_id>", methods=["GET", "POST"])
@requires(May.PANEL_SCORE, member=queries.member)
def review(member: PanelMember) -> ResponseReturnValue:
    """Ask for the declaration; afterwards show my sheets."""
    form = DeclareForm()
    if request.method == "POST":
        try:
            actions.accept(
                member, seen=bool(form.seen.data), tied=False, by=g.actor, now=clock.now()
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("You sit on the panel now. Your sheets are below"), "ok")
            return redirect(url_for(".review", member_id=member.id))
    return _review_page(member, form, RecuseForm(formdata=None)), _status(form)


def _review_page(member: PanelMember, form: DeclareForm, step_back: RecuseForm) -> str:
    call = member.panel.call
    asked = member.state is MemberState.ASKED
    scoring = call.state is CallState.SCORING
    tied = scoring and queries.conflict_of(member, clock.local_date(clock.now())) is not None
    sheets = queries.sheets(member) if member.state is MemberState.ACCEPTED and not tied else []
    return render_template(
        "panels/review.html",
        member=member,
        call=call,
        form=form,
        step_back=step_back,
        bidders=queries.qualified(call.id) if asked else [],
        sheets=sheets,
        tied=tied,
        judged=[c for c in call.criteria if c.kind == Kind.JUDGED],
        scoring=scoring,
        words_of=labels.MEMBERS,
    )


@bp.post("/reviews/<uuid:member_id>/recuse")
@requires(May.PANEL_SCORE, member=queries.member)
def recuse(member: PanelMember) -> ResponseReturnValue:
    """Step back."""
    form = RecuseForm()
    if not form.validate_on_submit():
        return _review_page(member, DeclareForm(formdata=None), form), REFUSED
    actions.recuse(member, form.reason.data or "", by=g.actor, now=clock.now())
    flash(_("You stepped back from this review. Thank you for saying so"), "ok")
    return redirect(url_for(".index"))


@bp.route("/sheets/<uuid:sheet_id>", methods=["GET", "POST"])
@requires(May.PANEL_SCORE, sheet=_my_sheet)
def sheet(sheet: Sheet) -> ResponseReturnValue:
    """Show my sheet beside the bid; keep what is typed, also what cannot count yet."""
    cells = queries.cells(sheet)
    form = sheet_form(cells)()
    if request.method == "GET" or not form.validate_on_submit():
        return _sheet_page(sheet, form), _status(form)
    typed = {
        c.key: (form[f"{c.key}-points"].data or "", form[f"{c.key}-reason"].data or "")
        for c in cells
    }
    findings = actions.save_marks(sheet, typed, now=clock.now())
    if request.headers.get("X-Requested-With") == "autosave":
        return "", HTTPStatus.NO_CONTENT
    if findings:
        pages.keep()  # the cells that are right are saved
        form.add_findings(findings)
        return _sheet_page(sheet, form), REFUSED
    if request.form.get("act") == "sign":
        return redirect(url_for(".sign", sheet_id=sheet.id))
    flash(_("Saved. You can go on later"), "ok")
    return redirect(url_for(".review", member_id=sheet.member_id))


def _sheet_page(sheet: Sheet, form: object) -> str:
    call = sheet.member.panel.call
    own = queries.sheets(sheet.member)
    place = [s.id for s in own].index(sheet.id)
    return render_template(
        "panels/sheet.html",
        sheet=sheet,
        form=form,
        call=call,
        bid=sheet.submission.content or {},
        judged=[c for c in call.criteria if c.kind == Kind.JUDGED],
        computed=[c for c in call.criteria if c.kind != Kind.JUDGED],
        cells={c.key: c for c in queries.cells(sheet)},
        place=place + 1,
        of=len(own),
        signed=sheet.state is SheetState.SIGNED,
    )


@bp.route("/sheets/<uuid:sheet_id>/sign", methods=["GET", "POST"])
@requires(May.PANEL_SCORE, sheet=_my_sheet)
def sign(sheet: Sheet) -> ResponseReturnValue:
    """Show the sheet once more and sign it; it cannot be changed afterwards."""
    form = SignForm()
    if form.validate_on_submit():
        try:
            actions.sign(sheet, by=g.actor, now=clock.now(), dissent=form.dissent.data or "")
        except RefusedError as refused:
            marks = sheet_form(queries.cells(sheet))(formdata=None)
            marks.add_findings(refused.findings)
            return _sheet_page(sheet, marks), REFUSED
        flash(_("Signed: %(name)s", name=sheet.submission.organization.short_name), "ok")
        return redirect(_after(sheet))
    cells = queries.cells(sheet)
    page = render_template(
        "panels/sign.html",
        sheet=sheet,
        form=form,
        call=sheet.member.panel.call,
        cells=cells,
        findings=[f for c in cells for f in (*rules.wrong(c), *rules.missing(c))],
    )
    return page, _status(form)


def _after(sheet: Sheet) -> str:
    """Lead on to the next open sheet, or back to the review."""
    following: UUID | None = next(
        (s.id for s in queries.sheets(sheet.member) if s.state is SheetState.OPEN), None
    )
    if following is None:
        return url_for(".review", member_id=sheet.member_id)
    return url_for(".sheet", sheet_id=following)
