"""Organizations, grades and performed contracts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.states import UnitKind
from app.clock import local_date
from app.db import session
from app.filings import actions as filings
from app.imports import rules
from app.imports.kinds import Kind, Loader, Outcome, Places, chunks, write
from app.imports.rules import Column, Problem, Row
from app.law import Track, add_years
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.models import Grade, Organization
from app.organizations.rules import PREFIXES, people_findings, pinyin
from app.organizations.states import OrganizationType
from app.permissions import Role
from app.profiles import actions as profiles
from app.track_records.models import TrackRecord
from app.track_records.rules import record_findings

FIELD_WORDS = {
    "教育就业": "education_employment",
    "养老托幼": "elder_child_care",
    "医疗卫生": "health",
    "公共安全": "public_safety",
    "社会保障": "social_security",
    "社区服务": "community_service",
    "文化体育": "culture_sport",
    "生态环境": "environment",
}
TYPE_WORDS = {
    "社会团体": OrganizationType.SOCIETY,
    "民办非企业单位": OrganizationType.SERVICE,
    "社会服务机构": OrganizationType.SERVICE,
    "基金会": OrganizationType.FOUNDATION,
}
BUREAU = frozenset({Role.CIVIL_AFFAIRS, Role.REGISTRAR, Role.ADMIN})
MOST_PEOPLE = 1_000_000
SHORT_NAME = 60
ANY_CODE = Column(
    "code",
    "统一社会信用代码",
    rules.any_code,
    required=True,
    aliases=("信用代码", "组织代码", "代码", "备案号", "统一社会信用代码或备案号"),
    example="52990106MJ81T06280",
    hint="18 位，单元格设为文本；备案组织填备案号",
)


def _people(key: str, head: str, *aliases: str, example: str = "") -> Column:
    return Column(key, head, rules.whole(0, MOST_PEOPLE), aliases=aliases, example=example)


# --- organizations -------------------------------------------------------------------------


class Organizations(Loader):
    """Known by credit code, else by filing number."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the organizations that are there, and the places."""
        codes = {code for row in rows for code in (row["uscc"], row["filing_no"]) if code}
        self.known = organizations.by_codes(codes)
        self.streets = Places(UnitKind.STREET)
        self.communities = Places(UnitKind.COMMUNITY)
        self.units = Places(
            UnitKind.DISTRICT, UnitKind.BUREAU, UnitKind.DEPARTMENT, UnitKind.STREET
        )

    def key(self, row: Row) -> object:
        """Return the code."""
        return row["uscc"] or row["filing_no"]

    def check(self, row: Row) -> Iterator[Problem]:
        """Ask for a code, a type that fits it, places that exist, and numbers that fit."""
        existing = self._existing(row)
        other = self.known.get(str(row["filing_no"]))
        if (other is not None and other is not existing) or (
            existing is not None and row["uscc"] and existing.uscc not in (None, row["uscc"])
        ):
            yield ORGANIZATIONS.problem(row, "filing_no", "code-of-another")
        if not self.key(row):
            yield Problem(row.number, "统一社会信用代码", "", "code-missing")
        kind = row["type"]
        if row["uscc"] and kind and PREFIXES[row["uscc"][:2]] is not kind:
            prefix = row["uscc"][:2]
            detail, law = {"prefix": prefix}, "GB32100/R-USC-03"
            yield ORGANIZATIONS.problem(row, "type", "uscc-other-type", law, detail)
        if not row["uscc"] and not kind and existing is None:
            yield Problem(row.number, "组织类型", "", "cell-missing")
        for key, places in (("street", self.streets), ("supervisor", self.units)):
            if row[key] and places.find(row[key]) is None:
                yield ORGANIZATIONS.problem(row, key, "unit-unknown")
        street = self.streets.find(row["street"])
        if row["community"] and self.communities.find(row["community"], below=street) is None:
            yield ORGANIZATIONS.problem(row, "community", "unit-unknown")
        yield from self._numbers(row)

    def _existing(self, row: Row) -> Organization | None:
        """Return the known one; a filed one may have been registered since."""
        return self.known.get(str(row["uscc"])) or self.known.get(str(row["filing_no"]))

    def _numbers(self, row: Row) -> Iterator[Problem]:
        existing = self._existing(row)

        def number(key: str) -> int:
            value = row[key]
            return int(value if value is not None else getattr(existing, key, 0) or 0)

        if row["staff"] is None and existing is None:
            return
        for found in people_findings(
            staff=number("staff"),
            full_time_staff=number("full_time_staff"),
            certified_social_workers=number("certified_social_workers"),
        ):
            at = found.field or "staff"
            yield ORGANIZATIONS.problem(row, at, found.code, None, found.detail)

    def apply(self, row: Row) -> Outcome:
        """Add it, or change what differs."""
        street = self.streets.find(row["street"])
        community = self.communities.find(row["community"], below=street)
        supervisor = self.units.find(row["supervisor"])
        facts = {column.key: row[column.key] for column in ORGANIZATIONS.columns}
        for key in ("street", "community", "supervisor"):
            facts.pop(key)
        facts["street_id"] = street.id if street else None
        facts["community_id"] = community.id if community else None
        facts["supervisor_id"] = supervisor.id if supervisor else None
        if row["uscc"]:
            facts["type"] = PREFIXES[row["uscc"][:2]]
        existing = self._existing(row)
        if existing is None and not facts["short_name"]:
            facts["short_name"] = str(row["name"])[:SHORT_NAME]
        facts["pinyin"] = pinyin(facts["short_name"] or getattr(existing, "short_name", ""))
        if existing is not None:
            self._keep(existing, facts)
        made, outcome = write(existing, self._new, facts)
        self.known.update({code: made for code in (made.uscc, made.filing_no) if code})
        if existing is None:
            filings.take_over(made)
        return outcome

    def _keep(self, existing: Organization, facts: Mapping[str, Any]) -> None:
        known = {name: value for name, value in facts.items() if value is not None}
        changed = profiles.differing(existing, known)
        on, source = local_date(self.now), _("Imported table")
        profiles.keep(existing, changed, on=on, source=source, by=self.by, now=self.now)

    def _new(self) -> Organization:
        return Organization(created_at=self.now)


