"""Pages of inspections: the public plans, the desk of the bureau, the visit, the answer."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.accounts import queries as people
from app.accounts.states import UnitKind
from app.colours.labels import COLOURS
from app.colours.labels import TAGS as COLOUR_TAGS
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.inspections import actions, forms, labels, queries, rules
from app.inspections.models import Inspection, InspectionPlan, InspectionSeat
from app.inspections.rules import Visit
from app.inspections.states import InspectionState, PlanState
from app.organizations import sections
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.permissions import May
from matching.draw import problems_of

bp = Blueprint("inspections", __name__, url_prefix="/inspections", template_folder="templates")


@bp.context_processor
def page_words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {
        "labels": labels,
        "colour_words": COLOURS,
        "colour_tags": COLOUR_TAGS,
        "here": "supervision",
        "may_manage": g.actor.may(May.INSPECTION_MANAGE),
        "may_read": g.actor.may(May.SUPERVISION_READ),
    }


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def _code(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form
    wrong = form.is_submitted() and bool(form.errors)
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Inspections"), url_for(".index")), *more]


# --- the plans, public ---------------------------------------------------------------------


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List the plans: who is inspected, by whom, and what came of it."""
    page = lists.page_number()
    inside = g.actor.may(May.SUPERVISION_READ)
    rows, total = queries.plans(public=not inside, page=page)
    return render_template(
        "inspections/index.html",
        rows=rows,
        total=total,
        page=page,
        progress=queries.progress([p.id for p in rows]),
        law=queries.law_of(today()),
        crumbs=[(_("Home"), "/"), (_("Inspections"), None)],
    )


@bp.get("/<uuid:plan_id>")
@requires(May.PUBLIC, plan=queries.plan)
def show(plan: InspectionPlan) -> ResponseReturnValue:
    """Show a plan with its pool, its draw and, once published, its results."""
    return _plan_page(_visible(plan), forms.DrawForm(), HTTPStatus.OK)


def _visible(plan: InspectionPlan) -> InspectionPlan:
    if plan.state not in queries.PUBLIC and not g.actor.may(May.SUPERVISION_READ):
        raise NotFoundError
    return plan


def _plan_page(plan: InspectionPlan, form: Any, code: HTTPStatus) -> ResponseReturnValue:  # noqa: ANN401
    filters = forms.RowsForm.filled()
    rows = queries.of_plan(
        plan.id,
        lists.one_of(filters.state.data, [s.value for s in InspectionState]),
        (filters.q.data or "").strip()[:60],
    )
    units = {str(u.id): u.name for u in people.units()} if plan.departments else {}
    page = render_template(
        "inspections/show.html",
        plan=plan,
        rows=rows,
        filters=filters,
        chips=lists.chips(filters),
        form=form,
        departments=[units[key] for key in plan.departments if key in units],
        wrong=[name for name, part in rules.parts(plan.draw) if problems_of(part)],
        results_public=plan.state is PlanState.PUBLISHED,
        progress=queries.progress([plan.id])[plan.id],
        crumbs=_crumbs((plan.number, None)),
    )
    return page, code


@bp.get("/<uuid:plan_id>/draw.json")
@requires(May.PUBLIC, plan=queries.plan)
def draw_file(plan: InspectionPlan) -> Response:
    """Hand out the record of the draw; `part` is one colour or one credit code."""
    _visible(plan)
    if not plan.draw:
        raise NotFoundError
    asked = request.args.get("part", "")
    found = dict(rules.parts(plan.draw)).get(asked) if asked else plan.draw
    if found is None:
        raise NotFoundError
    answered = jsonify(found)
    name = f"draw-{plan.year}-{asked or 'all'}.json"
    answered.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answered


@bp.get("/<uuid:plan_id>/export.<kind>")
@requires(May.PUBLIC, plan=queries.plan)
def export(plan: InspectionPlan, kind: str) -> Response:
    """Hand out who was drawn, with the results once they are published."""
    _visible(plan)
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    public = plan.state is PlanState.PUBLISHED or g.actor.may(May.SUPERVISION_READ)
    head = [
        *(_("Name"), _("Unified social credit code"), _("Colour"), _("Inspectors (papers)")),
        *(_("Result"), _("State"), _("Day of the visit")),
    ]
    rows = (_exported(one, public=public) for one in queries.of_plan(plan.id))
    return sheets.answer(kind, plan.title, head, rows)


