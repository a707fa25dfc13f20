"""The page that moves the demo's clock takes only days for which there are rules."""

from datetime import timedelta

import pytest

from app.db import stored_offset
from app.permissions import Role
from tests import bids, register


@pytest.mark.parametrize("to", ["1926-11-24 10:00", "1900-01-01 00:00"])
def test_a_day_without_rules_is_refused_beside_the_field(db, sign_in, to):
    before = stored_offset()
    admin = sign_in(register.person("傅桦", (Role.ADMIN, bids.bureau())))
    answer = admin.post("/clock", data={"to": to})
    assert answer.status_code == 422
    assert to in answer.text.replace("T", " ")
    assert abs(stored_offset() - before) < timedelta(seconds=2)


def test_a_directory_of_a_day_without_rules_is_refused_in_words(client, db):
    answer = client.get("/directory/?on=1926-11-24")
    assert answer.status_code == 422
    assert "之前的规则" in answer.text
