"""Twelve faults, each of which a suite must find: which test plants it and sees the suite turn red.

A gate that was never seen red proves nothing. The faults are those of the fault plan (a to l).
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# fault: (gate, where it is planted)
FOUND = {
    "a: the clock of the application": (
        "deadline",
        "tests/submissions/test_race.py::test_the_suite_finds_the_clock_of_the_application",
    ),
    "b: now(), the time at which the transaction began": (
        "deadline",
        "tests/submissions/test_race.py::test_the_suite_finds_the_time_of_the_first_statement",
    ),
    "c: no lock at the close": (
        "deadline",
        "tests/submissions/test_race.py::test_the_suite_finds_an_opening_that_does_not_wait",
    ),
    "d: a retry without its key": (
        "deadline",
        "tests/submissions/test_race.py::test_the_suite_finds_a_retry_without_its_key",
    ),
    "e: a database that does not wait for its disk": (
        "deadline",
        "tests/submissions/test_killed_servers.py::test_the_suite_finds_a_database_that_does_not_wait_for_the_disk",
    ),
    "f: a receipt before the commit": (
        "deadline",
        "tests/submissions/test_crash.py::test_the_suite_finds_a_confirmation_before_the_commit",
    ),
    "g: a row of the outbox outside the transaction": (
        "money",
        "tests/jobs/test_outbox.py::test_the_suite_finds_a_row_outside_the_transaction",
    ),
    "h: one route without a policy": (
        "permission",
        "tests/house/test_doors.py::test_the_walk_finds_a_door_that_lets_in_everybody",
    ),
    "i: a row of the log edited, its hash kept": (
        "sealed box",
        "tests/audit/test_chain.py::test_a_change_of_any_column_is_found",
    ),
    "j: the place left out of the seal": (
        "sealed box",
        "tests/submissions/test_sealing.py::test_the_suite_finds_a_seal_without_its_place",
    ),
    "k: a draw that is run again until it is liked": (
        "draw",
        "tests/panels/test_redraw.py::test_a_draw_that_is_run_until_it_is_liked_is_found",
    ),
    "l: amounts that are floats": (
        "money",
        "tests/house/test_edges.py::test_a_float_never_becomes_an_amount_of_many_places",
    ),
}
GATES = {"deadline", "sealed box", "permission", "money", "draw"}


@pytest.mark.parametrize("fault", FOUND)
def test_the_fault_is_planted_by_a_test_that_is_there(fault):
    _, named = FOUND[fault]
    path, _, name = named.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_gate_was_seen_red():
    assert {gate for gate, _ in FOUND.values()} == GATES
