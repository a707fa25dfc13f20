"""How an office writes money, days, deadlines and codes."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import cn2an
import pytest

from app import clock, formats

NOW = clock.at_local(date(2026, 11, 24), 10, 48)


def beijing(month, day, hour=0, minute=0, second=0, year=2026):
    return clock.at_local(date(year, month, day), hour, minute, second)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("480000", "人民币肆拾捌万元整"),
        ("468500.00", "人民币肆拾陆万捌仟伍佰元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("0", "人民币零元整"),
        ("0.30", "人民币叁角整"),
        ("0.05", "人民币伍分"),
        ("-96000", "人民币负玖万陆仟元整"),
        ("20000002200", "人民币贰佰亿零贰仟贰佰元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1000000000001", "人民币壹万亿零壹元整"),
        ("12345000000000", "人民币壹拾贰万叁仟肆佰伍拾亿元整"),
        ("1010000000000", "人民币壹万零壹佰亿元整"),
        (
            "99999999999999.99",
            "人民币玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_money_is_written_in_capitals(amount, words):
    assert formats.capital(Decimal(amount)) == words


def test_capitals_agree_with_another_implementation_below_a_million_million():
    pick = random.Random(20261124)
    for _ in range(3000):
        fen = pick.choice(
            [
                pick.randrange(1, 10 ** pick.randint(1, 14)),
                int("1" + "".join(pick.choice("00012") for _ in range(pick.randint(0, 13)))),
            ]
        )
        whole = f"{fen // 100:012d}"
        # The other one drops the zero that stands for a whole empty group (贰佰亿零贰仟).
        if whole[4:8] == "0000" and whole[:4] != "0000" and whole[8] != "0":
            continue
        amount = Decimal(fen) / 100
        theirs = cn2an.an2cn(f"{amount:.2f}", "rmb").removesuffix("整")
        assert formats.capital(amount) == f"人民币{theirs}" + ("整" if fen % 10 == 0 else "")


def test_what_is_too_large_for_capitals_is_refused():
    with pytest.raises(ValueError, match="10000000000000000"):
        formats.capital(Decimal(10) ** 16)


def test_money_has_two_places_thousands_and_a_true_minus():
    assert formats.yuan(Decimal(480000)) == "480,000.00元"
    assert formats.yuan(Decimal("-3600.5")) == "−3,600.50元"
    assert formats.yuan(Decimal(480000), "en") == "CNY 480,000.00"
    assert formats.wan(Decimal(480000)) == "48.00万元"
    assert formats.wan(Decimal("186049.99")) == "18.60万元"
    assert formats.wan(Decimal(480000), "en") == "CNY 480,000.00"
    assert formats.plain_money(Decimal("-0.001")) == "0.00"


def test_numbers_are_rounded_half_up():
    assert formats.score(Decimal("84.785")) == "84.79"
    assert formats.percent(Decimal(42600) / 78000) == "54.6%"
    assert formats.percent(Fraction(1, 3)) == "33.3%"
    assert formats.signed(Decimal("0.16")) == "+0.16"
    assert formats.signed(Decimal("-0.86")) == "−0.86"
    assert formats.signed(Decimal(0)) == "0.00"
    assert formats.number(3120) == "3,120"
    assert formats.position(Decimal("84.94"), 60, 90) == "83.13"


def test_a_day_has_its_weekday_and_its_year_only_where_needed():
    on = date(2026, 11, 24)
    assert formats.day(on, today=on) == "11月24日（周二）"
    assert formats.day(date(2027, 1, 4), today=on) == "2027年1月4日（周一）"
    assert formats.fullday(on) == "2026年11月24日（周二）"
    assert formats.fullday(on, "en") == "24 Nov 2026 (Tue)"
    assert formats.plainday(on) == "2026年11月24日"


def test_midnight_is_the_end_of_its_day():
    midnight = beijing(12, 16)
    assert formats.moment(midnight) == "12月15日（周二）24:00"
    assert formats.fullmoment(midnight) == "2026年12月15日（周二）24:00"
    assert formats.hour(beijing(12, 15, 0, 1)) == "00:01"


def test_moments_are_written_in_beijing_time():
    at = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert formats.moment(at) == "11月27日（周五）15:00"
    assert formats.fullmoment(at, "en") == "27 Nov 2026 (Fri), 15:00 Beijing time (UTC+8)"
    assert formats.stamp(beijing(11, 24, 11, 6, 52)) == "2026年11月24日（周二）11:06:52"
    assert formats.iso(at) == "2026-11-27T15:00:00+08:00"


def test_a_range_has_a_long_dash():
    today = date(2026, 11, 24)
    first, last = date(2026, 12, 4), date(2026, 12, 10)
    assert formats.span(first, last, today=today) == "12月4日—12月10日"
    assert formats.span(first, date(2027, 1, 5), today=today) == "2026年12月4日—2027年1月5日"
    assert formats.span(first, last, "en", today=today) == "4 Dec—10 Dec"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (beijing(11, 27, 15), "还剩 3 天 4 小时"),
        (beijing(12, 4, 17, 30), "还剩 10 天"),
        (beijing(11, 25, 9), "还剩 22 小时"),
        (beijing(11, 24, 17, 30), "今天 17:30 前"),
        (beijing(11, 25), "今天 24:00 前"),
        (beijing(11, 23, 17, 30), "超期 17 小时"),
        (beijing(11, 20, 17, 30), "超期 3 天"),
        (beijing(11, 24, 10, 40), "超期 8 分钟"),
        (NOW, "超期 1 分钟"),
    ],
)
def test_the_time_left_is_said_in_words(at, words):
    assert formats.left(at, NOW) == words


def test_a_public_deadline_that_passed_is_closed_not_overdue():
    assert formats.left(beijing(11, 20), NOW, closed=True) == "已截止"
    assert formats.left(beijing(11, 20), NOW, "en", closed=True) == "Closed"
    assert formats.left(beijing(11, 27, 15), NOW, "en") == "3 days 4 hours left"
    assert formats.urgency(beijing(11, 20), NOW, closed=True) == "is-closed"


def test_a_deadline_is_amber_below_five_days_and_red_after_it():
    assert formats.urgency(NOW + timedelta(days=5), NOW) == ""
    assert formats.urgency(NOW + timedelta(days=5, seconds=-1), NOW) == "is-soon"
    assert formats.urgency(NOW, NOW) == "is-late"


def test_working_days_are_counted_in_words():
    assert formats.left_working_days(2) == "还剩 2 个工作日"
    assert formats.left_working_days(0) == "今天到期"
    assert formats.left_working_days(-1) == "超期 1 个工作日"
    assert formats.left_working_days(1, "en") == "1 working day left"


def test_people_and_organizations_are_shown_as_offices_do():
    assert formats.phone("13800002046") == "138****2046"
    assert formats.phone("12345") == "*****"
    assert formats.masked_name("张三丰") == "张**"
    assert formats.uscc("52990106MJ81T06280") == (
        '<span class="uscc">52<i>990106</i><i>MJ81T0628</i><i>0</i></span>'
    )
    assert "<script>" not in formats.uscc("<script>alert(1)")


def test_files_have_a_size_and_a_kind():
    assert formats.size(98304) == "96 KB"
    assert formats.size(2202009) == "2.1 MB"
    assert formats.size(12) == "12 B"
    assert formats.extension("服务方案.pdf") == "PDF"
