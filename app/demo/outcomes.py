"""Loading what came of the projects: awards, objections, contracts, payments, records."""

from datetime import date, datetime, timedelta
from uuid import UUID

from app import clock
from app.contracts.models import Contract, Milestone, Performance
from app.contracts.states import ContractState, MilestoneState
from app.db import session
from app.demo.calls import ACCEPTANCE, AWARDED, Staff
from app.demo.content import model
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.payments.models import Payment
from app.results.models import Award, Objection
from app.results.states import ObjectionState
from app.track_records.models import TrackRecord


def load(district: model.District, story: Story) -> None:
    """Write the outcomes of all projects."""
    staff = Staff(district)
    units = {u.key: u.name for u in district.units}
    for row in district.projects:
        if row.publicity_from is None:
            continue
        award(row)
        if row.objection:
            objection(row, row.objection)
        session.flush()
        if row.contract and row.state in AWARDED:
            contract(row, row.contract, units[row.unit_key], staff, story)
    session.flush()


def winner_of(row: model.Project) -> model.Bid:
    """Return the bid that was awarded."""
    if row.contract:
        return next(b for b in row.bids if b.organization_key == row.contract.organization_key)
    return max(row.bids, key=lambda b: sum(m.points for m in b.marks))


def award(row: model.Project) -> None:
    """Write who got it."""
    assert row.publicity_from is not None  # noqa: S101 -- asked by the caller
    bid = winner_of(row)
    decided = clock.at_local(row.publicity_from, 9)
    session.add(
        Award(
            id=uid("award", row.key),
            call_id=uid("call", row.key),
            submission_id=uid("submission", bid.key),
            place=1,
            amount=bid.price,
            decided_by=uid("person", "zhoumin"),
            decided_at=decided,
            notice_issued_at=decided + timedelta(days=8) if row.state in AWARDED else None,
        )
    )


def objection(row: model.Project, raised: model.Objection) -> None:
    """Write an open objection."""
    session.add(
        Objection(
            id=uid("objection", row.key),
            call_id=uid("call", row.key),
            organization_id=uid("organization", raised.organization_key),
            text=raised.text,
            raised_at=clock.at_local(raised.raised_on, 10, 20),
            answer_due_on=raised.raised_on + timedelta(days=9),
            days_left=3,
            state=ObjectionState.OPEN,
        )
    )


def stone_state(stone: model.Milestone) -> MilestoneState:
    """Return where a milestone stands by its dates."""
    if stone.paid_on:
        return MilestoneState.PAID
    if stone.accepted_on:
        return MilestoneState.ACCEPTED
    return MilestoneState.DELIVERED if stone.delivered_on else MilestoneState.PLANNED


def at(day: date | None, hour: int = 10) -> datetime | None:
    """Return an hour of a day that may be missing."""
    return clock.at_local(day, hour) if day else None


def contract(
    row: model.Project, made: model.Contract, unit_name: str, staff: Staff, story: Story
) -> None:
    """Write a contract with its milestones and what was paid."""
    buyer, buyer_name = staff.drafter(row.unit_key, row.key)
    payer, payer_name = staff.named("fengjing")
    contract_id = uid("contract", row.key)
    state = ContractState.SIGNED if made.signed_on else ContractState.OFFERED
    if row.state == "completed":
        state = ContractState.COMPLETED
    assert row.publicity_from is not None  # noqa: S101 -- a contract follows a publicity
    offered = clock.at_local(row.publicity_from + timedelta(days=9), 10)
    signed = at(made.signed_on, 11)
    session.add(
        Contract(
            id=contract_id,
            number=made.number,
            title=row.title,
            call_id=uid("call", row.key),
            award_id=uid("award", row.key),
            organization_id=uid("organization", made.organization_key),
            unit_id=uid("unit", row.unit_key),
            amount=made.amount,
            content=row.content,
            terms={"acceptance": ACCEPTANCE, "service_object": row.service_object},
            starts_on=made.starts_on,
            ends_on=made.ends_on,
            sign_by=row.publicity_from + timedelta(days=37),
            state=state,
            offered_at=offered,
            offered_by=buyer,
            signed_at=signed,
            closed_at=at(made.ends_on + timedelta(days=20)) if row.state == "completed" else None,
            created_at=offered,
        )
    )
    session.flush()
    tell = Teller(story, row, made)
    tell.contract(contract_id, offered, signed, buyer, buyer_name)
    for stone in made.milestones:
        stone_id = uid("milestone", f"{row.key}:{stone.number}")
        session.add(
            Milestone(
                id=stone_id,
                contract_id=contract_id,
                number=stone.number,
                title=stone.title,
                evidence=stone.evidence,
                percent=stone.percent,
                amount=stone.amount,
                due_on=stone.due_on,
                state=stone_state(stone),
                delivered_at=at(stone.delivered_on),
                delivery_text=stone.evidence if stone.delivered_on else "",
                accepted_at=at(stone.accepted_on, 15),
                accepted_by=buyer if stone.accepted_on else None,
                acceptance_note="台账和凭证齐全，抽查回访情况属实。" if stone.accepted_on else "",
            )
        )
        session.flush()
        tell.milestone(stone, stone_id, (buyer, buyer_name), (payer, payer_name))
        if stone.paid_on:
            session.add(
                Payment(
                    id=uid("payment", f"{row.key}:{stone.number}"),
                    milestone_id=stone_id,
                    contract_id=contract_id,
                    amount=stone.amount,
                    accepted_by=buyer,
                    approved_by=payer,
                    paid_at=clock.at_local(stone.paid_on, 16),
                    voucher=f"{made.number}-{stone.number}",
                )
            )
    if made.performance_score is not None:
        rated(row, made, unit_name, contract_id, buyer)
    if row.state == "completed":
        tell.end(contract_id, at(made.ends_on + timedelta(days=20)), (buyer, buyer_name))


