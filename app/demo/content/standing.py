"""How organizations stand: grades, credit events and the qualified directory."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from app.demo.content.bank import add_years, days_between, load
from app.demo.content.model import AnnualReport, CreditEvent, DirectoryEntry, Grade, Organization

LISTED = 138
_QUOTA = {"5A": 8, "4A": 26, "3A": 56, "2A": 18, "1A": 8}
_LAPSED = 13
_ABNORMAL, _LIFTED, _PENALTIES = 8, 5, 3
_PER_SPECIALTY = 3
JOURNEY = ("tongxin", "qinghe", "hefeng", "ankang", "qiming", "xinya")
_NOT_LISTED = ("kindergarten", "fund")
_OLD_ENOUGH = 800


class _Certificates:
    """Certificate numbers, counted up within each year."""

    def __init__(self) -> None:
        self._next: Counter[int] = Counter()

    def grade(self, level: str, awarded_on: date) -> Grade:
        self._next[awarded_on.year] += 1
        number = f"{awarded_on.year}-{self._next[awarded_on.year]:03d}号"
        until = add_years(awarded_on, 5) - timedelta(days=1)
        return Grade(level, awarded_on, until, number)


def _journey_grades(today: date) -> dict[str, tuple[str, date]]:
    """5A, 3A, 3A of the suspended one, and a 4A that lapsed in the last month."""
    last_month = today.replace(day=1) - timedelta(days=1)
    lapsed = min(last_month, last_month.replace(day=14))
    return {
        "tongxin": ("5A", date(today.year - 2, 5, 21)),
        "qinghe": ("3A", date(today.year - 2, 7, 1)),
        "ankang": ("3A", date(today.year - 1, 12, 15) - timedelta(days=400)),
        "qiming": ("4A", add_years(lapsed + timedelta(days=1), -5)),
    }


def _grades(
    rng: random.Random, plain: list[Organization], today: date
) -> dict[str, tuple[Grade, ...]]:
    awards: dict[str, list[tuple[str, date]]] = {k: [v] for k, v in _journey_grades(today).items()}
    awards["tongxin"].insert(0, ("4A", date(today.year - 7, 5, 16)))
    old = [
        o for o in plain if o.key not in JOURNEY and (today - o.registered_on).days > _OLD_ENOUGH
    ]
    pool = rng.sample(old, len(old))
    for level, count in _QUOTA.items():
        for organization in pool[:count]:
            first = max(
                organization.registered_on + timedelta(days=730),
                add_years(today, -5) + timedelta(days=40),
            )
            awarded = days_between(rng, first, today - timedelta(days=50))
            history = [(level, awarded)]
            earlier = add_years(awarded, -5)
            if level in ("5A", "4A") and earlier > organization.registered_on + timedelta(days=730):
                history.insert(0, ("4A" if level == "5A" else "3A", earlier))
            awards[organization.key] = history
        pool = pool[count:]
    for organization in pool[:_LAPSED]:
        awarded = add_years(today, -5) - timedelta(days=rng.randint(40, 900))
        if awarded > organization.registered_on:
            awards[organization.key] = [(rng.choice(("3A", "3A", "4A", "2A")), awarded)]
    # Numbers follow the day of the award, as in the register.
    certificates = _Certificates()
    found: dict[str, list[Grade]] = {key: [] for key in awards}
    for key, level, day in sorted(
        ((k, lv, d) for k, v in awards.items() for lv, d in v), key=lambda r: (r[2], r[0])
    ):
        found[key].append(certificates.grade(level, day))
    return {key: tuple(grades) for key, grades in found.items()}


def _credit(
    rng: random.Random, plain: list[Organization], graded: set[str], today: date
) -> dict[str, CreditEvent]:
    bank = load("organizations")
    office: str = bank["reports_office"]
    found = {
        "ankang": CreditEvent(
            "abnormal_list", bank["abnormal_reasons"][0], office, today - timedelta(days=47), None
        )
    }
    others = [
        o for o in plain if o.key not in JOURNEY and o.key not in graded and o.type != "foundation"
    ]
    chosen = rng.sample(others, _ABNORMAL + _LIFTED + _PENALTIES + 1)
    for number, organization in enumerate(chosen):
        first = max(today - timedelta(days=700), organization.registered_on + timedelta(days=60))
        day = days_between(rng, first, today - timedelta(days=20))
        if number < _ABNORMAL:
            event = CreditEvent(
                "abnormal_list", rng.choice(bank["abnormal_reasons"]), office, day, None
            )
        elif number < _ABNORMAL + _LIFTED:
            lifted = min(day + timedelta(days=rng.randint(40, 180)), today - timedelta(days=3))
            event = CreditEvent(
                "abnormal_list", rng.choice(bank["abnormal_reasons"]), office, day, lifted
            )
        elif number < _ABNORMAL + _LIFTED + _PENALTIES:
            event = CreditEvent("penalty", rng.choice(bank["penalty_reasons"]), office, day, None)
        else:
            event = CreditEvent(
                "serious_violation", "提供虚假材料办理变更登记，被撤销变更登记", office, day, None
            )
        found[organization.key] = event
    return found


def _listed(rng: random.Random, plain: list[Organization], grades: dict[str, tuple[Grade, ...]],
            credit: dict[str, CreditEvent], today: date) -> set[str]:  # fmt: skip
    """The journey's six; then a few of each specialty; then by grade until 138."""

    def rank(organization: Organization) -> tuple[str, float]:
        valid = [g.level for g in grades.get(organization.key, ()) if g.valid_until >= today]
        return max(valid, default="0"), rng.random()

    able = [
        o for o in plain
        if o.key not in JOURNEY and o.key not in credit and o.specialty not in _NOT_LISTED
        and all(r.status != "missing" for r in o.annual_reports)
    ]  # fmt: skip
    order = sorted(able, key=rank, reverse=True)
    chosen = set(JOURNEY)
    seen: Counter[str] = Counter()
    for organization in sorted(order, key=lambda o: o.type != "service"):
        if seen[organization.specialty] < _PER_SPECIALTY and len(chosen) < LISTED:
            seen[organization.specialty] += 1
            chosen.add(organization.key)
    for organization in order:
        if len(chosen) >= LISTED:
            break
        chosen.add(organization.key)
    return chosen


