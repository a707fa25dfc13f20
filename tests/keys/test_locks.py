"""k of n open, in any order; fewer never do."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keys import locks

SECRET = bytes(range(32))


def keys(count):
    return {str(n): bytes([n]) * 32 for n in range(1, count + 1)}


def locked(needed, count):
    return locks.lock(SECRET, {p: locks.public_of(k) for p, k in keys(count).items()}, needed)


def opened(nests, order, count):
    for place in order:
        nests = locks.peel(nests, place, keys(count)[place])
    return nests


@pytest.mark.parametrize(("needed", "count"), [(1, 1), (2, 2), (2, 3), (3, 5)])
def test_any_k_open_it_in_any_order(needed, count):
    nests = locked(needed, count)
    for order in permutations(keys(count), needed):
        assert opened(nests, order, count) == {"": SECRET}


@pytest.mark.parametrize(("needed", "count"), [(2, 3), (3, 5)])
def test_no_fewer_than_k_come_to_the_secret(needed, count):
    """Whatever fewer than k do, one after another or the same twice, the secret is not in it."""
    nests = locked(needed, count)
    for few in combinations(keys(count), needed - 1):
        for order in permutations(few):
            left = opened(nests, order, count)
            assert "" not in left
            for inside in left.values():
                assert SECRET not in inside
            for place in few:
                assert locks.facing(left, place) == {}


def test_another_key_or_a_changed_byte_does_not_take_a_layer_off():
    nests = locked(2, 3)
    with pytest.raises(locks.LockError):
        locks.peel(nests, "1", bytes([9]) * 32)
    broken = {order: inside[:-1] + bytes([inside[-1] ^ 1]) for order, inside in nests.items()}
    with pytest.raises(locks.LockError):
        locks.peel(broken, "1", keys(3)["1"])


@given(st.binary(min_size=32, max_size=32))
def test_a_printed_key_is_read_again(private):
    code = locks.code_of(private)
    assert locks.private_of(code) == private
    assert locks.private_of(code.lower().replace("-", " ")) == private
    assert len(code.split("-")) == 14


@given(st.binary(min_size=32, max_size=32), st.integers(0, 50))
def test_a_mistyped_key_is_noticed(private, at):
    code = locks.code_of(private).replace("-", "")
    wrong = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
    with pytest.raises(locks.LockError):
        locks.private_of(wrong)


@pytest.mark.parametrize("typed", ["", "0", "你好", "AAAA-BBBB", "8" * 56])
def test_what_is_no_key_is_refused(typed):
    with pytest.raises(locks.LockError):
        locks.private_of(typed)