def _exported(one: Inspection, *, public: bool) -> list[object]:
    numbers = "、".join(s.inspector.number for s in one.seats if s.recused_at is None)
    colour = str(COLOURS[one.colour]) if one.colour in COLOURS else ""  # type: ignore[index]
    found: list[object] = [one.organization.name, one.organization.uscc, colour, numbers]
    if not public:
        return [*found, "", "", None]
    result = str(labels.RESULTS[one.result]) if one.result else ""
    return [*found, result, words.state("inspection", one.state), one.visited_on]


# --- the desk -------------------------------------------------------------------------------


@bp.route("/new", methods=["GET", "POST"])
@requires(May.INSPECTION_MANAGE)
def new() -> ResponseReturnValue:
    """Draft a plan."""
    form = forms.PlanForm(year=today().year)
    departments = people.units(UnitKind.DEPARTMENT)
    form.departments.choices = [(str(u.id), u.name) for u in departments]
    if form.validate_on_submit():
        facts = {name: form[name].data for name in _PLAN_FACTS}
        known = {str(u.id) for u in departments}
        facts["departments"] = [key for key in form.departments.data or () if key in known]
        plan = actions.plan(facts, by=g.actor, now=clock.now())
        flash(_("Drafted. Check it, then announce it."), "ok")
        return redirect(url_for(".show", plan_id=plan.id))
    page = render_template(
        "inspections/new.html",
        form=form,
        law=queries.law_of(today()),
        crumbs=_crumbs((_("New plan"), None)),
    )
    return page, _code(form)


_PLAN_FACTS = (
    *("number", "title", "kind", "year", "matters"),
    *("source", "draw_at", "visits_until"),
)


