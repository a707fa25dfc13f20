"""R11: whatever people do in whatever order, the portal allows what the model allows, no more.

Hypothesis draws the steps of a life; every step is done by the real verb in a real transaction
and by the model of tests/life.py, and what was answered and what then stands in the database
must be the same. A life begins where one of seven calls stands, from the draft to the signed
contract. After each life the invariants are asked. The same is run on planted faults.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from math import ceil
from typing import Any
from uuid import UUID, uuid4, uuid5

import hypothesis
import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.exc import IntegrityError

from app import clock
from app import db as house
from app.accounts.states import UnitKind
from app.calls import actions as calls
from app.calls.models import Call
from app.calls.states import LIFE as CALL_LIFE
from app.calls.states import CallState, Phase
from app.contracts import actions as contracts
from app.contracts import rules as contract_rules
from app.contracts.models import Contract, Milestone, Payment
from app.contracts.states import MILESTONE, MilestoneState
from app.db import session
from app.documents.models import StoredFile
from app.errors import NotFoundError, RefusedError, WrongStateError
from app.lifecycle import Step
from app.panels import actions as panels
from app.panels import queries as panel_queries
from app.payments import rules as payment_rules
from app.permissions import May, Role
from app.portal import invariants
from app.projects import actions as projects
from app.projects.models import Project
from app.results import actions as results
from app.results import queries as rankings
from app.results.models import Award, Objection, Ranking
from app.submissions import actions as submissions
from app.submissions import ceremony, queries
from app.submissions import rules as submission_rules
from app.submissions.models import Submission, SubmissionVersion
from tests import bids, drafts, life, register
from tests.life import ABSENT, BUYER, FINANCE, NO, OK, ORGANIZATIONS, REVIEWER, SEATS, STONES, WRONG
from tests.panels import scenes
from tests.services import full_counts

# In full about a quarter of an hour each on one core.
LIVES = {"sqlite": 4000, "postgresql": 1000} if full_counts() else {"sqlite": 10, "postgresql": 8}
STEPS = 50
# A Monday; every working day of this story is announced. Ten minutes past the hour never is a
# deadline and never the end of a publicity.
BEGIN = datetime(2026, 3, 2, 9, 10, tzinfo=clock.SHANGHAI)
STAGES = ("draft", "published", "handed in", "opened", "scored", "awarded", "signed")
# So many lives at most until a planted fault is found.
PATIENCE = 200
KEYS = (0, 1, 2, 3, 4, 5)
CONTENTS = (None, 0, 1, 2)
PARTS = {"completion": 40, "quality": 30, "timeliness": 15, "satisfaction": 15}

pytestmark = [pytest.mark.gate, pytest.mark.usefixtures("any_db")]


def stand_at(now: datetime) -> None:
    """Move the clock of the portal and of the database; never before `now`."""
    house.store_offset(timedelta(seconds=ceil((now - clock.machine_now()).total_seconds())))


def _held() -> CompoundSelect[Any]:
    """Return the one question that is asked after each step: kind, place, word."""

    def rows(kind: str, place: Any, word: Any, *joins: Any) -> Select[Any]:
        words = (literal(kind), cast(place, String), cast(word, String))
        asked = select(*words).where(Call.id == bindparam("call_id", type_=Uuid))
        for joined in joins:
            asked = asked.where(joined)
        return asked

    bid = Submission.call_id == Call.id
    contract = Contract.call_id == Call.id
    given = (Award.call_id == Call.id, Award.withdrawn_at.is_(None))
    return union_all(
        rows("call", Call.number, Call.state),
        rows("bid", Submission.organization_id, Submission.state, bid),
        rows("version", Submission.organization_id, SubmissionVersion.ended_how, bid,
             SubmissionVersion.submission_id == Submission.id),
        rows("award", Submission.organization_id, Award.place, Award.submission_id == Submission.id,
             *given),
        rows("objection", Objection.id, Objection.state, Objection.call_id == Call.id),
        rows("ranking", Ranking.id, Ranking.digest, Ranking.call_id == Call.id),
        rows("contract", Contract.number, Contract.state, contract),
        rows("stone", Milestone.number, Milestone.state, contract,
             Milestone.contract_id == Contract.id),
        rows("payment", Payment.id, Payment.voucher, contract, Payment.contract_id == Contract.id),
    )  # fmt: skip


HELD = _held()


# --- the verbs of the portal, by the names of the model


@dataclass
class Real:
    """The same call in the portal: who acts, and the verbs."""

    call_id: UUID
    people: dict[str, Any]
    staff: list[Any]
    organizations: list[UUID]
    file_id: UUID
    # What the check page showed for what was handed in, by who and key.
    marks: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def call(self) -> Project:
        return session.get(Project, self.call_id)

    @property
    def buyer(self) -> Any:
        return self.people[BUYER]

    def bid(self, who: int) -> Submission:
        return queries.own(self.call_id, self.organizations[who])

    def send(self) -> None:
        projects.send(self.call, by=self.buyer, now=self.now)

    def return_(self, who: str) -> None:
        calls.return_(self.call, "价格表缺一列", by=self.people[who], now=self.now)

    def publish(self, who: str) -> None:
        projects.publish(self.call, by=self.people[who], now=self.now)

    def cancel(self) -> None:
        calls.cancel(self.call, "预算调整", by=self.buyer, now=self.now)

    def move_deadline(self, to: datetime) -> None:
        """Nobody's verb yet: what a correction of the notice will do, alone at the gate."""
        calls.alone(self.call)
        self.call.deadline_at = self.call.opening_at = to

    def start(self, who: int) -> None:
        organization = session.get(register.Organization, self.organizations[who])
        submissions.start(self.call, organization=organization, by=self.staff[who], now=self.now)

    def save(self, who: int, content: int | None) -> None:
        submission = self.bid(who)
        price = f"{400000 + 10000 * who + (content or 0)}.00"
        draft = bids.bid(price) if content is not None else bids.bid(price_rows=[])
        judged = [c.key for c in self.call.criteria if c.kind == "judged"]
        draft["texts"] = dict.fromkeys(judged, f"做法、频次和负责人。{content}")
        submissions.save_draft(submission, "price", draft, by=self.staff[who], now=self.now)

    def submit(self, who: int, key: int, *, seen: bool) -> None:
        submission, mark = self.bid(who), "0" * 64
        with suppress(Exception):  # a draft with something missing has no content to be seen by
            mark = bids.seen(submission) if seen else mark
        if seen:  # sent again, the page still says what it said
            mark = self.marks.get((who, key), mark)
        key_id = uuid5(self.call_id, str(key))
        submissions.submit(submission, key=key_id, seen=mark, by=self.staff[who])
        self.marks[who, key] = mark

    def withdraw(self, who: int) -> None:
        submissions.withdraw(self.bid(who), by=self.staff[who])

    def open_all(self) -> None:
        ceremony.open_all(self.call, by=self.buyer)

    def fail_at_opening(self) -> None:
        ceremony.fail(self.call, by=self.buyer, now=self.now)

    def qualify(self, who: int, *, passed: bool) -> None:
        decision = results.Decision(passed, "" if passed else "未盖章", "" if passed else "GPL/22")
        results.decide(self.bid(who), decision, by=self.buyer, now=self.now)

    def fail(self) -> None:
        results.fail(self.call, by=self.buyer, now=self.now)

    def form(self) -> None:
        panels.form(self.call, size=len(SEATS), by=self.buyer, now=self.now)

    def score(self, seat: int) -> None:
        panel = panel_queries.panel_of(self.call_id)
        if panel is None:
            raise WrongStateError("there is no panel")
        member = sorted(panel_queries.sitting(panel), key=lambda m: m.place)[seat]
        by = scenes.actor_of(member)
        panels.accept(member, seen=True, tied=False, by=by, now=self.now)
        session.flush()
        for sheet in panel_queries.sheets(member):
            at = self.organizations.index(sheet.submission.organization_id)
            typed = {c.key: (str(int(c.most) - at - seat % 2), "频次不够")
                     for c in panel_queries.cells(sheet)}  # fmt: skip
            assert panels.save_marks(sheet, typed, now=self.now) == []
            panels.sign(sheet, by=by, now=self.now)

    def report(self) -> None:
        results.compute(self.call, by=self.buyer, now=self.now)

    def correct(self) -> None:
        results.correct(
            self.call, cause="arithmetic", reason="合计有误", by=self.buyer, now=self.now
        )

    def award(self, who: int, *, cause: bool) -> None:
        why = {"cause": "gave-up", "reason": "书面放弃"} if cause else {}
        results.award(self.call, self.bid(who), by=self.buyer, now=self.now, **why)

    def object_to(self, who: int) -> None:
        organization = session.get(register.Organization, self.organizations[who])
        by = self.staff[who]
        results.object_to(self.call, organization, text="业绩未计入", by=by, now=self.now)

    def _objection(self, number: int) -> Objection:
        asked = select(Objection).where(Objection.call_id == self.call_id)
        return sorted(session.scalars(asked), key=lambda o: o.raised_at)[number]

    def answer(self, number: int, who: str, *, uphold: bool) -> None:
        made, by = self._objection(number), self.people[who]
        results.answer(made, "经查", uphold=uphold, by=by, now=self.now)

    def withdraw_objection(self, number: int) -> None:
        made = self._objection(number)
        results.withdraw_objection(made, by=self.staff[0], now=self.now)

    def confirm(self) -> None:
        results.confirm(self.call, by=self.buyer, now=self.now)

    def make(self) -> None:
        contracts.make(rankings.award_of(self.call_id), by=self.buyer, now=self.now)

    @property
    def contract(self) -> Contract:
        return session.scalars(select(Contract).where(Contract.call_id == self.call_id)).one()

    def describe(self) -> None:
        said = [{"title": f"第{n}期", "evidence": "台账", "due_on": None} for n in STONES]
        contracts.describe(self.contract, milestones=said, by=self.buyer, now=self.now)

    def offer(self) -> None:
        contracts.offer(self.contract, by=self.buyer, now=self.now)

    def sign(self) -> None:
        contracts.sign(self.contract, by=self.staff[0], now=self.now)

    def _stone(self, number: int) -> Milestone:
        return self.contract.milestones[number]

    def deliver(self, stone: int) -> None:
        files = [session.get(StoredFile, self.file_id)]
        made = self._stone(stone)
        contracts.deliver(made, text="做完了", files=files, by=self.staff[0], now=self.now)

    def send_back(self, stone: int) -> None:
        contracts.send_back(self._stone(stone), note="缺照片", by=self.buyer, now=self.now)

    def accept(self, stone: int) -> None:
        contracts.accept(self._stone(stone), note="合格", by=self.buyer, now=self.now)

    def pay(self, stone: int, who: str) -> None:
        contracts.pay(self._stone(stone), voucher="凭-1", by=self.people[who], now=self.now)

    def rate(self, *, final: bool) -> None:
        points = {key: Decimal(most) for key, most in PARTS.items()}
        contracts.rate(
            self.contract,
            points=points,
            note="好",
            satisfaction=Decimal(95),
            final=final,
            by=self.buyer,
            now=self.now,
        )

    # --- what stands in the database

    def shown(self) -> dict[str, object]:
        """Return the same as the model's."""
        rows: dict[str, list[Any]] = {}
        for kind, place, word in session.execute(HELD, {"call_id": self.call_id}):
            rows.setdefault(kind, []).append((place, word))
        at = {one.hex: place for place, one in enumerate(self.organizations)}
        who = {kind: [(at[UUID(place).hex], word) for place, word in rows.get(kind, ())]
               for kind in ("bid", "version", "award")}  # fmt: skip
        versions = Counter(place for place, _ in who["version"])
        return {
            "call": rows["call"][0][1],
            "bids": {place: (state, versions[place]) for place, state in sorted(who["bid"])},
            "live": sum(ended is None for _, ended in who["version"]),
            "award": dict(who["award"]).popitem()[0] if who["award"] else None,
            "objections": Counter(state for _, state in rows.get("objection", ())),
            "rankings": len(rows.get("ranking", ())),
            "contract": rows["contract"][0][1] if "contract" in rows else "",
            "stones": [state for _, state in sorted(rows.get("stone", ()))],
            "paid": len(rows.get("payment", ())),
        }

    def ranked(self) -> dict[int, int]:
        """Return who was ranked at which place: arithmetic that the model does not repeat."""
        at = {str(self.bid(who).id): who for who in ORGANIZATIONS if self.bid(who) is not None}
        return {at[row.key]: row.place for row in results.ranked(self.call_id).rows}


