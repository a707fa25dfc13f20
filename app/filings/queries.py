"""Reads of filings. `host_on` is the question that others ask."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.errors import Finding, NotFoundError
from app.filings import rules
from app.filings.models import (
    Dissolution,
    FiledStand,
    Filing,
    HostRelation,
    YearlyCheck,
)
from app.filings.rules import Said
from app.filings.states import FilingState, GroupKind
from app.formats import PAGE_SIZE
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.organizations.models import Organization
from app.permissions import DISTRICT_WIDE, Actor, May, Role

STANDING, ENDED = "standing", "ended"
STANDS = (STANDING, ENDED)
SORTS = ("name", "community", "starts")
WORK_SORTS = ("name", "sent", "community")


def law_on(day: date) -> Law:
    """Return the numbers of a day; they are the same for every track."""
    return lawbook.law_on(day, Track.SUB)


# --- filings


def get(filing_id: UUID) -> Filing:
    """Return one filing with what its page shows, or raise NotFoundError."""
    found = session.scalar(
        select(Filing)
        .where(Filing.id == filing_id)
        .options(
            joinedload(Filing.community),
            joinedload(Filing.street),
            joinedload(Filing.host),
            joinedload(Filing.organization),
            selectinload(Filing.opinions),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def said(filing: Filing) -> Said:
    """Return a filing as the rules read it."""
    plain = ("kind", "group_kind", "name", "address", "person_in_charge", "phone", "purpose")
    more = ("activities", "members", "reason", "community_id")
    return Said(
        **{name: getattr(filing, name) for name in (*plain, *more)},
        has_charter=filing.charter_id is not None,
        has_members=filing.member_list_id is not None,
    )


def findings(filing: Filing, on: date) -> list[Finding]:
    """Return what stands in the way of a filing, and what has to be weighed."""
    asked, law = said(filing), law_on(on)
    return [
        *rules.complete(asked),
        *rules.prohibited(asked, law),
        *rules.controlled(asked, law),
        *rules.one_of_a_kind(asked, same_kind(filing, on), law),
    ]


def same_kind(filing: Filing, on: date) -> list[str]:
    """Return the names of others of the same kind in the community on a day."""
    asked = (
        select(Organization.name)
        .join(FiledStand, FiledStand.organization_id == Organization.id)
        .where(
            FiledStand.community_id == filing.community_id,
            FiledStand.group_kind == filing.group_kind,
            _holds(FiledStand, on),
        )
        .order_by(Organization.name)
    )
    if filing.organization_id:
        asked = asked.where(Organization.id != filing.organization_id)
    return list(session.scalars(asked))


def open_of(organization_id: UUID) -> Filing | None:
    """Return the filing of an organization that is on its way."""
    done = (FilingState.FILED, FilingState.REFUSED, FilingState.WITHDRAWN)
    return session.scalar(
        select(Filing).where(Filing.organization_id == organization_id, Filing.state.not_in(done))
    )


def of_person(person_id: UUID) -> Sequence[Filing]:
    """Return what a person has filled in, the newest first."""
    return session.scalars(
        select(Filing)
        .where(Filing.applicant_id == person_id)
        .options(joinedload(Filing.community))
        .order_by(Filing.created_at.desc())
    ).all()


def of_organization(organization_id: UUID) -> Sequence[Filing]:
    """Return every filing of an organization, the newest first."""
    return session.scalars(
        select(Filing)
        .where(Filing.organization_id == organization_id)
        .order_by(Filing.created_at.desc())
    ).all()


def numbers(year: int) -> list[str]:
    """Return the filing numbers of a year."""
    asked = Organization.filing_no.contains(f"备〔{year}〕", autoescape=True)
    ended = FiledStand.number.contains(f"备〔{year}〕", autoescape=True)
    held = session.scalars(select(Organization.filing_no).where(asked))
    return [*filter(None, held), *session.scalars(select(FiledStand.number).where(ended))]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for; places None means everywhere."""

    text: str = ""
    kind: str = ""
    street_id: UUID | None = None
    state: str = ""
    sort: str = "name"
    places: Collection[UUID] | None = None


def sight(actor: Actor) -> frozenset[UUID] | None:
    """Return where somebody sees filings; None: everywhere."""
    wide = any(actor.may(May.FILING_READ) and role in DISTRICT_WIDE for role in actor.roles())
    if actor.is_system or wide or actor.may(May.FILING_ESCALATED):
        return None
    return actor.places_for(May.FILING_READ)


def visible(filing: Filing | FiledStand, actor: Actor) -> bool:
    """Say whether somebody may see a filing or a filed organization in full."""
    if isinstance(filing, Filing):
        if filing.applicant_id == actor.id:
            return True
        if filing.organization_id is None and filing.state is FilingState.DRAFT:
            return False  # what was not sent is nobody else's business
    return actor.may(May.FILING_ESCALATED) or actor.may(May.FILING_READ, filing)