ORGANIZATIONS = Kind(
    "organizations",
    (
        Column(
            "name",
            "名称",
            rules.text(120),
            required=True,
            aliases=("组织名称", "社会组织名称", "机构名称", "单位名称"),
            example="示例区某某社会工作服务中心",
        ),
        Column("short_name", "简称", rules.text(60), example="某某社工"),
        Column(
            "type",
            "组织类型",
            rules.one_of(TYPE_WORDS),
            aliases=("类型", "登记类型", "社会组织类型"),
            example="民办非企业单位",
            hint="社会团体、民办非企业单位（社会服务机构）、基金会；有信用代码的可以不填",
        ),
        Column(
            "uscc",
            "统一社会信用代码",
            rules.credit_code,
            aliases=("信用代码", "统一信用代码", "社会信用代码"),
            example="52990106MJ81T06280",
            hint="登记的组织必填，18 位，单元格设为文本",
        ),
        Column(
            "filing_no",
            "备案号",
            rules.text(40),
            aliases=("备案编号", "备案证号"),
            hint="备案的组织必填",
        ),
        Column(
            "registered_on",
            "登记日期",
            rules.day,
            required=True,
            aliases=("成立登记日期", "成立日期", "备案日期", "登记时间", "注册日期"),
            example="2018-05-01",
        ),
        Column("category", "类别", rules.text(40), aliases=("行业类别",), example="社区服务类"),
        Column(
            "legal_representative", "法定代表人", rules.text(60), aliases=("负责人", "法人代表")
        ),
        Column("address", "地址", rules.text(200), aliases=("住所", "登记住所")),
        Column("phone", "电话", rules.text(40), aliases=("联系电话",)),
        Column("street", "街道", rules.text(100), aliases=("所在街道", "所属街道")),
        Column("community", "社区", rules.text(100), aliases=("所在社区", "所属社区")),
        Column("supervisor", "业务主管单位", rules.text(100), aliases=("主管单位",)),
        Column(
            "fields",
            "服务领域",
            rules.some_of(FIELD_WORDS),
            aliases=("领域",),
            example="养老托幼、社区服务",
            hint="、".join(FIELD_WORDS),
        ),
        Column("scope", "业务范围", rules.text(4000), aliases=("章程业务范围",)),
        Column("intro", "组织简介", rules.text(1000), aliases=("简介",)),
        _people("staff", "工作人员数", "从业人员数", "工作人员", example="8"),
        _people("full_time_staff", "专职人员数", "专职工作人员数", "专职人员", example="5"),
        _people("certified_social_workers", "持证社工数", "持证社工", "社工人数", example="2"),
        _people("volunteers", "志愿者数", "志愿者", "志愿者人数", example="60"),
        Column(
            "is_hub", "枢纽型组织", rules.yes_no, aliases=("是否枢纽型", "枢纽型"), example="否"
        ),
    ),
    Organizations,
    BUREAU,
    ("统一社会信用代码和备案号填一个：登记的填代码，备案的填备案号。",),
)