def rated(
    row: model.Project, made: model.Contract, unit_name: str, contract_id: UUID, buyer: UUID
) -> None:
    """Write how a completed contract was performed: it counts in later rankings."""
    assert made.performance_score is not None  # noqa: S101 -- asked by the caller
    rated_at = clock.at_local(made.ends_on + timedelta(days=20), 10)
    session.add(
        Performance(
            id=uid("performance", row.key),
            contract_id=contract_id,
            score=made.performance_score,
            note=made.performance_note,
            satisfaction=made.satisfaction,
            rated_by=buyer,
            rated_at=rated_at,
        )
    )
    session.add(
        TrackRecord(
            id=uid("record", row.key),
            organization_id=uid("organization", made.organization_key),
            contract_id=contract_id,
            title=row.title,
            buyer=unit_name,
            content=row.content,
            fields=[row.field],
            amount=made.amount,
            starts_on=made.starts_on,
            ends_on=made.ends_on,
            score_cents=int(made.performance_score * 100),
            evidence=f"{made.number} 履约评价",
            imported=False,
            recorded_at=rated_at,
        )
    )


class Teller:
    """Tells the log what happened to one contract."""

    def __init__(self, story: Story, row: model.Project, made: model.Contract) -> None:
        self._story, self._call = story, uid("call", row.key)
        self._title, self._made = f"{made.number} {row.title}", made

    def _add(self, at: datetime | None, who: tuple[UUID | None, str], step: str, ends: tuple[str, str],
             *, thing: UUID, kind: str, title: str, law: str | None = None) -> None:  # fmt: skip
        if at is not None:
            self._story.add(
                Entry(at, who[0], who[1], kind, step, *ends, thing, self._call, title, law)
            )

    def contract(
        self, contract_id: UUID, offered: datetime, signed: datetime | None, buyer: UUID, name: str
    ) -> None:
        """Tell of the offer and the signature."""
        moved = ("draft", "offered")
        self._add(
            offered,
            (buyer, name),
            "offer",
            moved,
            thing=contract_id,
            kind="contract",
            title=self._title,
            law="GPL/46",
        )
        party = (None, "")
        moved = ("offered", "signed")
        self._add(
            signed,
            party,
            "sign",
            moved,
            thing=contract_id,
            kind="contract",
            title=self._title,
            law="GPL/46",
        )

    def end(self, contract_id: UUID, closed: datetime | None, buyer: tuple[UUID, str]) -> None:
        """Tell of the final rating, which completes the contract."""
        moved = ("signed", "completed")
        self._add(
            closed, buyer, "complete", moved, thing=contract_id, kind="contract", title=self._title
        )

    def milestone(
        self,
        stone: model.Milestone,
        stone_id: UUID,
        buyer: tuple[UUID, str],
        payer: tuple[UUID, str],
    ) -> None:
        """Tell of delivery, acceptance and payment."""
        title = f"{self._made.number} #{stone.number}"
        for day, hour, who, step, moved, law in (
            (stone.delivered_on, 10, (None, ""), "deliver", ("planned", "delivered"), None),
            (stone.accepted_on, 15, buyer, "accept", ("delivered", "accepted"), "GPL/41"),
            (stone.paid_on, 16, payer, "pay", ("accepted", "paid"), None),
        ):
            self._add(
                at(day, hour),
                who,
                step,
                moved,
                thing=stone_id,
                kind="milestone",
                title=title,
                law=law,
            )
