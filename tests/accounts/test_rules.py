"""Passwords, pauses, separation of posts, appointments, the way back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import passwords, rules
from app.permissions import Grant, Role

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
HERE, THERE = uuid4(), uuid4()


def codes(findings) -> list[str]:
    return [f.code for f in findings]


# --- passwords


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("短", ["password-too-short"]),
        ("123456789", ["password-too-short"]),
        ("1234567890", ["password-common"]),
        ("QwertyUiop", ["password-common"]),
        ("aaaaaaaaaaaa", ["password-common"]),
        ("christopher", ["password-common"]),
        ("Sunshine-2026!", ["password-common"]),
        ("dragondragon", ["password-common"]),
        ("dragon drachen long", []),
        ("zhoumin2026!", ["password-is-name"]),
        ("我是周敏我来登录系统", ["password-is-name"]),
        ("河边的柳树有三十七棵", []),
        ("correct horse battery", []),
    ],
)
def test_a_password_is_long_and_neither_common_nor_a_name(word, expected):
    found = rules.password(
        word, username="zhoumin", name="周敏", least=10, common=passwords.common()
    )
    assert codes(found) == expected


def test_the_list_of_leaks_is_long_and_refuses_every_word_on_it_that_is_long_enough():
    common = passwords.common()
    long = [word for word in common if len(word) >= 10]
    dated = [f"{word}2026" for word in common if len(word) >= 6 and word.isalpha()]
    assert len(long) + len(dated) > 20_000
    for word in (*long[:500], *dated[:500]):
        found = rules.password(word, username="u", name="周敏", least=10, common=common)
        assert codes(found) == ["password-common"], word


def test_a_finding_on_a_password_never_holds_the_password():
    found = list(rules.password("hunter2", username="a", name="b", least=10, common=()))
    assert "hunter2" not in repr(found)


# --- the pause


def test_the_fifth_failure_starts_the_pause_and_the_oldest_of_five_ends_it():
    times = [NOON + timedelta(minutes=n) for n in range(5)]
    assert rules.pause_until(times[:4], at_most=5, pause=QUARTER) is None
    assert rules.pause_until(times, at_most=5, pause=QUARTER) == NOON + QUARTER


@given(st.lists(st.integers(0, 10_000), min_size=5), st.randoms())
def test_the_order_of_the_failures_does_not_matter(seconds, random):
    times = [NOON + timedelta(seconds=s) for s in seconds]
    mixed = random.sample(times, len(times))
    asked = {"at_most": 5, "pause": QUARTER}
    assert rules.pause_until(times, **asked) == rules.pause_until(mixed, **asked)


# --- separation of posts


CLASHING = [
    (Role.OPENER, Role.EXPERT, "MOF87/40"),
    (Role.EXPERT, Role.PURCHASER, "HOUSE/R-NTC-25"),
    (Role.PURCHASER, Role.REVIEWER, "HOUSE/R-NTC-25"),
    (Role.PURCHASER, Role.FINANCE, "HOUSE/R-NTC-25"),
    (Role.CIVIL_AFFAIRS, Role.FINANCE, "HOUSE/R-NTC-25"),
    (Role.AUDITOR, Role.ADMIN, "HOUSE/R-NTC-25"),
    (Role.ORG_ADMIN, Role.PURCHASER, "GPR/9"),
    (Role.ORG_USER, Role.AUDITOR, "GPR/9"),
]


@pytest.mark.parametrize(("one", "other", "law"), CLASHING)
def test_posts_that_control_each_other_are_not_united(one, other, law):
    for pair in ([one, other], [other, one]):
        found = list(rules.separation([Grant(role, HERE) for role in pair]))
        assert [(f.code, f.law) for f in found] == [("roles-clash", law)]


@pytest.mark.parametrize(
    "pair",
    [
        (Role.PURCHASER, Role.OPENER),
        (Role.LIST_OWNER, Role.REVIEWER),
        (Role.AUDITOR, Role.OPENER),
        (Role.ORG_ADMIN, Role.ORG_USER),
        (Role.EXPERT, Role.ORG_USER),
    ],
)
def test_posts_that_do_not_control_each_other_may_be_united(pair):
    assert list(rules.separation([Grant(role, HERE) for role in pair])) == []


def test_who_buys_here_may_review_elsewhere():
    grants = [Grant(Role.PURCHASER, HERE), Grant(Role.REVIEWER, THERE)]
    assert list(rules.separation(grants)) == []


def test_who_buys_here_pays_nowhere():
    grants = [Grant(Role.PURCHASER, HERE), Grant(Role.FINANCE, THERE)]
    assert codes(rules.separation(grants)) == ["roles-clash"]


# --- appointments


def test_nobody_changes_their_own_rights():
    found = rules.appointment([Role.PURCHASER], by=[Role.ADMIN], own=True)
    assert codes(found) == ["own-rights"]


@pytest.mark.parametrize("role", sorted(rules.GUARDED))
def test_only_the_administrator_appoints_who_watches_and_who_holds_the_keys(role):
    assert codes(rules.appointment([role], by=[Role.CIVIL_AFFAIRS], own=False)) == ["admin-only"]
    assert codes(rules.appointment([role], by=[Role.ADMIN], own=False)) == []


def test_an_administrators_account_is_touched_by_administrators_only():
    asked = {"own": False, "target": [Role.ADMIN]}
    assert codes(rules.appointment([], by=[Role.CIVIL_AFFAIRS], **asked)) == ["admin-only"]


# --- the rest


@pytest.mark.parametrize(
    ("roles", "due"),
    [
        ([Role.PURCHASER], True),
        ([Role.ORG_ADMIN, Role.ORG_USER], False),
        ([Role.EXPERT], False),
        ([Role.EXPERT, Role.OBSERVER], True),
        ([], False),
    ],
)
def test_whoever_acts_for_an_office_needs_a_second_factor(roles, due):
    assert rules.second_factor_due(roles) is due


@given(st.text())
def test_the_way_back_is_always_a_path_of_ours(address):
    back = rules.local_path(address)
    assert back.startswith("/")
    assert not back.startswith(("//", "/\\"))
    assert "\n" not in back


@pytest.mark.parametrize("path", ["/work", "/projects/?page=2", "/calls/1#x"])
def test_a_path_of_ours_is_kept(path):
    assert rules.local_path(path) == path


def test_the_last_instant_of_a_link_is_late():
    asked = {"used": None, "expires": NOON}
    assert codes(rules.link(**asked, now=NOON - timedelta(microseconds=1))) == []
    assert codes(rules.link(**asked, now=NOON)) == ["link-expired"]
    assert codes(rules.link(used=NOON, expires=NOON + QUARTER, now=NOON)) == ["link-used"]
