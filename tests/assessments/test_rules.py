"""Eligibility, recusal, groups, votes and scores: examples, and properties where they are apt."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments import rules
from app.assessments.rules import Declaration, Facts, Vote
from app.assessments.states import AssessorKind
from app.grades.states import DecisionKind
from app.indicators.rules import Indicator
from app.law import Track, law_at
from app.organizations.states import CreditKind, GradeMethod
from tests import register

ON = date(2026, 11, 24)
LAW = law_at(ON, Track.SUB)
K = AssessorKind
D = Decimal


def facts(**more):
    held = {
        "registered": True,
        "registered_on": date(2018, 5, 1),
        "grades": (),
        "reports": (register.report(2025),),
        "credit": (),
        "bans": (),
    }
    return Facts(**(held | more))


def codes(found):
    return [f.code for f in found if not f.warning]


class Ban:
    def __init__(self, kind, decided_on, ban_until):
        self.kind, self.decided_on, self.ban_until = kind, decided_on, ban_until


def test_two_full_years_count_to_the_day():
    young = facts(registered_on=date(2024, 11, 25))
    assert codes(rules.eligibility(young, LAW, on=ON)) == ["assess-too-young"]
    assert codes(rules.eligibility(young, LAW, on=ON + timedelta(days=1))) == []


def test_a_grade_is_waited_out_to_its_last_day():
    grade = register.grade("3A", date(2021, 11, 25))
    held = facts(grades=(grade,))
    assert grade.valid_until == ON
    assert codes(rules.eligibility(held, LAW, on=ON)) == ["assess-grade-runs"]
    assert codes(rules.eligibility(held, LAW, on=ON + timedelta(days=1))) == []


def test_who_was_assessed_before_need_not_be_two_years_old():
    held = facts(registered_on=date(2025, 6, 1), grades=(register.grade("1A", date(2015, 1, 1)),))
    assert codes(rules.eligibility(held, LAW, on=ON)) == []


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (DecisionKind.DOWNGRADE, "assess-ban-downgraded"),
        (DecisionKind.CANCEL, "assess-ban-cancelled"),
    ],
)
def test_a_ban_bars_until_its_last_day_has_passed_and_says_that_its_number_is_not_verified(
    kind, code
):
    ban = Ban(kind, date(2025, 1, 1), ON)
    (finding,) = rules.eligibility(facts(bans=(ban,)), LAW, on=ON)
    assert (finding.code, finding.law) == (code, "ASM39/30")
    assert list(rules.eligibility(facts(bans=(ban,)), LAW, on=ON + timedelta(days=1))) == []
    from app.law import cite  # noqa: PLC0415

    assert cite(finding.law).unconfirmed


def test_conduct_of_the_last_year_counts():
    missing = facts(reports=())
    assert codes(rules.eligibility(missing, LAW, on=ON)) == ["assess-no-report"]
    last = register.credit(CreditKind.PENALTY, date(2025, 3, 1))
    old = register.credit(CreditKind.PENALTY, date(2024, 12, 31))
    revoked = register.credit(CreditKind.PENALTY, date(2025, 3, 1), date(2025, 9, 1))
    assert codes(rules.eligibility(facts(credit=(last,)), LAW, on=ON)) == ["assess-penalty"]
    assert codes(rules.eligibility(facts(credit=(old,)), LAW, on=ON)) == []
    assert codes(rules.eligibility(facts(credit=(revoked,)), LAW, on=ON)) == []


def test_a_list_bars_until_the_day_it_is_lifted():
    event = register.credit(CreditKind.SERIOUS_VIOLATION, date(2020, 1, 1), ON)
    assert codes(rules.eligibility(facts(credit=(event,)), LAW, on=ON - timedelta(days=1))) == [
        "assess-serious-list"
    ]
    assert codes(rules.eligibility(facts(credit=(event,)), LAW, on=ON)) == []


def test_a_late_report_and_a_commendation_keep_nobody_out():
    praised = register.credit(CreditKind.COMMENDATION, date(2026, 3, 1))
    held = facts(reports=(register.report(2025, "late"),), credit=(praised,))
    assert list(rules.eligibility(held, LAW, on=ON)) == []


def test_a_filed_organization_is_not_assessed():
    assert codes(rules.eligibility(facts(registered=False), LAW, on=ON)) == [
        "assess-not-registered"
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("qualified", "failed"), []),
        (("failed", "qualified"), ["assess-inspection-failed"]),
        (("none", "qualified"), ["assess-inspection-none"]),
        (("basic", "qualified"), []),
        (("basic", "basic"), ["assess-inspection-basic"]),
    ],
)
def test_inspections_of_the_last_years(said, code):
    assert codes(rules.inspection_findings(said, LAW, investigated=False)) == code


# --- assessors


def test_two_years_after_leaving_one_may_assess_again():
    left = Declaration(left_on=date(2024, 11, 25))
    assert rules.recusal(left, LAW, on=ON) == "left"
    assert rules.recusal(left, LAW, on=ON + timedelta(days=1)) is None
    assert rules.recusal(Declaration(employed=True), LAW, on=ON) == "employed"
    assert rules.recusal(Declaration(ties="配偶任理事"), LAW, on=ON) == "ties"
    assert rules.recusal(Declaration(ties="  "), LAW, on=ON) is None


def test_registrar_business_unit_and_experts_sit_together():
    full = GradeMethod.FULL
    whole = (K.REGISTRAR, K.BUSINESS, K.EXPERT)
    assert codes(rules.group_findings(whole, LAW, full)) == []
    assert codes(rules.group_findings((K.REGISTRAR, K.EXPERT, K.EXPERT), LAW, full)) == [
        "group-without-business"
    ]
    assert codes(rules.group_findings(whole[:2], LAW, full)) == [
        "group-too-small",
        "group-without-expert",
    ]


def test_a_third_party_sits_alone():
    third = (K.THIRD_PARTY,) * 3
    assert codes(rules.group_findings(third, LAW, GradeMethod.FULL)) == []
    mixed = (*third, K.REGISTRAR)
    assert codes(rules.group_findings(mixed, LAW, GradeMethod.FULL)) == ["group-not-independent"]


def test_one_is_enough_for_the_simple_procedure():
    assert codes(rules.group_findings((K.REGISTRAR,), LAW, GradeMethod.SIMPLE)) == []
    assert codes(rules.group_findings((), LAW, GradeMethod.SIMPLE)) == ["group-too-small"]


# --- votes and scores


@given(st.integers(0, 30), st.integers(-1, 31), st.integers(-1, 31))
def test_a_vote_passes_exactly_when_it_can_be_and_is_more_than_half_of_all(members, yes, no):
    vote = Vote(members, yes, no)
    possible = members > 0 and yes >= 0 and no >= 0 and yes + no <= members
    passed = not codes(rules.vote_findings(vote, LAW))
    assert passed == (possible and 2 * yes > members)


LEAVES = tuple(Indicator(code=str(n), name=f"指标{n}", points=D(10)) for n in range(1, 4))
POINTS = st.decimals(0, 10, places=1)
SHEETS = st.lists(st.fixed_dictionaries({i.code: POINTS for i in LEAVES}), min_size=1, max_size=5)


@given(SHEETS, st.integers(0, 2))
def test_the_score_is_the_exact_mean_rounded_once(sheets, places):
    outcome = rules.aggregate(LEAVES, sheets, places)
    exact = sum((Fraction(p) for sheet in sheets for p in sheet.values()), Fraction()) / len(sheets)
    assert abs(Fraction(outcome.score) - exact) <= Fraction(1, 2 * 10**places)
    assert sum((row.mean for row in outcome.rows), Fraction()) == exact
    assert outcome.score.as_tuple().exponent == -places


@given(SHEETS)
def test_who_gives_more_never_makes_the_score_smaller(sheets):
    better = [{c: min(D(10), p + 1) for c, p in sheets[0].items()}, *sheets[1:]]
    assert rules.aggregate(LEAVES, better, 2).score >= rules.aggregate(LEAVES, sheets, 2).score


def test_half_a_point_is_rounded_up():
    assert rules.rounded(Fraction(5, 2), 0) == D(3)
    assert rules.rounded(Fraction(1, 8), 2) == D("0.13")


def test_a_score_needs_a_sheet():
    with pytest.raises(ValueError, match="no sheet"):
        rules.aggregate(LEAVES, [], 0)


def test_cells_are_named_in_the_order_of_the_form():
    found = list(rules.mark_findings(LEAVES, {"1": D(11), "2": None, "3": D(10)}))
    assert [(f.code, f.field) for f in found] == [
        ("assess-mark-range", "rows-0-points"),
        ("assess-mark-missing", "rows-1-points"),
    ]


def test_the_simple_procedure_caps_the_grade():
    assert rules.capped("4A", GradeMethod.SIMPLE, LAW) == "2A"
    assert rules.capped("1A", GradeMethod.SIMPLE, LAW) == "1A"
    assert rules.capped("4A", GradeMethod.FULL, LAW) == "4A"
    assert rules.capped(None, GradeMethod.SIMPLE, LAW) is None


def test_the_days_of_the_notice_and_of_the_publicity_belong_to_them():
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    assert (
        list(rules.window(first, last, on=first)) == list(rules.window(first, last, on=last)) == []
    )
    assert codes(rules.window(first, last, on=first - timedelta(days=1))) == ["assess-window-early"]
    assert codes(rules.window(first, last, on=last + timedelta(days=1))) == ["assess-window-over"]
    assert rules.in_publicity(first, last, on=last)
    assert not rules.in_publicity(first, last, on=last + timedelta(days=1))
    assert not rules.in_publicity(None, None, on=first)
