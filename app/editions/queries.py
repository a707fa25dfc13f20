"""Reads of editions and figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from sqlalchemy import func, select

from app.db import session
from app.directory import queries as directory
from app.directory.states import EntryState
from app.editions.models import Edition
from app.errors import NotFoundError
from app.organizations.models import CreditEvent, Organization
from app.organizations.queries import Search


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
        .where(CreditEvent.decided_on <= on)
        .where((CreditEvent.lifted_on.is_(None)) | (CreditEvent.lifted_on > on))
        .distinct()
    )
    registered = (
        select(func.count())
        .select_from(Organization)
        .where(Organization.uscc.is_not(None), Organization.registered_on <= on)
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
