"""Every verb on a profile. Nothing else changes a fact of the register without its history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, RefusedError, refuse_if
from app.notices import actions as notices
from app.organizations.models import Organization
from app.organizations.rules import people_findings, pinyin
from app.permissions import Actor
from app.profiles import queries, rules
from app.profiles.labels import FACTS as WORDS
from app.profiles.models import FieldChange, TaxStatus
from app.profiles.rules import Kept, TaxKind

OWN = rules.kept_by(Kept.ORGANIZATION)
REGISTRAR_S = rules.kept_by(Kept.REGISTRAR)


def edit(
    organization: Organization, facts: Mapping[str, Any], *, by: Actor, now: datetime
) -> list[str]:
    """Change what the organization keeps itself; return the names of what changed."""
    after = {name: facts.get(name, getattr(organization, name)) for name in OWN}
    refuse_if(
        people_findings(
            staff=after["staff"],
            full_time_staff=after["full_time_staff"],
            certified_social_workers=after["certified_social_workers"],
        )
    )
    changed = differing(organization, after)
    if changed:
        write(organization, after, on=local_date(now), source="", by=by, now=now)
        detail = {name: list(values) for name, values in changed.items()}
        audit.note("organization", "edit", organization, by=by, now=now, detail=detail)
    return list(changed)


def amend(
    organization: Organization,
    facts: Mapping[str, Any],
    *,
    on: date,
    source: str,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
) -> list[str]:
    """Change what the registrar keeps, from a day on and by a document; return what changed.

    :law: SOC/27
    """
    after = {name: facts.get(name, getattr(organization, name)) for name in REGISTRAR_S}
    changed = differing(organization, after)
    if not changed:
        return []
    earlier = queries.changes(organization.id, changed)
    refuse_if(rules.day_findings(changed, earlier, on=on, today=local_date(now)))
    if not source.strip():
        raise RefusedError([Finding("source-missing", field="source")])
    write(organization, after, on=on, source=source.strip(), by=by, now=now, file_id=file_id)
    if "short_name" in changed:
        organization.pinyin = pinyin(organization.short_name)
    detail = {name: list(values) for name, values in changed.items()} | {
        "day": on,
        "source": source.strip(),
    }
    audit.note("organization", "amend", organization, by=by, now=now, detail=detail)
    told = {
        "organization": organization.name,
        "facts": "、".join(str(WORDS[name]) for name in changed),
        "day": on.isoformat(),
    }
    link = f"/organizations/{organization.id}/history"
    notices.tell(
        people.people_of(organization.id), "profile-amended", now=now, link=link, detail=told
    )
    return list(changed)


def differing(organization: Organization, after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return which facts of the table would change, each with before and after in plain form."""
    found = {}
    for name, value in after.items():
        pair = (rules.plain(getattr(organization, name)), rules.plain(value))
        if name in rules.BY_NAME and pair[0] != pair[1]:
            found[name] = pair
    return found


def write(
    organization: Organization,
    after: Mapping[str, Any],
    *,
    on: date,
    source: str,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
) -> None:
    """Set facts of the table, and keep what they were."""
    changed = differing(organization, after)
    keep(organization, changed, on=on, source=source, by=by, now=now, file_id=file_id)
    for name in changed:
        setattr(organization, name, after[name])


def keep(
    organization: Organization,
    changed: Mapping[str, tuple[Any, Any]],
    *,
    on: date,
    source: str,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
) -> None:
    """Keep what facts were before they become others."""
    for name, (before, after) in changed.items():
        session.add(
            FieldChange(
                organization=organization,
                field=name,
                before=before,
                after=after,
                on=on,
                recorded_at=now,
                recorded_by=by.name,
                source=source,
                file_id=file_id,
            )
        )


def record_tax_status(
    organization: Organization,
    kind: TaxKind,
    *,
    document_no: str,
    valid_from: date,
    valid_until: date,
    by: Actor,
    now: datetime,
) -> TaxStatus:
    """Enter a tax qualification with the document that grants it and the days it holds."""
    refuse_if(rules.tax_findings(valid_from, valid_until))
    known = queries.tax_statuses(organization.id)
    if any(t.kind is kind and t.valid_from == valid_from for t in known):
        raise RefusedError([Finding("tax-status-known", field="valid_from")])
    made = TaxStatus(
        organization=organization,
        kind=kind,
        document_no=document_no.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=now,
    )
    session.add(made)
    detail = {
        "kind": kind.value,
        "document": made.document_no,
        "from": valid_from,
        "until": valid_until,
    }
    audit.note("organization", "tax", organization, by=by, now=now, detail=detail)
    return made
