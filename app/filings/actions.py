"""Every verb of filings: fill in, send, check, review, give the opinion; and what follows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import current_app

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import Person, Unit
from app.accounts.rules import OF_ORGANIZATIONS
from app.accounts.states import UnitKind
from app.audit import actions as audit
from app.clock import local_date
from app.db import gate, session
from app.documents import actions as documents
from app.errors import Finding, NotFoundError, RefusedError, WrongStateError, refuse_if
from app.filings import queries, rules
from app.filings.labels import DISSOLUTIONS, KINDS
from app.filings.models import (
    Dissolution,
    FiledStand,
    Filing,
    FilingOpinion,
    HostRelation,
    YearlyCheck,
)
from app.filings.states import (
    IN_HAND,
    LIFE,
    CheckVerdict,
    DissolutionKind,
    EndKind,
    FilingKind,
    FilingState,
    GroupKind,
)
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.organizations.rules import pinyin
from app.organizations.states import OrganizationType
from app.permissions import Actor, May, Role

_NUMBERS = UUID("3a3f6a52-53f2-4a55-9a51-2b5a6f6f0c11")
PURPOSE = "filing"
SHORT_NAME = 60
# What a set-up and a change put into the register: there and here.
FACTS = {
    "name": "name",
    "fields": "fields",
    "address": "address",
    "legal_representative": "person_in_charge",
    "phone": "phone",
    "scope": "activities",
}
PAPERS = {"charter": "charter_id", "member_list": "member_list_id"}


# --- filling in


def start(community: Unit, *, name: str, group_kind: GroupKind, by: Actor, now: datetime) -> Filing:
    """Begin to file a new organization; the community may do so for a group.

    :law: FIL/A128
    """
    if community.kind is not UnitKind.COMMUNITY or community.parent_id is None or by.id is None:
        raise NotFoundError
    filing = Filing(
        id=uuid4(),
        kind=FilingKind.SET_UP,
        state=FilingState.DRAFT,
        community=community,
        community_id=community.id,
        street_id=community.parent_id,
        applicant_id=by.id,
        on_behalf=by.may(May.FILING_CHECK, community),
        name=name.strip(),
        group_kind=group_kind,
        created_at=now,
        saved_at=now,
    )
    session.add(filing)
    audit.note("filing", "start", filing, by=by, now=now, law="FIL/A128")
    return filing


def start_for(held: FiledStand, kind: FilingKind, *, by: Actor, now: datetime) -> Filing:
    """Begin a change or the cancellation of a filed organization.

    :law: FIL/A134
    """
    organization = held.organization
    if by.id is None or kind is FilingKind.SET_UP:
        raise NotFoundError
    _still_filed(held, local_date(now))
    known = queries.open_of(organization.id)
    if known is not None and known.kind is kind and known.state in IN_HAND:
        return known
    if known is not None:
        detail = {"kind": str(KINDS[known.kind])}
        raise RefusedError([Finding("filing-open-already", law="FIL/A134", detail=detail)])
    filing = Filing(
        id=uuid4(),
        kind=kind,
        state=FilingState.DRAFT,
        organization=organization,
        organization_id=organization.id,
        community_id=held.community_id,
        street_id=held.street_id,
        applicant_id=by.id,
        on_behalf=by.may(May.FILING_CHECK, held),
        group_kind=held.group_kind,
        created_at=now,
        saved_at=now,
        **{mine: getattr(organization, theirs) for theirs, mine in FACTS.items()},
    )
    last = next((f for f in queries.of_organization(organization.id) if f.id != filing.id), None)
    if last is not None:
        filing.purpose, filing.members = last.purpose, last.members
        filing.charter_id, filing.member_list_id = last.charter_id, last.member_list_id
    session.add(filing)
    audit.note("filing", "start", filing, by=by, now=now, law="FIL/A134", detail={"kind": kind})
    return filing


def save(filing: Filing, part: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Keep what was typed on one page, complete or not."""
    _in_hand(filing)
    changed = [name for name, value in part.items() if getattr(filing, name) != value]
    for name in changed:
        setattr(filing, name, part[name])
    filing.saved_at = now
    if changed:
        audit.note("filing", "save", filing, by=by, now=now, detail={"fields": changed})


