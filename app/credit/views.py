"""Pages of credit: the two lists of any day, the integrity file, the desk of the bureau."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets
from app.accounts import queries as people
from app.accounts.states import UnitKind
from app.credit import actions, labels, queries
from app.credit.actions import Paper
from app.credit.forms import (
    DeskForm,
    DropForm,
    EnterForm,
    ListForm,
    PaperForm,
    ReasonForm,
    RepairForm,
    ground_choices,
)
from app.credit.models import CreditProposal, CreditRepair
from app.credit.queries import Asked, Row
from app.credit.states import PROPOSAL, Act, ProposalState
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import Finding, NotFoundError, RefusedError
from app.formats import plainday
from app.guard import requires
from app.law import cite
from app.law.grounds import grounds
from app.notices.rules import unpacked
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.models import CreditEvent, Organization
from app.organizations.rules import in_force
from app.organizations.sections import Section
from app.organizations.states import LISTS, CreditKind
from app.permissions import May

bp = Blueprint("credit", __name__, url_prefix="/credit", template_folder="templates")

TAGS = {
    ProposalState.PROPOSED: "wait",
    ProposalState.REVIEWED: "review",
    ProposalState.DONE: "done",
    ProposalState.DROPPED: "stop",
}
LIST_TAGS = {
    CreditKind.ABNORMAL_LIST: "soon",
    CreditKind.SERIOUS_VIOLATION: "bad",
    CreditKind.PENALTY: "hold",
    CreditKind.INSPECTION: "review",
    CreditKind.COMMENDATION: "ok",
}


@bp.app_context_processor
def shared_words() -> dict[str, Any]:
    """Give the templates the words of credit."""
    return {"credit_words": labels.KINDS, "ground_words": labels.ground_words}


@bp.context_processor
def page_words() -> dict[str, Any]:
    """Give the pages of this capability what all of them show."""
    values = {"labels": labels, "tags": TAGS, "list_tags": LIST_TAGS, "here": "supervision"}
    return values | {"may_decide": g.actor.may(May.CREDIT_DECIDE), "cause_of": cause_of}


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def cause_of(proposal: CreditProposal) -> Finding:
    """Return why it is proposed, as a finding."""
    return Finding(proposal.cause, law=proposal.law or None, detail=unpacked(proposal.detail))


# --- the public lists ----------------------------------------------------------------------


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Lead to the lists, and say what they do."""
    return render_template(
        "credit/index.html",
        kinds=LISTS,
        counts=queries.counts_on(today()),
        effects={kind: queries.effects(kind, today()) for kind in LISTS},
        law=queries.law_of(today()),
        may_exchange=g.actor.may(May.CREDIT_EXCHANGE),
        crumbs=[(_("Home"), "/"), (_("Credit of social organizations"), None)],
    )


@bp.get("/lists/<any(abnormal_list,serious_violation):kind>")
@requires(May.PUBLIC)
def entries(kind: str) -> ResponseReturnValue:
    """Show who stands on a list today, or stood there on another day."""
    form = _list_form(kind)
    page, asked = lists.page_number(), asked_by(form, CreditKind(kind))
    rows, total = queries.listed(asked, page)
    return render_template(
        "credit/list.html",
        form=form,
        kind=CreditKind(kind),
        kinds=LISTS,
        counts=queries.counts_on(asked.on),
        rows=rows,
        total=total,
        page=page,
        asked=asked,
        chips=lists.chips(form),
        crumbs=_crumbs((labels.KINDS[CreditKind(kind)], None)),
    )


def _list_form(kind: str) -> ListForm:
    form = ListForm()
    streets = people.units(UnitKind.STREET)
    form.street.choices = [*form.street.choices[:1], *((str(u.id), u.name) for u in streets)]
    form.ground.choices = [*form.ground.choices[:1], *ground_choices(kind)]
    return form


def asked_by(form: ListForm, kind: CreditKind) -> Asked:
    """Return what the filters ask for; a day to come is not known yet."""
    day: date | None = form.on.data if form.on.data and not form.on.process_errors else None
    return Asked(
        kind=kind,
        on=min(day, today()) if day else today(),
        today=today(),
        words=(form.q.data or "").strip()[:60],
        street_id=lists.uuid(form.street.data),
        ground=lists.one_of(form.ground.data, (code for code, _w in form.ground.choices)),
        sort=lists.order(queries.SORTS, f"-{queries.BY_DAY}"),
        public=not g.actor.may(May.CREDIT_EXCHANGE),
    )


