"""The analyser against a plain reference, the signals it leaves out, and tokens for search."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import (
    Counts,
    Folded,
    display_words,
    fold,
    gram_hash,
    gram_key,
    gram_of,
    grams,
    hashed,
    highlights,
    search_terms,
    search_tokens,
    strip_signals,
)

MIXED = st.text(
    st.one_of(
        st.sampled_from("居家养老服务行政處罰長者助餐，。、（） \n\t\u200bＡＢａ１２é한カ〇々"),
        st.characters(),
    ),
    max_size=40,
)


def plain_counts(folded: str) -> Counter[str]:
    """A slow twin of Counts that shares only the table of kept characters with it."""
    text = "".join(
        c for c in folded if c not in "\t \xa0\xad\u200b\u200c\u200d\u2060\u3000\ufe0e\ufe0f\ufeff"
    )
    kept = [bool(grams(c)) for c in text]
    found: Counter[str] = Counter()
    for at, char in enumerate(text):
        if kept[at]:
            found[char] += 1
            if at + 1 < len(text) and kept[at + 1]:
                found[text[at : at + 2]] += 1
    return found


@given(st.lists(MIXED, max_size=5))
def test_vectorised_counts_equal_the_plain_reference(texts):
    folded = [fold(t) for t in texts]
    counts = Counts.of(folded, buckets=False)
    for row, text in enumerate(folded):
        mine = counts.rows == row
        got = {
            gram_of(k): t
            for k, t in zip(counts.grams[mine].tolist(), counts.times[mine].tolist(), strict=True)
        }
        assert got == dict(plain_counts(text))


@given(st.lists(MIXED, max_size=5))
def test_buckets_are_the_hashes_of_the_exact_grams(texts):
    folded = [fold(t) for t in texts]
    exact, coarse = Counts.of(folded, buckets=False), Counts.of(folded, buckets=True)
    expected = Counter()
    for row, key, times in zip(
        exact.rows.tolist(), exact.grams.tolist(), exact.times.tolist(), strict=True
    ):
        expected[row, gram_hash(key)] += times
    triples = zip(coarse.rows.tolist(), coarse.grams.tolist(), coarse.times.tolist(), strict=True)
    assert {(r, g): t for r, g, t in triples} == dict(expected)
    assert all(0 <= g < 1 << 20 for g in coarse.grams.tolist())


@given(st.text(min_size=1, max_size=2))
def test_a_gram_and_its_number_are_one(gram):
    if "\0" not in gram:
        assert gram_of(gram_key(gram)) == gram
        assert gram_hash(gram_key(gram)) == hashed(np.array([gram_key(gram)]))[0]


@given(MIXED)
def test_folding_takes_every_text(text):
    fold(text).encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("行政處罰", "行政处罚"),
        ("（ＡＢＣ）１２", "(abc)12"),
        ("行政 处罚", "行政处罚"),
        ("行\u200b政处罚", "行政处罚"),
    ],
)
def test_spellings_of_one_text_have_the_same_grams(one, other):
    assert grams(one) == grams(other)


def test_no_pair_is_made_across_punctuation_or_a_line_end():
    assert "施工" not in grams("实施、工作")
    assert "施工" not in grams("实施\n工作")


@pytest.mark.parametrize(
    "text", ["", "养", "🙂", "\0\0", "\ud800", "a" * 100_000, "养老" * 50_000, "\x07\x1b"]
)
def test_odd_texts_have_an_answer(text):
    assert Counts.of([fold(text)], buckets=True).size == 1
    assert isinstance(search_tokens(text), str)


def test_places_years_batches_and_codes_are_left_out():
    title = "2024—2025年度望潮街道第二批居家養老服務项目（编号：LW-2024-015）二标段"
    kept = strip_signals(title, ["望潮街道", "望潮"])
    assert "居家养老服务项目" in kept
    for signal in ("2024", "望潮", "第二批", "lw", "015", "标段"):
        assert signal not in kept


def test_what_is_left_out_does_not_let_words_grow_together():
    assert "动社" not in grams(strip_signals("活动望潮街道社区", ["望潮街道"]))


def test_a_place_of_one_character_is_not_taken_out():
    assert strip_signals("江边巡护", ["江"]) == "江边巡护"


def found(query: str, text: str) -> bool:
    terms = search_terms(query)
    return bool(terms) and all(term in search_tokens(text) for term in terms)


@pytest.mark.parametrize(
    "query", ["养老", "養老", "家养", "老", "居家养老", "养老服务", "居家 养老"]
)
def test_search_finds_a_word_inside_a_name(query):
    assert found(query, "澜湾区居家养老服务中心")


def test_search_does_not_find_what_is_not_there():
    assert not found("托育", "居家养老服务")
    assert not found("，", "居家养老服务")


@given(st.text(st.sampled_from("居家养老服务中心abc12"), min_size=1, max_size=12), st.data())
def test_every_chinese_part_of_a_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    query = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert found(query, text)


@given(MIXED)
def test_search_terms_hold_no_wildcards(text):
    assert not set("%_'\\") & set("".join(search_terms(text)))


def test_display_words_leave_out_the_common_ones():
    words = display_words("为三个街道 640 位独居老人开展探访服务，维护报警设备。")
    assert {"独居", "老人", "探访", "报警"} <= set(words)
    assert not {"服务", "开展", "街道", "640"} & set(words)


def test_highlights_stand_in_the_original_spelling():
    text = "提供居家養老 服務（養老）"
    assert [text[a:b] for a, b in highlights(text, ["养老服务", "养老"])] == ["養老 服務", "養老"]


@given(MIXED)
def test_every_folded_character_knows_where_it_stood(text):
    folded = Folded.of(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= at < len(text) for at in folded.origin)
