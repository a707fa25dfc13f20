"""Two of three openers open together; one alone never does, and lost keys lose nothing."""

import json
from base64 import b64decode, b64encode
from datetime import timedelta
from uuid import uuid4

import pytest

from app.audit import queries as audit
from app.calls.states import CallState
from app.db import session
from app.errors import NotFoundError, RefusedError, WrongStateError
from app.keys import actions as keyring
from app.keys import locks
from app.keys import queries as keys
from app.keys.models import CallKeys
from app.permissions import Role
from app.submissions import actions, ceremony, packages, queries, rules
from app.submissions.models import SealedBox
from app.submissions.states import SubmissionState
from tests import bids, register
from tests.bids import OPENING
from tests.conftest import NOW

NAMES = ("澜湾区青禾社会工作服务中心", "澜湾区同心社会服务中心", "澜湾区新芽儿童服务中心")


class Openers:
    """Three openers of a call, with keys that only they have."""

    def __init__(self, call):
        people = [register.person(n, (Role.OPENER, call.unit)) for n in ("何淼", "袁慧", "周敏")]
        self.actors = [register.actor(p) for p in people]
        self.private = {str(n): bytes([n]) * 32 for n in (1, 2, 3)}
        members = []
        for (place, private), person in zip(self.private.items(), people, strict=True):
            by = register.actor(person)
            key = keyring.make(person, locks.public_of(private), by=by, now=NOW)
            members.append(
                {
                    "place": place,
                    "person": str(person.id),
                    "name": person.name,
                    "key": str(key.id),
                    "public": key.public.hex(),
                }
            )
        session.add(CallKeys(id=uuid4(), call_id=call.id, needed=2, members=members, fixed_at=NOW))
        session.flush()
        self.call = call

    def found_by(self, number):
        """Return what the browser of an opener finds under the layer."""
        place = str(number)
        nests = queries.nests_of(queries.sealed_of(self.call.id), queries.turns_of(self.call.id))
        return {
            box: {
                order: b64encode(inside).decode()
                for order, inside in locks.peel(
                    {o: b64decode(n) for o, n in orders.items()}, place, self.private[place]
                ).items()
            }
            for box, orders in nests.items()
        }

    def turn(self, number):
        return ceremony.turn(self.call, self.found_by(number), by=self.actors[number - 1])


@pytest.fixture
def call(db):
    return bids.project()


@pytest.fixture
def openers(call):
    return Openers(call)


@pytest.fixture
def versions(call, openers):
    return [
        bids.handed_in(call, name, bids.bid(f"{400 + n}000.00")) for n, name in enumerate(NAMES)
    ]


def codes(refused):
    return [f.code for f in refused.value.findings]


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (3, 1), (2, 3)])
def test_any_two_open_everything_in_any_order(call, openers, versions, set_clock, order):
    set_clock(OPENING)
    assert openers.turn(order[0]) is None
    assert call.state is CallState.PUBLISHED
    opening = openers.turn(order[1])
    assert [row["price"] for row in opening.rows] == ["400000.00", "401000.00", "402000.00"]
    assert call.state is CallState.OPENED
    assert all(t.inside == {} for t in queries.turns_of(call.id))
    steps = [row.step for row in audit.of_call(call.id) if row.kind == "call"]
    assert steps == ["turn", "turn", "open"]


def test_one_alone_comes_to_nothing(call, openers, versions, set_clock):
    set_clock(OPENING)
    openers.turn(1)
    with pytest.raises(RefusedError) as refused:
        openers.turn(1)
    assert codes(refused) == ["turn-taken"]
    for nests in queries.turns_of(call.id)[0].inside.values():
        assert set(nests) == {"2", "3"}
    assert all(not box.is_open for v in versions for box in v.boxes)


@pytest.mark.parametrize("early", [NOW, bids.DEADLINE, OPENING - timedelta(seconds=1)])
def test_no_lock_is_opened_before_the_announced_time(openers, versions, set_clock, early):
    set_clock(early)
    with pytest.raises(RefusedError) as refused:
        openers.turn(1)
    assert codes(refused) == ["opening-not-due"]


def test_the_portals_own_key_and_a_stranger_open_nothing(call, openers, versions, set_clock):
    set_clock(OPENING)
    stranger = register.actor(register.person("赵磊", (Role.OPENER, call.unit)))
    assert not queries.may_open(stranger, call)
    for by in (stranger, openers.actors[0]):  # the first one's key is not kept here
        with pytest.raises(NotFoundError):
            ceremony.open_all(call, by=by)
    with pytest.raises(locks.LockError):
        locks.peel({"1": b64decode(versions[0].boxes[0].nests["12"])}, "1", keys.portal_private())


def test_what_is_incomplete_or_of_another_shape_is_refused(call, openers, versions, set_clock):
    set_clock(OPENING)
    found = openers.found_by(1)
    box = next(iter(found))
    for wrong in (
        {},
        {box: found[box]},
        found | {box: {}},
        found | {str(uuid4()): {"2": "", "3": ""}},
    ):
        with pytest.raises(RefusedError) as refused:
            ceremony.turn(call, wrong, by=openers.actors[0])
        assert codes(refused) == ["turn-incomplete"]
    assert queries.turns_of(call.id) == []


