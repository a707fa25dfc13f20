"""Reading cells: what a column takes, and what is wrong with a cell. Pure.

A parser gets the cell as the file has it (text, number, day) and returns a value, or
raises `BadCell` with a code of labels.FINDINGS. Nothing is guessed: 3.5 people, a day that
does not exist and an amount with three decimals are refused with the cell's own value.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Finding
from app.organizations.rules import code_findings, code_of

HEAD_ROWS = 10
EXAMPLE = "示例，导入时跳过"
REMARK = "备注"
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)
MOST_MONEY = Decimal(10) ** 12
MOST_NUMBER = Decimal(10) ** 15
SPLIT = re.compile(r"[、,，;；/|\n]+")
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})日?(?:\s+00:00(:00)?)?")
_BRACKETS = re.compile(r"[（(].*?[)）]")
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "没有", "n", "no", "false", "0", "×"})
_GRADES = {"A" * n: f"{n}A" for n in range(1, 6)} | {f"{n}A": f"{n}A" for n in range(1, 6)}

Parse = Callable[[object], Any]


class BadCell(Exception):  # noqa: N818 -- it is the cell that is bad
    """What is wrong with a cell."""

    def __init__(self, code: str, law: str | None = None, **detail: object) -> None:
        self.code, self.law, self.detail = code, law, detail
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its head and other heads it is known by, and how a cell is read."""

    key: str
    head: str
    parse: Parse
    required: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: its number in the file, and its values by column key."""

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 -- of the column's own type
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell (or a row, or the file: row 0)."""

    row: int
    column: str
    value: str
    code: str
    law: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False

    def finding(self) -> Finding:
        """Return it as a finding, for its words."""
        detail = {"value": self.value, "column": self.column, "row": self.row, **self.detail}
        return Finding(self.code, law=self.law, detail=detail, warning=self.warning)


# --- the head ----------------------------------------------------------------------------


def plain_head(cell: object) -> str:
    """Return a head without blanks, brackets and the star that marks what is needed."""
    words = _BRACKETS.sub("", unicodedata.normalize("NFKC", str(cell or "")))
    return re.sub(r"[\s*＊:：]", "", words).lower()


def find_head(
    rows: Sequence[Sequence[object]], columns: Sequence[Column]
) -> tuple[int, dict[int, Column], list[str]]:
    """Return where the head is, which place holds which column, and the heads nobody knows.

    A title above the head is passed over: the head is the row of the first ten that knows
    the most columns. Two heads may mean one column (信用代码, 备案号): the first cell counts
    that is not blank.
    """
    known = {plain_head(name): c for c in columns for name in (c.head, *c.aliases)}
    best = 0
    found: dict[int, Column] = {}
    for number, row in enumerate(rows[:HEAD_ROWS]):
        places: dict[int, Column] = {}
        for place, cell in enumerate(row):
            column = known.get(plain_head(cell))
            if column is not None:
                places[place] = column
        if len(set(map(id, places.values()))) > len(set(map(id, found.values()))):
            best, found = number, places
    heads = rows[best] if rows else []
    foreign = [
        str(cell).strip()
        for place, cell in enumerate(heads)
        if place not in found and str(cell or "").strip() and plain_head(cell) != REMARK
    ]
    return best, found, foreign


def read_rows(
    rows: Sequence[Sequence[object]], columns: Sequence[Column]
) -> Iterator[Row | Problem]:
    """Yield every row of the file, or what is wrong with its cells; blank rows are nothing."""
    start, places, foreign = find_head(rows, columns)
    missing = [c for c in columns if c.required and c not in places.values()]
    if missing or not places:
        yield Problem(0, "", "", "head-missing", detail={"heads": [c.head for c in missing]})
        return
    for head in foreign:
        yield Problem(start + 1, head, head, "head-unknown", warning=True)
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        if any(not blank(cell) for cell in cells) and not is_example(cells):
            yield from read_row(number, cells, places)


def read_row(
    number: int, cells: Sequence[object], places: Mapping[int, Column]
) -> Iterator[Row | Problem]:
    """Yield the row, or a problem for each of its bad cells."""
    values: dict[str, Any] = {}
    bad: dict[str, Problem] = {}
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else ""
        if blank(cell) or column.key in values or column.key in bad:
            continue
        try:
            values[column.key] = column.parse(cell)
        except BadCell as wrong:
            bad[column.key] = Problem(
                number, column.head, shown(cell), wrong.code, wrong.law, wrong.detail
            )
    columns = {column.key: column for column in places.values()}
    for key, column in columns.items():
        if key in bad:
            yield bad[key]
        elif column.required and key not in values:
            bad[key] = Problem(number, column.head, "", "cell-missing")
            yield bad[key]
    if not bad:
        yield Row(number, values)


def blank(cell: object) -> bool:
    """Say whether there is nothing in a cell; a dash stands for nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip() in ("", "-", "—", "－", "/"))


def is_example(cells: Iterable[object]) -> bool:
    """Say whether it is the example row of the template, left in."""
    return any(isinstance(cell, str) and cell.strip() == EXAMPLE for cell in cells)


def shown(cell: object) -> str:
    """Return a cell as people see it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute) else str(cell)
    return str(cell).strip()[:100]


# --- cells -------------------------------------------------------------------------------


def text(longest: int) -> Parse:
    """Take a text of at most so many characters."""

    def parse(cell: object) -> str:
        words = shown_whole(cell)
        if len(words) > longest:
            raise BadCell("cell-too-long", most=longest, count=len(words))
        return words

    return parse


