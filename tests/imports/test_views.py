"""The pages of imports."""

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app import sheets
from app.imports import registry
from app.imports.models import ImportRun
from app.imports.reading import read
from app.imports.rules import read_rows
from app.organizations.models import Organization
from app.permissions import Role
from tests import register

HEADS = ["名称", "统一社会信用代码", "登记日期"]


@pytest.fixture
def office(db, sign_in):
    return sign_in(register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))


def html(answer):
    return answer.get_data(as_text=True)


def upload(browser, *rows, kind="organizations", name="登记.csv"):
    file = (io.BytesIO(sheets.csv(HEADS, rows)), name)
    return browser.post(f"/imports/new/{kind}", data={"file": file})


def test_a_file_is_checked_shown_confirmed_and_written(office, db):
    sent = upload(office, ("青禾服务中心", register.code(), "2018-05-01"))
    page = html(office.get(sent.location))
    assert "确认前" in html(office.get("/imports/new/organizations"))
    assert "还没有写入" in page
    assert db.scalars(select(Organization)).all() == []
    office.post(f"{sent.location}/confirm")
    assert "已导入" in html(office.get(sent.location))
    assert db.scalars(select(Organization.name)).all() == ["青禾服务中心"]
    assert office.post(f"{sent.location}/confirm").status_code == 409


def test_every_bad_cell_is_named_on_the_page_and_as_a_table(office, db):
    sent = upload(office, ("", "52990106MJ81T06281", "去年"))
    page = html(office.get(sent.location))
    assert "有 3 处要改" in page
    assert "代码最后一位应是 0，不是 1" in page
    assert "去年" in page
    table = office.get(f"{sent.location}/problems.xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(table)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["名称", "统一社会信用代码", "登记日期"]


def test_what_is_no_table_is_said_beside_the_field(office):
    file = (io.BytesIO(b"\x00\x01"), "x.csv")
    answer = office.post("/imports/new/organizations", data={"file": file})
    assert answer.status_code == 422
    assert "不是能读的表格" in html(answer)
    assert office.post("/imports/new/organizations", data={}).status_code == 422


def test_a_checked_file_can_be_thrown_away(office, db):
    sent = upload(office, ("青禾服务中心", register.code(), "2018-05-01"))
    office.post(f"{sent.location}/drop")
    run = db.scalars(select(ImportRun)).one()
    assert (run.state.value, run.content) == ("dropped", None)


@pytest.mark.parametrize("kind", list(registry.KINDS))
def test_every_template_is_read_by_its_own_import(db, sign_in, kind):
    admin = sign_in(
        register.person("付华", (Role.ADMIN, register.unit()), (Role.LIST_OWNER, register.unit()))
    )
    chosen = registry.kind(kind)
    content = admin.get(f"/imports/template/{kind}.xlsx").data
    cells = read(content, "x.xlsx")
    assert list(read_rows(cells, chosen.columns)) == []
    assert len(cells[0]) == len(chosen.columns) + 1


@pytest.mark.parametrize("kind", list(registry.KINDS))
def test_every_example_of_a_column_can_be_read(kind):
    for column in registry.kind(kind).columns:
        if column.example:
            column.parse(column.example)


def test_everybody_imports_only_what_is_theirs(sign_in, client, db, office):
    owner = sign_in(register.person("沈妍", (Role.LIST_OWNER, register.unit("编办"))))
    assert "评估等级" not in html(owner.get("/imports/"))
    assert owner.get("/imports/new/organizations").status_code == 403
    sent = upload(office, ("青禾服务中心", register.code(), "2018-05-01"))
    assert owner.get(sent.location).status_code == 404
    buyer = sign_in(register.person("周敏", (Role.PURCHASER, register.unit())))
    assert buyer.get("/imports/").status_code == 403
    assert client.get("/imports/").status_code == 302
    assert office.get("/imports/new/nothing").status_code == 404


def test_a_large_file_shows_how_far_it_is(office, db):
    rows = [(f"第{n}中心", register.code(), "2018-05-01") for n in range(520)]
    sent = upload(office, *rows)
    page = html(office.get(sent.location))
    assert "<progress" in page
    assert 'http-equiv="refresh"' in page
