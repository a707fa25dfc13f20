"""Reads of schemes."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.db import session
from app.errors import NotFoundError
from app.indicators.models import Scheme
from app.indicators.states import SchemeState
from app.organizations.states import OrganizationType

SHOWN = (SchemeState.PUBLISHED, SchemeState.RETIRED)


def get(scheme_id: UUID) -> Scheme:
    """Return one scheme or raise NotFoundError."""
    found = session.get(Scheme, scheme_id)
    if found is None:
        raise NotFoundError
    return found


def locked(scheme: Scheme) -> Scheme:
    """Return a scheme with its row locked, read anew."""
    asked = select(Scheme).where(Scheme.id == scheme.id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


def listed(
    states: Collection[SchemeState],
    *,
    type_: OrganizationType | None = None,
    year: int | None = None,
) -> Sequence[Scheme]:
    """Return the schemes in some states, the newest year first."""
    asked = select(Scheme).where(Scheme.state.in_(list(states)))
    if type_ is not None:
        asked = asked.where(Scheme.type == type_)
    if year is not None:
        asked = asked.where(Scheme.year == year)
    return session.scalars(
        asked.order_by(Scheme.year.desc(), Scheme.type, Scheme.version.desc())
    ).all()


def years(states: Collection[SchemeState]) -> list[int]:
    """Return the years that have schemes, the newest first."""
    asked = select(Scheme.year).where(Scheme.state.in_(list(states))).distinct()
    return sorted(session.scalars(asked), reverse=True)


def next_version(type_: OrganizationType, year: int) -> int:
    """Return the number of the next version of a type and year."""
    last = select(func.max(Scheme.version)).where(Scheme.type == type_, Scheme.year == year)
    return (session.scalar(last) or 0) + 1


def published() -> Sequence[Scheme]:
    """Return the schemes that a round may use, the newest first."""
    return listed((SchemeState.PUBLISHED,))