def attach(
    filing: Filing, paper: str, file: documents.Incoming, *, by: Actor, now: datetime
) -> None:
    """Take in the charter or the list of members (the list is personal: only the offices see it)."""
    _in_hand(filing)
    owners = [filing.applicant_id, filing.community_id, filing.street_id]
    held = documents.store(file, purpose=PURPOSE, owners=owners, by=by, now=now, field=paper)
    session.flush()
    setattr(filing, PAPERS[paper], held.id)
    filing.saved_at = now


def send(filing: Filing, *, by: Actor, now: datetime) -> None:
    """Send it to the community; what is prohibited or missing is refused here.

    :law: FIL/A128, FIL/A131, FIL/A135
    """
    refuse_if(queries.findings(filing, local_date(now)))
    LIFE.take("send", filing, by=by, now=now, detail={"kind": filing.kind})
    filing.sent_at = now
    told = people.people_with(Role.COMMUNITY, filing.community_id)
    _tell(told, "filing-sent", filing, now)


def withdraw(filing: Filing, *, by: Actor, now: datetime) -> None:
    """Take it back; nothing follows."""
    LIFE.take("withdraw", filing, by=by, now=now)
    filing.decided_at = now


# --- the offices


def check(filing: Filing, text: str, *, by: Actor, now: datetime) -> None:
    """Pass the community's first check.

    :law: FIL/A129
    """
    _opinion(filing, "check", text, filing.community.name, by=by, now=now)
    LIFE.take("check", filing, by=by, now=now, detail={"note": text})
    _tell(people.people_with(Role.STREET, filing.street_id), "filing-checked", filing, now)


def qualify(filing: Filing, text: str, *, by: Actor, now: datetime) -> None:
    """Pass the street's review; a strictly controlled kind goes to the bureau first.

    :law: FIL/A129, FIL/A136
    """
    on = local_date(now)
    found = queries.findings(filing, on)
    refuse_if(found)
    strict = any(f.law == "FIL/A136" for f in found)
    if strict and not filing.bureau_agreed:
        _opinion(filing, "escalate", text, filing.street.name, by=by, now=now)
        LIFE.take("escalate", filing, by=by, now=now, detail={"note": text})
        _tell(deciders(), "filing-escalated", filing, now)
        return
    _opinion(filing, "qualify", text, filing.street.name, by=by, now=now)
    LIFE.take("qualify", filing, by=by, now=now, detail={"note": text})


def agree(filing: Filing, text: str, *, office: str, by: Actor, now: datetime) -> None:
    """Let the street go on with a strictly controlled kind.

    :law: FIL/A136
    """
    _opinion(filing, "agree", text, office, by=by, now=now)
    LIFE.take("agree", filing, by=by, now=now, detail={"note": text})
    filing.bureau_agreed = True
    _tell(people.people_with(Role.STREET, filing.street_id), "filing-checked", filing, now)


def return_(filing: Filing, text: str, *, office: str, by: Actor, now: datetime) -> None:
    """Give it back to be corrected, saying what."""
    _opinion(filing, "return", text, office, by=by, now=now)
    LIFE.take("return", filing, by=by, now=now, detail={"reason": text})
    _tell_applicant(filing, "filing-returned", now, reason=text)


def refuse(filing: Filing, text: str, *, office: str, by: Actor, now: datetime) -> None:
    """Refuse it, saying why."""
    _opinion(filing, "refuse", text, office, by=by, now=now)
    LIFE.take("refuse", filing, by=by, now=now, detail={"reason": text})
    filing.decided_at = now
    _tell_applicant(filing, "filing-refused", now, reason=text)


