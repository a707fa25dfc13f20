"""The demo district's content: counts, codes, references, sums. Pure: no database, no web."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from stdnum.cn import uscc

from app.demo.content import model
from app.demo.content.bids import GRADE_POINTS
from app.demo.content.codes import credit_check, organization_check
from app.demo.content.generate import PROJECT_STATES, district
from app.demo.content.organizations import abnormal_at, grade_at

TODAY = date(2026, 11, 24)
FIELDS = 8


@cache
def made(seed: int = 20261124, today: date = TODAY) -> model.District:
    return district(seed, today)


@pytest.fixture
def d() -> model.District:
    return made()


@pytest.fixture
def by_key(d: model.District) -> dict[str, model.Organization]:
    return {o.key: o for o in d.organizations}


def unique(values: Iterable[object]) -> bool:
    found = list(values)
    return len(found) == len(set(found))


def test_the_same_seed_and_day_give_the_same_district(d: model.District) -> None:
    assert district(20261124, TODAY) == d


def test_another_seed_gives_another_district(d: model.District) -> None:
    assert made(seed=1).organizations != d.organizations


@pytest.mark.parametrize(
    "today", [date(2026, 2, 28), date(2026, 12, 31), date(2027, 1, 2), date(2028, 2, 29)]
)
def test_any_day_will_do(today: date) -> None:
    found = made(today=today)
    assert len(found.projects) == 56
    assert sum(o.directory is not None for o in found.organizations) == 138


def test_the_district_has_the_size_of_a_real_one(d: model.District) -> None:
    kinds = Counter(u.kind for u in d.units)
    assert (kinds["street"], kinds["community"]) == (6, 61)
    assert len(d.organizations) == 430
    assert sum(not o.registered for o in d.organizations) == 40
    assert sum(o.directory is not None for o in d.organizations) == 138
    assert (len(d.functions), len(d.needs), len(d.experts), len(d.projects)) == (86, 40, 60, 56)
    assert {p.state for p in d.projects} == set(PROJECT_STATES)
    assert sum(line.year in (2026, 2027) for line in d.budget_lines) == 64
    assert all(c.code.startswith("C05") for c in d.catalogue)


def test_thirty_two_organizations_have_contracts(d: model.District) -> None:
    here = {p.contract.organization_key for p in d.projects if p.contract}
    assert len(here | {o.key for o in d.organizations if o.past_contracts}) == 32


def test_every_credit_code_is_valid_outside_and_inside(d: model.District) -> None:
    prefixes = {"society": "51", "service": "52", "foundation": "53"}
    for o in d.organizations:
        if not o.registered:
            assert o.uscc is None
            assert o.filing_no
            continue
        assert o.uscc
        assert uscc.is_valid(o.uscc)
        assert o.uscc[:8] == prefixes[o.type] + "990106"
        assert organization_check(o.uscc[8:16]) == o.uscc[16]


def test_the_check_characters_agree_with_a_published_code() -> None:
    # The example that python-stdnum publishes in its own documentation.
    code = "91110000600037341L"
    assert organization_check(code[8:16]) == code[16]
    assert credit_check(code[:17]) == code[17]


def test_nothing_is_named_twice(d: model.District) -> None:
    for things in (d.units, d.people, d.organizations, d.functions, d.negative_list, d.budget_lines, d.projects,
                   d.rounds, d.needs, d.experts):  # fmt: skip
        assert unique(t.key for t in things)
    assert unique(o.name for o in d.organizations)
    assert unique(o.uscc for o in d.organizations if o.uscc)
    assert unique(o.filing_no for o in d.organizations if o.filing_no)
    assert unique(p.username for p in d.people)
    assert unique(p.name for p in d.people)
    assert unique(i.number for i in d.functions)
    assert unique(i.name for i in d.functions)
    assert unique(p.number for p in d.projects)
    assert unique(p.title for p in d.projects)
    assert unique(line.code for line in d.budget_lines)
    assert unique(g.certificate_no for o in d.organizations for g in o.grades)
    assert unique(a.title for a in d.rounds[0].applications)
    assert unique(p.key for o in d.organizations for p in o.past_contracts)
    assert unique(b.key for p in d.projects for b in p.bids)


def test_phones_belong_to_nobody(d: model.District) -> None:
    phones = [o.phone for o in d.organizations] + [p.phone for p in d.people]
    assert unique(phones)
    assert all(p.startswith("1990000") and len(p) == 11 for p in phones)


def test_names_are_of_the_invented_district(d: model.District) -> None:
    streets = tuple(u.short_name for u in d.units if u.kind == "street")
    for o in d.organizations:
        assert o.name.startswith(d.name if o.registered else streets)
        assert o.address.startswith(d.name)


def test_every_reference_resolves(d: model.District, by_key: dict[str, model.Organization]) -> None:
    units = {u.key for u in d.units}
    lines = {line.key: line for line in d.budget_lines}
    items = {i.key: i for i in d.functions}
    needs = {n.key for n in d.needs}
    experts = {e.key for e in d.experts}
    codes = {c.code for c in d.catalogue}
    people = {p.key for p in d.people}
    assert all(u.parent_key in units for u in d.units if u.kind != "district")
    assert all(p.unit_key in units for p in d.people if p.unit_key)
    assert all(p.organization_key in by_key for p in d.people if p.organization_key)
    assert all(e.person_key in people for e in d.experts)
    assert all({o.street_key, o.community_key, o.supervisor_key} <= units for o in d.organizations)
    assert all(set(o.fields) <= set(d.field_labels) for o in d.organizations)
    assert all(i.unit_key in units for i in d.functions)
    assert all(i.budget_line_key in lines for i in d.functions if i.budget_line_key)
    assert all(n.community_key in units and n.field in d.field_labels for n in d.needs)
    assert all(c.parent_code in codes | {"C"} for c in d.catalogue)
    for p in d.projects:
        assert p.unit_key in units
        assert p.catalogue_code in codes
        assert items[p.item_key].status in ("published", "transferred")
        assert lines[p.budget_line_key].unit_key == p.unit_key
        assert set(p.need_keys) <= needs
        assert set(p.panel) <= experts
        assert {b.organization_key for b in p.bids} <= set(by_key)
        assert {m.expert_key for b in p.bids for m in b.marks} <= set(p.panel)
        if p.contract:
            assert p.contract.organization_key in {b.organization_key for b in p.bids}
        if p.objection:
            assert p.objection.organization_key in {b.organization_key for b in p.bids}
    for r in d.rounds:
        assert r.budget_line_key in lines
        assert all(
            a.organization_key in by_key and a.community_key in units for a in r.applications
        )
        assert all(not by_key[a.partner_key].registered for a in r.applications if a.partner_key)


def test_everybody_belongs_to_one_place(d: model.District) -> None:
    for p in d.people:
        assert (p.unit_key is None) + (p.organization_key is None) == (
            2 if "expert" in p.roles else 1
        )
    roles = {r for p in d.people for r in p.roles}
    assert {
        "list_owner",
        "opener",
        "finance",
        "registrar",
        "observer",
        "expert",
        "community",
        "street_hub",
    } <= roles
    assert sum("opener" in p.roles for p in d.people) == 3


def test_the_journey_has_its_organizations(
    d: model.District, by_key: dict[str, model.Organization]
) -> None:
    def level(key: str, day: date = TODAY) -> str | None:
        grade = grade_at(by_key[key], day)
        return grade.level if grade else None

    assert [level(k) for k in ("tongxin", "qinghe", "hefeng", "qiming", "xinya")] == [
        "5A",
        "3A",
        None,
        None,
        None,
    ]
    lapsed = by_key["qiming"].grades[-1]
    assert lapsed.level == "4A"
    assert lapsed.valid_until.replace(day=1) == date(2026, 10, 1)
    assert abnormal_at(by_key["ankang"], TODAY)
    entry = by_key["ankang"].directory
    assert entry
    assert entry.status == "suspended"
    assert not by_key["xinya"].past_contracts
    for key in ("tongxin", "qinghe", "hefeng", "ankang", "qiming", "xinya"):
        assert by_key[key].directory
        assert "elder_child_care" in by_key[key].fields
    staff = {p.name: p.organization_key for p in d.people if p.organization_key}
    assert staff["林晓"] == staff["何志远"] == "qinghe"


def test_only_one_listed_organization_is_on_the_abnormal_list(d: model.District) -> None:
    assert [o.key for o in d.organizations if o.directory and abnormal_at(o, TODAY)] == ["ankang"]


def test_grades_run_five_years_and_follow_registration(d: model.District) -> None:
    for o in d.organizations:
        for g in o.grades:
            assert o.registered
            assert o.registered_on < g.awarded_on <= TODAY
            assert (g.valid_until - g.awarded_on).days in (1825, 1824, 1826)
        if o.directory:
            assert o.registered_on <= o.directory.entered_on <= TODAY
        for event in o.credit_events:
            assert o.registered_on < event.decided_on <= TODAY
        for r in o.annual_reports:
            assert (r.filed_on is None) == (r.status == "missing")


def test_scopes_say_enough_and_differ(d: model.District) -> None:
    assert all(40 <= len(o.scope) <= 120 for o in d.organizations)
    registered = [o.scope for o in d.organizations if o.registered]
    assert len(set(registered)) > 0.97 * len(registered)
    assert all(
        0 <= o.certified_social_workers <= o.full_time_staff <= o.staff for o in d.organizations
    )


def test_texts_hold_no_unfilled_place(d: model.District) -> None:
    texts = [t.text for p in d.projects for b in p.bids for t in b.texts]
    texts += [p.content for p in d.projects] + [i.conditions + i.basis for i in d.functions]
    assert not [t for t in texts if "{" in t or "}" in t]
    assert len({t for t in texts if len(t) > 150}) > 150


def test_project_contents_have_a_page_worth(d: model.District) -> None:
    assert all(80 <= len(p.content) <= 200 for p in d.projects)


def test_every_scheme_has_a_hundred_points_and_described_levels(d: model.District) -> None:
    for p in d.projects:
        assert [int(c.points) for c in p.criteria] == [10, 20, 10, 25, 15, 10, 10]
        for c in p.criteria:
            assert bool(c.levels) == (c.kind == "judged")
            if c.levels:
                assert c.levels[0].high == c.points
                assert c.levels[-1].low == 0
                pairs = zip(c.levels, c.levels[1:], strict=False)
                assert all(lower.high + 1 == upper.low for upper, lower in pairs)
    for r in d.rounds:
        assert sum(c.points for c in r.criteria) == 100


def test_prices_rows_and_milestones_add_up(d: model.District) -> None:
    for p in d.projects:
        assert sum(p.payment_percents) == 100
        for b in p.bids:
            assert b.price <= p.ceiling
            assert sum(r.amount for r in b.price_rows) == b.price
            assert all(r.amount > 0 for r in b.price_rows)
        if p.contract:
            price = next(
                b.price for b in p.bids if b.organization_key == p.contract.organization_key
            )
            assert p.contract.amount == price == sum(m.amount for m in p.contract.milestones)
            assert [m.percent for m in p.contract.milestones] == list(p.payment_percents)


def test_no_budget_line_is_overdrawn(d: model.District) -> None:
    used: Counter[str] = Counter()
    for p in d.projects:
        used[p.budget_line_key] += int(p.ceiling * 100)
    for line in d.budget_lines:
        assert used[line.key] <= line.amount * 100
    by_line = {line.key: line for line in d.budget_lines}
    assert all(
        i.budget_amount <= by_line[i.budget_line_key].amount
        for i in d.functions
        if i.budget_line_key
    )


def test_bids_come_between_publication_and_deadline_once_each(
    d: model.District, by_key: dict[str, model.Organization]
) -> None:
    for p in d.projects:
        assert unique(b.organization_key for b in p.bids)
        for b in p.bids:
            assert p.published_on
            assert p.deadline
            assert p.published_on <= b.submitted_at.date() <= p.deadline.date()
            assert b.submitted_at < p.deadline
            assert by_key[b.organization_key].registered_on < p.published_on
            assert not abnormal_at(by_key[b.organization_key], p.deadline.date())


def test_no_open_call_has_a_bid_from_the_future(d: model.District) -> None:
    sealed = [b for p in d.projects if p.state == "published" for b in p.bids]
    assert all(b.submitted_at.date() < TODAY for b in sealed)


def test_marks_are_whole_and_within_the_points(d: model.District) -> None:
    for p in d.projects:
        full = {c.key: c.points for c in p.criteria if c.kind == "judged"}
        for b in p.bids:
            assert all(
                0 <= m.points <= full[m.criterion_key] and m.points % 1 == 0 for m in b.marks
            )
            assert unique((m.expert_key, m.criterion_key) for m in b.marks)
        if p.state in ("ranked", "publicity", "objection", "contracted", "performing", "completed"):
            assert all(len(b.marks) == 15 for b in p.bids)
        if p.state in ("published", "closed"):
            assert not any(b.marks for b in p.bids)


def test_winners_lead_whatever_the_other_parts_say(
    d: model.District, by_key: dict[str, model.Organization]
) -> None:
    for p in d.projects:
        if not p.contract:
            continue
        assert p.deadline
        best = min(b.price for b in p.bids)
        totals: dict[str, Decimal] = {}
        for b in p.bids:
            grade = grade_at(by_key[b.organization_key], p.deadline.date())
            points = Decimal(GRADE_POINTS.get(grade.level, 0) if grade else 0)
            marks = sum((m.points for m in b.marks), Decimal(0))
            totals[b.organization_key] = points + marks / 5 + best / b.price * 10
        winner = totals.pop(p.contract.organization_key)
        assert winner - max(totals.values()) >= 4


def test_dates_go_forward(d: model.District) -> None:
    for p in d.projects:
        opening = p.opening_at.date() if p.opening_at else None
        days = [p.created_on, p.published_on, p.deadline.date() if p.deadline else None, opening,
                p.reported_on, p.publicity_from]  # fmt: skip
        reached = [day for day in days if day]
        assert reached == sorted(reached)
        assert p.service_from < p.service_to
        if p.contract:
            for m in p.contract.milestones:
                done = [day for day in (m.delivered_on, m.accepted_on, m.paid_on) if day]
                assert done == sorted(done)
                assert all(day < TODAY for day in done)
        if p.state == "published":
            assert p.deadline
            assert TODAY < p.deadline.date() < TODAY + timedelta(days=25)


def test_the_past_round_funded_116_of_180_within_its_pool(d: model.District) -> None:
    past, current = d.rounds
    funded = [a for a in past.applications if a.funded]
    assert (len(past.applications), len(funded)) == (180, 116)
    assert sum(a.grant for a in funded) <= past.pool
    assert min(a.score for a in funded if a.score) > max(
        a.score for a in past.applications if not a.funded and a.score
    )
    assert all((a.outcome is not None) == a.funded for a in past.applications)
    assert current.state == "open"
    assert current.deadline.date() > TODAY
    assert not current.applications


def test_every_application_keeps_labour_under_half_and_adds_up(d: model.District) -> None:
    for r in d.rounds:
        for a in r.applications:
            assert sum(row.grant for row in a.rows) == a.grant <= r.grant_cap
            assert sum(row.own for row in a.rows) == a.own
            assert all(row.grant >= 0 and row.own >= 0 for row in a.rows)
            labour = sum(row.grant for row in a.rows if row.category == "labour")
            assert labour <= a.grant * r.labour_share_max
            assert a.own >= (a.own + a.grant) * r.own_share_min


def test_the_negative_list_has_both_layers_and_asks_about_discipline(d: model.District) -> None:
    layers = Counter(e.layer for e in d.negative_list)
    assert (layers["national"], layers["local"]) == (6, 12)
    assert all(not e.wording_confirmed for e in d.negative_list if e.layer == "national")
    assert [e.action for e in d.negative_list if "纪检监察" in e.keywords] == ["review"]


def test_no_published_item_meets_a_blocking_keyword(d: model.District) -> None:
    blocking = [k for e in d.negative_list if e.action == "block" for k in e.keywords]
    for item in d.functions:
        assert not [k for k in blocking if k in item.name + item.content]


def test_published_items_carry_money_or_say_they_are_free(d: model.District) -> None:
    for item in d.functions:
        if item.status in ("published", "transferred"):
            assert item.budget_line_key or "不收费" in item.fee_standard


def test_the_package_knows_nothing_of_the_web_or_the_database() -> None:
    for path in Path(model.__file__).parent.glob("*.py"):
        text = path.read_text("utf-8")
        assert "import flask" not in text
        assert "sqlalchemy" not in text


def test_there_are_eight_fields_with_chinese_labels(d: model.District) -> None:
    assert len(d.field_labels) == FIELDS
    assert d.marker == "演示数据"
