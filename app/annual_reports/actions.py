"""Every verb around annual reports: begin, save, file, look, accept, return, remind."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app import queue
from app.accounts import queries as people
from app.annual_reports import queries, rules
from app.annual_reports.states import LIFE, OPEN
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, RefusedError, WrongStateError, refuse_if
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import AnnualReport, Organization, ReportFiling
from app.organizations.rules import report_due_on
from app.organizations.states import ReportState
from app.permissions import Actor

TOPIC = "annual_reports.tell"
# No letters and digits that are taken for one another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def begin(organization: Organization, year: int, *, by: Actor, now: datetime) -> AnnualReport:
    """Begin the draft of a report, or go on with the one that is there."""
    if not organization.registered:
        raise RefusedError([Finding("report-not-registered", law="SOC/28")])
    on = local_date(now)
    refuse_if(rules.may_file(year, registered_on=organization.registered_on, on=on))
    found = queries.of_year(organization.id, year)
    if found is not None:
        return found
    made = AnnualReport(
        organization=organization, year=year, state=ReportState.DRAFT, content={}, saved_at=now
    )
    session.add(made)
    audit.note("annual_report", "begin", made, by=by, now=now, detail={"year": year})
    return made


def save(
    report: AnnualReport, subject: str, facts: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    """Keep one subject of a draft as it was typed."""
    _check_open(report)
    if report.content.get(subject) == dict(facts):
        return
    report.content = {**report.content, subject: dict(facts)}
    report.saved_at = now
    audit.note("annual_report", "save", report, by=by, now=now, detail={"subject": subject})


def attach(report: AnnualReport, file_id: UUID, *, now: datetime) -> None:
    """Keep the signed report as the file of the draft (the file itself is in the log)."""
    _check_open(report)
    report.file_id, report.saved_at = file_id, now


def _check_open(report: AnnualReport) -> None:
    if report.state not in OPEN:
        raise WrongStateError(f"annual_report: {report.state} is not written in")


def file(report: AnnualReport, *, by: Actor, now: datetime) -> ReportFiling:
    """File the report; the first day on which that happens says whether it was in time.

    :law: SOC/28, PNE/23
    """
    on, organization = local_date(now), report.organization
    found = rules.findings(
        report.content,
        kind=organization.type,
        has_file=report.file_id is not None,
    )
    refuse_if(found)
    number = len(report.filings) + 1
    made = ReportFiling(
        report=report,
        number=number,
        receipt_no=receipt_number(),
        content=report.content,
        file_id=report.file_id,
        filed_at=now,
        filed_by=by.id,
    )
    session.add(made)
    detail = {"receipt": made.receipt_no, "year": report.year, "number": number}
    LIFE.take("file", report, by=by, now=now, detail=detail)
    report.filed_on = report.filed_on or on
    report.reason = ""
    told = {"organization": organization.name, "year": report.year}
    looking = queries.lookers(report)
    if looking:
        link = f"/annual-reports/{report.id}/look"
        notices.tell(looking, "report-filed", now=now, link=link, detail=told)
    else:
        link = f"/annual-reports/{report.id}/desk"
        notices.tell(deciders(), "report-filed", now=now, link=link, detail=told)
    return made


def receipt_number() -> str:
    """Return a random number; a serial would tell how many have filed."""
    parts = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "NB-" + "-".join(parts)


def look(report: AnnualReport, opinion: str, *, by: Actor, now: datetime) -> None:
    """Write down the opinion of the supervisor unit, as the first look.

    :law: SOC/28
    """
    LIFE.take("look", report, by=by, now=now, detail={"note": opinion.strip()})
    report.opinion, report.looked_at, report.looked_by = opinion.strip(), now, by.id
    detail = {"organization": report.organization.name, "year": report.year}
    link = f"/annual-reports/{report.id}/desk"
    notices.tell(deciders(), "report-looked", now=now, link=link, detail=detail)


def accept(report: AnnualReport, *, by: Actor, now: datetime) -> None:
    """Accept a report; what it says stands from now on.

    :law: SOC/28
    """
    own = report.organization.supervisor_id in by.places()
    has_looker = bool(queries.lookers(report)) and not own
    refuse_if(rules.look_first(state=report.state, has_looker=has_looker))
    LIFE.take("accept", report, by=by, now=now, detail={"year": report.year})
    report.decided_at, report.decided_by = now, by.id
    _tell(report, "report-accepted", now)


def give_back(report: AnnualReport, reason: str, *, by: Actor, now: datetime) -> None:
    """Return a report to be corrected; the day of its first filing stays."""
    if not reason.strip():
        raise RefusedError([Finding("report-reason-missing", field="reason")])
    LIFE.take("return", report, by=by, now=now, detail={"reason": reason.strip()})
    report.reason, report.decided_at, report.decided_by = reason.strip(), now, by.id
    _tell(report, "report-returned", now)


def _tell(report: AnnualReport, code: str, now: datetime) -> None:
    detail = {"year": report.year, "reason": report.reason or "—"}
    link = f"/annual-reports/{report.id}"
    own = people.people_of(report.organization_id)
    notices.tell(own, code, now=now, link=link, detail=detail)


# --- reminding: jobs announce a due day, they never make it


def remind(now: datetime) -> int:
    """Have every organization that owes a report told, once before, once shortly before, once after.

    :law: SOC/28
    """
    on = local_date(now)
    law, year = queries.law_of(on), on.year - 1
    step = rules.reminder(year, law, on=on)
    if not step or year < law.report_first_year:
        return 0
    late = queries.missing(year, on)
    for organization in late:
        key = f"report-remind:{organization.id}:{year}:{step}"
        payload = {"organization": str(organization.id), "year": year, "step": step}
        queue.later(TOPIC, payload, now=now, effect_key=key)
    return len(late)


def tell_due(organization: Organization, year: int, step: str, *, now: datetime) -> None:
    """Tell the people of one organization about a report that is not there."""
    due: date = report_due_on(year, queries.law_of(local_date(now)))
    detail = {"organization": organization.name, "year": year, "day": due}
    link = f"/annual-reports/organizations/{organization.id}"
    own = people.people_of(organization.id)
    notices.tell(own, f"report-remind-{step}", now=now, link=link, detail=detail)
