"""Every verb of registrations: fill in, accept, review, decide; conditions, branches, the end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import current_app

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.rules import OF_ORGANIZATIONS
from app.audit import actions as audit
from app.clock import local_date
from app.db import gate, session
from app.documents import actions as documents
from app.errors import Finding, NotFoundError, RefusedError, WrongStateError, refuse_if
from app.filings import actions as filings
from app.notices import actions as notices
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.organizations.rules import code_findings, code_of, pinyin
from app.organizations.states import OrganizationType
from app.permissions import SYSTEM, Actor, Role
from app.registrations import queries, rules
from app.registrations.models import (
    Branch,
    Condition,
    RegistrationCase,
    RegistrationMaterial,
    RegistrationReview,
)
from app.registrations.states import (
    CONDITION,
    IN_HAND,
    LIFE,
    CaseKind,
    CaseState,
    ConditionState,
    Desk,
    MaterialState,
)

_NUMBERS = UUID("8c0f7f8e-8f4e-4b6d-8c86-0a3f2f7a0d52")
PURPOSE = "registration"
SHORT_NAME = 60
DAYS = 1


# --- filling in


def start(
    name: str, *, kind: OrganizationType, category: str, by: Actor, now: datetime
) -> RegistrationCase:
    """Begin an application; its materials are those of the day.

    :law: REG/A115, REG/A116
    """
    case = _new_case(CaseKind.SET_UP, name, kind, category, by=by, now=now)
    for sort, material in enumerate(queries.law_on(local_date(now)).registration_materials):
        session.add(RegistrationMaterial(case=case, name=material, sort=sort))
    audit.note("registration", "start", case, by=by, now=now, law="REG/A116")
    return case


def start_end(
    organization: Organization, kind: CaseKind, reason: str, *, by: Actor, now: datetime
) -> RegistrationCase:
    """Begin a deregistration: by the organization, or simplified by the window for a zombie.

    :law: REG/A138
    """
    on = local_date(now)
    known = queries.open_of(organization.id)
    if known is not None:
        detail = {"number": known.number}
        raise RefusedError([Finding("registration-open-already", detail=detail)])
    refuse_if(rules.said_why(reason, "registration-no-reason", "reason"))
    if kind is CaseKind.SIMPLIFIED and not queries.is_zombie(organization, on):
        raise RefusedError([Finding("registration-no-zombie", law="REG/A138")])
    case = _new_case(
        kind, organization.name, organization.type, organization.category, by=by, now=now
    )
    case.organization, case.organization_id = organization, organization.id
    case.reason = reason.strip()
    case.legal_representative = organization.legal_representative
    audit.note(
        "registration", "start", case, by=by, now=now, law="REG/A138", detail={"reason": reason}
    )
    LIFE.take("submit", case, by=by, now=now)
    case.submitted_at = now
    if kind is CaseKind.SIMPLIFIED:
        LIFE.take("accept", case, by=by, now=now, law="REG/A138")
        case.accepted_on = on
    else:
        _tell(people.people_with(Role.REGISTRAR), "registration-submitted", case, now)
    return case


def _new_case(
    kind: CaseKind, name: str, type_: OrganizationType, category: str, *, by: Actor, now: datetime
) -> RegistrationCase:
    if by.id is None:
        raise NotFoundError
    case = RegistrationCase(
        id=uuid4(),
        number=_next_number(local_date(now).year),
        kind=kind,
        state=CaseState.DRAFT,
        applicant_id=by.id,
        name=name.strip(),
        type=type_,
        category=category,
        visits=0,
        created_at=now,
        saved_at=now,
    )
    session.add(case)
    return case


def _next_number(year: int) -> str:
    start_ = f"{current_app.config['SETTINGS'].number_prefix}-DJ-{year}-"
    gate(uuid5(_NUMBERS, start_), exclusive=True)
    last = queries.last_number(start_)
    return f"{start_}{int(last.removeprefix(start_)) + 1 if last else 1:04d}"


def save(case: RegistrationCase, part: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Keep what was typed on one page, complete or not."""
    _in_hand(case)
    changed = [name for name, value in part.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, part[name])
    case.saved_at = now
    if changed:
        audit.note("registration", "save", case, by=by, now=now, detail={"fields": changed})


