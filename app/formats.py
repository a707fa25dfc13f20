"""How an office writes things: dates, deadlines, money, codes. Chinese first, English beside it.

Pure functions: value in, words out; `locale` and `now` are arguments. `register` gives them
to the templates, where the language of the request and the clock of the portal fill in.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from flask import (
    Flask,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    url_for,
)
from flask_babel import get_locale
from markupsafe import Markup, escape
from werkzeug.routing import BuildError

from app import clock
from app.law.book import cite, load
from app.law.citations import Citation

ZH, EN = "zh", "en"
SOON = timedelta(days=5)
MINUS = "−"
CODE_PARTS = (2, 8, 17, 18)
PHONE_SHOWN = 7
PAGE_SIZE = 20
_WEEKDAYS = {
    ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_P = ParamSpec("_P")

Number = Decimal | int | Fraction


def language() -> str:
    """Return the language of the request: `en` where it was chosen, else `zh`."""
    # Where Flask-Babel holds the locale of a request once it was asked for; it forces it there too.
    context = g.get("_flask_babel") if has_app_context() else None
    locale = getattr(context, "babel_locale", None) or get_locale()
    return EN if locale is not None and locale.language == EN else ZH


# --- numbers and money ---------------------------------------------------------------


def decimals(value: Number | float, places: int = 2) -> str:
    """Write a number with thousands and `places` decimals, half-up, with a true minus."""
    exact = _decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:,f}".replace("-", MINUS) if exact else f"{abs(exact):,f}"


def number(value: int) -> str:
    """Write a whole number: 3,120."""
    return f"{value:,d}".replace("-", MINUS)


def score(value: Number | float) -> str:
    """Write points: two places, half-up."""
    return decimals(value, 2)


def signed(value: Number | float, places: int = 2) -> str:
    """Write a difference with its sign: +2.00, −0.86."""
    written = decimals(value, places)
    return written if written.startswith(MINUS) or not _decimal(value) else f"+{written}"


def percent(ratio: Number | float, places: int = 1) -> str:
    """Write a ratio (0.546) as 54.6%."""
    return f"{decimals(_decimal(ratio) * 100, places)}%"


def yuan(amount: Decimal | int, locale: str = ZH) -> str:
    """Write money for tables and contracts: 480,000.00元."""
    return f"CNY {decimals(amount)}" if locale == EN else f"{decimals(amount)}元"


def wan(amount: Decimal | int, locale: str = ZH) -> str:
    """Write money for headlines and lists: 48.00万元. English has no unit of ten thousand."""
    return yuan(amount, EN) if locale == EN else f"{decimals(_decimal(amount) / 10000)}万元"


def plain_money(amount: Decimal | int) -> str:
    """Write money without its unit, for columns whose head names it: 480,000.00."""
    return decimals(amount)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("万亿", "亿", "万", "")
CAPITAL_LIMIT = 10**16


def capital(amount: Decimal | int) -> str:
    """Write money in capitals (人民币大写) by the rules of the People's Bank for bills.

    One 零 stands for any run of zeros inside the number; 整 closes an amount without fen.
    """
    fen = int((_decimal(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    whole, cents = divmod(abs(fen), 100)
    if whole >= CAPITAL_LIMIT:
        raise ValueError(amount)
    jiao, rest = divmod(cents, 10)
    words = f"{_capital_integer(whole)}元" if whole else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif whole and rest:
        words += "零"
    words += f"{_DIGITS[rest]}分" if rest else ""
    return f"人民币{'负' if fen < 0 else ''}{words or '零元'}{'' if rest else '整'}"


def _capital_integer(whole: int) -> str:
    """Write a positive integer, four digits at a time."""
    digits = f"{whole:016d}"
    words, gap = "", False
    for index, unit in enumerate(_GROUPS):
        group = digits[index * 4 : index * 4 + 4]
        for digit, place in zip(group, _PLACES, strict=True):
            if digit == "0":
                gap = bool(words)
                continue
            words += ("零" if gap else "") + _DIGITS[int(digit)] + place
            gap = False
        if unit == "万亿" and int(group):
            # 亿 is said once for both groups above it, unless the lower one is empty.
            words += "万" if int(digits[4:8]) else "万亿"
        elif int(group):
            words += unit
        # 壹拾万柒仟: a zero at the end of a group is not said, one at the start of the next is.
        gap = gap and not int(group)
    return words


# --- days and times --------------------------------------------------------------------


def as_day(value: date | datetime) -> date:
    """Return the legal day: of an instant its date in Beijing; midnight ends the day before."""
    if not isinstance(value, datetime):
        return value
    return clock.local_date(value - timedelta(microseconds=1) if _is_midnight(value) else value)


def day(value: date | datetime, locale: str = ZH, *, today: date | None = None) -> str:
    """Write a day as lists do: 11月24日（周二）; with its year where that is not this year."""
    on = as_day(value)
    year = today is not None and on.year != today.year
    return _day(on, locale, year=year)


def fullday(value: date | datetime, locale: str = ZH) -> str:
    """Write a day with its year: 2026年11月24日（周二）."""
    return _day(as_day(value), locale, year=True)


def plainday(value: date | datetime, locale: str = ZH) -> str:
    """Write a day with its year and no weekday, for papers: 2026年11月24日."""
    on = as_day(value)
    if locale == EN:
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def hour(at: datetime) -> str:
    """Write the time of day: 15:00; midnight is 24:00 of the day that it ends."""
    return "24:00" if _is_midnight(at) else f"{clock.local(at):%H:%M}"


def moment(at: datetime, locale: str = ZH, *, today: date | None = None) -> str:
    """Write day and time: 11月27日（周五）15:00."""
    return _joined(day(at, locale, today=today), hour(at), locale)


def fullmoment(at: datetime, locale: str = ZH) -> str:
    """Write day with year and time: 2026年11月27日（周五）15:00."""
    written = _joined(fullday(at, locale), hour(at), locale)
    return f"{written} Beijing time (UTC+8)" if locale == EN else written


def stamp(at: datetime, locale: str = ZH) -> str:
    """Write when something happened, to the second, for receipts and records."""
    there = clock.local(at)
    return _joined(_day(there.date(), locale, year=True), f"{there:%H:%M:%S}", locale)


def span(
    start: date | datetime, end: date | datetime, locale: str = ZH, *, today: date | None = None
) -> str:
    """Write a range of days: 12月4日—12月10日; years only where they are not this year."""
    first, last = as_day(start), as_day(end)
    years = {first.year, last.year}
    with_year = today is None or years != {today.year}
    return f"{_short(first, locale, year=with_year)}—{_short(last, locale, year=with_year)}"


def iso(value: date | datetime) -> str:
    """Write for machines (`<time datetime>`): instants with the offset of Beijing."""
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="seconds")
    return value.isoformat()


def left(at: datetime, now: datetime, locale: str = ZH, *, closed: bool = False) -> str:
    """Say how long until `at`: 还剩 3 天 4 小时, 今天 17:30 前; after it 超期 2 天.

    `closed` says 已截止 instead: a deadline of the public that has passed is nobody's fault.
    """
    if at <= now:
        if closed:
            return "Closed" if locale == EN else "已截止"
        how_long = _duration(now - at, locale, coarse=True)
        return f"{how_long} overdue" if locale == EN else f"超期 {how_long}"
    if as_day(at) == clock.local_date(now):
        return f"Today before {hour(at)}" if locale == EN else f"今天 {hour(at)} 前"
    how_long = _duration(at - now, locale, coarse=at - now >= SOON)
    return f"{how_long} left" if locale == EN else f"还剩 {how_long}"


def left_working_days(count: int, locale: str = ZH) -> str:
    """Say how many working days are left (today not counted): 还剩 2 个工作日."""
    days = f"{abs(count)} working day{'' if abs(count) == 1 else 's'}"
    if count < 0:
        return f"{days} overdue" if locale == EN else f"超期 {-count} 个工作日"
    if count == 0:
        return "Due today" if locale == EN else "今天到期"
    return f"{days} left" if locale == EN else f"还剩 {count} 个工作日"


def urgency(at: datetime, now: datetime, *, closed: bool = False) -> str:
    """Return the class of a deadline: is-soon below five days, is-late (or is-closed) after it."""
    if at <= now:
        return "is-closed" if closed else "is-late"
    return "is-soon" if at - now < SOON else ""


def _is_midnight(at: datetime) -> bool:
    there = clock.local(at)
    return (there.hour, there.minute, there.second, there.microsecond) == (0, 0, 0, 0)


def _day(on: date, locale: str, *, year: bool) -> str:
    weekday = _WEEKDAYS[locale][on.weekday()]
    written = _short(on, locale, year=year)
    return f"{written} ({weekday})" if locale == EN else f"{written}（{weekday}）"


def _short(on: date, locale: str, *, year: bool) -> str:
    if locale == EN:
        return f"{on.day} {_MONTHS[on.month - 1]}" + (f" {on.year}" if year else "")
    return (f"{on.year}年" if year else "") + f"{on.month}月{on.day}日"


def _joined(written: str, time_of_day: str, locale: str) -> str:
    return f"{written}, {time_of_day}" if locale == EN else f"{written}{time_of_day}"


def _duration(length: timedelta, locale: str, *, coarse: bool) -> str:
    hours = length.seconds // 3600
    parts = [(length.days, "天", "day"), (hours, "小时", "hour")]
    said = [part for part in parts if part[0]]
    if not said:
        said = [(max(1, length.seconds // 60), "分钟", "minute")]
    if coarse:
        said = said[:1]
    if locale == EN:
        return " ".join(f"{n} {en}{'' if n == 1 else 's'}" for n, _, en in said)
    return " ".join(f"{n} {zh}" for n, zh, _ in said)


# --- codes and files ---------------------------------------------------------------------


def phone(value: str) -> str:
    """Mask a phone number for everybody but its owner: 138****2046."""
    digits = value.strip()
    if len(digits) < PHONE_SHOWN:
        return "*" * len(digits)
    return f"{digits[:3]}{'*' * (len(digits) - PHONE_SHOWN)}{digits[-4:]}"


def masked_name(value: str) -> str:
    """Mask a person's name in public: 张*, 欧阳**."""
    name = value.strip()
    return name[:1] + "*" * (len(name) - 1)


