"""`flask import`."""

from sqlalchemy import func, select

from app import sheets
from app.organizations.models import Organization
from tests import register

HEADS = ["名称", "统一社会信用代码", "登记日期"]


def run(app, db, path, *more, kind="organizations"):
    db.commit()
    return app.test_cli_runner().invoke(args=["import", kind, str(path), *more])


def number(db):
    return db.scalar(select(func.count()).select_from(Organization))


def test_a_file_is_imported_and_repeated_without_doubles(app, db, tmp_path):
    file = tmp_path / "登记.xlsx"
    file.write_bytes(sheets.xlsx("登记", HEADS, [("青禾中心", register.code(), "2018-05-01")]))
    assert "核对通过，没有写入：新增 1" in run(app, db, file, "--dry-run").output
    assert number(db) == 0
    assert "已导入：新增 1，更改 0，未变 0" in run(app, db, file).output
    assert "已导入：新增 0，更改 0，未变 1" in run(app, db, file).output
    assert number(db) == 1


def test_a_bad_file_names_its_cells_in_chinese_and_fails(app, db, tmp_path):
    file = tmp_path / "登记.csv"
    rows = [
        ("青禾中心", register.code(), "2018-05-01"),
        ("同心中心", "52990106MJ81T0628", "2018-05-01"),
    ]
    file.write_bytes("\n".join(",".join(row) for row in [HEADS, *rows]).encode("gb18030"))
    said = run(app, db, file)
    assert said.exit_code == 1
    assert (
        "第 3 行「统一社会信用代码」：统一社会信用代码应为 18 位，您填了 17 位。（填的是“52990106MJ81T0628”）"
        in said.output
    )
    assert number(db) == 0


def test_what_is_no_table_fails_in_words(app, db, tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(b"\x00")
    said = run(app, db, file)
    assert said.exit_code == 1
    assert "不是能读的表格" in said.output