# --- both side by side


@dataclass
class Pair:
    """The model and the portal, which must agree after each step."""

    model: life.Life
    real: Real
    agree: bool = True
    # what was answered to which verb, of all lives
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)

    def do(self, verb: str, *args: Any, **more: Any) -> str:
        """Do it in both; return what was answered."""
        expected = getattr(self.model, verb)(*args, **more)
        got = self._really(verb, *args, **more)
        said = f"{verb}{args}{more or ''}: the portal says {got}, the model {expected}"
        self.agree = False
        assert got == expected or (expected == NO and got != OK), said
        self.heard[verb, got] += 1
        shown, wanted = self.real.shown(), self.model.shown()
        assert shown == wanted, f"{verb}{args}: the portal holds {shown}, the model {wanted}"
        if got == OK:
            self._observe(verb)
        self.agree = True
        return got

    def _really(self, verb: str, *args: Any, **more: Any) -> str:
        try:
            getattr(self.real, verb)(*args, **more)
            session.commit()
        except RefusedError as error:
            answer = error.findings[0].code
        except WrongStateError:
            answer = WRONG
        except NotFoundError:
            answer = ABSENT
        except IntegrityError:
            answer = "constraint"
        else:
            return OK
        session.rollback()
        return answer

    def _observe(self, verb: str) -> None:
        """Take over what the calendar and the arithmetic say."""
        if verb in ("report", "correct"):
            self.model.places = self.real.ranked()
        if verb in ("award", "object_to", "answer", "withdraw_objection"):
            self.model.until = self.real.call.publicity_until
            assert (self.model.until is not None) == (self.model.state == "publicity")

    def wait(self, until: datetime) -> None:
        """Let time pass."""
        self.model.now = until
        stand_at(until)
        session.commit()

    # --- the next thing that people would do

    def onward(self, choice: int) -> None:
        """Take one of the steps that bring the call further."""
        verb, *args = self._next()[choice % len(self._next())]
        if verb == "wait":
            self.wait(*args)
            return
        more = {"submit": {"seen": True}, "qualify": {"passed": True}, "award": {"cause": True},
                "answer": {"uphold": False}, "rate": {"final": True}}.get(verb, {})  # fmt: skip
        self.do(verb, *args, **more)

    def _next(self) -> list[tuple[Any, ...]]:
        m = self.model
        until = m.until or m.now
        found: dict[str, list[tuple[Any, ...]]] = {
            "draft": [("send",)],
            "in_review": [("publish", REVIEWER)],
            "published": self._bidding(),
            "opened": [("qualify", o) for o, b in m.bids.items() if b.state == "opened"]
            or [("form",), ("fail",)],
            "scoring": [("score", s) for s in SEATS if s not in m.signed] or [("report",)],
            "ranked": [("award", o) for o in m.places] or [("correct",)],
            "publicity": [("answer", n, REVIEWER) for n in m._open_objections()]
            or ([("wait", until + timedelta(hours=1))] if m.now < until else [("confirm",)]),
            "awarded": self._contract(),
        }  # fmt: skip
        return found.get(m.state) or [("wait", m.now + timedelta(days=1))]

    def _bidding(self) -> list[tuple[Any, ...]]:
        m = self.model
        if m.late:
            return [("open_all",)]
        free = [k for k in KEYS if k not in m.keys]
        found: list[tuple[Any, ...]] = []
        for who in ORGANIZATIONS:
            bid = m.bids.get(who)
            if bid is None:
                found.append(("start", who))
            elif bid.content is None:
                found.append(("save", who, 1))
            elif bid.state != "submitted" and free:
                found.append(("submit", who, free[0]))
        return found or [("wait", m.deadline + timedelta(hours=1))]

    def _contract(self) -> list[tuple[Any, ...]]:
        m = self.model
        first = {"": "make", "offered": "sign"}.get(m.contract)
        if first:
            return [(first,)]
        if m.contract == "draft":
            return [("offer",)] if m.described else [("describe",)]
        if m.contract == "signed":
            verbs = {"planned": "deliver", "delivered": "accept"}
            found = [(verbs[s], n) for n, s in enumerate(m.stones) if s in verbs]
            found += [("pay", n, FINANCE) for n, s in enumerate(m.stones) if s == "accepted"]
            return found or [("rate",)]
        return []

    def reach(self, stage: str) -> None:
        """Go straight to a stage."""
        for _ in range(100):
            if stage in self._reached():
                return
            self.onward(0)
        raise AssertionError(stage)

    def _reached(self) -> set[str]:
        m = self.model
        found = {m.state, m.contract}
        if m.state == "scoring" and m.signed == set(SEATS):
            found.add("scored")
        if sum(b.state == "submitted" for b in m.bids.values()) == len(ORGANIZATIONS):
            found.add("handed in")
        return found


