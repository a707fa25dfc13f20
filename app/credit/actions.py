"""Every verb around credit: propose, review, list, drop, lift, repair, record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.credit import queries, rules
from app.credit.labels import KINDS, ground_words
from app.credit.models import CreditProposal, CreditRepair
from app.credit.states import PROPOSAL, REPAIR, Act, ProposalState, RepairState
from app.db import session
from app.directory import actions as directory
from app.directory import queries as entries
from app.directory.rules import cause_of
from app.directory.states import EntryState
from app.errors import Finding, RefusedError, refuse_if
from app.law import CalendarNotAnnouncedError
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.notices.rules import packed
from app.organizations.actions import deciders
from app.organizations.models import CreditEvent, Organization
from app.organizations.states import LISTS, CreditKind
from app.permissions import SYSTEM, Actor, Role

WORK = "/credit/work"
# Whom a joint notice reaches (A101): those who buy, fund and supervise.
TOLD = (Role.REVIEWER, Role.SUPERVISOR_UNIT, Role.FINANCE, Role.STREET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The decision that an entry stands on."""

    reason: str
    office: str
    number: str
    first_on: date
    file_id: UUID | None = None
    letter_1: date | None = None
    letter_2: date | None = None


def working_day(start: date, days: int) -> date | None:
    """Return the last of some working days, or nothing where the calendar is not announced."""
    try:
        return lawbook.calendar().add_working_days(start, days)
    except CalendarNotAnnouncedError:
        return None


def entered_late(event: CreditEvent) -> bool:
    """Say whether something was entered after its working days.

    :law: CRD60/R-CRD-02
    """
    if event.entered_at is None:
        return False
    until = working_day(event.decided_on, queries.law_of(event.decided_on).credit_entry_wd)
    return until is not None and local_date(event.entered_at) > until


# --- proposing


def propose_due(now: datetime) -> int:
    """Write down what the facts of today propose; what was proposed before is not again.

    :law: CRD60/11, CRD60/15
    """
    on = local_date(now)
    law, known, made = queries.law_of(on), queries.known_keys(), 0
    for organization, facts in queries.facts_on(on):
        for cause in rules.causes(facts, law, on=on):
            key = effect_key(organization.id, cause)
            if key not in known:
                known.add(key)
                session.add(_proposed(organization, cause, key, now))
                made += 1
    if made:
        audit.note("credit_proposal", "propose", None, by=SYSTEM, now=now, detail={"count": made})
        detail = {"count": made}
        notices.tell(deciders(), "credit-proposed", now=now, link=WORK, detail=detail)
    return made


def effect_key(organization_id: UUID, cause: rules.Cause) -> str:
    """Name organization, act, list and cause."""
    return f"{organization_id}:{cause.act}:{cause.kind}:{cause.key}"


def _proposed(
    organization: Organization, cause: rules.Cause, key: str, now: datetime
) -> CreditProposal:
    return CreditProposal(
        organization_id=organization.id,
        act=cause.act,
        kind=cause.kind,
        ground=cause.ground,
        cause=cause.finding.code,
        law=cause.finding.law or "",
        detail=packed(cause.finding.detail),
        effect_key=key,
        event_id=cause.event_id,
        proposed_at=now,
    )


def propose(
    organization: Organization,
    kind: CreditKind,
    ground: str,
    paper: Paper,
    *,
    by: Actor,
    now: datetime,
) -> CreditProposal:
    """Propose an entry by hand, for what the register cannot know (a party body's word, a letter).

    :law: CRD60/11, CRD60/15
    """
    on, law = local_date(now), queries.law_of(local_date(now))
    refuse_if(_entry_findings(kind, ground, paper, on))
    if ground == "unreachable":
        refuse_if(rules.letters(paper.letter_1, paper.letter_2, law))
    key = uuid4()
    made = CreditProposal(
        id=key,
        organization=organization,
        act=Act.LIST,
        kind=kind,
        ground=ground,
        cause="cause-by-hand",
        detail=packed({"reason": paper.reason.strip()}),
        effect_key=f"{organization.id}:hand:{key}",
        proposed_at=now,
        proposed_by=by.id,
    )
    _keep(made, paper)
    session.add(made)
    detail = {"list": kind.value, "reason": made.reason}
    audit.note("credit_proposal", "propose", made, by=by, now=now, detail=detail)
    return made


def _keep(proposal: CreditProposal, paper: Paper) -> None:
    proposal.reason = paper.reason.strip()
    proposal.office = paper.office.strip()
    proposal.number = paper.number.strip()
    proposal.first_on = paper.first_on
    proposal.file_id = paper.file_id or proposal.file_id


def _entry_findings(kind: CreditKind, ground: str, paper: Paper, on: date) -> Iterable[Finding]:
    until = working_day(paper.first_on, queries.law_of(on).credit_entry_wd)
    return rules.entry(kind, ground, decided_on=paper.first_on, on=on, entered_by=until)


# --- deciding


