"""Needs of communities, and the expert pool."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.states import UnitKind
from app.db import session
from app.imports import rules
from app.imports.kinds import Kind, Loader, Outcome, Places, chunks, write
from app.imports.register import BUREAU, FIELD_WORDS, MOST_PEOPLE
from app.imports.rules import Column, Problem, Row
from app.needs.models import Need
from app.panels.models import Expert
from app.permissions import Role

MOBILE = re.compile(r"1\d{10}")
NEED_STATES = {"已收集": "collected", "已采纳": "adopted", "已答复": "answered"}


# --- needs -----------------------------------------------------------------------------------


class Needs(Loader):
    """Known by community, title and day."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the communities and what they have asked for."""
        self.communities = Places(UnitKind.COMMUNITY)
        self.streets = Places(UnitKind.STREET)
        self.known: dict[tuple[UUID, str, date], Need] = {}
        for part in chunks({str(row["title"]) for row in rows}):
            for need in session.scalars(select(Need).where(Need.title.in_(part))):
                self.known[(need.community_id, need.title, need.submitted_on)] = need

    def key(self, row: Row) -> object:
        """Return street, community, title and day."""
        return (row["street"], row["community"], row["title"], row["submitted_on"])

    def check(self, row: Row) -> Iterator[Problem]:
        """Ask for a known community."""
        street = self.streets.find(row["street"])
        if row["street"] and street is None:
            yield NEEDS.problem(row, "street", "unit-unknown")
        if self.communities.find(row["community"], below=street) is None:
            yield NEEDS.problem(row, "community", "unit-unknown")

    def apply(self, row: Row) -> Outcome:
        """Add it, or change what differs."""
        place = self.communities.find(row["community"], below=self.streets.find(row["street"]))
        if place is None:
            return Outcome.SKIPPED
        key = (place.id, str(row["title"]), row["submitted_on"])
        facts = {c.key: row[c.key] for c in NEEDS.columns if c.key not in ("street", "community")}
        made, outcome = write(self.known.get(key), lambda: Need(community_id=place.id), facts)
        self.known[key] = made
        return outcome


NEEDS = Kind(
    "needs",
    (
        Column(
            "title",
            "需求标题",
            rules.text(120),
            required=True,
            aliases=("标题", "需求名称"),
            example="独居老人午餐",
        ),
        Column("text", "需求内容", rules.text(4000), required=True, aliases=("内容", "需求描述")),
        Column("street", "街道", rules.text(100), aliases=("所在街道",)),
        Column("community", "社区", rules.text(100), required=True, aliases=("所在社区",)),
        Column(
            "field", "服务领域", rules.one_of(FIELD_WORDS), aliases=("领域",), example="养老托幼"
        ),
        Column(
            "beneficiaries", "受益对象", rules.text(120), aliases=("服务对象",), example="独居老人"
        ),
        Column("persons", "受益人数", rules.whole(0, MOST_PEOPLE), aliases=("人数",), example="60"),
        Column("votes", "支持人数", rules.whole(0, MOST_PEOPLE), aliases=("支持数", "票数")),
        Column(
            "submitted_on",
            "提出日期",
            rules.day,
            required=True,
            aliases=("日期",),
            example="2026-09-10",
        ),
        Column("status", "状态", rules.one_of(NEED_STATES), example="已收集"),
    ),
    Needs,
    frozenset({Role.CIVIL_AFFAIRS, Role.ADMIN}),
    ("不同街道有同名社区时，要填街道。",),
)


# --- experts ---------------------------------------------------------------------------------


def mobile(cell: object) -> str:
    """Take a mobile number: it is what the expert signs in with."""
    number = rules.shown(cell).replace(" ", "").replace("-", "")
    if MOBILE.fullmatch(number) is None:
        raise rules.BadCell("cell-not-mobile")
    return number


class Experts(Loader):
    """Known by number; each gets an account without a password, and sets one by a link."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read the experts and the people."""
        self.known: dict[str, Expert] = {}
        self.people: dict[str, Person] = {}
        for part in chunks(row["number"] for row in rows):
            for expert in session.scalars(select(Expert).where(Expert.number.in_(part))):
                self.known[expert.number] = expert
        for part in chunks(row["phone"] for row in rows):
            for person in session.scalars(select(Person).where(Person.username.in_(part))):
                self.people[person.username] = person
        self.taken = dict(session.execute(select(Expert.person_id, Expert.number)).all())

    def key(self, row: Row) -> object:
        """Return the number."""
        return row["number"]

    def check(self, row: Row) -> Iterator[Problem]:
        """One person stands in the pool once, and roles that exclude each other stay apart."""
        person = self.people.get(row["phone"])
        other = self.taken.get(person.id) if person else None
        if other is not None and other != row["number"]:
            yield EXPERTS.problem(row, "phone", "expert-twice", None, {"number": other})
        if person is not None and person.name != row["name"]:
            yield EXPERTS.problem(row, "name", "phone-of-another")

    def apply(self, row: Row) -> Outcome:
        """Add it with its account, or change what differs."""
        existing = self.known.get(row["number"])
        person = self._person(row) if existing is None else people.person(existing.person_id)
        facts = {c.key: row[c.key] for c in EXPERTS.columns if c.key != "phone"}
        made, outcome = write(existing, lambda: Expert(person_id=person.id), facts)
        self.known[row["number"]] = made
        self.taken[person.id] = made.number
        return outcome

    def _person(self, row: Row) -> Person:
        phone, name = str(row["phone"]), str(row["name"])
        person = self.people.get(phone)
        if person is None:
            person = accounts.create_person(
                name,
                phone,
                phone=phone,
                job=row["title"] or "",
                by=self.by,
                now=self.now,
            )
            session.flush()
            self.people[phone] = person
        accounts.give_role(person, Role.EXPERT, place=(person.id, person.name), now=self.now)
        return person


EXPERTS = Kind(
    "experts",
    (
        Column(
            "number", "专家编号", rules.text(20), required=True, aliases=("编号",), example="ZJ-201"
        ),
        Column(
            "name", "姓名", rules.text(60), required=True, aliases=("专家姓名",), example="张某某"
        ),
        Column(
            "phone",
            "手机号",
            mobile,
            required=True,
            aliases=("手机号码", "联系电话", "电话"),
            example="13800000000",
            hint="11 位，用作登录名；不公开",
        ),
        Column("employer", "工作单位", rules.text(120), aliases=("单位",)),
        Column("title", "职称或职务", rules.text(60), aliases=("职称", "职务")),
        Column(
            "fields",
            "评审领域",
            rules.some_of(FIELD_WORDS),
            required=True,
            aliases=("服务领域", "领域", "专业领域"),
            example="养老托幼、社区服务",
        ),
        Column(
            "valid_until",
            "有效期至",
            rules.day,
            required=True,
            aliases=("聘期至", "聘期截止"),
            example="2028-12-31",
        ),
    ),
    Experts,
    BUREAU,
    ("新专家会建立账号，没有密码：由账号管理员发出设置密码的链接。",),
)
