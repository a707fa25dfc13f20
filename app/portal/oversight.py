"""The table of contents of supervision: what is registered, reported, rated, checked, and how much is open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.account_audits import queries as account_audits
from app.account_audits.states import AuditState
from app.annual_reports import queries as annual_reports
from app.assessments import queries as assessments
from app.assessments.states import AssessmentState
from app.awards import queries as awards
from app.awards.states import AwardState
from app.colours import queries as colours
from app.colours.states import Colour
from app.complaints import queries as complaints
from app.credit import queries as credit
from app.directory import queries as directory
from app.directory.states import EntryState
from app.filings import queries as filings
from app.filings.states import OPEN as FILINGS_OPEN
from app.inspections import queries as inspections
from app.inspections.states import InspectionState
from app.matters import queries as matters
from app.matters.states import MatterState
from app.organizations.states import ReportState
from app.permissions import Actor, May
from app.registrations import queries as registrations
from app.registrations.states import OPEN as CASES_OPEN


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work: its page, what it is, and how much is open of what the reader may see."""

    title: str
    about: str
    url: str
    count: str = ""


Count = Callable[[Actor], str]


def contents(actor: Actor) -> Iterator[tuple[str, list[Line]]]:
    """Yield the sections with the lines that the actor may open; empty sections are left out.

    Where two roles lead to the same work, it stands once, with the first way that is open.
    """
    for heading, rows in _sections():
        lines: dict[str, Line] = {}
        for permission, endpoint, title, about, count in rows:
            if title not in lines and actor.may(permission):
                said = count(actor) if count else ""
                lines[title] = Line(title, about, url_for(endpoint), said)
        if lines:
            yield heading, list(lines.values())


Row = tuple[May, str, str, str, Count | None]


def _sections() -> Iterator[tuple[str, list[Row]]]:
    yield _("Coming in and going out"), [
        (May.REGISTRATION_READ, "registrations.work", _("Registration cases"),
         _("Setting up and deregistering, with both time limits."), _cases),
        (May.FILING_READ, "filings.work", _("Filings"),
         _("Community organizations: checked, filed, changed, cancelled."), _filings),
        (May.FILING_ESCALATED, "filings.work_of_bureau", _("Filings"),
         _("Community organizations: checked, filed, changed, cancelled."), _filings),
        (May.SUPERVISION_READ, "directory.work", _("Qualified directory"),
         _("Applications, suspensions and removals."), _entries),
    ]  # fmt: skip
    yield _("All year round"), [
        (May.SUPERVISION_READ, "annual_reports.index", _("Annual reports"),
         _("Who has reported, who is late, what is to be checked."), _reports),
        (May.REPORT_LOOK, "annual_reports.supervised", _("Annual reports"),
         _("Of the organizations under this unit."), None),
        (May.MATTER_READ, "matters.index", _("Major matters"),
         _("What organizations announce before they do it."), _matters),
        (May.LEDGER_READ, "ledgers.index", _("Ledgers of filed organizations"),
         _("What each filed organization did this year."), None),
    ]  # fmt: skip
    yield _("Rated"), [
        (May.ASSESSMENT_READ, "assessments.work", _("Assessment of organizations"),
         _("From the application to the grade, with objections."), _assessments),
        (May.PUBLIC, "grades.index", _("Grades"),
         _("Who has which grade until when."), None),
        (May.GRADE_AWARD_READ, "awards.index", _("Awards for first grades"),
         _("Proposed, approved, paid."), _awards),
    ]  # fmt: skip
    yield _("Checked"), [
        (May.PUBLIC, "inspections.index", _("Inspections"),
         _("Drawn at random, and on cause; orders to put right."), _orders),
        (May.ACCOUNTS_READ, "account_audits.index", _("Audits of accounts"),
         _("When the legal representative leaves, after a complaint, by lot."), _audits),
        (May.COMPLAINT_READ, "complaints.index", _("Complaints and reports"),
         _("Who complained of what, and what was found."), _complaints),
        (May.PUBLIC, "colours.index", _("Supervision by colour"),
         _("Green, yellow, red, each with its reasons."), _colours),
    ]  # fmt: skip
    yield _("Credit"), [
        (May.SUPERVISION_READ, "credit.work", _("Proposals and applications"),
         _("Onto the lists and off them: the system proposes, people decide."), _credit),
        (May.PUBLIC, "credit.index", _("Credit of social organizations"),
         _("Both lists as the public sees them."), None),
    ]  # fmt: skip


def _open(count: int) -> str:
    return _("%(count)s open", count=count) if count else ""


def _cases(_actor: Actor) -> str:
    found = registrations.counts(registrations.Asked())
    return _open(sum(found.get(state, 0) for state in CASES_OPEN))


def _filings(actor: Actor) -> str:
    found = filings.work_counts(filings.Asked(places=filings.sight(actor)))
    return _open(sum(found.get(state, 0) for state in FILINGS_OPEN))


def _entries(_actor: Actor) -> str:
    return _open(len(directory.waiting(EntryState.APPLIED, EntryState.PUBLICIZED)))


def _reports(_actor: Actor) -> str:
    return _open(len(annual_reports.waiting(ReportState.FILED)))


def _matters(actor: Actor) -> str:
    return _open(matters.counts(actor).get(MatterState.SENT, 0))


def _assessments(_actor: Actor) -> str:
    over = {AssessmentState.REFUSED, AssessmentState.WITHDRAWN, AssessmentState.CONFIRMED}
    found = assessments.counts(assessments.Search())
    return _open(sum(count for state, count in found.items() if state not in over))


def _awards(_actor: Actor) -> str:
    found = awards.counts(awards.Search())
    waits = (AwardState.PROPOSED, AwardState.APPROVED)
    return _open(sum(found[state][0] for state in waits if state in found))


def _orders(actor: Actor) -> str:
    if not actor.may(May.SUPERVISION_READ):
        return ""  # whom an order reached is public only once it is over
    waits = (InspectionState.ORDERED, InspectionState.ANSWERED)
    return _open(len(inspections.in_states(*waits)))


def _audits(actor: Actor) -> str:
    found = account_audits.counts(actor)
    return _open(found.get(AuditState.ORDERED, 0) + found.get(AuditState.RECTIFYING, 0))


def _complaints(actor: Actor) -> str:
    found = complaints.counts(actor)
    return _open(sum(found.get(state, 0) for state in complaints.OPEN))


def _colours(_actor: Actor) -> str:
    found = colours.counts(clock.local_date(clock.now()))
    words: str = _(
        "%(red)s red, %(yellow)s yellow", red=found[Colour.RED], yellow=found[Colour.YELLOW]
    )
    return words


def _credit(_actor: Actor) -> str:
    return _open(sum(credit.open_counts().values()) + len(credit.open_repairs()))
