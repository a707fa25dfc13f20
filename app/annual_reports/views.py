"""Pages of annual reports: filing, the first look, the registrar's desk, the public part."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, pages, sheets, words
from app.accounts import queries as people
from app.annual_reports import actions, forms, labels, queries, rules
from app.annual_reports.queries import Asked, Row
from app.annual_reports.states import LIFE, OPEN
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.models import AnnualReport, Organization
from app.organizations.rules import report_due_on, report_on, report_years
from app.organizations.sections import Section
from app.organizations.states import ReportState, Standing
from app.permissions import May

bp = Blueprint(
    "annual_reports", __name__, url_prefix="/annual-reports", template_folder="templates"
)


@bp.context_processor
def page_words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "rules": rules}


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def _code(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form
    wrong = form.is_submitted() and bool(form.errors)
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


# --- the organization's own ----------------------------------------------------------------


@bp.get("/own")
@requires(May.REPORT_FILE)
def own() -> ResponseReturnValue:
    """Lead to the reports of the organization one acts for."""
    mine = organizations.mine(g.actor)
    if len(mine) != 1:
        return redirect(url_for("organizations.own"))
    return redirect(url_for(".of_organization", organization_id=mine[0].id))


@bp.get("/organizations/<uuid:organization_id>")
@requires(May.REPORT_FILE, organization=organizations.whole)
def of_organization(organization: Organization) -> ResponseReturnValue:
    """Show the years with what is due, filed and missing."""
    on = today()
    return render_template(
        "annual_reports/own.html",
        organization=organization,
        rows=years_of(organization, on),
        first=rules.supervisor_due_on(on.year - 1, queries.law_of(on)),
        second=report_due_on(on.year - 1, queries.law_of(on)),
        on=on,
        here="organization",
        crumbs=[
            (_("My organization"), url_for("organizations.mine", organization_id=organization.id)),
            (_("Annual reports"), None),
        ],
    )


def years_of(
    organization: Organization, on: date
) -> list[tuple[int, Standing, AnnualReport | None, date]]:
    """Return (year, how it stands, the report, the due day), the newest first."""
    law, reports = queries.law_of(on), organization.annual_reports
    since = organization.registered_on
    by_year = {r.year: r for r in reports}
    years = sorted({*report_years(since, on, law), *by_year}, reverse=True)
    return [
        (
            year,
            report_on(reports, year, law, registered_on=since, on=on),
            by_year.get(year),
            report_due_on(year, law),
        )
        for year in years
    ]


@bp.post("/organizations/<uuid:organization_id>/<int:year>")
@requires(May.REPORT_FILE, organization=organizations.get)
def begin(organization: Organization, year: int) -> ResponseReturnValue:
    """Begin the report about a year."""
    report = actions.begin(organization, year, by=g.actor, now=clock.now())
    return redirect(url_for(".show", report_id=report.id))


@bp.get("/<uuid:report_id>")
@requires(May.REPORT_FILE, report=queries.get)
def show(report: AnnualReport) -> ResponseReturnValue:
    """Show the subjects of a report as a list of tasks, or what was filed."""
    law = queries.law_of(today())
    return render_template(
        "annual_reports/show.html",
        report=report,
        open=report.state in OPEN,
        due=report_due_on(report.year, law),
        supervisor_due=rules.supervisor_due_on(report.year, law),
        file=files.get(report.file_id) if report.file_id else None,
        on=today(),
        here="organization",
        crumbs=_crumbs(report, None),
    )


def _crumbs(report: AnnualReport, word: str | None) -> list[tuple[str, str | None]]:
    own = url_for(".of_organization", organization_id=report.organization_id)
    title = _("Report about %(year)s", year=report.year)
    found: list[tuple[str, str | None]] = [(_("Annual reports"), own)]
    if word is None:
        return [*found, (title, None)]
    return [*found, (title, url_for(".show", report_id=report.id)), (word, None)]


@bp.route("/<uuid:report_id>/subjects/<subject>", methods=["GET", "POST"])
@requires(May.REPORT_FILE, report=queries.get)
def subject(report: AnnualReport, subject: str) -> ResponseReturnValue:
    """Fill in one subject; what was typed is kept although something is wrong with it."""
    if subject not in rules.FIELDS or report.state not in OPEN:
        raise NotFoundError
    form = forms.filled(subject, report.content.get(subject, {}))
    if form.validate_on_submit():
        actions.save(report, subject, form.facts(), by=g.actor, now=clock.now())
        found = rules.subject_findings(subject, form.facts(), kind=report.organization.type)
        form.add_findings(found)
        if not form.errors:
            flash(_("Saved."), "ok")
            return redirect(url_for(".show", report_id=report.id))
        pages.keep()
    page = render_template(
        "annual_reports/subject.html",
        report=report,
        subject=subject,
        form=form,
        kinds=rules.FIELDS[subject],
        here="organization",
        crumbs=_crumbs(report, str(labels.SUBJECTS[subject][0])),
    )
    return page, _code(form)


@bp.route("/<uuid:report_id>/paper", methods=["GET", "POST"])
@requires(May.REPORT_FILE, report=queries.get)
def paper(report: AnnualReport) -> ResponseReturnValue:
    """Upload the signed report."""
    if report.state not in OPEN:
        raise NotFoundError
    form = forms.PaperForm()
    if form.validate_on_submit():
        try:
            stored = _stored(form.file.data, report)
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            if stored is not None:
                actions.attach(report, stored, now=clock.now())
                flash(_("The file has arrived."), "ok")
                return redirect(url_for(".show", report_id=report.id))
            form.add_error(_("Choose a file."), "file")
    page = render_template(
        "annual_reports/paper.html",
        report=report,
        form=form,
        file=files.get(report.file_id) if report.file_id else None,
        here="organization",
        crumbs=_crumbs(report, _("Signed report")),
    )
    return page, _code(form)


def _stored(upload: Any, report: AnnualReport) -> UUID | None:  # noqa: ANN401
    if not upload or not upload.filename:
        return None
    owners = [i for i in (report.organization_id, report.organization.supervisor_id) if i]
    stored = documents.store(
        upload, purpose="report", owners=owners, by=g.actor, now=clock.now(), field="file"
    )
    return stored.id


@bp.route("/<uuid:report_id>/check", methods=["GET", "POST"])
@requires(May.REPORT_FILE, report=queries.get)
def check(report: AnnualReport) -> ResponseReturnValue:
    """Show everything once more, then file."""
    if report.state not in OPEN:
        return redirect(url_for(".show", report_id=report.id))
    form = forms.SendForm()
    law = queries.law_of(today())
    found = list(
        rules.findings(
            report.content,
            kind=report.organization.type,
            has_file=report.file_id is not None,
        )
    )
    if form.validate_on_submit():
        try:
            actions.file(report, by=g.actor, now=clock.now())
        except RefusedError:
            form.add_error(_("Something is still missing; it is named below."))
        else:
            return redirect(url_for(".receipt", report_id=report.id))
    page = render_template(
        "annual_reports/check.html",
        report=report,
        form=form,
        missing=[f for f in found if not f.warning],
        warnings=[f for f in found if f.warning],
        file=files.get(report.file_id) if report.file_id else None,
        due=report_due_on(report.year, law),
        on=today(),
        here="organization",
        crumbs=_crumbs(report, _("Check and file")),
    )
    return page, _code(form)


@bp.get("/<uuid:report_id>/receipt")
@requires(May.REPORT_FILE, report=queries.get)
def receipt(report: AnnualReport) -> ResponseReturnValue:
    """Show the receipt of the last filing."""
    if not report.filings:
        raise NotFoundError
    return render_template(
        "annual_reports/receipt.html",
        report=report,
        filing=report.filings[-1],
        due=report_due_on(report.year, queries.law_of(today())),
        here="organization",
        crumbs=_crumbs(report, _("Receipt")),
    )


@bp.get("/<uuid:report_id>/file")
@requires(May.REPORT_FILE, report=queries.get)
def own_file(report: AnnualReport) -> Response:
    """Hand out the signed report to the organization."""
    return _file(report)


@bp.get("/<uuid:report_id>/look/file")
@requires(May.REPORT_LOOK, report=queries.get)
def look_file(report: AnnualReport) -> Response:
    """Hand out the signed report to the supervisor unit."""
    return _filed_file(report)


@bp.get("/<uuid:report_id>/desk/file")
@requires(May.SUPERVISION_READ, report=queries.get)
def desk_file(report: AnnualReport) -> Response:
    """Hand out the signed report to the registrar."""
    return _filed_file(report)


def _filed_file(report: AnnualReport) -> Response:
    """Hand out what was filed; the paper of a draft is its organization's alone."""
    file_id = report.filings[-1].file_id if report.filings else None
    if file_id is None:
        raise NotFoundError
    return as_download(files.get(file_id))


