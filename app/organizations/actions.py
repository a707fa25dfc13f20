"""Every verb around an organization: who acts for it."""

from datetime import datetime
from uuid import UUID

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import Person
from app.audit import actions as audit
from app.db import session
from app.errors import Finding, RefusedError, refuse_if
from app.notices import actions as notices
from app.organizations import queries
from app.organizations.models import Claim, Organization
from app.organizations.states import CLAIM, ClaimState
from app.permissions import Actor, Role

CLAIMS_URL = "/organizations/claims/"


# --- who acts for it


def claim(
    organization: Organization,
    person: Person,
    *,
    statement: str,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
) -> Claim:
    """Ask to act for an organization; the bureau decides.

    The first one becomes its administrator; later ones work for it.
    """
    refuse_if(_claim_findings(organization, person))
    made = Claim(
        organization=organization,
        person_id=person.id,
        role=Role.ORG_USER
        if people.people_with(Role.ORG_ADMIN, organization.id)
        else Role.ORG_ADMIN,
        statement=statement,
        file_id=file_id,
        sent_at=now,
    )
    session.add(made)
    audit.note("claim", "send", made, by=by, now=now, detail={"person": person.name})
    detail = {"person": person.name, "organization": organization.name}
    notices.tell(deciders(), "claim-sent", now=now, link=f"{CLAIMS_URL}{made.id}", detail=detail)
    return made


def _claim_findings(organization: Organization, person: Person) -> list[Finding]:
    if any(g.scope_id == organization.id and g.role in queries.ORG_ROLES for g in person.grants):
        return [Finding("claim-held")]
    open_ones = (c for c in queries.claims_of(person.id) if c.state is ClaimState.SENT)
    if any(c.organization_id == organization.id for c in open_ones):
        return [Finding("claim-open")]
    return []


def deciders() -> list[UUID]:
    """Return who decides on claims and on the directory."""
    held = (*people.people_with(Role.CIVIL_AFFAIRS), *people.people_with(Role.REGISTRAR))
    return list(dict.fromkeys(held))


def confirm(claimed: Claim, *, by: Actor, now: datetime) -> None:
    """Let the person act for the organization from now on."""
    person, organization = people.person(claimed.person_id), claimed.organization
    detail = {"person": person.name, "role": claimed.role}
    CLAIM.take("confirm", claimed, by=by, now=now, detail=detail)
    claimed.decided_at, claimed.decided_by = now, by.id
    place = (organization.id, organization.short_name)
    accounts.give_role(person, Role(claimed.role), place=place, now=now)
    _tell_claimant(claimed, "claim-confirmed", f"/organizations/{organization.id}/own", now)


def refuse(claimed: Claim, reason: str, *, by: Actor, now: datetime) -> None:
    """Refuse a claim; the person reads why."""
    if not reason.strip():
        raise RefusedError([Finding("reason-missing", field="reason")])
    claimed.reason = reason.strip()
    detail = {"person": people.person(claimed.person_id).name, "reason": claimed.reason}
    CLAIM.take("refuse", claimed, by=by, now=now, detail=detail)
    claimed.decided_at, claimed.decided_by = now, by.id
    _tell_claimant(claimed, "claim-refused", "/organizations/claim", now)


def _tell_claimant(claimed: Claim, code: str, link: str, now: datetime) -> None:
    detail = {"organization": claimed.organization.name, "reason": claimed.reason}
    notices.tell([claimed.person_id], code, now=now, link=link, detail=detail)
