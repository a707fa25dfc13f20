"""From a file to rows of cells: XLSX, and CSV in the encodings that offices use."""

import csv
import unicodedata
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from app.documents import inspection
from app.documents import rules as documents
from app.errors import Finding, RefusedError

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = (",", "\t", ";")
XLSX_MARK = b"PK\x03\x04"
MOST_ROWS = 100_000
MOST_BYTES = 20 * 1024 * 1024

Cells = list[list[object]]


def read(content: bytes, label: str) -> Cells:
    """Return the rows of the first sheet with anything in it, or raise RefusedError."""
    if len(content) > MOST_BYTES:
        raise _refused("import-too-large")
    rows = _xlsx(content, label) if content.startswith(XLSX_MARK) else _csv(content)
    while rows and all(cell in ("", None) for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise _refused("import-empty")
    if len(rows) > MOST_ROWS:
        raise _refused("import-too-many-rows", count=len(rows), most=MOST_ROWS)
    return rows


def _xlsx(content: bytes, label: str) -> Cells:
    name = label if label.lower().endswith(".xlsx") else f"{label}.xlsx"
    if wrong := inspection.inside(documents.label_of(name), BytesIO(content)):
        raise RefusedError([Finding(f.code, f.law, "file", f.detail) for f in wrong])
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if any(cell not in ("", None) for row in rows for cell in row):
                return [list(row) for row in rows]
    except CalamineError as error:
        raise _refused("import-not-readable") from error
    return []


def _csv(content: bytes) -> Cells:
    if b"\x00" in content[:4096]:
        raise _refused("import-not-a-table")
    for encoding in ENCODINGS:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _table(words)
    raise _refused("import-not-readable")


def _table(words: str) -> Cells:
    head = words[: words.find("\n")] if "\n" in words else words
    delimiter = max(DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(StringIO(words, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused("import-not-a-table") from error
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: str) -> str:
    """Return a cell of text; a spreadsheet's mark against formulas is not part of it."""
    plain = cell.strip()
    if plain.startswith("'") and plain[1:2] in tuple("=+-@＝＋－＠"):
        plain = plain[1:]
    return unicodedata.normalize("NFC", plain)


def _refused(code: str, **detail: object) -> RefusedError:
    return RefusedError([Finding(code, field="file", detail=detail)])