# --- grades ----------------------------------------------------------------------------------


class OfOrganizations(Loader):
    """Rows that belong to an organization with a code."""

    kind: Kind

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the organizations."""
        self.known = organizations.by_codes({row["code"] for row in rows})

    def organization_problems(self, row: Row) -> Iterator[Problem]:
        """Ask for an organization that is in the register."""
        if row["code"] not in self.known:
            yield self.kind.problem(row, "code", "organization-unknown")

    def organization(self, row: Row) -> Organization:
        """Return the organization of a row that was checked."""
        return self.known[row["code"]]

    def ids(self) -> list[str]:
        """Return the ids of the organizations, to ask for what they have."""
        return [str(i) for i in {o.id for o in self.known.values()}]


class Grades(OfOrganizations):
    """Known by certificate number."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the organizations and their grades."""
        self.kind = GRADES
        super().prepare(rows)
        self.grades: dict[tuple[UUID, str], Grade] = {}
        for part in chunks(self.ids()):
            asked = select(Grade).where(Grade.organization_id.in_([UUID(i) for i in part]))
            for grade in session.scalars(asked):
                self.grades[(grade.organization_id, grade.certificate_no)] = grade

    def key(self, row: Row) -> object:
        """Return organization and certificate."""
        return (row["code"], row["certificate_no"])

    def check(self, row: Row) -> Iterator[Problem]:
        """Ask for a known organization and days in their order."""
        yield from self.organization_problems(row)
        awarded, until, cancelled = (
            *(row["awarded_on"], row["valid_until"]),
            row["cancelled_on"],
        )
        if until is not None and until < awarded:
            yield GRADES.problem(row, "valid_until", "day-before", None, {"day": awarded})
        if cancelled is not None and cancelled < awarded:
            yield GRADES.problem(row, "cancelled_on", "day-before", None, {"day": awarded})

    def apply(self, row: Row) -> Outcome:
        """Add it, or change what differs; without its end a grade is valid as the law says."""
        who = self.organization(row)
        until = row["valid_until"] or self._until(row["awarded_on"])
        facts = {c.key: row[c.key] for c in GRADES.columns if c.key != "code"}
        key = (who.id, str(row["certificate_no"]))
        made, outcome = write(
            self.grades.get(key),
            lambda: Grade(organization_id=who.id),
            facts | {"valid_until": until},
        )
        self.grades[key] = made
        return outcome

    def _until(self, awarded: date) -> date:
        years = lawbook.law_on(awarded, Track.SUB).grade_valid_years
        return add_years(awarded, years) - timedelta(days=1)


GRADES = Kind(
    "grades",
    (
        ANY_CODE,
        Column(
            "level",
            "评估等级",
            rules.grade,
            required=True,
            aliases=("等级", "社会组织评估等级"),
            example="3A",
            hint="5A 到 1A，也可写 AAA",
        ),
        Column(
            "awarded_on",
            "授予日期",
            rules.day,
            required=True,
            aliases=("评估日期", "授牌日期", "发证日期", "有效期起"),
            example="2024-07-01",
        ),
        Column(
            "valid_until",
            "有效期至",
            rules.day,
            aliases=("有效期止", "截止日期", "到期日期"),
            example="2029-06-30",
            hint="不填按五年算，到期当天有效",
        ),
        Column(
            "certificate_no",
            "证书编号",
            rules.text(60),
            required=True,
            aliases=("证书号", "证书号码"),
            example="2024-018号",
        ),
        Column("cancelled_on", "取消日期", rules.day),
        Column("cancel_reason", "取消原因", rules.text(300)),
    ),
    Grades,
    BUREAU,
)


