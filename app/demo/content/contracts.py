"""Contracts of the demo projects, and contracts from before the portal opened."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.demo.content.bank import add_months, load, office_days, stream, yuan
from app.demo.content.model import Bid, Contract, Milestone, Organization, PastContract, Project

WITH_CONTRACT = 32
_PLACES = {2: (0.1, 1.0), 3: (0.08, 0.5, 1.0), 4: (0.25, 0.5, 0.75, 1.0)}
# Where the scores of past contracts lie, by the best grade an organization ever held.
_MIDDLE = {"5A": 88, "4A": 85, "3A": 81, "2A": 77}
_GOOD, _FAIR = 85, 72
# Acceptance waits for these since that many office days.
_WAITING = {"长者食堂就餐评估": 11, "社区禁毒宣传与康复人员社会工作": 16}


def _score(rng: random.Random, row: dict[str, Any]) -> Decimal:
    value = row.get("score") or round(rng.uniform(70, 94) * 2) / 2
    return Decimal(str(value)).quantize(Decimal("0.1"))


def note_for(rng: random.Random, score: Decimal) -> str:
    """Words that fit the performance score."""
    notes = load("bids")["notes"]
    words: str = rng.choice(
        notes["high" if score >= _GOOD else "middle" if score >= _FAIR else "low"]
    )
    return words


def contract_for(row: dict[str, Any], bid: Bid, rng: random.Random, *, signed_on: date | None, starts_on: date,
                 ends_on: date, today: date, number: str) -> Contract:  # fmt: skip
    """The contract of the winning bid; its milestones sum to the price."""
    percents: list[int] = row["pay"]
    state, done = row["state"], row.get("done", 0)
    if state == "completed":
        done = len(percents)
    days = (ends_on - starts_on).days
    left, rows = bid.price, []
    titles = load("bids")["milestones"][len(percents)]
    for index, percent in enumerate(percents):
        last = index == len(percents) - 1
        amount = left if last else yuan(bid.price * percent / 100)
        left -= amount
        due = starts_on + timedelta(days=round(days * _PLACES[len(percents)][index]))
        stone = Milestone(
            index + 1, titles[index][0], titles[index][1], percent, amount, due, None, None, None
        )
        if index < done:
            delivered = min(office_days(due, rng.randint(-3, 4)), office_days(today, -18))
            accepted = office_days(delivered, rng.randint(3, 8))
            stone = replace(stone, delivered_on=delivered, accepted_on=accepted,
                            paid_on=office_days(accepted, rng.randint(3, 8)))  # fmt: skip
        elif index == done and row.get("delivered"):
            stone = replace(stone, delivered_on=office_days(today, -_WAITING.get(row["title"], 6)))
        rows.append(stone)
    score = _score(rng, row) if state == "completed" else None
    return Contract(
        number, bid.organization_key, bid.price, signed_on, starts_on, ends_on, tuple(rows), score,
        note_for(rng, score) if score is not None else "",
        Decimal(str(round(rng.uniform(84, 98), 1))) if score is not None else None,
    )  # fmt: skip


def _past(rng: random.Random, organization: Organization, number: int, today: date) -> PastContract:
    bank = load("bids")["past"]
    facts = load("specialties")[organization.specialty]
    work = rng.sample(facts["services"], 3)
    months = rng.choice((6, 8, 10, 12, 12))
    ends = add_months(today.replace(day=1), -rng.randint(13, 46)) - timedelta(days=1)
    starts = max(add_months(ends + timedelta(days=1), -months), organization.registered_on)
    best = max((g.level for g in organization.grades), default="")
    middle = _MIDDLE.get(best, 75) if organization.key != "ankang" else 66
    score = Decimal(str(round(rng.triangular(middle - 10, middle + 8, middle) * 2) / 2)).quantize(
        Decimal("0.1")
    )
    return PastContract(
        key=f"{organization.key}-past{number}", title=f"{work[0]}项目（{starts.year}年）",
        buyer=rng.choice(bank["buyers"]), content=f"为{facts['people']}开展{work[0]}、{work[1]}和{work[2]}。",
        fields=organization.fields, amount=yuan(rng.randint(40, 360) * 1000), starts_on=starts, ends_on=ends,
        performance_score=score, evidence=rng.choice(bank["evidence"]),
    )  # fmt: skip


def with_past(seed: int, today: date, organizations: Sequence[Organization],
              found: Sequence[Project]) -> tuple[Organization, ...]:  # fmt: skip
    """Give imported contracts, so that 32 organizations in all have one here or before."""
    rng = stream(seed, "past")
    holders = {p.contract.organization_key for p in found if p.contract}
    horizon = add_months(today, -60)
    spare = [
        o
        for o in organizations
        if o.directory and o.key not in holders and o.registered_on < horizon
    ]
    spare = [o for o in spare if o.key != "xinya"]
    holders |= {o.key for o in rng.sample(spare, WITH_CONTRACT - len(holders))}
    fresh = {p.contract.organization_key for p in found if p.contract}
    result = []
    for organization in organizations:
        count = 0
        if organization.key in holders and organization.registered_on < horizon:
            count = rng.randint(0 if organization.key in fresh else 1, 3)
        if organization.key in ("tongxin", "qinghe", "hefeng", "qiming", "ankang"):
            count = 2
        past = tuple(_past(rng, organization, n, today) for n in range(1, count + 1))
        result.append(replace(organization, past_contracts=past))
    return tuple(result)
