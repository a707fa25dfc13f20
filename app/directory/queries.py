"""Reads of the directory. `gate` is the question that others ask."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import session
from app.directory import rules
from app.directory.models import (
    DirectoryDismissal,
    DirectoryEntry,
    DirectoryEvidence,
    DirectoryPeriod,
)
from app.directory.states import EntryState
from app.errors import Finding, NotFoundError
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.models import Grade, Organization
from app.organizations.rules import LEVELS, grade_at
from app.profiles import queries as profiles

ON_IT = (EntryState.LISTED, EntryState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether an organization may take part on a day, and why not (准入判断)."""

    eligible: bool
    reasons: tuple[Finding, ...]
    grade: Grade | None
    remarks: tuple[Finding, ...] = ()
    """What a buyer should know although it keeps nobody out."""


def gate(
    organization: Organization, *, track: Track, on: date, directory_required: bool = True
) -> Gate:
    """Answer for one organization, as of any day.

    `directory_required`: whether the call makes the directory its condition; where the
    track forbids that (政府采购), it is no reason anyway.
    """
    entry = entry_of(organization.id)
    periods = entry.periods if entry else []
    return _gate(organization, periods, track, on, directory_required)


def by_track(organization: Organization, on: date) -> dict[Track, Gate]:
    """Answer for one organization in every track, with the questions of one."""
    entry = entry_of(organization.id)
    periods = entry.periods if entry else []
    return {track: _gate(organization, periods, track, on, True) for track in Track}  # noqa: FBT003


def gates(
    found: Iterable[Organization], *, track: Track, on: date, directory_required: bool = True
) -> dict[UUID, Gate]:
    """Answer for many, in a fixed number of questions (give them loaded: organizations.everything)."""
    wanted = list(found)
    periods = periods_of([organization.id for organization in wanted])
    return {
        organization.id: _gate(
            organization, periods.get(organization.id, []), track, on, directory_required
        )
        for organization in wanted
    }


def _gate(
    organization: Organization,
    periods: Iterable[DirectoryPeriod],
    track: Track,
    on: date,
    directory_required: bool,  # noqa: FBT001
) -> Gate:
    law = lawbook.law_on(on, track)
    facts = rules.Facts(
        registered=organization.registered,
        registered_on=organization.registered_on,
        period=rules.period_at(periods, on),
        credit=tuple(organization.credit_events),
        ended_on=organization.ended_on,
    )
    reasons = tuple(rules.reasons(facts, law, on=on, directory_required=directory_required))
    remarks = tuple(rules.remarks(facts, law, on=on, directory_required=directory_required))
    return Gate(not reasons, reasons, grade_at(organization.grades, on), remarks)


def get(entry_id: UUID) -> DirectoryEntry:
    """Return one entry or raise NotFoundError."""
    found = session.get(DirectoryEntry, entry_id)
    if found is None:
        raise NotFoundError
    return found


def entry_of(organization_id: UUID) -> DirectoryEntry | None:
    """Return the entry of an organization, with its history."""
    asked = (
        select(DirectoryEntry)
        .where(DirectoryEntry.organization_id == organization_id)
        .options(joinedload(DirectoryEntry.periods))
    )
    return session.scalars(asked).unique().one_or_none()


def status_on(organization_id: UUID, day: date) -> EntryState | None:
    """Return how an organization stood on a day; None: not at all."""
    entry = entry_of(organization_id)
    period = rules.period_at(entry.periods, day) if entry else None
    return period.status if period else None


def periods_of(organization_ids: Collection[UUID]) -> dict[UUID, list[DirectoryPeriod]]:
    """Return the history of many organizations, in one question."""
    if not organization_ids:
        return {}
    rows = session.execute(
        select(DirectoryEntry.organization_id, DirectoryPeriod)
        .join(DirectoryPeriod.entry)
        .where(DirectoryEntry.organization_id.in_(organization_ids))
        .order_by(DirectoryPeriod.starts_on)
    )
    found: dict[UUID, list[DirectoryPeriod]] = {}
    for organization_id, period in rows:
        found.setdefault(organization_id, []).append(period)
    return found