# --- performed contracts -----------------------------------------------------------------------


class Contracts(OfOrganizations):
    """Known by organization, title, buyer and first day."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the organizations and what they have performed."""
        self.kind = CONTRACTS
        super().prepare(rows)
        self.records: dict[tuple[UUID, str, str, date], TrackRecord] = {}
        for part in chunks(self.ids()):
            asked = select(TrackRecord).where(
                TrackRecord.organization_id.in_([UUID(i) for i in part]),
                TrackRecord.contract_id.is_(None),
            )
            for record in session.scalars(asked):
                key = (record.organization_id, record.title, record.buyer, record.starts_on)
                self.records[key] = record

    def key(self, row: Row) -> object:
        """Return organization, title, buyer and first day."""
        return (row["code"], row["title"], row["buyer"], row["starts_on"])

    def check(self, row: Row) -> Iterator[Problem]:
        """Ask for a known organization and days in their order."""
        yield from self.organization_problems(row)
        for found in record_findings(
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            score=row["score"],
            amount=row["amount"],
        ):
            at = found.field or "code"
            yield CONTRACTS.problem(row, at, found.code, None, found.detail)

    def apply(self, row: Row) -> Outcome:
        """Add it, or change what differs."""
        who = self.organization(row)
        facts = {c.key: row[c.key] for c in CONTRACTS.columns if c.key not in ("code", "score")}
        facts["score_cents"] = int(Decimal(row["score"]) * 100)
        if row["fields"] is None:
            facts["fields"] = list(who.fields)
        key = (who.id, str(row["title"]), str(row["buyer"]), row["starts_on"])
        made, outcome = write(
            self.records.get(key),
            lambda: TrackRecord(organization_id=who.id, imported=True, recorded_at=self.now),
            facts,
        )
        self.records[key] = made
        return outcome


CONTRACTS = Kind(
    "contracts",
    (
        ANY_CODE,
        Column(
            "title",
            "项目名称",
            rules.text(200),
            required=True,
            aliases=("合同名称", "名称"),
            example="某某社区老年助餐服务",
        ),
        Column(
            "buyer",
            "购买方",
            rules.text(120),
            required=True,
            aliases=("购买单位", "采购单位", "采购人", "委托单位"),
            example="某某区民政局",
        ),
        Column(
            "content",
            "服务内容",
            rules.text(4000),
            required=True,
            aliases=("合同内容", "项目内容"),
            example="为 60 名高龄老人送餐、探访",
        ),
        Column(
            "fields", "服务领域", rules.some_of(FIELD_WORDS), aliases=("领域",), example="养老托幼"
        ),
        Column(
            "amount",
            "合同金额",
            rules.money,
            required=True,
            aliases=("金额", "合同金额元"),
            example="120000.00",
            hint="元，最多两位小数",
        ),
        Column(
            "starts_on",
            "开始日期",
            rules.day,
            required=True,
            aliases=("合同开始日期", "服务开始日期"),
            example="2025-01-01",
        ),
        Column(
            "ends_on",
            "结束日期",
            rules.day,
            required=True,
            aliases=("合同结束日期", "服务结束日期", "完成日期"),
            example="2025-12-31",
        ),
        Column(
            "score",
            "履约评分",
            rules.points,
            required=True,
            aliases=("评分", "绩效得分", "履约得分"),
            example="88.5",
            hint="0 到 100",
        ),
        Column(
            "evidence",
            "凭据",
            rules.text(300),
            required=True,
            aliases=("证明材料", "验收报告"),
            example="验收报告〔2026〕3 号",
        ),
    ),
    Contracts,
    BUREAU,
    ("已在本平台签订的合同不用导入：验收评分后自动计入。",),
)
