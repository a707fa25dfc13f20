"""What a report needs, and how it stands on a day: late and missing need no worker."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annual_reports import rules
from app.law import Track, law_at
from app.organizations.rules import last_due_year, report_on
from app.organizations.states import OrganizationType, ReportState, Standing

LAW = law_at(date(2026, 11, 24), Track.SUB)
WHOLE = {
    "members": dict.fromkeys(rules.FIELDS["members"], 3),
    "staff": {"staff": 8, "full_time": 5, "insured": 5, "social_workers": 2, "volunteers": 30},
    "finance": dict.fromkeys(rules.FIELDS["finance"], "0.00") | {"income": "100.00"},
    "activities": {"activities": 4, "beneficiaries": 300, "projects": 1, "summary": "助餐"},
    "party": {"has_party": "yes", "party_members": 3, "party_note": ""},
    "changes": dict.fromkeys(rules.FIELDS["changes"], "no"),
}


@dataclass(frozen=True)
class Report:
    year: int
    filed_on: date | None


def stands(filed, on, year=2025, registered=date(2018, 5, 1)):
    return report_on((Report(year, filed),), year, LAW, registered_on=registered, on=on)


def test_the_due_day_itself_is_in_time_and_the_next_is_late():
    assert stands(date(2026, 5, 31), date(2026, 6, 1)) is Standing.ON_TIME
    assert stands(date(2026, 6, 1), date(2026, 6, 1)) is Standing.LATE
    assert rules.supervisor_due_on(2025, LAW) == date(2026, 3, 31)


def test_missing_follows_from_the_deadline_and_not_from_a_job():
    assert stands(None, date(2026, 5, 31)) is Standing.NOT_DUE
    assert stands(None, date(2026, 6, 1)) is Standing.MISSING
    assert stands(None, date(2026, 6, 1), registered=date(2026, 1, 1)) is Standing.NOT_DUE
    assert stands(None, date(2026, 6, 1), year=2022) is Standing.NOT_DUE  # before the portal counts


def test_on_an_earlier_day_a_later_filing_is_not_known():
    filed = date(2026, 7, 1)
    assert stands(filed, date(2026, 6, 30)) is Standing.MISSING
    assert stands(filed, date(2026, 7, 1)) is Standing.LATE


@given(filed=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
       on=st.dates(date(2026, 1, 1), date(2026, 12, 31)))  # fmt: skip
def test_a_report_stands_as_a_walk_through_the_days_says(filed, on):
    seen, day = Standing.NOT_DUE, date(2026, 1, 1)
    while day <= on:
        if day == filed:
            seen = Standing.ON_TIME if day <= date(2026, 5, 31) else Standing.LATE
        elif day == date(2026, 6, 1) and seen is Standing.NOT_DUE:
            seen = Standing.MISSING
        day += timedelta(days=1)
    assert stands(filed, on) is seen


def test_the_last_due_year_turns_the_day_after_the_deadline():
    assert last_due_year(date(2026, 5, 31), LAW) == 2024
    assert last_due_year(date(2026, 6, 1), LAW) == 2025


def codes(content, *, has_file=True, kind=OrganizationType.SERVICE):
    found = rules.findings(content, kind=kind, has_file=has_file)
    return [(f.code, f.field) for f in found]


def test_a_whole_report_with_its_paper_can_be_filed():
    assert codes(WHOLE) == []
    assert codes(WHOLE, has_file=False) == [("report-paper-missing", "paper")]
    without = {k: v for k, v in WHOLE.items() if k != "party"}
    assert codes(without) == [("report-subject-missing", "party")]


@pytest.mark.parametrize(
    ("subject", "more", "code"),
    [
        ("staff", {"full_time": 9}, "report-part-of-staff"),
        ("finance", {"donations": "100.01"}, "report-parts-of-income"),
        ("finance", {"activities_cost": "0.01"}, "report-part-of-spending"),
        ("party", {"has_party": "no"}, "report-party-note"),
    ],
)
def test_figures_that_contradict_each_other_are_named(subject, more, code):
    content = WHOLE | {subject: WHOLE[subject] | more}
    assert [c for c, _f in codes(content)] == [code]


def test_the_error_says_by_how_much():
    held = WHOLE["finance"] | {"donations": "160.50"}
    (found,) = rules.subject_findings("finance", held, kind=OrganizationType.SOCIETY)
    assert found.detail["over"] == Decimal("60.50")


def test_a_new_representative_is_told_of_the_audit_with_the_article_of_the_type():
    content = WHOLE | {"changes": WHOLE["changes"] | {"representative_changed": "yes"}}
    for kind, law in ((OrganizationType.SERVICE, "PNE/22"), (OrganizationType.SOCIETY, "SOC/27")):
        (found,) = rules.findings(content, kind=kind, has_file=True)
        assert (found.law, found.warning) == (law, True)


def test_the_public_part_has_no_notes():
    public = rules.public_part(WHOLE)
    assert public["summary"] == "助餐"
    assert not set(public) & {"party_note", "changes_note", "fees"}


def test_the_supervisor_looks_first_where_somebody_can():
    assert list(rules.look_first(state=ReportState.FILED, has_looker=True))
    assert not list(rules.look_first(state=ReportState.FILED, has_looker=False))
    assert not list(rules.look_first(state=ReportState.LOOKED, has_looker=True))


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (date(2026, 4, 30), ""),
        (date(2026, 5, 1), "first"),
        (date(2026, 5, 24), "last"),
        (date(2026, 5, 31), "last"),
        (date(2026, 6, 1), "missed"),
    ],
)
def test_reminders_come_before_shortly_before_and_after(on, step):
    assert rules.reminder(2025, LAW, on=on) == step
