"""What the ranking page says is read from the record alone."""

import pytest

from app.results import queries, showing
from tests.panels import scenes


@pytest.fixture(autouse=True)
def _page(app):
    with app.test_request_context(method="POST"):
        yield


@pytest.fixture
def picture(db, set_clock):
    scene = scenes.ranked(set_clock)
    short = {str(s.id): s.organization.short_name for s in scene.submissions}
    return showing.Picture.of(queries.ranking_of(scene.call.id).record, short)


def test_differences_of_the_first_two_add_up_to_the_gap(picture):
    assert sum(value for _, value in picture.difference) == picture.gap
    assert picture.gap == picture.rows[0].total - picture.rows[1].total


def test_the_axis_holds_every_interval(picture):
    low, high, step = picture.axis
    assert (high - low) % step == 0
    for row in picture.intervals:
        assert low <= row["low"] <= row["value"] <= row["high"] <= high


def test_bars_stand_in_the_order_of_the_scheme_with_short_words(picture):
    kinds = [part["kind"] for part in picture.bars[0]["parts"]]
    assert kinds == ["c", "c", "c", "e", "e", "e", "p"]
    shorts = [part["short"] for part in picture.bars[0]["parts"]]
    assert shorts == ["等级", "履约", "契合", "方案", "团队", "应急", "价格"]


def test_leaving_out_each_expert_counts_every_one(picture):
    assert sum(count for _, count in picture.firsts) >= len(picture.experts)


def test_a_record_that_has_changed_is_read_anew(picture):
    data = {"format": "another"}
    with pytest.raises(showing.record.RecordError):
        showing.known(data)


@pytest.mark.parametrize(("best", "worst", "said"), [(1, 1, "第1名"), (1, 2, "第1—2名")])
def test_places_are_written_as_a_range(best, worst, said):
    assert showing.places(best, worst) == said


def test_a_stored_reason_is_said_with_its_day_and_without_particulars_in_general():
    said, law = showing.told("suspended", "DIR/A017", {"day": "2026-10-08", "reason": "未报年报"})
    assert "2026年10月8日" in said
    assert law == "DIR/A017"
    assert showing.told("suspended", "DIR/A017", {})[0] == "资格审查未通过"


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"grade": "5A", "standing": "valid"}, "5A"),
        (
            {"grade": "4A", "standing": "lapsed", "valid_until": "2026-10-14"},
            "没有有效等级（原 4A 2026年10月14日到期）",
        ),
        ({"grade": None, "standing": "none"}, "没有等级"),
    ],
)
def test_a_grade_that_does_not_count_says_why(evidence, said):
    assert showing.grade_words(evidence) == said
