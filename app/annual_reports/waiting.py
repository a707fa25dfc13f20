"""What waits for somebody around annual reports."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.annual_reports import queries, rules
from app.organizations import queries as organizations
from app.organizations.models import AnnualReport
from app.organizations.rules import report_due_on
from app.organizations.states import ReportState
from app.permissions import Actor, May
from app.tasks import Task

# So many are named one by one; the list has all of them.
NAMED = 5


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the reports to file, to look at and to decide."""
    if actor.may(May.REPORT_FILE):
        yield from _to_file(actor, now)
    if actor.may(May.REPORT_LOOK):
        places = actor.places_for(May.REPORT_LOOK)
        filed = queries.waiting(ReportState.FILED, places)
        yield from _some(filed, "annual_reports.look", "annual_reports.supervised", _("Look at it"))
    if actor.may(May.REPORT_DECIDE):
        looked = queries.waiting(ReportState.LOOKED)
        yield from _some(looked, "annual_reports.desk", "annual_reports.index", _("Decide"))


def _to_file(actor: Actor, now: datetime) -> Iterator[Task]:
    on = clock.local_date(now)
    law, year = queries.law_of(on), on.year - 1
    due = report_due_on(year, law)
    for organization in organizations.mine(actor):
        if not organization.registered or organization.registered_on.year > year:
            continue
        report = queries.of_year(organization.id, year)
        if report is not None and report.state is ReportState.RETURNED:
            yield _task(
                report,
                _("It was returned: %(reason)s", reason=report.reason),
                url_for("annual_reports.show", report_id=report.id),
                _("Correct it"),
            )
        elif (report is None or report.filed_on is None) and rules.reminder(year, law, on=on):
            yield Task(
                title=_("Annual report about %(year)s", year=year),
                why=organization.name,
                due_at=clock.end_of(due),
                consequence=_("After that it is missing."),
                url=url_for("annual_reports.of_organization", organization_id=organization.id),
                act=_("File it"),
                kind="report",
            )


def _some(
    found: Sequence[AnnualReport], endpoint: str, list_endpoint: str, act: str
) -> Iterator[Task]:
    for report in found[:NAMED]:
        why = _("It filed its annual report about %(year)s.", year=report.year)
        yield _task(report, why, url_for(endpoint, report_id=report.id), act)
    if len(found) > NAMED:
        yield Task(
            title=_("All annual reports that wait: %(count)s", count=len(found)),
            why="",
            due_at=None,
            consequence="",
            url=url_for(list_endpoint, waiting=1),
            act=_("Look"),
            kind="report",
        )


def _task(report: AnnualReport, why: str, url: str, act: str) -> Task:
    return Task(
        title=_("Annual report: %(organization)s", organization=report.organization.name),
        why=why,
        due_at=None,
        consequence="",
        url=url,
        act=act,
        kind="report",
    )