def _file(report: AnnualReport) -> Response:
    if report.file_id is None:
        raise NotFoundError
    return as_download(files.get(report.file_id))


# --- the desks ------------------------------------------------------------------------------


@bp.get("/")
@requires(May.SUPERVISION_READ)
def index() -> ResponseReturnValue:
    """Show the reports of a year to the registrar."""
    return _list(None, "annual_reports.index")


@bp.get("/supervised")
@requires(May.REPORT_LOOK)
def supervised() -> ResponseReturnValue:
    """Show the reports of a year to a supervisor unit: only of those it supervises."""
    return _list(g.actor.places_for(May.REPORT_LOOK), "annual_reports.supervised")


def _list(supervisors: frozenset[UUID] | None, endpoint: str) -> str:
    form, page = _year_form(), lists.page_number()
    asked = asked_by(form, supervisors)
    rows, total = queries.listed(asked, page)
    law = queries.law_of(today())
    return render_template(
        "annual_reports/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        asked=asked,
        endpoint=endpoint,
        counts=queries.counts(asked.year, asked.on, supervisors),
        due=report_due_on(asked.year, law),
        supervisor_due=rules.supervisor_due_on(asked.year, law),
        chips=[chip for chip in lists.chips(form) if str(asked.year) not in chip[0]],
        desk="look" if supervisors is not None else "desk",
        here="supervision",
        crumbs=[(_("Waiting for me"), "/work"), (_("Annual reports"), None)],
    )


