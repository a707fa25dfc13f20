"""What only projects must hold to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app import words
from app.law import Calendar, Track, law_at
from app.projects import rules
from app.projects.rules import ProjectFacts

ON = date(2026, 11, 24)
SUB, GP, TRANSFER = (law_at(ON, t) for t in (Track.SUB, Track.GP, Track.TRANSFER))


def facts(**more):
    return replace(
        ProjectFacts(
            on=ON,
            calendar=Calendar.shipped(),
            unit_id=1,
            line_unit_id=1,
            line_year=2026,
            line_source="fiscal",
            free=Decimal(500000),
            ceiling=Decimal(480000),
        ),
        **more,
    )


def codes(found):
    return [f.code for f in found]


def laws(found):
    return [f.law for f in found]


# --- money


def test_a_ceiling_within_the_free_balance_passes():
    assert codes(rules.money(facts(), SUB)) == []


def test_the_whole_free_balance_may_be_used():
    assert codes(rules.money(facts(ceiling=Decimal(500000)), SUB)) == []


def test_a_fen_more_is_refused_and_says_how_much_is_missing():
    (found,) = rules.money(facts(ceiling=Decimal("500000.01")), SUB)
    assert (found.code, found.law, found.field) == ("line-too-small", "GPL/6", "ceiling")
    assert found.detail["missing"] == Decimal("0.01")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"free": None}, "line-missing"),
        ({"line_unit_id": 2}, "line-of-another"),
        ({"line_year": 2025}, "line-of-past-year"),
        ({"ceiling": None}, "ceiling-missing"),
        ({"ceiling": Decimal(0)}, "ceiling-not-positive"),
    ],
)
def test_every_fault_of_the_money_is_named(more, code):
    assert code in codes(rules.money(facts(**more), SUB))


def test_next_years_line_may_be_used_now():
    assert codes(rules.money(facts(line_year=2027), SUB)) == []


def test_a_transfer_may_be_without_money():
    assert codes(rules.money(facts(free=None, ceiling=None), TRANSFER)) == []
    assert codes(rules.money(facts(free=None, ceiling=None), SUB)) == [
        "ceiling-missing",
        "line-missing",
    ]


# --- track


def test_fiscal_money_at_the_limit_is_government_procurement():
    assert codes(rules.track(facts(ceiling=Decimal("999999.99")), SUB)) == []
    found = list(rules.track(facts(ceiling=Decimal(1000000)), SUB))
    assert (codes(found), laws(found)) == (["above-limit"], ["GPL/8"])


def test_lottery_money_does_not_follow_the_limit():
    assert codes(rules.track(facts(ceiling=Decimal(2000000), line_source="lottery"), SUB)) == []


def test_government_procurement_is_prepared_but_not_published_here():
    found = list(rules.here(facts(), GP))
    assert (codes(found), laws(found)) == (["not-published-here"], ["GPR/8"])
    assert codes(rules.here(facts(), SUB)) == []


# --- splitting


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("0", []),
        ("1119999.99", []),
        ("1120000", ["split-soon"]),
        ("1520000", ["split-soon"]),
        ("1520000.01", ["split"]),
    ],
)
def test_repeated_purchases_of_one_kind_are_added_up(before, expected):
    assert codes(rules.splitting(facts(bought_this_year=Decimal(before)), SUB)) == expected


def test_open_tender_is_no_splitting():
    asked = facts(bought_this_year=Decimal(5000000), mode=rules.OPEN_TENDER)
    assert codes(rules.splitting(asked, SUB)) == []


# --- term


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), []),
        (date(2027, 1, 1), date(2028, 1, 1), ["term-long"]),
        (date(2027, 1, 1), date(2029, 12, 31), ["term-long"]),
        (date(2027, 1, 1), date(2030, 1, 1), ["term-too-long"]),
        (date(2027, 1, 1), date(2027, 1, 1), ["service-upside-down"]),
        (None, date(2027, 1, 1), ["service-from-missing"]),
        (date(2027, 1, 1), None, ["service-to-missing"]),
    ],
)
def test_a_contract_lasts_a_year_and_at_most_three(begin, end, expected):
    assert codes(rules.term(facts(service_from=begin, service_to=end), SUB)) == expected


# --- the rest


def test_an_item_of_the_list_is_needed():
    assert codes(rules.item(facts(), SUB)) == ["item-missing"]
    assert codes(rules.item(facts(item_published=True), SUB)) == []


def test_public_services_name_the_needs_that_they_answer():
    asked = facts(item_needs_consultation=True)
    assert laws(rules.consultation(asked, SUB)) == ["GPR/15"]
    assert codes(rules.consultation(replace(asked, needs=1), SUB)) == []


def test_every_finding_has_words(app):
    with app.test_request_context():
        for law in (SUB, GP, TRANSFER):
            for found in rules.findings(facts(), law):
                assert words.finding(found)
