"""Units of the district and the invented people who work there."""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from app.demo.content.bank import add_years, load, stream
from app.demo.content.model import Expert, Organization, Person, Unit

_VILLAGES = ("梅溪村", "盐仓村", "桥东村", "大塘村", "上洲村")
EXPERTS = 60


def units() -> tuple[Unit, ...]:
    """The tree: the district, its offices, six streets and their communities."""
    places = load("places")
    found = [Unit("district", f"{places['name']}人民政府", places["name"], "district", None)]
    found += [Unit(k, n, s, kind, "district") for k, n, s, kind in places["offices"]]
    for key, street in places["streets"].items():
        name = f"{street['name']}街道"
        found.append(Unit(key, f"{places['name']}{name}办事处", name, "street", "district"))
        for number, community in enumerate(street["communities"], 1):
            village = community in _VILLAGES
            short = community if village else f"{community}社区"
            long = f"{name}{short}{'村民委员会' if village else '居民委员会'}"
            found.append(Unit(f"{key}-{number:02d}", long, short, "community", key))
    return tuple(found)


class Names:
    """Unique invented names and phone numbers."""

    def __init__(self, rng: random.Random) -> None:
        """Start with the named people's names as taken."""
        bank = load("people")
        self._rng = rng
        self._surnames: str = bank["surnames"]
        self._given: list[str] = bank["given"]
        self._taken = {row[1] for row in bank["named"] + bank["named_org"]}
        self._phones = rng.sample(range(10_000), 10_000)

    def name(self) -> str:
        """A name that nobody else in the district bears."""
        while True:
            name = self._rng.choice(self._surnames) + self._rng.choice(self._given)
            if name not in self._taken:
                self._taken.add(name)
                return name

    def phone(self) -> str:
        """A number of a block that nobody holds: 199-0000-xxxx."""
        return f"1990000{self._phones.pop():04d}"


_STREET_STAFF = (
    (("street", "purchaser"), "社会事务办公室 经办人"),
    (("street", "reviewer"), "社会事务办公室 主任"),
)
_OFFICE_STAFF = (
    (("purchaser",), "项目经办人"),
    (("reviewer", "supervisor_unit"), "科长"),
)
_NO_STAFF = ("bianban", "jiwei", "caizheng", "shenji", "quban", "zhengfa", "shegong")
_OTHERS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("minzheng", ("incubator",), "孵化基地辅导员"),
    ("minzheng", ("evaluator",), "第三方评估联络员"),
    ("shenji", ("auditor",), "经济责任审计科"),
    ("yunqi-01", ("station",), "社会组织服务站"),
)


def officials(all_units: Iterable[Unit], names: Names) -> Iterator[Person]:
    """The named people, two of each department and street, one of each community."""
    for key, name, username, unit, roles, job, journey in load("people")["named"]:
        yield Person(key, name, username, unit, None, tuple(roles), names.phone(), job, journey)

    def person(unit: str, number: int, roles: tuple[str, ...], job: str) -> Person:
        key = f"{unit}-p{number}"
        return Person(key, names.name(), f"{unit}{number:02d}".replace("-", ""), unit, None,
                      roles, names.phone(), job, journey=False)  # fmt: skip

    for unit in all_units:
        if unit.kind == "department" and unit.key not in _NO_STAFF:
            for number, (roles, job) in enumerate(_OFFICE_STAFF, 1):
                yield person(unit.key, number, roles, job)
        elif unit.kind == "street":
            for number, (roles, job) in enumerate(_STREET_STAFF, 1):
                yield person(unit.key, number, roles, job)
        elif unit.kind == "community":
            yield person(unit.key, 1, ("community",), "社区工作者")
    for number, (key, roles, job) in enumerate(_OTHERS, 7):
        yield person(key, number, roles, job)


def staff_of(organizations: Iterable[Organization], names: Names) -> Iterator[Person]:
    """The named staff, one administrator of each other listed organization, and of each hub."""
    named: list[list[Any]] = load("people")["named_org"]
    for key, name, username, org, roles, job, journey in named:
        yield Person(key, name, username, None, org, tuple(roles), names.phone(), job, journey)
    have = {row[3] for row in named}
    for organization in organizations:
        key = organization.key
        if key in have or not (organization.directory or organization.is_hub):
            continue
        hub = organization.is_hub and organization.specialty == "incubation"
        roles = ("org_admin", "street_hub") if hub else ("org_admin",)
        yield Person(f"{key}-admin", names.name(), f"org{key}", None, key, roles,
                     names.phone(), "办公室主任", journey=False)  # fmt: skip


def experts(seed: int, today: date, names: Names) -> tuple[tuple[Expert, ...], tuple[Person, ...]]:
    """The expert pool, and a sign-in for each; the first five are printed by ./run."""
    rng = stream(seed, "experts")
    employers = list(load("experts")["employers"].items())
    pool, people = [], []
    for number in range(EXPERTS):
        employer, facts = employers[number % len(employers)]
        key, name = f"expert-{number + 1:02d}", names.name()
        title = facts["titles"][(number // len(employers)) % len(facts["titles"])]
        valid = add_years(date(today.year, 12, 31), rng.choice((0, 1, 2)))
        fields = tuple(facts["fields"])
        pool.append(Expert(key, f"{key}-p", name, employer, title, fields, valid))
        people.append(
            Person(f"{key}-p", name, f"expert{number + 1:02d}", None, None, ("expert",),
                   names.phone(), f"{employer} {title}", journey=number < 5)  # noqa: PLR2004
        )  # fmt: skip
    return tuple(pool), tuple(people)