def uscc(code: str) -> Markup:
    """Show a credit code (统一社会信用代码) in groups by margins: copying gives no spaces."""
    first, second, third, last = CODE_PARTS
    parts = (code[first:second], code[second:third], code[third:last])
    return Markup('<span class="uscc">{}<i>{}</i><i>{}</i><i>{}</i></span>').format(
        code[:first], *parts
    )


def size(count: int) -> str:
    """Write the size of a file: 96 KB, 2.1 MB."""
    kilo = 1024
    if count < kilo:
        return f"{count} B"
    if count < kilo * kilo:
        return f"{round(count / kilo)} KB"
    return f"{decimals(Decimal(count) / (kilo * kilo), 1)} MB"


def extension(name: str) -> str:
    """Return the kind of a file for file lists: PDF."""
    return name.rpartition(".")[2].upper()[:5] if "." in name else "—"


def position(value: Number | float, low: Number | float, high: Number | float) -> str:
    """Return where `value` lies between `low` and `high` in per cent, for SVG attributes."""
    start, end = _decimal(low), _decimal(high)
    share = (_decimal(value) - start) / (end - start) * 100
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def whole(text: object) -> Markup:
    """Keep a short piece of text on one line."""
    return Markup('<span class="nowrap">{}</span>').format(text)


