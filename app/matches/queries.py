"""Who fits a call, which calls fit an organization: eligible first, then ranked, each with reasons."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Unit
from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.errors import Finding
from app.matches import engine, sources
from app.matches.eligibility import Standing, barred_from, standings_on
from app.matches.models import Announcement, Feedback
from app.organizations import queries as organizations
from app.organizations.labels import FIELDS
from app.organizations.models import Organization
from app.organizations.queries import NO_GRADE
from app.permissions import Actor
from app.track_records import queries as track_records
from matching import Hit, Index, Query, Weights

SHOWN = 20
BARRED_SHOWN = 10
HOME = 3
# Reasons that lie in the call; grade and record alone say nothing about it.
SPEAKING = frozenset({"fit-words", "fit-field", "fit-place"})
# How many of its contracts, the newest first, speak for an organization that looks for calls.
CONTRACTS_ASKED = 10
# No places are kept for newcomers among those who may not take part.
PLAIN = Weights(newcomers=0)
# A call has no name apart from its text and no contracts: nothing may count twice.
CALL_WEIGHTS = Weights(own=Decimal(0), past=Decimal(0), newcomers=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of a list is wanted; it changes nobody's score. Empty means all."""

    field: str = ""
    grade: str = ""
    street_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrganizationFit:
    """An organization in the list of a call; `barred` says why it may not take part."""

    organization: Organization
    hit: Hit
    level: str | None
    reasons: tuple[Finding, ...]
    barred: tuple[Finding, ...] = ()

    @property
    def score(self) -> Decimal:
        """Return the sum of the parts."""
        return self.hit.score


@dataclass(frozen=True, slots=True)
class OrganizationFits:
    """The list of a call. `barred`: who would fit best of those who may not take part."""

    rows: tuple[OrganizationFit, ...]
    barred: tuple[OrganizationFit, ...]
    eligible: int
    counted: int

    @property
    def newcomers(self) -> int:
        """Return how many of the list have no contract on record."""
        return sum(any(r.code == "fit-newcomer" for r in row.reasons) for row in self.rows)


@dataclass(frozen=True, slots=True)
class CallFit:
    """A call in the list of an organization; `barred` says why it may not take part."""

    call: Call
    hit: Hit
    reasons: tuple[Finding, ...]
    barred: tuple[Finding, ...] = ()

    @property
    def score(self) -> Decimal:
        """Return the sum of the parts."""
        return self.hit.score


# --- who fits a call


def organizations_for(
    call: Call, limit: int = SHOWN, *, now: datetime, asked: Asked | None = None
) -> OrganizationFits:
    """Return the best-fitting organizations that may take part today, and the barred ones beside.

    A fixed number of questions, however many organizations there are. The order is a
    recommendation: in no track does it count for points.
    """
    on = clock.local_date(now)
    index = engine.organizations()
    standings = standings_on(on, track=call.track, directory_required=call.requires_directory)
    levels = organizations.levels_on(on)
    wanted = [key for key in standings if _asked_for(standings[key], levels.get(key), asked)]
    eligible = {str(key) for key in wanted if not standings[key].barred}
    barred = {str(key) for key in wanted if standings[key].barred}
    query = Query(
        text=f"{call.title}\n{sources.text_of(call)}",
        places=sources.streets_of(call),
        fields=tuple(call.fields),
    )
    best = _found(index, query, limit, eligible, Weights())
    out = _found(index, query, BARRED_SHOWN, barred, PLAIN)
    found = _loaded(UUID(hit.key) for hit in (*best, *out))
    rows = [_organization_fit(hit, found, levels, ()) for hit in best]
    kept_out = [
        _organization_fit(hit, found, levels, standings[UUID(hit.key)].barred) for hit in out
    ]
    return OrganizationFits(
        tuple(row for row in rows if _speaks(row)),
        tuple(row for row in kept_out if _speaks(row)),
        len(eligible),
        len(wanted),
    )


def _found(
    index: Index, query: Query, limit: int, allowed: Collection[str], weights: Weights
) -> list[Hit]:
    """Ask the index, unless nothing may be shown anyway."""
    if not allowed:
        return []
    return index.search(query, limit=limit, allowed=allowed, weights=weights)


def _speaks(fit: OrganizationFit) -> bool:
    """Say whether there is more in common than a few characters that make no word."""
    return any(reason.code in SPEAKING for reason in fit.reasons)


def _asked_for(standing: Standing, level: str | None, asked: Asked | None) -> bool:
    if asked is None:
        return True
    if asked.field and asked.field not in standing.fields:
        return False
    if asked.street_id and asked.street_id != standing.street_id:
        return False
    if asked.grade == NO_GRADE:
        return level is None
    if asked.grade.endswith("+"):
        return level is not None and level >= asked.grade[:-1]
    return not asked.grade or level == asked.grade


def _loaded(ids: Iterable[UUID]) -> dict[UUID, Organization]:
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.scalars(
        select(Organization)
        .where(Organization.id.in_(wanted))
        .options(joinedload(Organization.street), joinedload(Organization.community))
    )
    return {row.id: row for row in rows}


def _organization_fit(
    hit: Hit,
    found: Mapping[UUID, Organization],
    levels: Mapping[UUID, str],
    barred: tuple[Finding, ...],
) -> OrganizationFit:
    organization = found[UUID(hit.key)]
    level = levels.get(organization.id)
    reasons = [*_words(hit)]
    for reason in hit.reasons:
        if reason.code == "field":
            reasons.append(Finding("fit-field", detail={"field": FIELDS[reason.value]}))
        elif reason.code == "place":
            place = _place(reason.value, organization.street, organization.community)
            reasons += [Finding("fit-place", detail={"place": place})] if place else []
        elif reason.code == "history":
            reasons.append(Finding("fit-history", detail={"count": reason.value}))
        else:
            reasons.append(Finding(f"fit-{reason.code.replace('_', '-')}"))
    if level:
        reasons.append(Finding("fit-grade", detail={"level": level}))
    return OrganizationFit(organization, hit, level, tuple(reasons), barred)


