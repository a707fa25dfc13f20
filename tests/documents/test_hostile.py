"""R17: hostile files are refused with words, soon and cheaply; honest ones are let in.

Every file goes through the child process that the portal uses. Planted: a check without the
test for overlapping parts, and readers that a file breaks; the suite must find them.
"""

import io
import json
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from flask_babel import force_locale

from app.documents import archives, inspection, labels, rules
from tests.documents.corpus import GOOD, HEAVY, HONEST, HOSTILE
from tests.services import full_counts

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 200 * 1024 * 1024
SECONDS = 3
# Short: those that cost most; the others are looked at in test_rules.py, in this process.
DEAREST = (
    "a bomb",
    "a picture that never ends",
    "a note that never ends",
    "entities in the text",
    "archives in archives",
    "parts over one another",
)
INSIDE = [
    c
    for c, (name, content) in HOSTILE.items()
    if not [*rules.outside(rules.label_of(name), len(content))]
]
CASES = INSIDE if full_counts() else DEAREST

pytestmark = pytest.mark.gate


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look into a file found, and what it cost."""

    codes: list[str]
    peak: int
    seconds: float


def look(name: str, content: bytes, reader: str = "tests.documents.measured") -> Looked:
    """Look into a file as the portal does, and measure."""
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", reader, rules.label_of(name)],
            cwd=ROOT,
            stdin=file,
            capture_output=True,
            timeout=60,
            check=True,
        )
    peak, seconds = done.stderr.split()
    return Looked([f["code"] for f in json.loads(done.stdout)], int(peak), float(seconds))


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_is_refused_soon_and_cheaply(case):
    looked = look(*HOSTILE[case])
    assert len(looked.codes) == 1
    assert looked.codes[0] in labels.FINDINGS
    assert looked.peak < MEMORY
    assert looked.seconds < SECONDS


@pytest.mark.parametrize("case", HEAVY)
def test_what_is_heavy_and_harmless_is_bounded_too(case):
    looked = look(*HEAVY[case])
    assert looked.peak < MEMORY
    assert looked.seconds < SECONDS


def test_every_reason_has_chinese_words(app):
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        for name, content in HOSTILE.values():
            label = rules.label_of(name)
            found = [*rules.outside(label, len(content))] or [
                *rules.inside(label, io.BytesIO(content))
            ]
            words = str(labels.FINDINGS[found[0].code]) % found[0].detail
            assert any("\u4e00" <= letter <= "\u9fff" for letter in words)


@pytest.mark.parametrize("name", [*GOOD, *HONEST] if full_counts() else HONEST)
def test_an_honest_file_is_let_in(name):
    content = {**GOOD, **HONEST}[name]
    looked = look(name, content)
    assert looked.codes == []
    assert looked.peak < MEMORY
    assert looked.seconds < SECONDS


def test_the_portal_says_what_the_child_found():
    name, content = HOSTILE["a template from outside"]
    (finding,) = inspection.inside(name, io.BytesIO(content))
    assert (finding.code, finding.detail["label"]) == ("file-external", name)
    assert inspection.inside("方案.docx", io.BytesIO(GOOD["方案.docx"])) == []


# --- the planted faults


def trusting(file, member):
    """Believe the directory, as Python's own reader did."""
    file.seek(member.header_offset + 26)
    return member.header_offset + 30 + sum(struct.unpack("<HH", file.read(4)))


def test_the_suite_finds_a_check_without_the_test_for_overlaps(monkeypatch):
    name, content = HOSTILE["parts over one another"]
    assert [f.code for f in rules.inside(name, io.BytesIO(content))] == ["file-overlapping"]
    monkeypatch.setattr(archives, "_check_places", lambda *_: None)
    monkeypatch.setattr(archives, "_data_start", trusting)
    assert [f.code for f in rules.inside(name, io.BytesIO(content))] == []


@pytest.mark.parametrize("name", ["greedy.pdf", "endless.pdf"])
def test_a_file_that_breaks_the_reader_is_refused(name, monkeypatch):
    monkeypatch.setattr(inspection, "_NAME", "tests.documents.broken_reader")
    monkeypatch.setattr(inspection, "SECONDS", 2)
    (finding,) = inspection.inside(name, io.BytesIO(b"x"))
    assert finding.code == "file-too-heavy"


def test_the_suite_finds_a_reader_without_limits():
    assert look("unbound.pdf", b"x", "tests.documents.broken_reader").peak > MEMORY
