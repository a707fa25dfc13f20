"""Reads of editions and figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Unit
from app.clock import local_date
from app.contracts.models import Contract
from app.db import session
from app.directory import queries as directory
from app.directory import rules
from app.directory.states import EntryState
from app.editions.models import Edition
from app.editions.rules import Growth, growth_percent
from app.errors import NotFoundError
from app.law import Track, law_at
from app.organizations.models import CreditEvent, Organization
from app.organizations.queries import Search
from app.organizations.rules import grade_at
from app.organizations.states import LISTS, CreditKind


def editions() -> Sequence[Edition]:
    """Return the editions, the newest first."""
    return session.scalars(select(Edition).order_by(Edition.year.desc())).all()


def edition(year: int) -> Edition:
    """Return the edition of a year or raise NotFoundError."""
    found = None
    if MINYEAR <= year <= MAXYEAR:  # longer numbers break a database's whole numbers
        found = session.scalar(select(Edition).where(Edition.year == year))
    if found is None:
        raise NotFoundError
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """What the directory of a day counts."""

    listed: int
    by_grade: Counter[str]
    by_field: Counter[str]
    by_street: Counter[str]
    registered: int
    clean: int


def figures(on: date) -> Figures:
    """Count the directory of a day, and how many registered organizations have a clean record.

    Clean (无不良信用记录): no entry in a list and no penalty that was in force on or before the
    day and has not been lifted by then.
    """
    rows = directory.listed(Search(), on=on, states=(EntryState.LISTED,))[0]
    fields = Counter(key for row in rows for key in row.organization.fields)
    streets = Counter(
        row.organization.street.short_name if row.organization.street else "" for row in rows
    )
    marked = (
        select(CreditEvent.organization_id)
        .where(CreditEvent.kind.in_([*LISTS, CreditKind.PENALTY]), CreditEvent.decided_on <= on)
        .where((CreditEvent.lifted_on.is_(None)) | (CreditEvent.lifted_on > on))
        .distinct()
    )
    registered = (
        select(func.count())
        .select_from(Organization)
        .where(Organization.uscc.is_not(None), Organization.registered_on <= on)
        .where((Organization.ended_on.is_(None)) | (Organization.ended_on > on))
    )
    clean = registered.where(Organization.id.not_in(marked))
    return Figures(
        listed=len(rows),
        by_grade=Counter(row.level or "" for row in rows),
        by_field=fields,
        by_street=streets,
        registered=session.scalar(registered) or 0,
        clean=session.scalar(clean) or 0,
    )


def growth(on: date) -> list[Growth]:
    """Return each street's organizations at the end of last year, and the new ones until a day.

    Registered and filed ones together, whoever had not ended by then.

    :law: FIL/A139
    """
    law, end = law_at(on, Track.SUB), date(on.year - 1, 12, 31)
    stood = and_(
        Organization.registered_on <= end,
        or_(Organization.ended_on.is_(None), Organization.ended_on > end),
    )
    new = and_(Organization.registered_on > end, Organization.registered_on <= on)
    asked = (
        select(Unit.short_name, func.count().filter(stood), func.count().filter(new))
        .join(Organization, Organization.street_id == Unit.id)
        .group_by(Unit.id, Unit.short_name)
        .order_by(Unit.short_name)
    )
    return [
        Growth(name, before, count, growth_percent(name, law))
        for name, before, count in session.execute(asked)
    ]


@dataclass(slots=True)
class Bought:
    """What was contracted in a year, and what of it from organizations with priority."""

    year: int
    contracts: int = 0
    amount: Decimal = Decimal(0)
    preferred: int = 0
    preferred_amount: Decimal = Decimal(0)


def bought() -> list[Bought]:
    """Return what was bought each year, the newest first.

    The grade of the day of signing counts, by the law of that day: a grade that was given
    or lapsed later changes no year that is over.

    :law: ASM39/R-ASM-05
    """
    asked = (
        select(Contract)
        .where(Contract.signed_at.is_not(None))
        .options(joinedload(Contract.organization).selectinload(Organization.grades))
    )
    years: dict[int, Bought] = {}
    for contract in session.scalars(asked):
        if contract.signed_at is None:  # as was asked
            continue
        on = local_date(contract.signed_at)
        year = years.setdefault(on.year, Bought(on.year))
        year.contracts += 1
        year.amount += contract.amount
        grade = grade_at(contract.organization.grades, on)
        if rules.has_priority(grade.level if grade else None, law_at(on, Track.SUB)):
            year.preferred += 1
            year.preferred_amount += contract.amount
    return sorted(years.values(), key=lambda each: -each.year)
