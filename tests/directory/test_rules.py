"""The gate by day and by track."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.rules import (
    Applicant,
    Facts,
    enters_at_once,
    entry_findings,
    has_priority,
    period_at,
    reasons,
    remarks,
)
from app.directory.states import EntryState
from app.law import Track, law_at
from app.organizations.states import CreditKind

DAY = date(2026, 11, 24)
DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))
TRACKS = list(Track)


@dataclass(frozen=True)
class Period:
    status: EntryState
    starts_on: date
    ends_on: date | None = None
    reason: str = "原因"


@dataclass(frozen=True)
class Event:
    kind: CreditKind
    decided_on: date
    lifted_on: date | None = None
    reason: str = "原因"


@dataclass(frozen=True)
class Report:
    year: int
    filed_on: date | None


LISTED = Period(EntryState.LISTED, date(2024, 1, 10))


def facts(period=LISTED, *credit, registered=True, registered_on=date(2018, 1, 1)):
    return Facts(
        registered=registered, registered_on=registered_on, period=period, credit=tuple(credit)
    )


def found(what, track=Track.SUB, on=DAY, **more):
    return [f.code for f in reasons(what, law_at(on, track), on=on, **more)]


@pytest.mark.parametrize("track", TRACKS)
def test_a_listed_organization_with_a_clean_record_may_take_part(track):
    assert found(facts(), track) == []


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (None, "not-listed"),
        (Period(EntryState.APPLIED, DAY), "not-listed"),
        (Period(EntryState.PUBLICIZED, DAY), "still-publicized"),
        (Period(EntryState.SUSPENDED, DAY), "suspended"),
        (Period(EntryState.REMOVED, DAY), "removed"),
    ],
)
@pytest.mark.parametrize("track", TRACKS)
def test_the_standing_is_a_reason_except_in_government_procurement(period, code, track):
    assert found(facts(period), track) == ([] if track is Track.GP else [code])


def test_a_call_may_do_without_the_directory():
    assert found(facts(None), Track.SUB, directory_required=False) == []


def test_in_government_procurement_the_directory_and_the_abnormal_list_only_inform():
    who = facts(Period(EntryState.SUSPENDED, DAY), Event(CreditKind.ABNORMAL_LIST, DAY))
    said = list(remarks(who, law_at(DAY, Track.GP), on=DAY))
    assert found(who, Track.GP) == []
    assert [(f.code, f.law) for f in said] == [
        ("directory-no-condition", "INS25/R-QUA-17"),
        ("suspended", "INS25/R-QUA-17"),
        ("abnormal-list", "HOUSE/R-CRD-09"),
    ]
    assert all(f.warning for f in said)


@pytest.mark.parametrize("track", [Track.SUB, Track.TRANSFER, Track.VENTURE])
def test_the_abnormal_list_bars_from_its_first_day_until_it_is_lifted(track):
    who = facts(LISTED, Event(CreditKind.ABNORMAL_LIST, date(2026, 10, 8), date(2026, 11, 20)))
    assert found(who, track, date(2026, 10, 7)) == []
    assert found(who, track, date(2026, 10, 8)) == ["abnormal-list"]
    assert found(who, track, date(2026, 11, 19)) == ["abnormal-list"]
    after = ["abnormal-list-past"] if track is Track.VENTURE else []
    assert found(who, track, date(2026, 11, 20)) == after


def test_venture_funding_looks_back_a_year_and_the_anniversary_counts():
    who = facts(LISTED, Event(CreditKind.ABNORMAL_LIST, date(2025, 1, 1), date(2025, 6, 1)))
    assert found(who, Track.VENTURE, date(2026, 6, 1)) == ["abnormal-list-past"]
    assert found(who, Track.VENTURE, date(2026, 6, 2)) == []


def test_the_serious_list_bars_everywhere_and_for_a_time_after():
    who = facts(LISTED, Event(CreditKind.SERIOUS_VIOLATION, date(2022, 1, 1), date(2025, 3, 1)))
    for track in TRACKS:
        assert found(who, track, date(2025, 2, 28)) == ["serious-list"]
        later = [] if track is Track.GP else ["serious-list-past"]
        assert found(who, track, date(2027, 3, 1)) == later
        assert found(who, track, date(2027, 3, 2)) == []


def test_a_penalty_counts_for_three_years_unless_it_was_revoked():
    fined = Event(CreditKind.PENALTY, date(2023, 11, 24))
    assert found(facts(LISTED, fined), on=date(2023, 11, 23)) == []
    assert found(facts(LISTED, fined), on=date(2026, 11, 24)) == ["penalty"]
    assert found(facts(LISTED, fined), on=date(2026, 11, 25)) == []
    revoked = Event(CreditKind.PENALTY, date(2025, 1, 1), date(2025, 2, 1))
    assert found(facts(LISTED, revoked)) == []


@pytest.mark.parametrize("track", TRACKS)
def test_a_filed_organization_takes_part_through_a_host(track):
    assert found(facts(registered=False), track) == ["not-registered"]


def test_nobody_takes_part_before_the_registration():
    assert found(facts(registered_on=date(2026, 12, 1))) == ["registered-later"]


@pytest.mark.parametrize("track", TRACKS)
def test_every_reason_names_its_article(track):
    who = facts(
        None,
        Event(CreditKind.ABNORMAL_LIST, date(2026, 1, 1)),
        Event(CreditKind.SERIOUS_VIOLATION, date(2026, 1, 1)),
        Event(CreditKind.PENALTY, date(2026, 1, 1)),
        registered=False,
    )
    law = law_at(DAY, track)
    said = [*reasons(who, law, on=DAY), *remarks(who, law, on=DAY)]
    assert said
    assert all(f.law for f in said)


@given(
    st.lists(st.tuples(st.sampled_from(list(EntryState)), st.integers(1, 200)), max_size=8),
    st.integers(-10, 1500),
)
def test_the_period_of_a_day_is_what_a_diary_would_say(steps, offset):
    start = date(2022, 1, 1)
    periods, diary, day = [], {}, start
    for number, (status, length) in enumerate(steps):
        last = number == len(steps) - 1
        end = None if last else day + timedelta(days=length - 1)
        periods.append(Period(status, day, end))
        for n in range(2000 if last else length):
            diary[day + timedelta(days=n)] = status
        day += timedelta(days=length)
    asked = start + timedelta(days=offset)
    period = period_at(periods, asked)
    assert (period.status if period else None) == diary.get(asked)


def applicant(**more):
    given_ = {
        "registered": True,
        "registered_on": date(2020, 1, 1),
        "category": "社区服务类",
        "full_time_staff": 2,
        "level": None,
        "reports": (Report(2025, date(2026, 4, 1)),),
        "credit": (),
    }
    return Applicant(**(given_ | more))


def conditions(**more):
    return [f.code for f in entry_findings(applicant(**more), law_at(DAY, Track.SUB), on=DAY)]


def test_who_meets_the_conditions_may_enter():
    assert conditions() == []


@pytest.mark.parametrize(
    ("facts_", "codes"),
    [
        ({"full_time_staff": 1}, ["too-few-full-time"]),
        ({"category": "行业协会商会"}, ["too-few-full-time"]),
        ({"registered": False}, ["not-registered"]),
        ({"reports": (Report(2025, None),)}, ["report-missing"]),
        ({"reports": (Report(2025, date(2026, 6, 15)),)}, ["report-late"]),
        ({"credit": (Event(CreditKind.ABNORMAL_LIST, DAY),)}, ["abnormal-list"]),
        (
            {"credit": (Event(CreditKind.ABNORMAL_LIST, date(2024, 1, 1), date(2024, 2, 1)),)},
            ["abnormal-list-past"],
        ),
        ({"credit": (Event(CreditKind.PENALTY, date(2025, 1, 1)),)}, ["penalty"]),
    ],
)
def test_each_condition_that_is_not_met_is_named(facts_, codes):
    assert conditions(**facts_) == codes


def test_five_a_enters_at_once_and_three_a_has_priority():
    law = law_at(DAY, Track.SUB)
    assert [enters_at_once(level, law) for level in ("5A", "4A", None)] == [True, False, False]
    assert [has_priority(level, law) for level in ("3A", "2A", None)] == [True, False, False]
