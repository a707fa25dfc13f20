"""Reads of the register."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.db import session
from app.errors import NotFoundError
from app.organizations.models import Claim, Grade, Organization
from app.organizations.rules import LEVELS, code_of
from app.organizations.states import ClaimState, OrganizationType
from app.permissions import Actor, Role

NO_GRADE = "none"
BY_NAME, BY_GRADE = "name", "grade"
ORG_ROLES = (Role.ORG_ADMIN, Role.ORG_USER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the register; empty means all."""

    words: str = ""
    field: str = ""
    street_id: UUID | None = None
    type: OrganizationType | None = None
    grade: str = ""  # 5A..1A, "none", or "3A+" for that and above
    registered: bool | None = None
    sort: str = BY_NAME
    descending: bool = False
    more: tuple[ColumnElement[bool], ...] = ()  # asked by other capabilities (filters.py)


@dataclass(frozen=True, slots=True)
class Row:
    """An organization in a list, with the grade of the day."""

    organization: Organization
    level: str | None


def get(organization_id: UUID) -> Organization:
    """Return one organization or raise NotFoundError."""
    found = session.get(Organization, organization_id)
    if found is None:
        raise NotFoundError
    return found


def whole(organization_id: UUID) -> Organization:
    """Return one organization with all that its page shows, or raise NotFoundError."""
    found = session.scalar(
        select(Organization)
        .where(Organization.id == organization_id)
        .options(
            joinedload(Organization.street),
            joinedload(Organization.community),
            joinedload(Organization.supervisor),
            joinedload(Organization.industry_regulator),
            selectinload(Organization.grades),
            selectinload(Organization.credit_events),
            selectinload(Organization.annual_reports),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def by_uscc(code: str) -> Organization | None:
    """Return the registered organization with this credit code."""
    return session.scalar(select(Organization).where(Organization.uscc == code_of(code)))


def by_name(name: str) -> Organization | None:
    """Return the organization with exactly this full or short name, if there is only one."""
    plain = name.strip()
    asked = or_(Organization.name == plain, Organization.short_name == plain)
    found = session.scalars(select(Organization).where(asked).limit(2)).all()
    return found[0] if len(found) == 1 else None


def by_code(code: str) -> Organization | None:
    """Return an organization by its credit code, or by its filing number."""
    plain = code.strip()
    return session.scalar(
        select(Organization).where(
            or_(Organization.uscc == code_of(plain), Organization.filing_no == plain)
        )
    )


def named(words: str) -> Organization | None:
    """Return an organization by credit code, filing number or its whole name if only one has it."""
    found = by_code(words)
    if found is not None:
        return found
    same = select(Organization).where(Organization.name == words.strip()).limit(2)
    rows = session.scalars(same).all()
    return rows[0] if len(rows) == 1 else None


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Organization]:
    """Return organizations by id, in one question."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.scalars(select(Organization).where(Organization.id.in_(wanted)))
    return {row.id: row for row in rows}


def by_codes(codes: Collection[str]) -> dict[str, Organization]:
    """Return organizations by credit code and by filing number."""
    found: dict[str, Organization] = {}
    wanted = list(codes)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        asked = or_(Organization.uscc.in_(part), Organization.filing_no.in_(part))
        for row in session.scalars(select(Organization).where(asked)):
            found.update({key: row for key in (row.uscc, row.filing_no) if key})
    return found


def everything() -> Sequence[Organization]:
    """Return the whole register with grades, credit and reports, in four questions."""
    return session.scalars(
        select(Organization)
        .options(
            selectinload(Organization.grades),
            selectinload(Organization.credit_events),
            selectinload(Organization.annual_reports),
        )
        .order_by(Organization.pinyin, Organization.id)
    ).all()


def mine(actor: Actor) -> list[Organization]:
    """Return the organizations that the actor acts for, by name."""
    places = actor.places(*ORG_ROLES)
    if not places:
        return []
    asked = select(Organization).where(Organization.id.in_(places)).order_by(Organization.pinyin)
    return list(session.scalars(asked))


# --- searching ------------------------------------------------------------------------


def search(
    asked: Search, *, on: date, limit: int | None = None, offset: int = 0
) -> tuple[list[Row], int]:
    """Return a page of the register as of a day, and how many rows there are in all.

    Two questions, however many rows.
    """
    grades = grades_on(on)
    chosen = _chosen(asked, grades)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.execute(
        chosen.add_columns(grades.c.level)
        .options(joinedload(Organization.street))
        .order_by(*order(asked, grades))
        .limit(limit)
        .offset(offset)
    )
    return [Row(organization, level) for organization, level in rows], total


def grades_on(day: date) -> Subquery:
    """Return (organization_id, level, grade_id) of the grades that count on `day`.

    It is rules.grade_at in SQL.
    """
    # Asked for each organization by its index: a joined list of all grades is walked through
    # again for every row by databases that keep no statistics of it.
    newer = aliased(Grade)
    by = (newer.awarded_on.desc(), newer.level.desc(), newer.valid_until.desc(), newer.id)
    newest = (
        select(newer.id)
        .where(newer.organization_id == Grade.organization_id, newer.awarded_on <= day)
        .order_by(*by)
        .limit(1)
        .correlate(Grade)
        .scalar_subquery()
    )
    return (
        select(Grade.organization_id, Grade.level, Grade.id.label("grade_id"))
        .where(
            Grade.id == newest,
            Grade.valid_until >= day,
            or_(Grade.cancelled_on.is_(None), Grade.cancelled_on > day),
        )
        .subquery()
    )


def levels_on(day: date, ids: Collection[UUID] | None = None) -> dict[UUID, str]:
    """Return the grade of each organization that has one on `day`."""
    grades = grades_on(day)
    asked = select(grades.c.organization_id, grades.c.level)
    if ids is not None:
        asked = asked.where(grades.c.organization_id.in_(list(ids)))
    return dict(session.execute(asked).all())


def matching(words: str) -> ColumnElement[bool]:
    """Return the condition that every word occurs in name, code or pinyin."""
    return and_(True, *(_word(word) for word in words.split()))  # noqa: FBT003 -- no word asks for nothing


def in_field(key: str) -> ColumnElement[bool]:
    """Return the condition that a service field is among those of an organization."""
    # The keys are plain words in a JSON list, so looking for the quoted word is exact.
    return cast(Organization.fields, String).contains(f'"{key}"', autoescape=True)


def of_grade(asked: str, grades: Subquery) -> ColumnElement[bool]:
    """Return the condition for a grade of the day: 4A, none, or 3A+ for that and above."""
    if asked == NO_GRADE:
        return grades.c.level.is_(None)
    if asked.endswith("+"):
        return grades.c.level.in_([level for level in LEVELS if level >= asked[:-1]])
    return grades.c.level == asked


def _chosen(asked: Search, grades: Subquery) -> Select[Organization]:
    chosen = select(Organization).outerjoin(grades, grades.c.organization_id == Organization.id)
    if asked.words:
        chosen = chosen.where(matching(asked.words))
    if asked.field:
        chosen = chosen.where(in_field(asked.field))
    if asked.street_id:
        chosen = chosen.where(Organization.street_id == asked.street_id)
    if asked.type:
        chosen = chosen.where(Organization.type == asked.type)
    if asked.registered is not None:
        has_code = Organization.uscc.is_not(None)
        chosen = chosen.where(has_code if asked.registered else ~has_code)
    if asked.grade:
        chosen = chosen.where(of_grade(asked.grade, grades))
    return chosen.where(*asked.more)


def order(asked: Search, grades: Subquery) -> tuple[SQLColumnExpression[Any], ...]:
    """Return by what a list is sorted: the sound of the name, or the grade of the day.

    The best grade comes first (or last, the other way round); without one is always last.
    """
    name: SQLColumnExpression[Any] = Organization.pinyin
    if asked.sort == BY_GRADE:
        level = grades.c.level.asc() if asked.descending else grades.c.level.desc()
        return (case((grades.c.level.is_(None), 1), else_=0), level, name, Organization.id)
    return (name.desc() if asked.descending else name, Organization.id)


def _word(word: str) -> ColumnElement[bool]:
    plain = word.lower()
    columns = [Organization.name.contains(word, autoescape=True),
               Organization.short_name.contains(word, autoescape=True),
               Organization.uscc.startswith(code_of(word), autoescape=True),
               Organization.filing_no.contains(word, autoescape=True)]  # fmt: skip
    if plain.isascii() and plain.isalpha():
        columns.append(Organization.pinyin.contains(plain, autoescape=True))
    return or_(*columns)


# --- claims ---------------------------------------------------------------------------


def claim(claim_id: UUID) -> Claim:
    """Return one claim or raise NotFoundError."""
    found = session.get(Claim, claim_id)
    if found is None:
        raise NotFoundError
    return found


def open_claims() -> Sequence[Claim]:
    """Return the claims that wait for the bureau, the oldest first."""
    return session.scalars(
        select(Claim)
        .where(Claim.state == ClaimState.SENT)
        .options(joinedload(Claim.organization))
        .order_by(Claim.sent_at)
    ).all()


def claims_of(person_id: UUID) -> Sequence[Claim]:
    """Return what a person has claimed, the newest first."""
    return session.scalars(
        select(Claim)
        .where(Claim.person_id == person_id)
        .options(joinedload(Claim.organization))
        .order_by(Claim.sent_at.desc())
    ).all()