def test_who_hands_on_rubbish_stops_it_and_it_begins_again(call, openers, versions, set_clock):
    set_clock(OPENING)
    rubbish = {
        box: {order: b64encode(b"x" * 80).decode() for order in orders}
        for box, orders in openers.found_by(1).items()
    }
    ceremony.turn(call, rubbish, by=openers.actors[0])
    with pytest.raises(locks.LockError):
        openers.found_by(2)
    ceremony.begin_again(call, by=openers.actors[1], now=OPENING)
    openers.turn(2)
    assert openers.turn(3) is not None


def test_a_swapped_box_stops_the_opening_and_is_named(call, openers, versions, set_clock):
    one, other = versions[0].boxes[1], versions[1].boxes[1]
    one.sealed, other.sealed = other.sealed, one.sealed
    one.nests, other.nests = other.nests, one.nests
    session.flush()
    set_clock(OPENING)
    openers.turn(1)
    with pytest.raises(RefusedError) as refused:
        openers.turn(2)
    assert codes(refused) == ["seal-broken"]


def test_a_key_that_the_demo_keeps_opens_with_a_button(call, versions_kept, set_clock):
    set_clock(OPENING)
    first, second = versions_kept
    assert ceremony.open_all(call, by=first) is None
    assert ceremony.open_all(call, by=second).count == 1


@pytest.fixture
def versions_kept(call):
    people = [register.person(n, (Role.OPENER, call.unit)) for n in ("何淼", "袁慧", "周敏")]
    actors = [register.actor(p) for p in people]
    for person, actor in zip(people, actors, strict=True):
        keyring.prove_kept(keyring.keep(person, by=actor, now=NOW), by=actor, now=NOW)
    call.state = CallState.DRAFT
    held = keyring._written(call, keys.candidates(call, now=NOW), 2)
    held.fixed_at, call.state = NOW, CallState.PUBLISHED
    session.flush()
    bids.handed_in(call, NAMES[0])
    return actors[:2]


# --- lost keys


def package_of(draft):
    """Return the package of what is about to be handed in, as its organization saves it."""
    return json.dumps(queries.package_of(draft)).encode()


@pytest.fixture
def kept(call, openers):
    """Two submissions, and the packages that their organizations saved."""
    found = []
    for name in NAMES[:2]:
        by, organization_id = bids.bidder(name)
        submission = bids.begun(call, by, organization_id)
        seen = bids.filled(submission, by, bids.bid())
        data = package_of(submission)
        actions.submit(submission, key=uuid4(), seen=seen, by=by)
        found.append((submission, by, packages.read(data)))
    return found


def test_lost_keys_lose_nothing(call, openers, kept, set_clock):
    set_clock(OPENING)
    ceremony.declare_lost(call, by=openers.actors[0], now=OPENING)
    for submission, by, package in kept:
        ceremony.supply(submission, package, by=by)
    with pytest.raises(RefusedError) as refused:
        ceremony.open_supplied(call, by=openers.actors[0])
    assert codes(refused) == ["supply-two-people"]
    opening = ceremony.open_supplied(call, by=openers.actors[1])
    assert [row["price"] for row in opening.rows] == ["468500.00"] * 2
    assert all(box.is_open for box in session.query(SealedBox))


def test_only_the_very_package_makes_good(call, openers, kept, set_clock):
    set_clock(OPENING)
    ceremony.declare_lost(call, by=openers.actors[0], now=OPENING)
    (first, by, _), (_, _, others) = kept
    with pytest.raises(RefusedError) as refused:
        ceremony.supply(first, others, by=by)
    assert codes(refused) == ["package-other-organization"]
    with pytest.raises(RefusedError) as refused:
        ceremony.supply(first, None, by=by)
    assert codes(refused) == ["package-unreadable"]


def test_who_makes_nothing_good_is_waited_for_and_then_takes_no_part(
    call, openers, kept, set_clock
):
    set_clock(OPENING)
    ceremony.declare_lost(call, by=openers.actors[0], now=OPENING)
    (first, by, package), (second, _, _) = kept
    ceremony.supply(first, package, by=by)
    with pytest.raises(RefusedError) as refused:
        ceremony.open_supplied(call, by=openers.actors[1])
    assert codes(refused) == ["supply-not-over"]
    set_clock(OPENING + rules.SUPPLY + timedelta(minutes=1))
    assert ceremony.open_supplied(call, by=openers.actors[1]).count == 1
    assert second.state is SubmissionState.WITHDRAWN


def test_nothing_is_asked_of_anybody_while_the_keys_are_there(call, openers, kept, set_clock):
    set_clock(OPENING)
    (first, by, package), _ = kept
    assert ceremony.asked_to_supply(first) is None
    with pytest.raises(NotFoundError):
        ceremony.supply(first, package, by=by)
    with pytest.raises(WrongStateError):
        ceremony.open_supplied(call, by=openers.actors[0])


def test_keys_that_turn_up_after_all_open_everything(call, openers, kept, set_clock):
    set_clock(OPENING)
    ceremony.declare_lost(call, by=openers.actors[0], now=OPENING)
    (first, by, package), _ = kept
    ceremony.supply(first, package, by=by)
    openers.turn(2)
    assert openers.turn(3).count == 2
