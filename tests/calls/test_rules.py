"""What holds for every call."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.calls import rules
from app.calls.rules import CallFacts
from app.law import Calendar, Track, law_at
from scoring.criteria import Criterion, Kind, Level, Scheme

ON = date(2026, 11, 24)
SUB, GP = law_at(ON, Track.SUB), law_at(ON, Track.GP)


def at(day, hour=15):
    return clock.at_local(date.fromisoformat(day), hour)


def facts(**more):
    return replace(
        CallFacts(
            on=ON,
            calendar=Calendar.shipped(),
            deadline_at=at("2026-12-08"),
            opening_at=at("2026-12-08", 16),
            questions_until=at("2026-12-01"),
        ),
        **more,
    )


def codes(found):
    return [f.code for f in found]


# --- days


def test_ten_days_are_enough_and_nine_are_not():
    assert codes(rules.deadline(facts(deadline_at=at("2026-12-04")), SUB)) == []
    (found,) = rules.deadline(facts(deadline_at=at("2026-12-03", 23)), SUB)
    assert found.code == "deadline-too-early"
    assert found.law == "NKG/R-NTC-07"
    assert found.detail["earliest"] == date(2026, 12, 4)


def test_government_procurement_asks_for_twenty_days_by_its_own_article():
    (found,) = rules.deadline(facts(), GP)
    assert (found.law, found.detail["least"]) == ("GPL/35", 20)


def test_a_deadline_in_a_year_without_a_calendar_is_refused():
    found = list(rules.working_days(facts(deadline_at=at("2027-01-15"), opening_at=None), SUB))
    assert codes(found) == ["year-not-announced"]
    assert (found[0].detail["year"], found[0].law) == (2027, "HOUSE/R-CAL-03")


def test_a_loaded_calendar_opens_the_year():
    calendar = Calendar.shipped().with_year(2027, {})
    asked = facts(deadline_at=at("2027-01-15"), opening_at=None, calendar=calendar)
    assert codes(rules.working_days(asked, SUB)) == []


def test_a_deadline_on_a_sunday_is_pointed_out():
    (found,) = rules.working_days(facts(deadline_at=at("2026-12-06"), opening_at=None), SUB)
    assert (found.code, found.warning) == ("day-off", True)


def test_a_make_up_saturday_is_a_working_day():
    asked = facts(deadline_at=at("2026-10-10"), opening_at=None, on=date(2026, 9, 1))
    assert codes(rules.working_days(asked, SUB)) == []


def test_questions_end_three_days_before_the_deadline():
    assert codes(rules.questions(facts(questions_until=at("2026-12-05")), SUB)) == []
    (found,) = rules.questions(facts(questions_until=at("2026-12-06")), SUB)
    assert (found.code, found.detail["last"]) == ("questions-too-late", date(2026, 12, 5))


def test_nothing_is_opened_before_the_deadline():
    assert codes(rules.opening(facts(opening_at=at("2026-12-08", 14)), SUB)) == [
        "opening-too-early"
    ]


@given(days=st.integers(min_value=0, max_value=60))
def test_the_earliest_day_that_is_named_is_accepted(days):
    asked = facts(deadline_at=clock.at_local(ON + timedelta(days=days), 9))
    for found in rules.deadline(asked, SUB):
        named = clock.at_local(found.detail["earliest"], 9)
        assert codes(rules.deadline(facts(deadline_at=named), SUB)) == []


# --- scheme


def scheme(**points):
    kinds = {"grade": Kind.GRADE, "fit": Kind.FIT, "price": Kind.PRICE}
    made = []
    for key, value in points.items():
        top = Decimal(value)
        kind = kinds.get(key, Kind.JUDGED)
        levels = (Level(Decimal(0), top, "写明步骤和频次"),) if kind is Kind.JUDGED else ()
        made.append(Criterion(key, kind, key, top, levels, {"text": "", "step": "1"}))
    return Scheme(criteria=tuple(made), track="SUB", grade_points={"5A": Decimal(1)})


def of(found):
    return {(f.code, f.field, f.law) for f in found}


def test_points_that_do_not_add_up_say_both_sums():
    (found,) = rules.scheme(facts(scheme=scheme(plan=90)), SUB)
    assert (found.code, found.field, found.law) == (
        "scheme-total-wrong",
        "points_total",
        "HOUSE/R-SCO-07",
    )
    assert (found.detail["points"], found.detail["total"]) == ("90", "100")


def test_fit_is_scored_below_the_limit_and_never_in_government_procurement():
    asked = facts(scheme=scheme(plan=70, fit=10, price=20))
    assert of(rules.scheme(asked, SUB)) == set()
    assert of(rules.scheme(asked, GP)) == {("scheme-fit-forbidden", "points_fit", "GPR/34")}


def test_a_price_share_below_the_floor_cites_the_article():
    found = rules.scheme(facts(scheme=scheme(plan=95, price=5)), GP)
    assert of(found) == {("scheme-price-too-low", "points_price", "MOF87/55")}


def test_a_grade_above_the_cap_is_refused_in_government_procurement_only():
    asked = facts(scheme=scheme(grade=10, plan=70, price=20))
    assert of(rules.scheme(asked, SUB)) == set()
    assert of(rules.scheme(asked, GP)) == {
        ("scheme-grade-too-high", "points_grade", "HOUSE/R-QUA-19")
    }


def test_a_level_without_numbers_is_quoted():
    bad = Criterion(
        "plan", Kind.JUDGED, "方案", Decimal(100),
        (Level(Decimal("NaN"), Decimal("NaN"), "很好的方案"),),
    )  # fmt: skip
    (found,) = rules.scheme(facts(scheme=Scheme(criteria=(bad,), track="SUB")), SUB)
    assert found.code == "scheme-level-not-a-number"
    assert (found.field, found.detail["text"]) == ("judged-0-levels", "很好的方案")


# --- the directory as a condition


def test_the_directory_is_no_condition_in_government_procurement():
    (found,) = rules.directory(facts(requires_directory=True), GP)
    assert (found.code, found.law, found.warning) == (
        "directory-forbidden",
        "INS25/R-QUA-17",
        False,
    )


def test_the_directory_is_a_condition_with_care_below_the_limit():
    (found,) = rules.directory(facts(requires_directory=True), SUB)
    assert (found.code, found.law, found.warning) == ("directory-care", "FCR/8(3)", True)


def test_unfair_words_warn_with_their_article():
    (found,) = rules.fair_words(facts(conditions="须在本区注册"), SUB)
    assert (found.law, found.field, found.warning) == ("INS25/R-QUA-09", "conditions", True)


# --- people and questions


def test_one_person_does_not_do_both_sides():
    assert codes(rules.two_people(drafted_by=1, reviewed_by=1)) == ["two-people"]
    assert codes(rules.two_people(drafted_by=1, reviewed_by=2)) == []


NOW = datetime(2026, 12, 1, 7, tzinfo=clock.UTC)


@pytest.mark.parametrize(
    ("text", "until", "taking", "code"),
    [
        ("设备由谁提供？", NOW, True, "questions-over"),
        ("设备由谁提供？", NOW + timedelta(seconds=1), False, "questions-over"),
        (" ", NOW + timedelta(seconds=1), True, "question-empty"),
        ("长" * 1001, NOW + timedelta(seconds=1), True, "question-too-long"),
    ],
)
def test_a_question_comes_in_time_and_says_something(text, until, taking, code):
    assert codes(rules.question(text, questions_until=until, taking=taking, now=NOW)) == [code]


def test_payments_add_up():
    assert codes(rules.payments(facts(payment_percents=(30, 40, 30)), SUB)) == []
    assert codes(rules.payments(facts(payment_percents=(30, 40)), SUB)) == ["payments-wrong"]
    assert codes(rules.payments(facts(payment_percents=(110, -10)), SUB)) == ["payments-wrong"]
