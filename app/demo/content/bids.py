"""Bids of the demo district: prices, texts, marks of five experts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.demo.content.bank import load, yuan
from app.demo.content.model import (
    Bid,
    BidText,
    Criterion,
    Expert,
    Level,
    Mark,
    Organization,
    PriceRow,
)
from app.demo.content.organizations import abnormal_at, grade_at

PANEL = 5
_HIGH, _MIDDLE = 0.8, 0.6
# Where an expert's marks lie for a winner, another, and in a close field (share of the points).
_WINNER = {"plan": 0.89, "team": 0.88, "third": 0.87}
_OTHERS = (0.60, 0.74)
_CLOSE = (0.72, 0.84)
_SPREAD = {"plan": 1.2, "team": 0.8, "third": 0.6}
GRADE_POINTS = {"5A": 10, "4A": 8, "3A": 6}


def judged(name: str, key: str | None = None) -> Criterion:
    """A judged criterion of the bank with its described levels."""
    row = load("bids")["criteria"][name]
    levels = tuple(Level(Decimal(low), Decimal(high), text) for low, high, text in row["levels"])
    return Criterion(
        key or name, "judged", row["name"], Decimal(row["points"]), row["text"], levels
    )


def criteria(third: str) -> tuple[Criterion, ...]:
    """The scheme of 100 points: grade, track record, fit, three judged ones, price."""
    bank = load("bids")["criteria"]

    def computed(kind: str) -> Criterion:
        row = bank[kind]
        return Criterion(kind, kind, row["name"], Decimal(row["points"]), row["text"], ())

    return (computed("grade"), computed("track_record"), computed("fit"), judged("plan"), judged("team"),
            judged(third, "third"), computed("price"))  # fmt: skip


@dataclass(frozen=True)
class Call:
    """What bids answer to."""

    third: str
    tasks: Sequence[str]
    place: str
    people: str
    months: int
    ceiling: Decimal
    published_on: date
    deadline: datetime
    panel: Sequence[Expert]


def panel_for(rng: random.Random, experts: Sequence[Expert], field: str) -> tuple[Expert, ...]:
    """Five experts, those of the field first."""
    able = [e for e in experts if field in e.fields]
    rest = [e for e in experts if field not in e.fields]
    chosen = rng.sample(able, min(PANEL, len(able)))
    return tuple(chosen + rng.sample(rest, PANEL - len(chosen)))


def candidates(organizations: Sequence[Organization], specialties: Sequence[str], published_on: date,
               deadline: date) -> list[Organization]:  # fmt: skip
    """Registered organizations of the specialties in good standing, listed ones first.

    Those of one street stay at home: they bid for nothing here.
    """
    able = [
        o for o in organizations
        if o.registered and o.specialty in specialties and o.registered_on < published_on
        and not abnormal_at(o, deadline) and not o.is_hub and "街道" not in o.short_name
    ]  # fmt: skip
    return sorted(
        able,
        key=lambda o: (
            o.directory is None,
            o.type != "service",
            specialties.index(o.specialty),
            o.key,
        ),
    )


def points_at(organization: Organization, day: date) -> int:
    """Points of the grade in force."""
    grade = grade_at(organization, day)
    return GRADE_POINTS.get(grade.level, 0) if grade else 0


def _texts(rng: random.Random, call: Call) -> tuple[BidText, ...]:
    bank = load("bids")

    def fill(text: str, task: str = "") -> str:
        return text.format(place=call.place, who=call.people, task=task, n=rng.randint(12, 30),
                           m=rng.randint(3, 5), k=rng.randint(6, 11))  # fmt: skip

    plan = bank["plan"]
    tasks = rng.sample(list(call.tasks), min(3, len(call.tasks)))
    parts = [fill(rng.choice(plan["open"]))]
    parts += [
        fill(t, task) for t, task in zip(rng.sample(plan["task"], len(tasks)), tasks, strict=True)
    ]
    parts += [fill(t) for t in rng.sample(plan["check"], 2)] + [fill(rng.choice(plan["end"]))]
    return (
        BidText("plan", "".join(parts)),
        BidText("team", "".join(fill(t) for t in rng.sample(bank["team"], 4))),
        BidText("third", "".join(fill(t) for t in rng.sample(bank[call.third], 4))),
    )


def _price_rows(rng: random.Random, price: Decimal, months: int) -> tuple[PriceRow, ...]:
    rows: list[PriceRow] = []
    left = price
    table: list[Any] = load("bids")["price_rows"]
    for label, basis, share in table[1:]:
        amount = yuan(int(price * share * rng.randint(90, 110) / 10_000 / 100) * 100)
        rows.append(PriceRow(label, basis.format(m=0, k=months), amount))
        left -= amount
    label, basis, _ = table[0]
    rows.insert(0, PriceRow(label, basis.format(m=rng.randint(2, 5), k=months), left))
    return tuple(rows)


def mark_rows(
    rng: random.Random, panel: Sequence[Expert], key: str, full: int, share: float
) -> list[Mark]:
    """One criterion's marks around a share of the full points, whole numbers, with reasons for the plan."""
    reasons = load("bids")["reasons"]
    found = []
    for expert in panel:
        points = min(full, max(0, round(rng.gauss(share * full, _SPREAD[key]))))
        found.append(
            Mark(expert.key, key, Decimal(points), _reason(rng, reasons, key, points / full))
        )
    return found


