"""From a draft to the list, past the negative list and a second person."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.errors import RefusedError, WrongStateError
from app.functions import actions, queries
from app.functions.models import NegativeEntry
from app.functions.states import LIFE, ItemState
from app.funds import actions as funds
from app.permissions import SYSTEM

pytestmark = pytest.mark.usefixtures("negative")


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings if not f.warning]


def test_a_plain_item_goes_on_the_list(facts, drafter, now):
    item = actions.draft(facts(), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    assert (item.state, item.published_on) == (ItemState.PUBLISHED, date(2026, 11, 24))
    assert item.number == "LW-ZY-2026-001"


def test_numbers_go_up(facts, drafter, now):
    numbers = [actions.draft(facts(), by=drafter, now=now).number for _ in range(2)]
    assert numbers == ["LW-ZY-2026-001", "LW-ZY-2026-002"]


def test_what_the_negative_list_blocks_is_refused_with_the_entry_cited(facts, drafter, now):
    item = actions.draft(
        facts(content="协助作出行政处罚决定，并负责干部考察。"), by=drafter, now=now
    )
    assert item.screening["verdict"] == "block"
    with pytest.raises(RefusedError) as refused:
        actions.publish(item, by=drafter, now=now)
    first, second = refused.value.findings
    assert (first.code, first.law, first.detail["number"]) == (
        "item-negative-block",
        "MOF102/10",
        "GJ-02",
    )
    assert (second.law, second.detail["words"]) == ("TRF/A002", ["干部考察"])
    assert item.state is ItemState.DRAFT


def test_what_it_flags_needs_another_person_who_says_why(facts, drafter, reviewer, now):
    item = actions.draft(facts(content="整理问题线索的宣传材料。"), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    assert (item.state, item.published_on) == (ItemState.IN_REVIEW, None)
    with pytest.raises(RefusedError) as refused:
        actions.approve(item, "没有问题", by=drafter, now=now)
    assert codes(refused) == ["own-draft"]
    with pytest.raises(RefusedError) as refused:
        actions.approve(item, "  ", by=reviewer, now=now)
    assert codes(refused) == ["review-says-nothing"]
    actions.approve(item, "只做宣传，不接触线索。", by=reviewer, now=now)
    assert (item.state, item.reviewed_by) == (ItemState.PUBLISHED, reviewer.id)


def test_a_flagged_item_can_be_returned_and_changed(facts, drafter, reviewer, now):
    item = actions.draft(facts(content="整理问题线索。"), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    actions.return_(item, "请去掉线索部分", by=reviewer, now=now)
    actions.change(item, facts(content="办廉洁文化展览。"), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    assert (item.state, item.review_note) == (ItemState.PUBLISHED, "请去掉线索部分")


def test_an_item_in_review_is_not_changed(facts, drafter, now):
    item = actions.draft(facts(content="整理问题线索。"), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    with pytest.raises(WrongStateError):
        actions.change(item, facts(), by=drafter, now=now)
    with pytest.raises(WrongStateError):
        actions.publish(item, by=drafter, now=now)


def test_an_entry_that_came_later_stops_a_review(db, facts, drafter, reviewer, now):
    item = actions.draft(facts(content="整理问题线索。"), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    db.scalar(select(NegativeEntry).where(NegativeEntry.number == "BD-01")).action = "block"
    with pytest.raises(RefusedError) as refused:
        actions.approve(item, "可以", by=reviewer, now=now)
    assert codes(refused) == ["item-negative-block"]


def test_only_entries_of_the_day_count(db, facts, drafter, now):
    entry = db.scalar(select(NegativeEntry).where(NegativeEntry.number == "BD-02"))
    entry.until = date(2026, 11, 23)
    assert actions.draft(facts(content="干部考察"), by=drafter, now=now).screening["hits"] == []
    before = now - timedelta(days=1)
    item = actions.draft(facts(content="干部考察"), by=drafter, now=before)
    assert item.screening["verdict"] == "block"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"budget_line_id": None, "budget_amount": None, "fee_standard": ""}, "no-money"),
        ({"budget_line_id": None}, "amount-without-line"),
        ({"budget_amount": None}, "line-without-amount"),
        ({"budget_amount": Decimal("500000.01")}, "item-over-budget"),
        ({"basis": " "}, "item-no-basis"),
        ({"content": ""}, "item-no-content"),
    ],
)
def test_money_follows_the_work_and_nothing_is_missing(facts, drafter, now, more, code):
    item = actions.draft(facts(**more), by=drafter, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(item, by=drafter, now=now)
    assert codes(refused) == [code]


def test_a_fee_standard_is_enough(facts, drafter, now):
    item = actions.draft(facts(budget_line_id=None, budget_amount=None), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    assert item.state is ItemState.PUBLISHED


def test_money_promised_elsewhere_is_not_there_for_an_item(facts, line, drafter, now):
    funds.commit(line, call_id=uuid4(), amount=Decimal("20000.01"), now=now)
    item = actions.draft(facts(), by=drafter, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(item, by=drafter, now=now)
    assert codes(refused) == ["item-over-budget"]


def test_the_words_of_the_law_ask_for_a_look_where_the_list_says_nothing(facts, drafter, now):
    item = actions.draft(facts(content="采集社区设备采购的意见。"), by=drafter, now=now)
    (hit,) = item.screening["hits"]
    assert (item.screening["verdict"], hit["layer"]) == ("review", "national")


def test_a_word_that_the_list_has_said_is_not_said_again_by_the_law(facts, drafter, now):
    item = actions.draft(facts(content="行政处罚和执法辅助。"), by=drafter, now=now)
    assert [(h["title"], h["words"]) for h in item.screening["hits"]] == [
        ("应当由政府自己办的事项", ["行政处罚"]),
        ("国家禁止购买事项的提示词", ["执法"]),
    ]


def test_the_list_of_a_day_is_the_list_of_that_day(facts, drafter, now):
    first = actions.draft(facts(name="甲"), by=drafter, now=now)
    actions.publish(first, by=drafter, now=now)
    later = now + timedelta(days=10)
    second = actions.draft(facts(name="乙", budget_amount=Decimal(1)), by=drafter, now=later)
    actions.publish(second, by=drafter, now=later)
    actions.withdraw(first, "改由机关自己办", by=drafter, now=later)
    actions.transfer(second, by=SYSTEM, now=later + timedelta(days=1))
    days = [date(2026, 11, 23), date(2026, 11, 24), date(2026, 12, 3), date(2026, 12, 4)]
    assert [[i.name for i in queries.as_of(day)] for day in days] == [[], ["甲"], ["甲"], ["乙"]]
    assert not queries.was_transferred(second, date(2026, 12, 4))
    assert queries.was_transferred(second, date(2026, 12, 5))
    assert queries.last_change() == date(2026, 12, 5)


def test_withdrawing_says_why(facts, drafter, now):
    item = actions.draft(facts(), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    with pytest.raises(RefusedError):
        actions.withdraw(item, "", by=drafter, now=now)


@pytest.mark.parametrize("state", list(ItemState))
@pytest.mark.parametrize("step", ["publish", "flag", "return", "transfer", "withdraw"])
def test_every_step_starts_only_where_the_table_says(facts, drafter, now, state, step):
    item = actions.draft(facts(), by=drafter, now=now)
    item.state = state
    allowed = {(s.name, s.start): s.end for s in LIFE}
    if (step, state) in allowed:
        LIFE.take(step, item, by=drafter, now=now)
        assert item.state is allowed[step, state]
    else:
        with pytest.raises(WrongStateError):
            LIFE.take(step, item, by=drafter, now=now)


def test_every_verb_writes_one_audit_row(db, facts, drafter, reviewer, now: datetime):
    def rows() -> int:
        return db.scalar(select(func.count()).select_from(AuditRow))

    item = actions.draft(facts(content="整理问题线索。"), by=drafter, now=now)
    assert rows() == 1
    actions.change(item, facts(content="整理问题线索材料。"), by=drafter, now=now)
    assert rows() == 2
    actions.publish(item, by=drafter, now=now)
    assert rows() == 3
    actions.approve(item, "可以", by=reviewer, now=now)
    assert rows() == 4
    actions.withdraw(item, "不做了", by=drafter, now=now)
    assert rows() == 5


def test_a_list_costs_the_same_for_one_and_many(facts, drafter, now, request):
    watch = request.getfixturevalue("queries")
    costs = []
    for _ in range(2):
        for name in ("甲", "乙", "丙"):
            item = actions.draft(facts(name=name, budget_amount=Decimal(1)), by=drafter, now=now)
            actions.publish(item, by=drafter, now=now)
        with watch() as count:
            rows, _total = queries.listed(queries.Chosen(text="独居"))
            assert [row.unit.name for row in rows]
        costs.append(count.selects)
    assert costs == [2, 2]


def test_a_search_finds_the_part_of_a_word(any_db, facts, drafter, now):
    item = actions.draft(facts(name="居家养老服务"), by=drafter, now=now)
    actions.publish(item, by=drafter, now=now)
    found = {
        text: queries.listed(queries.Chosen(text=text))[1]
        for text in ("养老", "養老", "居家养老", "托育", "民政局", "", "%", "_")
    }
    assert found == {
        "养老": 1, "養老": 1, "居家养老": 1, "托育": 0, "民政局": 1, "": 1, "%": 1, "_": 1,
    }  # fmt: skip
    assert queries.counts(queries.Chosen()) == {"published": 1}