def _year_form() -> forms.YearForm:
    return forms.YearForm.of(queries.years(today()), today())


def asked_by(form: forms.YearForm, supervisors: frozenset[UUID] | None) -> Asked:
    """Return what the filters ask for."""
    return Asked(
        year=int(form.year.data),
        on=today(),
        words=(form.q.data or "").strip()[:60],
        standing=lists.one_of(form.standing.data, [s.value for s in Standing]),
        waiting=form.waiting.data == "1",
        supervisors=supervisors,
        sort=lists.order(queries.SORTS, queries.BY_NAME),
    )


@bp.get("/export.<kind>")
@requires(May.SUPERVISION_READ)
def export(kind: str) -> Response:
    """Hand out all the filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    asked = asked_by(_year_form(), None)
    rows, _total = queries.listed(asked)
    head = [
        *(_("Name"), _("Unified social credit code"), _("Year"), _("State")),
        *(_("First filed on"), _("Handling")),
    ]
    title = _("Annual reports about %(year)s", year=asked.year)
    return sheets.answer(kind, title, head, map(_exported(asked.year), rows))


def _exported(year: int) -> Any:  # noqa: ANN401 -- a function of one row
    def row_of(row: Row) -> list[object]:
        o, r = row.organization, row.report
        state = words.state("annual_report", r.state) if r else ""
        standing = str(labels.STANDINGS[row.standing])
        return [o.name, o.uscc, year, standing, r.filed_on if r else None, state]

    return row_of


@bp.route("/<uuid:report_id>/look", methods=["GET", "POST"])
@requires(May.REPORT_LOOK, report=queries.get)
def look(report: AnnualReport) -> ResponseReturnValue:
    """Show a filed report to the supervisor unit, and take its opinion."""
    form = forms.LookForm()
    if form.validate_on_submit():
        actions.look(report, form.opinion.data, by=g.actor, now=clock.now())
        flash(_("Written down. The registrar has been told."), "ok")
        return redirect(url_for(".supervised"))
    return _desk(report, form, "look"), _code(form)


@bp.get("/<uuid:report_id>/desk")
@requires(May.SUPERVISION_READ, report=queries.get)
def desk(report: AnnualReport) -> ResponseReturnValue:
    """Show a filed report to the registrar."""
    return _desk(report, forms.ReasonForm(), "desk")


def _desk(report: AnnualReport, form: Any, which: str) -> str:  # noqa: ANN401 -- either form
    if report.state is ReportState.DRAFT:
        raise NotFoundError
    law = queries.law_of(today())
    names = people.names_of([report.looked_by, report.decided_by])
    return render_template(
        "annual_reports/desk.html",
        report=report,
        organization=report.organization,
        form=form,
        which=which,
        names=names,
        content=report.filings[-1].content if report.filings else report.content,
        warnings=list(
            rules.subject_findings(
                "changes", report.content.get("changes", {}), kind=report.organization.type
            )
        ),
        standing=queries.standing_of(report.organization, report, report.year, today(), law),
        steps={s.name for s in LIFE.open_to(report)},
        file=files.get(report.file_id) if report.file_id else None,
        due=report_due_on(report.year, law),
        here="supervision",
        crumbs=[
            (_("Annual reports"), url_for(".supervised" if which == "look" else ".index")),
            (report.organization.short_name, None),
        ],
    )


@bp.post("/<uuid:report_id>/accept")
@requires(May.REPORT_DECIDE, report=queries.get)
def accept(report: AnnualReport) -> ResponseReturnValue:
    """Accept a report."""
    form = forms.ReasonForm()
    try:
        actions.accept(report, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _desk(report, form, "desk"), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Accepted. The organization has been told."), "ok")
    return redirect(url_for(".index"))


@bp.post("/<uuid:report_id>/return")
@requires(May.REPORT_DECIDE, report=queries.get)
def give_back(report: AnnualReport) -> ResponseReturnValue:
    """Return a report to be corrected."""
    form = forms.ReasonForm()
    if not form.validate_on_submit():
        return _desk(report, form, "desk"), HTTPStatus.UNPROCESSABLE_ENTITY
    actions.give_back(report, form.reason.data, by=g.actor, now=clock.now())
    flash(_("Returned. The organization has been told what to correct."), "ok")
    return redirect(url_for(".index"))


# --- the public part ------------------------------------------------------------------------


@sections.add(60)
def standing(organization: Organization, on: date) -> Section | None:
    """Show the reports of the last years with their public part."""
    if not organization.registered:
        return None
    may_file = g.actor.may(May.REPORT_FILE, organization)
    values = {
        "rows": years_of(organization, on)[:5],
        "labels": labels,
        "organization": organization,
        "may_file": may_file,
        "public": {
            r.year: rules.public_part(r.content)
            for r in organization.annual_reports
            if r.state is ReportState.ACCEPTED and r.content
        },
        "kinds": {n: k for fields in rules.FIELDS.values() for n, k in fields.items()},
        "may_decide": g.actor.may(May.REPORT_DECIDE),
        "on": on,
    }
    return Section("reports", _("Annual reports"), "annual_reports/_standing.html", values)
