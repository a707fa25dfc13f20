"""Reads of the lists, the integrity file and what waits for a decision."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.clock import local_date
from app.credit import rules
from app.credit.models import CreditProposal, CreditRepair
from app.credit.states import ProposalState, RepairState
from app.db import session
from app.directory import rules as gate
from app.errors import Finding, NotFoundError
from app.formats import PAGE_SIZE
from app.inspections import queries as inspections
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from app.law import Law, Track, add_years, load
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.models import CreditEvent, Organization
from app.organizations.states import LISTS, CreditKind

OPEN = (ProposalState.PROPOSED, ProposalState.REVIEWED)
BY_NAME, BY_DAY = "name", "day"
SORTS = (BY_NAME, BY_DAY)


def law_of(on: date) -> Law:
    """Return the rules of a day; before the first known ones those."""
    return lawbook.law_on(max(on, load().first_day), Track.SUB)


def event(event_id: UUID) -> CreditEvent:
    """Return one piece of credit information or raise NotFoundError."""
    found = session.get(CreditEvent, event_id)
    if found is None:
        raise NotFoundError
    return found


def proposal(proposal_id: UUID) -> CreditProposal:
    """Return one proposal or raise NotFoundError."""
    found = session.get(CreditProposal, proposal_id)
    if found is None:
        raise NotFoundError
    return found


def open_penalty(organization_id: UUID, proposal_id: UUID) -> CreditProposal | None:
    """Return an open proposal of a penalty about an organization."""
    return session.scalar(
        select(CreditProposal).where(
            CreditProposal.id == proposal_id,
            CreditProposal.organization_id == organization_id,
            CreditProposal.kind == CreditKind.PENALTY,
            CreditProposal.state == ProposalState.PROPOSED,
        )
    )


def repair(repair_id: UUID) -> CreditRepair:
    """Return one application for repair or raise NotFoundError."""
    found = session.get(CreditRepair, repair_id)
    if found is None:
        raise NotFoundError
    return found


def repair_of(event_id: UUID, *states: RepairState) -> CreditRepair | None:
    """Return the newest application about an entry, in some states if any are named."""
    asked = select(CreditRepair).where(CreditRepair.event_id == event_id)
    if states:
        asked = asked.where(CreditRepair.state.in_(states))
    return session.scalar(asked.order_by(CreditRepair.sent_at.desc()).limit(1))


def open_repairs() -> Sequence[CreditRepair]:
    """Return the applications that wait, the oldest first."""
    return session.scalars(
        select(CreditRepair)
        .where(CreditRepair.state == RepairState.SENT)
        .options(joinedload(CreditRepair.organization), joinedload(CreditRepair.event))
        .order_by(CreditRepair.sent_at, CreditRepair.id)
    ).all()


def open_proposals(
    kind: CreditKind | None = None, words: str = "", page: int | None = None
) -> tuple[Sequence[CreditProposal], int]:
    """Return what waits for a decision, the oldest first, and how many there are in all."""
    chosen = (
        select(CreditProposal)
        .join(CreditProposal.organization)
        .where(CreditProposal.state.in_(OPEN))
    )
    if kind is not None:
        chosen = chosen.where(CreditProposal.kind == kind)
    if words:
        chosen = chosen.where(organizations.matching(words))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    asked = chosen.options(contains_eager(CreditProposal.organization)).order_by(
        CreditProposal.proposed_at, CreditProposal.id
    )
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def open_counts() -> dict[CreditKind, int]:
    """Return how many proposals wait for each list."""
    asked = select(CreditProposal.kind, func.count()).where(CreditProposal.state.in_(OPEN))
    return dict(session.execute(asked.group_by(CreditProposal.kind)).all())


def known_keys() -> set[str]:
    """Return the effect keys of everything that was ever proposed."""
    return set(session.scalars(select(CreditProposal.effect_key)))


def last_decided(limit: int) -> Sequence[CreditProposal]:
    """Return what was decided last."""
    return session.scalars(
        select(CreditProposal)
        .where(CreditProposal.state.not_in(OPEN))
        .options(joinedload(CreditProposal.organization))
        .order_by(CreditProposal.decided_at.desc(), CreditProposal.id)
        .limit(limit)
    ).all()


# --- the lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a list. `public`: only what the public sees today."""

    kind: CreditKind
    on: date
    today: date
    words: str = ""
    street_id: UUID | None = None
    ground: str = ""
    sort: str = f"-{BY_DAY}"
    public: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """An organization on a list, as the asker may see the entry."""

    organization: Organization
    event: CreditEvent
    shown: rules.Shown


def listed(asked: Asked, page: int | None = None) -> tuple[list[Row], int]:
    """Return a page of a list as of a day, and how many rows there are in all; two questions."""
    chosen = _on_list(asked)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(
        contains_eager(CreditEvent.organization).joinedload(Organization.street)
    ).order_by(*_order(asked.sort))
    if page is not None:
        rows = rows.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    law = law_of(asked.today)
    found = []
    for one in session.scalars(rows):
        seen = rules.shown(one, law, on=asked.today) if asked.public else rules.whole(one)
        if seen is not None:
            found.append(Row(one.organization, one, seen))
    return found, total


