"""Seating an expert against a tie declared at the same moment: nobody sits in spite of a tie.

Real transactions on a database of their own, one thread for each side. In every round one
call is drawn, a seat is filled again, a seat is accepted and a sheet is signed, each while
the expert concerned declares a tie. The same measure is shown two planted faults (nobody
locks the pool; nobody locks the expert), which it must find: otherwise it would prove
nothing.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Person
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.panels import actions, queries, rules
from app.panels.models import Expert, Panel, PanelMember, Sheet, Tie
from app.panels.states import MemberState, SheetState, TieKind
from app.portal import invariants
from app.submissions.models import Submission
from tests import conftest, register
from tests.panels import scenes
from tests.panels.scenes import DRAWN, SCORED
from tests.services import full_counts

ROUNDS = 60 if full_counts() else 1
SEATS, POOL = 5, 10
PATIENCE = 60
FULL = {"plan": ("25", ""), "team": ("15", ""), "safety": ("10", "")}

pytestmark = [pytest.mark.gate, pytest.mark.timeout(1800)]

Task = Callable[[], object]


def at_once(app: Flask, *tasks: Task) -> None:
    """Run all at once, each in a transaction of its own; a refusal is an answer, all else fails."""
    failed: list[BaseException] = []
    together = threading.Barrier(len(tasks))

    def body(task: Task) -> None:
        try:
            with app.app_context():
                together.wait(PATIENCE)
                with suppress(RefusedError, WrongStateError):
                    task()
                    session.commit()
                session.rollback()
        except BaseException as error:  # noqa: BLE001 -- told below
            failed.append(error)

    threads = [threading.Thread(target=Context().run, args=(body, task)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if failed:
        raise failed[0]


class Round:
    """One call with a pool of its own, of which everybody may be drawn."""

    def __init__(self, app: Flask, number: int, pool: int = POOL) -> None:
        self.app = app
        with app.app_context():
            session.execute(update(Expert).values(valid_until=date(2026, 1, 1)))
            scene = scenes.qualified(conftest.move_to)
            for one in range(1, pool + 1):
                scenes.expert(number * 100 + one)
            self.first = f"ZJ-{number * 100 + 1:03d}"
            self.call_id, self.buyer = scene.call.id, scene.buyer
            self.bidder_id = scene.submissions[0].organization_id
            session.commit()

    @property
    def panel(self) -> Panel:
        """Return the panel as this thread sees it."""
        return queries.panel_of(self.call_id)

    def member(self, number: str) -> PanelMember:
        """Return who sits under a number."""
        return next(m for m in self.panel.members if m.expert.number == number)

    def seated(self, state: MemberState = MemberState.ASKED) -> list[str]:
        """Return the numbers of those in a state, by seat."""
        with self.app.app_context():
            return [m.expert.number for m in self.panel.members if m.state is state]

    def draw(self) -> None:
        """Draw the panel."""
        call = queries.calls.get(self.call_id)
        actions.form(call, size=SEATS, by=self.buyer, now=DRAWN)

    def declare(self, number: str) -> None:
        """Declare a tie to a bidder."""
        expert = queries.by_number(number)
        by = register.actor(session.get(Person, expert.person_id))
        bidder = session.get(register.Organization, self.bidder_id)
        facts = {"kind": TieKind.OTHER, "reason": "是前理事", "by": by, "now": SCORED}
        actions.declare(expert, bidder, **facts)

    def leave(self, number: str) -> None:
        """Step back; the next is asked."""
        member = self.member(number)
        actions.recuse(member, "生病", by=scenes.actor_of(member), now=SCORED)

    def accept(self, number: str) -> None:
        """Accept a seat."""
        member = self.member(number)
        by = scenes.actor_of(member)
        actions.accept(member, seen=True, tied=False, by=by, now=SCORED)

    def sign(self, number: str) -> None:
        """Fill in and sign one sheet."""
        member = self.member(number)
        sheet = queries.sheets(member)[0]
        actions.save_marks(sheet, FULL, now=SCORED)
        actions.sign(sheet, by=scenes.actor_of(member), now=SCORED)

    def following(self) -> str:
        """Return who would be asked next."""
        with self.app.app_context():
            known = {m.expert.number for m in self.panel.members}
            tied = set(session.scalars(select(Expert.number).join(Tie, Tie.expert_id == Expert.id)))
            return next(n for n in self.panel.draw["order"] if n not in known | tied)

    def wrong(self) -> list[str]:
        """Return who sits, or has a sheet that counts, in spite of a tie: from the tables alone."""
        with self.app.app_context():
            tied = (
                select(Tie.expert_id)
                .join(Submission, Submission.organization_id == Tie.organization_id)
                .where(Submission.call_id == self.call_id, Tie.lifted_at.is_(None))
            )
            mine = (
                select(Expert.number)
                .join(PanelMember, PanelMember.expert_id == Expert.id)
                .join(Panel, Panel.id == PanelMember.panel_id)
                .where(Panel.call_id == self.call_id, Expert.id.in_(tied))
            )
            sits = session.scalars(mine.where(PanelMember.state != MemberState.RECUSED)).all()
            counts = session.scalars(
                mine.join(Sheet, Sheet.member_id == PanelMember.id).where(
                    Sheet.state != SheetState.VOID, Sheet.ended_at.is_(None)
                )
            ).all()
            return [*sits, *counts]

    def ties(self) -> int:
        """Count the ties that were declared."""
        with self.app.app_context():
            asked = select(Tie).where(Tie.organization_id == self.bidder_id)
            return len(session.scalars(asked).all())


def one_round(app: Flask, number: int) -> tuple[Round, list[str]]:
    """Let an expert declare a tie while being drawn, asked next, accepting, signing."""
    r = Round(app, number)
    wrong: list[str] = []

    def race(*tasks: Task) -> None:
        at_once(app, *tasks)
        wrong.extend(r.wrong())

    race(r.draw, partial(r.declare, r.first))
    leaving, following = r.seated()[0], r.following()
    race(partial(r.leave, leaving), partial(r.declare, following))
    accepting, signing = r.seated()[:2]
    race(partial(r.accept, accepting), partial(r.declare, accepting))
    at_once(app, partial(r.accept, signing))
    race(partial(r.sign, signing), partial(r.declare, signing))
    return r, wrong


def test_nobody_sits_or_counts_in_spite_of_a_tie(real):
    rounds = [one_round(real, number) for number in range(1, ROUNDS + 1)]
    assert [wrong for _, wrong in rounds] == [[]] * ROUNDS
    assert [r.ties() for r, _ in rounds] == [4] * ROUNDS
    with real.app_context():
        for r, _ in rounds:
            assert len(queries.sitting(r.panel)) == SEATS
            assert rules.problems_of(r.panel.draw) == []
        broken = {name for name, _ in invariants.broken(SCORED)}
    assert broken & {"I7 ties", "I12 draws"} == set()


def test_two_who_declare_and_two_who_leave_at_once_do_not_stand_in_each_others_way(real):
    r = Round(real, 1)
    at_once(real, r.draw)
    one, two, three, four = r.seated()[:4]
    tasks = [partial(r.declare, one), partial(r.declare, two)]
    at_once(real, *tasks, partial(r.leave, three), partial(r.leave, four))
    assert r.wrong() == []
    assert len(r.seated(MemberState.RECUSED)) == 4
    assert len(r.seated()) == SEATS


def test_many_who_draw_at_once_draw_once(real):
    r = Round(real, 1)
    at_once(real, *[r.draw] * 6)
    with real.app_context():
        assert len(session.scalars(select(Panel)).all()) == 1
        assert list(invariants.draws(SCORED)) == []


# --- planted


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody locks, and both sides have looked before either writes (write skew)."""
    both = threading.Barrier(2)

    def look_and_wait(look: Callable[..., object]) -> Callable[..., object]:
        def looked(*args: object) -> object:
            found = look(*args)
            both.wait(PATIENCE)
            return found

        return looked

    monkeypatch.setattr(queries, "lock_pool", lambda: None)
    monkeypatch.setattr(queries, "candidates", look_and_wait(queries.candidates))
    monkeypatch.setattr(queries, "seats_of", look_and_wait(queries.seats_of))


