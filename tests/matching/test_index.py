"""The index: exact, additive, changed in place like built anew, safe in its file."""

import hashlib
import json
import math
from collections import Counter
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Document, Index, Query, StaleIndexError, Weights
from matching.channels import CHANNELS, VALUE_UNIT
from matching.matrix import Matrix
from matching.text import Counts, strip_signals

TEXT = st.text(st.sampled_from("居家养老上门照料儿童个案社区服务托育，a1"), max_size=14)
PLACE = st.sampled_from(["", "a", "a/b", "a/b/c", "a/d", "e"])
FIELDS = st.lists(st.sampled_from(["elder", "child", "health"]), max_size=2).map(tuple)


KEYS = st.sampled_from([f"k{n:02d}" for n in range(12)])


@st.composite
def documents(draw):
    contracts = tuple(draw(st.lists(TEXT, max_size=2)))
    scores = st.one_of(st.none(), st.integers(0, 100).map(float))
    return Document(
        draw(KEYS),
        draw(TEXT),
        draw(TEXT),
        contracts,
        draw(PLACE),
        draw(FIELDS),
        draw(st.sampled_from([None, "3A", "5A"])),
        tuple(draw(st.lists(scores, max_size=len(contracts)))),
    )


def unique(found):
    return list({d.key: d for d in found}.values())


DOCUMENTS = st.lists(documents(), max_size=9).map(unique)
QUERIES = st.builds(Query, TEXT, st.lists(PLACE, max_size=2).map(tuple), FIELDS)


def grams_of(text):
    counts = Counts.of([strip_signals(text)], buckets=True)
    return Counter(dict(zip(counts.grams.tolist(), counts.times.tolist(), strict=True)))


def brute_force(found, query, pivot, weights):  # noqa: C901 - the whole formula in one place
    """The formula of channels.py again, in plain Python, without an index."""
    n = len(found)
    own = {d.key: grams_of(f"{d.name}\n{d.scope}") for d in found}
    text = {d.key: grams_of("\n".join((d.name, d.scope, *d.contracts))) for d in found}
    holding = Counter(g for t in text.values() for g in t)

    def idf(gram):
        return max(1, round(64 * math.log1p((n - holding[gram] + 0.5) / (holding[gram] + 0.5))))

    wanted = grams_of(query.text)

    def bm25(counts):
        length = sum(counts.values())
        return sum(
            idf(g)
            * min(times, 3)
            * max(
                1,
                round(128 * counts[g] * 2.2 / (counts[g] + 1.2 * (1 - 0.3 + 0.3 * length / pivot))),
            )
            for g, times in wanted.items()
            if g in counts
        ) / (64 * 128)

    near = []
    for d in found:
        scores = (*d.performance, *(None for _ in d.contracts[len(d.performance) :]))
        for number, (contract, score) in enumerate(zip(d.contracts, scores, strict=True)):
            past = grams_of(contract)
            shared = sum(idf(g) ** 2 for g in wanted if g in past)
            if shared:
                both = sum(idf(g) ** 2 for g in past) * sum(idf(g) ** 2 for g in wanted)
                near.append(
                    (-shared * shared / both, d.key, number, 75.0 if score is None else score)
                )
    past = Counter()
    for minus, key, _, score in sorted(near)[:30]:
        past[key] += round(-minus * (score / 100) * 2**20) / 2**20

    def place(d):
        best = 0.0
        for wish in query.places:
            levels, here = [x for x in wish.split("/") if x], [x for x in d.place.split("/") if x]
            common = 0
            while common < min(len(levels), len(here)) and levels[common] == here[common]:
                common += 1
            if levels:
                best = max(best, round(common / len(levels) * 1024) / 1024)
        return best

    def field(d):
        fields = set(query.fields)
        return round(len(fields & set(d.fields)) * (1024 / max(1, len(fields)))) / 1024

    raw = {
        "text": [bm25(text[d.key]) for d in found],
        "own": [bm25(own[d.key]) for d in found],
        "past": [past[d.key] for d in found],
        "place": [place(d) for d in found],
        "field": [field(d) for d in found],
    }
    totals = [0] * n
    for channel in CHANNELS:
        top = max(raw[channel], default=0)
        if top <= 0:
            continue
        unit = math.ldexp(1.0, math.frexp(top)[1] - 16)
        whole = [round(x / unit) for x in raw[channel]]
        mean = sum(whole) / n
        spread = math.sqrt(max(0.0, sum(x * x for x in whole) / n - mean * mean)) * unit
        spread = max(spread, top / 5, 0.01 if channel == "past" else 0.0)
        factor = float(weights.of(channel)) * VALUE_UNIT / spread
        for at, x in enumerate(raw[channel]):
            totals[at] += round(x * factor)
    order = sorted((-t, d.key) for t, d in zip(totals, found, strict=True) if t > 0)
    return [(key, Decimal(-minus).scaleb(-4)) for minus, key in order]


