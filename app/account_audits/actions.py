"""Every verb on financial audits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from app.account_audits import queries, rules
from app.account_audits.models import AccountAudit
from app.account_audits.states import LIFE, Opinion, Trigger
from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, RefusedError, refuse_if
from app.law import Track
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.permissions import SYSTEM, Actor

# Which article asks for an audit; the others are the bureau's own decision.
ASKED_BY = {Trigger.REPRESENTATIVE: "SOC/27"}


def order(
    organization: Organization,
    trigger: Trigger,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    cause: str | None = None,
) -> AccountAudit:
    """Order an audit; of one cause there is one.

    :law: HOUSE/A111
    """
    if not reason.strip():
        raise RefusedError([Finding("audit-reason", field="reason")])
    key = cause or str(uuid4())
    if queries.by_cause(key) is not None:
        raise RefusedError([Finding("audit-ordered")])
    days = lawbook.law_on(local_date(now), Track.SUB).account_audit_days
    made = AccountAudit(
        id=uuid4(),
        organization=organization,
        trigger=trigger,
        cause=key,
        reason=reason.strip(),
        due_on=local_date(now) + timedelta(days=days),
        ordered_at=now,
    )
    session.add(made)
    law = ASKED_BY.get(trigger, "HOUSE/A111")
    detail = {"kind": trigger.value, "day": made.due_on}
    audit.note("account_audit", "order", made, by=by, now=now, law=law, detail=detail)
    told = [*people.people_of(organization.id), *deciders()]
    said = {"organization": organization.name, "day": made.due_on.isoformat()}
    link = f"/account-audits/{made.id}"
    notices.tell(told, "audit-ordered", now=now, link=link, detail=said)
    return made


def daily(*, now: datetime) -> int:
    """Order an audit for every new legal representative; done twice it orders nothing more.

    :law: SOC/27
    """
    found = queries.new_representatives()
    for change in found:
        reason = f"{change.before or '—'} → {change.after or '—'} {change.on.isoformat()}"
        order(
            change.organization,
            Trigger.REPRESENTATIVE,
            reason,
            by=SYSTEM,
            now=now,
            cause=str(change.id),
        )
    return len(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the auditor reports."""

    auditor: str
    opinion: Opinion
    faults: str = ""
    rectify_by: date | None = None
    fee: Decimal | None = None
    file_id: UUID | None = None


def report(audited: AccountAudit, said: Report, *, by: Actor, now: datetime) -> None:
    """Record the report; with faults the organization puts them right by a day."""
    refuse_if(
        rules.report_findings(
            opinion=said.opinion,
            faults=said.faults,
            rectify_by=said.rectify_by,
            today=local_date(now),
        )
    )
    clean = said.opinion is Opinion.CLEAN
    audited.auditor, audited.opinion = said.auditor.strip(), said.opinion
    audited.faults, audited.fee, audited.file_id = said.faults.strip(), said.fee, said.file_id
    audited.rectify_by = None if clean else said.rectify_by
    audited.reported_at = now
    if clean:
        audited.closed_at = now
    step = "report" if clean else "report_faults"
    LIFE.take(step, audited, by=by, now=now, detail={"value": said.opinion.value})
    detail = {"organization": audited.organization.name, "day": str(audited.rectify_by or "—")}
    link, told = f"/account-audits/{audited.id}", people.people_of(audited.organization_id)
    notices.tell(told, "audit-reported", now=now, link=link, detail=detail)


def close(audited: AccountAudit, proof: str, *, by: Actor, now: datetime) -> None:
    """Close an audit whose faults are put right; say how it was seen."""
    if not proof.strip():
        raise RefusedError([Finding("audit-proof", field="text")])
    audited.rectified, audited.closed_at = proof.strip(), now
    LIFE.take("close", audited, by=by, now=now, detail={"note": audited.rectified})


def cancel(audited: AccountAudit, reason: str, *, by: Actor, now: datetime) -> None:
    """Call an audit off, with a reason."""
    if not reason.strip():
        raise RefusedError([Finding("audit-proof", field="text")])
    audited.rectified, audited.closed_at = reason.strip(), now
    LIFE.take("cancel", audited, by=by, now=now, detail={"reason": audited.rectified})