@bp.get("/lists/<any(abnormal_list,serious_violation):kind>/export.<ending>")
@requires(May.PUBLIC)
def export(kind: str, ending: str) -> Response:
    """Hand out all the filtered rows of a list."""
    if ending not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    asked = asked_by(_list_form(kind), CreditKind(kind))
    rows, _total = queries.listed(asked)
    title = f"{labels.KINDS[CreditKind(kind)]} {plainday(asked.on)}"
    return sheets.answer(ending, title, columns(), map(exported, rows))


def columns() -> list[str]:
    """Return the heads of the exported table."""
    return [
        _("Name"),
        _("Unified social credit code"),
        _("Street"),
        _("Ground"),
        _("Reason"),
        _("Decided by"),
        _("Number of the decision"),
        _("First day"),
        _("Ended on"),
    ]


def exported(row: Row) -> list[object]:
    """Return one exported row: what the asker may see, no more."""
    o, s = row.organization, row.shown
    street = o.street.name if o.street else ""
    ground = labels.ground_words(s.ground)
    return [o.name, o.uscc, street, ground, s.reason, s.office, s.number, s.first_day, s.end]


@bp.get("/exchange.<ending>")
@requires(May.CREDIT_EXCHANGE)
def exchange(ending: str) -> Response:
    """Hand out the exchange file for other departments: every change of the last year."""
    if ending not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    since = lists_since(request.args.get("since", ""))
    head = [
        *(_("Unified social credit code"), _("Name"), _("List"), _("Ground (code)"), _("Ground")),
        *(_("Article"), _("Reason"), _("Decided by"), _("Number of the decision")),
        *(_("First day"), _("Ended on"), _("Reason of the end")),
    ]
    title = _("Joint notice since %(day)s", day=plainday(since))
    return sheets.answer(ending, title, head, _exchanged(queries.changed_since(since)))


def lists_since(text: str) -> date:
    """Return the asked first day, else that of a year ago."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = date.min
    return asked if asked > date(1900, 1, 1) else today().replace(year=today().year - 1, day=1)


def _exchanged(events: Any) -> Iterator[list[object]]:  # noqa: ANN401 -- a sequence of entries
    for e in events:
        ground = grounds().get(e.ground)
        law = cite(ground.law).label if ground else ""
        yield [
            *(e.organization.uscc, e.organization.name, str(labels.KINDS[e.kind]), e.ground),
            *(labels.ground_words(e.ground), law, e.reason, e.decided_by, e.number),
            *(e.decided_on, e.lifted_on, e.lift_reason),
        ]


# --- the integrity file -------------------------------------------------------------------


@bp.get("/organizations/<uuid:organization_id>")
@requires(May.PUBLIC, organization=organizations.whole)
def integrity(organization: Organization) -> ResponseReturnValue:
    """Show the integrity file: the public its public part, its people and offices all of it."""
    on, inside = today(), _inside(organization)
    rows = queries.shown_of(organization.credit_events, on, public=not inside)
    return render_template(
        "credit/file.html",
        organization=organization,
        rows=rows,
        inside=inside,
        on=on,
        repairs={e.id: queries.repair_of(e.id) for e, _s in rows} if inside else {},
        late={e.id for e, _s in rows if actions.entered_late(e)} if inside else set(),
        may_repair=g.actor.may(May.CREDIT_REPAIR, organization),
        in_force=in_force,
        law=queries.law_of(on),
        crumbs=[
            (_("Social organizations"), url_for("organizations.index")),
            (
                organization.short_name,
                url_for("organizations.show", organization_id=organization.id),
            ),
            (_("Integrity file"), None),
        ],
    )


def _inside(organization: Organization) -> bool:
    """Say whether the actor sees more than the public: its own people, the bureau, the auditors."""
    actor = g.actor
    return bool(actor.may(May.CREDIT_DECIDE) or actor.may(May.CREDIT_READ, organization))


@sections.add(50)
def standing(organization: Organization, on: date) -> Section | None:
    """Show the newest of the integrity file on the organization's page."""
    inside = _inside(organization)
    rows = queries.shown_of(organization.credit_events, on, public=not inside)
    values = {
        "rows": rows,
        "organization": organization,
        "labels": labels,
        "list_tags": LIST_TAGS,
        "on": on,
        "in_force": in_force,
        "may_enter": g.actor.may(May.CREDIT_DECIDE),
    }
    return Section("credit", _("Credit"), "credit/_standing.html", values)