def work(asked: Asked, page: int | None = 1) -> tuple[Sequence[Filing], int]:
    """Return a page of filings and how many there are (page None: all)."""
    chosen = _chosen_filings(asked)
    if asked.state:
        chosen = chosen.where(Filing.state == asked.state)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    columns: dict[str, Any] = {
        "name": Filing.name,
        "sent": Filing.sent_at,
        "community": Filing.community_id,
    }
    chosen = chosen.options(joinedload(Filing.community), joinedload(Filing.street))
    chosen = chosen.order_by(_sorted(columns, asked.sort, "sent"), Filing.name, Filing.id)
    if page is not None:
        chosen = chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(chosen).all(), total


def work_counts(asked: Asked) -> dict[str, int]:
    """Count the filings by state, whatever state is chosen."""
    inner = _chosen_filings(asked).with_only_columns(Filing.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {str(state): count for state, count in rows}


def _chosen_filings(asked: Asked) -> Select[Any]:
    chosen = select(Filing).where(Filing.state != FilingState.DRAFT)
    if asked.places is not None:
        places = list(asked.places)
        chosen = chosen.where(
            or_(
                Filing.community_id.in_(places),
                Filing.street_id.in_(places),
                Filing.organization_id.in_(places),
            )
        )
    if asked.kind:
        chosen = chosen.where(Filing.kind == asked.kind)
    if asked.street_id:
        chosen = chosen.where(Filing.street_id == asked.street_id)
    for word in asked.text.split():
        chosen = chosen.where(
            or_(
                Filing.name.contains(word, autoescape=True),
                Filing.number.contains(word, autoescape=True),
            )
        )
    return chosen


# --- who is filed


@dataclass(frozen=True, slots=True)
class Row:
    """A filed organization in a list, with its host of the day."""

    stand: FiledStand
    host: Organization | None


def stand(stand_id: UUID) -> FiledStand:
    """Return one stand with what its page shows, or raise NotFoundError."""
    found = session.scalar(
        select(FiledStand)
        .where(FiledStand.id == stand_id)
        .options(
            joinedload(FiledStand.organization),
            joinedload(FiledStand.into),
            joinedload(FiledStand.community),
            joinedload(FiledStand.street),
            selectinload(FiledStand.checks),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def own(actor: Actor) -> Sequence[FiledStand]:
    """Return the filed organizations that somebody acts for, the newest first."""
    return session.scalars(
        select(FiledStand)
        .where(FiledStand.organization_id.in_(list(actor.places(Role.FILED_ORG))))
        .order_by(FiledStand.starts_on.desc())
    ).all()


def stands_of(organization_id: UUID) -> Sequence[FiledStand]:
    """Return every time an organization was filed, the newest first."""
    return session.scalars(
        select(FiledStand)
        .where(FiledStand.organization_id == organization_id)
        .options(
            joinedload(FiledStand.into),
            joinedload(FiledStand.community),
            selectinload(FiledStand.checks),
        )
        .order_by(FiledStand.starts_on.desc())
    ).all()


def stand_on(organization_id: UUID, day: date) -> FiledStand | None:
    """Return how an organization was filed on a day."""
    return rules.holding(stands_of(organization_id), day)


def merged_into(organization_id: UUID) -> Sequence[FiledStand]:
    """Return the stands that went into an organization, the newest first."""
    return session.scalars(
        select(FiledStand)
        .where(FiledStand.into_id == organization_id)
        .options(joinedload(FiledStand.organization))
        .order_by(FiledStand.ends_on.desc())
    ).all()


def hosts_of(organization_id: UUID) -> Sequence[HostRelation]:
    """Return the hosts of a filed organization through time, the newest first."""
    return session.scalars(
        select(HostRelation)
        .where(HostRelation.organization_id == organization_id)
        .options(joinedload(HostRelation.host))
        .order_by(HostRelation.starts_on.desc())
    ).all()


def hosted_by(host_id: UUID, day: date) -> Sequence[HostRelation]:
    """Return for whom a registered organization acts on a day."""
    return session.scalars(
        select(HostRelation)
        .where(HostRelation.host_id == host_id, _holds(HostRelation, day))
        .options(joinedload(HostRelation.organization))
        .order_by(HostRelation.starts_on)
    ).all()


def host_on(organization_id: UUID, day: date) -> Organization | None:
    """Return who acts for a filed organization on a day."""
    held = rules.holding(hosts_of(organization_id), day)
    return held.host if held else None


def relation(relation_id: UUID) -> HostRelation:
    """Return one host relation or raise NotFoundError."""
    found = session.get(HostRelation, relation_id)
    if found is None:
        raise NotFoundError
    return found


def dissolutions_of(stand_ids: Collection[UUID]) -> Sequence[Dissolution]:
    """Return advice and orders, the newest first."""
    return session.scalars(
        select(Dissolution)
        .where(Dissolution.stand_id.in_(list(stand_ids)))
        .order_by(Dissolution.decided_on.desc())
    ).all()


def mergeable(held: FiledStand, on: date) -> Sequence[FiledStand]:
    """Return the others of the same kind in the community."""
    return session.scalars(
        select(FiledStand)
        .join(FiledStand.organization)
        .where(
            FiledStand.community_id == held.community_id,
            FiledStand.group_kind == held.group_kind,
            FiledStand.id != held.id,
            _holds(FiledStand, on),
        )
        .options(joinedload(FiledStand.organization))
        .order_by(Organization.pinyin)
    ).all()


def listed(asked: Asked, *, on: date, page: int | None = 1) -> tuple[list[Row], int]:
    """Return a page of who is filed as of a day, and how many there are (page None: all)."""
    chosen = _chosen_stands(asked, on)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    columns: dict[str, Any] = {
        "name": Organization.pinyin,
        "community": FiledStand.community_id,
        "starts": FiledStand.starts_on,
    }
    chosen = chosen.options(
        joinedload(FiledStand.organization),
        joinedload(FiledStand.community),
        joinedload(FiledStand.street),
        selectinload(FiledStand.checks),
    ).order_by(_sorted(columns, asked.sort, "name"), Organization.pinyin, FiledStand.id)
    if page is not None:
        chosen = chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    stands = session.scalars(chosen).all()
    hosts = hosts_on([s.organization_id for s in stands], on)
    return [Row(s, hosts.get(s.organization_id)) for s in stands], total


def counts(asked: Asked, on: date) -> dict[str, int]:
    """Count who stands and who has ended by a day."""
    found = {}
    for state in STANDS:
        inner = _chosen_stands(asked, on, state).subquery()
        found[state] = session.scalar(select(func.count()).select_from(inner)) or 0
    return found


def hosts_on(organization_ids: Collection[UUID], day: date) -> dict[UUID, Organization]:
    """Return who acts for each filed organization on a day, in one question."""
    rows = session.scalars(
        select(HostRelation)
        .where(HostRelation.organization_id.in_(list(organization_ids)), _holds(HostRelation, day))
        .options(joinedload(HostRelation.host))
        .order_by(HostRelation.starts_on)
    )
    return {row.organization_id: row.host for row in rows}


def _chosen_stands(asked: Asked, on: date, state: str = "") -> Select[Any]:
    chosen = select(FiledStand).join(FiledStand.organization)
    if (state or asked.state) == ENDED:
        chosen = chosen.where(FiledStand.ends_on < on)
    else:
        chosen = chosen.where(_holds(FiledStand, on))
    if asked.kind:
        chosen = chosen.where(FiledStand.group_kind == asked.kind)
    if asked.street_id:
        chosen = chosen.where(FiledStand.street_id == asked.street_id)
    for word in asked.text.split():
        chosen = chosen.where(
            or_(
                Organization.name.contains(word, autoescape=True),
                FiledStand.number.contains(word, autoescape=True),
            )
        )
    return chosen


# --- the yearly check


def stale(places: Collection[UUID] | None, on: date) -> list[FiledStand]:
    """Return whose yearly check is overdue on a day, the longest unchecked first."""
    chosen = (
        select(FiledStand)
        .where(_holds(FiledStand, on))
        .options(joinedload(FiledStand.organization), selectinload(FiledStand.checks))
        .order_by(FiledStand.starts_on, FiledStand.id)
    )
    if places is not None:
        within = list(places)
        chosen = chosen.where(
            or_(FiledStand.community_id.in_(within), FiledStand.street_id.in_(within))
        )
    law = law_on(on)
    return [s for s in session.scalars(chosen) if is_stale(s, law, on)]


def is_stale(held: FiledStand, law: Law, on: date) -> bool:
    """Say whether the yearly check of one is overdue on a day."""
    if held.ends_on is not None and held.ends_on < on:
        return False
    last = max((c.checked_on for c in held.checks if c.checked_on <= on), default=None)
    return rules.stale(last, held.starts_on, law, on=on)


def check_of(held: FiledStand, year: int) -> YearlyCheck | None:
    """Return the check of a year."""
    return next((c for c in held.checks if c.year == year), None)


def by_group(on: date) -> dict[GroupKind, int]:
    """Count who is filed on a day, by kind."""
    rows = session.execute(
        select(FiledStand.group_kind, func.count())
        .where(_holds(FiledStand, on))
        .group_by(FiledStand.group_kind)
    )
    return {kind: count for kind, count in rows}  # noqa: C416 -- a result is no mapping


def waiting(
    states: Iterable[FilingState],
    column: Any,  # noqa: ANN401 -- a column
    places: Collection[UUID] | None,
) -> Sequence[Filing]:
    """Return the filings in some states at some places, the oldest first."""
    chosen = select(Filing).where(Filing.state.in_(list(states))).order_by(Filing.sent_at)
    if places is not None:
        chosen = chosen.where(column.in_(list(places)))
    return session.scalars(chosen).all()


def _holds(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 -- a stand or a host
    return and_(table.starts_on <= day, or_(table.ends_on.is_(None), table.ends_on >= day))


def _sorted(columns: dict[str, Any], sort: str, default: str) -> ColumnElement[Any]:
    column = columns.get(sort.removeprefix("-"), columns[default])
    found: ColumnElement[Any] = column.desc() if sort.startswith("-") else column.asc()
    return found
