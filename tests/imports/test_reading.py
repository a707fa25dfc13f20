"""Files as offices have them."""

from io import BytesIO

import pytest
import xlsxwriter

from app import sheets
from app.errors import RefusedError
from app.imports import reading

ROWS = [["名称", "日期"], ["青禾", "2026-11-24"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding(encoding, delimiter):
    content = "\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding)
    assert reading.read(content, "a.csv") == ROWS


def test_what_we_write_we_read():
    assert reading.read(sheets.xlsx("表", ROWS[0], ROWS[1:]), "a.xlsx") == ROWS
    assert reading.read(sheets.csv(ROWS[0], ROWS[1:]), "a.csv") == ROWS
    assert reading.read(sheets.csv(["名称"], [["=1+1"]]), "a.csv")[1] == ["=1+1"]


def test_an_empty_first_sheet_is_passed_over():
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("空")
    book.add_worksheet("表").write_row(2, 0, ["名称"])
    book.close()
    assert reading.read(content.getvalue(), "a.xlsx")[-1] == ["名称"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02",
        '名称,日期\n"没有关'.encode(),
        b"PK\x03\x04broken",
        b"\xff\xfe\xfa\xff\xff",
    ],
)
def test_what_is_no_table_is_refused_in_words(app, content):
    with pytest.raises(RefusedError) as refused:
        reading.read(content, "a.xlsx")
    assert all(f.field == "file" for f in refused.value.findings)
