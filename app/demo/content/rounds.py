"""Two venture-funding rounds (公益创投): the past one with its 116 projects, and the open one."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.demo.content.bank import add_months, at, load, office_day, office_days, stream, yuan
from app.demo.content.model import (
    Application,
    BudgetRow,
    Criterion,
    Level,
    Organization,
    Outcome,
    Round,
    Unit,
)

FUNDED = 116
_HOSTED = 34
_HALF = Decimal("0.5")
_TENTH = Decimal("0.1")
_A, _B = 85, 60


def criteria() -> tuple[Criterion, ...]:
    """Six judged criteria, 100 points."""
    return tuple(
        Criterion(key, "judged", name, Decimal(points), text,
                  tuple(Level(Decimal(lo), Decimal(hi), words) for lo, hi, words in levels))
        for key, name, points, text, levels in load("rounds")["criteria"]
    )  # fmt: skip


def _rows(rng: random.Random, grant: int, own: int) -> tuple[BudgetRow, ...]:
    """Rows whose grant and own money sum exactly; labour stays under half of the grant."""
    bank: list[list[str]] = load("rounds")["rows"]
    labour = int(grant * rng.uniform(0.28, 0.47) / 100) * 100
    months = rng.randint(6, 10)
    pay = int(labour * rng.uniform(0.5, 0.75) / 100) * 100
    audit = 2000 if grant < 40_000 else 3000  # noqa: PLR2004
    publicity = int(grant * 0.06 / 100) * 100
    volunteer = int(grant * 0.08 / 100) * 100
    activity = int(grant * 0.16 / 100) * 100
    material = grant - labour - audit - publicity - volunteer - activity
    own_activity = int(own * rng.uniform(0.3, 0.7) / 100) * 100
    grants = [pay, labour - pay, material, activity, volunteer, publicity, audit]
    owns = [0, 0, own - own_activity, own_activity, 0, 0, 0]
    words = {"a": 1, "b": months, "c": max((labour - pay) // 120, 10), "d": rng.randint(60, 400),
             "e": rng.randint(10, 40), "f": rng.randint(60, 320)}  # fmt: skip
    return tuple(
        BudgetRow(label, category, basis.format(**words), yuan(g), yuan(o))
        for (label, category, basis), g, o in zip(bank, grants, owns, strict=True)
    )


def _outcome(rng: random.Random, grant: int, score: Decimal) -> Outcome:
    sessions = rng.randint(12, 60)
    persons = rng.randint(30, 420)
    final = float(score) + rng.uniform(-8, 8)
    return Outcome(
        sessions, persons, persons * rng.randint(2, 9) + grant // 1000, rng.randint(8, 65),
        Decimal(str(round(min(99.5, 80 + final / 5 + rng.uniform(-2, 2)), 1))),
        "A" if final >= _A else "B" if final >= _B else "C",
    )  # fmt: skip


def _applicants(
    rng: random.Random, able: list[Organization], field: str, used: Counter[str]
) -> Organization:
    """An organization of the field that applied least so far."""
    mine = [o for o in able if field in o.fields] or able
    least = min(used[o.key] for o in mine)
    chosen = rng.choice([o for o in mine if used[o.key] == least])
    used[chosen.key] += 1
    return chosen


def _applications(rng: random.Random, prefix: str, *, opened: date, deadline: date,
                  organizations: Sequence[Organization], units: Sequence[Unit]) -> list[Application]:  # fmt: skip
    able = [o for o in organizations if o.registered and o.registered_on < opened
            and o.specialty not in ("kindergarten", "industry", "fund", "evaluation", "skill")]  # fmt: skip
    filed = [o for o in organizations if not o.registered and o.registered_on < opened]
    communities = [u for u in units if u.kind == "community"]
    hosted = iter(rng.sample(filed, min(_HOSTED, len(filed))))
    used: Counter[str] = Counter()
    ideas = [(c[0], c[1], brand, c[3]) for c in load("rounds")["concepts"] for brand in c[2]]
    found = []
    for number, (field, tail, brand, text) in enumerate(rng.sample(ideas, len(ideas)), 1):
        organization = _applicants(rng, able, field, used)
        community = rng.choice(communities)
        partner: Organization | None = next(hosted, None) if rng.random() < 0.25 else None  # noqa: PLR2004
        if partner:
            community = next(u for u in communities if u.key == partner.community_key)
        grant = (
            rng.choice((15, 18, 20, 24, 28, 30, 32, 36, 38, 40, 42, 45, 48, 50, 55, 60, 68)) * 1000
        )
        own = int(grant * rng.uniform(0.12, 0.35) / 100) * 100
        found.append(
            Application(
                key=f"{prefix}-a{number:03d}", number="", title=f"“{brand}”{community.short_name}{tail}",
                field=field, organization_key=organization.key, partner_key=partner.key if partner else None,
                community_key=community.key, summary=f"在{community.short_name}{'' if text[0] == '在' else '，'}{text}",
                submitted_at=at(deadline, 16) - timedelta(minutes=rng.randint(0, 60 * 24 * 12)),
                rows=_rows(rng, grant, own), grant=yuan(grant), own=yuan(own), score=None, rank=None,
                funded=False, outcome=None,
            )
        )  # fmt: skip
    found.sort(key=lambda a: (a.submitted_at, a.key))
    return [replace(a, number=f"LW-CT-{deadline.year}-{n:03d}") for n, a in enumerate(found, 1)]


def _decided(rng: random.Random, found: list[Application]) -> tuple[Application, ...]:
    """Scores without ties, the best 116 funded, with what they reported at the end."""
    points = rng.sample(range(5600, 9300), len(found))
    scores = {a.key: Decimal(p) / 100 for a, p in zip(found, points, strict=True)}
    order = {key: rank for rank, key in enumerate(sorted(scores, key=lambda k: -scores[k]), 1)}
    return tuple(
        replace(
            a, score=yuan(scores[a.key]), rank=order[a.key], funded=order[a.key] <= FUNDED,
            outcome=_outcome(rng, int(a.grant), scores[a.key]) if order[a.key] <= FUNDED else None,
        )
        for a in found
    )  # fmt: skip


def _round(row: dict[str, Any], state: str, year: int, deadline: date, **dates: Any) -> Round:  # noqa: ANN401
    number = row["number"]
    numerals = {8: "八", 9: "九"}
    return Round(
        key=f"round-{number}", number=number, title=f"第{numerals[number]}届公益创投（{year}年度）", year=year,
        unit_key="minzheng", state=state, theme=row["theme"], intro=row["intro"],
        fields=tuple(load("places")["fields"]), budget_line_key=f"venture-{year}", pool=yuan(row["pool"]),
        grant_cap=yuan(row["cap"]), labour_share_max=_HALF, own_share_min=_TENTH, payment_percents=(60, 30, 10),
        deadline=at(deadline, 17, 30), criteria=criteria(), **dates,
    )  # fmt: skip


def rounds(
    seed: int, today: date, organizations: Sequence[Organization], units: Sequence[Unit]
) -> tuple[Round, ...]:
    """The past round and the open one."""
    bank = load("rounds")
    rng = stream(seed, "rounds")
    closed = office_day(today - timedelta(days=368), -1)
    opened = office_days(closed, -24)
    begins = add_months(closed.replace(day=1), 2)
    applications = _decided(
        rng,
        _applications(
            rng, "round-8", opened=opened, deadline=closed, organizations=organizations, units=units
        ),
    )
    past = _round(
        bank["past"], "completed", today.year, closed, published_on=opened, reviewed_on=office_days(closed, 14),
        publicity_from=office_days(closed, 16), performs_from=begins,
        performs_to=min(add_months(begins, 10), today) - timedelta(days=1), applications=applications,
    )  # fmt: skip
    closes = office_day(today + timedelta(days=10))
    starts = date(today.year + 1, 1, 1)
    current = _round(
        bank["open"], "open", today.year + 1, closes, published_on=office_days(today, -15), reviewed_on=None,
        publicity_from=None, performs_from=add_months(starts, 1), performs_to=date(today.year + 1, 11, 30),
        applications=(),
    )  # fmt: skip
    return past, current
