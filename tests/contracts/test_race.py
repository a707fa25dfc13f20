"""Twelve who press "pay" at once: a milestone is paid once, on SQLite and on PostgreSQL.

Real transactions on a database of their own, one thread for each payer. The same suite runs
on a planted fault (a payment that looks, waits and then writes, with nothing in its way),
which it must find: otherwise it would prove nothing.
"""

import threading
from collections.abc import Callable
from contextvars import Context
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts import actions
from app.contracts.models import Contract, Milestone
from app.contracts.states import ContractState, MilestoneState
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.payments.models import Payment
from app.permissions import Actor
from tests.conftest import NOW
from tests.contracts_made import awarded
from tests.services import full_counts

MILESTONES = 40 if full_counts() else 4
PAYERS = 12
PATIENCE = 60

Pay = Callable[[Flask, UUID, Actor], bool]


def to_be_paid(app: Flask, count: int) -> tuple[list[UUID], Actor]:
    """Sign contracts until so many milestones are accepted; return them and who pays."""
    stones: list[UUID] = []
    with app.app_context():
        while len(stones) < count:
            parties = awarded()
            contract = actions.make(parties.award, by=parties.buyer, now=NOW)
            contract.state = ContractState.SIGNED
            for stone in contract.milestones:
                stone.state, stone.accepted_by = MilestoneState.ACCEPTED, parties.buyer.id
                stones.append(stone.id)
            payer = parties.finance
            session.commit()
    return stones[:count], payer


def properly(app: Flask, stone_id: UUID, payer: Actor) -> bool:
    """Pay as the portal does; say whether it was paid."""
    with app.app_context():
        try:
            actions.pay(session.get(Milestone, stone_id), voucher="凭-1", by=payer, now=NOW)
            session.commit()
        except (RefusedError, WrongStateError, IntegrityError):
            session.rollback()
            return False
    return True


class Naive:
    """The planted fault: everybody looks before anybody writes; no lock, no constraint."""

    def __init__(self) -> None:
        self._seen = threading.Barrier(PAYERS)

    def __call__(self, app: Flask, stone_id: UUID, payer: Actor) -> bool:
        """Look, wait for the others, write; say whether it was paid."""
        with Session(app.extensions["db_reads"]) as looking:
            free = looking.get(Milestone, stone_id).state is MilestoneState.ACCEPTED
        self._seen.wait(PATIENCE)
        return free


def paid_by_all(app: Flask, stone_id: UUID, payer: Actor, pay: Pay) -> int:
    """Have twelve press at the same moment; return how many times it was paid."""
    done: list[bool] = []
    together = threading.Barrier(PAYERS)

    def press() -> None:
        together.wait(PATIENCE)
        done.append(pay(app, stone_id, payer))

    threads = [threading.Thread(target=Context().run, args=(press,)) for _ in range(PAYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(done) == PAYERS
    return sum(done)


@pytest.mark.gate
def test_twelve_who_pay_at_once_pay_once(real):
    stones, payer = to_be_paid(real, MILESTONES)
    times = [paid_by_all(real, stone, payer, properly) for stone in stones]
    assert times == [1] * len(stones)
    with real.app_context():
        assert session.scalar(select(func.count(Payment.id))) == len(stones)
        for contract in session.scalars(select(Contract)):
            paid = session.scalar(
                select(func.sum(Payment.amount)).where(Payment.contract_id == contract.id)
            )
            assert (paid or Decimal(0)) <= contract.amount


def test_the_race_finds_a_payment_that_only_looks(real):
    (stone,), payer = to_be_paid(real, 1)
    assert paid_by_all(real, stone, payer, Naive()) == PAYERS


def test_different_milestones_paid_at_once_stay_within_the_contract(real):
    stones, payer = to_be_paid(real, 3)
    with real.app_context():
        contract = session.get(Milestone, stones[0]).contract
        contract.amount -= Decimal("0.01")  # planted: the parts are more than the whole
        session.commit()
        contract_id = contract.id
    together = threading.Barrier(len(stones))

    def press(stone_id: UUID) -> None:
        together.wait(PATIENCE)
        properly(real, stone_id, payer)

    threads = [threading.Thread(target=Context().run, args=(press, s)) for s in stones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    with real.app_context():
        paid = select(func.sum(Payment.amount)).where(Payment.contract_id == contract_id)
        assert session.scalar(paid) < session.get(Contract, contract_id).amount
