"""Every verb of the directory. Each step closes one period and begins the next."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.directory import queries, rules
from app.directory.models import DirectoryEntry, DirectoryPeriod
from app.directory.states import LIFE, EntryState
from app.errors import Finding, RefusedError, refuse_if
from app.law import CalendarNotAnnouncedError, Law, Track
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.organizations.rules import grade_at
from app.permissions import Actor

DAY = timedelta(days=1)


def apply(organization: Organization, *, basis: str, by: Actor, now: datetime) -> DirectoryEntry:
    """Apply for the directory; who was removed or refused may apply again at any time.

    :law: DIR/R-DIR-01, DIR/R-DIR-06
    """
    on = local_date(now)
    refuse_if(queries.condition_findings(organization, on))
    entry = queries.entry_of(organization.id)
    if entry is None:
        entry = DirectoryEntry(id=uuid4(), organization=organization, applied_at=now, basis=basis)
        session.add(entry)
        audit.note("directory", "apply", entry, by=by, now=now, law="DIR/R-DIR-06")
    elif entry.state in (EntryState.REFUSED, EntryState.REMOVED):
        LIFE.take("apply", entry, by=by, now=now)
        entry.applied_at, entry.basis = now, basis
        entry.publicity_from = entry.publicity_until = None
    else:
        raise RefusedError([Finding("already-on-directory")])
    _begin(entry, EntryState.APPLIED, on, basis)
    detail = {"organization": organization.name}
    link = f"/directory/entries/{entry.id}"
    notices.tell(deciders(), "directory-applied", now=now, link=link, detail=detail)
    return entry


def publicize(entry: DirectoryEntry, *, by: Actor, now: datetime) -> None:
    """Put an application up for publicity, counted in working days.

    :law: NKG/R-QCC-13
    """
    on = local_date(now)
    law = _law(on)
    refuse_if(queries.condition_findings(entry.organization, on))
    until = publicity_end(on, law)
    LIFE.take("publicize", entry, by=by, now=now, detail={"until": until})
    entry.publicity_from, entry.publicity_until = on, until
    _begin(entry, EntryState.PUBLICIZED, on, "")
    _tell(entry, "directory-publicized", now, day=until.isoformat())


def publicity_end(on: date, law: Law) -> date:
    """Return the last day of a publicity that begins today; an unannounced year is refused."""
    try:
        return lawbook.calendar().publicity_end(
            on, law.publicity_working_days, counts_first_day=law.publicity_counts_first_day
        )
    except CalendarNotAnnouncedError as error:
        detail = {"year": str(error.year)}
        raise RefusedError(
            [Finding("publicity-year-unknown", law="HOUSE/R-CAL-03", detail=detail)]
        ) from error


def list_(entry: DirectoryEntry, *, by: Actor, now: datetime) -> None:
    """Put an organization on the directory once the publicity is over; a 5A at once.

    :law: DIR/R-DIR-03
    """
    on = local_date(now)
    refuse_if(queries.condition_findings(entry.organization, on))
    if entry.state is EntryState.PUBLICIZED:
        until = entry.publicity_until
        if until is None or on <= until:
            detail = {"day": until or on}
            raise RefusedError([Finding("publicity-runs", law="NKG/R-QCC-13", detail=detail)])
    elif entry.state is EntryState.APPLIED and not _enters_at_once(entry, on):
        raise RefusedError([Finding("publicity-first", law="NKG/R-QCC-13")])
    law = "DIR/R-DIR-03" if entry.state is EntryState.APPLIED else "DIR/R-DIR-01"
    LIFE.take("list", entry, by=by, now=now, law=law)
    _begin(entry, EntryState.LISTED, on, "")
    _tell(entry, "directory-listed", now)


def refuse(entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime) -> None:
    """Refuse an application; the organization reads why and may apply again."""
    _decide(entry, "refuse", EntryState.REFUSED, reason, by=by, now=now)


def suspend(entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime) -> None:
    """Suspend a listed organization from today on.

    :law: DIR/A017
    """
    _decide(entry, "suspend", EntryState.SUSPENDED, reason, by=by, now=now)


def resume(entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime) -> None:
    """End a suspension from today on."""
    _decide(entry, "resume", EntryState.LISTED, reason, by=by, now=now)


def remove(entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime) -> None:
    """Remove an organization from the directory from today on.

    :law: DIR/R-DIR-04
    """
    _decide(entry, "remove", EntryState.REMOVED, reason, by=by, now=now)


_TOLD = {
    "refuse": "directory-refused",
    "suspend": "directory-suspended",
    "resume": "directory-resumed",
    "remove": "directory-removed",
}


def _decide(
    entry: DirectoryEntry, step: str, status: EntryState, reason: str, *, by: Actor, now: datetime
) -> None:
    why = reason.strip()
    if not why:
        raise RefusedError([Finding("decision-reason-missing", field="reason")])
    LIFE.take(step, entry, by=by, now=now, detail={"reason": why})
    _begin(entry, status, local_date(now), why)
    _tell(entry, _TOLD[step], now, reason=why)


def _begin(entry: DirectoryEntry, status: EntryState, on: date, reason: str) -> None:
    """Close the open period on the day before and begin the next; both days belong to each.

    A second step on one day leaves an empty period behind: the history keeps it, and no
    day is in it.
    """
    for period in entry.periods:
        if period.ends_on is None:
            period.ends_on = on - DAY
    entry.periods.append(DirectoryPeriod(status=status, starts_on=on, reason=reason))


def _tell(entry: DirectoryEntry, code: str, now: datetime, **more: str) -> None:
    organization = entry.organization
    detail = {"organization": organization.name} | more
    told, link = people.people_of(organization.id), f"/organizations/{organization.id}/own"
    notices.tell(told, code, now=now, link=link, detail=detail)


def _enters_at_once(entry: DirectoryEntry, on: date) -> bool:
    grade = grade_at(entry.organization.grades, on)
    return rules.enters_at_once(grade.level if grade else None, _law(on))


def _law(on: date) -> Law:
    return lawbook.law_on(on, Track.SUB)
