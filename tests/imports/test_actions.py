"""Whole files: all or nothing, no doubles, every kind."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import sheets
from app.accounts.models import Person
from app.accounts.states import UnitKind
from app.audit.models import AuditRow
from app.functions.models import CatalogueCode, FunctionItem, NegativeEntry
from app.functions.states import ItemState
from app.imports import actions, registry
from app.imports.states import RunState
from app.needs.models import Need
from app.organizations.models import Grade, Organization
from app.panels.models import Expert
from app.permissions import SYSTEM, Role
from app.queue import Outbox
from app.track_records.models import TrackRecord
from jobs import imports as jobs_imports
from tests import register
from tests.conftest import NOW

REGISTER = ("名称", "统一社会信用代码", "登记日期", "街道", "服务领域", "工作人员数", "专职人员数")


def send(kind, heads, *rows, write=True, by=SYSTEM):
    run = actions.start(
        registry.kind(kind),
        sheets.csv(list(heads), rows),
        f"{kind}.csv",
        by=by,
        now=NOW,
        whole=True,
    )
    if write and run.state is RunState.READY:
        actions.write(run, by=by, now=NOW)
    return run


def counts(run):
    return (run.state.value, run.added, run.changed, run.same)


def said(run):
    return [(p["row"], p["column"], p["code"]) for p in run.problems]


def organization(code, name="青禾社会工作服务中心", **more):
    facts = {
        "date": "2018-05-01",
        "street": "临江街道",
        "fields": "养老托幼、社区服务",
        "staff": 8,
        "full": 5,
    }
    return (name, code, *(facts | more).values())


@pytest.fixture
def street(db):
    return register.unit("临江街道")


def test_a_register_comes_in_and_repeating_it_changes_nothing(db, street):
    rows = [organization(register.code(), f"第{n}服务中心") for n in range(3)]
    assert counts(send("organizations", REGISTER, *rows)) == ("done", 3, 0, 0)
    assert counts(send("organizations", REGISTER, *rows)) == ("done", 0, 0, 3)
    changed = [(*rows[0][:-1], 4), *rows[1:]]
    assert counts(send("organizations", REGISTER, *changed)) == ("done", 0, 1, 2)
    made = db.scalars(select(Organization).where(Organization.uscc == rows[0][1])).one()
    assert (made.full_time_staff, made.street_id, made.pinyin) == (4, street.id, "di0fuwuzhongxin")
    assert made.fields == ["elder_child_care", "community_service"]


def test_one_bad_cell_keeps_the_whole_file_out(db, street):
    good = organization(register.code())
    bad = organization("52990106MJ81T06281", date="2018-13-01", street="没有街道")
    run = send("organizations", REGISTER, good, bad)
    assert run.state is RunState.BAD
    assert said(run) == [(3, "统一社会信用代码", "uscc-check"), (3, "登记日期", "cell-not-a-day")]
    assert db.scalar(select(func.count()).select_from(Organization)) == 0
    assert run.content is None


def test_what_only_the_database_knows_is_named_too(db, street):
    code = register.code()
    run = send(
        "organizations",
        REGISTER,
        organization(code),
        organization(code, "同名"),
        organization(register.code(), street="没有街道", full=9),
    )
    assert said(run) == [
        (3, "", "row-twice"),
        (4, "街道", "unit-unknown"),
        (4, "专职人员数", "more-full-time-than-staff"),
    ]


def test_the_preview_counts_what_the_import_does_and_writes_nothing(db, street):
    run = send("organizations", REGISTER, organization(register.code()), write=False)
    assert counts(run) == ("ready", 1, 0, 0)
    assert db.scalar(select(func.count()).select_from(Organization)) == 0
    actions.confirm(run, by=SYSTEM, now=NOW)
    assert counts(run) == ("done", 1, 0, 0)
    assert db.scalar(select(func.count()).select_from(Organization)) == 1


def test_a_register_that_changed_in_between_is_noticed_when_it_is_written(db, street):
    run = send("organizations", REGISTER, organization(register.code()), write=False)
    street.name = street.short_name = "改名街道"
    actions.confirm(run, by=SYSTEM, now=NOW)
    assert run.state is RunState.BAD
    assert db.scalar(select(func.count()).select_from(Organization)) == 0


def test_an_import_writes_one_row_of_the_log(db, street):
    run = send("organizations", REGISTER, organization(register.code()), write=False)
    before = db.scalar(select(func.count()).select_from(AuditRow))
    actions.confirm(run, by=SYSTEM, now=NOW)
    rows = db.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).all()
    assert db.scalar(select(func.count()).select_from(AuditRow)) == before + 1
    assert (rows[0].step, rows[0].detail["added"]) == ("write", 1)


def test_filed_organizations_are_known_by_their_number(db):
    heads = ("组织名称", "组织类型", "备案号", "备案日期")
    row = ("临江读书会", "社会团体", "澜民备〔2024〕018 号", "2024-03-01")
    assert counts(send("organizations", heads, row)) == ("done", 1, 0, 0)
    assert counts(send("organizations", heads, row)) == ("done", 0, 0, 1)
    assert said(send("organizations", heads, ("无号", "社会团体", "", "2024-03-01"))) == [
        (2, "统一社会信用代码", "code-missing")
    ]


def test_a_filed_organization_that_was_registered_stays_one(db):
    filed = ("组织名称", "组织类型", "备案号", "备案日期")
    send("organizations", filed, ("临江读书会", "社会团体", "备案 018 号", "2024-03-01"))
    both = ("名称", "备案号", "统一社会信用代码", "登记日期")
    code = register.code("society")
    assert counts(
        send("organizations", both, ("临江读书会", "备案 018 号", code, "2024-03-01"))
    ) == (
        *("done", 0),
        *(1, 0),
    )
    other = register.code("society")
    run = send("organizations", both, ("别家", "备案 018 号", other, "2024-03-01"))
    assert said(run) == [(2, "备案号", "code-of-another")]
    twice = [(f"第{n}家", "备案 019 号", register.code("society"), "2024-03-01") for n in range(2)]
    assert said(send("organizations", both, *twice)) == [(3, "备案号", "code-of-another")]


def test_two_heads_may_mean_one_column(db):
    center = register.organization()
    filed = register.organization("读书会", filing_no="备案 018 号")
    heads = ("统一社会信用代码", "备案号", "评估等级", "授予日期", "证书编号")
    rows = [
        (center.uscc, "", "3A", "2024-07-01", "1号"),
        ("", filed.filing_no, "2A", "2024-07-01", "2号"),
    ]
    assert counts(send("grades", heads, *rows)) == ("done", 2, 0, 0)


def test_grades_belong_to_known_organizations_and_are_valid_for_five_years(db):
    center = register.organization()
    heads = ("统一社会信用代码", "评估等级", "授予日期", "证书编号")
    assert counts(send("grades", heads, (center.uscc, "AAA", "2024-07-01", "2024-018号"))) == (
        *("done", 1),
        *(0, 0),
    )
    grade = db.scalars(select(Grade)).one()
    assert (grade.level, grade.valid_until) == ("3A", date(2029, 6, 30))
    assert counts(send("grades", heads, (center.uscc, "3A", "2024-07-01", "2024-018号")))[3] == 1
    run = send("grades", heads, (register.code(), "3A", "2024-07-01", "2024-019号"))
    assert said(run) == [(2, "统一社会信用代码", "organization-unknown")]


def test_performed_contracts_become_track_records(db):
    center = register.organization()
    heads = ("统一社会信用代码", "项目名称", "购买方", "服务内容", "合同金额", "开始日期", "结束日期", "履约评分", "凭据")  # fmt: skip
    row = (center.uscc, "助餐服务", "区民政局", "送餐", "120,000.00", "2025-01-01", "2025-12-31", "88.5", "验收报告")  # fmt: skip
    assert counts(send("contracts", heads, row)) == ("done", 1, 0, 0)
    assert counts(send("contracts", heads, row)) == ("done", 0, 0, 1)
    record = db.scalars(select(TrackRecord)).one()
    assert (record.score, record.amount, record.imported) == (
        Decimal("88.5"),
        Decimal("120000.00"),
        True,
    )
    backwards = (*row[:5], "2026-01-01", *row[6:])
    assert said(send("contracts", heads, backwards)) == [(2, "结束日期", "ends-before-start")]


def test_functions_come_in_as_drafts_and_published_ones_are_left_alone(db):
    register.unit("区民政局", UnitKind.BUREAU)
    heads = ("事项编号", "事项名称", "主管部门", "设定依据", "承接方式", "预算金额")
    row = ("ZN-1", "养老服务需求评估", "区民政局", "条例第十条", "项目发包", "300000")
    assert counts(send("functions", heads, row)) == ("done", 1, 0, 0)
    item = db.scalars(select(FunctionItem)).one()
    assert (item.state, item.mode, item.budget_amount) == (
        ItemState.DRAFT,
        "project_letting",
        Decimal(300000),
    )
    assert counts(send("functions", heads, (*row[:1], "改名", *row[2:])))[2] == 1
    item.state = ItemState.PUBLISHED  # as if it had been published on its page
    db.flush()
    assert said(send("functions", heads, row)) == [(2, "事项编号", "function-published")]
    assert counts(send("functions", heads, (*row[:1], "改名", *row[2:])))[3] == 1


def test_the_negative_list_comes_in(db):
    heads = ("编号", "层级", "标题", "内容", "关键词", "处理方式", "出处", "生效日期")
    row = (
        "FM-1",
        "本级",
        "行政处罚",
        "不得转移",
        "处罚、罚款",
        "禁止",
        "清单第 1 条",
        "2026-01-01",
    )
    assert counts(send("negative", heads, row)) == ("done", 1, 0, 0)
    assert counts(send("negative", heads, row)) == ("done", 0, 0, 1)
    entry = db.scalars(select(NegativeEntry)).one()
    assert (entry.keywords, entry.action, entry.layer) == (["处罚", "罚款"], "block", "local")


def test_needs_come_in_and_a_name_that_two_communities_have_asks_for_the_street(db, street):
    other = register.unit("望海街道")
    register.unit("幸福社区", UnitKind.COMMUNITY, parent_id=street.id)
    second = register.unit("幸福社区", UnitKind.COMMUNITY, parent_id=other.id)
    heads = ("需求标题", "需求内容", "街道", "社区", "提出日期")
    assert said(send("needs", heads, ("午餐", "送餐", "", "幸福社区", "2026-09-10"))) == [
        (2, "社区", "unit-unknown")
    ]
    row = ("午餐", "送餐", "望海街道", "幸福社区", "2026-09-10")
    assert counts(send("needs", heads, row)) == ("done", 1, 0, 0)
    assert counts(send("needs", heads, row)) == ("done", 0, 0, 1)
    assert db.scalars(select(Need)).one().community_id == second.id


def test_experts_get_an_account_and_stand_in_the_pool_once(db):
    heads = ("专家编号", "姓名", "手机号", "工作单位", "评审领域", "有效期至")
    row = ("ZJ-201", "沈岚", "13800002046", "澜湾大学", "养老托幼", "2028-12-31")
    assert counts(send("experts", heads, row)) == ("done", 1, 0, 0)
    assert counts(send("experts", heads, row)) == ("done", 0, 0, 1)
    expert = db.scalars(select(Expert)).one()
    person = db.scalars(select(Person).where(Person.id == expert.person_id)).one()
    assert (person.username, person.password_hash, [g.role for g in person.grants]) == (
        "13800002046",
        "",
        [Role.EXPERT],
    )
    assert said(send("experts", heads, ("ZJ-202", *row[1:]))) == [(2, "手机号", "expert-twice")]
    assert said(send("experts", heads, (row[0], "别人", *row[2:]))) == [
        (2, "姓名", "phone-of-another")
    ]


def test_the_catalogue_reports_stray_text_and_keeps_it_out(db):
    heads = ("catalog_code", "catalog_name", "level", "parent_code", "source_page")
    rows = [
        ("C05010000", "社会保障服务", 2, "C05000000", 1),
        ("C05010400", "养老服务 力综合评估、探访服务", 3, "C05010000", 1),
        ("C01010600", "——历史语言学研究服务；", 3, "C01010000", 1),
    ]
    run = send("catalogue", heads, *rows)
    assert counts(run) == ("done", 2, 0, 0)
    assert run.skipped == 1
    assert said(run) == [
        (1, "source_page", "head-unknown"),
        (3, "品目名称", "name-stray"),
        (4, "品目名称", "name-only-stray"),
    ]
    names = db.scalars(select(CatalogueCode.name).order_by(CatalogueCode.code)).all()
    assert names == ["社会保障服务", "养老服务"]
    assert counts(send("catalogue", heads, *rows)) == ("done", 0, 0, 2)


def test_many_rows_cost_as_many_questions_as_few(db, street, queries):
    def cost(number):
        rows = [organization(register.code(), f"第{n}服务中心") for n in range(number)]
        with queries() as count:
            send("organizations", REGISTER, *rows)
        return count.selects

    cost(1)
    assert cost(2) == cost(40)


def test_a_large_file_is_checked_and_written_by_a_worker(app, db, street):
    rows = [organization(register.code(), f"第{n}服务中心") for n in range(600)]
    content = sheets.csv(list(REGISTER), rows)
    run = actions.start(registry.kind("organizations"), content, "大.csv", by=SYSTEM, now=NOW)
    run_id = run.id
    assert (run.state, run.total) == (RunState.CHECKING, 600)
    work(db, run_id)
    assert counts(run) == ("ready", 600, 0, 0)
    actions.confirm(run, by=SYSTEM, now=NOW)
    assert run.state is RunState.WRITING
    work(db, run_id)
    work(db, run_id)  # at least once: the second time finds nothing to do
    assert counts(run) == ("done", 600, 0, 0)
    assert db.scalar(select(func.count()).select_from(Organization)) == 600
    topics = db.scalars(select(Outbox.topic)).all()
    assert topics == ["imports.run", "imports.run"]


@pytest.mark.sqlite
def test_a_whole_register_names_its_bad_rows_and_comes_in_once_they_are_right(db, street):
    rows = [organization(register.code(), f"第{n}服务中心") for n in range(5_000)]
    bad = list(rows)
    bad[16] = organization("52990106MJ81T06281", "号码错了")
    bad[2_998] = organization(rows[2_998][1], "日期错了", date="2018-02-30")
    bad[4_997] = organization(rows[3][1], "两次")
    run = send("organizations", REGISTER, *bad, write=False)
    assert run.state is RunState.BAD
    assert said(run) == [
        (18, "统一社会信用代码", "uscc-check"),
        (3_000, "登记日期", "cell-not-a-day"),
        (4_999, "", "row-twice"),
    ]
    assert db.scalar(select(func.count()).select_from(Organization)) == 0
    assert counts(send("organizations", REGISTER, *rows)) == ("done", 5_000, 0, 0)
    assert counts(send("organizations", REGISTER, *rows, write=False)) == ("ready", 0, 0, 5_000)


def work(db, run_id):
    db.flush()
    jobs_imports.run({"run": str(run_id)}, NOW, key=run_id)
    db.expire_all()
