"""Pages of the directory: the public list of any day, applying, deciding."""

from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, lists, sheets, words
from app.accounts import queries as people
from app.directory import actions, queries, rules
from app.directory.forms import ApplyForm, DirectoryForm, EvidenceForm, ReasonForm
from app.directory.labels import CAUSES, CONDITIONS
from app.directory.models import DirectoryEntry, DirectoryEvidence, DirectoryPeriod
from app.directory.states import LIFE, Cause, Condition, EntryState
from app.documents import actions as documents
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.formats import PAGE_SIZE, plainday
from app.guard import requires
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.labels import FIELDS, TYPES
from app.organizations.models import Organization
from app.organizations.rules import grade_at
from app.organizations.sections import Section
from app.organizations.views import asked_by, chips_of, today, with_streets
from app.permissions import May

bp = Blueprint("directory", __name__, url_prefix="/directory", template_folder="templates")

TAGS = {
    EntryState.APPLIED: "wait",
    EntryState.PUBLICIZED: "public",
    EntryState.LISTED: "ok",
    EntryState.SUSPENDED: "hold",
    EntryState.REMOVED: "stop",
    EntryState.REFUSED: "stop",
}
TRACKS = {
    Track.SUB: _l("Purchase below the limit"),
    Track.TRANSFER: _l("Transfer of functions"),
    Track.VENTURE: _l("Venture funding"),
    Track.GP: _l("Government procurement"),
}


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the directory of today, or of any other day."""
    form = with_streets(DirectoryForm())
    on, page = day_of(form), lists.page_number()
    rows, total = queries.listed(
        asked_by(form), on=on, states=_states(), limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    return render_template(
        "directory/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        on=on,
        chips=chips_of(form),
        counts=queries.counts(on),
        publicized=queries.in_publicity() if on == today() else [],
        law=lawbook.law_on(on, Track.SUB),
        has_priority=rules.has_priority,
        tags=TAGS,
        may_decide=g.actor.may(May.DIRECTORY_DECIDE),
        mine=organizations.mine(g.actor),
        here="directory",
        crumbs=[(_("Home"), "/"), (_("Qualified directory"), None)],
    )


def _states() -> tuple[EntryState, ...]:
    """Return the asked state; without one both that are on the directory."""
    asked = request.args.get("state", "")
    return tuple(s for s in queries.ON_IT if s.value == asked) or queries.ON_IT


def day_of(form: DirectoryForm) -> date:
    """Return the asked day; one of the future is not known yet."""
    asked: date | None = form.on.data if form.on.data and not form.on.process_errors else None
    return min(asked, today()) if asked else today()


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out the directory of a day, all filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    form = with_streets(DirectoryForm())
    on = day_of(form)
    law = lawbook.law_on(on, Track.SUB)
    rows, _total = queries.listed(asked_by(form), on=on, states=_states())
    title = _("Qualified directory %(day)s", day=plainday(on))
    return sheets.answer(kind, title, columns(), (exported(row, law) for row in rows))


def columns() -> list[str]:
    """Return the heads of the exported table."""
    return [
        _("Name"),
        _("Unified social credit code"),
        _("Type"),
        _("State"),
        _("Since"),
        _("Grade that day"),
        _("Priority"),
        _("Fields"),
        _("Street"),
        _("Basis"),
    ]


def exported(row: queries.Row, law: Law) -> list[object]:
    """Return one exported row."""
    o = row.organization
    return [
        o.name,
        o.uscc,
        str(TYPES[o.type]),
        words.state("directory", row.status),
        row.since,
        row.level,
        rules.has_priority(row.level, law),
        "、".join(str(FIELDS.get(key, key)) for key in o.fields),
        o.street.name if o.street else "",
        row.basis,
    ]


# --- on the page of an organization ------------------------------------------------------


@sections.add(10)
def standing(organization: Organization, on: date) -> Section | None:
    """Show how it stands, and where it may take part today."""
    entry = queries.entry_of(organization.id)
    periods = entry.periods if entry else []
    found = queries.by_track(organization, on)
    gates = [(track, word, found[track]) for track, word in TRACKS.items()]
    values = {
        "entry": entry,
        "period": rules.period_at(periods, on),
        "periods": [p for p in reversed(periods) if p.ends_on is None or p.starts_on <= p.ends_on],
        "gates": gates,
        "tags": TAGS,
        "organization": organization,
        "may_apply": g.actor.may(May.DIRECTORY_APPLY, organization),
        "may_decide": g.actor.may(May.DIRECTORY_DECIDE),
        "may_evidence": g.actor.may(May.DIRECTORY_EVIDENCE, organization),
        # What ended is told in full to its own people and to those who decide only.
        "whole": g.actor.may(May.DIRECTORY_DECIDE)
        or g.actor.may(May.DIRECTORY_APPLY, organization),
        "open_to_apply": entry is None or entry.state in (EntryState.REFUSED, EntryState.REMOVED),
    }
    return Section("directory", _("Qualified directory"), "directory/_standing.html", values)


# --- applying ----------------------------------------------------------------------------


@bp.get("/apply")
@requires(May.DIRECTORY_APPLY)
def apply_own() -> ResponseReturnValue:
    """Lead to the application of the organization one acts for."""
    mine = organizations.mine(g.actor)
    if len(mine) != 1:
        return redirect(url_for("organizations.own"))
    return redirect(url_for(".apply", organization_id=mine[0].id))


@bp.route("/apply/<uuid:organization_id>", methods=["GET", "POST"])
@requires(May.DIRECTORY_APPLY, organization=organizations.whole)
def apply(organization: Organization) -> ResponseReturnValue:
    """Show the conditions, each met or not, and take the application."""
    form = ApplyForm()
    if form.validate_on_submit():
        try:
            actions.apply(organization, basis=form.basis.data.strip(), by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Your application has arrived. The bureau checks it."), "ok")
            return redirect(url_for("organizations.mine", organization_id=organization.id))
    return _apply_page(organization, form, EvidenceForm())


def _apply_page(
    organization: Organization, form: ApplyForm, adding: EvidenceForm
) -> ResponseReturnValue:
    law = lawbook.law_on(today(), Track.SUB)
    shown = {e.condition: e for e in queries.evidence(organization.id) if e.applied_at is None}
    page = render_template(
        "directory/apply.html",
        form=form,
        adding=adding,
        conditions=CONDITIONS,
        shown=shown,
        organization=organization,
        entry=queries.entry_of(organization.id),
        missing=queries.condition_findings(organization, today()),
        staff_needed=rules.staff_needed(organization.category, law),
        law=law,
        here="organization",
        crumbs=[
            (_("My organization"), url_for("organizations.mine", organization_id=organization.id)),
            (_("Apply for the directory"), None),
        ],
    )
    wrong = form.is_submitted() and bool(form.error_list() or adding.error_list())
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


@bp.post("/apply/<uuid:organization_id>/evidence")
@requires(May.DIRECTORY_APPLY, organization=organizations.whole)
def add_evidence(organization: Organization) -> ResponseReturnValue:
    """Take a document for a condition; it stays until the application is sent."""
    form = EvidenceForm()
    if not form.validate_on_submit():
        return _apply_page(organization, ApplyForm(formdata=None), form)
    now = clock.now()
    try:
        file = documents.store(
            form.file.data,
            purpose="directory",
            owners=[organization.id],
            by=g.actor,
            now=now,
            field="file",
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _apply_page(organization, ApplyForm(formdata=None), form)
    actions.add_evidence(organization, Condition(form.condition.data), file, by=g.actor, now=now)
    flash(_("The document was added."), "ok")
    return redirect(url_for(".apply", organization_id=organization.id) + "#evidence")


@bp.get("/evidence/<uuid:evidence_id>")
@requires(May.DIRECTORY_EVIDENCE, evidence=queries.one_evidence)
def evidence_file(evidence: DirectoryEvidence) -> Response:
    """Hand out a document of an application."""
    return as_download(evidence.file)


# --- deciding ----------------------------------------------------------------------------


@bp.get("/work")
@requires(May.SUPERVISION_READ)
def work() -> ResponseReturnValue:
    """List what waits for a decision, and what the register suggests."""
    return render_template(
        "directory/work.html",
        applied=queries.waiting(EntryState.APPLIED),
        publicized=queries.waiting(EntryState.PUBLICIZED),
        proposals=queries.proposals(today()),
        tags=TAGS,
        here="directory",
        crumbs=[
            (_("Qualified directory"), url_for(".index")),
            (_("Applications and proposals"), None),
        ],
    )


@bp.get("/entries/<uuid:entry_id>")
@requires(May.SUPERVISION_READ, entry=queries.get)
def show(entry: DirectoryEntry) -> ResponseReturnValue:
    """Show an entry with its facts and what can be decided."""
    return _page(entry, ReasonForm())


def _page(entry: DirectoryEntry, form: ReasonForm) -> str:
    organization = organizations.whole(entry.organization_id)
    on = today()
    period = rules.period_at(entry.periods, on)
    law = lawbook.law_on(on, Track.SUB)
    decides = g.actor.may(May.DIRECTORY_DECIDE)
    return render_template(
        "directory/entry.html",
        entry=entry,
        organization=organization,
        form=form,
        missing=queries.condition_findings(organization, on),
        triggers=list(queries.triggers_of(organization, period, law, on)) if period else [],
        proposal=queries.proposal_of(entry, on),
        evidence=[e for e in queries.evidence(organization.id) if e.applied_at],
        conditions=CONDITIONS,
        causes=CAUSES,
        grade=grade_at(organization.grades, on),
        steps=[s for s in LIFE.open_to(entry) if s.by is May.DIRECTORY_DECIDE and decides],
        decides=decides,
        at_once=rules.enters_at_once(_level(organization, on), law),
        people=people.colleagues(organization.id),
        law=law,
        tags=TAGS,
        here="directory",
        crumbs=[
            (_("Qualified directory"), url_for(".index")),
            (_("Applications and proposals"), url_for(".work")),
            (organization.short_name, None),
        ],
    )


def _level(organization: Organization, on: date) -> str | None:
    grade = grade_at(organization.grades, on)
    return grade.level if grade else None


@bp.post("/entries/<uuid:entry_id>/publicize")
@requires(May.DIRECTORY_DECIDE, entry=queries.get)
def publicize(entry: DirectoryEntry) -> ResponseReturnValue:
    """Put an application up for publicity."""
    return _done(entry, lambda: actions.publicize(entry, by=g.actor, now=clock.now()))


@bp.post("/entries/<uuid:entry_id>/list")
@requires(May.DIRECTORY_DECIDE, entry=queries.get)
def list_(entry: DirectoryEntry) -> ResponseReturnValue:
    """Put an organization on the directory."""
    return _done(entry, lambda: actions.list_(entry, by=g.actor, now=clock.now()))


@bp.post("/entries/<uuid:entry_id>/decide")
@requires(May.DIRECTORY_DECIDE, entry=queries.get)
def decide(entry: DirectoryEntry) -> ResponseReturnValue:
    """Take a decision that needs a reason: refuse, suspend, resume, remove."""
    form = ReasonForm()
    cause = Cause(form.cause.data) if form.cause.data in set(Cause) else Cause.OTHER
    steps: dict[str, Callable[..., None]] = {
        "refuse": actions.refuse,
        "suspend": partial(actions.suspend, cause=cause),
        "resume": actions.resume,
        "remove": partial(actions.remove, cause=cause),
        "dismiss": actions.dismiss,
    }
    step = steps.get(request.form.get("step", ""))
    if step is None:
        abort(HTTPStatus.BAD_REQUEST)
    if not form.validate_on_submit():
        return _page(entry, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done(entry, lambda: step(entry, form.reason.data, by=g.actor, now=clock.now()))


def _done(entry: DirectoryEntry, act: Callable[[], None]) -> ResponseReturnValue:
    """Do it and say so; or show the page again with what stands in the way."""
    try:
        act()
    except RefusedError as refused:
        form = ReasonForm()
        form.add_findings(refused.findings)
        return _page(entry, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Done. The organization has been told."), "ok")
    return redirect(url_for(".show", entry_id=entry.id))


# --- the exit notice ----------------------------------------------------------------------


@bp.get("/periods/<uuid:period_id>/notice")
@requires(May.DIRECTORY_EVIDENCE, period=queries.period)
def exit_notice(period: DirectoryPeriod) -> ResponseReturnValue:
    """Show the notice of a suspension or an exit, to print."""
    if period.status not in (EntryState.SUSPENDED, EntryState.REMOVED):
        raise NotFoundError
    return render_template(
        "directory/notice.html",
        period=period,
        organization=period.entry.organization,
        causes=CAUSES,
        here="directory",
        crumbs=[
            (_("Qualified directory"), url_for(".index")),
            (period.entry.organization.short_name, None),
        ],
    )
