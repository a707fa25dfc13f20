"""What is typed becomes a value, or a finding with words."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.law import Calendar, CalendarNotAnnouncedError, ParameterValueError, load
from app.lawbook import labels, rules


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("publicity_working_days", " 7 ", 7),
        ("gp_limit", "1000000", Decimal(1000000)),
        ("panel_odd", "no", False),
        ("expert_ratio_min", "2/3", Fraction(2, 3)),
        ("tranches", "50, 30，20", (Decimal(50), Decimal(30), Decimal(20))),
        ("venture_months", "6、12", (6, 12)),
        ("national_negative_words", "行政审批\n融资", ("行政审批", "融资")),
        ("first_grade_award", "3A: 1\n4A：2\n5A=3", {"3A": 1, "4A": 2, "5A": 3}),
        ("annual_report_supervisor", "03-31", "03-31"),
        ("gp_limit", "", None),
    ],
)
def test_what_is_typed_is_read_by_the_kind_of_the_parameter(name, text, value):
    assert rules.parsed(name, rules.typed(load().parameters[name], text)) == value


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("publicity_working_days", "seven", "value-not-whole"),
        ("publicity_working_days", "-1", "value-not-whole"),
        ("publicity_working_days", "", "value-value-missing"),
        ("labour_cap", "101", "value-over-100"),
        ("gp_limit", "1 Mio", "value-not-a-number"),
        ("gp_limit", "NaN", "value-not-a-number"),
        ("gp_limit", "-5", "value-negative"),
        ("panel_odd", "maybe", "value-not-yes-or-no"),
        ("expert_ratio_min", "3/2", "value-not-a-ratio"),
        ("price_weight_range_consult_service", "10", "value-wrong-length"),
        ("first_grade_award", "3A", "value-not-a-table"),
        ("first_grade_award", "3A: 1", "value-wrong-keys"),
        ("annual_report_supervisor", "02-30", "value-not-a-month-day"),
    ],
)
def test_a_bad_value_is_named(name, text, code):
    with pytest.raises(ParameterValueError) as error:
        rules.parsed(name, rules.typed(load().parameters[name], text))
    finding = rules.value_finding(error.value)
    assert finding.code == code
    assert code in labels.FINDINGS


def test_every_value_of_the_book_can_be_typed_again():
    for parameter in load().parameters.values():
        for row in parameter.values:
            text = rules.written(parameter, row.value)
            assert rules.parsed(parameter.name, rules.typed(parameter, text)) == row.value


def test_every_unit_key_and_permission_has_a_word():
    parameters = load().parameters.values()
    assert {p.unit for p in parameters} <= set(labels.UNITS)
    assert {p.group for p in parameters} == set(labels.GROUPS)
    info = next(iter(load().tracks.values()))
    assert set(info.permits.__slots__) == set(labels.PERMITS)
    assert set(info.uses) == set(labels.SHARED)


def test_a_year_without_calendar_is_a_finding_with_its_rule():
    with pytest.raises(CalendarNotAnnouncedError) as error:
        Calendar.shipped().is_working_day(date(2027, 1, 4))
    finding = rules.calendar_finding(error.value)
    assert (finding.code, finding.detail["year"]) == ("calendar-not-announced", "2027")
    assert load().cite(finding.law)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "nonsense"])
def test_what_is_no_json_is_no_calendar(text):
    assert isinstance(rules.read_json(text), str)