def shown_whole(cell: object) -> str:
    """Return the whole text of a cell, control characters left out."""
    words = shown(cell) if not isinstance(cell, str) else cell.strip()
    return "".join(c for c in words if c == "\n" or unicodedata.category(c) != "Cc")


def credit_code(cell: object) -> str:
    """Take a credit code of a social organization, with both check characters right."""
    if isinstance(cell, float):
        raise BadCell("code-as-number")
    code = code_of(str(cell))
    for found in code_findings(code):
        raise BadCell(found.code, found.law, **found.detail)
    return code


def any_code(cell: object) -> str:
    """Take a credit code or a filing number: what looks like a code must be a right one."""
    if isinstance(cell, float):
        raise BadCell("code-as-number")
    written = str(cell).strip()
    looks = re.fullmatch(r"[0-9A-Za-z\s-]{16,22}", written) is not None
    return credit_code(written) if looks else written


def day(cell: object) -> date:
    """Take a day: a date cell, 2026-11-24, 2026/11/24, 20261124 or 2026年11月24日."""
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        match = _DAY.fullmatch(unicodedata.normalize("NFKC", shown(cell)))
        year, month, of_month = (int(n) for n in match.groups()[:3]) if match else (0, 0, 0)
        try:
            found = date(year, month, of_month)
        except ValueError as error:
            raise BadCell("cell-not-a-day") from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise BadCell("cell-not-a-day")
    return found


def whole(low: int, high: int) -> Parse:
    """Take a whole number between two others."""

    def parse(cell: object) -> int:
        number = _number(cell, "cell-not-whole")
        if number != number.to_integral_value():
            raise BadCell("cell-not-whole")
        if not low <= number <= high:
            raise BadCell("cell-out-of-range", low=str(low), high=str(high))
        return int(number)

    return parse


def money(cell: object) -> Decimal:
    """Take an amount in yuan with at most two decimals."""
    amount = _number(cell, "cell-not-money")
    cents = amount.quantize(Decimal("0.01"))
    # A number cell is binary: 0.1 + 0.2 is an amount, 0.125 is not.
    if abs(amount - cents) > (Decimal("1e-6") if isinstance(cell, float) else 0):
        raise BadCell("cell-money-decimals")
    if not 0 <= cents < MOST_MONEY:
        raise BadCell("cell-not-money")
    return cents


def points(cell: object) -> Decimal:
    """Take a score from 0 to 100 with at most two decimals."""
    number = _number(cell, "cell-not-a-number")
    if not 0 <= number <= Decimal(100):
        raise BadCell("cell-out-of-range", low="0", high="100")
    return number.quantize(Decimal("0.01"))


def yes_no(cell: object) -> bool:
    """Take 是 or 否."""
    said = shown(cell).lower()
    if said in YES or cell is True:
        return True
    if said in NO or cell is False:
        return False
    raise BadCell("cell-not-yes-no")


def grade(cell: object) -> str:
    """Take 3A or AAA."""
    said = _BRACKETS.sub("", unicodedata.normalize("NFKC", shown(cell))).upper()
    found = _GRADES.get(re.sub(r"[\s级]", "", said))
    if found is None:
        raise BadCell("cell-not-a-grade")
    return found


def one_of(words: Mapping[str, str]) -> Parse:
    """Take one of some words (or its key); the words are told if it is none of them."""
    known = {plain_head(word): key for word, key in words.items()}
    known |= {key: key for key in words.values()}

    def parse(cell: object) -> str:
        found = known.get(plain_head(cell))
        if found is None:
            raise BadCell("cell-not-a-choice", choices=list(dict.fromkeys(words)))
        return found

    return parse


def some_of(words: Mapping[str, str]) -> Parse:
    """Take several of some words, parted by 、 or a comma."""
    single = one_of(words)

    def parse(cell: object) -> list[str]:
        return list(
            dict.fromkeys(single(part) for part in SPLIT.split(shown(cell)) if part.strip())
        )

    return parse


def parts(cell: object) -> list[str]:
    """Take several words, parted by 、 or a comma."""
    found = (part.strip() for part in SPLIT.split(shown(cell)))
    return list(dict.fromkeys(part for part in found if part))


def _number(cell: object, code: str) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str | Decimal):
        raise BadCell(code)
    written = repr(cell) if isinstance(cell, float) else str(cell)
    plain = re.sub(r"[,，\s¥￥元分人]", "", unicodedata.normalize("NFKC", written))
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise BadCell(code) from error
    if not number.is_finite() or abs(number) >= MOST_NUMBER:
        raise BadCell(code)
    return number


# --- names of the catalogue ----------------------------------------------------------------

_STRAY = re.compile(r"\s|——")
_CUT_OFF = ("；", "。", "，", "、", "：", ";", ",", "和", "及", "与", "的")
_NO_NAME = ("包括", "指", "以及", "如")
MANY_COMMAS = 3


def catalogue_name(written: str) -> tuple[str, str]:
    """Return the name of a catalogue code, and the stray text beside it.

    Machine-read files carry words of the next column after the name, or in its place; a
    name that is such words only comes back empty.
    """
    words = written.strip()
    found = _STRAY.search(words)
    name = words[: found.start()].strip() if found else words
    stray = words[found.start() :].strip() if found else ""
    listing = name.count("、") >= MANY_COMMAS and not name.endswith("服务")
    if not name or name.startswith(_NO_NAME) or name.endswith(_CUT_OFF) or listing:
        return "", words
    return name, stray
