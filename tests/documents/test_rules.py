"""What is let in, and what is not."""

import io
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import labels, rules
from tests.documents.corpus import GOOD, HOSTILE, office, png


def found(name: str, content: bytes):
    label = rules.label_of(name)
    outside = list(rules.outside(label, len(content)))
    return outside or list(rules.inside(label, io.BytesIO(content)))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_let_in(name):
    assert found(name, GOOD[name]) == []


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_words(case, app):
    name, content = HOSTILE[case]
    (finding, *_) = found(name, content)
    assert finding.code in labels.FINDINGS


def test_there_are_sixty_hostile_files_or_more():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("a bomb", "file-bomb"),
        ("a bomb in many parts", "file-bomb"),
        ("parts over one another", "file-overlapping"),
        ("two thousand parts and more", "file-too-many-parts"),
        ("macros", "file-macros"),
        ("a template from outside", "file-external"),
        ("a template in another alphabet", "file-external"),
        ("a nested archive", "file-nested"),
        ("a pdf and an archive", "file-two-in-one"),
        ("a pdf with script packed away", "file-active"),
        ("a pdf with a password", "file-locked"),
        ("a locked part", "file-locked"),
        ("a link", "file-odd-parts"),
        ("entities", "file-odd-parts"),
        ("something between the parts", "file-overlapping"),
        ("something behind the parts", "file-hidden-data"),
        ("a picture with a tail", "file-hidden-data"),
        ("a picture of a billion dots", "file-too-many-pixels"),
        ("an old document", "file-turn-into"),
        ("an archive", "file-is-archive"),
        ("a picture named pdf", "file-other-kind"),
        ("a sheet named docx", "file-not-office"),
    ],
)
def test_the_reason_is_the_right_one(case, code):
    assert [f.code for f in found(*HOSTILE[case])] == [code]


def test_a_bomb_costs_little_memory():
    name, content = HOSTILE["a bomb"]
    tracemalloc.start()
    found(name, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.png", "a.jpg", "a.docx", "a.xlsx"]))
def test_noise_is_never_let_in_and_never_breaks_the_inspection(content, name):
    assert found(name, content)


@given(st.data())
def test_a_changed_byte_never_breaks_the_inspection(data):
    name, content = data.draw(st.sampled_from(sorted(GOOD.items())))
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :]
    for finding in found(name, changed):
        assert finding.code in labels.FINDINGS


def test_a_picture_part_that_lies_about_its_length_is_damaged():
    content = png().replace(b"IEND", b"IEXX")
    assert zlib.crc32(content)
    assert [f.code for f in found("a.png", content)] == ["file-damaged"]


def test_every_piece_cut_off_a_document_is_noticed():
    content = office()
    assert all(found("a.docx", content[:n]) for n in range(0, len(content), 7))


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("投标文件.pdf", "投标文件.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\林\方案.docx", "方案.docx"),
        ("标书\u202efdp.exe", "标书fdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("  方案  （终稿） .pdf", "方案 （终稿） .pdf"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_typed_name_becomes_a_label(typed, label):
    assert rules.label_of(typed) == label


def test_a_long_name_keeps_its_ending():
    label = rules.label_of("长" * 300 + ".pdf")
    assert len(label) == rules.LABEL_LENGTH
    assert label.endswith(".pdf")
