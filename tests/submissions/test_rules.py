"""What a draft must hold before it can be handed in, and how typed amounts are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.states import CallKind
from app.law import Track, law_at
from app.rounds.rules import Limits
from app.submissions import rules
from app.submissions.rules import Ask, Progress, Subject, TextAsk
from tests import bids

TEXTS = tuple(TextAsk(key, name, "", Decimal(20)) for key, name in bids.JUDGED)
ASK = Ask(CallKind.PROJECT, Track.SUB, TEXTS, ceiling=Decimal(480000))
LIMITS = Limits(Decimal(50), Decimal(80000), Decimal(10))
ROUND = Ask(
    CallKind.ROUND, Track.VENTURE, (TextAsk("need", "需求真实", "", Decimal(50)),), limits=LIMITS
)
DEADLINE = datetime(2026, 11, 27, 7, tzinfo=UTC)


def found(draft, ask=ASK):
    return [(f.code, f.field) for f in rules.findings(draft, ask)]


def test_a_full_bid_and_a_full_application_have_nothing_against_them():
    assert found(bids.bid()) == []
    assert found(bids.application(), ROUND) == []


def test_an_empty_draft_says_what_is_missing_on_every_page():
    codes = {code for code, _ in found({})}
    assert codes == {
        "answer-missing", "price-missing", "bid-statement-missing", "bid-contact-missing",
        "bid-phone-missing",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ({"label": ""}, ("price-row-label-missing", "rows-0-label")),
        ({"basis": ""}, ("price-row-basis-missing", "rows-0-basis")),
        ({"amount": ""}, ("row-amount-missing", "rows-0-amount")),
        ({"amount": "四十六万"}, ("row-amount-unreadable", "rows-0-amount")),
        ({"amount": "12.345"}, ("row-amount-unreadable", "rows-0-amount")),
        ({"amount": "0"}, ("row-amount-not-positive", "rows-0-amount")),
        ({"amount": "-5"}, ("row-amount-not-positive", "rows-0-amount")),
        ({"amount": "480000.01"}, ("over-ceiling", "rows-0-amount")),
    ],
)
def test_a_row_says_what_is_wrong_at_its_field(row, finding):
    full = {"label": "人员", "basis": "12 人 × 12 月", "amount": "468500.00"}
    assert found(bids.bid(price_rows=[full | row])) == [finding]


def test_the_ceiling_itself_is_allowed():
    assert found(bids.bid("480000.00")) == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("468500", "468500.00"),
        ("468,500.00", "468500.00"),
        ("４６８５００．５元", "468500.50"),
        (" ¥ 12 ", "12.00"),
        ("-3", "-3.00"),
        ("", None),
        (".", None),
        ("1.2.3", None),
        ("1e5", None),
        ("nan", None),
        ("一百", None),
        ("9" * 30, None),
    ],
)
def test_amounts_are_read_as_offices_write_them(typed, value):
    assert rules.amount(typed) == (None if value is None else Decimal(value))


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_amounts(typed):
    value = rules.amount(typed)
    assert value is None or value == value.quantize(Decimal("0.01"))


@given(st.decimals(Decimal("0.01"), Decimal(9999999), places=2))
def test_a_written_amount_is_read_back(value):
    assert rules.amount(f"{value:,f}") == value


def test_the_price_is_the_sum_of_the_rows_so_the_two_never_differ():
    rows = [{"label": "a", "basis": "b", "amount": text} for text in ("1,000.10", "2000.20")]
    content = rules.cleaned(bids.bid(price_rows=[*rows, {"label": "", "amount": ""}]), ASK)
    assert content["price"] == "3000.30"
    assert [row["amount"] for row in content["price_rows"]] == ["1000.10", "2000.20"]


def test_a_budget_with_too_much_labour_is_refused_with_the_article():
    rows = [
        {"label": "项目社工", "category": "labour", "basis": "1 人 × 10 月", "grant": "42600", "own": "6400"},
        {"label": "教具", "category": "material", "basis": "两家询价", "grant": "35400", "own": "5600"},
    ]  # fmt: skip
    refused = list(rules.findings(bids.application(rows=rows), ROUND))
    assert [(f.code, f.law, f.detail["shift"]) for f in refused] == [
        ("labour-share", "VEN/R-VEN-03", Decimal("3600.00"))
    ]


def test_an_unreadable_budget_amount_is_said_before_any_share_is_computed():
    rows = [{"label": "x", "category": "labour", "basis": "y", "grant": "很多", "own": ""}]
    assert found(bids.application(rows=rows), ROUND) == [("row-amount-unreadable", "rows-0-grant")]


def test_the_content_keeps_nothing_that_was_not_asked():
    draft = bids.bid(_saved={"price": {}}, evil="x", title="y")
    assert set(rules.cleaned(draft, ASK)) == {
        "price", "price_rows", "texts", "team", "statement", "contact", "files",
    }  # fmt: skip
    content = rules.cleaned(bids.application(), ROUND)
    assert (content["grant"], content["own"]) == ("30000.00", "8000.00")


def test_progress_goes_from_not_begun_over_half_done_to_done():
    half = {"price_rows": [{"label": "人员", "basis": "", "amount": "1"}]}
    assert rules.progress(Subject.PRICE, {}, ASK) is Progress.WAIT
    assert rules.progress(Subject.PRICE, half, ASK) is Progress.PART
    assert rules.progress(Subject.PRICE, bids.bid(), ASK) is Progress.DONE
    assert rules.progress(Subject.FILES, {}, ASK) is Progress.DONE


def test_a_page_changes_only_its_own_fields():
    new = rules.merged(bids.bid(), {"texts": {"plan": "新"}})
    assert new["texts"]["team"] == bids.bid()["texts"]["team"]
    assert new["price_rows"] == bids.bid()["price_rows"]


def test_the_deadline_itself_is_late():
    tick = timedelta(microseconds=1)
    assert rules.in_time(DEADLINE - tick, DEADLINE)
    assert not rules.in_time(DEADLINE, DEADLINE)
    assert not rules.in_time(DEADLINE + tick, DEADLINE)
    assert not rules.in_time(DEADLINE, None)


@pytest.mark.parametrize(
    ("track", "count", "law"),
    [
        (Track.SUB, 2, "NKG/R-NTC-17"),
        (Track.GP, 2, "GPL/36(1)"),
        (Track.SUB, 3, None),
        (Track.VENTURE, 0, None),
    ],
)
def test_fewer_than_three_are_too_few_where_the_law_counts(track, count, law):
    few = list(rules.few(count, law_at(DEADLINE.date(), track)))
    assert [f.law for f in few] == ([] if law is None else [law])


def test_a_criterion_named_like_a_page_does_not_collide_with_it():
    ask = replace(ASK, texts=(TextAsk("price", "价格说明", "", Decimal(5)),))
    assert ask.subjects() == ("text-price", "price", "files", "statement")
