"""The draw can be drawn again; seats, cells and declarations say what is wrong with them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import Track, law_at
from app.panels import rules

ON = date(2026, 11, 28)
AT = datetime(2026, 11, 28, 2, tzinfo=UTC)
LAW = law_at(ON, Track.SUB)
NEEDS = rules.Needs(
    on=ON,
    fields=("health",),
    unit_names=("区民政局",),
    bidder_names=("澜湾区青禾社会工作服务中心",),
)


def candidate(number: int, employer: str = "", **more) -> rules.Candidate:
    facts = {"fields": ("health",), "valid_until": date(2027, 1, 1)} | more
    return rules.Candidate(f"ZJ-{number:03d}", employer or f"第{number}研究所", **facts)


def draw(pool, *, size=5, needs=NEEDS, at=AT):
    return rules.drawn(pool, needs, call_id="call", size=size, law=LAW, at=at)


POOL = [candidate(n) for n in range(1, 12)]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"valid_until": date(2026, 11, 27)}, "expired"),
        ({"valid_until": ON}, None),
        ({"fields": ("environment",)}, "other-field"),
        ({"employer": "区民政局社会组织科"}, "posting-unit"),
        ({"employer": "澜湾区青禾社会工作服务中心"}, "bidder"),
        ({"tie": "bidder"}, "bidder"),
        ({"tie": "posting-unit"}, "posting-unit"),
    ],
)
def test_it_is_said_why_somebody_cannot_be_drawn(more, why):
    assert rules.excluded(candidate(1, **more), NEEDS) == why


def test_the_record_of_a_draw_gives_the_same_draw_again():
    made = draw(POOL)
    assert len(made["taken"]) == 5
    assert rules.problems_of(made) == []
    assert draw(list(reversed(POOL))) == made


@pytest.mark.parametrize("change", ["pool", "at", "taken", "seed"])
def test_a_changed_record_of_a_draw_is_noticed(change):
    made = draw(POOL)
    wrong = {
        "pool": [*made["pool"], "ZJ-999"],
        "at": "2026-11-28T02:00:01+00:00",
        "taken": made["taken"][::-1],
        "seed": "0" * 64,
    }
    assert rules.problems_of({**made, change: wrong[change]}) != []


def test_another_instant_gives_another_order():
    later = draw(POOL, at=datetime(2026, 11, 28, 3, tzinfo=UTC))
    assert later["order"] != draw(POOL)["order"]


@given(st.sets(st.integers(1, 40), min_size=2), st.data())
def test_taking_one_out_leaves_all_others_in_order(numbers, data):
    pool = sorted(f"ZJ-{n:03d}" for n in numbers)
    out = data.draw(st.sampled_from(pool))
    order = rules.ordered("seed", pool)
    assert rules.ordered("seed", [n for n in pool if n != out]) == [n for n in order if n != out]


def test_one_employer_gives_one_member():
    pool = [candidate(n, employer="第一医院" if n < 8 else "") for n in range(1, 12)]
    made = draw(pool)
    assert len([n for n in made["taken"] if n < "ZJ-008"]) <= 1


def test_a_pool_with_too_few_employers_is_said_with_the_way_out():
    pool = [candidate(n, employer="第一医院") for n in range(1, 9)]
    pool += [candidate(n, fields=("environment",)) for n in range(9, 20)]
    (found,) = rules.enough(draw(pool), LAW)
    assert found.code == "pool-too-small-in-field"
    assert (found.detail["got"], found.detail["other_field"]) == (1, 11)
    wide = rules.Needs(on=ON, fields=("health",), unit_names=(), bidder_names=(), widen=True)
    made = draw(pool, needs=wide)
    assert not list(rules.enough(made, LAW))
    assert made["taken"][0] < "ZJ-009"  # those of the field come first


@pytest.mark.parametrize(
    ("size", "codes"),
    [
        (5, []),
        (7, []),
        (3, ["panel-too-small"]),
        (4, ["panel-too-small", "panel-even"]),
        (6, ["panel-even"]),
        (17, ["panel-too-large"]),
    ],
)
def test_a_panel_is_odd_and_at_least_five(size, codes):
    assert [f.code for f in rules.size(size, LAW)] == codes


def test_the_local_pool_is_not_for_government_procurement():
    assert [f.code for f in rules.local_pool(law_at(ON, Track.GP))] == ["panel-drawn-elsewhere"]
    assert not list(rules.local_pool(LAW))


def cell(points: str, reason: str = "频次不够") -> rules.Cell:
    return rules.Cell("plan", "服务方案", Decimal(25), Decimal("0.5"), points, reason)


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("25", None),
        ("0", None),
        ("18.5", None),
        ("18.50分", None),
        ("", None),
        ("25.5", "mark-out-of-range"),
        ("-1", "mark-out-of-range"),
        ("18.3", "mark-off-step"),
        ("很好", "mark-unreadable"),
        ("NaN", "mark-unreadable"),
    ],
)
def test_a_cell_says_what_is_wrong_with_its_points(points, code):
    assert [f.code for f in rules.wrong(cell(points))] == ([code] if code else [])


def test_off_step_points_come_with_the_two_that_are_right():
    (found,) = rules.wrong(cell("18.3"))
    assert (found.detail["below"], found.detail["above"]) == ("18", "18.5")


def test_signing_needs_points_and_a_reason_where_points_were_taken_off():
    assert [f.code for f in rules.missing(cell(""))] == ["mark-missing"]
    assert [f.code for f in rules.missing(cell("20", reason=" "))] == ["mark-reason-missing"]
    assert not list(rules.missing(cell("25", reason="")))


def test_whoever_accepts_has_read_the_list_and_has_no_tie():
    found = rules.declaration(seen=False, tied=False, reason="")
    assert [f.code for f in found] == ["declaration-missing"]
    found = rules.declaration(seen=True, tied=True, reason="")
    assert [(f.code, f.law) for f in found] == [("tied-must-recuse", "GPR/9")]
