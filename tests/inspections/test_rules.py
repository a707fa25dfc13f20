"""How many are drawn, that everybody can draw it again, and what a visit needs."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.colours.states import Colour
from app.inspections import rules
from app.inspections.rules import Candidate, Visit
from app.inspections.states import Result
from app.law import Track, law_at
from matching.draw import problems_of, taken

DAY = date(2026, 11, 24)
LAW = law_at(DAY, Track.SUB)
AT = datetime(2026, 11, 20, 21, 30, tzinfo=clock.SHANGHAI)
PEOPLE = [Candidate(f"ZF-{n:03}", date(2027, 12, 31), frozenset()) for n in range(6)]


@given(count=st.integers(0, 6000), colour=st.sampled_from(list(Colour)))
def test_the_sample_is_the_ratio_rounded_up_and_never_less_than_the_level_asks(count, colour):
    size = rules.size(count, colour, LAW)
    share = rules.ratio(colour, LAW)
    assert (size - 1) * 100 < count * share <= size * 100 or count == size == 0
    assert size * 100 >= count * LAW.spot_check_ratio["county"]


def test_a_colour_raises_the_ratio_and_never_lowers_it():
    assert [int(rules.ratio(c, LAW)) for c in Colour] == [3, 5, 20, 50]
    assert rules.size(1, Colour.GREEN, LAW) == 1


def codes(count, colour=Colour.GREEN):
    return {f"52990106MJ{n:08}": colour for n in range(count)}


def drawn(pool_codes, people=PEOPLE, announced="03 07 12 19 22 30 + 11"):
    pool = rules.frozen(pool_codes, LAW)
    return rules.drawn("plan-1", announced, pool, people, at=AT, on=DAY, law=LAW)


def test_anybody_draws_the_same_again_from_the_record_alone():
    made = drawn(codes(100) | {f"51990106MJ{n:08}": Colour.RED for n in range(4)})
    assert {c: len(p["taken"]) for c, p in made["organizations"].items()} == {"green": 3, "red": 2}
    assert len(made["inspectors"]) == 5
    parts = list(rules.parts(made))
    assert all(problems_of(part) == [] for _name, part in parts)
    assert all(len(p["taken"]) == 2 for p in made["inspectors"].values())


@pytest.mark.parametrize("field", ["pool_hash", "seed", "order", "taken"])
def test_a_record_that_was_touched_is_found_out(field):
    part = dict(drawn(codes(40))["organizations"]["green"])
    part[field] = part[field][::-1]
    assert problems_of(part) == [field]


def test_another_pool_another_value_or_another_plan_draws_others():
    taken_of = [
        drawn(codes(200))["organizations"]["green"]["taken"],
        drawn(codes(200), announced="01 02 03")["organizations"]["green"]["taken"],
        drawn(codes(201))["organizations"]["green"]["taken"],
    ]
    assert len({tuple(t) for t in taken_of}) == 3


def test_the_shape_is_that_of_the_panels_draw():
    part = drawn(codes(40))["organizations"]["green"]
    assert {"formula", "call", "at", "pool", "pool_hash", "seed", "order", "taken"} <= set(part)


def test_whoever_has_an_interest_or_no_valid_papers_is_not_drawn():
    (code,) = codes(1)
    tied = Candidate("ZF-100", date(2027, 1, 1), frozenset({code}))
    old = Candidate("ZF-101", date(2026, 11, 23), frozenset())
    part = drawn({code: Colour.GREEN}, [*PEOPLE, tied, old])["inspectors"][code]
    assert part["excluded"] == {"ZF-100": "interest", "ZF-101": "papers-expired"}
    assert not {"ZF-100", "ZF-101"} & set(part["pool"])


def test_fewer_than_two_inspectors_make_no_draw():
    made = drawn(codes(1), PEOPLE[:1])
    assert [f.code for f in rules.enough(made, LAW)] == ["too-few-inspectors"]
    assert not list(rules.enough(drawn(codes(1)), LAW))


def test_the_next_of_the_order_takes_the_place_of_whoever_steps_back():
    (part,) = drawn(codes(1))["inspectors"].values()
    out = part["taken"][:1]
    more = taken(part["order"], {}, size=3, same_employer=0, sitting=part["taken"])
    assert more == [part["order"][2]]
    assert out[0] not in more


def test_nobody_draws_before_the_announced_moment():
    now = AT - timedelta(seconds=1)
    found = rules.draw_time(announced="", draw_at=AT, now=now)
    assert [f.code for f in found] == ["draw-too-early", "announced-missing"]
    assert not list(rules.draw_time(announced="1", draw_at=AT, now=AT))


def wrong(**more):
    facts = {"result": Result.GOOD, "visited_on": DAY, "papers_shown": True} | more
    found = rules.visit(Visit(**facts), drawn_on=date(2026, 11, 20), on=DAY)
    return [f.code for f in found]


def test_a_visit_counts_with_papers_on_a_day_after_the_draw():
    assert wrong() == []
    assert wrong(papers_shown=False) == ["papers-not-shown"]
    assert wrong(visited_on=date(2026, 11, 19)) == ["visit-day"]
    assert wrong(visited_on=date(2026, 11, 25)) == ["visit-day"]


def test_problems_need_words_and_a_day():
    assert wrong(result=Result.PROBLEMS) == ["findings-missing", "rectify-by-missing"]
    early = wrong(result=Result.PROBLEMS, findings="账目不清", rectify_by=DAY)
    assert early == ["rectify-by-early"]


def test_the_second_signature_is_anothers():
    assert [f.code for f in rules.second(1, 1)] == ["second-inspector"]
    assert not list(rules.second(1, 2))
