"""What a district adds to the law."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.errors import RefusedError
from app.law import CalendarNotAnnouncedError, Track
from app.lawbook import actions, labels, queries
from app.permissions import Actor

BY = Actor(id=uuid4(), name="傅华")
SHIPPED = Path(__file__).resolve().parents[2] / "app" / "law" / "calendar" / "2026.json"


def put(now, name="gp_limit", raw="300000", since=date(2026, 12, 1), source="区财〔2026〕1号"):
    return actions.set_value(name, raw, since=since, source=source, by=BY, now=now)


def year_2027() -> dict:
    text = SHIPPED.read_text(encoding="utf-8")
    content = json.loads(text)
    days = [d for d in content["days"] if d["date"].startswith("2026-")]
    for day in days:
        day["date"] = day["date"].replace("2026-", "2027-")
    return {"year": 2027, "papers": ["https://www.gov.cn/x"], "days": days}


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings]


def test_a_value_is_in_force_from_its_day_with_its_paper(db, now):
    put(now)
    before = queries.law_on(date(2026, 11, 30), Track.SUB)
    after = queries.law_on(date(2026, 12, 1), Track.SUB)
    assert (before.gp_limit, after.gp_limit) == (Decimal(1000000), Decimal(300000))
    assert after.source("gp_limit").label == "区财〔2026〕1号"
    assert not after.source("gp_limit").unconfirmed


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("first_grade_award", {"3A": "1", "4A": "2", "5A": "3"}),
        ("expert_ratio_min", "1/2"),
        ("national_negative_words", ["融资"]),
        ("panel_odd", False),
        ("tranches", ["40", "30", "30"]),
    ],
)
def test_every_kind_of_value_comes_back_as_it_went_in(db, now, name, raw):
    put(now, name, raw)
    db.expire_all()
    queries.forget()
    law = queries.law_on(date(2026, 12, 1), Track.SUB)
    assert getattr(law, name) == queries.history(name)[0][0].value
    assert law.source(name).label == "区财〔2026〕1号"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "no_such"}, "value-unknown-parameter"),
        ({"raw": "much"}, "value-not-a-number"),
        ({"source": " "}, "value-without-source"),
    ],
)
def test_a_bad_entry_is_refused(db, now, more, code):
    with pytest.raises(RefusedError) as refused:
        put(now, **more)
    assert codes(refused) == [code]


def test_a_day_has_one_value(db, now):
    put(now)
    with pytest.raises(RefusedError) as refused:
        put(now, raw="400000")
    assert codes(refused) == ["value-already-entered"]


def test_a_year_without_its_notice_is_refused_until_it_is_loaded(db, now):
    with pytest.raises(CalendarNotAnnouncedError):
        queries.calendar().is_working_day(date(2027, 1, 4))
    actions.load_calendar(year_2027(), by=BY, now=now)
    assert queries.calendar().is_working_day(date(2027, 3, 8))
    assert queries.year_calendar(2027).year == 2027


def test_a_corrected_notice_replaces_the_first(db, now):
    actions.load_calendar(year_2027(), by=BY, now=now)
    content = year_2027()
    content["days"].append({"name": "春节", "date": "2027-03-08", "isOffDay": True})
    actions.load_calendar(content, by=BY, now=now)
    assert not queries.calendar().is_working_day(date(2027, 3, 8))
    assert len(queries.calendar_years()) == 1


def test_every_bad_entry_of_a_calendar_is_named(db, now):
    content = {
        "year": 2027,
        "papers": [],
        "days": [
            {"name": "", "date": "2027-01-01", "isOffDay": True},
            {"name": "元旦", "date": "2027-13-01", "isOffDay": True},
            {"name": "元旦", "date": "2025-01-01", "isOffDay": "yes"},
            "what",
        ],
    }
    with pytest.raises(RefusedError) as refused:
        actions.load_calendar(content, by=BY, now=now)
    found = codes(refused)
    assert set(found) == {
        "calendar-no-paper", "calendar-no-name", "calendar-bad-date", "calendar-other-year",
        "calendar-not-yes-or-no", "calendar-not-an-entry",
    }  # fmt: skip
    assert set(found) <= set(labels.FINDINGS)
    assert list(queries.calendar_years()) == []


def test_every_entry_writes_one_audit_row(db, now):
    def rows() -> int:
        return db.scalar(select(func.count()).select_from(AuditRow))

    put(now)
    assert rows() == 1
    actions.load_calendar(year_2027(), by=BY, now=now)
    assert rows() == 2
