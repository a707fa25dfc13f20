"""Transferable functions, the negative list, and the catalogue of services."""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.accounts.states import UnitKind
from app.db import session
from app.functions.models import CatalogueCode, FunctionItem, NegativeEntry
from app.functions.states import ItemState
from app.imports import rules
from app.imports.kinds import Kind, Loader, Outcome, Places, chunks, write
from app.imports.register import FIELD_WORDS
from app.imports.rules import Column, Problem, Row
from app.permissions import Role

LIST_OWNERS = frozenset({Role.LIST_OWNER, Role.ADMIN})
MODES = {
    "项目发包": "project_letting",
    "公开招标": "open_tender",
    "长期购买": "long_term_purchase",
    "临时服务": "temporary_service",
}
SERVICE_CLASSES = {
    "社会服务": "social_service",
    "事务性工作": "clerical",
    "行业管理": "industry_management",
    "其他": "other",
}
TARGETS = {
    "社会组织": "social_organization",
    "市场": "market",
    "基层": "grassroots",
}
# A letter (A goods, B works, C services), then figures in pairs.
CODE = re.compile(r"[ABC](?:\d{2}){0,5}")
LAYERS = {
    "国家": "national",
    "国家级": "national",
    "本级": "local",
    "地方": "local",
    "区级": "local",
}
ACTIONS = {
    "禁止": "block",
    "不得转移": "block",
    "拦截": "block",
    "复核": "review",
    "人工复核": "review",
}


# --- functions -------------------------------------------------------------------------------


class Functions(Loader):
    """Known by number; they come in as drafts, and each is screened when it is published."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the items that are there, and the units."""
        self.known: dict[str, FunctionItem] = {}
        for part in chunks(row["number"] for row in rows):
            asked = select(FunctionItem).where(FunctionItem.number.in_(part))
            self.known.update({item.number: item for item in session.scalars(asked)})
        self.units = Places(UnitKind.BUREAU, UnitKind.DEPARTMENT, UnitKind.STREET)

    def key(self, row: Row) -> object:
        """Return the number."""
        return row["number"]

    def check(self, row: Row) -> Iterator[Problem]:
        """Ask for a known unit, and leave published items alone."""
        if self.units.find(row["unit"]) is None:
            yield FUNCTIONS.problem(row, "unit", "unit-unknown")
        item = self.known.get(row["number"])
        if item is not None and item.state is not ItemState.DRAFT and self._differs(item, row):
            yield FUNCTIONS.problem(row, "number", "function-published")

    def _differs(self, item: FunctionItem, row: Row) -> bool:
        facts = self._facts(row)
        return any(v is not None and getattr(item, k) != v for k, v in facts.items())

    def _facts(self, row: Row) -> dict[str, object]:
        unit = self.units.find(row["unit"])
        facts: dict[str, object] = {c.key: row[c.key] for c in FUNCTIONS.columns if c.key != "unit"}
        return facts | {"unit_id": unit.id if unit else None}

    def apply(self, row: Row) -> Outcome:
        """Add a draft, or change what differs."""
        made, outcome = write(
            self.known.get(row["number"]),
            lambda: FunctionItem(created_at=self.now, drafted_by=self.by.id),
            self._facts(row),
        )
        self.known[row["number"]] = made
        return outcome


FUNCTIONS = Kind(
    "functions",
    (
        Column(
            "number",
            "事项编号",
            rules.text(40),
            required=True,
            aliases=("编号", "序号编码"),
            example="ZN-2026-031",
        ),
        Column(
            "name",
            "事项名称",
            rules.text(120),
            required=True,
            aliases=("职能名称", "名称", "职能事项"),
            example="社区居家养老服务需求评估",
        ),
        Column(
            "unit",
            "主管部门",
            rules.text(100),
            required=True,
            aliases=("责任部门", "部门", "转移部门"),
            example="民政局",
        ),
        Column(
            "field", "服务领域", rules.one_of(FIELD_WORDS), aliases=("领域",), example="养老托幼"
        ),
        Column(
            "basis",
            "设定依据",
            rules.text(300),
            required=True,
            aliases=("法律依据", "依据", "职能依据"),
        ),
        Column("content", "工作内容", rules.text(4000), aliases=("内容", "事项内容")),
        Column("fee_standard", "经费标准", rules.text(300), aliases=("收费标准", "收费或经费标准")),
        Column("conditions", "承接条件", rules.text(4000), aliases=("承接主体条件",)),
        Column("mode", "承接方式", rules.one_of(MODES), aliases=("转移方式",), example="项目发包"),
        Column("service_class", "服务类别", rules.one_of(SERVICE_CLASSES), example="社会服务"),
        Column("target", "承接主体", rules.one_of(TARGETS), example="社会组织"),
        Column("reason", "转移理由", rules.text(300)),
        Column("budget_amount", "预算金额", rules.money, aliases=("预算",), hint="元"),
    ),
    Functions,
    LIST_OWNERS,
    ("导入后是草稿：发布时逐项与负面清单比对，由清单负责人发布。",),
)


# --- the negative list ------------------------------------------------------------------------