def review(proposal: CreditProposal, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Review a proposal for the serious list as the first of two people.

    :law: CRD60/15, HOUSE/R-NTC-25
    """
    refuse_if(_entry_findings(proposal.kind, proposal.ground, paper, local_date(now)))
    if proposal.kind is not CreditKind.SERIOUS_VIOLATION:
        raise RefusedError([Finding("one-person-is-enough")])
    detail = {"reason": paper.reason.strip(), "number": paper.number}
    PROPOSAL.take("review", proposal, by=by, now=now, detail=detail)
    _keep(proposal, paper)
    proposal.reviewed_at, proposal.reviewed_by = now, by.id
    others = [key for key in deciders() if key != by.id]
    told = {"organization": proposal.organization.name}
    link = f"/credit/proposals/{proposal.id}"
    notices.tell(others, "credit-second", now=now, link=link, detail=told)


def enlist(
    proposal: CreditProposal, paper: Paper | None, *, by: Actor, now: datetime
) -> CreditEvent:
    """Decide a proposed entry: from its first day on every gate sees it.

    The abnormal list takes one person and the paper; the serious list a second person, who
    decides on what the first one wrote down.

    :law: CRD60/11, CRD60/15
    """
    on = local_date(now)
    if proposal.act is not Act.LIST or proposal.kind not in LISTS:
        raise RefusedError([Finding("proposal-other-act")])
    if proposal.kind is CreditKind.SERIOUS_VIOLATION:
        if proposal.state is ProposalState.PROPOSED:
            raise RefusedError([Finding("review-first", law="CRD60/15")])
        refuse_if(rules.second_person({proposal.reviewed_by}, by.id))
    elif paper is not None:
        _keep(proposal, paper)
    first = proposal.first_on or on
    refuse_if(rules.entry(proposal.kind, proposal.ground, decided_on=first, on=on, entered_by=None))
    detail = {"list": proposal.kind.value, "reason": proposal.reason, "day": first}
    law = "CRD60/15" if proposal.kind is CreditKind.SERIOUS_VIOLATION else "CRD60/11"
    PROPOSAL.take("list", proposal, by=by, now=now, detail=detail, law=law)
    proposal.decided_at, proposal.decided_by = now, by.id
    event = _enter(proposal.organization, proposal, first, now)
    proposal.event = event
    session.flush()
    _spread(event, by=by, now=now)
    return event


def _enter(
    organization: Organization, proposal: CreditProposal, first: date, now: datetime
) -> CreditEvent:
    law = queries.law_of(first)
    return CreditEvent(
        organization=organization,
        kind=proposal.kind,
        ground=proposal.ground,
        reason=proposal.reason,
        decided_by=proposal.office,
        decided_on=first,
        number=proposal.number,
        file_id=proposal.file_id,
        expires_on=rules.expiry(proposal.kind, first, law),
        entered_at=now,
    )


def drop(proposal: CreditProposal, reason: str, *, by: Actor, now: datetime) -> None:
    """Drop a proposal with a reason; the same cause is not proposed again."""
    if not reason.strip():
        raise RefusedError([Finding("credit-reason-missing", field="reason")])
    PROPOSAL.take("drop", proposal, by=by, now=now, detail={"reason": reason.strip()})
    proposal.refusal = reason.strip()
    proposal.decided_at, proposal.decided_by = now, by.id


def record(
    organization: Organization,
    kind: CreditKind,
    paper: Paper,
    *,
    by: Actor,
    now: datetime,
    penalty: str = "",
    fine: Decimal | None = None,
    proposal: CreditProposal | None = None,
) -> CreditEvent:
    """Enter what was decided elsewhere: a penalty, a commendation. The lists take a proposal.

    :law: CRD60/6, CRD60/R-CRD-02
    """
    if kind in LISTS:
        raise RefusedError([Finding("proposal-first", law="CRD60/11")])
    refuse_if(_entry_findings(kind, "", paper, local_date(now)))
    event = CreditEvent(
        organization=organization,
        kind=kind,
        reason=paper.reason.strip(),
        decided_by=paper.office.strip(),
        decided_on=paper.first_on,
        number=paper.number.strip(),
        file_id=paper.file_id,
        penalty=penalty,
        fine=fine,
        expires_on=rules.expiry(kind, paper.first_on, queries.law_of(paper.first_on)),
        entered_at=now,
    )
    session.add(event)
    detail = {"list": kind.value, "reason": event.reason, "day": event.decided_on}
    if proposal is None:
        audit.note("credit_event", "record", event, by=by, now=now, law="CRD60/6", detail=detail)
    else:
        PROPOSAL.take("list", proposal, by=by, now=now, detail=detail, law="CRD60/6")
        proposal.event = event
        proposal.reason, proposal.first_on = event.reason, event.decided_on
        proposal.decided_at, proposal.decided_by = now, by.id
    session.flush()
    _spread(event, by=by, now=now)
    return event


def _spread(event: CreditEvent, *, by: Actor, now: datetime) -> None:
    """Suspend the directory where the rule says at once; tell the organization and the offices."""
    organization = event.organization
    told = _told(event)
    link = f"/credit/organizations/{organization.id}"
    notices.tell(
        people.people_of(organization.id), "credit-recorded", now=now, link=link, detail=told
    )
    law = queries.law_of(local_date(now))
    entry = entries.entry_of(organization.id)
    if event.kind in law.directory_suspended_by and entry and entry.state is EntryState.LISTED:
        reason = f"{KINDS[event.kind]}：{ground_words(event.ground) or event.reason}"[:300]
        directory.suspend(entry, reason, by=by, now=now, cause=cause_of(event.kind))
    if event.kind in LISTS:
        notices.tell(_offices(), "credit-notice", now=now, link=link, detail=told)


def _offices() -> list[UUID]:
    """Return who reads a joint notice, each once.

    :law: CLS/A101
    """
    return list(dict.fromkeys(key for role in TOLD for key in people.people_with(role)))


def _told(event: CreditEvent) -> dict[str, str]:
    return {
        "organization": event.organization.name,
        "list": str(KINDS[event.kind]),
        "reason": event.reason,
        "office": event.decided_by,
    }


# --- ending


def lift(
    event: CreditEvent,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
    proposal: CreditProposal | None = None,
    application: CreditRepair | None = None,
) -> None:
    """End an entry from today on; what it was stays in the history.

    :law: CRD60/14, CRD60/R-CRD-07
    """
    on = local_date(now)
    refuse_if(
        rules.lift(
            event,
            event.organization.credit_events,
            queries.law_of(on),
            on=on,
            applied=application is not None,
            proof=bool(reason.strip()),
        )
    )
    serious = event.kind is CreditKind.SERIOUS_VIOLATION
    article = "CRD60/R-CRD-07" if serious else "CRD60/14"
    event.lifted_on, event.lift_reason = on, reason.strip()[:300]
    event.lift_file_id = file_id or (application.file_id if application else None)
    event.repaired = application is not None
    said = {"list": event.kind.value, "reason": event.lift_reason, "day": on}
    if proposal is not None:
        PROPOSAL.take("lift", proposal, by=by, now=now, detail=said, law=article)
        proposal.decided_at, proposal.decided_by = now, by.id
        proposal.reason = event.lift_reason
    elif application is not None:
        REPAIR.take("accept", application, by=by, now=now, detail=said, law=article)
        application.decided_at, application.decided_by = now, by.id
        application.reason = event.lift_reason
    else:
        audit.note("credit_event", "lift", event, by=by, now=now, law=article, detail=said)
    _tell_end(event, now)


def _tell_end(event: CreditEvent, now: datetime) -> None:
    link = f"/credit/organizations/{event.organization_id}"
    told = _told(event) | {"why": event.lift_reason or "—"}
    own = people.people_of(event.organization_id)
    notices.tell(own, "credit-lifted", now=now, link=link, detail=told)
    if event.kind in LISTS:
        notices.tell(_offices(), "credit-notice-end", now=now, link=link, detail=told)
    entry = entries.entry_of(event.organization_id)
    if entry is not None and entry.state is EntryState.SUSPENDED:
        link = f"/directory/entries/{entry.id}"
        notices.tell(deciders(), "credit-resume", now=now, link=link, detail=told)


def apply_repair(
    event: CreditEvent, statement: str, *, by: Actor, now: datetime, file_id: UUID | None = None
) -> CreditRepair:
    """Apply for the end of an entry, with what was put right and the proof.

    :law: CRD60/14, CRD60/R-CRD-07
    """
    on = local_date(now)
    law = queries.law_of(on)
    if queries.repair_of(event.id, RepairState.SENT) is not None:
        raise RefusedError([Finding("repair-open")])
    refuse_if(
        rules.lift(event, event.organization.credit_events, law, on=on, applied=True, proof=True)
    )
    made = CreditRepair(
        event=event,
        organization_id=event.organization_id,
        statement=statement.strip(),
        file_id=file_id,
        sent_at=now,
        sent_by=by.id,
        due_on=working_day(on, law.abnormal_removal_wd),
    )
    session.add(made)
    audit.note("credit_repair", "send", made, by=by, now=now, law="CRD60/14")
    detail = {"organization": event.organization.name, "list": str(KINDS[event.kind])}
    link = f"/credit/repairs/{made.id}"
    notices.tell(deciders(), "repair-sent", now=now, link=link, detail=detail)
    return made


def accept_repair(application: CreditRepair, reason: str, *, by: Actor, now: datetime) -> None:
    """Accept an application: what it says was verified, and the entry ends today."""
    lift(application.event, reason, by=by, now=now, application=application)


def refuse_repair(application: CreditRepair, reason: str, *, by: Actor, now: datetime) -> None:
    """Refuse an application; the organization reads why and may apply again."""
    if not reason.strip():
        raise RefusedError([Finding("credit-reason-missing", field="reason")])
    REPAIR.take("refuse", application, by=by, now=now, detail={"reason": reason.strip()})
    application.decided_at, application.decided_by = now, by.id
    application.reason = reason.strip()
    link = f"/credit/organizations/{application.organization_id}"
    detail = {"reason": application.reason}
    own = people.people_of(application.organization_id)
    notices.tell(own, "repair-refused", now=now, link=link, detail=detail)
