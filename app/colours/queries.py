"""Reads of colours: of one organization, of many, and as a condition for lists."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, extract, false, func, literal, or_, select

from app.colours import rules
from app.colours.states import Colour, Sign
from app.db import session
from app.law import Law, Track, add_years, load
from app.lawbook import queries as lawbook
from app.organizations.models import AnnualReport, CreditEvent, Organization
from app.organizations.rules import last_due_year, report_due_on
from app.organizations.states import CreditKind


def law_of(on: date) -> Law:
    """Return the rules of a day; before the first known ones those."""
    return lawbook.law_on(max(on, load().first_day), Track.SUB)


def facts_of(organization: Organization) -> rules.Facts:
    """Return what the rules ask of an organization (load it whole)."""
    return rules.Facts(
        registered=organization.registered,
        registered_on=organization.registered_on,
        credit=tuple(organization.credit_events),
        reports=tuple(organization.annual_reports),
    )


def seen(organization: Organization, on: date) -> list[rules.Seen]:
    """Return the signs of one organization on a day."""
    return rules.seen(facts_of(organization), law_of(on), on=on)


def colours_on(on: date, ids: Collection[UUID] | None = None) -> dict[UUID, Colour]:
    """Return the colour of each organization on a day, in one question."""
    asked = select(Organization.id, expression(on))
    if ids is not None:
        asked = asked.where(Organization.id.in_(list(ids)))
    return {key: Colour(value) for key, value in session.execute(asked)}


def counts(on: date) -> dict[Colour, int]:
    """Return how many organizations have which colour on a day."""
    value = expression(on).label("colour")
    rows = session.execute(select(value, func.count(Organization.id)).group_by(value)).all()
    found = {Colour(key): count for key, count in rows}
    return {colour: found.get(colour, 0) for colour in Colour}


def is_colour(asked: str, on: date) -> ColumnElement[bool]:
    """Return the condition that an organization has a colour on a day."""
    return expression(on) == asked


def expression(on: date) -> ColumnElement[str]:
    """Return the colour of a day as a column of the register; rules.colour in SQL."""
    law = law_of(on)
    signs = _signs(law, on)

    def any_of(colour: Colour) -> ColumnElement[bool]:
        made = [cond for sign, cond in signs.items() if rules.colour_of_sign(sign, law) is colour]
        return or_(false(), *made)

    order = (Colour.RED, Colour.YELLOW, Colour.BLUE)
    return case(
        *((any_of(colour), literal(colour.value)) for colour in order),
        else_=literal(Colour.GREEN.value),
    )


def _signs(law: Law, on: date) -> dict[Sign, ColumnElement[bool]]:
    e = CreditEvent
    stands = and_(e.decided_on <= on, or_(e.lifted_on.is_(None), e.lifted_on > on))
    since = add_years(on, -law.penalty_expires_y)
    lately = add_years(on, -law.colour_past_years)
    fresh = or_(e.expires_on >= on, and_(e.expires_on.is_(None), e.decided_on >= since))
    lists = e.kind.in_((CreditKind.ABNORMAL_LIST, CreditKind.SERIOUS_VIOLATION))
    return {
        Sign.SERIOUS: _event(e.kind == CreditKind.SERIOUS_VIOLATION, stands),
        Sign.ABNORMAL: _event(e.kind == CreditKind.ABNORMAL_LIST, stands),
        Sign.PENALTY: _event(e.kind == CreditKind.PENALTY, stands, fresh),
        Sign.INSPECTION: _event(e.kind == CreditKind.INSPECTION, stands),
        Sign.LIST_PAST: _event(lists, e.repaired.is_(False), e.lifted_on.between(lately, on)),
        **_report_signs(law, on),
    }


def _event(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(CreditEvent.organization_id == Organization.id, *conditions)


def _report_signs(law: Law, on: date) -> dict[Sign, ColumnElement[bool]]:
    year = last_due_year(on, law)
    due = report_due_on(year, law)
    about = and_(AnnualReport.organization_id == Organization.id, AnnualReport.year == year)
    filed = exists().where(about, AnnualReport.filed_on <= on)
    in_time = exists().where(about, AnnualReport.filed_on <= min(due, on))
    registered = Organization.uscc.is_not(None)
    owed = and_(registered, extract("year", Organization.registered_on) <= year)
    return {
        Sign.REPORT_MISSING: and_(owed, ~filed) if year >= law.report_first_year else false(),
        Sign.REPORT_LATE: and_(registered, filed, ~in_time),
    }