def approve(
    filing: Filing,
    text: str,
    *,
    document: str,
    first_day: date,
    override: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Give the street's opinion that it is filed, with its paper and its first day.

    A set-up gets a filing number and its place in the register; a change writes the new
    facts; a cancellation ends the stand with `first_day` as the last.

    :law: FIL/A134
    """
    on = local_date(now)
    found = queries.findings(filing, on)
    refuse_if(found)
    refuse_if(rules.override(found, override))
    refuse_if(rules.said_why(document, "filing-document-missing", "document"))
    if first_day > on:
        raise RefusedError([Finding("filing-date-later", law="FIL/A134", field="first_day")])
    _opinion(filing, "approve", text, filing.street.name, by=by, now=now)
    filing.document, filing.first_day = document.strip(), first_day
    filing.override, filing.decided_at = override.strip(), now
    _BY_KIND[filing.kind](filing, by=by, now=now)
    detail = {"number": filing.number, "day": first_day, "reason": filing.override}
    LIFE.take("approve", filing, by=by, now=now, detail=detail)


def _set_up(filing: Filing, *, by: Actor, now: datetime) -> None:
    day = filing.first_day or local_date(now)
    filing.number = next_number(day.year)
    organization = Organization(
        id=uuid4(),
        short_name=filing.name[:SHORT_NAME],
        pinyin=pinyin(filing.name),
        type=OrganizationType.SOCIETY,
        category="社区社会组织",
        filing_no=filing.number,
        registered_on=day,
        street_id=filing.street_id,
        community_id=filing.community_id,
        supervisor_id=filing.community_id,
        created_at=now,
        **{theirs: getattr(filing, mine) for theirs, mine in FACTS.items()},
    )
    session.add(organization)
    session.flush()
    filing.organization_id, filing.organization = organization.id, organization
    session.add(
        FiledStand(
            organization_id=organization.id,
            group_kind=filing.group_kind,
            community_id=filing.community_id,
            street_id=filing.street_id,
            filing_id=filing.id,
            number=filing.number,
            starts_on=day,
            document=filing.document,
        )
    )
    if filing.host_id:
        held = HostRelation(
            organization_id=organization.id,
            host_id=filing.host_id,
            starts_on=day,
            document=filing.document,
        )
        session.add(held)
    _let_act(filing, organization, by=by, now=now)
    _tell_applicant(filing, "filing-approved", now, number=filing.number)


def _change(filing: Filing, *, by: Actor, now: datetime) -> None:  # noqa: ARG001 -- as the others
    organization = _organization(filing)
    changes = {}
    for theirs, mine in FACTS.items():
        before, after = getattr(organization, theirs), getattr(filing, mine)
        if before != after:
            changes[theirs] = [before, after]
            setattr(organization, theirs, after)
    if "name" in changes:
        organization.short_name = filing.name[:SHORT_NAME]
        organization.pinyin = pinyin(filing.name)
    filing.changes = changes
    filing.number = organization.filing_no or ""
    held = queries.stand_on(organization.id, local_date(now))
    if held is None:
        raise RefusedError([Finding("filing-not-standing", law="FIL/A134")])
    if held.group_kind is not filing.group_kind:
        filing.changes = {**changes, "group_kind": [held.group_kind.value, filing.group_kind.value]}
        held.group_kind = filing.group_kind
    _tell_applicant(filing, "filing-changed", now)


def _cancel(filing: Filing, *, by: Actor, now: datetime) -> None:  # noqa: ARG001 -- as the others
    organization = _organization(filing)
    filing.number = organization.filing_no or ""
    day = filing.first_day or local_date(now)
    held = queries.stand_on(organization.id, day)
    if held is None:
        raise RefusedError([Finding("filing-not-standing", law="FIL/A134")])
    _end(held, EndKind.CANCELLED, day, filing.document, filing.reason, now)
    _tell_applicant(filing, "filing-cancelled", now, day=day)


_BY_KIND = {
    FilingKind.SET_UP: _set_up,
    FilingKind.CHANGE: _change,
    FilingKind.CANCEL: _cancel,
}


def _organization(filing: Filing) -> Organization:
    if filing.organization is None:
        raise NotFoundError
    return filing.organization


def _let_act(filing: Filing, organization: Organization, *, by: Actor, now: datetime) -> None:
    """Let the applicant act for it: not the community that did it for them, and no official."""
    person: Person = people.person(filing.applicant_id)
    official = any(grant.role not in OF_ORGANIZATIONS for grant in person.grants)
    if filing.on_behalf or official or person.id == by.id:
        return
    place = (organization.id, organization.short_name)
    accounts.give_role(person, Role.FILED_ORG, place=place, now=now)


def next_number(year: int) -> str:
    """Return the next filing number of a year in the district's own series; filers queue for it."""
    gate(uuid5(_NUMBERS, str(year)), exclusive=True)
    known = queries.numbers(year)
    mark = f"备〔{year}〕"
    start = known[0].split(mark)[0] if known else current_app.config["SETTINGS"].number_prefix
    taken = [int(n) for one in known if (n := one.rpartition(mark)[2].removesuffix("号")).isdigit()]
    return f"{start}{mark}{max(taken, default=0) + 1:03d}号"


# --- what is true of a filed organization


def name_host(
    held: FiledStand, host: Organization | None, *, starts_on: date, document: str, by: Actor,
    now: datetime,
) -> HostRelation:  # fmt: skip
    """Record the registered organization that acts for a filed one from a day on.

    :law: FIL/A024
    """
    _still_filed(held, local_date(now))
    if host is None:
        raise RefusedError([Finding("filing-host-unknown", law="FIL/A024", field="host_code")])
    refuse_if(rules.said_why(document, "filing-document-missing", "document"))
    refuse_if(
        rules.hosting(
            host_registered=host.registered,
            host_since=host.registered_on,
            starts_on=starts_on,
            stand=held,
            present=queries.hosts_of(held.organization_id),
        )
    )
    made = HostRelation(
        organization_id=held.organization_id,
        host=host,
        host_id=host.id,
        starts_on=starts_on,
        document=document.strip(),
    )
    session.add(made)
    detail = {"organization": host.name, "day": starts_on, "source": made.document}
    audit.note("filed_organization", "host", held, by=by, now=now, law="FIL/A024", detail=detail)
    told = [*people.people_of(host.id), *people.people_of(held.organization_id)]
    said = {"host": host.name, "name": held.organization.name, "day": starts_on}
    link = f"/organizations/{held.organization_id}"
    notices.tell(told, "filing-hosted", now=now, link=link, detail=said)
    return made


def end_host(
    held: FiledStand, relation: HostRelation, *, ends_on: date, reason: str, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """End a host relation with its last day.

    :law: FIL/A024
    """
    if relation.organization_id != held.organization_id or relation.ends_on is not None:
        raise NotFoundError
    refuse_if(rules.ending(relation, ends_on, local_date(now)))
    relation.ends_on, relation.end_reason = ends_on, reason.strip()
    detail = {"organization": relation.host.name, "day": ends_on, "reason": relation.end_reason}
    audit.note(
        "filed_organization", "end-host", held, by=by, now=now, law="FIL/A024", detail=detail
    )


def merge(
    held: FiledStand, into: FiledStand, *, ends_on: date, document: str, reason: str, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Join one organization with another of its kind; the history of both stays.

    :law: FIL/A132
    """
    on = local_date(now)
    _still_filed(held, on)
    refuse_if(
        rules.mergeable(
            same_kind=held.group_kind is into.group_kind,
            same_community=held.community_id == into.community_id,
            both_stand=into.ends_on is None,
            same_one=held.organization_id == into.organization_id,
        )
    )
    refuse_if(rules.said_why(document, "filing-document-missing", "document"))
    refuse_if(rules.ending(held, ends_on, on))
    held.into_id, held.into = into.organization_id, into.organization
    _end(held, EndKind.MERGED, ends_on, document, reason, now)
    detail = {"to": into.organization.name, "day": ends_on, "source": document, "reason": reason}
    audit.note("filed_organization", "merge", held, by=by, now=now, law="FIL/A132", detail=detail)
    told = [*people.people_of(held.organization_id), *people.people_of(into.organization_id)]
    said = {"name": held.organization.name, "into": into.organization.name, "day": ends_on}
    link = f"/organizations/{into.organization_id}"
    notices.tell(told, "filing-merged", now=now, link=link, detail=said)


def dissolve(
    held: FiledStand, kind: DissolutionKind, *, reason: str, document: str, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Advise to dissolve, or order it; an order ends the stand with today.

    :law: FIL/A137
    """
    on = local_date(now)
    _still_filed(held, on)
    refuse_if(rules.said_why(reason, "filing-opinion-missing", "reason"))
    refuse_if(rules.said_why(document, "filing-document-missing", "document"))
    session.add(
        Dissolution(
            stand_id=held.id,
            kind=kind,
            reason=reason.strip(),
            document=document.strip(),
            decided_on=on,
        )
    )
    if kind is DissolutionKind.ORDERED:
        _end(held, EndKind.ORDERED, on, document, reason, now)
    detail = {"kind": kind, "reason": reason, "source": document}
    audit.note(
        "filed_organization", "dissolve", held, by=by, now=now, law="FIL/A137", detail=detail
    )
    said = {"name": held.organization.name, "kind": str(DISSOLUTIONS[kind]), "reason": reason}
    link = f"/organizations/{held.organization_id}"
    told = people.people_of(held.organization_id)
    notices.tell(told, "filing-dissolution", now=now, link=link, detail=said)


def record_check(
    held: FiledStand, verdict: CheckVerdict, note: str, *, by: Actor, now: datetime
) -> YearlyCheck:
    """Record the yearly check.

    :law: FIL/A175
    """
    on = local_date(now)
    _still_filed(held, on)
    if queries.check_of(held, on.year):
        detail = {"year": str(on.year)}
        raise RefusedError([Finding("filing-check-done", law="FIL/A175", detail=detail)])
    if verdict is not CheckVerdict.ACTIVE:
        refuse_if(rules.said_why(note, "filing-opinion-missing", "note"))
    made = YearlyCheck(stand=held, year=on.year, checked_on=on, verdict=verdict, note=note.strip())
    session.add(made)
    detail = {"year": str(on.year), "value": verdict.value, "note": made.note}
    audit.note("filed_organization", "check", held, by=by, now=now, law="FIL/A175", detail=detail)
    return made


def take_over(organization: Organization) -> FiledStand | None:
    """Let an imported organization stand as filed where its community is known (imports ask).

    Its kind is not known, so it is `other` until a change is filed.
    """
    if organization.registered or not (organization.street_id and organization.community_id):
        return None
    made = FiledStand(
        organization=organization,
        group_kind=GroupKind.OTHER,
        community_id=organization.community_id,
        street_id=organization.street_id,
        number=organization.filing_no or "",
        starts_on=organization.registered_on,
    )
    session.add(made)
    return made


def become_registered(
    organization: Organization, *, first_day: date, document: str, by: Actor, now: datetime
) -> None:
    """End the stand of a filed organization that is registered from a day on (registrations asks)."""
    for held in queries.stands_of(organization.id):
        if held.ends_on is None:
            last = max(held.starts_on, date.fromordinal(first_day.toordinal() - 1))
            _end(held, EndKind.REGISTERED, last, document, "", now)
            detail = {"day": last, "source": document}
            audit.note(
                "filed_organization", "register", held, by=by, now=now, law="FIL/A024",
                detail=detail,
            )  # fmt: skip


def _end(
    held: FiledStand, kind: EndKind, day: date, document: str, reason: str, now: datetime
) -> None:
    """End a stand with its last day, and with it the host relation."""
    refuse_if(rules.ending(held, day, local_date(now)))
    held.ends_on, held.end_kind = day, kind
    held.end_document, held.end_reason = document.strip(), reason.strip()
    if kind is not EndKind.REGISTERED:
        held.organization.ended_on = date.fromordinal(day.toordinal() + 1)
    for relation in queries.hosts_of(held.organization_id):
        if relation.ends_on is None:
            relation.ends_on = max(day, relation.starts_on)
            relation.end_reason = document.strip()


def _still_filed(held: FiledStand, on: date) -> None:
    if rules.holding([held], on) is None:
        raise RefusedError([Finding("filing-not-standing", law="FIL/A134")])


def _in_hand(filing: Filing) -> None:
    if filing.state not in IN_HAND:
        raise WrongStateError(f"filing: {filing.state} is not filled in")


def _opinion(
    filing: Filing, stage: str, text: str, office: str, *, by: Actor, now: datetime
) -> None:
    refuse_if(rules.said_why(text, "filing-opinion-missing", "text"))
    made = FilingOpinion(
        filing=filing, stage=stage, text=text.strip(), office=office, by_id=by.id, at=now
    )
    session.add(made)


def _tell(told: list[UUID], code: str, filing: Filing, now: datetime) -> None:
    link = f"/filings/{filing.id}"
    notices.tell(told, code, now=now, link=link, detail={"name": filing.name})


def _tell_applicant(filing: Filing, code: str, now: datetime, **more: object) -> None:
    told = [filing.applicant_id]
    if filing.organization_id:
        told += people.people_of(filing.organization_id)
    detail = {"name": filing.name, **more}
    notices.tell(told, code, now=now, link=f"/filings/{filing.id}", detail=detail)