def lines(text: str) -> Markup:
    """Show typed text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.strip().splitlines())


def _decimal(value: Number | float) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


# --- what templates get --------------------------------------------------------------------


def article(citation: Citation, locale: str = ZH) -> str:
    """Write out where a rule stands: 《政府采购法》第三十五条."""
    return citation.label_en if locale == EN else citation.label


def law_url(key: str) -> str | None:
    """Return the address of an article's page, where the law pages are part of the app."""
    held: dict[tuple[str, str], str] = current_app.extensions.setdefault("law_urls", {})
    place = (request.root_path if has_request_context() else "", key)
    if place in held:
        return held[place]
    try:
        address = url_for("lawbook.article", key=key)
    except BuildError:
        return None
    if has_request_context() and key in load().articles:
        held[place] = address
    return address


def here_with(**changes: object) -> str:
    """Return the present address with some arguments of its query changed (None drops one)."""
    arguments = request.args.to_dict(flat=False) | {
        name: [] if value is None else [str(value)] for name, value in changes.items()
    }
    query = urlencode(arguments, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def with_query(address: str) -> str:
    """Return another address with the query of this one: the export of a filtered list."""
    query = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != "page"])
    return f"{address}?{query}" if query else address


def _in_language(
    write: Callable[Concatenate[_P], str],
) -> Callable[..., str]:
    """Fill in the language of the request."""

    @wraps(write)
    def filter_(*args: object, **kwargs: object) -> str:
        return write(*args, language(), **kwargs)  # type: ignore[arg-type]

    return filter_


def _this_year(write: Callable[..., str]) -> Callable[..., str]:
    """Fill in the language of the request and today's date."""

    @wraps(write)
    def filter_(*args: object) -> str:
        return write(*args, language(), today=clock.local_date(clock.now()))

    return filter_


def _left(at: datetime, now: datetime | None = None, *, closed: bool = False) -> str:
    return left(at, now or clock.now(), language(), closed=closed)


def _urgency(at: datetime, now: datetime | None = None, *, closed: bool = False) -> str:
    return urgency(at, now or clock.now(), closed=closed)


def _cite(key: str) -> Citation:
    return cite(key)


def register(app: Flask) -> None:
    """Give the filters and functions of this module to the templates."""
    app.jinja_env.filters.update(
        yuan=_in_language(yuan),
        wan=_in_language(wan),
        money=plain_money,
        capital=capital,
        decimals=decimals,
        number=number,
        score=score,
        signed=signed,
        percent=percent,
        day=_this_year(day),
        fullday=_in_language(fullday),
        plainday=_in_language(plainday),
        moment=_this_year(moment),
        fullmoment=_in_language(fullmoment),
        stamp=_in_language(stamp),
        hour=hour,
        iso=iso,
        left=_left,
        left_wd=_in_language(left_working_days),
        urgency=_urgency,
        phone=phone,
        masked_name=masked_name,
        uscc=uscc,
        size=size,
        ext=extension,
        position=position,
        whole=whole,
        lines=lines,
        with_query=with_query,
        article=_in_language(article),
    )
    app.jinja_env.globals.update(
        cite=_cite,
        law_url=law_url,
        here_with=here_with,
        language=language,
        span=_this_year(span),
    )
