"""Reads of track records."""

from collections.abc import Collection
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.db import session
from app.law import Track
from app.lawbook import queries as lawbook
from app.track_records.models import TrackRecord


def of(organization_id: UUID, until: date) -> list[TrackRecord]:
    """Return what an organization had performed by a day (that day included), newest first."""
    return list(
        session.scalars(
            select(TrackRecord)
            .where(TrackRecord.organization_id == organization_id, TrackRecord.ends_on <= until)
            .order_by(TrackRecord.ends_on.desc(), TrackRecord.id)
        )
    )


def of_many(organization_ids: Collection[UUID], until: date) -> dict[UUID, list[TrackRecord]]:
    """Return the same for many organizations, in one question."""
    found: dict[UUID, list[TrackRecord]] = {i: [] for i in organization_ids}
    rows = session.scalars(
        select(TrackRecord)
        .where(TrackRecord.organization_id.in_(list(organization_ids)))
        .where(TrackRecord.ends_on <= until)
        .order_by(TrackRecord.ends_on.desc(), TrackRecord.id)
    )
    for row in rows:
        found[row.organization_id].append(row)
    return found


def district_mean(on: date) -> Decimal:
    """Return the mean of all scores of contracts that ended by a day; the parameter without any.

    Four places, as in scoring.track_record; whole hundredths are summed in the database.
    """
    cents = TrackRecord.score_cents
    asked = select(func.count(), func.sum(cents)).where(TrackRecord.ends_on <= on)
    count, total = session.execute(asked).one()
    if count:
        mean = Decimal(int(total)) / count / 100
    else:
        mean = lawbook.law_on(on, Track.SUB).track_record_start
    return mean.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def scores(on: date) -> dict[UUID, list[Decimal]]:
    """Return the scores by organization, by a day: what scoring.track_record.district takes."""
    rows = session.execute(
        select(TrackRecord.organization_id, TrackRecord.score_cents)
        .where(TrackRecord.ends_on <= on)
        .order_by(TrackRecord.organization_id, TrackRecord.ends_on, TrackRecord.id)
    )
    found: dict[UUID, list[Decimal]] = {}
    for organization_id, cents in rows:
        found.setdefault(organization_id, []).append(Decimal(cents) / 100)
    return found