def _words(hit: Hit) -> list[Finding]:
    return [Finding("fit-words", detail={"words": list(hit.matched)})] if hit.terms else []


def _place(path: str, *units: Unit | None) -> str:
    """Name the last place of a path."""
    last = path.rpartition("/")[2]
    return next((unit.short_name for unit in units if unit and str(unit.id) == last), "")


# --- which calls fit an organization


def calls_for(
    organization: Organization, *, now: datetime, limit: int = SHOWN
) -> tuple[list[CallFit], list[CallFit]]:
    """Return the open calls that fit an organization, and those that would if it were eligible.

    What it has marked as not for it is left out.
    """
    taking = open_calls(now)
    hidden = declined(organization.id)
    on = clock.local_date(now)
    shown = [call for call in taking.values() if call.id not in hidden]
    barred = barred_from(organization, shown, on)
    query = query_of(organization, on)
    index = engine.calls()
    fit = {str(key) for key, reasons in barred.items() if not reasons}
    out = {str(key) for key, reasons in barred.items() if reasons}
    best = _found(index, query, limit, fit, CALL_WEIGHTS)
    rest = _found(index, query, BARRED_SHOWN, out, CALL_WEIGHTS)
    found = [
        [_call_fit(hit, taking, organization, barred[UUID(hit.key)]) for hit in hits]
        for hits in (best, rest)
    ]
    told = [[fit for fit in fits if fit.reasons] for fits in found]
    return told[0], told[1]


def fit_of(organization: Organization, call: Call, *, now: datetime) -> CallFit | None:
    """Return how one open call fits an organization; None where nothing is in common."""
    on = clock.local_date(now)
    query = query_of(organization, on)
    hits = engine.calls().search(query, limit=1, allowed={str(call.id)}, weights=CALL_WEIGHTS)
    if not hits:
        return None
    barred = barred_from(organization, [call], on)[call.id]
    found = _call_fit(hits[0], {call.id: call}, organization, barred)
    return found if found.reasons else None


def query_of(organization: Organization, on: date) -> Query:
    """Return an organization as a question: registered scope and newest contracts, place, fields."""
    records = track_records.of(organization.id, on)[:CONTRACTS_ASKED]
    return Query(
        text="\n".join((organization.scope, *(record.title for record in records))),
        places=tuple(
            p for p in [sources.path(organization.street_id, organization.community_id)] if p
        ),
        fields=tuple(organization.fields),
    )


def open_calls(now: datetime) -> dict[UUID, Call]:
    """Return what takes submissions now."""
    rows = session.scalars(
        select(Call)
        .where(Call.state == CallState.PUBLISHED, Call.deadline_at > now)
        .options(joinedload(Call.unit))
    )
    return {row.id: row for row in rows}


def _call_fit(
    hit: Hit,
    found: Mapping[UUID, Call],
    organization: Organization,
    barred: tuple[Finding, ...],
) -> CallFit:
    reasons = [*_words(hit)]
    for reason in hit.reasons:
        if reason.code == "field":
            reasons.append(Finding("fit-call-field", detail={"field": FIELDS[reason.value]}))
        elif reason.code == "place":
            place = _place(reason.value, organization.street, organization.community)
            reasons += [Finding("fit-call-place", detail={"place": place})] if place else []
    return CallFit(found[UUID(hit.key)], hit, tuple(reasons), barred)


# --- at home, and what was said


def for_home(actor: Actor, now: datetime) -> list[CallFit]:
    """Return the three open calls that fit best what the actor acts for; none for anybody else."""
    found: dict[UUID, CallFit] = {}
    for organization in organizations.mine(actor):
        for fit in calls_for(organization, now=now, limit=HOME)[0]:
            known = found.get(fit.call.id)
            if known is None or known.score < fit.score:
                found[fit.call.id] = fit
    return sorted(found.values(), key=lambda fit: (-fit.score, str(fit.call.id)))[:HOME]


def declined(organization_id: UUID) -> frozenset[UUID]:
    """Return the calls that an organization has marked as not for it."""
    asked = select(Feedback.call_id).where(
        Feedback.organization_id == organization_id, Feedback.taken_back_at.is_(None)
    )
    return frozenset(session.scalars(asked))


def feedback(call_id: UUID, organization_id: UUID) -> Feedback | None:
    """Return what an organization said about a call."""
    return session.scalar(
        select(Feedback).where(
            Feedback.call_id == call_id, Feedback.organization_id == organization_id
        )
    )


def declined_of(organization_id: UUID, now: datetime) -> Sequence[Feedback]:
    """Return the open calls that an organization has hidden, the newest first."""
    return session.scalars(
        select(Feedback)
        .join(Feedback.call)
        .where(
            Feedback.organization_id == organization_id,
            Feedback.taken_back_at.is_(None),
            Call.state == CallState.PUBLISHED,
            Call.deadline_at > now,
        )
        .options(joinedload(Feedback.call))
        .order_by(Feedback.at.desc())
    ).all()


def announced(call_id: UUID) -> Collection[UUID]:
    """Return the organizations that were told of a call."""
    asked = select(Announcement.organization_id).where(Announcement.call_id == call_id)
    return frozenset(session.scalars(asked))