def begun() -> Pair:
    """Return a draft that nothing stands against, with everybody around it."""
    unit = register.unit("区民政局", UnitKind.DEPARTMENT)
    people = {
        BUYER: (Role.PURCHASER, unit),
        REVIEWER: (Role.REVIEWER, unit),
        FINANCE: (Role.FINANCE, unit),
    }
    actors = {name: register.actor(register.person(name, grant)) for name, grant in people.items()}
    call = drafts.project(unit, actors[BUYER], BEGIN)
    staff, organizations = [], []
    for name in scenes.NAMES:
        actor, organization_id = bids.bidder(name)
        staff.append(actor)
        organizations.append(organization_id)
    file = StoredFile(
        label="台账.pdf", media_type="application/pdf", size=1, sha256="0" * 64, purpose="delivery",
        stored_as=uuid4().hex, uploaded_at=BEGIN, owners=[str(unit.id)],
    )  # fmt: skip
    session.add(file)
    session.flush()
    model = life.Life(BEGIN, call.deadline_at, call.opening_at)
    return Pair(model, Real(call.id, actors, staff, organizations, file.id))


@pytest.fixture
def stages(app: Flask, db: Any) -> dict[str, Pair]:
    """Return a call at each stage of its life, reached by the verbs themselves."""
    stand_at(BEGIN)
    for number in range(1, 9):
        scenes.expert(number)
    session.commit()
    made = {}
    for stage in STAGES:
        stand_at(BEGIN)
        made[stage] = begun()
        session.commit()
        made[stage].reach(stage)
    return made


