"""Cells, heads and names: what is taken, and what is said of the rest."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports import rules
from app.imports.rules import BadCell, Column, Problem, Row

COLUMNS = (
    Column("name", "名称", rules.text(10), required=True, aliases=("组织名称",)),
    Column("day", "登记日期", rules.day, required=True),
    Column("count", "人数", rules.whole(0, 100)),
)


def bad(parse, cell):
    with pytest.raises(BadCell) as wrong:
        parse(cell)
    return wrong.value.code


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 11, 24),
        datetime(2026, 11, 24, 0, 0),  # noqa: DTZ001 -- as a spreadsheet has it
        "2026-11-24",
        "2026/11/24",
        "2026.11.24",
        "20261124",
        "2026年11月24日",
        " ２０２６-11-24 ",
        20261124.0,
    ],
)
def test_a_day_is_read_however_offices_write_it(cell):
    assert rules.day(cell) == date(2026, 11, 24)


@pytest.mark.parametrize("cell", ["2026-02-30", "去年", "0226-01-01", "26-1-1", 45000.5, True])
def test_a_day_that_does_not_exist_is_refused(cell):
    assert bad(rules.day, cell) == "cell-not-a-day"


@given(st.dates(date(1950, 1, 1), date(2199, 1, 1)))
def test_every_day_survives_being_written_and_read(day):
    assert rules.day(day.isoformat()) == rules.day(f"{day.year}年{day.month}月{day.day}日") == day


@given(st.decimals(0, 10**9, places=2))
def test_every_amount_survives_being_written_and_read(amount):
    assert rules.money(f"{amount:,}元") == amount
    assert rules.money(str(amount)) == amount


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0.125", "cell-money-decimals"),
        (0.125, "cell-money-decimals"),
        ("-5", "cell-not-money"),
        ("十万", "cell-not-money"),
        ("NaN", "cell-not-money"),
        ("1e400", "cell-not-money"),
    ],
)
def test_what_is_no_amount_is_refused(cell, code):
    assert bad(rules.money, cell) == code


def test_a_binary_sum_is_the_amount_that_people_mean():
    assert rules.money(0.1 + 0.2) == Decimal("0.30")


@pytest.mark.parametrize(
    ("cell", "code"),
    [("3.5", "cell-not-whole"), ("101", "cell-out-of-range"), ("5%", "cell-not-whole")],
)
def test_numbers_of_people_are_whole(cell, code):
    assert bad(rules.whole(0, 100), cell) == code
    assert rules.whole(0, 100)("8人") == 8
    assert rules.whole(0, 100)(8.0) == 8


def test_a_code_that_became_a_number_is_refused_not_repaired():
    assert bad(rules.credit_code, 5.299010612345678e17) == "code-as-number"
    assert bad(rules.credit_code, "52990106MJ81T06281") == "uscc-check"
    assert rules.credit_code("52 990106 mj81t0628 0") == "52990106MJ81T06280"
    assert rules.any_code("澜民备〔2024〕018 号") == "澜民备〔2024〕018 号"


@pytest.mark.parametrize("cell", ["3A", "AAA", "aaa级", "３Ａ", "3A（AAA）"])
def test_a_grade_is_read_in_both_ways_of_writing(cell):
    assert rules.grade(cell) == "3A"
    assert bad(rules.grade, "6A") == "cell-not-a-grade"


def test_choices_are_told_if_it_is_none_of_them():
    with pytest.raises(BadCell) as wrong:
        rules.some_of({"养老托幼": "care", "社区服务": "community"})("养老托幼、养狗")
    assert wrong.value.detail == {"choices": ["养老托幼", "社区服务"]}


def test_a_title_above_the_head_and_blank_rows_are_passed_over():
    rows = [
        ["2026年社会组织一览表", "", ""],
        ["序号", "组织名称（全称）*", "登记日期", "人数"],
        ["1", "青禾", "2020-01-01", ""],
        ["", "", "", ""],
        ["2", "", "2020-13-01", "x"],
    ]
    found = list(rules.read_rows(rows, COLUMNS))
    assert [(p.row, p.column, p.code, p.warning) for p in found if isinstance(p, Problem)] == [
        (2, "序号", "head-unknown", True),
        (5, "名称", "cell-missing", False),
        (5, "登记日期", "cell-not-a-day", False),
        (5, "人数", "cell-not-whole", False),
    ]
    (row,) = [r for r in found if isinstance(r, Row)]
    assert (row.number, row["name"], row["count"]) == (3, "青禾", None)


def test_a_missing_head_is_named():
    (problem,) = rules.read_rows([["名称"], ["青禾"]], COLUMNS)
    assert (problem.code, problem.detail) == ("head-missing", {"heads": ["登记日期"]})


def test_the_example_of_the_template_is_no_row():
    rows = [["名称", "登记日期", "备注"], ["某某", "2020-01-01", rules.EXAMPLE]]
    assert list(rules.read_rows(rows, COLUMNS)) == []


@pytest.mark.parametrize(
    ("written", "name", "stray"),
    [
        ("养老服务", "养老服务", ""),
        (
            "养老服务 力综合评估、探访服务、家庭养老支持服务、养",
            "养老服务",
            "力综合评估、探访服务、家庭养老支持服务、养",
        ),
        ("高中教育服务 ——高级中学教育服务；", "高中教育服务", "——高级中学教育服务；"),
        ("——历史语言学研究服务；", "", "——历史语言学研究服务；"),
        ("包括天文、生物学、地球科学等研究服务。", "", "包括天文、生物学、地球科学等研究服务。"),
        (
            "电、家用电器、计算机设备、通讯设备、电子产",
            "",
            "电、家用电器、计算机设备、通讯设备、电子产",
        ),
        ("农业、林业类合作服务", "农业、林业类合作服务", ""),
        ("租赁服务（不带操作员）", "租赁服务（不带操作员）", ""),
        ("燃气生产和分配", "燃气生产和分配", ""),
    ],
)
def test_stray_text_is_kept_out_of_a_name(written, name, stray):
    assert rules.catalogue_name(written) == (name, stray)
