"""The record: whoever has it gets the same ranking to the last digit."""

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import FitFact, rank, record
from tests.scoring.cases import BIDS, DAY, DISTRICT, MARKS, SCHEME, SMALL, cases

RICH = [
    replace(
        b,
        fit=FitFact(
            b.fit.value,
            "s1",
            [{"kind": "scope", "value": Decimal("0.50")}],
            [("儿童", Decimal("0.2"))],
            [],
        ),
    )
    if b.fit
    else b
    for b in BIDS
]
PAGE = rank(SCHEME, RICH, MARKS, on=DAY, district=DISTRICT)
DATA = record.dump(SCHEME, RICH, MARKS, PAGE)


def test_what_is_dumped_can_be_loaded():
    found = record.load(DATA)
    assert found.scheme == SCHEME
    assert found.ranking == PAGE
    assert set(found.marks) == set(MARKS)
    assert record.dump(found.scheme, found.bids, found.marks, found.ranking) == DATA


def test_it_survives_a_file():
    again = record.from_json(record.to_json(DATA))
    assert again == DATA
    assert record.digest(again) == record.digest(DATA)


def test_the_ranking_is_recomputed_to_the_last_digit():
    again = record.recompute(json.loads(record.to_json(DATA)))
    assert again == PAGE
    assert [str(row.total) for row in again.rows] == ["84.94", "84.78", "76.63", "72.10", "65.50"]
    assert record.differences(DATA) == []


@given(cases(), st.randoms())
def test_the_digest_does_not_depend_on_order_or_spelling(case, random):
    bids, marks = map(list, case)
    data = record.dump(SMALL, bids, marks, rank(SMALL, bids, marks, on=DAY))
    random.shuffle(bids)
    random.shuffle(marks)
    marks = [replace(m, points=m.points.quantize(Decimal("0.00"))) for m in marks]
    again = record.dump(SMALL, bids, marks, rank(SMALL, bids, marks, on=DAY))
    assert record.canonical(again) == record.canonical(data)
    assert record.recompute(data) == record.load(data).ranking


def test_a_changed_figure_is_found_and_named():
    forged = json.loads(record.to_json(DATA))
    forged["ranking"]["rows"][1]["total"] = "85.00"
    forged["ranking"]["rows"][1]["parts"][0]["points"] = "8.22"
    assert record.differences(forged) == [
        ("ranking.rows[1].parts[0].points", "8.22", "8.00"),
        ("ranking.rows[1].total", "85.00", "84.78"),
    ]
    assert record.digest(forged) != record.digest(DATA)


def test_a_changed_mark_changes_the_result():
    forged = json.loads(record.to_json(DATA))
    forged["marks"][0]["points"] = "1"
    assert record.differences(forged)


def test_assigned_experts_travel_along():
    marks = [m for m in MARKS if m.expert != "e5" or m.bid != "xinya"]
    assigned = {
        b: ["e1", "e2", "e3", "e4", *(["e5"] if b != "xinya" else [])]
        for b in [b.key for b in BIDS]
    }
    found = rank(SCHEME, BIDS, marks, on=DAY, district=DISTRICT, assigned=assigned)
    assert record.recompute(record.dump(SCHEME, BIDS, marks, found)) == found


def test_a_scheme_travels_alone():
    assert record.scheme_from_json(json.loads(json.dumps(record.scheme_to_json(SCHEME)))) == SCHEME


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"format": "other"},
        {**DATA, "scheme": {}},
        {**DATA, "on": "yesterday"},
        {**DATA, "bids": 3},
    ],
)
def test_what_is_no_record_is_refused(broken):
    with pytest.raises(record.RecordError):
        record.load(broken)
    with pytest.raises(record.RecordError):
        record.recompute(broken)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_file_that_is_no_record_is_refused(text):
    with pytest.raises(record.RecordError):
        record.from_json(text)
    with pytest.raises(record.RecordError):
        record.scheme_from_json({})


def test_another_process_gets_the_same_bytes(tmp_path):
    path = tmp_path / "record.json"
    path.write_text(record.to_json(DATA), encoding="utf-8")
    code = (
        "import sys, pathlib, decimal; decimal.getcontext().prec = 4\n"
        "from scoring import record\n"
        "data = record.from_json(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))\n"
        "held = record.load(data)\n"
        "print(record.digest(record.dump(held.scheme, held.bids, held.marks, record.recompute(data))))\n"
        "print({'flask', 'sqlalchemy', 'app', 'matching', 'numpy'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[:2] == [record.digest(DATA), "set()"]
