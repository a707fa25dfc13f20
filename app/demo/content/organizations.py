"""Invented social organizations: 390 registered and 40 filed, 138 of them on the directory."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.demo.content.bank import load, stream
from app.demo.content.codes import credit_code
from app.demo.content.model import AnnualReport, Grade, Organization, Unit
from app.demo.content.people import Names
from app.demo.content.standing import with_standing

REGISTERED, FILED = 390, 40
_CATEGORIES = {
    "文化体育类": ("culture", "sport"),
    "卫生健康类": ("health_education", "mental", "care"),
    "法律服务类": ("mediation", "correction"),
    "教育培训类": ("kindergarten", "skill", "tutoring"),
    "公益慈善类": ("volunteer", "fund", "relief", "disabled", "child", "veteran"),
    "生态环保类": ("ecology", "waste", "pets"),
}
_SUBJECTS = {
    "作": "文学创作",
    "作家": "文学创作",
    "社会体育指导员": "科学健身",
    "非物质文化遗产保护": "非遗",
}
_HUBS = ("青年企业家联合会", "女企业家联合会", "社会组织总会", "志愿者协会", "社会工作协会")


@dataclass(frozen=True)
class _Plan:
    """What an organization is before the chance details are added."""

    key: str
    name: str
    short: str
    kind: str
    specialty: str
    street: str | None = None
    community: str | None = None
    office: str | None = None
    fields: tuple[str, ...] | None = None
    scope: str = ""
    special: Any = None
    is_hub: bool = False


def _service_plans(rng: random.Random, count: int) -> Iterator[tuple[str, str, str]]:
    """Names of service organizations: brand and ending, by the weight of each specialty."""
    specialties = load("specialties")
    keys = [k for k, v in specialties.items() for _ in range(v["weight"])]
    chosen = [keys[i * len(keys) // count] for i in range(count)]
    brands: list[str] = load("organizations")["brands"]
    order = rng.sample(brands, len(brands)) + rng.sample(brands, len(brands))
    for specialty, brand in zip(chosen, order, strict=False):
        yield specialty, brand, rng.choice(specialties[specialty]["suffixes"])


def _plans(rng: random.Random, all_units: tuple[Unit, ...]) -> Iterator[_Plan]:
    bank = load("organizations")
    place = load("places")["name"]
    streets = [u for u in all_units if u.kind == "street"]
    for row in bank["special"]:
        kind = "society" if row["name"].endswith("协会") else "service"
        yield _Plan(row["key"], row["name"], row["short"], kind, row["specialty"], row["street"],
                    fields=tuple(row["extra"]), scope=row["scope"], special=row)  # fmt: skip
    plans: list[_Plan] = []
    for name, specialty in bank["societies"]:
        plans.append(_Plan("", place + name, name, "society", specialty, is_hub=name in _HUBS))
    for name, office, field in bank["industry"]:
        fields = (field,) if field == "education_employment" else (field, "education_employment")
        plans.append(
            _Plan("", place + name, name, "society", "industry", office=office, fields=fields)
        )
    plans += [_Plan("", place + n, n, "foundation", "fund") for n in bank["foundations"]]
    for street in streets:
        for ending, specialty, kind in bank["street_kinds"]:
            short = street.short_name + ending
            plans.append(_Plan("", place + short, short, kind, specialty, street.key,
                               is_hub=specialty == "incubation"))  # fmt: skip
    left = REGISTERED - len(plans) - len(bank["special"])
    taken: set[str] = set()
    for specialty, brand, suffix in _service_plans(rng, left):
        name = brand + suffix
        if name in taken:
            name = brand + next(
                s for s in load("specialties")[specialty]["suffixes"] if brand + s not in taken
            )
        taken.add(name)
        plans.append(_Plan("", place + name, name, "service", specialty))
    for number, plan in enumerate(plans, 1):
        yield replace(plan, key=f"o{number:03d}")


def _subject(short: str) -> str:
    """What a society is about: its name without the endings."""
    for ending in ("协会", "学会", "促进会", "研究会", "联合会", "互助会", "联谊会", "总会"):
        short = short.removesuffix(ending)
    return _SUBJECTS.get(short, short.removesuffix("家"))


def _work(rng: random.Random, plan: _Plan, services: list[str], count: int) -> list[str]:
    """Services of the specialty; a society takes those nearest to its name first."""
    mixed = rng.sample(services, len(services))
    if plan.kind != "society" or plan.specialty == "industry":
        return mixed[:count]
    subject = _subject(plan.short)
    if plan.specialty in ("culture", "sport") and not plan.street:
        return [f"{subject}普及推广", f"{subject}骨干培训", f"{subject}公益活动进社区", *mixed[:2]]
    return sorted(mixed, key=lambda s: -len(set(s) & set(subject)))[:count]


def scope_of(rng: random.Random, plan: _Plan) -> str:
    """Between 40 and 120 characters of what the organization registered to do."""
    if plan.scope:
        return plan.scope
    facts = load("specialties")[plan.specialty]
    count = min(len(facts["services"]), rng.choice((4, 5, 5, 6)))
    work = _work(rng, plan, facts["services"], count)
    people: str = facts["people"]
    if plan.specialty == "industry":
        trade = plan.short.removesuffix("协会").removesuffix("行业")
        text = f"服务{trade}领域会员单位，开展" + "、".join(work) + "。"
    elif plan.kind == "foundation":
        text = f"面向{people}，" + "；".join(work) + "。"
    elif plan.kind == "society":
        text = "团结会员，开展" + "、".join(work) + f"，为{people}提供服务。"
    else:
        ending = rng.choice(
            (
                f"面向{people}开展公益活动",
                "承接政府和群团组织委托的相关服务",
                f"为{people}提供咨询和转介",
            )
        )
        text = "、".join(work[:3]) + "；" + "、".join(work[3:]) + f"；{ending}。"
    return text


def _category(plan: _Plan) -> str:
    if plan.specialty == "industry":
        return "行业协会商会类"
    return next((c for c, keys in _CATEGORIES.items() if plan.specialty in keys), "社区服务类")


def _reports(rng: random.Random, registered_on: date, today: date) -> tuple[AnnualReport, ...]:
    found = []
    for year in range(today.year - 3, today.year):
        if registered_on.year > year:
            continue
        if rng.random() < 0.04:  # noqa: PLR2004
            found.append(AnnualReport(year, "missing", None))
            continue
        late = rng.random() < 0.06  # noqa: PLR2004
        first = date(year + 1, 6, 2) if late else date(year + 1, 2, 10)
        filed = first + timedelta(days=rng.randint(0, 100))
        if filed <= today:
            found.append(AnnualReport(year, "late" if late else "on_time", filed))
    return tuple(found)


def _staff(rng: random.Random, plan: _Plan) -> tuple[int, int, int, int]:
    """Staff, of them full time, of them certified social workers; and volunteers."""
    if plan.special:
        staff, full, certified = plan.special["staff"]
        return staff, full, certified, staff * 4
    if plan.kind == "society":
        full = rng.choice((1, 1, 2, 2, 3, 4, 5))
        staff = full + rng.randint(0, 5)
    elif plan.specialty in ("kindergarten", "skill"):
        full = rng.randint(14, 46)
        staff = full + rng.randint(0, 6)
    else:
        full = rng.randint(3, 26)
        staff = full + rng.randint(1, 12)
    share = 0.1 if plan.specialty in ("kindergarten", "skill", "industry", "sport") else 0.45
    return staff, full, round(full * rng.uniform(0, share)), rng.randint(0, 180)


def _registered_on(rng: random.Random, plan: _Plan, today: date) -> date:
    if plan.special:
        return plan.special["since"] or today - timedelta(days=241)
    return today - timedelta(days=rng.randint(120, 7300))


def _build(rng: random.Random, plan: _Plan, *, all_units: tuple[Unit, ...], names: Names,
           taken: set[str], today: date) -> Organization:  # fmt: skip
    facts = load("specialties")[plan.specialty]
    places = load("places")
    street = plan.street or rng.choice([u.key for u in all_units if u.kind == "street"])
    near = [u for u in all_units if u.parent_key == street]
    community = rng.choice(near)
    on = _registered_on(rng, plan, today)
    staff, full, certified, volunteers = _staff(rng, plan)
    return Organization(
        key=plan.key, name=plan.name, short_name=plan.short, type=plan.kind, category=_category(plan),
        registered=True, uscc=credit_code(rng, plan.kind, places["code"], taken), filing_no=None,
        registered_on=on, legal_representative=names.name(),
        address=f"{places['name']}{places['streets'][street]['name']}街道{rng.choice(places['roads'])}"
                f"{rng.randint(2, 398)}号{rng.choice(('', '', f'{rng.randint(2, 6)}楼', '1层'))}",
        street_key=street, community_key=community.key, fields=plan.fields or tuple(facts["fields"]),
        specialty=plan.specialty, scope=scope_of(rng, plan), staff=staff, full_time_staff=full,
        certified_social_workers=certified, volunteers=volunteers, phone=names.phone(),
        is_hub=plan.is_hub, supervisor_key=plan.office or facts["office"], grades=(),
        credit_events=(), annual_reports=_reports(rng, on, today), directory=None, past_contracts=(),
    )  # fmt: skip


def _filed(
    rng: random.Random, all_units: tuple[Unit, ...], names: Names, today: date
) -> Iterator[Organization]:
    """Community organizations on file: no legal person, so no credit code and no grade."""
    kinds = load("organizations")["filed"]
    specialties = load("specialties")
    place = load("places")["name"]
    streets = {u.key: u for u in all_units if u.kind == "street"}
    communities = rng.sample([u for u in all_units if u.kind == "community"], FILED)
    for number, community in enumerate(communities):
        ending, specialty, scope = kinds[number % len(kinds)]
        street = streets[community.parent_key or ""]
        on = today - timedelta(days=rng.randint(60, 2600))
        yield Organization(
            key=f"f{number + 1:02d}", name=f"{street.short_name}{community.short_name}{ending}",
            short_name=f"{community.short_name}{ending}", type="society", category="社区社会组织",
            registered=False, uscc=None, filing_no=f"澜备〔{on.year}〕{number + 1:03d}号",
            registered_on=on, legal_representative=names.name(),
            address=f"{place}{street.short_name}{community.short_name}居民活动室",
            street_key=street.key, community_key=community.key,
            fields=tuple(specialties[specialty]["fields"]), specialty=specialty, scope=scope,
            staff=0, full_time_staff=0, certified_social_workers=0, volunteers=rng.randint(12, 46),
            phone=names.phone(), is_hub=False, supervisor_key=community.key, grades=(),
            credit_events=(), annual_reports=(), directory=None, past_contracts=(),
        )  # fmt: skip


def organizations(
    seed: int, today: date, all_units: tuple[Unit, ...], names: Names
) -> tuple[Organization, ...]:
    """All organizations with grades, credit events, reports and their stand on the directory."""
    rng = stream(seed, "organizations")
    taken: set[str] = set()
    plain = [
        _build(rng, plan, all_units=all_units, names=names, taken=taken, today=today)
        for plan in _plans(rng, all_units)
    ]
    graded = with_standing(stream(seed, "standing"), plain, today)
    return (*graded, *_filed(stream(seed, "filed"), all_units, names, today))


def grade_at(organization: Organization, day: date) -> Grade | None:
    """The best grade in force on that day."""
    valid = [g for g in organization.grades if g.awarded_on <= day <= g.valid_until]
    return max(valid, key=lambda g: g.level, default=None)


def abnormal_at(organization: Organization, day: date) -> bool:
    """Whether a credit event was open on that day."""
    return any(
        e.kind != "penalty" and e.decided_on <= day and not (e.lifted_on and e.lifted_on <= day)
        for e in organization.credit_events
    )
