"""What the capabilities below tell of an organization's life, as events."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app import clock, formats, words
from app.account_audits import labels as audit_words
from app.account_audits import queries as audits
from app.annual_reports import labels as report_words
from app.assessments import queries as assessments
from app.assessments.states import AssessmentState
from app.awards import queries as awards
from app.complaints import labels as complaint_words
from app.complaints import queries as complaints
from app.contracts import queries as contracts
from app.credit import queries as credit
from app.credit import rules as credit_rules
from app.directory import queries as directory
from app.filings import labels as filing_words
from app.filings import queries as filings
from app.inspections import labels as inspection_words
from app.inspections import queries as inspections
from app.matters import labels as matter_words
from app.matters import queries as matters
from app.organizations import events
from app.organizations.events import Event
from app.organizations.labels import CREDIT_KINDS
from app.organizations.models import Organization
from app.organizations.rules import report_due_on
from app.organizations.states import Standing
from app.profiles import labels as fact_words
from app.profiles import queries as profiles
from app.profiles import rules as facts
from app.profiles.rules import Seen


@events.add
def register(organization: Organization) -> Iterator[Event]:
    """Tell the beginning, the grades, the end; each time on file as well."""
    o = organization
    stands = filings.stands_of(o.id)
    for stand in stands:
        kind = str(filing_words.GROUP_KINDS[stand.group_kind])
        yield Event(day=stand.starts_on, kind="filing", title=_("Filed"), note=kind)
        if stand.ends_on and stand.end_kind:
            ended = _("Filing ended")
            why = str(filing_words.END_KINDS[stand.end_kind])
            yield Event(day=stand.ends_on, kind="filing", title=ended, note=why)
    if o.registered or not stands:
        begun = _("Registered") if o.registered else _("Filed")
        yield Event(day=o.registered_on, kind="register", title=begun)
    for grade in o.grades:
        title = _("Grade %(level)s", level=grade.level)
        yield Event(day=grade.awarded_on, kind="grade", title=title, note=grade.certificate_no)
        if grade.cancelled_on:
            title = _("Grade %(level)s cancelled", level=grade.level)
            yield Event(day=grade.cancelled_on, kind="grade", title=title, note=grade.cancel_reason)
    if o.ended_on and (o.registered or not stands):
        ended = _("Deregistered") if o.registered else _("No longer on file")
        yield Event(day=o.ended_on, kind="register", title=ended)


@events.add
def credit_information(organization: Organization) -> Iterator[Event]:
    """Tell credit information; the public only what it may see today."""
    on = clock.local_date(clock.now())
    law = credit.law_of(on)
    for entry in organization.credit_events:
        public = credit_rules.is_public(entry, law, on=on)
        shown = credit_rules.shown(entry, law, on=on) or credit_rules.whole(entry)
        word = str(CREDIT_KINDS[entry.kind])
        yield Event(
            day=entry.decided_on, kind="credit", title=word, note=shown.reason, public=public
        )
        if entry.lifted_on:
            title = _("Lifted: %(list)s", list=word)
            yield Event(day=entry.lifted_on, kind="credit", title=title, public=public)


@events.add
def reports(organization: Organization) -> Iterator[Event]:
    """Tell when each annual report was filed first."""
    for report in organization.annual_reports:
        if report.filed_on:
            due = report_due_on(report.year, credit.law_of(report.filed_on))
            stands = Standing.ON_TIME if report.filed_on <= due else Standing.LATE
            title = _("Annual report about %(year)s", year=report.year)
            note = str(report_words.STANDINGS[stands])
            yield Event(day=report.filed_on, kind="report", title=title, note=note)


@events.add
def inspected(organization: Organization) -> Iterator[Event]:
    """Tell inspections; the public those whose results are published."""
    for inspection in inspections.of_organization(organization.id, public=False):
        if inspection.result and inspection.visited_on:
            plan = inspection.plan
            yield Event(
                day=inspection.visited_on,
                kind="inspection",
                title=plan.title,
                note=str(inspection_words.RESULTS[inspection.result]),
                url=url_for("inspections.show", plan_id=plan.id),
                public=plan.published_at is not None,
            )


@events.add
def standing(organization: Organization) -> Iterator[Event]:
    """Tell each step of the directory."""
    entry = directory.entry_of(organization.id)
    for period in entry.periods if entry else ():
        if period.ends_on is None or period.starts_on <= period.ends_on:
            word = words.state("directory", period.status)
            yield Event(day=period.starts_on, kind="directory", title=word, note=period.reason)


@events.add
def profile(organization: Organization) -> Iterator[Event]:
    """Tell the changes of the register's facts."""
    for change in profiles.changes(organization.id):
        fact = facts.BY_NAME.get(change.field)
        if fact is not None:
            title = _("Changed: %(fact)s", fact=fact_words.FACTS[change.field])
            public = fact.seen is Seen.PUBLIC
            yield Event(
                day=change.on, kind="profile", title=title, note=change.source, public=public
            )


@events.add
def agreements(organization: Organization) -> Iterator[Event]:
    """Tell the contracts from signature to end."""
    for contract in contracts.of_organization(organization.id):
        url = url_for("contracts.show", contract_id=contract.id)
        if contract.signed_at:
            title = _("Contract signed: %(title)s", title=contract.title)
            day = clock.local_date(contract.signed_at)
            yield Event(day=day, kind="contract", title=title, url=url)


@events.add
def assessed(organization: Organization) -> Iterator[Event]:
    """Tell assessments: the application inside, the publicity to all; awards once they are paid."""
    for held in assessments.of_organizations([organization.id]):
        if held.applied_at and held.state is not AssessmentState.DRAFT:
            title = _("Applied for an assessment: %(round)s", round=held.round.title)
            day = clock.local_date(held.applied_at)
            yield Event(day=day, kind="assessment", title=title, public=False)
        if held.publicity_from and held.level:
            yield Event(
                day=held.publicity_from,
                kind="assessment",
                title=_(
                    "Result of the assessment put up for publicity: %(level)s", level=held.level
                ),
                url=url_for("assessments.result", assessment_id=held.id),
            )
    for award in awards.of(organization.id):
        if award.payment:
            day = clock.local_date(award.payment.paid_at)
            title = _("Award for the first %(level)s paid", level=award.level)
            yield Event(day=day, kind="award", title=title, note=formats.yuan(award.amount))


@events.add
def announced(organization: Organization) -> Iterator[Event]:
    """Tell major matters, financial audits and complaints: not public."""
    for matter in matters.of_organization(organization.id):
        yield Event(
            day=matter.happens_on,
            kind="matter",
            title=matter.title,
            note=str(matter_words.KINDS[matter.kind]),
            url=url_for("matters.show", matter_id=matter.id),
            public=False,
        )
    for audit in audits.of_organization(organization.id):
        yield Event(
            day=clock.local_date(audit.ordered_at),
            kind="audit",
            title=_("Financial audit ordered"),
            note=str(audit_words.TRIGGERS[audit.trigger]),
            url=url_for("account_audits.show", audit_id=audit.id),
            public=False,
        )
    for complaint in complaints.about(organization.id):
        yield Event(
            day=clock.local_date(complaint.received_at),
            kind="complaint",
            title=complaint.number,
            note=str(complaint_words.KINDS[complaint.kind]),
            url=url_for("complaints.show", complaint_id=complaint.id),
            public=False,
        )
