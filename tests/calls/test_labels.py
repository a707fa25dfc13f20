"""Whatever a rule finds has words, in both languages' places."""

import re
from pathlib import Path

import pytest

from app.calls import labels as calls
from app.calls.states import CallState, Phase
from app.calls.wording import UNFAIR, VAGUE
from app.projects import labels as projects
from app.rounds import labels as rounds

ROOT = Path(__file__).resolve().parents[2]
KNOWN = calls.FINDINGS | projects.FINDINGS | rounds.FINDINGS
CODE = re.compile(r'Finding\(\s*"([a-z-]+)"')
PROBLEM = re.compile(r'Problem\(\s*"([a-z-]+)"')


def written_in(*folders):
    texts = [p.read_text() for f in folders for p in (ROOT / "app" / f).glob("*.py")]
    return {code for text in texts for code in CODE.findall(text)}


def test_every_finding_has_words():
    assert written_in("calls", "projects", "rounds") - KNOWN.keys() == set()


def test_every_fault_of_a_scheme_has_words():
    text = (ROOT / "scoring" / "criteria.py").read_text()
    assert {f"scheme-{code}" for code in PROBLEM.findall(text)} - KNOWN.keys() == set()


def test_every_entry_of_the_dictionary_has_words():
    assert {e.code for e in (*UNFAIR, *VAGUE)} - KNOWN.keys() == set()


@pytest.mark.parametrize("state", list(CallState))
def test_every_state_has_a_word(state):
    assert f"call.{state.value}" in calls.STATES


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_tag(phase):
    assert len(calls.PHASES[phase]) == 2
