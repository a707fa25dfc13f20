"""The lists of the district: functions, negative list, budget lines, catalogue and needs."""

import math
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.demo.content.bank import load, office_day, stream, yuan
from app.demo.content.model import (
    BudgetLine,
    CatalogueCode,
    FunctionItem,
    Need,
    NegativeEntry,
    Unit,
)

MODES = {
    "letting": "project_letting",
    "tender": "open_tender",
    "longterm": "long_term_purchase",
    "temporary": "temporary_service",
}
CLASSES = {"social": "social_service", "clerical": "clerical", "industry": "industry_management"}
TARGETS = {"society": "social_organization", "market": "market", "grassroots": "grassroots"}
_STEP = 10_000


def catalogue() -> tuple[CatalogueCode, ...]:
    """Some dozens of codes of the procurement catalogue, class C05."""
    return tuple(CatalogueCode(*row) for row in load("catalogue"))


def negative_list() -> tuple[NegativeEntry, ...]:
    """The national layer in our own words (wording not confirmed), then the local one."""
    found = []
    for layer, source in (
        ("national", "政府购买服务管理办法（财政部令第102号）"),
        ("local", "澜湾区负面清单（示例）"),
    ):
        for number, (title, text, keywords, action) in enumerate(load("negative")[layer], 1):
            prefix = "GJ" if layer == "national" else "BD"
            found.append(NegativeEntry(f"{layer}-{number:02d}", f"{prefix}-{number:02d}", layer, title, text,
                                       tuple(keywords), action, source, layer == "local"))  # fmt: skip
    return tuple(found)


def line_key(unit: str, specialty: str, year: int) -> str | None:
    """The line of a unit that pays for work of a specialty, none where the unit has no line."""
    bank = load("projects")
    own = [key for key, row in bank["lines"].items() if row[0] == unit]
    wanted = bank["line_of"].get(specialty)
    line = wanted if wanted in own else (own[0] if own else None)
    return f"{line}-{year}" if line else None


def functions(all_units: tuple[Unit, ...], today: date) -> tuple[FunctionItem, ...]:
    """The transferable-function list of the year."""
    bank = load("functions")
    short = {u.key: u.short_name for u in all_units}
    specialties = load("specialties")
    published_on = office_day(today - timedelta(days=46), -1)
    found = []
    for number, row in enumerate(bank["items"], 1):
        (
            name,
            unit,
            specialty,
            mode,
            klass,
            target,
            reason,
            basis,
            conditions,
            status,
            wan,
            fee,
            content,
        ) = row
        amount = yuan(Decimal(str(wan)) * _STEP)
        found.append(
            FunctionItem(
                key=f"item-{number:03d}", number=f"LW-ZY-{today.year}-{number:03d}", name=name, unit_key=unit,
                field=specialties[specialty]["fields"][0], basis=bank["bases"][basis].format(unit=short[unit]),
                content=content, fee_standard=fee,
                conditions="".join(bank["conditions"][c] for c in ["base", *conditions]),
                mode=MODES[mode], service_class=CLASSES[klass], target=TARGETS[target],
                reason=reason, reason_text=bank["reasons"][reason], status=status,
                published_on=published_on if status in ("published", "transferred") else None,
                budget_line_key=line_key(unit, specialty, today.year + 1) if amount else None,
                budget_amount=amount,
            )
        )  # fmt: skip
    return tuple(found)


def budget_lines(seed: int, today: date, used: dict[str, Decimal]) -> tuple[BudgetLine, ...]:
    """Lines of this year and the next, and the older ones that finished projects used.

    `used` holds what is planned on each key; every line holds at least a quarter more.
    """
    rng = stream(seed, "budget")
    bank: dict[str, Any] = load("projects")["lines"]
    codes = {unit: 101 + i for i, unit in enumerate(dict.fromkeys(row[0] for row in bank.values()))}
    years = sorted({today.year, today.year + 1, *(int(k[-4:]) for k in used)})
    found = []
    for year in years:
        for number, (line, (unit, name, source, new)) in enumerate(bank.items(), 1):
            key = f"{line}-{year}"
            if year not in (today.year, today.year + 1) and key not in used:
                continue
            planned = used.get(key, Decimal(0))
            floor = Decimal(rng.randint(16, 58) * _STEP)
            amount = max(planned * Decimal("1.25"), planned + floor)
            if source == "lottery" and line == "venture":
                amount = planned
            amount = yuan(math.ceil(amount / _STEP) * _STEP)
            code = f"{year}-{codes[unit]}-{number:02d}"
            found.append(
                BudgetLine(key, code, f"{name}（{year}年）", unit, year, amount, source, new)
            )
    return tuple(found)


def needs(seed: int, today: date, all_units: tuple[Unit, ...]) -> tuple[Need, ...]:
    """What communities ask for."""
    rng = stream(seed, "needs")
    by_name = {u.short_name.removesuffix("社区"): u.key for u in all_units if u.kind == "community"}
    adopted = {title for p in load("projects")["projects"] if p["state"] not in ("draft", "in_review")
               for title in p["needs"]}  # fmt: skip
    found = []
    for number, (title, community, field, who, persons, votes, text) in enumerate(load("needs"), 1):
        status = (
            "adopted" if title in adopted else rng.choice(("collected", "collected", "answered"))
        )
        on = today - timedelta(
            days=rng.randint(30, 420) if status == "adopted" else rng.randint(1, 60)
        )
        found.append(
            Need(
                f"need-{number:02d}",
                title,
                text,
                by_name[community],
                field,
                who,
                persons,
                votes,
                on,
                status,
            )
        )
    return tuple(found)
