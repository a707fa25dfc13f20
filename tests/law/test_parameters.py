"""Parameters answer for a day and a track, name their source and refuse nonsense."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import get_type_hints

import pytest

from app.law import Law, Override, ParameterValueError, Track, law_at, load
from app.law.book import LawNotInForceError
from app.law.citations import Known
from app.law.in_force import PARAMETERS

TODAY = date(2026, 11, 24)
TYPES = {
    "int": "int",
    "decimal": "decimal.Decimal",
    "bool": "bool",
    "text": "str",
    "ratio": "fractions.Fraction",
    "words": "tuple[str, ...]",
    "ints": "tuple[int, ...]",
    "decimals": "tuple[decimal.Decimal, ...]",
    "table": "collections.abc.Mapping[str, decimal.Decimal]",
}


def test_the_fields_of_the_law_are_the_parameters_of_the_book() -> None:
    assert set(load().parameters) == PARAMETERS


def test_the_fields_have_the_types_of_the_book() -> None:
    hints = get_type_hints(Law)

    def written(name: str) -> str:
        hint = hints[name]
        return hint.__name__ if hint in {int, bool, str} else str(hint).replace("<class '", "")

    for f in fields(Law):
        if f.name in PARAMETERS:
            parameter = load().parameters[f.name]
            expected = TYPES[parameter.type] + (" | None" if parameter.optional else "")
            assert written(f.name).removesuffix("'>") == expected, f.name


@pytest.mark.parametrize("track", Track)
def test_the_law_is_complete_from_the_first_day(track: Track) -> None:
    first = load().first_day
    assert first <= date(2020, 9, 1)
    assert law_at(first, track).archive_years == 15
    with pytest.raises(LawNotInForceError):
        law_at(date(2020, 8, 31), track)


@pytest.mark.parametrize(
    ("name", "last_day_without", "value"),
    [
        ("low_price_avg", date(2026, 1, 31), Decimal(50)),
        ("low_price_second", date(2026, 1, 31), Decimal(50)),
        ("low_price_ceiling", date(2026, 1, 31), Decimal(45)),
        ("low_price_max", date(2026, 1, 31), Decimal(65)),
        ("low_price_minutes", date(2026, 1, 31), 30),
        ("emergency_addition_max", date(2026, 9, 30), Decimal(30)),
        ("survey_min", date(2021, 6, 30), 3),
    ],
)
def test_a_rule_has_no_value_before_its_day(
    name: str, last_day_without: date, value: object
) -> None:
    before = law_at(last_day_without, Track.GP)
    after = law_at(date.fromordinal(last_day_without.toordinal() + 1), Track.GP)
    assert getattr(before, name) is None
    assert getattr(after, name) == value


def test_the_numbers_of_the_statutes() -> None:
    law = law_at(TODAY, Track.GP)
    assert (law.tender_days, law.doc_period_wd, law.clarify_days) == (20, 5, 15)
    assert (law.decide_wd, law.award_notice_wd, law.contract_days) == (5, 2, 30)
    assert (law.challenge_wd, law.challenge_answer_wd, law.complaint_wd, law.query_wd) == (
        7,
        7,
        15,
        3,
    )
    assert (law.bid_bond_max, law.perf_bond_max, law.supplement_max) == (2, 10, 10)
    assert (law.payment_days, law.payment_days_max) == (30, 60)
    assert law.late_interest_daily == Decimal("0.05")
    assert (law.archive_years, law.log_months, law.grade_valid_years) == (15, 6, 5)
    assert law.price_weight_min_service == 10
    assert law.expert_ratio_min == Fraction(2, 3)
    assert law.first_grade_award == {"3A": 10_000, "4A": 20_000, "5A": 30_000}
    assert sum(law.tranches) == sum(law.venture_weights.values()) == 100
    assert law.publicity_counts_first_day
    assert not law.legal_clock_counts_first_day


@pytest.mark.parametrize(
    ("track", "days", "panel", "publicity", "cites"),
    [
        (Track.GP, 20, 5, 1, "GPL/35"),
        (Track.SUB, 10, 5, 5, "NKG/R-NTC-07"),
        (Track.VENTURE, 20, 5, 5, "VEN/R-VEN-01"),
        (Track.TRANSFER, 10, 5, 5, "NKG/R-NTC-07"),
    ],
)
def test_a_track_has_its_own_clocks(
    track: Track, days: int, panel: int, publicity: int, cites: str
) -> None:
    law = law_at(TODAY, track)
    assert (law.bid_days_min, law.panel_size_min, law.publicity_wd) == (days, panel, publicity)
    assert law.source("bid_days_min").key == cites


def test_fit_is_never_scored_and_the_directory_never_gates_in_government_procurement() -> None:
    permits = {track: law_at(TODAY, track).permits for track in Track}
    assert {t for t in Track if not permits[t].fit_scored} == {Track.GP}
    assert {t for t in Track if not permits[t].directory_as_condition} == {Track.GP}
    assert {t for t in Track if not permits[t].award_here} == {Track.GP}
    assert {t for t in Track if permits[t].trimming} == {Track.VENTURE}
    assert {t for t in Track if permits[t].official_notice_needed} == {Track.GP}
    assert permits[Track.GP].fit_scored.law == "GPR/34"


def test_a_source_says_what_is_unconfirmed_and_what_is_an_example() -> None:
    law = law_at(TODAY, Track.SUB)
    assert law.source("archive_years").label == "《政府采购法》第四十二条"
    assert not law.source("archive_years").unconfirmed
    assert law.source("gp_limit").example
    assert law.source("gp_limit").unconfirmed
    assert law.source("low_price_avg").unconfirmed
    assert law.source("labour_cap").example
    with pytest.raises(KeyError):
        law.source("no_such_thing")


def test_a_deployment_adds_dated_values_and_old_days_keep_theirs() -> None:
    rows = {"labour_cap": [Override(date(2026, 7, 1), "30", "某区公益创投办法第十条")]}
    before = law_at(date(2026, 6, 30), Track.VENTURE, rows)
    after = law_at(date(2026, 7, 1), Track.VENTURE, rows)
    assert (before.labour_cap, after.labour_cap) == (50, 30)
    source = after.source("labour_cap")
    assert source.label == "某区公益创投办法第十条"
    assert not source.example
    assert not source.unconfirmed
    assert source.known is Known.READ


def test_the_latest_value_wins_whoever_set_it_and_the_deployment_wins_a_day() -> None:
    rows = {"low_price_avg": [(date(2025, 1, 1), 60), (date(2026, 2, 1), "55")]}
    assert law_at(date(2025, 6, 1), Track.GP, rows).low_price_avg == 60
    assert law_at(TODAY, Track.GP, rows).low_price_avg == 55
    older = {"labour_cap": [(date(2005, 1, 1), 40)]}
    assert law_at(TODAY, Track.VENTURE, older).labour_cap == 50


def test_a_limit_can_be_unset() -> None:
    rows = {"gp_limit": [(date(2026, 1, 1), None)]}
    assert law_at(TODAY, Track.SUB, rows).gp_limit is None


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("no_such_thing", 1, "unknown-parameter"),
        ("tender_days", 20.5, "not-whole"),
        ("tender_days", "二十", "not-whole"),
        ("tender_days", "²", "not-whole"),
        ("tender_days", True, "not-whole"),
        ("tender_days", -1, "negative"),
        ("tender_days", None, "value-missing"),
        ("labour_cap", 0.5, "not-a-number"),
        ("labour_cap", "NaN", "not-a-number"),
        ("labour_cap", "abc", "not-a-number"),
        ("labour_cap", "101", "over-100"),
        ("labour_cap", "-1", "negative"),
        ("panel_odd", "yes", "not-yes-or-no"),
        ("annual_report_registrar", "  ", "not-text"),
        ("tranches", "60", "not-a-list"),
        ("final_grades", ["85"], "wrong-length"),
        ("expert_ratio_min", "3/2", "not-a-ratio"),
        ("expert_ratio_min", "2/0", "not-a-ratio"),
        ("first_grade_award", {"3A": "1"}, "wrong-keys"),
        ("first_grade_award", [1], "not-a-table"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_code(name: str, raw: object, code: str) -> None:
    with pytest.raises(ParameterValueError) as refused:
        load().parse(name, raw)
    assert (refused.value.name, refused.value.code) == (name, code)


def test_values_come_typed_from_text() -> None:
    book = load()
    assert book.parse("tender_days", " 25 ") == 25
    assert book.parse("labour_cap", "30.5") == Decimal("30.5")
    assert book.parse("tranches", ["70", 30]) == (70, 30)
    assert book.parse("national_negative_words", [" 执法 "]) == ("执法",)
    assert book.parse("expert_ratio_min", "3/4") == Fraction(3, 4)


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(ParameterValueError, match="unknown-parameter"):
        law_at(TODAY, Track.SUB, {"labour_kap": [(TODAY, 1)]})