@bp.get("/events/<uuid:event_id>/file")
@requires(May.CREDIT_READ, event=queries.event)
def event_file(event: CreditEvent) -> Response:
    """Hand out the decision to the organization and to those who oversee."""
    return _file(event.file_id)


@bp.get("/work/events/<uuid:event_id>/file")
@requires(May.SUPERVISION_READ, event=queries.event)
def desk_event_file(event: CreditEvent) -> Response:
    """Hand out the decision to the bureau."""
    return _file(event.file_id)


@bp.get("/work/repairs/<uuid:repair_id>/file")
@requires(May.SUPERVISION_READ, repair=queries.repair)
def repair_file(repair: CreditRepair) -> Response:
    """Hand out the proof of an application."""
    return _file(repair.file_id)


@bp.get("/work/proposals/<uuid:proposal_id>/file")
@requires(May.SUPERVISION_READ, proposal=queries.proposal)
def proposal_file(proposal: CreditProposal) -> Response:
    """Hand out the paper of a proposal."""
    return _file(proposal.file_id)


def _file(file_id: UUID | None) -> Response:
    if file_id is None:
        raise NotFoundError
    return as_download(files.get(file_id))


# --- repair ---------------------------------------------------------------------------------


@bp.route("/events/<uuid:event_id>/repair", methods=["GET", "POST"])
@requires(May.CREDIT_REPAIR, event=queries.event)
def repair(event: CreditEvent) -> ResponseReturnValue:
    """Apply for the end of an entry."""
    form = RepairForm()
    if form.validate_on_submit():
        try:
            actions.apply_repair(
                event,
                form.statement.data,
                file_id=_stored(form.file.data, event.organization_id, "file"),
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Your application has arrived. The bureau verifies it."), "ok")
            return redirect(url_for(".integrity", organization_id=event.organization_id))
    page = render_template(
        "credit/repair.html",
        form=form,
        event=event,
        organization=event.organization,
        law=queries.law_of(today()),
        crumbs=_crumbs((_("Apply for repair"), None)),
    )
    return page, _code(form)


def _stored(upload: Any, organization_id: UUID, field: str) -> UUID | None:  # noqa: ANN401
    if not upload or not upload.filename:
        return None
    owners = [organization_id, *g.actor.places_for(May.CREDIT_DECIDE)]
    stored = documents.store(
        upload, purpose="credit", owners=owners, by=g.actor, now=clock.now(), field=field
    )
    return stored.id


def _code(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form
    wrong = form.is_submitted() and bool(form.errors)
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Credit of social organizations"), url_for(".index")), *more]


# --- the desk -------------------------------------------------------------------------------


@bp.get("/work")
@requires(May.SUPERVISION_READ)
def work() -> ResponseReturnValue:
    """List what waits for a decision."""
    form, page = DeskForm(), lists.page_number()
    kind = lists.one_of(form.kind.data, [k.value for k in CreditKind])
    words = (form.q.data or "").strip()[:60]
    rows, total = queries.open_proposals(CreditKind(kind) if kind else None, words, page)
    return render_template(
        "credit/work.html",
        form=form,
        proposals=rows,
        total=total,
        page=page,
        chips=lists.chips(form),
        repairs=queries.open_repairs(),
        decided=queries.last_decided(8),
        crumbs=_crumbs((_("Proposals and applications"), None)),
    )


@bp.get("/proposals/<uuid:proposal_id>")
@requires(May.SUPERVISION_READ, proposal=queries.proposal)
def proposal(proposal: CreditProposal) -> ResponseReturnValue:
    """Show a proposal with the facts and what can be decided."""
    return _proposal_page(proposal, _paper_form(proposal), HTTPStatus.OK)


def _paper_form(proposal: CreditProposal) -> PaperForm:
    form = PaperForm(obj=proposal)
    if not form.is_submitted() and not proposal.reason and proposal.act is Act.LIST:
        form.reason.data = labels.ground_words(proposal.ground)
        form.first_on.data = today()
        form.office.data = _office()
    return form


def _office() -> str:
    """Return the name of the unit for which the actor decides."""
    grants = g.person.grants if g.get("person") else ()
    names = (r.scope_name for r in grants if r.scope_id in g.actor.places_for(May.CREDIT_DECIDE))
    return next(names, "")


def _proposal_page(proposal: CreditProposal, form: Any, code: HTTPStatus) -> ResponseReturnValue:  # noqa: ANN401 -- one of three forms
    """Show a proposal; `form` is the one that was sent, or the paper's."""
    organization = organizations.whole(proposal.organization_id)
    on, law = today(), queries.law_of(today())
    page = render_template(
        "credit/proposal.html",
        proposal=proposal,
        organization=organization,
        form=form,
        paper=form if isinstance(form, PaperForm) else _paper_form(proposal),
        reason_form=form if isinstance(form, ReasonForm) else ReasonForm(),
        drop_form=form if isinstance(form, DropForm) else DropForm(),
        rows=queries.shown_of(organization.credit_events, on, public=False),
        in_force=in_force,
        on=on,
        law=law,
        effects=queries.effects(proposal.kind, on) if proposal.kind in LISTS else [],
        at_once=proposal.kind in law.directory_suspended_by,
        steps={s.name for s in PROPOSAL.open_to(proposal)},
        names=people.names_of([proposal.proposed_by, proposal.reviewed_by, proposal.decided_by]),
        me=g.actor.id,
        crumbs=_crumbs(
            (_("Proposals and applications"), url_for(".work")), (organization.short_name, None)
        ),
    )
    return page, code


@bp.post("/proposals/<uuid:proposal_id>/list")
@requires(May.CREDIT_DECIDE, proposal=queries.proposal)
def enlist(proposal: CreditProposal) -> ResponseReturnValue:
    """Review (serious list, first person) or decide an entry."""
    form, now = PaperForm(), clock.now()
    second = proposal.state is ProposalState.REVIEWED
    if not second and not form.validate():
        return _proposal_page(proposal, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if second:
            actions.enlist(proposal, None, by=g.actor, now=now)
        elif proposal.kind is CreditKind.SERIOUS_VIOLATION:
            actions.review(proposal, _paper(form, proposal.organization_id), by=g.actor, now=now)
        else:
            actions.enlist(proposal, _paper(form, proposal.organization_id), by=g.actor, now=now)
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _proposal_page(proposal, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_said(proposal), "ok")
    return redirect(url_for(".proposal", proposal_id=proposal.id))


def _said(proposal: CreditProposal) -> str:
    if proposal.state is ProposalState.REVIEWED:
        return str(_("Reviewed. A second person has been asked to decide."))
    return str(_("Entered. The organization and the offices have been told."))


def _paper(form: PaperForm, organization_id: UUID) -> Paper:
    letters = {}
    if isinstance(form, EnterForm):
        letters = {"letter_1": form.letter_1.data, "letter_2": form.letter_2.data}
    return Paper(
        reason=form.reason.data,
        office=form.office.data,
        number=form.number.data,
        first_on=form.first_on.data or today(),
        file_id=_stored(form.file.data, organization_id, "file"),
        **letters,
    )


@bp.post("/proposals/<uuid:proposal_id>/lift")
@requires(May.CREDIT_DECIDE, proposal=queries.proposal)
def lift_proposed(proposal: CreditProposal) -> ResponseReturnValue:
    """End the entry as proposed."""
    form = ReasonForm()
    if proposal.event is None:
        raise NotFoundError
    if not form.validate():
        return _proposal_page(proposal, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.lift(
            proposal.event, form.reason.data, proposal=proposal, by=g.actor, now=clock.now()
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _proposal_page(proposal, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Taken off the list from today on. The organization has been told."), "ok")
    return redirect(url_for(".proposal", proposal_id=proposal.id))


@bp.post("/proposals/<uuid:proposal_id>/drop")
@requires(May.CREDIT_DECIDE, proposal=queries.proposal)
def drop(proposal: CreditProposal) -> ResponseReturnValue:
    """Drop a proposal with a reason."""
    form = DropForm()
    if not form.validate():
        return _proposal_page(proposal, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.drop(proposal, form.refusal.data, by=g.actor, now=clock.now())
    flash(_("Dropped. The same cause is not proposed again."), "ok")
    return redirect(url_for(".work"))


@bp.route("/organizations/<uuid:organization_id>/enter", methods=["GET", "POST"])
@requires(May.CREDIT_DECIDE, organization=organizations.get)
def enter(organization: Organization) -> ResponseReturnValue:
    """Propose an entry by hand, or enter a penalty or commendation that was decided."""
    form = EnterForm()
    form.offer_grounds()
    if not form.is_submitted():
        form.office.data = _office()
    if form.validate_on_submit():
        try:
            where = _entered(organization, form)
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            return redirect(where)
    page = render_template(
        "credit/enter.html",
        form=form,
        organization=organization,
        crumbs=_crumbs((organization.short_name, None)),
    )
    return page, _code(form)


def _entered(organization: Organization, form: EnterForm) -> str:
    paper, now = _paper(form, organization.id), clock.now()
    if form.chosen() in LISTS:
        made = actions.propose(
            organization, form.chosen(), form.chosen_ground(), paper, by=g.actor, now=now
        )
        flash(_("Proposed. Now decide it; the serious list takes a second person."), "ok")
        return url_for(".proposal", proposal_id=made.id)
    actions.record(
        organization,
        form.chosen(),
        paper,
        penalty=form.penalty.data if form.chosen() is CreditKind.PENALTY else "",
        fine=form.fine.data if form.chosen() is CreditKind.PENALTY else None,
        proposal=_asked_proposal(organization),
        by=g.actor,
        now=now,
    )
    flash(_("Entered. The organization has been told."), "ok")
    return url_for(".integrity", organization_id=organization.id)


def _asked_proposal(organization: Organization) -> CreditProposal | None:
    """Return the open proposal of a penalty from which the page was reached."""
    key = lists.uuid(request.args.get("proposal"))
    return queries.open_penalty(organization.id, key) if key else None


@bp.route("/work/events/<uuid:event_id>/lift", methods=["GET", "POST"])
@requires(May.CREDIT_DECIDE, event=queries.event)
def lift(event: CreditEvent) -> ResponseReturnValue:
    """End an entry from today on."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.lift(event, form.reason.data, by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Lifted from today on."), "ok")
            return redirect(url_for(".integrity", organization_id=event.organization_id))
    page = render_template(
        "credit/lift.html",
        form=form,
        event=event,
        organization=event.organization,
        crumbs=_crumbs((event.organization.short_name, None)),
    )
    return page, _code(form)


@bp.get("/repairs/<uuid:application_id>")
@requires(May.SUPERVISION_READ, application=queries.repair)
def show_repair(application: CreditRepair) -> ResponseReturnValue:
    """Show an application for repair."""
    return _repair_page(application, ReasonForm())


@bp.post("/repairs/<uuid:application_id>")
@requires(May.CREDIT_DECIDE, application=queries.repair)
def decide_repair(application: CreditRepair) -> ResponseReturnValue:
    """Decide an application for repair."""
    form = ReasonForm()
    if form.validate_on_submit():
        accept = request.form.get("step") == "accept"
        act = actions.accept_repair if accept else actions.refuse_repair
        try:
            act(application, form.reason.data, by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Decided. The organization has been told."), "ok")
            return redirect(url_for(".work"))
    return _repair_page(application, form)


def _repair_page(application: CreditRepair, form: ReasonForm) -> ResponseReturnValue:
    page = render_template(
        "credit/repair_show.html",
        form=form,
        application=application,
        organization=application.organization,
        file=files.get(application.file_id) if application.file_id else None,
        crumbs=_crumbs(
            (_("Proposals and applications"), url_for(".work")),
            (application.organization.short_name, None),
        ),
    )
    return page, _code(form)