def condition_findings(organization: Organization, on: date) -> tuple[Finding, ...]:
    """Return which conditions of entry an organization does not meet on a day.

    By the facts of that day: what changed later does not count.
    """
    grade = grade_at(organization.grades, on)
    facts = profiles.facts_on(organization, on)
    applicant = rules.Applicant(
        registered=organization.registered and organization.registered_on <= on,
        registered_on=organization.registered_on,
        category=facts["category"],
        full_time_staff=facts["full_time_staff"],
        level=grade.level if grade else None,
        reports=tuple(organization.annual_reports),
        credit=tuple(organization.credit_events),
    )
    return tuple(rules.entry_findings(applicant, lawbook.law_on(on, Track.SUB), on=on))


def in_publicity() -> Sequence[DirectoryEntry]:
    """Return the entries that anybody may object to now."""
    return waiting(EntryState.PUBLICIZED)


# --- the list -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """An organization on the directory, as of a day."""

    organization: Organization
    status: EntryState
    since: date
    basis: str
    level: str | None


def listed(
    asked: organizations.Search,
    *,
    on: date,
    states: Collection[EntryState] = ON_IT,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[Row], int]:
    """Return a page of the directory as of a day, and how many rows there are in all."""
    grades = organizations.grades_on(on)
    chosen = _of_day(on, states).outerjoin(
        grades, grades.c.organization_id == DirectoryEntry.organization_id
    )
    if asked.words:
        chosen = chosen.where(organizations.matching(asked.words))
    if asked.field:
        chosen = chosen.where(organizations.in_field(asked.field))
    if asked.street_id:
        chosen = chosen.where(Organization.street_id == asked.street_id)
    if asked.grade:
        chosen = chosen.where(organizations.of_grade(asked.grade, grades))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.execute(
        chosen.add_columns(grades.c.level)
        .options(
            contains_eager(DirectoryPeriod.entry)
            .contains_eager(DirectoryEntry.organization)
            .joinedload(Organization.street)
        )
        .order_by(*organizations.order(asked, grades))
        .limit(limit)
        .offset(offset)
    )
    return [_row(period, level) for period, level in rows], total


def as_of(day: date) -> list[Row]:
    """Return who was listed on a day, by name."""
    return listed(organizations.Search(), on=day, states=(EntryState.LISTED,))[0]


def counts(day: date) -> dict[EntryState, int]:
    """Return how many stood how on a day."""
    periods = _of_day(day, tuple(EntryState)).with_only_columns(
        DirectoryPeriod.status, func.count()
    )
    return dict(session.execute(periods.group_by(DirectoryPeriod.status)).all())


def _row(period: DirectoryPeriod, level: str | None) -> Row:
    entry = period.entry
    return Row(entry.organization, period.status, period.starts_on, entry.basis, level)


