"""Service projects of the demo district in every state, with bids and contracts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.demo.content import bids as bidding
from app.demo.content.bank import add_months, at, load, office_day, office_days, stream, yuan
from app.demo.content.contracts import contract_for
from app.demo.content.model import (
    Bid,
    Contract,
    Expert,
    FunctionItem,
    Mark,
    Need,
    Objection,
    Organization,
    Project,
    Unit,
)
from app.demo.content.standing import JOURNEY

PROJECT_STATES = (
    "draft", "in_review", "published", "closed", "scoring", "ranked", "publicity", "objection",
    "contracted", "performing", "completed", "failed", "cancelled",
)  # fmt: skip
_UNPUBLISHED = ("draft", "in_review")
_AWARDED = ("publicity", "objection", "contracted", "performing", "completed")
_MIN_CONTENT = 80
_SCORED = 3


@dataclass(frozen=True)
class _Dates:
    created_on: date
    published_on: date | None = None
    questions_until: datetime | None = None
    deadline: datetime | None = None
    opening_at: datetime | None = None
    reported_on: date | None = None
    publicity_from: date | None = None
    closed_on: date | None = None
    signed_on: date | None = None
    starts_on: date | None = None


def _called(deadline: date, *, open_days: int = 12) -> _Dates:
    """A finished call: published twelve office days before the deadline, opened half an hour after."""
    published = office_days(deadline, -open_days)
    return _Dates(
        created_on=office_days(published, -6), published_on=published,
        questions_until=at(office_days(deadline, -5), 17), deadline=at(deadline, 15),
        opening_at=at(deadline, 15, 30),
    )  # fmt: skip


def _month_after(day: date) -> date:
    return add_months(day.replace(day=1), 1)


def _start(row: dict[str, Any], rng: random.Random, today: date) -> date:
    """When the service of a performing or completed project began."""
    months, parts = row["months"], len(row["pay"])
    if row["state"] == "completed":
        begin = add_months(today.replace(day=1), -months - rng.randint(1, 9))
    else:
        places = {2: (0.1, 1.0), 3: (0.08, 0.5, 1.0), 4: (0.25, 0.5, 0.75, 1.0)}[parts]
        done = row["done"]
        share = (
            places[done] + 0.03 if row.get("delivered") else (places[done - 1] + places[done]) / 2
        )
        begin = (today - timedelta(days=round(share * months * 30.4) - 15)).replace(day=1)
    return begin


def _dates(row: dict[str, Any], rng: random.Random, today: date) -> _Dates:
    state = row["state"]
    if state in _UNPUBLISHED:
        return _Dates(created_on=office_days(today, -rng.randint(1, 6)))
    if state == "published":
        return _open_dates(row, today)
    if state == "closed":
        dates = _called(office_days(today, -1))
        return replace(dates, opening_at=at(office_days(today, 1), 9, 30))
    if state in ("scoring", "ranked"):
        return _scored_dates(state, rng, today)
    if state in ("publicity", "objection", "failed", "cancelled"):
        return _decided_dates(row, today)
    return _agreed_dates(row, rng, today)


def _open_dates(row: dict[str, Any], today: date) -> _Dates:
    published = office_day(today + timedelta(days=row["since"]), -1)
    deadline = office_day(today + timedelta(days=row["due"]))
    questions = max(office_days(deadline, -5), published)
    return _Dates(
        office_days(published, -6),
        published,
        at(questions, 17),
        at(deadline, 15),
        at(deadline, 15, 30),
    )


def _scored_dates(state: str, rng: random.Random, today: date) -> _Dates:
    if state == "scoring":
        return _called(office_days(today, -rng.randint(5, 6)))
    return replace(_called(office_days(today, -7)), reported_on=office_days(today, -2))


def _decided_dates(row: dict[str, Any], today: date) -> _Dates:
    begin = office_days(today, row["back"])
    if row["state"] in ("publicity", "objection"):
        called = _called(office_days(begin, -9))
        return replace(called, reported_on=office_days(begin, -3), publicity_from=begin)
    if row["state"] == "failed":
        return replace(_called(begin), closed_on=office_days(today, row["back"] + 1))
    closed = office_days(today, row["back"] - 2)
    return replace(_called(begin), opening_at=None, closed_on=closed)


def _agreed_dates(row: dict[str, Any], rng: random.Random, today: date) -> _Dates:
    signed: date | None
    if row["state"] == "contracted":
        unsigned = row["line"] == "elder_lottery"
        deadline = office_days(today, -22 if unsigned else -rng.randint(33, 38))
        begin = office_days(deadline, 7)
        signed = None if unsigned else office_days(begin, rng.randint(14, 19))
        reported, starts = office_days(deadline, 4), _month_after(today + timedelta(days=12))
    else:
        starts = _start(row, rng, today)
        signed = office_days(starts, -rng.randint(4, 9))
        begin = office_days(signed, -14)
        deadline, reported = office_days(begin, -8), office_days(begin, -2)
    return replace(
        _called(deadline),
        reported_on=reported,
        publicity_from=begin,
        signed_on=signed,
        starts_on=starts,
    )


def content_of(row: dict[str, Any], rng: random.Random) -> str:
    """The tasks, and closing duties of the kind of work until the text says enough."""
    text = "；".join(row["tasks"])
    duties = load("bids")["duties"][row["third"]]
    for duty in rng.sample(duties, len(duties)):
        if len(text) >= _MIN_CONTENT:
            break
        text += f"；{duty}"
    return text + "。"


@dataclass(frozen=True)
class _World:
    today: date
    units: dict[str, Unit]
    items: dict[str, FunctionItem]
    needs: dict[str, Need]
    organizations: dict[str, Organization]
    experts: tuple[Expert, ...]
    winners: set[str]


def _bid_count(row: dict[str, Any], rng: random.Random) -> int:
    state = row["state"]
    if state == "published":
        return 2 if row["due"] <= 9 else 0  # noqa: PLR2004
    if state == "failed":
        return 1 if "1 份" in row["reason"] else 3
    return rng.randint(3, 6)


def _rivals(
    row: dict[str, Any], rng: random.Random, call: bidding.Call, world: _World
) -> list[Organization]:
    """The winner first where there is one, then the others."""
    day = call.deadline.date()
    pool = bidding.candidates(
        tuple(world.organizations.values()), row["specialties"], call.published_on, day
    )
    if row["state"] in ("published", "closed"):
        pool = [o for o in pool if o.key not in JOURNEY]
    count = _bid_count(row, rng)
    if row["state"] not in _AWARDED:
        return rng.sample(pool[: count + 6], min(count, len(pool)))
    if "win" in row:
        winner = world.organizations[row["win"]]
    else:
        listed = [o for o in pool if o.directory and o.key not in JOURNEY]
        fresh = [o for o in listed if o.key not in world.winners] or listed
        fresh = [o for o in fresh if o.type == "service"] or fresh
        winner = max(fresh, key=lambda o: bidding.points_at(o, day) + rng.uniform(0, 5))
    best = bidding.points_at(winner, day)
    others = [o for o in pool if o.key != winner.key and bidding.points_at(o, day) <= best]
    if len(others) < 2:  # noqa: PLR2004
        others = [o for o in pool if o.key != winner.key]
    near = others[: count + 6]
    return [winner, *rng.sample(near, min(count - 1, len(near)))]


def _bids(
    row: dict[str, Any], key: str, rng: random.Random, call: bidding.Call, world: _World
) -> tuple[Bid, ...]:
    if "fixed" in row:
        return bidding.fixed_bids(rng, row["fixed"], key, world.organizations, call)
    state = row["state"]
    found = []
    for number, organization in enumerate(_rivals(row, rng, call, world), 1):
        wins = state in _AWARDED and number == 1
        given: tuple[Mark, ...] = ()
        if state in (*_AWARDED, "ranked"):
            given = bidding.marks(rng, call.panel, wins=wins, close=state == "ranked")
        elif state == "scoring":
            given = bidding.marks(rng, call.panel[:_SCORED], wins=False, close=True)
        price = yuan(row["price"]) if wins and "price" in row else None
        until = at(world.today - timedelta(days=1), 17) if state == "published" else None
        found.append(bidding.make(rng, f"{key}-b{number}", organization, call, price=price, given=given,
                                  low=0.915 if wins else 0.93, until=until))  # fmt: skip
    # Bids come in by time; the winner is not always first.
    return tuple(sorted(found, key=lambda b: (b.submitted_at, b.key)))


def _objection(
    row: dict[str, Any], found: tuple[Bid, ...], winner: str, today: date
) -> Objection | None:
    if row["state"] != "objection":
        return None
    second = next(b for b in found if b.organization_key != winner)
    return Objection(second.organization_key, office_days(today, -1), row["objection"])


def _project(number: int, row: dict[str, Any], rng: random.Random, world: _World) -> Project:
    key = f"project-{number:02d}"
    dates = _dates(row, rng, world.today)
    reference = dates.deadline.date() if dates.deadline else office_days(world.today, 25)
    begins = dates.starts_on or _month_after(reference + timedelta(days=25))
    ends = add_months(begins, row["months"]) - timedelta(days=1)
    item = world.items[row["item"]]
    field = load("specialties")[row["specialties"][0]]["fields"][0]
    ceiling = yuan(row["ceiling"])
    scored = dates.opening_at and row["state"] not in ("published", "closed", "failed", "cancelled")
    panel = bidding.panel_for(rng, world.experts, field) if scored else ()
    found: tuple[Bid, ...] = ()
    contract: Contract | None = None
    objection: Objection | None = None
    if dates.published_on and dates.deadline and row["state"] != "cancelled":
        people = load("specialties")[row["specialties"][0]]["people"]
        call = bidding.Call(row["third"], row["tasks"], row["place"], people, row["months"], ceiling,
                            dates.published_on, dates.deadline, panel)  # fmt: skip
        found = _bids(row, key, rng, call, world)
        if row["state"] in _AWARDED:
            best = max(found, key=lambda b: sum(m.points for m in b.marks))
            objection = _objection(row, found, best.organization_key, world.today)
            if row["state"] in ("contracted", "performing", "completed"):
                world.winners.add(best.organization_key)
                contract = contract_for(row, best, rng, signed_on=dates.signed_on, starts_on=begins, ends_on=ends,
                                        today=world.today, number=key)  # fmt: skip
    streets = row["streets"] or [u.key for u in world.units.values() if u.kind == "street"]
    return Project(
        key=key, number="", title=f"{row['title']}（{begins.year}年）", unit_key=row["unit"], item_key=item.key,
        budget_line_key=f"{row['line']}-{begins.year}", catalogue_code=row["cat"], field=field,
        specialty=row["specialties"][0], track="SUB", mode=item.mode, state=row["state"], summary=row["summary"],
        service_object=row["object"], content=content_of(row, rng), place=row["place"], street_keys=tuple(streets),
        ceiling=ceiling, service_from=begins, service_to=ends, payment_percents=tuple(row["pay"]),
        criteria=bidding.criteria(row["third"]), need_keys=tuple(world.needs[n].key for n in row["needs"]),
        created_on=dates.created_on, published_on=dates.published_on, questions_until=dates.questions_until,
        deadline=dates.deadline, opening_at=dates.opening_at, reported_on=dates.reported_on,
        publicity_from=dates.publicity_from, closed_on=dates.closed_on, closing_reason=row.get("reason", ""),
        panel=tuple(e.key for e in panel), bids=found, objection=objection, contract=contract,
    )  # fmt: skip


def _numbered(projects: list[Project], rows: list[dict[str, Any]]) -> tuple[Project, ...]:
    """Numbers by year and day of drafting; a few numbers are written in the bank."""
    fixed = {p.key: row["seq"] for p, row in zip(projects, rows, strict=True) if "seq" in row}
    numbers: dict[str, str] = {}
    for year in sorted({p.created_on.year for p in projects}):
        mine = sorted(
            (p for p in projects if p.created_on.year == year), key=lambda p: (p.created_on, p.key)
        )
        free = iter(n for n in range(1, 1000) if n not in fixed.values())
        for project in mine:
            sequence = fixed[project.key] if project.key in fixed else next(free)
            numbers[project.key] = f"LW-SUB-{year}-{sequence:03d}"
    found = []
    for project in projects:
        number = numbers[project.key]
        contract = project.contract and replace(
            project.contract, number=number.replace("SUB", "HT")
        )
        found.append(replace(project, number=number, contract=contract))
    return tuple(found)


def projects(seed: int, today: date, *, units: Sequence[Unit], items: Sequence[FunctionItem], needs: Sequence[Need],
             organizations: Sequence[Organization], experts: Sequence[Expert]) -> tuple[Project, ...]:  # fmt: skip
    """All 56 projects."""
    rows: list[dict[str, Any]] = load("projects")["projects"]
    world = _World(
        today, {u.key: u for u in units}, {i.name: i for i in items}, {n.title: n for n in needs},
        {o.key: o for o in organizations}, tuple(experts), set(),
    )  # fmt: skip
    found = [
        _project(n, row, stream(seed, f"project:{row['title']}"), world)
        for n, row in enumerate(rows, 1)
    ]
    return _numbered(found, rows)


def planned(found: Sequence[Project], items: Sequence[FunctionItem]) -> dict[str, Decimal]:
    """What each budget line must hold: the ceilings of its projects, or its dearest item."""
    sums: dict[str, Decimal] = {}
    for project in found:
        sums[project.budget_line_key] = (
            sums.get(project.budget_line_key, Decimal(0)) + project.ceiling
        )
    for item in items:
        if item.budget_line_key:
            sums[item.budget_line_key] = max(
                sums.get(item.budget_line_key, Decimal(0)), item.budget_amount
            )
    return sums
