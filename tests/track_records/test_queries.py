"""Which contracts count on a day, and the district's mean."""

from datetime import date
from decimal import Decimal

from app.permissions import SYSTEM
from app.track_records import actions, queries
from tests import register
from tests.conftest import NOW
from tests.register import TODAY


def add(center, score, ends_on):
    return actions.add(
        center,
        title="社区老人助餐服务",
        buyer="区民政局",
        content="为老人送餐",
        fields=["elder_child_care"],
        amount=Decimal("100000.00"),
        starts_on=date(2024, 1, 1),
        ends_on=ends_on,
        score=Decimal(score),
        evidence="验收报告",
        by=SYSTEM,
        now=NOW,
    )


def test_a_contract_counts_from_the_day_it_ended(db):
    record = add(register.organization(), "90", date(2025, 6, 30))
    assert queries.of(record.organization_id, date(2025, 6, 29)) == []
    assert queries.of(record.organization_id, date(2025, 6, 30)) == [record]


def test_the_mean_is_that_of_all_scores_by_the_day(db):
    center, other = register.organization(), register.organization("澜湾区同心服务中心")
    for who, score, day in ((center, "90", 1), (center, "80.5", 2), (other, "70", 3)):
        add(who, score, date(2025, 6, day))
    assert queries.district_mean(date(2025, 6, 2)) == Decimal("85.2500")
    assert queries.district_mean(TODAY) == Decimal("80.1667")
    assert queries.scores(TODAY) == {
        center.id: [Decimal(90), Decimal("80.5")],
        other.id: [Decimal(70)],
    }


def test_without_any_score_the_mean_is_the_parameter(db):
    assert queries.district_mean(TODAY) == Decimal("75.0000")


def test_many_are_read_in_one_question(db):
    center = register.organization()
    record = add(center, "90", date(2025, 6, 30))
    assert queries.of_many([center.id], TODAY) == {center.id: [record]}