def _of_day(day: date, states: Collection[EntryState]) -> Select[DirectoryPeriod]:
    """Select the periods that hold `day`; rules.period_at in SQL."""
    newest = (
        select(
            DirectoryPeriod.id,
            func.row_number()
            .over(
                partition_by=DirectoryPeriod.entry_id,
                order_by=(DirectoryPeriod.starts_on.desc(), DirectoryPeriod.id),
            )
            .label("place"),
        )
        .where(
            DirectoryPeriod.starts_on <= day,
            or_(DirectoryPeriod.ends_on.is_(None), DirectoryPeriod.ends_on >= day),
        )
        .subquery()
    )
    return (
        select(DirectoryPeriod)
        .join(newest, (newest.c.id == DirectoryPeriod.id) & (newest.c.place == 1))
        .join(DirectoryPeriod.entry)
        .join(DirectoryEntry.organization)
        .where(DirectoryPeriod.status.in_(list(states)))
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What speaks for another step: suspend a listed one, resume a suspended one, remove an ended."""

    entry: DirectoryEntry
    step: str
    reasons: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """Return by what it is known."""
        return rules.proposal_key(self.step, self.reasons)


def triggers_of(
    organization: Organization, period: DirectoryPeriod, law: Law, on: date
) -> Iterator[Finding]:
    """Say what speaks against an organization that is on the directory."""
    if ended := rules.ended(organization.ended_on, on=on):
        yield ended
    yield from rules.triggers(
        period,
        organization.credit_events,
        organization.annual_reports,
        law,
        registered_on=organization.registered_on,
        on=on,
        grades=organization.grades,
    )


def proposals(on: date) -> list[Proposal]:
    """Return what the register suggests and nobody has dismissed; a fixed number of questions."""
    law = lawbook.law_on(on, Track.SUB)
    found = []
    entries = session.scalars(
        select(DirectoryEntry)
        .where(DirectoryEntry.state.in_(ON_IT))
        .options(
            selectinload(DirectoryEntry.periods),
            joinedload(DirectoryEntry.organization).selectinload(Organization.credit_events),
            joinedload(DirectoryEntry.organization).selectinload(Organization.annual_reports),
            joinedload(DirectoryEntry.organization).selectinload(Organization.grades),
        )
        .order_by(DirectoryEntry.applied_at, DirectoryEntry.id)
    ).all()
    dismissed = set(
        session.execute(select(DirectoryDismissal.entry_id, DirectoryDismissal.key)).all()
    )
    for entry in entries:
        period = rules.period_at(entry.periods, on)
        if period is None:
            continue
        who = entry.organization
        reasons = tuple(triggers_of(who, period, law, on))
        if rules.ended(who.ended_on, on=on):
            found.append(Proposal(entry, "remove", reasons[:1]))
        elif entry.state is EntryState.LISTED and reasons:
            found.append(Proposal(entry, "suspend", reasons))
        elif entry.state is EntryState.SUSPENDED and not reasons:
            found.append(Proposal(entry, "resume", ()))
    return [p for p in found if (p.entry.id, p.key) not in dismissed]


def proposal_of(entry: DirectoryEntry, on: date) -> Proposal | None:
    """Return what the register suggests for one entry."""
    return next((p for p in proposals(on) if p.entry.id == entry.id), None)


def entering(on: date) -> list[Organization]:
    """Return who enters without an application: a grade that does, and nothing against it.

    :law: DIR/R-DIR-03
    """
    law = lawbook.law_on(on, Track.SUB)
    grades = organizations.grades_on(on)
    levels = [level for level in LEVELS if rules.enters_at_once(level, law)]
    asked = (
        select(Organization)
        .join(grades, grades.c.organization_id == Organization.id)
        .outerjoin(DirectoryEntry, DirectoryEntry.organization_id == Organization.id)
        .where(grades.c.level.in_(levels))
        # Who was removed or refused asks again; who applied waits for nobody.
        .where(or_(DirectoryEntry.id.is_(None), DirectoryEntry.state == EntryState.APPLIED))
        .options(
            selectinload(Organization.grades),
            selectinload(Organization.credit_events),
            selectinload(Organization.annual_reports),
        )
        .order_by(Organization.pinyin, Organization.id)
    )
    return [o for o in session.scalars(asked) if not condition_findings(o, on)]


# --- evidence -----------------------------------------------------------------------------


def evidence(organization_id: UUID) -> Sequence[DirectoryEvidence]:
    """Return the documents of an organization's applications, the newest last."""
    return session.scalars(
        select(DirectoryEvidence)
        .where(DirectoryEvidence.organization_id == organization_id)
        .options(joinedload(DirectoryEvidence.file))
        .order_by(DirectoryEvidence.added_at, DirectoryEvidence.id)
    ).all()


def period(period_id: UUID) -> DirectoryPeriod:
    """Return one period of an entry or raise NotFoundError."""
    found = session.get(DirectoryPeriod, period_id)
    if found is None:
        raise NotFoundError
    return found


def one_evidence(evidence_id: UUID) -> DirectoryEvidence:
    """Return one document or raise NotFoundError."""
    found = session.get(DirectoryEvidence, evidence_id)
    if found is None:
        raise NotFoundError
    return found


def waiting(*states: EntryState) -> Sequence[DirectoryEntry]:
    """Return the entries in some states, the oldest application first."""
    return session.scalars(
        select(DirectoryEntry)
        .where(DirectoryEntry.state.in_(states))
        .options(joinedload(DirectoryEntry.organization), selectinload(DirectoryEntry.periods))
        .order_by(DirectoryEntry.applied_at)
    ).all()