# --- the machine

# Asked after each life, and all of them after every so many. A worker that drains the outbox
# and the files on the disk are no part of this story.
FEW = (invariants.in_time, invariants.openings, invariants.one_live, invariants.payments,
       invariants.states, invariants.sealed)  # fmt: skip
ALL = [c for c in invariants.ALL.values() if c not in (invariants.outbox, invariants.stored)]
EVERY = 20

organizations = st.sampled_from(ORGANIZATIONS)
stones = st.sampled_from(STONES)


class Lives(RuleBasedStateMachine):
    """One life: steps that bring a call further, and steps that should not be taken."""

    app: Flask
    stages: dict[str, Pair]
    names: Sequence[str] = STAGES
    lived = count(1)

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage: str) -> None:
        session.commit()
        self.inner = self.app.extensions["db_bind"].begin_nested()
        there = self.stages[self.names[STAGES.index(stage) % len(self.names)]]
        self.pair = Pair(deepcopy(there.model), there.real, heard=there.heard)
        self.model, self.do = self.pair.model, self.pair.do
        stand_at(self.model.now)
        session.commit()

    def teardown(self) -> None:
        if not hasattr(self, "inner"):
            return
        try:
            checks = ALL if next(self.lived) % EVERY == 0 else FEW
            asked = checks if self.pair.agree else ()
            broken = [line for check in asked for line in check(self.model.now)]
            assert not broken, f"the portal has broken {broken}"
        finally:
            session.rollback()
            session.expunge_all()
            self.inner.rollback()

    @rule(choice=st.integers(0, 8))
    def bring_it_further(self, choice: int) -> None:
        self.pair.onward(choice)

    @rule(choice=st.integers(0, 8))
    def and_further(self, choice: int) -> None:
        self.pair.onward(choice)

    @precondition(lambda self: self.model.state not in ("draft", "in_review"))
    @rule(hours=st.sampled_from((1, 5, 24, 100)))
    def let_time_pass(self, hours: int) -> None:
        most = BEGIN + timedelta(days=150)
        self.pair.wait(min(self.model.now + timedelta(hours=hours), most))

    @precondition(lambda self: self.model.state == "published")
    @rule(hours=st.sampled_from((1, 30)))
    def move_the_deadline(self, hours: int) -> None:
        whole = self.model.now.replace(minute=0)
        self.do("move_deadline", whole + timedelta(hours=hours))

    @rule(verb=st.sampled_from(("cancel", "open_all", "fail_at_opening", "fail",
                                "form", "report", "correct", "confirm")))  # fmt: skip
    def act_on_the_call(self, verb: str) -> None:
        self.do(verb)

    @rule(
        verb=st.sampled_from(("send", "return_", "publish")),
        who=st.sampled_from((BUYER, REVIEWER)),
    )
    def review(self, verb: str, who: str) -> None:
        self.do(verb, *(() if verb == "send" else (who,)))

    @rule(who=organizations)
    def start(self, who: int) -> None:
        self.do("start", who)

    @rule(who=organizations, content=st.sampled_from(CONTENTS))
    def save(self, who: int, content: int | None) -> None:
        if who in self.model.bids:
            self.do("save", who, content)

    @rule(who=organizations, key=st.sampled_from(KEYS), seen=st.sampled_from((True, True, False)))
    def submit(self, who: int, key: int, seen: bool) -> None:  # noqa: FBT001
        if who in self.model.bids:
            self.do("submit", who, key, seen=seen)

    @rule(who=organizations)
    def withdraw(self, who: int) -> None:
        if who in self.model.bids:
            self.do("withdraw", who)

    @rule(who=organizations, passed=st.booleans())
    def qualify(self, who: int, passed: bool) -> None:  # noqa: FBT001
        if who in self.model.bids:
            self.do("qualify", who, passed=passed)

    @rule(seat=st.sampled_from(SEATS))
    def score(self, seat: int) -> None:
        self.do("score", seat)

    @rule(who=organizations, cause=st.booleans())
    def award(self, who: int, cause: bool) -> None:  # noqa: FBT001
        if who in self.model.bids:
            self.do("award", who, cause=cause)

    @rule(who=organizations)
    def object_to(self, who: int) -> None:
        self.do("object_to", who)

    @precondition(lambda self: self.model.objections)
    @rule(n=st.integers(0, 3), who=st.sampled_from((BUYER, REVIEWER)), uphold=st.booleans())
    def answer(self, n: int, who: str, uphold: bool) -> None:  # noqa: FBT001
        self.do("answer", n % len(self.model.objections), who, uphold=uphold)

    @precondition(lambda self: self.model.objections)
    @rule(n=st.integers(0, 3))
    def withdraw_an_objection(self, n: int) -> None:
        self.do("withdraw_objection", n % len(self.model.objections))

    @precondition(lambda self: self.model.award_to is not None)
    @rule()
    def make_the_contract(self) -> None:
        self.do("make")

    @precondition(lambda self: self.model.contract)
    @rule(verb=st.sampled_from(("describe", "offer", "sign")))
    def act_on_the_contract(self, verb: str) -> None:
        self.do(verb)

    @precondition(lambda self: self.model.contract)
    @rule(verb=st.sampled_from(("deliver", "send_back", "accept")), stone=stones)
    def act_on_a_milestone(self, verb: str, stone: int) -> None:
        self.do(verb, stone)

    @precondition(lambda self: self.model.contract)
    @rule(stone=stones, who=st.sampled_from((BUYER, FINANCE)))
    def pay(self, stone: int, who: str) -> None:
        self.do("pay", stone, who)

    @precondition(lambda self: self.model.contract)
    @rule(final=st.booleans())
    def rate(self, final: bool) -> None:  # noqa: FBT001
        self.do("rate", final=final)