@bp.post("/<uuid:plan_id>/step")
@requires(May.INSPECTION_MANAGE, plan=queries.plan)
def step(plan: InspectionPlan) -> ResponseReturnValue:
    """Announce, publish or give up a plan."""
    steps = {"announce": actions.announce, "publish": actions.publish, "cancel": actions.cancel}
    act = steps.get(request.form.get("step", ""))
    if act is None:
        abort(HTTPStatus.BAD_REQUEST)
    form = forms.DrawForm()
    try:
        act(plan, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _plan_page(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(words.state("inspection_plan", plan.state), "ok")
    return redirect(url_for(".show", plan_id=plan.id))


@bp.post("/<uuid:plan_id>/draw")
@requires(May.INSPECTION_MANAGE, plan=queries.plan)
def draw(plan: InspectionPlan) -> ResponseReturnValue:
    """Draw with what the public source said."""
    form = forms.DrawForm()
    if not form.validate_on_submit():
        return _plan_page(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.draw(plan, form.announced.data, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _plan_page(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Drawn. The inspectors have been told."), "ok")
    return redirect(url_for(".show", plan_id=plan.id))


@bp.route("/inspectors", methods=["GET", "POST"])
@requires(May.INSPECTION_MANAGE)
def inspectors() -> ResponseReturnValue:
    """List who has inspection papers, and add somebody."""
    form = forms.InspectorForm()
    have = queries.inspectors()
    offered = people.officials(May.INSPECTION_CHECK)
    form.person.choices = [
        (str(person.id), f"{person.name}　{unit.short_name}")
        for person, unit in offered
        if person.id not in {i.person_id for i in have}
    ]
    if form.validate_on_submit():
        chosen = lists.uuid(form.person.data)
        found = next(((p, u) for p, u in offered if p.id == chosen), None)
        if found is None:
            form.add_error(_("Choose a person."), "person")
        else:
            person, unit = found
            facts = {"number": form.number.data, "valid_until": form.valid_until.data}
            actions.add_inspector(person, unit, **facts, by=g.actor, now=clock.now())
            flash(_("Added."), "ok")
            return redirect(url_for(".inspectors"))
    page = render_template(
        "inspections/inspectors.html",
        form=form,
        rows=have,
        on=today(),
        crumbs=_crumbs((_("Inspectors"), None)),
    )
    return page, _code(form)


# --- the visit ------------------------------------------------------------------------------


@bp.route("/visits/<uuid:inspection_id>", methods=["GET", "POST"])
@requires(May.INSPECTION_CHECK, inspection=queries.get)
def visit(inspection: Inspection) -> ResponseReturnValue:
    """Show an inspection to its inspectors, and take the record of the visit."""
    form = forms.VisitForm(obj=inspection)
    if form.validate_on_submit():
        try:
            actions.record(
                inspection,
                Visit(
                    result=form.chosen(),
                    visited_on=form.visited_on.data or today(),
                    papers_shown=form.papers_shown.data,
                    findings=form.findings.data or "",
                    order_no=form.order_no.data or "",
                    rectify_by=form.rectify_by.data,
                    penalty=form.penalty.data or "",
                ),
                file_id=_stored(form.file.data, inspection),
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Recorded. The other inspector has been asked to sign."), "ok")
            return redirect(url_for(".visit", inspection_id=inspection.id))
    return _visit_page(inspection, form, _code(form))


def _visit_page(inspection: Inspection, form: Any, code: HTTPStatus) -> ResponseReturnValue:  # noqa: ANN401
    seats = [s for s in inspection.seats if s.recused_at is None]
    page = render_template(
        "inspections/visit.html",
        inspection=inspection,
        form=form,
        visit_form=form if isinstance(form, forms.VisitForm) else forms.VisitForm(obj=inspection),
        reason_form=form if isinstance(form, forms.ReasonForm) else forms.ReasonForm(),
        recuse_form=form if isinstance(form, forms.RecuseForm) else forms.RecuseForm(),
        seats=seats,
        mine=next((s for s in seats if s.inspector.person_id == g.actor.id), None),
        names=people.names_of([inspection.recorded_by, inspection.signed_by]),
        file=files.get(inspection.file_id) if inspection.file_id else None,
        me=g.actor.id,
        crumbs=_crumbs(
            (inspection.plan.number, url_for(".show", plan_id=inspection.plan_id)),
            (inspection.organization.short_name, None),
        ),
    )
    return page, code


def _stored(upload: Any, inspection: Inspection) -> UUID | None:  # noqa: ANN401
    if not upload or not upload.filename:
        return None
    owners = [inspection.organization_id, *{s.inspector.unit_id for s in inspection.seats}]
    stored = documents.store(
        upload, purpose="inspection", owners=owners, by=g.actor, now=clock.now(), field="file"
    )
    return stored.id


@bp.post("/visits/<uuid:inspection_id>/sign")
@requires(May.INSPECTION_CHECK, inspection=queries.get)
def sign(inspection: Inspection) -> ResponseReturnValue:
    """Sign as the second inspector."""
    form = forms.ReasonForm()
    try:
        actions.sign(inspection, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _visit_page(inspection, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Signed. The organization has been told."), "ok")
    return redirect(url_for(".visit", inspection_id=inspection.id))


@bp.post("/visits/<uuid:inspection_id>/return")
@requires(May.INSPECTION_CHECK, inspection=queries.get)
def send_back(inspection: Inspection) -> ResponseReturnValue:
    """Send the record back to be written anew."""
    form = forms.ReasonForm()
    if not form.validate_on_submit():
        return _visit_page(inspection, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.send_back(inspection, form.reason.data, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _visit_page(inspection, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Sent back."), "ok")
    return redirect(url_for(".visit", inspection_id=inspection.id))


@bp.post("/visits/<uuid:inspection_id>/recuse")
@requires(May.INSPECTION_CHECK, inspection=queries.get)
def recuse(inspection: Inspection) -> ResponseReturnValue:
    """Step back for an interest."""
    form = forms.RecuseForm()
    mine = _my_seat(inspection)
    if mine is None:
        raise NotFoundError
    if not form.validate_on_submit():
        return _visit_page(inspection, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.recuse(mine, form.interest.data, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _visit_page(inspection, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("You have stepped back; the next of the draw takes your place."), "ok")
    return redirect(url_for("portal.work"))


def _my_seat(inspection: Inspection) -> InspectionSeat | None:
    seats = (s for s in inspection.seats if s.recused_at is None)
    return next((s for s in seats if s.inspector.person_id == g.actor.id), None)


@bp.get("/visits/<uuid:inspection_id>/file")
@requires(May.INSPECTION_CHECK, inspection=queries.get)
def visit_file(inspection: Inspection) -> Response:
    """Hand out the signed record to the inspectors."""
    return _file(inspection.file_id)


# --- the order ------------------------------------------------------------------------------


@bp.route("/visits/<uuid:inspection_id>/answer", methods=["GET", "POST"])
@requires(May.INSPECTION_ANSWER, inspection=queries.get)
def answer(inspection: Inspection) -> ResponseReturnValue:
    """Show the result to the organization, and take its answer to an order."""
    if inspection.signed_at is None:
        raise NotFoundError
    form = forms.AnswerForm()
    if form.validate_on_submit():
        stored = _stored(form.file.data, inspection)
        actions.answer(inspection, form.answer.data, file_id=stored, by=g.actor, now=clock.now())
        flash(_("Your answer has arrived. The bureau verifies it."), "ok")
        return redirect(url_for(".answer", inspection_id=inspection.id))
    page = render_template(
        "inspections/answer.html",
        inspection=inspection,
        form=form,
        on=today(),
        crumbs=[
            (
                _("My organization"),
                url_for("organizations.mine", organization_id=inspection.organization_id),
            ),
            (inspection.plan.number, None),
        ],
    )
    return page, _code(form)


@bp.get("/visits/<uuid:inspection_id>/desk")
@requires(May.SUPERVISION_READ, inspection=queries.get)
def desk(inspection: Inspection) -> ResponseReturnValue:
    """Show the answer to an order."""
    return _desk_page(inspection, forms.NoteForm())


@bp.post("/visits/<uuid:inspection_id>/desk")
@requires(May.INSPECTION_MANAGE, inspection=queries.get)
def decide(inspection: Inspection) -> ResponseReturnValue:
    """Verify the answer to an order, or send it back."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        act = actions.verify if request.form.get("step") == "verify" else actions.reject
        act(inspection, form.note.data, by=g.actor, now=clock.now())
        flash(_("Decided. The organization has been told."), "ok")
        return redirect(url_for(".show", plan_id=inspection.plan_id))
    return _desk_page(inspection, form)


def _desk_page(inspection: Inspection, form: forms.NoteForm) -> ResponseReturnValue:
    file = inspection.answer_file_id
    page = render_template(
        "inspections/desk.html",
        inspection=inspection,
        form=form,
        file=files.get(file) if file else None,
        on=today(),
        crumbs=_crumbs(
            (inspection.plan.number, url_for(".show", plan_id=inspection.plan_id)),
            (inspection.organization.short_name, None),
        ),
    )
    return page, _code(form)


@bp.get("/visits/<uuid:inspection_id>/desk/proof")
@requires(May.SUPERVISION_READ, inspection=queries.get)
def proof(inspection: Inspection) -> Response:
    """Hand out the proof of an answer to the bureau."""
    return _file(inspection.answer_file_id)


def _file(file_id: UUID | None) -> Response:
    if file_id is None:
        raise NotFoundError
    return as_download(files.get(file_id))


# --- on the page of an organization ----------------------------------------------------------


@sections.add(70)
def results(organization: Organization, on: date) -> Section | None:  # noqa: ARG001 -- as all sections
    """Show the inspections: the public the published ones, its own people all that are signed."""
    inside = g.actor.may(May.INSPECTION_ANSWER, organization) or g.actor.may(May.SUPERVISION_READ)
    found = [
        i
        for i in queries.of_organization(organization.id, public=not inside)
        if i.signed_at is not None
    ]
    if not found:
        return None
    values = {
        "rows": found,
        "labels": labels,
        "may_answer": g.actor.may(May.INSPECTION_ANSWER, organization),
    }
    return Section("inspections", _("Inspections"), "inspections/_standing.html", values)
