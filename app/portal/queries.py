"""Reads for the start page, the search and the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.calls.models import Call
from app.calls.states import PUBLIC, CallKind, CallState
from app.contracts.models import Contract
from app.contracts.states import ContractState
from app.db import session
from app.directory.models import DirectoryEntry
from app.directory.states import EntryState
from app.functions.models import FunctionItem
from app.functions.states import ItemState
from app.organizations.models import Organization
from app.payments.models import Payment
from app.results.models import Award
from app.submissions.models import Submission

SHOWN_ITEMS = (ItemState.PUBLISHED, ItemState.TRANSFERRED)


def open_calls(now: datetime, limit: int) -> tuple[Sequence[Call], int]:
    """Return the calls that take submissions now, the next deadline first, and how many."""
    asked = select(Call).where(Call.state == CallState.PUBLISHED, Call.deadline_at > now)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    ordered = asked.options(joinedload(Call.unit)).order_by(Call.deadline_at, Call.number)
    rows = list(session.scalars(ordered.limit(limit)))
    # A round is open for weeks and would never be among the nearest deadlines.
    if total > limit and not any(c.kind is CallKind.ROUND for c in rows):
        rows[-1:] = (
            session.scalars(ordered.where(Call.kind == CallKind.ROUND).limit(1)).all()
            or (rows[-1:])
        )
    return rows, total


def in_publicity(limit: int) -> Sequence[tuple[Call, Award]]:
    """Return the results that stand in public, with who is to get them."""
    return session.execute(
        select(Call, Award)
        .join(Award, and_(Award.call_id == Call.id, Award.withdrawn_at.is_(None)))
        .where(Call.state == CallState.PUBLICITY)
        .options(
            joinedload(Call.unit),
            joinedload(Award.submission).joinedload(Submission.organization),
        )
        .order_by(Call.publicity_until, Call.number)
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: each figure has its list behind it."""

    functions: int
    newest: date | None
    listed: int
    contracts: int


def counts() -> Counts:
    """Count what the three lists of the start page hold."""
    functions, newest = session.execute(
        select(func.count(), func.max(FunctionItem.published_on)).where(
            FunctionItem.state.in_(SHOWN_ITEMS)
        )
    ).one()
    listed = session.scalar(
        select(func.count())
        .select_from(DirectoryEntry)
        .where(DirectoryEntry.state == EntryState.LISTED)
    )
    contracts = session.scalar(
        select(func.count()).select_from(Contract).where(Contract.state != ContractState.DRAFT)
    )
    return Counts(functions, newest, listed or 0, contracts or 0)


def some_functions(limit: int) -> Sequence[FunctionItem]:
    """Return a few items of the list, the newest first."""
    return session.scalars(
        select(FunctionItem)
        .where(FunctionItem.state.in_(SHOWN_ITEMS))
        .options(joinedload(FunctionItem.unit))
        .order_by(FunctionItem.published_on.desc(), FunctionItem.number)
        .limit(limit)
    ).all()


def some_listed(limit: int) -> Sequence[Organization]:
    """Return a few organizations of the directory: those with running contracts first."""
    running = (
        select(Contract.organization_id, func.count().label("n"))
        .where(Contract.state == ContractState.SIGNED)
        .group_by(Contract.organization_id)
        .subquery()
    )
    return (
        session.scalars(
            select(Organization)
            .join(DirectoryEntry, DirectoryEntry.organization_id == Organization.id)
            .outerjoin(running, running.c.organization_id == Organization.id)
            .where(DirectoryEntry.state == EntryState.LISTED)
            .order_by(func.coalesce(running.c.n, 0).desc(), Organization.pinyin)
            .options(joinedload(Organization.grades))
            .limit(limit)
        )
        .unique()
        .all()
    )


def some_contracts(limit: int) -> Sequence[tuple[Contract, Decimal]]:
    """Return a few running contracts with what is paid of each."""
    paid = (
        select(Payment.contract_id, func.sum(Payment.amount).label("paid"))
        .group_by(Payment.contract_id)
        .subquery()
    )
    rows = session.execute(
        select(Contract, paid.c.paid)
        .outerjoin(paid, paid.c.contract_id == Contract.id)
        .where(Contract.state == ContractState.SIGNED)
        .order_by(Contract.signed_at.desc(), Contract.number)
        .limit(limit)
    )
    return [(contract, amount or Decimal("0.00")) for contract, amount in rows]


# --- the search


def _all_words(words: Iterable[str], *columns: Any) -> ColumnElement[bool]:  # noqa: ANN401
    """Every word stands in at least one of the columns (Chinese needs no word boundaries)."""
    return and_(*(or_(*(c.contains(w, autoescape=True) for c in columns)) for w in words))


def _calls_with(words: list[str], kind: CallKind) -> Select[Any]:
    return (
        select(Call)
        .where(
            Call.kind == kind,
            Call.state.in_(PUBLIC),
            _all_words(words, Call.title, Call.summary, Call.content, Call.number, Call.place),
        )
        .options(joinedload(Call.unit))
    )


def searched(words: list[str], kind: str) -> Select[Any]:
    """Return the question behind one tab of the search."""
    if kind == "organizations":
        return (
            select(Organization)
            .where(_all_words(words, Organization.name, Organization.scope, Organization.uscc))
            .order_by(Organization.pinyin)
        )
    if kind == "functions":
        return (
            select(FunctionItem)
            .where(
                FunctionItem.state.in_(SHOWN_ITEMS),
                _all_words(words, FunctionItem.name, FunctionItem.content, FunctionItem.number),
            )
            .options(joinedload(FunctionItem.unit))
            .order_by(FunctionItem.number)
        )
    asked = _calls_with(words, CallKind.ROUND if kind == "rounds" else CallKind.PROJECT)
    return asked.order_by(Call.deadline_at.desc(), Call.number)


def search(words: list[str], kind: str, *, page: int, size: int) -> tuple[Sequence[Any], int]:
    """Return one page of what holds all words, and how much there is."""
    asked = searched(words, kind)
    total = session.scalar(select(func.count()).select_from(asked.order_by(None).subquery()))
    rows = session.scalars(asked.limit(size).offset((page - 1) * size)).all()
    return rows, total or 0


def search_counts(words: list[str], kinds: Iterable[str]) -> dict[str, int]:
    """Return how much each tab of the search would show."""
    return {
        kind: session.scalar(
            select(func.count()).select_from(searched(words, kind).order_by(None).subquery())
        )
        or 0
        for kind in kinds
    }


# --- the desk


def calls_of(unit_ids: Iterable[UUID], limit: int, *, public_only: bool = False) -> Sequence[Call]:
    """Return the calls of some units that are under way, then those awarded; the newest first."""
    hidden = {CallState.FAILED, CallState.CANCELLED, CallState.DRAFT}
    if public_only:
        hidden.add(CallState.IN_REVIEW)
    return session.scalars(
        select(Call)
        .where(Call.unit_id.in_(list(unit_ids)), Call.state.not_in(hidden))
        .options(joinedload(Call.unit), selectinload(Call.questions))
        .order_by(Call.state == CallState.AWARDED, Call.deadline_at.desc())
        .limit(limit)
    ).all()


def contract_states(call_ids: Iterable[UUID]) -> dict[UUID, ContractState]:
    """Return how the contracts of some calls stand."""
    rows = session.execute(
        select(Contract.call_id, Contract.state).where(Contract.call_id.in_(list(call_ids)))
    )
    return dict(rows.all())