def _reason(rng: random.Random, reasons: dict[str, list[str]], key: str, share: float) -> str:
    if key != "plan":
        return ""
    return rng.choice(
        reasons["high" if share >= _HIGH else "middle" if share >= _MIDDLE else "low"]
    )


def marks(
    rng: random.Random, panel: Sequence[Expert], *, wins: bool, close: bool
) -> tuple[Mark, ...]:
    """All marks of one bid."""
    found: list[Mark] = []
    base = rng.uniform(*(_CLOSE if close else _OTHERS))
    for key, full in (("plan", 25), ("team", 15), ("third", 10)):
        share = _WINNER[key] if wins else base + rng.uniform(-0.03, 0.03)
        found += mark_rows(rng, panel, key, full, share)
    return tuple(found)


def make(rng: random.Random, key: str, organization: Organization, call: Call, *, price: Decimal | None = None,
         given: tuple[Mark, ...] = (), low: float = 0.93, until: datetime | None = None) -> Bid:  # fmt: skip
    """A bid a little under the ceiling, sent in the last days before `until` (the deadline)."""
    if price is None:
        step = 500 if call.ceiling > 100_000 else 100  # noqa: PLR2004
        price = yuan(int(float(call.ceiling) * rng.uniform(low, 0.985) / step) * step)
    last = until or call.deadline
    span = max((last.date() - call.published_on).days - 1, 0)
    sent = last - timedelta(
        days=rng.randint(0, min(span, 4)),
        hours=rng.randint(0, 5),
        minutes=rng.randint(7, 59),
        seconds=rng.randint(0, 59),
    )
    return Bid(
        key,
        organization.key,
        price,
        _price_rows(rng, price, call.months),
        _texts(rng, call),
        sent,
        given,
    )


def fixed_bids(rng: random.Random, name: str, key: str, organizations: dict[str, Organization],
               call: Call) -> tuple[Bid, ...]:  # fmt: skip
    """The bids of a call whose prices and marks are written in the bank."""
    found = []
    for number, (org, row) in enumerate(load("bids")["fixed"][name].items(), 1):
        given: list[Mark] = []
        for criterion, full, points in (
            ("plan", 25, row[1]),
            ("team", 15, row[2]),
            ("third", 10, row[3]),
        ):
            given += [
                Mark(
                    e.key,
                    criterion,
                    Decimal(p),
                    _reason(rng, load("bids")["reasons"], criterion, p / full),
                )
                for e, p in zip(call.panel, points, strict=True)
            ]
        found.append(
            make(
                rng,
                f"{key}-b{number}",
                organizations[org],
                call,
                price=yuan(row[0]),
                given=tuple(given),
            )
        )
    return tuple(found)
