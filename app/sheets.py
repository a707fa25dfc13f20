"""Tables as files: XLSX and CSV for people to take away. Reading files is in app.imports."""

import csv as csv_module
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A spreadsheet takes a text that begins so for a formula; a Chinese one the wide signs as well.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
_WIDEST = 48
_SHEET_NAME = 31

Rows = Iterable[Sequence[object]]


def xlsx(title: str, columns: Sequence[str], rows: Rows, *, notes: Sequence[str] = ()) -> bytes:
    """Return a workbook: one sheet with a fixed head, and a second one with notes if there are any."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(title[:_SHEET_NAME])
    widths = [_width(words) for words in columns]
    for place, words in enumerate(columns):
        sheet.write_string(0, place, words, head)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            widths[place] = max(widths[place], _width(value))
            _write(sheet, number, place, value, days, money)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    if notes:
        told = book.add_worksheet("说明")
        told.set_column(0, 0, 100)
        for number, words in enumerate(notes):
            told.write_string(number, 0, words)
    book.close()
    return content.getvalue()


def csv(columns: Sequence[str], rows: Rows) -> bytes:
    """Return a CSV with the mark by which spreadsheets know UTF-8."""
    text = StringIO()
    writer = csv_module.writer(text, lineterminator="\r\n")
    writer.writerow([_plain(words) for words in columns])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def answer(kind: str, title: str, columns: Sequence[str], rows: Rows) -> Response:
    """Return a table as a download, named by its title."""
    content = xlsx(title, columns, rows) if kind == "xlsx" else csv(columns, rows)
    return download(content, f"{title}.{kind}", kind)


def download(content: bytes, name: str, kind: str) -> Response:
    """Return a file to save, whatever the script of its name."""
    answered = Response(content, content_type=MEDIA_TYPES[kind])
    answered.headers["Content-Disposition"] = (
        f"attachment; filename=table.{kind}; filename*=UTF-8''{quote(name)}"
    )
    return answered


def _write(sheet: Any, row: int, column: int, value: object, days: Any, money: Any) -> None:  # noqa: ANN401
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "是" if value else "否")
        case Decimal():
            sheet.write_number(row, column, float(value), money)
        case int():
            sheet.write_number(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, days)
        case _:
            sheet.write_string(row, column, str(value))


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = value.isoformat() if isinstance(value, date) else str(value)
    risky = isinstance(value, str) and text.lstrip(" \u3000").startswith(_FORMULA)
    return f"'{text}" if risky else text


def _width(value: object) -> int:
    """Return how many columns a text takes: a Chinese character two."""
    text = "0000-00-00" if isinstance(value, date) else str(value or "")
    return sum(1 if character.isascii() else 2 for character in text)
