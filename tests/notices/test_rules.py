import json
from datetime import UTC, date, datetime
from decimal import Decimal

from app.notices.rules import packed, unpacked


def test_money_days_and_moments_come_back_as_they_were():
    given = {
        "amount": Decimal("96000.00"),
        "until": date(2026, 12, 10),
        "at": datetime(2026, 12, 9, 7, 0, tzinfo=UTC),
        "title": "社区助浴点服务",
        "number": 2,
        "open": None,
    }
    assert unpacked(packed(given)) == given


def test_what_is_kept_is_plain_json():
    assert json.loads(json.dumps(packed({"a": Decimal("1.50"), "b": date(2026, 1, 2)}))) == {
        "a": {"$amount": "1.50"},
        "b": {"$day": "2026-01-02"},
    }
