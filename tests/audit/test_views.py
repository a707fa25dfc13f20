"""The pages of the log: who reads it, filters, exports, one call's story."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from uuid import UUID, uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from app.accounts import actions as accounts
from app.audit import actions, queries
from app.audit.labels import detail
from app.audit.models import APPEND_ONLY_DOWN
from app.audit.queries import Wanted
from app.clock import local_date
from app.permissions import POLICY, Actor, May, Role

WHO = Actor(id=uuid4(), name="周敏")


class Thing:
    """Something that can be written about."""

    def __init__(self, title="居家养老服务项目", call=None):
        self.id, self.audit_call_id, self.audit_title = uuid4(), call, title


@pytest.fixture
def person(db, now):
    def make(role: Role):
        return accounts.create_person("袁辉", f"p{role}", grants=[(role, uuid4(), "区")], now=now)

    return make


@pytest.fixture
def auditor(person, sign_in):
    return sign_in(person(Role.AUDITOR))


def write(now, title="居家养老服务项目", by=WHO, call=None, **more):
    actions.note("person", "grant", Thing(title, call), by=by, now=now, **more)


PATHS = ["/audit/", "/audit/export.xlsx", "/audit/export.csv", f"/audit/call/{UUID(int=7)}"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", sorted(set(Role) - POLICY[May.AUDIT_READ].roles))
def test_the_log_is_read_by_those_who_watch_only(sign_in, person, path, role):
    assert sign_in(person(role)).get(path).status_code == 403


@pytest.mark.parametrize("role", sorted(POLICY[May.AUDIT_READ].roles))
def test_those_who_watch_read_it(sign_in, person, role):
    assert sign_in(person(role)).get("/audit/").status_code == 200


def test_a_visitor_is_led_to_the_sign_in_page(client):
    assert client.get("/audit/").status_code == 302


def test_a_row_shows_who_did_what_when_on_what_and_under_which_article(auditor, now):
    write(now, law="GPL/35", detail={"role": "项目经办", "place": "区民政局"})
    page = auditor.get("/audit/?kind=person&q=居家养老").text
    for words in (
        "周敏",
        "授予权限",
        "居家养老服务项目",
        "10:48:00",
        "第三十五条",
        "单位：区民政局",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ({"until": "2026-11-27"}, "截至：2026年11月27日（周五）"),
        ({"deadline": "2026-11-27T07:00:00+00:00"}, "截止时间：2026年11月27日（周五）15:00:00"),
        ({"same": True, "rows": 3}, "没有变化：是；记录数：3"),
        ({"fields": ["phone", "job"], "why": ""}, "改动项：phone、job"),
        ({"sha256": "0123456789abcdef" * 4}, "SHA-256：01234567…"),
        ({"value": "2026-13-45"}, "值：2026-13-45"),
        ({"else": {"score": "84.78"}}, "else：分数：84.78"),
    ],
)
def test_particulars_are_written_as_an_office_writes(app, kept, shown):
    with app.test_request_context():
        assert detail(kept) == shown


def test_an_article_that_the_book_no_longer_has_does_not_break_the_page(auditor, now):
    write(now, law="OLD/1")
    assert "OLD/1" in auditor.get("/audit/").text


def found(**wanted) -> set[str]:
    return {row.title for row in queries.page(Wanted(**wanted), 1)[0]}


def test_the_filters_narrow_each_by_itself_and_together(db, now):
    call = UUID(int=7)
    write(now - timedelta(days=2), "旧的")
    write(now, "甲_项目", call=call)
    write(now, "乙项目", by=Actor(id=UUID(int=7), name="赵磊"), detail={"why": "预算调整"})
    actions.note("unit", "create", Thing("丙街道"), by=WHO, now=now)
    today = local_date(now)
    assert found(since=today) == {"甲_项目", "乙项目", "丙街道"}
    assert found(until=today - timedelta(days=1)) == {"旧的"}
    assert found(person="赵") == {"乙项目"}
    assert found(kind="unit") == {"丙街道"}
    assert found(call_id=call) == {"甲_项目"}
    assert found(words="预算") == {"乙项目"}
    assert found(words="_项") == {"甲_项目"}
    assert found(words="项目 周敏", since=today) == {"甲_项目"}
    assert found(person="无此人") == set()


def test_a_day_ends_at_midnight_in_beijing(db, now):
    midnight = now.replace(hour=0, minute=0)
    write(midnight - timedelta(microseconds=1), "前一天")
    write(midnight, "当天")
    assert found(since=local_date(now)) == {"当天"}
    assert found(until=local_date(now) - timedelta(days=1)) == {"前一天"}


def test_a_day_that_cannot_be_read_is_said_and_the_page_stands(auditor):
    page = auditor.get("/audit/?since=2026-02-31&kind=person")
    assert page.status_code == 200
    assert "2026-11-24" in page.text  # how to write it


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=999", "call=nonsense"])
def test_nonsense_in_the_address_does_not_break_the_page(auditor, query):
    assert auditor.get(f"/audit/?{query}").status_code == 200


def test_an_empty_answer_says_what_to_do(auditor):
    assert "没有符合条件的记录" in auditor.get("/audit/?q=无此事").text


def test_a_page_costs_the_same_for_one_row_and_for_many(auditor, now, queries):
    with queries() as few:
        auditor.get("/audit/")
    for _ in range(30):
        write(now, law="GPL/35", call=UUID(int=7))
    with queries() as many:
        auditor.get("/audit/")
    assert few.selects == many.selects


# --- exports


def test_the_csv_has_all_filtered_rows_as_text(auditor, now):
    for number in range(25):
        write(now, f"项目{number}")
    write(now, "=HYPERLINK(1)")
    answer = auditor.get("/audit/export.csv?kind=person&person=周敏")
    table = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(table) == 1 + 26
    assert table[0][1] == "时间（北京时间）"
    assert table[1][7] == "'=HYPERLINK(1)"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=audit-20261124")


def test_the_workbook_has_all_filtered_rows_and_no_formula(auditor, now):
    for number in range(25):
        write(now, f"项目{number}")
    write(now, "=1+1")
    answer = auditor.get("/audit/export.xlsx?person=周敏")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    table = book.get_sheet_by_index(0).to_python()
    assert len(table) == 1 + 26
    assert table[1][7] == "=1+1"
    assert all(isinstance(value, str) for row in table for value in row)


# --- the story of one call


def test_the_story_goes_from_the_first_step_to_the_last(auditor, now):
    call = UUID(int=7)
    write(now, "甲项目", call=call, law="GPL/35")
    write(now + timedelta(hours=1), "甲项目", call=call)
    write(now, "别的项目", call=UUID(int=8))
    page = auditor.get(f"/audit/call/{call}").text
    assert page.index("10:48:00") < page.index("11:48:00")
    assert "别的项目" not in page
    assert "共 2 条" in page


def test_a_call_without_a_story_is_not_there(auditor):
    assert auditor.get(f"/audit/call/{UUID(int=7)}").status_code == 404


# --- the check


def test_the_page_says_when_the_log_was_last_checked(auditor):
    assert "还没有核对过" in auditor.get("/audit/").text
    assert auditor.post("/audit/check").status_code == 302
    assert "首尾相符" in auditor.get("/audit/").text


def test_a_broken_chain_is_named_on_the_page_and_by_the_command(app, db, auditor, now):
    write(now)
    for statement in APPEND_ONLY_DOWN[db.get_bind().dialect.name]:
        db.execute(text(statement))
    db.execute(text("update audit_row set actor_name = '何志远' where seq = 2"))
    auditor.post("/audit/check")
    assert "第 2 条不符" in auditor.get("/audit/").text
    said = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert said.exit_code == 1
    answer = json.loads(said.output)
    assert answer == {"whole": False, "rows": 1, "broken": 2, "why": "columns"}


def test_the_command_says_that_all_rows_fit(app, db, now):
    write(now)
    said = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (said.exit_code, said.output) == (0, "1 rows, all fit.\n")
