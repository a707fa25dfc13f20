"""Every verb of the directory. Each step closes one period and begins the next."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from app import queue
from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.directory import queries, rules
from app.directory.models import (
    DirectoryDismissal,
    DirectoryEntry,
    DirectoryEvidence,
    DirectoryPeriod,
)
from app.directory.states import LIFE, Cause, Condition, EntryState
from app.documents.models import StoredFile
from app.errors import Finding, RefusedError, refuse_if
from app.law import CalendarNotAnnouncedError, Law, Track
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.organizations.rules import grade_at
from app.permissions import SYSTEM, Actor

DAY = timedelta(days=1)


def apply(organization: Organization, *, basis: str, by: Actor, now: datetime) -> DirectoryEntry:
    """Apply for the directory; who was removed or refused may apply again at any time.

    :law: DIR/R-DIR-01, DIR/R-DIR-06
    """
    on = local_date(now)
    refuse_if(queries.condition_findings(organization, on))
    entry = queries.entry_of(organization.id)
    if entry is not None and entry.state not in (EntryState.REFUSED, EntryState.REMOVED):
        raise RefusedError([Finding("already-on-directory")])
    shown = [e for e in queries.evidence(organization.id) if e.applied_at is None]
    refuse_if(rules.evidence_findings(e.condition for e in shown))
    for each in shown:
        each.applied_at = now
    if entry is None:
        entry = DirectoryEntry(id=uuid4(), organization=organization, applied_at=now, basis=basis)
        session.add(entry)
        audit.note("directory", "apply", entry, by=by, now=now, law="DIR/R-DIR-06")
    else:
        LIFE.take("apply", entry, by=by, now=now)
        entry.applied_at, entry.basis = now, basis
        entry.publicity_from = entry.publicity_until = None
    _begin(entry, EntryState.APPLIED, on, basis)
    detail = {"organization": organization.name}
    link = f"/directory/entries/{entry.id}"
    notices.tell(deciders(), "directory-applied", now=now, link=link, detail=detail)
    return entry


def add_evidence(
    organization: Organization, condition: Condition, file: StoredFile, *, by: Actor, now: datetime
) -> DirectoryEvidence:
    """Add a document that shows a condition; a newer one of the same condition replaces it."""
    for earlier in queries.evidence(organization.id):
        if earlier.condition is condition and earlier.applied_at is None:
            session.delete(earlier)
    made = DirectoryEvidence(
        organization=organization, condition=condition, file=file, added_at=now
    )
    session.add(made)
    detail = {"check": condition.value, "files": file.label}
    audit.note(
        "directory", "evidence", organization, by=by, now=now, law="DIR/R-DIR-01", detail=detail
    )
    return made


def enter(organization: Organization, *, by: Actor, now: datetime) -> DirectoryEntry:
    """List an organization without an application, because of its grade.

    :law: DIR/R-DIR-03
    """
    on = local_date(now)
    refuse_if(queries.condition_findings(organization, on))
    grade = grade_at(organization.grades, on)
    if grade is None or not rules.enters_at_once(grade.level, _law(on)):
        raise RefusedError([Finding("publicity-first", law="NKG/R-QCC-13")])
    entry = queries.entry_of(organization.id)
    basis = f"{grade.level} {grade.certificate_no}"
    if entry is None:
        entry = DirectoryEntry(
            id=uuid4(),
            organization=organization,
            state=EntryState.APPLIED,
            applied_at=now,
            basis=basis,
        )
        session.add(entry)
    LIFE.take("list", entry, by=by, now=now, law="DIR/R-DIR-03", detail={"value": basis})
    _begin(entry, EntryState.LISTED, on, basis)
    _tell(entry, "directory-listed", now)
    return entry


def daily(*, now: datetime) -> int:
    """List whom a grade lists, and tell the deciders once of each new proposal.

    Done twice it changes nothing more: who is listed no longer enters, and a proposal is told
    by a key of its own. Return how many entered.
    """
    on = local_date(now)
    entered = queries.entering(on)
    for organization in entered:
        enter(organization, by=SYSTEM, now=now)
    for proposal in queries.proposals(on):
        key = f"directory:{proposal.entry.id}:{proposal.key[:16]}"
        payload = {"entry": str(proposal.entry.id)}
        queue.later("directory.proposed", payload, now=now, effect_key=key)
    return len(entered)


def announce(entry: DirectoryEntry, *, now: datetime) -> None:
    """Tell the deciders that the register suggests something for an entry."""
    detail = {"organization": entry.organization.name}
    link = f"/directory/entries/{entry.id}"
    notices.tell(deciders(), "directory-proposed", now=now, link=link, detail=detail)


def dismiss(entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime) -> None:
    """Decide that a proposal is not followed; for a new cause it comes again.

    :law: DIR/A017
    """
    why = reason.strip()
    if not why:
        raise RefusedError([Finding("decision-reason-missing", field="reason")])
    proposal = queries.proposal_of(entry, local_date(now))
    if proposal is None:
        raise RefusedError([Finding("no-proposal")])
    session.add(
        DirectoryDismissal(
            entry_id=entry.id, key=proposal.key, reason=why, decided_at=now, decided_by=by.id
        )
    )
    detail = {"reason": why, "findings": [r.code for r in proposal.reasons]}
    audit.note("directory", "dismiss", entry, by=by, now=now, law="DIR/A017", detail=detail)


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


def suspend(
    entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime, cause: Cause = Cause.OTHER
) -> None:
    """Suspend a listed organization from today on.

    :law: DIR/A017
    """
    _decide(entry, "suspend", EntryState.SUSPENDED, reason, by=by, now=now, cause=cause)


def resume(entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime) -> None:
    """End a suspension from today on, once the organization is off the list that began it.

    :law: DIR/R-DIR-04
    """
    on, who = local_date(now), entry.organization
    refuse_if(rules.resume_findings(who.credit_events, _law(on), ended_on=who.ended_on, on=on))
    _decide(entry, "resume", EntryState.LISTED, reason, by=by, now=now)


def remove(
    entry: DirectoryEntry, reason: str, *, by: Actor, now: datetime, cause: Cause = Cause.OTHER
) -> None:
    """Remove an organization from the directory from today on.

    :law: DIR/R-DIR-04
    """
    _decide(entry, "remove", EntryState.REMOVED, reason, by=by, now=now, cause=cause)


_TOLD = {
    "refuse": "directory-refused",
    "suspend": "directory-suspended",
    "resume": "directory-resumed",
    "remove": "directory-removed",
}


def _decide(
    entry: DirectoryEntry,
    step: str,
    status: EntryState,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    cause: Cause | None = None,
) -> None:
    why = reason.strip()
    if not why:
        raise RefusedError([Finding("decision-reason-missing", field="reason")])
    detail = {"reason": why} | ({"cause": cause.value} if cause else {})
    LIFE.take(step, entry, by=by, now=now, detail=detail)
    _begin(entry, status, local_date(now), why, cause)
    _tell(entry, _TOLD[step], now, reason=why)


def _begin(
    entry: DirectoryEntry, status: EntryState, on: date, reason: str, cause: Cause | None = None
) -> None:
    """Close the open period on the day before and begin the next; both days belong to each.

    A second step on one day leaves an empty period behind: the history keeps it, and no
    day is in it.
    """
    for period in entry.periods:
        if period.ends_on is None:
            period.ends_on = on - DAY
    entry.periods.append(DirectoryPeriod(status=status, starts_on=on, reason=reason, cause=cause))


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