OPEN = Weights(newcomers=0)


def answer(index, query, **options):
    return index.search(query, **({"limit": 50} | options))


@settings(max_examples=150)
@given(DOCUMENTS, QUERIES, st.integers(1, 12))
def test_the_best_are_those_of_brute_force_with_ties_by_key(found, query, limit):
    index = Index.build(found)
    expected = brute_force(found, query, index.pivot, OPEN)[:limit]
    assert [(h.key, h.score) for h in index.search(query, limit=limit, weights=OPEN)] == expected


@given(DOCUMENTS, QUERIES)
def test_the_parts_add_up_to_the_score(found, query):
    for hit in answer(Index.build(found), query):
        assert tuple(p.channel for p in hit.parts) == CHANNELS
        assert sum(p.value for p in hit.parts) == hit.score > 0
        assert sum(share for _, share in hit.terms) <= Decimal("1.0005")
        for part in hit.parts:
            if part.scale:
                assert abs(part.weight * part.raw / part.scale - part.value) <= Decimal("0.01")


@given(DOCUMENTS, QUERIES, st.randoms())
def test_the_order_of_input_changes_nothing(found, query, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert answer(Index.build(found), query) == answer(Index.build(shuffled), query)


@settings(max_examples=100)
@given(
    DOCUMENTS,
    st.lists(st.one_of(documents(), KEYS), max_size=8),
    QUERIES,
)
def test_adding_and_removing_equals_building_anew(found, changes, query):
    index = Index.build(found)
    now = {d.key: d for d in found}
    for change in changes:
        if isinstance(change, str):
            assert index.remove(change) == (now.pop(change, None) is not None)
        else:
            index.add(change)
            now[change.key] = change
        index.search(query)
    anew = Index.build(now.values(), pivot=index.pivot)
    assert answer(index, query) == answer(anew, query)
    assert (index.keys(), len(index)) == (tuple(sorted(now)), len(now))
    assert all((f"k{n:02d}" in index) == (f"k{n:02d}" in now) for n in range(12))


@settings(max_examples=40)
@given(DOCUMENTS, DOCUMENTS, QUERIES)
def test_a_saved_index_answers_like_the_one_in_memory(tmp_path_factory, found, added, query):
    path = tmp_path_factory.mktemp("index") / "organizations.index"
    index = Index.build(found, ["望潮街道"])
    for document in added:
        index.add(document)
    index.save(path)
    opened = Index.open(path)
    assert answer(opened, query) == answer(index, query)
    Index.build(
        {d.key: d for d in (*found, *added)}.values(), ["望潮街道"], pivot=index.pivot
    ).save(path)
    anew = path.read_bytes()
    opened.save(path)
    assert path.read_bytes() == anew


def test_many_changes_are_merged_and_answer_the_same():
    plain = [
        Document(f"o{n:05d}", f"组织{n}", "居家养老" if n % 3 else "儿童托育") for n in range(1200)
    ]
    index = Index.build(plain[:100])
    for document in plain[100:]:
        index.add(document)
    query = Query("儿童托育")
    assert answer(index, query) == answer(Index.build(plain, pivot=index.pivot), query)


SAMPLE = [
    Document(
        "elder", "青禾社工", "居家养老上门照料、独居老人探访", (), "d/s1/c1", ("elder",), "5A"
    ),
    Document(
        "child",
        "同心社工",
        "困境儿童个案管理、入户探访",
        ("留守儿童关爱服务",),
        "d/s2/c4",
        ("child",),
        None,
        (90.0,),
    ),
    Document("river", "碧水协会", "河湖民间巡护、湿地鸟类监测", (), "d/s1/c2", ("environment",)),
]


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "organizations.index"
    Index.build(SAMPLE, ["望潮街道"]).save(path)
    return path


def test_a_missing_file_is_stale(tmp_path):
    with pytest.raises(StaleIndexError, match="no index"):
        Index.open(tmp_path / "none.index")


def test_a_file_torn_anywhere_is_stale(saved):
    whole = saved.read_bytes()
    for size in {0, 1, 7, 47, 48, 100, len(whole) // 2, len(whole) - 1}:
        saved.write_bytes(whole[:size])
        with pytest.raises(StaleIndexError):
            Index.open(saved)


@pytest.mark.parametrize("at", [0, 9, 20, 60, 800, -1])
def test_a_changed_byte_is_noticed(saved, at):
    whole = bytearray(saved.read_bytes())
    whole[at] ^= 1
    saved.write_bytes(whole)
    with pytest.raises(StaleIndexError):
        Index.open(saved)


def test_an_index_of_another_analyser_is_stale(saved):
    whole = saved.read_bytes().replace(b"char12-v1", b"char12-v0")
    digest = hashlib.blake2b(whole[:16] + whole[48:], digest_size=32).digest()
    saved.write_bytes(whole[:16] + digest + whole[48:])
    with pytest.raises(StaleIndexError, match="char12-v0"):
        Index.open(saved)


def test_a_failed_save_leaves_the_old_file_and_nothing_else(saved, monkeypatch):
    whole = saved.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        Index.build(SAMPLE[:1]).save(saved)
    assert saved.read_bytes() == whole
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


def test_an_open_index_survives_the_swap_of_its_file(saved):
    opened = Index.open(saved)
    before = answer(opened, Query("居家养老"))
    Index.build([]).save(saved)
    assert answer(opened, Query("居家养老")) == before
    assert len(Index.open(saved)) == 0


def test_the_header_says_what_the_index_is(saved):
    raw = saved.read_bytes()
    header = json.loads(raw[48 : 48 + int.from_bytes(raw[8:16], "little")])
    assert (header["analyser"], header["n"], header["places"]) == ("char12-v1", 3, ["望潮街道"])


def test_a_project_finds_the_organization_and_says_why():
    hits = Index.build(SAMPLE).search(Query("独居老人居家照料", ("d/s1/c1",), ("elder",)))
    assert hits[0].key == "elder"
    assert {"独居", "老人", "居家", "照料"} >= set(hits[0].matched) >= {"独居", "老人"}
    assert [(r.code, r.value) for r in hits[0].reasons] == [
        ("field", "elder"), ("place", "d/s1/c1"), ("grade", "5A"), ("newcomer", ""),
    ]  # fmt: skip


def test_past_contracts_count_by_their_performance():
    def past(score):
        index = Index.build(
            [*SAMPLE, Document("old", "旧社", "便民服务", ("独居老人探访",), performance=(score,))]
        )
        (hit,) = (h for h in index.search(Query("独居老人探访")) if h.key == "old")
        return {p.channel: p.raw for p in hit.parts}["past"], [r.code for r in hit.reasons]

    assert past(90.0)[0] > past(60.0)[0] > 0 == past(0.0)[0]
    assert past(90.0)[1] == ["history"]
    assert past(0.0)[1] == []


def test_a_filter_changes_no_score():
    index = Index.build(SAMPLE)
    everybody = {h.key: h for h in index.search(Query("探访"))}
    assert set(everybody) == {"elder", "child"}
    assert index.search(Query("探访"), allowed={"child", "unknown"}) == [everybody["child"]]
    assert index.search(Query("探访"), allowed=()) == []


def test_grade_and_place_name_in_the_text_do_not_score():
    index = Index.build(SAMPLE, ["望潮街道"])
    plain = index.search(Query("居家养老"))
    assert index.search(Query("望潮街道2026年第二批居家养老")) == plain
    index.add(
        Document(
            "elder",
            *(getattr(SAMPLE[0], f) for f in ("name", "scope", "contracts", "place", "fields")),
        )
    )
    assert [h.score for h in index.search(Query("居家养老"))] == [h.score for h in plain]


def test_newcomers_have_places_in_a_list():
    old = [
        Document(f"a{n:02d}", "养老社", "居家养老照料", ("居家养老照料",), performance=(95.0,))
        for n in range(30)
    ]
    new = [Document(f"z{n:02d}", "养老社", "居家养老") for n in range(8)]
    index = Index.build([*old, *new])
    free = [h.key for h in index.search(Query("居家养老照料"), limit=20, weights=OPEN)]
    hits = index.search(Query("居家养老照料"), limit=20)
    assert free == [f"a{n:02d}" for n in range(20)]
    assert [h.key for h in hits] == [*free[:10], *(f"z{n:02d}" for n in range(5)), *free[10:15]]
    assert [("newcomer_place" in [r.code for r in h.reasons]) for h in hits[10:15]] == [True] * 5
    short = [h.key for h in index.search(Query("居家养老照料"), limit=8)]
    assert short == [*free[:6], "z00", "z01"]


@given(DOCUMENTS, QUERIES, st.integers(0, 20))
def test_the_guard_only_moves_newcomers_up(found, query, limit):
    index = Index.build(found)
    free = [h.key for h in index.search(query, limit=100, weights=OPEN)]
    shown = [h.key for h in index.search(query, limit=limit)]
    assert len(shown) == len(set(shown)) == min(limit, len(free))
    history = {d.key for d in found if d.contracts}
    kept = [k for k in shown if k in history]
    assert kept == [k for k in free if k in history][: len(kept)]


def test_weights_are_dated_and_can_be_changed():
    only_place = Weights(
        since=date(2026, 7, 1), text=Decimal(0), own=Decimal(0), past=Decimal(0), field=Decimal(0)
    )
    hits = Index.build(SAMPLE).search(Query("居家养老", ("d/s2",)), weights=only_place)
    assert [h.key for h in hits] == ["child", "elder", "river"]


@pytest.mark.parametrize(
    "text", ["", "，", "🙂", "\0", "养", "2026年", "养老" * 50_000, "A" * 100_000, "\x1b\ud800"]
)
def test_odd_queries_are_ranked_by_what_is_left(text):
    hits = Index.build(SAMPLE).search(Query(text, ("d/s1/c2",), ("environment",)))
    assert "river" in {h.key for h in hits}


def test_nothing_wanted_and_nothing_listed_give_the_empty_list():
    assert Index.build(SAMPLE).search(Query("")) == []
    assert Index.build([]).search(Query("养老", ("d",), ("elder",))) == []


def test_a_doubled_or_broken_key_is_refused():
    with pytest.raises(ValueError, match="elder"):
        Index.build([*SAMPLE, SAMPLE[0]])
    with pytest.raises(ValueError, match="key"):
        Document("", "名", "")


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_both_products_give_the_same_numbers(height, width, data):
    cells = data.draw(
        st.dictionaries(
            st.tuples(st.integers(0, height - 1), st.integers(0, width - 1)), st.integers(1, 300)
        )
    )
    rows = np.array([r for r, _ in cells], dtype=np.int64)
    columns = np.array([c for _, c in cells], dtype=np.int64)
    matrix = Matrix.of(
        rows, columns, np.array(list(cells.values()), dtype=np.float64), height=height, width=width
    )
    asked = np.array(sorted(data.draw(st.sets(st.integers(0, width - 1)))), dtype=np.int64)
    weights = np.array([data.draw(st.integers(1, 10**9)) for _ in asked], dtype=np.int64)
    dense = np.zeros((height, width))
    dense[rows, columns] = list(cells.values())
    expected = dense[:, asked] @ weights
    assert matrix.dot(asked, weights).tolist() == expected.tolist()
    assert matrix.dot(asked, weights, public=True).tolist() == expected.tolist()
    assert matrix.cells(np.arange(height), asked).tolist() == dense[:, asked].tolist()