def _entry(rng: random.Random, organization: Organization, today: date) -> DirectoryEntry:
    first = organization.registered_on + timedelta(days=90)
    if organization.key == "xinya":
        entered, basis = today - timedelta(days=62), "本人申请，成立不满三年，信用良好"
    else:
        entered = days_between(rng, max(first, add_years(today, -6)), today - timedelta(days=25))
        basis = rng.choice(
            (
                "本人申请，经审核和公示列入",
                "上一版目录延续，年度复核合格",
                "本人申请，实地查看后列入",
            )
        )
    return DirectoryEntry(entered, "suspended" if organization.key == "ankang" else "listed", basis)


def _reports(
    organization: Organization, event: CreditEvent | None, today: date
) -> tuple[AnnualReport, ...]:
    """The journey's organizations reported on time; who was listed for a missing report has none."""
    reports = organization.annual_reports
    if organization.key in JOURNEY:
        reports = tuple(AnnualReport(r.year, "on_time", date(r.year + 1, 4, 18)) for r in reports
                        if date(r.year + 1, 4, 18) <= today)  # fmt: skip
    if (
        event
        and event.kind == "abnormal_list"
        and not event.lifted_on
        and "工作报告" in event.reason
        and reports
    ):
        reports = (*reports[:-1], AnnualReport(reports[-1].year, "missing", None))
    return reports


def with_standing(
    rng: random.Random, plain: list[Organization], today: date
) -> tuple[Organization, ...]:
    """The registered organizations with grades, credit events, reports and directory entries."""
    grades = _grades(rng, plain, today)
    credit = _credit(rng, plain, set(grades), today)
    listed = _listed(rng, plain, grades, credit, today)
    return tuple(
        replace(
            o,
            grades=grades.get(o.key, ()),
            credit_events=(credit[o.key],) if o.key in credit else (),
            annual_reports=_reports(o, credit.get(o.key), today),
            directory=_entry(rng, o, today) if o.key in listed else None,
        )
        for o in plain
    )
