"""The edges of the rules, the policy and the cores that no story comes to: every branch is walked.

`./check --gates` measures that none of these parts has a branch left (tools/check.py).
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest

from app import clock, money
from app.accounts import second_factor
from app.accounts import session as sessions
from app.calls import rules as calls
from app.calls.states import CallKind, CallState
from app.contracts import rules as contracts
from app.directory import rules as directory
from app.errors import WrongStateError
from app.functions import rules as functions
from app.imports import rules as imports
from app.law import Calendar, Track, law_at, load
from app.law.tracks import read_tracks
from app.lawbook import rules as lawbook
from app.lifecycle import Lifecycle, Step
from app.organizations.states import CreditKind
from app.panels import rules as panels
from app.permissions import NOBODY, SYSTEM, May, Role
from app.results import rules as results
from app.rounds import rules as rounds
from app.submissions import rules as submissions
from app.track_records.rules import record_findings
from matching.explain import QueryWords
from matching.fit import curve
from matching.segment import Document
from matching.text import Folded
from scoring.criteria import Criterion, Kind, Level, Scheme
from scoring.criteria import check as check_scheme
from scoring.explain import difference
from scoring.price import PriceFact, price_part
from scoring.ranking import BidFacts, _Scorer
from tests import bids, register

ON = date(2026, 11, 24)
SUB, VENTURE = law_at(ON, Track.SUB), law_at(ON, Track.VENTURE)


def codes(found):
    return [f.code for f in found]


# --- money, clock, lifecycle, policy


def test_what_is_no_amount_is_refused():
    for typed in ("neun", "NaN", "1e15"):
        with pytest.raises(ValueError, match=typed):
            money.yuan(typed)
    with pytest.raises(ValueError, match=r"0\.005"):
        money.to_fen(Decimal("0.005"))


def test_a_float_never_becomes_an_amount_of_many_places():
    """Planted fault l: an amount that went through a float is a bug that is told."""
    with pytest.raises(ValueError, match=r"0\.3000000"):
        money.to_fen(Decimal(0.1 + 0.2))
    assert money.to_fen(Decimal("0.1") + Decimal("0.2")) == 30


def test_a_step_stands_once_in_its_table():
    step = Step("publish", CallState.DRAFT, CallState.PUBLISHED, by=May.CALL_DRAFT)
    with pytest.raises(ValueError, match="twice"):
        Lifecycle("call", step, step)


def test_what_only_a_job_may_nobody_may():
    person = register.Actor(uuid4(), "周敏", (register.Grant(Role.ADMIN, uuid4()),))
    assert not person.may(May.SYSTEM)
    assert not NOBODY.may(May.SYSTEM)
    assert SYSTEM.may(May.SYSTEM)


# --- accounts


def test_a_secret_of_another_key_does_not_open(app):
    with app.app_context(), pytest.raises(ValueError, match="another key"):
        second_factor.opened("QUJD" * 20)


def test_the_half_way_to_a_session_ends_with_the_rights(app, db):
    who = register.person("周敏", (Role.PURCHASER, bids.bureau()))
    with app.test_request_context():
        sessions.begin_half(who, "/work")
        assert sessions.half() == (who, "/work")
        who.active = False
        assert sessions.half() is None


# --- calls, projects, rounds


def facts(**more):
    day = clock.at_local(date(2026, 12, 8), 15)
    known = {"on": ON, "calendar": Calendar.shipped(), "deadline_at": day, "opening_at": day}
    return calls.CallFacts(**known | {"questions_until": day - timedelta(days=7)} | more)


def test_a_permission_without_care_says_nothing():
    free = replace(SUB.permits.directory_as_condition, care=None)
    law = SimpleNamespace(permits=replace(SUB.permits, directory_as_condition=free))
    assert codes(calls.directory(facts(requires_directory=True), law)) == []


def test_a_level_with_numbers_is_not_the_unread_one():
    good, bad = Level(Decimal(0), Decimal(1), "好"), Level(Decimal("NaN"), Decimal(1), "差")
    one = Criterion("plan", Kind.JUDGED, "方案", Decimal(2), (good, bad))
    assert calls._unread(one) == {"line": 2, "text": "差"}
    assert calls._unread(replace(one, levels=(good,))) == {}
    assert calls._unread(None) == {}


def test_questions_without_a_deadline_are_not_too_late():
    assert codes(calls.questions(facts(deadline_at=None), SUB)) == []


def test_a_round_without_a_line_or_money_says_both():
    shape = rounds.RoundFacts.__dataclass_fields__
    asked = SimpleNamespace(
        **dict.fromkeys(shape), **{"unit_id": None} if "unit_id" not in shape else {}
    )
    assert codes(rounds.pool(asked, VENTURE)) == ["pool-missing", "pool-line-missing"]
    asked.free, asked.line_unit_id, asked.unit_id = Decimal(1), "a", "b"
    assert codes(rounds.pool(asked, VENTURE)) == ["pool-missing", "pool-line-of-another"]
    asked.unit_id, asked.pool = "a", Decimal(2)
    assert codes(rounds.pool(asked, VENTURE)) == ["pool-line-too-small"]


# --- contracts, results, track records


def test_parts_that_do_not_add_up_and_another_sum_are_both_said():
    found = contracts.sums(Decimal(5), [Decimal(2), Decimal(2)], Decimal(6))
    assert codes(found) == ["milestones-do-not-add-up", "amount-not-as-awarded"]
    assert codes(contracts.sums(Decimal(4), [Decimal(2), Decimal(2)], Decimal(4))) == []


def test_a_submission_without_its_statement_does_not_qualify():
    assert codes(results.papers({}, Decimal(1), None)) == ["statement-missing"]
    assert codes(results.papers({"statement": True}, None, None)) == ["no-valid-price"]
    over = results.papers({"statement": True}, Decimal(2), Decimal(1))
    assert codes(over) == ["price-above-ceiling"]


def test_what_cannot_be_true_of_a_performed_contract_is_said():
    day = date(2026, 1, 2)
    found = record_findings(
        starts_on=day, ends_on=day - timedelta(days=1), score=Decimal(101), amount=Decimal(-1)
    )
    assert codes(found) == ["ends-before-start", "score-range", "amount-negative"]


# --- the directory, the functions, cells of an import


def event(kind, decided, lifted=None):
    return SimpleNamespace(
        kind=kind, decided_on=decided, lifted_on=lifted, reason="", decided_by=""
    )


LONG_AGO = date(2000, 1, 1)


def test_a_serious_violation_keeps_out_of_the_directory_and_an_old_fault_does_not():
    applicant = directory.Applicant(
        registered=True, registered_on=date(2018, 5, 1), category="社区服务类",
        full_time_staff=99, level=None, reports=(),
        credit=(event(CreditKind.SERIOUS_VIOLATION, ON - timedelta(days=9)),),
    )  # fmt: skip
    assert "serious-list" in codes(directory.entry_findings(applicant, SUB, on=ON))
    old = replace(
        applicant,
        credit=(
            event(CreditKind.PENALTY, LONG_AGO),
            event(CreditKind.ABNORMAL_LIST, LONG_AGO, LONG_AGO + timedelta(days=9)),
        ),
    )
    said = codes(directory.entry_findings(old, SUB, on=ON))
    assert not {"penalty", "abnormal-list-past", "abnormal-list"} & set(said)


def test_what_speaks_for_suspending_is_what_happened_while_listed():
    period = SimpleNamespace(status=None, starts_on=date(2026, 1, 1), ends_on=None)
    found = directory.triggers(
        period,
        [
            event(CreditKind.PENALTY, date(2026, 5, 1)),
            event(CreditKind.PENALTY, LONG_AGO),
            event(CreditKind.ABNORMAL_LIST, date(2026, 6, 1)),
            event(CreditKind.ABNORMAL_LIST, LONG_AGO, LONG_AGO + timedelta(days=9)),
        ],
        [],
        SUB,
        registered_on=date(2018, 5, 1),
        on=ON,
    )
    assert codes(found) == ["penalty", "abnormal-list", "report-missing"]
    reports = [SimpleNamespace(year=2025, filed_on=date(2026, 3, 1))]
    since = date(2018, 5, 1)
    assert codes(directory.triggers(period, [], reports, SUB, registered_on=since, on=ON)) == []


def test_an_item_is_its_facts():
    item = functions.Facts(name="助餐", unit_id=uuid4())
    assert functions.facts_of(item) == item


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (imports.any_code, 5244.0, "code-as-number"),
        (imports.points, "101", "cell-out-of-range"),
        (imports.yes_no, "vielleicht", "cell-not-yes-no"),
        (imports.grade, "6A", "cell-not-a-grade"),
        (imports.money, "1e999", "cell-not-money"),
        (imports.money, True, "cell-not-money"),
        (imports.whole(0, 9), "1e999", "cell-not-whole"),
        (imports.whole(0, 9), "1.5", "cell-not-whole"),
        (imports.whole(0, 9), "10", "cell-out-of-range"),
        (imports.text(2), "三个字", "cell-too-long"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(parse, cell, code):
    with pytest.raises(imports.BadCell) as caught:
        parse(cell)
    assert caught.value.code == code


def test_a_cell_is_shown_as_people_see_it():
    assert imports.shown(5.0) == "5"
    assert imports.shown(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02"
    assert imports.shown(datetime(2026, 1, 2, 9, tzinfo=UTC)).startswith("2026-01-02 09")
    assert imports.yes_no("否") is False
    assert imports.yes_no(cell=True) is True


# --- the law


def test_a_permission_that_no_track_knows_is_refused():
    every = {"allowed": True, "law": "GPL/22"}
    body = {"permits": {"flying": every}}
    with pytest.raises(ValueError, match="flying"):
        read_tracks({track.value: body for track in Track})


def test_a_day_of_the_year_is_a_month_and_a_day_and_an_absent_value_is_nothing():
    named = [p for p in load().parameters.values() if p.unit == lawbook.MONTH_DAY]
    for parameter in named[:1]:
        with pytest.raises(lawbook.ParameterValueError):
            lawbook.parsed(parameter.name, "13-45")
    assert lawbook.written(next(iter(load().parameters.values())), None) == ""


# --- submissions, panels


def test_an_answer_that_is_too_long_is_said_and_rows_are_a_list():
    ask = submissions.Ask(CallKind.ROUND, Track.VENTURE, ())
    draft = {"title": "长" * 999, "summary": "短", "community_id": ""}
    assert codes(submissions._about(draft)) == ["answer-too-long", "application-community-missing"]
    assert codes(submissions._about({"community_id": "x"})) == [
        "application-title-missing", "application-summary-missing",
    ]  # fmt: skip
    long = {"texts": {"plan": "长" * (submissions.TEXT_MAX + 1)}}
    assert codes(submissions._text(submissions.TEXT + "plan", long, ask)) == ["answer-too-long"]
    assert submissions.filled("no list") == []


def test_a_filed_organization_with_a_host_takes_part_in_a_round():
    assert codes(submissions.standing(registered=False, hosted=True, is_round=True)) == []
    hostless = submissions.standing(registered=False, hosted=False, is_round=True)
    assert codes(hostless) == ["filed-needs-host"]


def test_reasons_of_experts_have_an_end():
    long = "长" * (panels.REASON_MAX + 1)
    cell = panels.Cell("plan", "方案", Decimal(10), Decimal(1), "9", long)
    assert codes(panels.missing(cell)) == ["mark-reason-too-long"]
    said = panels.declaration(seen=True, tied=False, reason=long)
    assert codes(said) == ["recusal-reason-too-long"]


def test_an_opening_of_a_draft_is_not_there(sign_in, db):
    call = bids.project(state=CallState.DRAFT)
    opener = sign_in(register.person("何淼", (Role.OPENER, call.unit)))
    assert opener.get(f"/submissions/openings/{call.id}").status_code == 404


# --- matching, scoring


def test_words_that_the_query_lost_explain_nothing():
    words = QueryWords.of("居家养老服务", np.array([], dtype=np.int64))
    assert words.words == ()


def test_the_curve_ends_at_one():
    assert curve(Decimal(2)) == Decimal("1.0000")
    assert curve(Decimal(0)) == 0


def test_a_document_has_a_key_of_one_line():
    for key in ("", "a\nb"):
        with pytest.raises(ValueError, match="key"):
            Document(key, "x", "y")
    with pytest.raises(ValueError, match="more performance"):
        Document("a", "x", "y", performance=(1.0,))


def test_a_phrase_that_grows_when_it_is_simplified_is_folded_letter_by_letter(monkeypatch):
    from matching import text  # noqa: PLC0415 -- to stand in for its dictionary

    class Growing:
        def convert(self, words):
            return words * 2

    monkeypatch.setattr(text, "_simplifier", Growing)
    folded = Folded.of("养老")
    assert len(folded.origin) == 2
    assert folded.span(0, 1) == (0, 1)


def test_levels_of_what_is_not_judged_are_unused():
    level = (Level(Decimal(0), Decimal(100), "x"),)
    scheme = Scheme(
        criteria=(Criterion("p", Kind.PRICE, "价格", Decimal(100), level),), track="SUB"
    )
    found = check_scheme(
        scheme, total=Decimal(100), price_floor=Decimal(0), grade_cap=None,
        fit_allowed=True, trim_allowed=True,
    )  # fmt: skip
    assert "levels-unused" in [p.code for p in found]


def test_trimming_without_anything_judged_is_unused():
    scheme = Scheme(
        criteria=(Criterion("p", Kind.PRICE, "价格", Decimal(100)),), track="SUB",
        aggregation="trimmed",
    )  # fmt: skip
    found = check_scheme(
        scheme, total=Decimal(100), price_floor=Decimal(0), grade_cap=None,
        fit_allowed=True, trim_allowed=True,
    )  # fmt: skip
    assert "trimming-unused" in [p.code for p in found]


def test_rows_of_two_schemes_are_not_compared():
    def row(key):
        one = SimpleNamespace(key=key, kind="price", name="价格", points=Decimal(1))
        return SimpleNamespace(key="a", parts=(one,), total=Decimal(1))

    with pytest.raises(ValueError, match="a"):
        difference(row("p"), row("q"))


def test_no_points_for_a_price_that_is_not_there():
    criterion = Criterion("p", Kind.PRICE, "价格", Decimal(10))
    with pytest.raises(ValueError, match="PriceFact"):
        price_part(PriceFact("a", None, None), (Decimal(1), "a"), criterion, 2)


def test_a_fact_that_the_check_let_through_missing_is_a_bug_that_stops():
    scheme = Scheme(criteria=(Criterion("p", Kind.PRICE, "价格", Decimal(10)),), track="SUB")
    scorer = _Scorer(scheme, ON, None, None)
    with pytest.raises(AssertionError):
        list(scorer.parts(BidFacts(key="a", name="a"), {}))


def test_a_wrong_step_is_said():
    life = Lifecycle("call", Step("x", CallState.DRAFT, CallState.PUBLISHED, by=May.CALL_DRAFT))
    with pytest.raises(WrongStateError):
        life.take("y", SimpleNamespace(state=CallState.DRAFT), by=SYSTEM, now=clock.machine_now())
