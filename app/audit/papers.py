"""The log as a table for spreadsheets: every cell is text, none is a formula."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import IO

from flask_babel import gettext as _
from flask_babel import pgettext
from xlsxwriter import Workbook

from app import formats, words
from app.audit import labels
from app.audit.models import AuditRow
from app.audit.rules import cell

IN_MEMORY = 8 * 1024 * 1024
BOM = "\ufeff"


def head() -> list[str]:
    """Return the names of the columns."""
    return [
        pgettext("log", "No."),
        _("Time (Beijing)"),
        pgettext("log", "Who"),
        pgettext("log", "Did what"),
        pgettext("log", "From"),
        pgettext("log", "To"),
        pgettext("log", "About"),
        pgettext("log", "Title"),
        _("Project or round (id)"),
        _("Basis"),
        pgettext("log", "Particulars"),
        pgettext("log", "Seal"),
    ]


def line(row: AuditRow) -> list[str]:
    """Return the cells of one row."""
    return [
        str(row.seq),
        formats.stamp(row.at),
        row.actor_name,
        words.step(row.kind, row.step),
        words.state(row.kind, row.start) if row.start else "",
        words.state(row.kind, row.end) if row.end else "",
        labels.kind(row.kind),
        row.title,
        str(row.call_id or ""),
        row.law or "",
        json.dumps(row.detail, ensure_ascii=False) if row.detail else "",
        row.hash,
    ]


def as_csv(rows: Iterable[AuditRow]) -> Iterator[str]:
    """Yield the lines of a CSV file that Chinese Excel reads."""
    yield BOM
    yield from map(_csv, _lines(rows))


def as_xlsx(rows: Iterable[AuditRow]) -> IO[bytes]:
    """Return an XLSX file; rows go to a temporary file, however many they are."""
    made: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- handed on open
    with Workbook(made, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, cells in enumerate(_lines(rows)):
            for column, value in enumerate(cells):
                sheet.write_string(number, column, value)
    made.seek(0)
    return made


def _lines(rows: Iterable[AuditRow]) -> Iterator[list[str]]:
    yield head()
    yield from map(line, rows)


def _csv(cells: list[str]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerow([cell(value) for value in cells])
    return text.getvalue()
