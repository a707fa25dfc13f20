"""Whatever the log can say has words: every step of every lifecycle, and every noted verb."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from app import words
from app.audit import labels
from app.lifecycle import Lifecycle

APP = Path(__file__).parents[2] / "app"


def noted() -> set[tuple[str, str]]:
    """Return (kind, step) of every note in the actions whose two words are written out."""
    found = set()
    for path in APP.glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_note(node.func):
                said = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
                if len(said) == 2:
                    found.add(tuple(said))
    return found


def _is_note(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "note"


def lifecycles() -> list[Lifecycle]:
    """Return every table of steps."""
    found = []
    for path in APP.glob("*/states.py"):
        module = import_module(f"app.{path.parent.name}.states")
        found += [value for value in vars(module).values() if isinstance(value, Lifecycle)]
    return found


@pytest.fixture(autouse=True)
def registered(app):
    """Have the words of all capabilities registered."""


def test_every_noted_verb_has_words(app):
    known = words._registered["STEPS"]
    assert {f"{kind}.{step}" for kind, step in noted()} - set(known) == set()


def test_every_step_and_state_of_every_lifecycle_has_words(app):
    for life in lifecycles():
        for step in life:
            assert f"{life.kind}.{step.name}" in words._registered["STEPS"]
            for state in (step.start, step.end):
                assert f"{life.kind}.{state}" in words._registered["STATES"]


def test_every_kind_of_thing_has_a_name():
    kinds = {kind for kind, _ in noted()} | {life.kind for life in lifecycles()}
    assert kinds - set(labels.KINDS) == set()


def test_there_is_something_to_look_at():
    assert ("person", "sign-in") in noted()
    assert "call" in {life.kind for life in lifecycles()}
