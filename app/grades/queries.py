"""Reads of grades: the published results, what was decided about them, whose end is near."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import RoleGrant, Unit
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.grades.models import GradeDecision, GradeReminder
from app.organizations import queries as organizations
from app.organizations.models import Grade, Organization
from app.organizations.states import OrganizationType
from app.permissions import Role

SORTS = ("awarded", "level", "until", "name")
IN_FORCE, LAPSED, CANCELLED = "in_force", "lapsed", "cancelled"
STANDINGS = (IN_FORCE, LAPSED, CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the results; empty means all. `on`: how things stood on that day."""

    on: date
    words: str = ""
    year: int | None = None
    level: str = ""
    type: OrganizationType | None = None
    standing: str = ""
    sort: str = "-awarded"


def get(grade_id: UUID) -> Grade:
    """Return one grade with its organization, or raise NotFoundError."""
    found = session.get(Grade, grade_id, options=[joinedload(Grade.organization)])
    if found is None:
        raise NotFoundError
    return found


def locked(grade: Grade) -> Organization:
    """Return the organization of a grade, locked and with its grades read anew.

    Whoever decides about one grade of an organization queues here.
    """
    held = session.scalars(
        select(Organization)
        .where(Organization.id == grade.organization_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    asked = select(Grade).where(Grade.organization_id == held.id)
    session.scalars(asked.execution_options(populate_existing=True)).all()
    session.expire(held, ["grades"])
    return held


def last_number(stem: str) -> int:
    """Return the greatest certificate number of a year."""
    asked = select(Grade.certificate_no).where(
        Grade.certificate_no.startswith(stem, autoescape=True)
    )
    numbers = (no.removeprefix(stem).removesuffix("号") for no in session.scalars(asked))
    return max((int(n) for n in numbers if n.isdecimal() and n.isascii()), default=0)


def issuer() -> str:
    """Return the name of the office that gives the certificates; empty where there is none."""
    asked = (
        select(Unit.name)
        .join(RoleGrant, RoleGrant.scope_id == Unit.id)
        .where(RoleGrant.role == Role.CIVIL_AFFAIRS)
        .order_by(Unit.sort, Unit.name)
    )
    return session.scalar(asked.limit(1)) or ""


# --- the published results ------------------------------------------------------------------


def listed(asked: Search, *, page: int | None = 1) -> tuple[Sequence[Grade], int]:
    """Return a page of results and how many there are (None: all of them)."""
    chosen = _filtered(asked)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(contains_eager(Grade.organization)).order_by(*_order(asked.sort))
    if page is not None:
        rows = rows.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total


def years(on: date) -> list[tuple[int, int]]:
    """Return the years with results and how many each has, the newest first."""
    found: dict[int, int] = {}
    asked = select(Grade.awarded_on, func.count()).where(Grade.awarded_on <= on)
    for day, count in session.execute(asked.group_by(Grade.awarded_on)):
        found[day.year] = found.get(day.year, 0) + count
    return sorted(found.items(), reverse=True)


def _filtered(asked: Search) -> Select[Any]:
    chosen = select(Grade).join(Grade.organization).where(Grade.awarded_on <= asked.on)
    if asked.words:
        chosen = chosen.where(
            or_(
                organizations.matching(asked.words),
                Grade.certificate_no.contains(asked.words, autoescape=True),
            )
        )
    if asked.year:
        first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
        chosen = chosen.where(Grade.awarded_on.between(first, last))
    if asked.level:
        chosen = chosen.where(Grade.level == asked.level)
    if asked.type:
        chosen = chosen.where(Organization.type == asked.type)
    ended = and_(Grade.cancelled_on.is_not(None), Grade.cancelled_on <= asked.on)
    if asked.standing == IN_FORCE:
        counting = organizations.grades_on(asked.on)
        chosen = chosen.join(
            counting,
            and_(
                counting.c.organization_id == Grade.organization_id,
                counting.c.grade_id == Grade.id,
            ),
        )
    elif asked.standing == LAPSED:
        chosen = chosen.where(Grade.valid_until < asked.on, ~ended)
    elif asked.standing == CANCELLED:
        chosen = chosen.where(ended)
    return chosen


def _order(sort: str) -> tuple[Any, ...]:
    columns: dict[str, Any] = {
        "awarded": Grade.awarded_on,
        "level": Grade.level,
        "until": Grade.valid_until,
        "name": Organization.pinyin,
    }
    column = columns.get(sort.removeprefix("-"), Grade.awarded_on)
    first = column.desc() if sort.startswith("-") else column.asc()
    return (first, Organization.pinyin, Grade.certificate_no, Grade.id)


# --- decisions and reminders ----------------------------------------------------------------


def decisions_of(organization_id: UUID) -> Sequence[GradeDecision]:
    """Return what was decided about the grades of an organization, the oldest first."""
    asked = select(GradeDecision).where(GradeDecision.organization_id == organization_id)
    whole = (joinedload(GradeDecision.grade), joinedload(GradeDecision.new_grade))
    return session.scalars(
        asked.options(*whole).order_by(GradeDecision.decided_on, GradeDecision.decided_at)
    ).all()


def ending(on: date, within: int) -> Sequence[Grade]:
    """Return the grades whose end is at most `within` days away, before or behind."""
    near = timedelta(days=within)
    asked = (
        select(Grade)
        .where(
            Grade.valid_until.between(on - near, on + near),
            or_(Grade.cancelled_on.is_(None), Grade.cancelled_on > on),
        )
        .options(joinedload(Grade.organization).selectinload(Organization.grades))
        .order_by(Grade.valid_until, Grade.certificate_no)
    )
    return session.scalars(asked).all()


def told(grade_ids: Collection[UUID]) -> dict[UUID, set[int]]:
    """Return which reminders were sent, in one question."""
    found: dict[UUID, set[int]] = {}
    asked = select(GradeReminder.grade_id, GradeReminder.days)
    for grade_id, days in session.execute(asked.where(GradeReminder.grade_id.in_(grade_ids))):
        found.setdefault(grade_id, set()).add(days)
    return found