def attach(
    case: RegistrationCase,
    material: RegistrationMaterial,
    file: documents.Incoming,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Take in a material; one to be corrected waits again to be looked through."""
    _in_hand(case)
    owners = [case.applicant_id]
    held = documents.store(file, purpose=PURPOSE, owners=owners, by=by, now=now, field="file")
    session.flush()
    material.file_id, material.state, material.note = held.id, MaterialState.UPLOADED, ""
    case.saved_at = now


def submit(case: RegistrationCase, *, by: Actor, now: datetime) -> None:
    """Hand the application in.

    :law: REG/A116
    """
    refuse_if(queries.findings(case, local_date(now)))
    LIFE.take("submit", case, by=by, now=now, detail={"number": case.number})
    case.submitted_at = now
    _tell(people.people_with(Role.REGISTRAR), "registration-submitted", case, now)


def withdraw(case: RegistrationCase, *, by: Actor, now: datetime) -> None:
    """Take it back; nothing follows."""
    LIFE.take("withdraw", case, by=by, now=now)
    case.decided_at = now


# --- the window


def look_through(
    case: RegistrationCase, found: Mapping[UUID, tuple[bool, str]], *, by: Actor, now: datetime
) -> None:
    """Note of each material whether it is in order."""
    if case.state is not CaseState.SUBMITTED:
        raise WrongStateError(f"registration: {case.state} is not looked through")
    wrong = []
    for material in case.materials:
        if material.id not in found or material.state is MaterialState.MISSING:
            continue
        good, note = found[material.id]
        material.state = MaterialState.ACCEPTED if good else MaterialState.TO_CORRECT
        material.note = "" if good else note.strip()
        wrong += [] if good else [material.name]
    detail = {"problems": wrong}
    audit.note("registration", "material", case, by=by, now=now, law="REG/A116", detail=detail)


def return_(case: RegistrationCase, text: str, *, by: Actor, now: datetime) -> None:
    """Give it back to be completed, saying all that is missing at once."""
    refuse_if(rules.said_why(text, "registration-said-missing", "text"))
    LIFE.take("return", case, by=by, now=now, detail={"reason": text})
    case.said = text.strip()
    _tell([case.applicant_id], "registration-returned", case, now, reason=case.said)


def accept(case: RegistrationCase, *, by: Actor, now: datetime) -> None:
    """Accept it: both clocks start, and whoever reviews is told.

    :law: REG/A118, SOC/A118
    """
    on = local_date(now)
    LIFE.take("accept", case, by=by, now=now)
    case.accepted_on, case.said = on, ""
    _tell([case.applicant_id], "registration-accepted", case, now)
    asked = queries.desks(case, on)
    if Desk.SUPERVISOR in asked and case.supervisor_id:
        told = people.people_with(Role.SUPERVISOR_UNIT, case.supervisor_id)
        _tell(told, "registration-to-review", case, now)
    if Desk.PARTY in asked:
        _tell(people.people_with(Role.PARTY_BODY), "registration-to-review", case, now)


def count_visit(case: RegistrationCase, *, by: Actor, now: datetime) -> None:
    """Count that the applicant had to come to the counter.

    :law: REG/A117
    """
    case.visits += 1
    detail = {"count": case.visits}
    audit.note("registration", "visit", case, by=by, now=now, law="REG/A117", detail=detail)


def review(
    case: RegistrationCase,
    desk: Desk,
    *,
    passed: bool,
    heads: Sequence[str] = (),
    note: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Record what a desk found; of the political review nothing but the result is kept.

    :law: REG/A124, REG/A125, REG/A126
    """
    if case.state is not CaseState.ACCEPTED:
        raise WrongStateError(f"registration: {case.state} is not reviewed")
    if desk not in queries.desks(case, local_date(now)):
        raise RefusedError([Finding("registration-desk-not-asked")])
    if desk is Desk.REGISTRAR:
        for text in heads:
            refuse_if(rules.said_why(text, "registration-opinion-missing", "completeness"))
    elif desk is Desk.SUPERVISOR:
        refuse_if(rules.said_why(note, "registration-opinion-missing", "note"))
    made = queries.review_of(case, desk)
    if made is None:
        made = RegistrationReview(case=case, desk=desk)
        session.add(made)
    made.passed, made.by_id, made.at = passed, by.id, now
    made.heads = [text.strip() for text in heads] if desk is Desk.REGISTRAR else []
    made.note = "" if desk is Desk.PARTY else note.strip()
    detail = {"list": desk, "final": passed}
    law = {Desk.REGISTRAR: "REG/A124", Desk.SUPERVISOR: "REG/A125", Desk.PARTY: "REG/A126"}[desk]
    audit.note("registration", "review", case, by=by, now=now, law=law, detail=detail)
    if not any(f.code.startswith("registration-waits") for f in _review_findings(case, now)):
        _tell(people.people_with(Role.CIVIL_AFFAIRS), "registration-to-decide", case, now)


def _review_findings(case: RegistrationCase, now: datetime) -> list[Finding]:
    session.flush()
    return queries.review_findings(case, local_date(now))


# --- the decision


def register(
    case: RegistrationCase,
    *,
    code: str,
    document: str,
    first_day: date,
    by: Actor,
    now: datetime,
) -> Organization:
    """Register it under its credit code from a first day on.

    A filed organization that grew keeps its history; conditional registration leaves a
    condition behind, due with next year's annual report.

    :law: SOC/A118, REG/A121, GB32100/R-USC-01
    """
    if case.kind is not CaseKind.SET_UP:
        raise WrongStateError(f"registration: {case.kind} registers nobody")
    if case.state is not CaseState.ACCEPTED:
        raise WrongStateError(f"registration: {case.state} is not decided")
    _ready(case, document, first_day, by=by, now=now)
    plain = code_of(code)
    refuse_if(code_findings(plain, case.type))
    holder = organizations.by_uscc(plain)
    if holder is not None:
        detail = {"name": holder.name}
        raise RefusedError(
            [
                Finding(
                    "registration-code-taken", law="GB32100/R-USC-01", field="uscc", detail=detail
                )
            ]
        )
    organization = _enter(case, plain, first_day, document, by=by, now=now)
    case.organization, case.organization_id = organization, organization.id
    _decided(case, document, first_day, by=by, now=now)
    if case.conditional:
        due = rules.condition_due(first_day, queries.law_on(first_day))
        session.add(
            Condition(case_id=case.id, organization=organization, what=case.missing, due_on=due)
        )
    LIFE.take("register", case, by=by, now=now, detail={"code": plain, "day": first_day})
    _let_act(case, organization, now)
    _tell([case.applicant_id], "registration-registered", case, now, uscc=plain)
    return organization


def _enter(
    case: RegistrationCase, code: str, first_day: date, document: str, *, by: Actor, now: datetime
) -> Organization:
    organization = case.filed
    if organization is None:
        organization = Organization(id=uuid4(), created_at=now)
        session.add(organization)
    else:
        filings.become_registered(
            organization, first_day=first_day, document=document, by=by, now=now
        )
    facts = {
        "name": case.name,
        "short_name": case.name[:SHORT_NAME],
        "pinyin": pinyin(case.name),
        "type": case.type,
        "category": case.category,
        "uscc": code,
        "registered_on": first_day,
        "legal_representative": case.legal_representative,
        "address": case.address,
        "phone": case.phone,
        "street_id": case.street_id,
        "supervisor_id": case.supervisor_id,
        "fields": list(case.fields or []),
        "scope": case.scope,
    }
    for name, value in facts.items():
        setattr(organization, name, value)
    session.flush()
    return organization


def _let_act(case: RegistrationCase, organization: Organization, now: datetime) -> None:
    """Let the applicant act for the new organization, unless an official filled it in."""
    person: Person = people.person(case.applicant_id)
    if all(grant.role in OF_ORGANIZATIONS for grant in person.grants):
        place = (organization.id, organization.short_name)
        accounts.give_role(person, Role.ORG_ADMIN, place=place, now=now)


def deregister(
    case: RegistrationCase, *, document: str, last_day: date, by: Actor, now: datetime
) -> None:
    """Take an organization off the register; its history stays.

    :law: REG/A138
    """
    organization = case.organization
    if case.kind is CaseKind.SET_UP or organization is None:
        raise WrongStateError(f"registration: {case.kind} deregisters nobody")
    _ready(case, document, last_day, by=by, now=now)
    organization.ended_on = date.fromordinal(last_day.toordinal() + DAYS)
    _decided(case, document, last_day, by=by, now=now)
    law = "REG/A138" if case.kind is CaseKind.SIMPLIFIED else None
    LIFE.take("deregister", case, by=by, now=now, law=law, detail={"day": last_day})
    told = [case.applicant_id, *people.people_of(organization.id)]
    _tell(told, "registration-deregistered", case, now, day=organization.ended_on)


def refuse(case: RegistrationCase, text: str, *, by: Actor, now: datetime) -> None:
    """Refuse it, saying why.

    :law: SOC/A118
    """
    refuse_if(rules.said_why(text, "registration-said-missing", "text"))
    refuse_if(_own_review(case, by))
    LIFE.take("refuse", case, by=by, now=now, detail={"reason": text})
    case.said, case.decided_at, case.decided_by = text.strip(), now, by.id
    _tell([case.applicant_id], "registration-refused", case, now, reason=case.said)


def _ready(case: RegistrationCase, document: str, day: date, *, by: Actor, now: datetime) -> None:
    on = local_date(now)
    refuse_if(queries.review_findings(case, on))
    refuse_if(_own_review(case, by))
    refuse_if(rules.said_why(document, "registration-document-missing", "document"))
    if day > on:
        raise RefusedError([Finding("registration-date-later", field="first_day")])


def _own_review(case: RegistrationCase, by: Actor) -> list[Finding]:
    window = queries.review_of(case, Desk.REGISTRAR)
    return list(rules.another_person(window.by_id if window else None, by.id))


def _decided(case: RegistrationCase, document: str, day: date, *, by: Actor, now: datetime) -> None:
    case.document, case.first_day = document.strip(), day
    case.decided_at, case.decided_by = now, by.id


# --- conditions


def meet(condition: Condition, *, document: str, by: Actor, now: datetime) -> None:
    """Note that members or capital are proved now.

    :law: REG/A121
    """
    refuse_if(rules.said_why(document, "registration-document-missing", "document"))
    CONDITION.take("meet", condition, by=by, now=now, detail={"source": document})
    condition.met_on, condition.document = local_date(now), document.strip()


def extend(condition: Condition, *, due_on: date, reason: str, by: Actor, now: datetime) -> None:
    """Give more time after a breach, saying why.

    :law: REG/A121
    """
    refuse_if(rules.said_why(reason, "registration-said-missing", "reason"))
    if due_on <= local_date(now):
        raise RefusedError([Finding("registration-due-early", law="REG/A121", field="due_on")])
    CONDITION.take("extend", condition, by=by, now=now, detail={"until": due_on, "reason": reason})
    condition.due_on, condition.reminded_on, condition.said = due_on, None, reason.strip()
    _tell_condition(
        condition, "condition-extended", people.people_of(condition.organization_id), now
    )


def watch_conditions(now: datetime) -> None:
    """Remind of what falls due, and note what was not proved in time (once each, by a job).

    :law: REG/A121
    """
    on = local_date(now)
    law = queries.law_on(on)
    for condition in queries.conditions(ConditionState.OPEN):
        if condition.due_on < on:
            CONDITION.take(
                "breach", condition, by=SYSTEM, now=now, detail={"day": condition.due_on}
            )
            told = [
                *people.people_with(Role.CIVIL_AFFAIRS),
                *people.people_with(Role.REGISTRAR),
                *people.people_of(condition.organization_id),
            ]
            _tell_condition(condition, "condition-breached", told, now)
        elif (
            condition.reminded_on is None
            and (condition.due_on - on).days <= law.condition_remind_days
        ):
            condition.reminded_on = on
            detail = {"day": condition.due_on}
            audit.note(
                "condition", "remind", condition, by=SYSTEM, now=now, law="REG/A121", detail=detail
            )
            told = people.people_of(condition.organization_id)
            _tell_condition(condition, "condition-reminded", told, now)


def _tell_condition(condition: Condition, code: str, told: Sequence[UUID], now: datetime) -> None:
    said = {
        "name": condition.organization.name,
        "what": condition.what,
        "day": condition.due_on,
        "reason": condition.said,
    }
    link = f"/organizations/{condition.organization_id}"
    notices.tell(told, code, now=now, link=link, detail=said)


# --- branch offices


def record_branch(
    organization: Organization,
    *,
    name: str,
    address: str,
    head: str,
    starts_on: date,
    document: str,
    by: Actor,
    now: datetime,
) -> Branch:
    """Record a branch or representative office; nobody approves it.

    :law: REG/A120, PNE/13
    """
    refuse_if(rules.branches(organization.type))
    if starts_on > local_date(now):
        raise RefusedError(
            [Finding("registration-branch-later", law="REG/A120", field="starts_on")]
        )
    made = Branch(
        organization=organization,
        organization_id=organization.id,
        name=name.strip(),
        address=address.strip(),
        head=head.strip(),
        starts_on=starts_on,
        document=document.strip(),
    )
    session.add(made)
    detail = {"organization": organization.name, "day": starts_on}
    audit.note("branch", "record", made, by=by, now=now, law="REG/A120", detail=detail)
    return made


def end_branch(branch: Branch, *, ends_on: date, by: Actor, now: datetime) -> None:
    """End a branch office with its last day."""
    if branch.ends_on is not None:
        raise WrongStateError("branch: ended before")
    if ends_on < branch.starts_on:
        detail = {"day": branch.starts_on}
        raise RefusedError([Finding("registration-ends-early", field="ends_on", detail=detail)])
    if ends_on > local_date(now):
        raise RefusedError([Finding("registration-branch-later", field="ends_on")])
    branch.ends_on = ends_on
    audit.note("branch", "end", branch, by=by, now=now, law="REG/A120", detail={"day": ends_on})


def _in_hand(case: RegistrationCase) -> None:
    if case.state not in IN_HAND:
        raise WrongStateError(f"registration: {case.state} is not filled in")


def _tell(
    told: Sequence[UUID], code: str, case: RegistrationCase, now: datetime, **more: object
) -> None:
    link = f"/registrations/{case.id}"
    notices.tell(told, code, now=now, link=link, detail={"name": case.name, **more})
