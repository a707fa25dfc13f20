"""Trees that add up, and bands without a hole: what a paper leaves open is asked, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.indicators.rules import (
    Band,
    Indicator,
    band_findings,
    leaves,
    level_of,
    read_bands,
    step_of,
    tree_findings,
)
from tests.assessing import LINES, TREE, bands

D = Decimal
LEVELS = ("5A", "4A", "3A", "2A", "1A")


SAID = {"+": True, "-": False, "?": None}


def band(level, low, low_in, high, high_in):
    """Return a band; its ends belong to it (+), do not (-), or nobody has said it (?)."""
    ends = {"low_in": SAID[low_in], "high_in": SAID[high_in]}
    return Band(level=level, low=D(low), high=D(high), **ends)


def found(rows, *, scale=1000, places=0):
    return [(f.code, f.field) for f in band_findings(rows, scale=scale, places=places)]


# --- the tree


def test_a_tree_that_adds_up_is_fine_and_its_leaves_are_scored():
    assert list(tree_findings(TREE, 1000)) == []
    assert [line.code for line in leaves(TREE)] == ["1.1", "1.2", "2"]


def test_parts_that_do_not_add_up_are_named_with_both_sums():
    tree = [*TREE[:2], Indicator(code="1.2", name="办公条件", points=D(240)), TREE[3]]
    (finding,) = tree_findings(tree, 1000)
    assert finding.code == "indicator-sum"
    assert finding.detail == {"total": "390", "whole": "400", "name": "基础条件"}
    assert finding.field == "rows-0-points"


def test_the_first_level_is_the_scale():
    assert [f.code for f in tree_findings(TREE, 900)] == ["indicator-total"]


def test_an_orphan_a_twin_and_a_nameless_line_are_found_at_their_cells():
    rows = [
        Indicator(code="1", name="一", points=D(10)),
        Indicator(code="1", name="二", points=D(10)),
        Indicator(code="3.1", name="三", points=D(0)),
        Indicator(code="x", name=" ", points=None),
    ]
    codes = {(f.code, f.field) for f in tree_findings(rows, 20)}
    assert {
        ("indicator-twice", "rows-0-code"),
        ("indicator-twice", "rows-1-code"),
        ("indicator-orphan", "rows-2-code"),
        ("indicator-points", "rows-2-points"),
        ("indicator-code", "rows-3-code"),
        ("indicator-name", "rows-3-name"),
    } <= codes


def test_no_indicator_at_all_is_said():
    assert [f.code for f in tree_findings([], 1000)] == ["indicators-missing"]


# --- the bands


def test_bands_whose_boundaries_all_belong_somewhere_are_fine():
    assert found(bands()) == []


def test_above_950_and_901_and_up_leaves_950_open_until_somebody_says_it():
    top = band("5A", 950, "?", 1000, "+")
    rows = [top, band("4A", 901, "+", 950, "?")]
    (finding,) = band_findings(rows, scale=1000, places=0)
    assert (finding.code, finding.field) == ("band-boundary-unsaid", "rows-0-low_in")
    assert finding.detail["value"] == "950"
    said = [band("5A", 950, "-", 1000, "+"), band("4A", 901, "+", 950, "+")]
    assert found(said) == []
    assert (level_of(D(950), said), level_of(D(951), said)) == ("4A", "5A")


def test_both_saying_yes_is_an_overlap_and_both_saying_no_a_hole():
    yes = [band("5A", 950, "+", 1000, "+"), band("4A", 901, "+", 950, "+")]
    no = [band("5A", 950, "-", 1000, "+"), band("4A", 901, "+", 950, "-")]
    assert found(yes) == [("band-overlap", "rows-0-low_in")]
    (finding,) = band_findings(no, scale=1000, places=0)
    assert (finding.code, finding.detail["score"]) == ("band-hole", "950")


def test_900_and_901_leave_nothing_between_them_on_whole_points_only():
    rows = [band("4A", 901, "+", 1000, "+"), band("3A", 801, "+", 900, "+")]
    assert found(rows) == []
    (finding,) = band_findings(rows, scale=1000, places=1)
    assert (finding.code, finding.detail["score"]) == ("band-hole", "900.1")


def test_the_top_reaches_the_scale_and_the_floor_is_said():
    assert found([band("5A", 950, "+", 990, "+")]) == [("band-top", "rows-0-high")]
    assert found([band("5A", 950, "+", 1000, "?")]) == [("band-top-open", "rows-0-high_in")]
    assert found([band("5A", 950, "?", 1000, "+")]) == [("band-floor-unsaid", "rows-0-low_in")]


def test_a_missing_number_and_a_band_upside_down_come_before_anything_else():
    rows = [
        Band(level="5A", low=None, low_in=True, high=D(1000), high_in=True),
        band("4A", 950, "+", 901, "+"),
    ]
    assert found(rows) == [("band-number", "rows-0-low"), ("band-upside-down", "rows-1-low")]


def test_no_band_at_all_is_said():
    assert found([]) == [("bands-missing", None)]


ENDS = st.sampled_from(sorted(SAID))


@st.composite
def any_bands(draw):
    """Bands as a clerk may type them: near the boundaries of each other, ends said or not."""
    count = draw(st.integers(1, 5))
    rows, high = [], D(20)
    for level in LEVELS[:count]:
        low = max(D(0), high - draw(st.integers(0, 5)))
        rows.append(band(level, low, draw(ENDS), high, draw(ENDS)))
        high = max(D(0), low + draw(st.integers(-2, 1)))
    return rows


@given(any_bands(), st.integers(0, 1))
def test_bands_without_a_finding_give_every_score_one_grade_and_others_name_why(rows, places):
    """The oracle counts, for every score there can be, the bands that hold it."""
    step = step_of(places)
    scores = [n * step for n in range(int(20 / step) + 1)]
    holders = {s: [b.level for b in rows if b.holds(s)] for s in scores}
    fine = not found(rows, scale=20, places=places)
    lowest = rows[-1]
    reached = [s for s in scores if s > lowest.low or (s == lowest.low and lowest.low_in)]
    right = all(len(holders[s]) == 1 for s in reached) and all(
        not holders[s] for s in scores if s not in reached
    )
    if fine:
        assert right
        graded = [level_of(s, rows) for s in reached]
        assert graded == sorted(graded)  # a higher score never has a lower grade
    if not right:
        assert not fine


def test_what_a_scheme_keeps_is_read_back_as_it_was():
    rows = [{"level": "5A", "low": "950.5", "low_in": None, "high": "1000", "high_in": True}]
    assert read_bands(rows) == (
        Band(level="5A", low=D("950.5"), low_in=None, high=D(1000), high_in=True),
    )


@pytest.mark.parametrize(("score", "level"), [(1000, "5A"), (950, "5A"), (949, "4A"), (600, "1A")])
def test_the_grade_of_a_score(score, level):
    assert level_of(D(score), bands(LINES)) == level
    assert level_of(D(599), bands(LINES)) is None
