"""When entries begin and end, what the facts propose, what is public: examples and properties."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credit import rules
from app.credit.rules import Facts, Overdue
from app.credit.states import Act, Penalty
from app.law import Track, law_at
from app.law.grounds import grounds, of_list
from app.organizations.states import LISTS, CreditKind, ReportState

DAY = date(2026, 11, 24)
LAW = law_at(DAY, Track.SUB)
ABNORMAL, SERIOUS = LISTS


@dataclass(frozen=True)
class Event:
    kind: CreditKind
    decided_on: date
    lifted_on: date | None = None
    ground: str = ""
    expires_on: date | None = None
    repaired: bool = False
    penalty: str = ""
    fine: Decimal | None = None
    reason: str = "原因"
    decided_by: str = "区民政局"
    number: str = "〔2026〕1号"
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Report:
    year: int
    filed_on: date | None
    state: ReportState = ReportState.ACCEPTED


REPORTED = (Report(2025, date(2026, 4, 1)),)


def proposed(*events, reports=REPORTED, on=DAY, **more):
    facts = Facts(registered_on=date(2018, 5, 1), credit=events, reports=reports, **more)
    return [(c.act, c.kind, c.ground) for c in rules.causes(facts, LAW, on=on)]


def codes(findings):
    return [f.code for f in findings]


def test_there_are_seven_and_eight_grounds_each_with_its_article_and_how_it_is_known():
    assert [len(of_list(kind)) for kind in LISTS] == [7, 8]
    assert all(g.law and g.rule and g.known for g in grounds().values())


def test_an_entry_has_a_ground_of_its_own_list_and_no_day_to_come():
    def entry(kind, ground, day=DAY):
        return codes(rules.entry(kind, ground, decided_on=day, on=DAY, entered_by=None))

    assert entry(ABNORMAL, "report") == []
    assert entry(ABNORMAL, "heavy_fine") == ["ground-of-other-list"]
    assert entry(SERIOUS, "") == ["ground-of-other-list"]
    assert entry(ABNORMAL, "report", DAY + timedelta(days=1)) == ["credit-in-future"]


def test_an_entry_after_its_working_days_is_marked_but_not_refused():
    (late,) = rules.entry(
        ABNORMAL,
        "report",
        decided_on=date(2026, 11, 2),
        on=DAY,
        entered_by=date(2026, 11, 9),
    )
    assert (late.code, late.warning) == ("entered-late", True)


@pytest.mark.parametrize(
    ("second", "wrong"),
    [
        (None, ["letters-missing"]),
        (date(2026, 10, 15), ["letters-apart"]),
        (date(2026, 10, 16), []),
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), ["letters-apart"]),
    ],
)
def test_unreachable_takes_two_letters_so_many_days_apart(second, wrong):
    assert codes(rules.letters(date(2026, 10, 1), second, LAW)) == wrong


def test_a_missing_report_is_proposed_from_the_day_after_its_due_day_and_not_when_listed():
    assert proposed(reports=(), on=date(2026, 5, 31)) == [(Act.LIST, ABNORMAL, "report")]  # of 2024
    assert proposed(reports=(Report(2024, date(2025, 3, 1)),), on=date(2026, 5, 31)) == []
    assert proposed(reports=(Report(2024, date(2025, 3, 1)),), on=date(2026, 6, 1)) == [
        (Act.LIST, ABNORMAL, "report")
    ]
    listed = Event(ABNORMAL, date(2026, 6, 5), ground="report")
    assert proposed(listed, reports=()) == []
    assert proposed(Event(ABNORMAL, date(2026, 6, 5), ground="party"), reports=()) == [
        (Act.LIST, ABNORMAL, "report")
    ]


def test_penalties_lead_to_the_list_that_their_weight_names():
    def penalty(kind, fine=None, day=date(2026, 5, 1)):
        return Event(CreditKind.PENALTY, day, penalty=kind, fine=fine and Decimal(fine))

    assert proposed(penalty(Penalty.WARNING)) == [(Act.LIST, ABNORMAL, "light_penalty")]
    assert proposed(penalty(Penalty.FINE, "49999.99")) == [(Act.LIST, ABNORMAL, "light_penalty")]
    assert proposed(penalty(Penalty.FINE, "50000")) == [(Act.LIST, SERIOUS, "heavy_fine")]
    assert proposed(penalty(Penalty.STOP)) == [(Act.LIST, SERIOUS, "stopped")]
    assert proposed(penalty(Penalty.REVOCATION)) == [(Act.LIST, SERIOUS, "revoked")]
    assert proposed(penalty("")) == []
    first = penalty(Penalty.WARNING, day=date(2023, 5, 1))
    assert proposed(first, penalty(Penalty.WARNING))[1:] == [(Act.LIST, SERIOUS, "repeated")]
    earlier = penalty(Penalty.WARNING, day=date(2023, 4, 30))
    assert (Act.LIST, SERIOUS, "repeated") not in proposed(earlier, penalty(Penalty.WARNING))


def test_two_years_on_the_abnormal_list_lead_to_the_serious_one():
    assert proposed(Event(ABNORMAL, date(2024, 11, 25), ground="party")) == []
    assert proposed(Event(ABNORMAL, date(2024, 11, 24), ground="party")) == [
        (Act.LIST, SERIOUS, "two_years")
    ]
    serious = Event(SERIOUS, date(2026, 11, 24), ground="two_years")
    assert proposed(Event(ABNORMAL, date(2024, 11, 24), ground="party"), serious) == []


def test_an_overdue_order_is_proposed_and_a_verified_one_proposes_the_end():
    late = Overdue(uuid4(), "检查", date(2026, 10, 1))
    assert proposed(overdue=(late,)) == [(Act.LIST, ABNORMAL, "rectification")]
    listed = Event(ABNORMAL, date(2026, 10, 9), ground="rectification")
    assert proposed(listed, ordered=(late.id,)) == []
    assert proposed(listed) == [(Act.LIFT, ABNORMAL, "rectification")]


def test_the_end_is_proposed_by_time_or_when_the_report_was_accepted():
    light = Event(ABNORMAL, date(2026, 5, 24), ground="light_penalty")
    assert proposed(light) == [(Act.LIFT, ABNORMAL, "light_penalty")]
    assert proposed(Event(ABNORMAL, date(2026, 5, 25), ground="light_penalty")) == []
    listed = Event(ABNORMAL, date(2026, 6, 5), ground="report")
    filed = Report(2025, date(2026, 9, 1), ReportState.FILED)
    assert proposed(listed, reports=(filed,)) == []
    accepted = Report(2025, date(2026, 9, 1))
    assert proposed(listed, reports=(accepted,)) == [(Act.LIFT, ABNORMAL, "report")]


def lifted(event, *others, on=DAY, applied=False, proof=True):
    return codes(rules.lift(event, (event, *others), LAW, on=on, applied=applied, proof=proof))


def test_an_abnormal_entry_ends_with_proof_or_after_six_months():
    entry = Event(ABNORMAL, date(2026, 6, 5), ground="report")
    assert lifted(entry) == []
    assert lifted(entry, proof=False) == ["proof-missing"]
    light = Event(ABNORMAL, date(2026, 5, 25), ground="light_penalty")
    assert lifted(light) == ["six-months"]
    assert lifted(light, on=date(2026, 11, 25)) == []


def test_a_serious_entry_ends_after_two_full_years_without_a_new_cause_on_application():
    entry = Event(SERIOUS, date(2024, 11, 24), ground="fraud")
    assert lifted(entry, applied=True) == []
    assert lifted(entry) == ["application-missing"]
    assert lifted(entry, applied=True, on=date(2026, 11, 23)) == ["two-years"]
    fined = Event(CreditKind.PENALTY, date(2025, 3, 1))
    assert lifted(entry, fined, applied=True) == ["two-years"]
    assert lifted(entry, fined, applied=True, on=date(2027, 3, 1)) == []


def test_what_is_over_cannot_end_again():
    assert lifted(Event(ABNORMAL, date(2026, 1, 1), date(2026, 2, 1))) == ["not-in-force"]


def test_the_second_person_is_another_one():
    first, second = uuid4(), uuid4()
    assert codes(rules.second_person({first}, first)) == ["second-person"]
    assert codes(rules.second_person({first}, second)) == []


# --- what is public


def test_a_repaired_entry_is_gone_and_an_ended_one_stays_for_its_years():
    ended = Event(ABNORMAL, date(2025, 1, 1), date(2025, 11, 25))
    assert rules.shown(ended, LAW, on=DAY) is not None
    assert rules.shown(ended, LAW, on=date(2026, 11, 25)) is None
    repaired = Event(ABNORMAL, date(2025, 1, 1), date(2026, 11, 24), repaired=True)
    assert rules.shown(repaired, LAW, on=date(2026, 11, 23)) is not None
    assert rules.shown(repaired, LAW, on=DAY) is None


def test_the_public_sees_only_the_fields_of_the_table():
    event = Event(CreditKind.INSPECTION, DAY, reason="账目不清", number="〔2026〕7号")
    public, whole = rules.shown(event, LAW, on=DAY), rules.whole(event)
    assert (public.reason, public.number, public.office) == ("", "", "区民政局")
    assert (whole.reason, whole.number) == ("账目不清", "〔2026〕7号")
    assert set(rules.PUBLIC) == set(CreditKind)


days = st.dates(date(2021, 1, 1), date(2027, 12, 31))


@given(
    kind=st.sampled_from(list(CreditKind)),
    first=days,
    length=st.none() | st.integers(0, 1500),
    expires=st.none() | st.integers(0, 1500),
    repaired=st.booleans(),
    on=days,
)
def test_what_is_in_force_is_public_and_nothing_is_before_its_first_day(
    kind, first, length, expires, repaired, on
):
    end = None if length is None else first + timedelta(days=length)
    until = None if expires is None else first + timedelta(days=expires)
    event = Event(kind, first, end, expires_on=until, repaired=repaired)
    public = rules.is_public(event, LAW, on=on)
    counts = first <= on and (end is None or on < end) and (until is None or on <= until)
    assert public or not counts
    assert not (public and on < first)
