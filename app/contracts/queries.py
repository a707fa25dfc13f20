"""Reads of contracts, milestones and payments."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import money
from app.calls.models import Call
from app.contracts.models import Contract, Milestone
from app.contracts.states import ContractState, MilestoneState
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.organizations.models import Organization
from app.payments.models import Payment
from app.results.models import Award, Objection
from app.results.states import ObjectionState
from app.submissions.models import Submission

SORTS = ("number", "-number", "amount", "-amount", "ends", "-ends")
# A draft is the department's own until it is offered.
SHOWN = tuple(s for s in ContractState if s is not ContractState.DRAFT)

# Payments with their milestones: one question, however many there are.
_WHOLE = (
    joinedload(Contract.call),
    joinedload(Contract.organization),
    joinedload(Contract.unit),
    joinedload(Contract.performance),
    selectinload(Contract.milestones).joinedload(Milestone.payment),
)


def get(contract_id: UUID) -> Contract:
    """Return one contract with all that its page shows, or raise NotFoundError."""
    found = session.get(Contract, contract_id, options=_WHOLE)
    if found is None:
        raise NotFoundError
    return found


def milestone(milestone_id: UUID) -> Milestone:
    """Return one milestone or raise NotFoundError."""
    found = session.get(Milestone, milestone_id)
    if found is None:
        raise NotFoundError
    return found


def locked(milestone_id: UUID) -> Milestone:
    """Return one milestone with its contract's row locked, read anew: payers queue here.

    The contract, because what is paid of it is a sum over all its milestones.
    """
    of = select(Milestone.contract_id).where(Milestone.id == milestone_id).scalar_subquery()
    session.scalars(
        select(Contract)
        .where(Contract.id == of)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return session.scalars(
        select(Milestone)
        .where(Milestone.id == milestone_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def of_call(call_id: UUID) -> Contract | None:
    """Return the contract that came of a call."""
    return session.scalar(select(Contract).where(Contract.call_id == call_id).limit(1))


def of_organization(organization_id: UUID) -> Sequence[Contract]:
    """Return the contracts of an organization that were offered, the newest first."""
    return session.scalars(
        select(Contract)
        .where(Contract.organization_id == organization_id, Contract.state.in_(SHOWN))
        .order_by(Contract.signed_at.desc(), Contract.id)
    ).all()


def of_award(award_id: UUID) -> Contract | None:
    """Return the contract that was made of an award."""
    return session.scalar(select(Contract).where(Contract.award_id == award_id))


def award(award_id: UUID) -> Award:
    """Return one award or raise NotFoundError."""
    found = session.get(Award, award_id)
    if found is None:
        raise NotFoundError
    return found


def last_number(like: str) -> str | None:
    """Return the greatest contract number that begins so."""
    return session.scalar(
        select(func.max(Contract.number)).where(Contract.number.startswith(like, autoescape=True))
    )


def open_objection(call_id: UUID) -> bool:
    """Say whether an objection against the result is open."""
    asked = select(Objection.id).where(
        Objection.call_id == call_id, Objection.state == ObjectionState.OPEN
    )
    return session.scalar(asked.limit(1)) is not None


def paid(contract_id: UUID) -> Decimal:
    """Return what is paid of a contract."""
    found = session.scalar(
        select(func.sum(Payment.amount)).where(Payment.contract_id == contract_id)
    )
    return found or money.ZERO


def paid_of(contract_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Return what is paid of some contracts, in one question."""
    rows = session.execute(
        select(Payment.contract_id, func.sum(Payment.amount))
        .where(Payment.contract_id.in_(contract_ids))
        .group_by(Payment.contract_id)
    )
    return {contract_id: total for contract_id, total in rows if contract_id is not None}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which contracts are wanted."""

    words: str = ""
    state: ContractState | None = None
    places: Collection[UUID] | None = None
    sort: str = "-number"


def _asked(wanted: Filter) -> Select[Any]:
    asked = select(Contract).where(Contract.state.in_(SHOWN))
    if wanted.places is not None:
        offered = Contract.state.in_(SHOWN)
        theirs = and_(Contract.organization_id.in_(wanted.places), offered)
        asked = select(Contract).where(or_(Contract.unit_id.in_(wanted.places), theirs))
    for word in wanted.words.split():
        named = Contract.organization_id.in_(
            select(Organization.id).where(Organization.name.contains(word, autoescape=True))
        )
        asked = asked.where(
            or_(
                Contract.title.contains(word, autoescape=True),
                Contract.number.contains(word, autoescape=True),
                named,
            )
        )
    return asked


def page(wanted: Filter, number: int) -> tuple[Sequence[Contract], int]:
    """Return one page of contracts and how many there are."""
    asked = _asked(wanted)
    if wanted.state:
        asked = asked.where(Contract.state == wanted.state)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    rows = session.scalars(
        _with_parties(asked, wanted.sort).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    return rows, total


def every(wanted: Filter) -> Sequence[Contract]:
    """Return all contracts of a filter, for export."""
    asked = _asked(wanted)
    if wanted.state:
        asked = asked.where(Contract.state == wanted.state)
    return session.scalars(_with_parties(asked, wanted.sort)).all()


def counts(wanted: Filter) -> dict[ContractState, int]:
    """Return how many contracts stand in each state, without the filter of the state."""
    rows = session.execute(
        _asked(wanted).with_only_columns(Contract.state, func.count()).group_by(Contract.state)
    )
    return dict(rows.all())


def _with_parties(asked: Select[Any], sort: str) -> Select[Any]:
    columns = {"number": Contract.number, "amount": Contract.amount, "ends": Contract.ends_on}
    column = columns.get(sort.removeprefix("-"), Contract.number)
    order = column.desc() if sort.startswith("-") else column.asc()
    return asked.order_by(order, Contract.number).options(
        joinedload(Contract.unit),
        joinedload(Contract.organization),
        selectinload(Contract.milestones),
    )


# --- what waits


def awards_without_contract(units: Iterable[UUID]) -> Sequence[Award]:
    """Return the confirmed awards of some units that have no contract yet."""
    return session.scalars(
        select(Award)
        .join(Call, Call.id == Award.call_id)
        .outerjoin(Contract, Contract.award_id == Award.id)
        .where(
            Call.unit_id.in_(list(units)),
            Call.kind == "project",
            Award.notice_issued_at.is_not(None),
            Award.withdrawn_at.is_(None),
            Contract.id.is_(None),
        )
        .options(
            joinedload(Award.call), joinedload(Award.submission).joinedload(Submission.organization)
        )
    ).all()


def standing(places: Iterable[UUID], state: ContractState) -> Sequence[Contract]:
    """Return the contracts of some units or organizations in a state."""
    some = list(places)
    return session.scalars(
        select(Contract)
        .where(
            Contract.state == state,
            or_(Contract.unit_id.in_(some), Contract.organization_id.in_(some)),
        )
        .options(selectinload(Contract.milestones), joinedload(Contract.organization))
        .order_by(Contract.number)
    ).all()


def milestones_in(
    state: MilestoneState, places: Iterable[UUID] | None = None, due_until: date | None = None
) -> Sequence[Milestone]:
    """Return the milestones of running contracts in a state (of some parties, due by a day)."""
    asked = (
        select(Milestone)
        .join(Milestone.contract)
        .where(Milestone.state == state, Contract.state == ContractState.SIGNED)
        .options(joinedload(Milestone.contract).joinedload(Contract.organization))
        .order_by(Milestone.due_on, Milestone.number)
    )
    if places is not None:
        some = list(places)
        asked = asked.where(or_(Contract.unit_id.in_(some), Contract.organization_id.in_(some)))
    if due_until is not None:
        asked = asked.where(Milestone.due_on <= due_until)
    return session.scalars(asked).all()
