"""Editions stay as they were published; figures count the directory of today."""

import json
from datetime import date, timedelta
from hashlib import sha256

import pytest

from app.contracts import actions as contracts
from app.db import session
from app.directory import actions as directory
from app.editions import actions, queries
from app.errors import RefusedError
from app.organizations.states import CreditKind
from app.permissions import Role
from tests import register
from tests.conftest import NOW
from tests.contracts_made import awarded
from tests.register import TODAY


@pytest.fixture
def bureau(db):
    return register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))


def html(answer):
    return answer.get_data(as_text=True)


def test_an_edition_is_frozen_and_anybody_can_compute_its_digest(client, sign_in, bureau):
    entry = register.listed(register.organization("澜湾区青禾社会工作服务中心"))
    register.listed(register.organization("澜湾区同心社区服务中心"))
    data = {"year": "2026", "as_of": TODAY.isoformat()}
    assert sign_in(bureau).post("/directory/editions/", data=data).status_code == 302
    later = NOW + timedelta(days=1)
    directory.remove(entry, "自愿退出", by=register.actor(bureau), now=later)
    session.commit()
    assert "青禾社会工作" in html(client.get("/directory/editions/2026"))
    rows = client.get("/directory/editions/2026.json").get_data()
    assert len(json.loads(rows)) == 2
    assert sha256(rows).hexdigest() == queries.edition(2026).digest
    assert "青禾" in html(client.get("/directory/editions/2026.csv"))


@pytest.mark.parametrize(
    ("year", "as_of", "code"),
    [
        (2027, TODAY + timedelta(days=60), "edition-of-the-future"),
        (2020, TODAY, "edition-of-another-year"),
        (2026, date(2026, 1, 1), "edition-there"),
    ],
)
def test_what_cannot_be_an_edition(db, bureau, year, as_of, code):
    by = register.actor(bureau)
    actions.publish(2026, as_of=TODAY, by=by, now=NOW)
    session.flush()
    with pytest.raises(RefusedError) as refused:
        actions.publish(year, as_of=as_of, by=by, now=NOW)
    assert refused.value.findings[0].code == code


def test_only_the_bureau_publishes(client, db, sign_in):
    data = {"year": "2026", "as_of": TODAY.isoformat()}
    buyer = register.person("周敏", (Role.PURCHASER, register.unit("区教育局")))
    assert sign_in(buyer).post("/directory/editions/", data=data).status_code == 403
    assert 'name="as_of"' not in html(client.get("/directory/editions/"))


def test_the_figures_count_grades_fields_and_clean_records(client, db):
    first = register.organization("澜湾区青禾社会工作服务中心")
    first.grades.append(register.grade("3A"))
    register.listed(first)
    second = register.organization("澜湾区同心社区服务中心")
    second.credit_events.append(register.credit(CreditKind.PENALTY, TODAY - timedelta(days=9)))
    register.listed(second)
    db.flush()
    found = queries.figures(TODAY)
    assert (found.listed, found.registered, found.clean) == (2, 2, 1)
    assert found.by_grade == {"3A": 1, "": 1}
    assert queries.figures(TODAY - timedelta(days=10)).clean == 2
    assert "目录统计" in html(client.get("/directory/figures"))


@pytest.mark.parametrize(
    ("level", "given", "until", "share"),
    [
        ("3A", TODAY, TODAY, "100.0%"),  # its last day
        ("3A", TODAY - timedelta(9), TODAY - timedelta(1), "0.0%"),
        ("5A", TODAY + timedelta(1), TODAY + timedelta(9), "0.0%"),  # not yet
        ("2A", TODAY, TODAY, "0.0%"),
    ],
)
def test_the_grade_of_the_day_of_signing_says_from_whom_was_bought(
    client, db, level, given, until, share
):
    parties = awarded("320000.00")
    contract = contracts.make(parties.award, by=parties.buyer, now=NOW)
    rows = [{"title": "阶段", "evidence": "台账", "due_on": None} for _ in contract.milestones]
    contracts.describe(contract, milestones=rows, by=parties.buyer, now=NOW)
    contracts.offer(contract, by=parties.buyer, now=NOW)
    contracts.sign(contract, by=parties.staff, now=NOW)
    contract.organization.grades.append(register.grade(level, given, valid_until=until))
    session.commit()
    (year,) = queries.bought()
    assert (year.contracts, year.amount) == (1, contract.amount)
    assert year.preferred_amount == (contract.amount if share == "100.0%" else 0)
    assert f">{share}<" in html(client.get("/directory/figures"))


def test_each_street_is_measured_by_its_share_of_last_years_organizations(client, db):
    street, town = register.unit("云栖街道"), register.unit("柳溪镇")
    last, this = date(2025, 12, 31), date(2026, 1, 1)
    for place in (street, town):
        for n in range(11):
            register.organization(f"{place.name}老{n}", street_id=place.id, registered_on=last)
        register.organization(
            f"{place.name}已注销", street_id=place.id, registered_on=last, ended_on=last
        )
        register.organization(f"{place.name}新", street_id=place.id, registered_on=this)
    found = {g.street: (g.before, g.target, g.new, g.reached) for g in queries.growth(TODAY)}
    assert found == {"云栖街道": (11, 2, 1, False), "柳溪镇": (11, 1, 1, True)}
    page = html(client.get("/directory/figures"))
    assert "还差1家" in page
    assert "已达到" in page