def live(app: Flask, stages: dict[str, Pair], lives: int, names: Sequence[str] = STAGES) -> None:
    """Run so many lives, the same ones every time; what fails is not made shorter, only told."""
    run_state_machine_as_test(
        type("These", (Lives,), {"app": app, "stages": stages, "names": names}),
        settings=hypothesis.settings(
            max_examples=lives,
            stateful_step_count=STEPS,
            phases=(hypothesis.Phase.generate,),
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )


@pytest.mark.timeout(3600)
def test_the_portal_does_what_the_model_says(app, stages):
    live(app, stages, LIVES[session.get_bind().dialect.name])
    heard = sum((pair.heard for pair in stages.values()), Counter())
    print(f"{heard.total()} steps", *sorted(heard.items()), sep="\n")
    if full_counts():
        verbs = {verb for verb, _ in heard}
        assert {verb for verb, answer in heard if answer == OK} == verbs
        assert {verb for verb, answer in heard if answer != OK} == verbs - {"move_deadline"}


# --- the machine on planted faults


def withdraws_late(patch: pytest.MonkeyPatch) -> None:
    """A withdrawal that does not look at the deadline."""
    strict = submissions.withdraw

    def lax(submission: Submission, *, by: Any) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(submission_rules, "lateness", lambda *_: iter(()))
            strict(submission, by=by)

    patch.setattr(submissions, "withdraw", lax)


def forgets_one(patch: pytest.MonkeyPatch) -> None:
    """An opening that leaves out the last one."""
    whole = queries.sealed_of
    patch.setattr(queries, "sealed_of", lambda call_id: whole(call_id)[:-1])


def cancels_opened(patch: pytest.MonkeyPatch) -> None:
    """A call that can be cancelled although the prices are known."""
    step = Step("cancel", CallState.OPENED, CallState.CANCELLED, by=May.CALL_MANAGE)
    patch.setitem(CALL_LIFE._steps, ("cancel", CallState.OPENED), step)


def confirms_in_spite(patch: pytest.MonkeyPatch) -> None:
    """A result that is confirmed before its publicity is over."""
    patch.setattr(Call, "phase", lambda *_: Phase.PUBLICITY_OVER)


def pays_own_acceptance(patch: pytest.MonkeyPatch) -> None:
    """A payment by the one who accepted."""
    patch.setattr(contract_rules, "payment", lambda **_: iter(()))
    patch.setattr(payment_rules, "two_people", lambda **_: iter(()))


def pays_twice(patch: pytest.MonkeyPatch) -> None:
    """A payment that starts from a paid milestone; only the database's constraint is left."""
    paid = MilestoneState.PAID
    patch.setitem(MILESTONE._steps, ("pay", paid), Step("pay", paid, paid, by=May.CONTRACT_PAY))


PLANTED: tuple[tuple[Callable[[pytest.MonkeyPatch], None], str], ...] = (
    (withdraws_late, "handed in"),
    (forgets_one, "handed in"),
    (cancels_opened, "opened"),
    (confirms_in_spite, "scored"),
    (pays_own_acceptance, "signed"),
    (pays_twice, "signed"),
)


@pytest.mark.sqlite
def test_the_machine_finds_what_is_planted(app, stages):
    found = {}
    for plant, stage in PLANTED:
        with pytest.MonkeyPatch.context() as patch:
            plant(patch)
            with pytest.raises(AssertionError, match="the portal") as failed:
                live(app, stages, PATIENCE, [stage])
        found[plant.__name__] = str(failed.value).splitlines()[0]
    print(*found.items(), sep="\n")
