"""Every verb of a contract: make, offer, sign, deliver, accept, pay, rate."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from sqlalchemy import select

from app import clock, money
from app.accounts import queries as accounts
from app.audit import actions as audit
from app.calls import queries as calls
from app.contracts import queries, rules
from app.contracts.models import Contract, Milestone, Performance
from app.contracts.states import CONTRACT, MILESTONE, ContractState, MilestoneState
from app.db import gate, session
from app.documents.models import StoredFile
from app.errors import Finding, WrongStateError, refuse_if
from app.funds import actions as funds
from app.law import Law
from app.lawbook import queries as lawbook
from app.notices.actions import tell
from app.payments import actions as payments
from app.payments.models import Payment
from app.permissions import Actor, Role
from app.projects.models import Project
from app.results.models import Award
from app.track_records import actions as track_records
from app.track_records.models import TrackRecord

NUMBERS = UUID("1f2c6a0e-9c43-5d0a-8a39-6a7b1d5e2c44")
PREFIX = "HT"


def make(award: Award, *, by: Actor, now: datetime) -> Contract:
    """Draft the contract of an award: everything in it comes from the call and the bid.

    :law: GPL/46
    """
    known = queries.of_award(award.id)
    if known is not None:
        return known
    call = award.call
    refuse_if(rules.signing(open_objection=queries.open_objection(call.id)))
    if award.notice_issued_at is None or award.withdrawn_at is not None:
        refuse_if([Finding("award-not-final")])
    assert isinstance(call, Project)  # noqa: S101 -- rounds make agreements in app.rounds
    law = lawbook.law_on(clock.local_date(now), call.track)
    today = clock.local_date(now)
    starts = max(call.service_from or today, today)
    ends = max(call.service_to or starts, starts + timedelta(days=1))
    amounts = rules.split(award.amount, call.payment_percents)
    contract = Contract(
        number=_number(today.year),
        title=call.title,
        call_id=call.id,
        award_id=award.id,
        organization_id=award.submission.organization_id,
        unit_id=call.unit_id,
        amount=award.amount,
        content=call.content,
        terms={"acceptance": call.acceptance, "service_object": call.service_object},
        starts_on=starts,
        ends_on=ends,
        sign_by=_sign_by(award, law),
        created_at=now,
        milestones=[
            Milestone(number=number, title="", percent=percent, amount=amount, due_on=due)
            for number, (percent, amount, due) in enumerate(
                zip(
                    call.payment_percents,
                    amounts,
                    rules.due_days(starts, ends, len(amounts)),
                    strict=True,
                ),
                1,
            )
        ],
    )
    session.add(contract)
    funds.adjust(call.id, award.amount)
    audit.note("contract", "make", contract, by=by, now=now, law="GPL/46")
    return contract


def _sign_by(award: Award, law: Law) -> object:
    assert award.notice_issued_at is not None  # noqa: S101 -- asked by make()
    return clock.local_date(award.notice_issued_at) + timedelta(days=law.sign_within_days)


def _number(year: int) -> str:
    """Return the next number of the year; those who draw one queue at the gate."""
    gate(uuid5(NUMBERS, str(year)), exclusive=True)
    stem = calls.number_of(PREFIX, year, None)
    last = queries.last_number(stem)
    return calls.number_of(PREFIX, year, int(last.removeprefix(stem)) + 1 if last else 1)


def describe(
    contract: Contract,
    *,
    milestones: Sequence[Mapping[str, object]],
    by: Actor,
    now: datetime,
) -> None:
    """Write what each milestone delivers and by when; amounts stay as awarded."""
    if contract.state is not ContractState.DRAFT:
        refuse_if([Finding("contract-already-offered")])
    for stone, said in zip(contract.milestones, milestones, strict=True):
        stone.title = str(said["title"])
        stone.evidence = str(said["evidence"])
        if said["due_on"]:
            stone.due_on = said["due_on"]  # type: ignore[assignment]
    audit.note("contract", "describe", contract, by=by, now=now)


def offer(contract: Contract, *, by: Actor, now: datetime) -> None:
    """Sign for the department and put it before the organization."""
    awarded = session.scalars(
        select(Award.amount).where(Award.id == contract.award_id)
    ).one_or_none()
    refuse_if(rules.signing(open_objection=queries.open_objection(contract.call_id)))
    refuse_if(
        rules.sums(
            contract.amount, [m.amount for m in contract.milestones], awarded or contract.amount
        )
    )
    refuse_if(
        Finding("milestone-not-described", field=f"title_{m.number}", detail={"number": m.number})
        for m in contract.milestones
        if not m.title.strip()
    )
    CONTRACT.take("offer", contract, by=by, now=now)
    contract.offered_at, contract.offered_by = now, by.id
    detail = {"title": contract.title, "until": contract.sign_by}
    _tell_organization(contract, "contract-offered", detail, now=now)


def sign(contract: Contract, *, by: Actor, now: datetime) -> None:
    """Sign for the organization: from now on it binds both."""
    refuse_if(rules.signing(open_objection=queries.open_objection(contract.call_id)))
    CONTRACT.take("sign", contract, by=by, now=now)
    contract.signed_at, contract.signed_by = now, by.id
    _tell_unit(contract, "contract-signed", {"title": contract.title}, now=now)


def deliver(
    stone: Milestone, *, text: str, files: Sequence[StoredFile], by: Actor, now: datetime
) -> None:
    """Hand in what a milestone asks for, with evidence."""
    refuse_if(_running(stone))
    refuse_if(rules.delivery(text=text, files=len(files)))
    detail = {"files": [f.label for f in files]}
    MILESTONE.take("deliver", stone, by=by, now=now, detail=detail)
    stone.delivered_at, stone.delivered_by = now, by.id
    stone.delivery_text, stone.delivery_files = text, [str(f.id) for f in files]
    said = {"title": stone.contract.title, "number": stone.number}
    _tell_unit(stone.contract, "milestone-delivered", said, now=now)


def send_back(stone: Milestone, *, note: str, by: Actor, now: datetime) -> None:
    """Ask for what is missing."""
    if not note.strip():
        refuse_if([Finding("send-back-without-reason", field="note")])
    MILESTONE.take("send_back", stone, by=by, now=now, detail={"note": note})
    stone.acceptance_note = note
    said = {"title": stone.contract.title, "number": stone.number, "note": note}
    _tell_organization(stone.contract, "milestone-sent-back", said, now=now)


def accept(stone: Milestone, *, note: str, by: Actor, now: datetime) -> None:
    """Accept what was delivered; another person pays.

    :law: GPL/41
    """
    refuse_if(_running(stone))
    if not note.strip():
        refuse_if([Finding("acceptance-without-note", law="GPL/41", field="note")])
    MILESTONE.take("accept", stone, by=by, now=now, detail={"note": note})
    stone.accepted_at, stone.accepted_by, stone.acceptance_note = now, by.id, note
    said = {"title": stone.contract.title, "number": stone.number, "amount": stone.amount}
    _tell_organization(stone.contract, "milestone-accepted", said, now=now)
    tell(accounts.people_with(Role.FINANCE), "payment-due", now=now, link=_link(stone), detail=said)


def pay(stone: Milestone, *, voucher: str, by: Actor, now: datetime) -> Payment:
    """Pay an accepted milestone, once. Two who press at the same time queue at the row.

    :law: HOUSE/R-AWD-13
    """
    held = queries.locked(stone.id)
    refuse_if(
        rules.payment(
            accepted_by=held.accepted_by,
            paid_by=by.id,
            amount=held.amount,
            paid=queries.paid(held.contract_id),
            contract=held.contract.amount,
        )
        if held.state is MilestoneState.ACCEPTED
        else ()
    )
    detail = {"amount": held.amount, "voucher": voucher}
    MILESTONE.take("pay", held, by=by, now=now, law="HOUSE/R-AWD-13", detail=detail)
    payment = payments.record(
        milestone_id=held.id,
        contract_id=held.contract_id,
        amount=held.amount,
        accepted_by=held.accepted_by,
        voucher=voucher,
        by=by,
        now=now,
    )
    said = {"title": held.contract.title, "number": held.number, "amount": held.amount}
    _tell_organization(held.contract, "milestone-paid", said, now=now)
    return payment


def rate(
    contract: Contract,
    *,
    points: Mapping[str, Decimal | None],
    note: str,
    satisfaction: Decimal | None,
    final: bool,
    by: Actor,
    now: datetime,
) -> Performance:
    """Rate how it is performed: it counts in the next ranking of the organization.

    Rated during the work as well as at its end (R-102-14); the last rating counts.
    """
    if contract.state in (ContractState.COMPLETED, ContractState.TERMINATED):
        raise WrongStateError(f"{contract.number} is over; its last rating stands")
    accepted = [m for m in contract.milestones if m.accepted_at is not None]
    refuse_if(rules.rating(points, accepted=len(accepted)))
    if final:
        unpaid = sum(m.state is not MilestoneState.PAID for m in contract.milestones)
        refuse_if(rules.completion(unpaid=unpaid))
    score = money.total(p for p in points.values() if p is not None)
    rating = contract.performance
    if rating is None:
        rating = contract.performance = Performance(rated_at=now)
    rating.score, rating.note, rating.satisfaction = score, note, satisfaction
    rating.parts = [
        {"key": part.key, "points": str(points[part.key]), "most": part.points}
        for part in rules.RATING
    ]
    rating.rated_by, rating.rated_at = by.id, now
    _record(contract, score, by=by, now=now)
    detail = {"score": score, "final": final}
    if final:
        CONTRACT.take("complete", contract, by=by, now=now, detail=detail)
        contract.closed_at = now
    else:
        audit.note(
            "contract", "rate", contract, by=by, now=now, law="HOUSE/R-SCO-17", detail=detail
        )
    said = {"title": contract.title, "score": str(score)}
    _tell_organization(contract, "contract-rated", said, now=now)
    return rating


def _record(contract: Contract, score: Decimal, *, by: Actor, now: datetime) -> None:
    """Write the track record of the contract, or bring it up to date."""
    today = clock.local_date(now)
    ends = max(contract.starts_on, min(contract.ends_on, today))
    starts = min(contract.starts_on, ends)
    known = session.scalar(select(TrackRecord).where(TrackRecord.contract_id == contract.id))
    if known is not None:
        known.score_cents = track_records.cents(score)
        known.ends_on, known.recorded_at = ends, now
        return
    track_records.add(
        contract.organization,
        title=contract.title,
        buyer=contract.unit.name,
        content=contract.content,
        fields=list(contract.call.fields),
        amount=contract.amount,
        starts_on=starts,
        ends_on=ends,
        score=score,
        evidence=contract.number,
        contract_id=contract.id,
        by=by,
        now=now,
    )


def _running(stone: Milestone) -> list[Finding]:
    if stone.contract.state is not ContractState.SIGNED:
        return [Finding("contract-not-signed")]
    if queries.open_objection(stone.contract.call_id):
        return [Finding("contract-on-hold", law="GPR/54")]
    return []


def _link(stone: Milestone) -> str:
    return f"/contracts/{stone.contract_id}"


def _tell_organization(
    contract: Contract, code: str, detail: Mapping[str, object], *, now: datetime
) -> None:
    people = accounts.people_of(contract.organization_id)
    tell(people, code, now=now, link=f"/contracts/{contract.id}", detail=detail)


def _tell_unit(
    contract: Contract, code: str, detail: Mapping[str, object], *, now: datetime
) -> None:
    people = accounts.people_with(Role.PURCHASER, contract.unit_id)
    tell(people, code, now=now, link=f"/contracts/{contract.id}", detail=detail)