class Negatives(Loader):
    """Known by number."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the entries that are there."""
        entries = session.scalars(select(NegativeEntry)).all()
        self.known = {entry.number: entry for entry in entries}
        self.sort = max((entry.sort for entry in entries), default=0)

    def key(self, row: Row) -> object:
        """Return the number."""
        return row["number"]

    def check(self, row: Row) -> Iterator[Problem]:
        """Ask for days in their order."""
        if row["until"] is not None and row["until"] < row["since"]:
            yield NEGATIVE.problem(row, "until", "day-before", None, {"day": row["since"]})

    def apply(self, row: Row) -> Outcome:
        """Add it at the end, or change what differs."""
        facts = {column.key: row[column.key] for column in NEGATIVE.columns}
        made, outcome = write(self.known.get(row["number"]), self._new, facts)
        self.known[row["number"]] = made
        return outcome

    def _new(self) -> NegativeEntry:
        self.sort += 1
        return NegativeEntry(sort=self.sort)


NEGATIVE = Kind(
    "negative",
    (
        Column(
            "number",
            "编号",
            rules.text(20),
            required=True,
            aliases=("条目编号", "序号"),
            example="FM-21",
        ),
        Column(
            "layer",
            "层级",
            rules.one_of(LAYERS),
            required=True,
            aliases=("清单层级",),
            example="本级",
            hint="国家、本级",
        ),
        Column("title", "标题", rules.text(120), required=True, aliases=("名称", "条目名称")),
        Column("text", "内容", rules.text(4000), required=True, aliases=("条目内容",)),
        Column(
            "keywords",
            "关键词",
            rules.parts,
            required=True,
            example="行政处罚、行政强制",
            hint="用顿号分开",
        ),
        Column(
            "action",
            "处理方式",
            rules.one_of(ACTIONS),
            required=True,
            aliases=("处理",),
            example="禁止",
            hint="禁止、复核",
        ),
        Column("source", "出处", rules.text(200), required=True, aliases=("来源", "文件依据")),
        Column("wording_confirmed", "措辞已核对", rules.yes_no, example="是"),
        Column("since", "生效日期", rules.day, required=True, example="2026-01-01"),
        Column("until", "失效日期", rules.day),
    ),
    Negatives,
    LIST_OWNERS,
)


# --- the catalogue -----------------------------------------------------------------------------


class Catalogue(Loader):
    """Known by code. Stray text is reported and kept out of the name."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the codes that are there."""
        self.known: dict[str, CatalogueCode] = {}
        for part in chunks(row["code"] for row in rows):
            asked = select(CatalogueCode).where(CatalogueCode.code.in_(part))
            self.known.update({code.code: code for code in session.scalars(asked)})

    def key(self, row: Row) -> object:
        """Return the code."""
        return row["code"]

    def check(self, row: Row) -> Iterator[Problem]:
        """Warn of stray text in a name, and of a name that is nothing else."""
        name, stray = rules.catalogue_name(row["name"])
        if stray:
            code = "name-stray" if name else "name-only-stray"
            detail = {"name": name, "stray": stray}
            yield Problem(row.number, "品目名称", row["name"], code, None, detail, warning=True)

    def apply(self, row: Row) -> Outcome:
        """Add it, or change what differs; without a readable name it is left out."""
        name, _stray = rules.catalogue_name(row["name"])
        if not name:
            return Outcome.SKIPPED
        facts = {
            "code": row["code"],
            "name": name,
            "level": row["level"] if row["level"] is not None else level_of(row["code"]),
            "parent_code": row["parent_code"],
            "note": row["note"],
        }
        made, outcome = write(self.known.get(row["code"]), CatalogueCode, facts)
        self.known[row["code"]] = made
        return outcome


def level_of(code: str) -> int:
    """Return the level of a code: a letter, then pairs of figures that are zero below it."""
    figures = code[1:].rstrip("0")
    return (len(figures) + 1) // 2


def catalogue_code(cell: object) -> str:
    """Take a code of the catalogue: a letter and an even number of figures."""
    code = rules.shown(cell).upper().replace(" ", "")
    if CODE.fullmatch(code) is None:
        raise rules.BadCell("catalogue-code")
    return code


CATALOGUE = Kind(
    "catalogue",
    (
        Column(
            "code",
            "品目编码",
            catalogue_code,
            required=True,
            aliases=("编码", "品目代码", "catalog_code", "code"),
            example="C05010400",
        ),
        Column(
            "name",
            "品目名称",
            rules.text(100),
            required=True,
            aliases=("名称", "catalog_name", "name"),
            example="养老服务",
        ),
        Column("level", "级次", rules.whole(0, 9), aliases=("层级", "level"), example="3"),
        Column(
            "parent_code",
            "上级编码",
            catalogue_code,
            aliases=("父级编码", "parent_code", "parent"),
            example="C05010000",
        ),
        Column("note", "说明", rules.text(2000), aliases=("品目说明",)),
    ),
    Catalogue,
    LIST_OWNERS | {Role.CIVIL_AFFAIRS},
    ("名称里混进的说明文字会列出来，不写进名称；整段都是说明的，这一行不导入。",),
)
