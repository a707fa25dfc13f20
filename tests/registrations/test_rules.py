"""Clocks, reviewers, conditions, zombies: examples and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import Calendar, Track, law_at
from app.organizations.states import OrganizationType
from app.registrations import rules
from app.registrations.rules import Said
from app.registrations.states import CaseKind, Desk

DAY = date(2026, 11, 24)
LAW = law_at(DAY, Track.SUB)
CALENDAR = Calendar.shipped()


def said(category="公益慈善类", **more):
    return Said(
        kind=more.pop("kind", CaseKind.SET_UP),
        type=more.pop("type", OrganizationType.SOCIETY),
        category=category,
        **more,
    )


def test_both_clocks_are_computed_by_the_calendar():
    clocks = rules.clocks(DAY, LAW, CALENDAR)
    assert clocks.promised_on == date(2026, 12, 8)
    assert clocks.statutory_on == DAY + timedelta(days=60)


def test_a_promise_into_an_unannounced_year_is_not_guessed():
    clocks = rules.clocks(date(2026, 12, 25), LAW, CALENDAR)
    assert clocks.promised_on is None
    assert clocks.unknown_year == 2027


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)))
def test_ten_working_days_lie_between_acceptance_and_promise(day):
    promised = rules.clocks(day, LAW, CALENDAR).promised_on
    assert CALENDAR.working_days_between(day, promised) == LAW.registration_promised_wd


@pytest.mark.parametrize(
    ("category", "preapproval", "needed"),
    [
        ("政治类", False, True), ("法律类", False, True), ("宗教类", False, True),
        ("科技类", True, False), ("行业协会商会类", False, False), ("其他类", False, False),
        ("其他类", True, True),
    ],
)  # fmt: skip
def test_a_supervisory_unit_reviews_where_the_kind_or_a_law_asks(category, preapproval, needed):
    asked = said(category, preapproval=preapproval)
    assert rules.needs_supervisor(asked, LAW) is needed
    assert (Desk.SUPERVISOR in rules.desks(asked, LAW)) is needed


def test_nothing_is_ready_before_every_review_says_yes():
    needed = rules.desks(said("法律类"), LAW)
    found = list(rules.reviewed(needed, {Desk.REGISTRAR: True, Desk.PARTY: False}))
    assert [f.code for f in found] == [
        "registration-waits-supervisor",
        "registration-failed-party",
    ]
    assert list(rules.reviewed(needed, dict.fromkeys(needed, True))) == []


def test_fifteen_materials_are_asked_and_the_missing_ones_named():
    assert len(LAW.registration_materials) == 15
    found = list(rules.complete(said(), LAW, LAW.registration_materials[1:]))
    last = found[-1]
    assert last.code == "registration-materials"
    assert last.detail == {"names": [LAW.registration_materials[0]], "count": 1}


def test_only_associations_prove_capital_next_year():
    unit = said(type=OrganizationType.SERVICE, conditional=True, missing="资金")
    codes = [f.code for f in rules.complete(unit, LAW, LAW.registration_materials)]
    assert "registration-conditional-type" in codes


def test_a_condition_is_due_with_next_years_report():
    assert rules.condition_due(DAY, LAW) == date(2027, 5, 31)


def test_a_private_unit_has_no_branches():
    assert [f.law for f in rules.branches(OrganizationType.SERVICE)] == ["PNE/13"]
    assert list(rules.branches(OrganizationType.SOCIETY)) == []


@pytest.mark.parametrize(
    ("on", "years"),
    [(date(2026, 5, 31), (2024, 2023)), (date(2026, 6, 1), (2025, 2024))],
)
def test_the_years_that_count_are_those_whose_reports_were_due(on, years):
    assert rules.report_years(LAW, on) == years


@pytest.mark.parametrize(
    ("registered", "reported", "is_one"),
    [
        (date(2020, 1, 1), {2023}, True),
        (date(2020, 1, 1), {2025}, False),
        (date(2020, 1, 1), {2024}, False),
        (date(2025, 1, 1), set(), False),
    ],
)
def test_who_missed_two_reports_in_a_row_is_a_candidate(registered, reported, is_one):
    assert rules.zombie(registered, reported, LAW, on=DAY) is is_one
