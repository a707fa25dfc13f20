"""Every verb around inspections: plan, announce, draw, recuse, record, sign, answer, verify, publish."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.accounts import queries as people
from app.accounts.models import Person, Unit
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, RefusedError, refuse_if
from app.inspections import queries, rules
from app.inspections.models import Inspection, InspectionPlan, InspectionSeat, Inspector
from app.inspections.rules import Visit
from app.inspections.states import DONE, LIFE, PLAN, PlanState, Result
from app.notices import actions as notices
from app.organizations import queries as organizations
from app.organizations.actions import deciders
from app.organizations.models import CreditEvent
from app.organizations.states import CreditKind
from app.permissions import Actor
from matching.draw import taken

URL = "/inspections"


def add_inspector(
    person: Person,
    unit: Unit,
    *,
    number: str,
    valid_until: date,
    ties: Iterable[UUID] = (),
    by: Actor,
    now: datetime,
) -> Inspector:
    """Put somebody with papers into the pool of inspectors."""
    made = Inspector(
        person_id=person.id,
        name=person.name,
        number=number.strip(),
        unit=unit,
        valid_until=valid_until,
        ties=[str(key) for key in ties],
    )
    session.add(made)
    detail = {"number": made.number, "valid_until": valid_until}
    audit.note("inspector", "add", made, by=by, now=now, detail=detail)
    return made


def plan(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> InspectionPlan:
    """Draft a plan."""
    made = InspectionPlan(**facts, created_at=now, created_by=by.id)
    session.add(made)
    audit.note("inspection_plan", "draft", made, by=by, now=now, detail={"title": made.title})
    return made


def announce(plan: InspectionPlan, *, by: Actor, now: datetime) -> None:
    """Freeze the pool and make the plan public: from now on nobody can steer the draw.

    :law: CRD45/R-CRD-12
    """
    on = local_date(now)
    pool = rules.frozen(queries.pool_on(on), queries.law_of(on))
    refuse_if(rules.announcement(source=plan.source, draw_at=plan.draw_at, now=now, pool=pool))
    hashes = {colour: row["pool_hash"] for colour, row in pool.items()}
    PLAN.take("announce", plan, by=by, now=now, detail={"pool_hash": hashes})
    plan.pool, plan.announced_at = pool, now


def draw(plan: InspectionPlan, announced: str, *, by: Actor, now: datetime) -> None:
    """Draw organizations and inspectors with what the public source said.

    :law: CRD45/R-CRD-10, CRD45/R-CRD-11
    """
    refuse_if(rules.draw_time(announced=announced, draw_at=plan.draw_at, now=now))
    on = local_date(now)
    law, people_ = queries.law_of(on), queries.inspectors()
    said = " ".join(announced.split())
    made = rules.drawn(
        plan.id, said, plan.pool, _candidates(people_), at=plan.draw_at, on=on, law=law
    )
    refuse_if(rules.enough(made, law))
    counts = {colour: len(part["taken"]) for colour, part in made["organizations"].items()}
    PLAN.take("draw", plan, by=by, now=now, detail={"value": said, "count": counts})
    plan.announced, plan.draw, plan.drawn_at = said, made, now
    _assign(plan, made, people_)
    link = f"{URL}/{plan.id}"
    seated = {s.inspector.person_id for one in plan.inspections for s in one.seats}
    detail = {"title": plan.title, "day": plan.visits_until}
    notices.tell(seated, "inspection-drawn", now=now, link=link, detail=detail)


def _candidates(people_: Iterable[Inspector]) -> list[rules.Candidate]:
    found = list(people_)
    tied = {UUID(key) for one in found for key in one.ties}
    codes = {key: row.uscc for key, row in organizations.by_ids(tied).items()}
    return [
        rules.Candidate(
            one.number,
            one.valid_until,
            frozenset(code for key in one.ties if (code := codes.get(UUID(key)))),
        )
        for one in found
    ]


def _assign(plan: InspectionPlan, made: Mapping[str, Any], people_: Iterable[Inspector]) -> None:
    by_number = {one.number: one for one in people_}
    by_code = organizations.by_codes(list(made["inspectors"]))
    place = 0
    for colour, part in made["organizations"].items():
        for code in part["taken"]:
            place += 1
            inspection = Inspection(
                organization=by_code[code], place=place, colour=colour, seats=[]
            )
            for seat, number in enumerate(made["inspectors"][code]["taken"], 1):
                inspection.seats.append(InspectionSeat(inspector=by_number[number], place=seat))
            plan.inspections.append(inspection)
    session.flush()


def recuse(seat: InspectionSeat, reason: str, *, by: Actor, now: datetime) -> InspectionSeat:
    """Step back for an interest; the next of the draw takes the seat.

    :law: CRD45/R-CRD-11
    """
    if not reason.strip():
        raise RefusedError([Finding("interest-missing", field="reason")])
    inspection = seat.inspection
    part = inspection.plan.draw["inspectors"][inspection.organization.uscc]
    out = {s.inspector.number for s in inspection.seats}
    more = taken(part["order"], {}, size=len(out) + 1, same_employer=0, sitting=out)
    if not more:
        raise RefusedError([Finding("nobody-left", law="CRD45/R-CRD-11")])
    seat.recused_at, seat.reason = now, reason.strip()
    inspector = next(one for one in queries.inspectors() if one.number == more[0])
    place = max(s.place for s in inspection.seats) + 1
    made = InspectionSeat(inspector=inspector, place=place)
    inspection.seats.append(made)
    detail = {"number": seat.inspector.number, "next": inspector.number, "reason": seat.reason}
    law = "CRD45/R-CRD-11"
    audit.note("inspection", "recuse", inspection, by=by, now=now, law=law, detail=detail)
    told = {"title": inspection.plan.title, "day": inspection.plan.visits_until}
    link = f"{URL}/visits/{inspection.id}"
    notices.tell([inspector.person_id], "inspection-drawn", now=now, link=link, detail=told)
    return made


def seated(inspection: Inspection) -> set[UUID]:
    """Return who inspects: drawn and not recused."""
    return {s.inspector.person_id for s in inspection.seats if s.recused_at is None}


def record(
    inspection: Inspection,
    visit: Visit,
    *,
    by: Actor,
    now: datetime,
    file_id: UUID | None = None,
) -> None:
    """Write down a visit, as one of the two inspectors.

    :law: CRD45/R-CRD-11
    """
    on = local_date(now)
    refuse_if(rules.inspector(seated(inspection), by.id))
    drawn_on = local_date(inspection.plan.drawn_at or now)
    refuse_if(rules.visit(visit, drawn_on=drawn_on, on=on))
    detail = {"value": visit.result.value, "day": visit.visited_on}
    LIFE.take("record", inspection, by=by, now=now, detail=detail)
    good = visit.result is Result.GOOD
    inspection.result, inspection.visited_on = visit.result, visit.visited_on
    inspection.papers_shown, inspection.findings = visit.papers_shown, visit.findings.strip()
    inspection.order_no = "" if good else visit.order_no.strip()
    inspection.rectify_by = None if good else visit.rectify_by
    inspection.penalty = "" if good else visit.penalty.strip()
    inspection.recorded_by, inspection.recorded_at = by.id, now
    inspection.file_id = file_id or inspection.file_id
    others = seated(inspection) - {by.id}
    told = {"organization": inspection.organization.name}
    link = f"{URL}/visits/{inspection.id}"
    notices.tell(others, "inspection-second", now=now, link=link, detail=told)


def sign(inspection: Inspection, *, by: Actor, now: datetime) -> None:
    """Sign as the second inspector: the result stands, an order begins to run.

    :law: CRD45/R-CRD-11
    """
    refuse_if(rules.inspector(seated(inspection), by.id))
    refuse_if(rules.second(inspection.recorded_by, by.id))
    good = inspection.result is Result.GOOD
    detail = {"until": inspection.rectify_by} if inspection.rectify_by else {}
    LIFE.take("pass" if good else "order", inspection, by=by, now=now, detail=detail)
    inspection.signed_by, inspection.signed_at = by.id, now
    organization = inspection.organization
    told: dict[str, object] = {"organization": organization.name, "title": inspection.plan.title}
    code = "inspection-passed"
    if not good:
        _enter(inspection, local_date(now), now)
        code, told = "inspection-ordered", told | {"day": inspection.rectify_by}
    link = f"{URL}/visits/{inspection.id}/answer"
    notices.tell(people.people_of(organization.id), code, now=now, link=link, detail=told)


def _enter(inspection: Inspection, on: date, now: datetime) -> None:
    """Enter what was found as credit information (a sign of colour until it is put right)."""
    office = "、".join(dict.fromkeys(s.inspector.unit.name for s in inspection.seats))
    event = CreditEvent(
        organization=inspection.organization,
        kind=CreditKind.INSPECTION,
        reason=inspection.findings[:300],
        decided_by=office[:100],
        decided_on=on,
        number=inspection.order_no,
        file_id=inspection.file_id,
        entered_at=now,
    )
    session.add(event)
    session.flush()
    inspection.event_id = event.id


def send_back(inspection: Inspection, reason: str, *, by: Actor, now: datetime) -> None:
    """Do not sign: the record goes back to be written anew."""
    refuse_if(rules.inspector(seated(inspection), by.id))
    if not reason.strip():
        raise RefusedError([Finding("inspection-reason-missing", field="reason")])
    LIFE.take("return", inspection, by=by, now=now, detail={"reason": reason.strip()})
    inspection.note = reason.strip()


def answer(
    inspection: Inspection, text: str, *, by: Actor, now: datetime, file_id: UUID | None = None
) -> None:
    """Say, as the organization, what was put right."""
    if not text.strip():
        raise RefusedError([Finding("inspection-answer-missing", field="answer")])
    LIFE.take("answer", inspection, by=by, now=now)
    inspection.answer, inspection.answered_at = text.strip(), now
    inspection.answer_file_id = file_id or inspection.answer_file_id
    told = {"organization": inspection.organization.name}
    link = f"{URL}/visits/{inspection.id}/desk"
    notices.tell(deciders(), "inspection-answered", now=now, link=link, detail=told)


def verify(inspection: Inspection, note: str, *, by: Actor, now: datetime) -> None:
    """Verify that it is put right: the credit information ends, and the order is done.

    :law: CRD60/14
    """
    on = local_date(now)
    LIFE.take("verify", inspection, by=by, now=now, detail={"note": note.strip()})
    inspection.verified_at, inspection.verified_by = now, by.id
    inspection.note = note.strip()
    event = session.get(CreditEvent, inspection.event_id) if inspection.event_id else None
    if event is not None and event.lifted_on is None:
        event.lifted_on, event.lift_reason = on, note.strip()
    _tell(inspection, "inspection-verified", now)


def reject(inspection: Inspection, note: str, *, by: Actor, now: datetime) -> None:
    """Say what is still not put right; the day of the order stays."""
    if not note.strip():
        raise RefusedError([Finding("inspection-reason-missing", field="note")])
    LIFE.take("reject", inspection, by=by, now=now, detail={"reason": note.strip()})
    inspection.note = note.strip()
    _tell(inspection, "inspection-rejected", now)


def _tell(inspection: Inspection, code: str, now: datetime) -> None:
    told = {"title": inspection.plan.title, "note": inspection.note or "—"}
    link = f"{URL}/visits/{inspection.id}/answer"
    own = people.people_of(inspection.organization_id)
    notices.tell(own, code, now=now, link=link, detail=told)


def publish(plan: InspectionPlan, *, by: Actor, now: datetime) -> None:
    """Publish the results, once all are in.

    :law: CRD45/R-CRD-12
    """
    if plan.state is PlanState.DRAWN:
        left = [i.organization.short_name for i in plan.inspections if i.state not in DONE]
        refuse_if(rules.publication(left))
    PLAN.take("publish", plan, by=by, now=now)
    plan.published_at = now


def cancel(plan: InspectionPlan, *, by: Actor, now: datetime) -> None:
    """Give a plan up before its draw."""
    PLAN.take("cancel", plan, by=by, now=now)
