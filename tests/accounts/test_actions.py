"""The verbs of accounts, without pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.accounts import actions, links, queries, rules
from app.accounts.actions import Contact
from app.accounts.models import Invitation
from app.audit.models import AuditRow
from app.errors import NotFoundError, RefusedError
from app.notices.models import Notice
from app.permissions import Role
from app.queue import Outbox

from .conftest import PASSWORD


def rows(db) -> int:
    return db.scalar(select(func.count()).select_from(AuditRow))


def refused(excinfo) -> list[str]:
    return [f.code for f in excinfo.value.findings]


@pytest.fixture
def admin(person):
    return person("fuhua", Role.ADMIN, name="傅华").actor()


@pytest.fixture
def invited(db, now, unit, admin):
    return actions.invite(
        "贺淼",
        "HeMiao",
        grants=[(Role.PURCHASER, unit.id, unit.short_name)],
        contact=Contact(email="hemiao@example.cn"),
        by=admin,
        now=now,
    )


def test_an_invitation_makes_a_person_without_a_password_and_one_row(db, now, unit, admin):
    before = rows(db)
    link = actions.invite("贺淼", "HeMiao", grants=[], contact=Contact(), by=admin, now=now)
    assert (link.person.username, link.person.password_hash) == ("hemiao", "")
    assert rows(db) == before + 1


def test_the_word_of_a_link_lies_in_no_table(db, invited):
    token = links.token_of(invited.id)
    outbox = db.scalars(select(Outbox)).one()
    assert token not in str(outbox.payload) + invited.token_hash
    assert queries.link(links.hash_of(token)) is invited
    assert token not in "".join(db.scalars(select(AuditRow.payload)))


def test_a_link_is_mailed_where_there_is_an_address(db, now, person, admin):
    actions.reset(person("zhoumin"), by=admin, now=now)
    assert db.scalars(select(Outbox.topic)).all() == []
    actions.reset(person("zhaolei", email="zhaolei@example.cn"), by=admin, now=now)
    assert db.scalars(select(Outbox.topic)).all() == ["accounts.mail"]


def test_a_new_link_ends_the_old_one(db, now, invited, admin):
    actions.reset(invited.person, by=admin, now=now)
    with pytest.raises(RefusedError) as excinfo:
        actions.accept(invited, PASSWORD, now=now)
    assert refused(excinfo) == ["link-used"]


def test_a_link_counts_once(db, now, invited):
    before = rows(db)
    actions.accept(invited, PASSWORD, now=now)
    assert rows(db) == before + 1
    with pytest.raises(RefusedError) as excinfo:
        actions.accept(invited, PASSWORD, now=now)
    assert refused(excinfo) == ["link-used"]


def test_a_weak_password_does_not_use_the_link_up(db, now, invited):
    with pytest.raises(RefusedError):
        actions.accept(invited, "hemiao2026", now=now)
    assert invited.used_at is None


def test_an_invitation_counts_for_seven_days(db, now, invited):
    with pytest.raises(RefusedError) as excinfo:
        actions.accept(invited, PASSWORD, now=now + timedelta(days=7))
    assert refused(excinfo) == ["link-expired"]


def test_a_sign_in_name_is_given_once(db, now, person):
    person("zhoumin")
    with pytest.raises(RefusedError) as excinfo:
        person("ZhouMin")
    assert refused(excinfo) == ["username-taken"]


def test_clashing_roles_are_refused_at_the_invitation(db, now, unit, admin):
    grants = [(r, unit.id, unit.short_name) for r in (Role.PURCHASER, Role.REVIEWER)]
    with pytest.raises(RefusedError) as excinfo:
        actions.invite("甲", "jia", grants=grants, contact=Contact(), by=admin, now=now)
    assert refused(excinfo) == ["roles-clash"]


def test_clashing_roles_are_refused_one_after_the_other(db, now, unit, person, admin):
    who = person("zhoumin", Role.OPENER)
    with pytest.raises(RefusedError) as excinfo:
        actions.grant(who, Role.EXPERT, place=(unit.id, "x"), by=admin, now=now)
    assert [(f.code, f.law) for f in excinfo.value.findings] == [("roles-clash", "MOF87/40")]


def test_an_expert_holds_the_role_in_person(db, now, unit, person, admin):
    who = person("expert01")
    actions.grant(who, Role.EXPERT, place=(unit.id, unit.short_name), by=admin, now=now)
    assert [g.scope_id for g in who.grants] == [who.id]


def test_a_role_is_given_once(db, now, unit, person, admin):
    who = person("zhoumin", Role.PURCHASER)
    with pytest.raises(RefusedError) as excinfo:
        actions.grant(who, Role.PURCHASER, place=(unit.id, "x"), by=admin, now=now)
    assert refused(excinfo) == ["role-held"]


def test_a_role_that_is_taken_away_ends_the_sessions_and_is_told(db, now, person, admin):
    who = person("zhoumin", Role.PURCHASER)
    before, epoch = rows(db), who.session_epoch
    actions.take_away(who.grants[0], by=admin, now=now)
    assert (who.grants, who.session_epoch) == ([], epoch + 1)
    assert rows(db) == before + 1
    assert db.scalars(select(Notice.code)).all() == ["role-taken"]


def test_nobody_changes_their_own_rights(db, now, unit, person):
    who = person("fuhua", Role.ADMIN)
    by = who.actor()
    for act in (
        lambda: actions.grant(who, Role.FINANCE, place=(unit.id, "x"), by=by, now=now),
        lambda: actions.take_away(who.grants[0], by=by, now=now),
        lambda: actions.deactivate(who, by=by, now=now),
        lambda: actions.reset(who, by=by, now=now),
    ):
        with pytest.raises(RefusedError) as excinfo:
            act()
        assert refused(excinfo) == ["own-rights"]


def test_a_bureau_cannot_take_over_an_administrator(db, now, person):
    admin = person("fuhua", Role.ADMIN)
    by = person("wulan", Role.CIVIL_AFFAIRS).actor()
    for act in (actions.reset, actions.deactivate, actions.drop_second_factor):
        with pytest.raises(RefusedError) as excinfo:
            act(admin, by=by, now=now)
        assert refused(excinfo) == ["admin-only"]


def test_a_colleague_is_invited_and_dismissed(db, now, person, organization):
    boss = person("linxiao", Role.ORG_ADMIN)
    link = actions.invite_colleague(
        "小林", "xiaolin", place=organization, contact=Contact(), by=boss.actor(), now=now
    )
    held = link.person.grants[0]
    assert (held.role, held.scope_id) == (Role.ORG_USER, organization[0])
    before = rows(db)
    actions.dismiss_colleague(held, by=boss.actor(), now=now)
    assert link.person.grants == []
    assert rows(db) == before + 1


def test_an_administrator_of_an_organization_dismisses_no_official(db, now, person):
    boss = person("linxiao", Role.ORG_ADMIN).actor()
    official = person("zhoumin", Role.PURCHASER)
    with pytest.raises(NotFoundError):
        actions.dismiss_colleague(official.grants[0], by=boss, now=now)


def test_changing_the_password_asks_for_the_present_one(db, now, person):
    who = person("zhoumin")
    with pytest.raises(RefusedError) as excinfo:
        actions.change_password(who, "不是这个密码的密码", "新的密码也要十个字才行", now=now)
    assert refused(excinfo) == ["old-password-wrong"]
    epoch, before = who.session_epoch, rows(db)
    actions.change_password(who, PASSWORD, "新的密码也要十个字才行", now=now)
    assert (who.session_epoch, rows(db)) == (epoch + 1, before + 1)


def test_a_forgotten_password_is_mailed_to_the_known_address_only(db, now, person):
    person("zhoumin", email="zhoumin@example.cn")
    for name, email in (("zhoumin", "evil@example.cn"), ("nobody", "zhoumin@example.cn")):
        actions.ask_reset(name, email, address="1", now=now)
        assert db.scalar(select(func.count()).select_from(Invitation)) == 0
    actions.ask_reset("ZHOUMIN", "Zhoumin@Example.cn", address="1", now=now)
    assert db.scalars(select(Invitation.purpose)).all() == ["reset"]


def test_a_mailbox_is_not_filled_with_links(db, now, person):
    person("zhoumin", email="zhoumin@example.cn")
    for minutes in (0, 5, 14, 16):
        at = now + timedelta(minutes=minutes)
        actions.ask_reset("zhoumin", "zhoumin@example.cn", address="1", now=at)
    assert db.scalar(select(func.count()).select_from(Invitation)) == 2


def test_who_asks_for_many_links_is_paused_whether_the_names_are_right_or_not(db, now, person):
    person("zhoumin", email="zhoumin@example.cn")
    for name in ("zhoumin", "nobody"):
        for _ in range(5):
            actions.ask_reset(name, "zhoumin@example.cn", address="1", now=now)
        with pytest.raises(RefusedError) as excinfo:
            actions.ask_reset(name, "zhoumin@example.cn", address="1", now=now)
        assert refused(excinfo) == ["reset-paused"]
    actions.ask_reset("nobody", "zhoumin@example.cn", address="2", now=now)


def test_one_address_asks_for_links_of_many_names_only_so_often(db, now):
    for number in range(5 * rules.ADDRESS_FACTOR):
        actions.ask_reset(f"name{number}", "a@example.cn", address="1", now=now)
    with pytest.raises(RefusedError) as excinfo:
        actions.ask_reset("another", "a@example.cn", address="1", now=now)
    assert refused(excinfo) == ["reset-paused"]


def test_asking_for_a_link_does_not_pause_the_door(db, now, person):
    person("zhoumin", email="zhoumin@example.cn")
    for _ in range(5):
        actions.ask_reset("zhoumin", "zhoumin@example.cn", address="1", now=now)
    assert actions.sign_in("zhoumin", PASSWORD, address="1", now=now).username == "zhoumin"


def test_a_role_that_follows_from_a_claim_is_given_without_a_row_of_its_own(db, now, person):
    who, place = person("linxiao"), (uuid4(), "青禾")
    before = rows(db)
    for _ in range(2):
        actions.give_role(who, Role.ORG_ADMIN, place=place, now=now)
    assert ([g.role for g in who.grants], rows(db)) == ([Role.ORG_ADMIN], before)


def test_own_data_is_corrected_and_the_log_names_the_fields_only(db, now, person):
    who = person("zhoumin", phone="13800002046")
    actions.correct(who, Contact(phone="13900001111", email="", job=""), now=now)
    last = db.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).one()
    assert (last.step, last.detail) == ("correct", {"fields": ["phone"]})
    assert "13900001111" not in last.payload


def test_another_e_mail_asks_for_the_present_password(db, now, person):
    who = person("zhoumin", email="zhoumin@example.cn")
    new = Contact(phone="", email="evil@example.cn", job="")
    for present in ("", "不是这个密码的密码"):
        with pytest.raises(RefusedError) as excinfo:
            actions.correct(who, new, present=present, now=now)
        assert refused(excinfo) == ["old-password-wrong"]
    assert who.email == "zhoumin@example.cn"
    actions.correct(who, new, present=PASSWORD, now=now)
    assert who.email == "evil@example.cn"