def _on_list(asked: Asked) -> Select[CreditEvent]:
    chosen = (
        select(CreditEvent)
        .join(CreditEvent.organization)
        .where(CreditEvent.kind == asked.kind, stands_on(asked.on))
    )
    if asked.public:
        chosen = chosen.where(public_on(asked.today))
    if asked.words:
        chosen = chosen.where(organizations.matching(asked.words))
    if asked.street_id:
        chosen = chosen.where(Organization.street_id == asked.street_id)
    if asked.ground:
        chosen = chosen.where(CreditEvent.ground == asked.ground)
    return chosen


def _order(sort: str) -> tuple[SQLColumnExpression[Any], ...]:
    down = sort.startswith("-")
    by_day = sort.removeprefix("-") == BY_DAY
    column: SQLColumnExpression[Any] = CreditEvent.decided_on if by_day else Organization.pinyin
    first = column.desc() if down else column.asc()
    return (first, Organization.pinyin, CreditEvent.id)


def stands_on(on: date) -> ColumnElement[bool]:
    """Return the condition that an entry is in force on a day; rules.in_force in SQL."""
    e = CreditEvent
    return and_(e.decided_on <= on, or_(e.lifted_on.is_(None), e.lifted_on > on))


def public_on(on: date) -> ColumnElement[bool]:
    """Return the condition that the public sees an entry on a day; rules.is_public in SQL."""
    e, law = CreditEvent, law_of(on)

    def after(since: date) -> ColumnElement[bool]:
        lifted = or_(e.lifted_on.is_(None), e.lifted_on > since)
        return and_(lifted, or_(e.expires_on.is_(None), e.expires_on >= since))

    kept = [
        and_(e.kind == kind, e.repaired.is_(False), after(add_years(on, -int(years))))
        for kind, years in law.credit_public_years.items()
    ]
    return and_(e.decided_on <= on, or_(after(on), *kept))


def counts_on(on: date) -> dict[CreditKind, int]:
    """Return how many organizations stand on each list on a day."""
    asked = (
        select(CreditEvent.kind, func.count(func.distinct(CreditEvent.organization_id)))
        .where(CreditEvent.kind.in_(LISTS), stands_on(on))
        .group_by(CreditEvent.kind)
    )
    return dict(session.execute(asked).all())


def changed_since(since: date) -> Sequence[CreditEvent]:
    """Return the list entries that began or ended on `since` or later, for the exchange file."""
    e = CreditEvent
    return session.scalars(
        select(e)
        .join(e.organization)
        .where(e.kind.in_(LISTS), or_(e.decided_on >= since, e.lifted_on >= since))
        .options(contains_eager(e.organization))
        .order_by(e.decided_on, e.id)
    ).all()


def shown_of(
    events: Iterable[CreditEvent], on: date, *, public: bool
) -> list[tuple[CreditEvent, rules.Shown]]:
    """Return the integrity file of one organization as the asker may see it, newest first."""
    law, found = law_of(on), []
    for one in sorted(events, key=lambda e: e.decided_on, reverse=True):
        seen = rules.shown(one, law, on=on) if public else rules.whole(one)
        if seen is not None:
            found.append((one, seen))
    return found


def facts_on(on: date) -> Iterator[tuple[Organization, rules.Facts]]:
    """Yield every registered organization with what the rules ask of it; a fixed number of questions."""
    orders = inspections.orders()
    for one in organizations.everything():
        if one.registered and one.registered_on <= on:
            open_ = orders.get(one.id, [])
            # What was answered in time waits for the bureau and not for the organization.
            late = [i for i in open_ if _is_overdue(i, on)]
            yield (
                one,
                rules.Facts(
                    registered_on=one.registered_on,
                    credit=tuple(one.credit_events),
                    reports=tuple(one.annual_reports),
                    overdue=tuple(map(_order_fact, late)),
                    ordered=tuple(i.id for i in open_),
                    penalties=tuple(_order_fact(i) for i in open_ if i.penalty),
                ),
            )


def _is_overdue(inspection: Inspection, on: date) -> bool:
    due, answered = inspection.rectify_by, inspection.answered_at
    if due is None or due >= on:
        return False
    in_time = answered is not None and local_date(answered) <= due
    return not (inspection.state is InspectionState.ANSWERED and in_time)


def _order_fact(inspection: Inspection) -> rules.Overdue:
    due = inspection.rectify_by or date.min
    title = f"{inspection.plan.number} {inspection.plan.title}"
    return rules.Overdue(inspection.id, title, due, inspection.penalty)


# --- effects


@dataclass(frozen=True, slots=True)
class _Example:
    """An entry as the gate sees one, to ask it what it does."""

    kind: CreditKind
    decided_on: date
    lifted_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry does in one track: the finding that keeps out, or the one that only informs."""

    track: Track
    bars: Finding | None
    informs: Finding | None
    past: Finding | None


def effects(kind: CreditKind, on: date) -> list[Effect]:
    """Ask the gate of every track what an entry of this kind does; nothing is typed here again."""
    found = []
    for track in Track:
        law = lawbook.law_on(on, track)
        now = _facts(on, _Example(kind, on))
        over = _facts(on, _Example(kind, add_years(on, -1), on))
        found.append(
            Effect(
                track,
                next(gate.credit(now, law, on=on), None),
                next((f for f in gate.remarks(now, law, on=on) if f.code.endswith("list")), None),
                next(gate.credit(over, law, on=on), None),
            )
        )
    return found


def _facts(on: date, example: _Example) -> gate.Facts:
    return gate.Facts(registered=True, registered_on=on, period=None, credit=(example,))
