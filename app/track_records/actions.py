"""Recording what was performed, and how well."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from app.audit import actions as audit
from app.db import session
from app.errors import refuse_if
from app.organizations.models import Organization
from app.permissions import Actor
from app.track_records.models import TrackRecord
from app.track_records.rules import record_findings


def add(
    organization: Organization,
    *,
    title: str,
    buyer: str,
    content: str,
    fields: list[str],
    amount: Decimal,
    starts_on: date,
    ends_on: date,
    score: Decimal,
    evidence: str,
    by: Actor,
    now: datetime,
    contract_id: UUID | None = None,
    imported: bool = False,
) -> TrackRecord:
    """Record one performed contract: it counts in the next ranking of the organization."""
    refuse_if(record_findings(starts_on=starts_on, ends_on=ends_on, score=score, amount=amount))
    record = TrackRecord(
        organization_id=organization.id,
        contract_id=contract_id,
        title=title,
        buyer=buyer,
        content=content,
        fields=fields,
        amount=amount,
        starts_on=starts_on,
        ends_on=ends_on,
        score_cents=cents(score),
        evidence=evidence,
        imported=imported,
        recorded_at=now,
    )
    session.add(record)
    detail = {"organization": organization.name, "score": score, "imported": imported}
    audit.note("track_record", "add", record, by=by, now=now, law="HOUSE/R-SCO-17", detail=detail)
    return record


def cents(score: Decimal) -> int:
    """Return a score of 0 to 100 points in whole hundredths."""
    return int((score * 100).quantize(Decimal(1), ROUND_HALF_UP))