@pytest.mark.postgres
def test_the_suite_finds_a_draw_without_the_lock(real, monkeypatch):
    found = []
    for number in range(1, ROUNDS + 1):
        r = Round(real, number, SEATS)  # everybody is drawn
        with monkeypatch.context() as patch:
            unlocked(patch)
            at_once(real, r.draw, partial(r.declare, r.first))
        found.append(r.wrong() == [r.first])
    assert all(found)


@pytest.mark.postgres
def test_the_suite_finds_a_seat_filled_without_the_lock(real, monkeypatch):
    r = Round(real, 1)
    at_once(real, r.draw)
    leaving, following = r.seated()[0], r.following()
    with monkeypatch.context() as patch:
        unlocked(patch)
        at_once(real, partial(r.leave, leaving), partial(r.declare, following))
    assert r.wrong() == [following]
    with real.app_context():
        assert "I7 ties" in {name for name, _ in invariants.broken(SCORED)}


@pytest.mark.postgres
def test_the_suite_finds_a_seat_accepted_without_the_lock(real, monkeypatch):
    """Planted: the answer is written over the step that took the expert off."""
    r = Round(real, 1)
    at_once(real, r.draw)
    accepting = r.seated()[0]
    looked, declared = threading.Event(), threading.Event()
    conflict_of = queries.conflict_of

    def look_and_wait(*args: object) -> object:
        found = conflict_of(*args)
        if not looked.is_set():
            looked.set()
            declared.wait(PATIENCE)
        return found

    monkeypatch.setattr(queries, "lock_expert", lambda _: None)
    monkeypatch.setattr(queries, "conflict_of", look_and_wait)

    def declare() -> None:
        looked.wait(PATIENCE)
        r.declare(accepting)
        session.commit()
        declared.set()

    at_once(real, partial(r.accept, accepting), declare)
    assert accepting in r.wrong()


def test_the_round_is_a_race(real):
    """Every side of a round writes when it is alone: no refusal hides a race that was none."""
    r = Round(real, 1)
    at_once(real, r.draw)
    leaving, accepting = r.seated()[:2]
    at_once(real, partial(r.leave, leaving))
    assert leaving in r.seated(MemberState.RECUSED)
    at_once(real, partial(r.accept, accepting))
    at_once(real, partial(r.sign, accepting))
    with real.app_context():
        states = session.scalars(select(Sheet.state)).all()
    assert sorted(states) == [SheetState.OPEN, SheetState.OPEN, SheetState.SIGNED]
