"""Reads of annual reports: one, those of an organization, the list of a year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts import queries as people
from app.annual_reports.states import WAITING
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.law import Law, Track, load
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.models import AnnualReport, Organization
from app.organizations.rules import last_due_year, report_due_on, report_on
from app.organizations.states import ReportState, Standing
from app.permissions import Role

BY_NAME, BY_DAY = "name", "day"
SORTS = (BY_NAME, BY_DAY)


def law_of(on: date) -> Law:
    """Return the rules of a day; before the first known ones those."""
    return lawbook.law_on(max(on, load().first_day), Track.SUB)


def get(report_id: UUID) -> AnnualReport:
    """Return one report with its organization and filings, or raise NotFoundError."""
    found = session.scalar(
        select(AnnualReport)
        .where(AnnualReport.id == report_id)
        .options(
            joinedload(AnnualReport.organization).joinedload(Organization.supervisor),
            selectinload(AnnualReport.filings),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def of_year(organization_id: UUID, year: int) -> AnnualReport | None:
    """Return the report of an organization about a year."""
    return session.scalar(
        select(AnnualReport).where(
            AnnualReport.organization_id == organization_id, AnnualReport.year == year
        )
    )


def lookers(report: AnnualReport) -> list[UUID]:
    """Return who looks at a report for the supervisor unit."""
    supervisor = report.organization.supervisor_id
    return people.people_with(Role.SUPERVISOR_UNIT, supervisor) if supervisor else []


def waiting(
    state: ReportState, supervisors: Collection[UUID] | None = None
) -> Sequence[AnnualReport]:
    """Return the reports in a state, the oldest first; of some supervisors if they are named."""
    asked = (
        select(AnnualReport)
        .join(AnnualReport.organization)
        .where(AnnualReport.state == state)
        .options(joinedload(AnnualReport.organization))
        .order_by(AnnualReport.filed_on, AnnualReport.id)
    )
    if supervisors is not None:
        asked = asked.where(Organization.supervisor_id.in_(list(supervisors)))
    return session.scalars(asked).all()


def open_of(organization_ids: Collection[UUID]) -> Sequence[AnnualReport]:
    """Return the reports of some organizations that were returned to be corrected."""
    if not organization_ids:
        return ()
    return session.scalars(
        select(AnnualReport)
        .where(
            AnnualReport.organization_id.in_(list(organization_ids)),
            AnnualReport.state == ReportState.RETURNED,
        )
        .options(joinedload(AnnualReport.organization))
    ).all()


def missing(year: int, on: date) -> Sequence[Organization]:
    """Return the organizations that owe a report about `year` and have not filed it by `on`."""
    filed = (
        select(AnnualReport.organization_id)
        .where(AnnualReport.year == year, AnnualReport.filed_on <= on)
        .scalar_subquery()
    )
    return session.scalars(
        select(Organization)
        .where(_owes(year), Organization.id.not_in(filed))
        .order_by(Organization.pinyin, Organization.id)
    ).all()


def _owes(year: int) -> ColumnElement[bool]:
    return and_(Organization.uscc.is_not(None), extract("year", Organization.registered_on) <= year)


# --- the list of a year


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the list of a year; `supervisors`: only theirs."""

    year: int
    on: date
    words: str = ""
    standing: str = ""
    waiting: bool = False
    supervisors: frozenset[UUID] | None = None
    sort: str = BY_NAME


@dataclass(frozen=True, slots=True)
class Row:
    """An organization that owes a report of the year, with the report if there is one."""

    organization: Organization
    report: AnnualReport | None
    standing: Standing


def listed(asked: Asked, page: int | None = None) -> tuple[list[Row], int]:
    """Return a page of the list, and how many rows there are in all; two questions."""
    chosen = _chosen(asked)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.add_columns(AnnualReport).order_by(*_order(asked.sort))
    if page is not None:
        rows = rows.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    law = law_of(asked.on)
    return [
        Row(who, report, standing_of(who, report, asked.year, asked.on, law))
        for who, report in session.execute(rows)
    ], total


def standing_of(
    who: Organization, report: AnnualReport | None, year: int, on: date, law: Law
) -> Standing:
    """Return how the report of one organization stands on a day."""
    reports = () if report is None else (report,)
    return report_on(reports, year, law, registered_on=who.registered_on, on=on)


def _chosen(asked: Asked) -> Select[Organization]:
    about = and_(AnnualReport.organization_id == Organization.id, AnnualReport.year == asked.year)
    chosen = select(Organization).outerjoin(AnnualReport, about).where(_owes(asked.year))
    if asked.words:
        chosen = chosen.where(organizations.matching(asked.words))
    if asked.supervisors is not None:
        chosen = chosen.where(Organization.supervisor_id.in_(list(asked.supervisors)))
    if asked.waiting:
        chosen = chosen.where(AnnualReport.state.in_(WAITING))
    if asked.standing:
        chosen = chosen.where(_stands(asked))
    return chosen


def _stands(asked: Asked) -> ColumnElement[bool]:
    law = law_of(asked.on)
    due = report_due_on(asked.year, law)
    filed = and_(AnnualReport.filed_on.is_not(None), AnnualReport.filed_on <= asked.on)
    absent = or_(AnnualReport.filed_on.is_(None), AnnualReport.filed_on > asked.on)
    over = due < asked.on and asked.year >= law.report_first_year
    if asked.standing == Standing.ON_TIME:
        return and_(filed, AnnualReport.filed_on <= due)
    if asked.standing == Standing.LATE:
        return and_(filed, AnnualReport.filed_on > due)
    wanted = Standing.MISSING if over else Standing.NOT_DUE
    return and_(absent, func.coalesce(asked.standing == wanted, False))


def _order(sort: str) -> tuple[SQLColumnExpression[Any], ...]:
    column: SQLColumnExpression[Any] = Organization.pinyin
    if sort.removeprefix("-") == BY_DAY:
        column = AnnualReport.filed_on
    first = column.desc() if sort.startswith("-") else column.asc()
    return (first, Organization.pinyin, Organization.id)


def counts(year: int, on: date, supervisors: frozenset[UUID] | None = None) -> dict[Standing, int]:
    """Return how many reports of a year stand how on a day, in two questions."""
    asked = Asked(year=year, on=on, supervisors=supervisors)
    chosen = _chosen(asked).with_only_columns(Organization.registered_on, AnnualReport.filed_on)
    law, found = law_of(on), dict.fromkeys(Standing, 0)
    for registered_on, filed_on in session.execute(chosen):
        reports = (_Filed(year, filed_on),)
        found[report_on(reports, year, law, registered_on=registered_on, on=on)] += 1
    return found


@dataclass(frozen=True, slots=True)
class _Filed:
    year: int
    filed_on: date | None


def years(on: date) -> list[int]:
    """Return the years that can be chosen: from the first one that counts to the last one over."""
    law = law_of(on)
    first = min(law.report_first_year, last_due_year(on, law))
    return list(range(on.year - 1, first - 1, -1))
