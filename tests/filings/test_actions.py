"""From an application to a filing number, and what follows: changes, hosts, joining, the end."""

from datetime import date, timedelta

import pytest

from app.audit.models import AuditRow
from app.errors import RefusedError, WrongStateError
from app.filings import actions, queries
from app.filings.states import (
    CheckVerdict,
    DissolutionKind,
    EndKind,
    FilingKind,
    FilingState,
    GroupKind,
)
from app.notices.models import Notice
from app.permissions import Role
from tests import register

TODAY = register.TODAY
DAY = timedelta(days=1)


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings]


def steps(db, thing) -> list[str]:
    asked = db.query(AuditRow).filter(AuditRow.thing_id == thing.id).order_by(AuditRow.seq)
    return [row.step for row in asked]


def stand_of(filing):
    return queries.stand_on(filing.organization_id, TODAY)


def test_a_group_is_filed_through_three_stages_and_stands_in_the_register(filed, community, db):
    filing = filed()
    held = stand_of(filing)
    assert filing.state is FilingState.FILED
    assert filing.number == "LW备〔2026〕001号"
    assert filing.organization.filing_no == filing.number
    assert not filing.organization.registered
    assert held.community_id == community.id
    assert (held.starts_on, held.document) == (TODAY, "云栖街办备〔2026〕1号")
    assert [o.stage for o in filing.opinions] == ["check", "qualify", "approve"]
    assert steps(db, filing)[-4:] == ["send", "check", "qualify", "approve"]


def test_numbers_go_on_in_the_districts_own_series(filed, other_community, db):
    register.organization("某队", filing_no="澜备〔2026〕041号")
    assert filed().number == "澜备〔2026〕042号"
    assert filed("竹影社区合唱队", GroupKind.CULTURE, at=None).number == "澜备〔2026〕043号"


def test_the_applicant_acts_for_it_afterwards_but_not_the_community_that_did_it(filed, resident):
    filing = filed()
    held = {(g.role, g.scope_id) for g in resident.grants}
    assert (Role.FILED_ORG, filing.organization_id) in held


def test_each_office_is_told_when_its_turn_comes(written, resident, worker, officer, now, db):
    filing = written()
    actions.send(filing, by=register.actor(resident), now=now)
    actions.check(filing, "齐全", by=register.actor(worker), now=now)
    told = {(n.person_id, n.code) for n in db.query(Notice)}
    assert (worker.id, "filing-sent") in told
    assert (officer.id, "filing-checked") in told


def test_what_is_missing_is_named_before_it_is_sent(community, resident, now):
    by = register.actor(resident)
    filing = actions.start(community, name="松涛队", group_kind=GroupKind.MUTUAL, by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.send(filing, by=by, now=now)
    assert set(codes(refused)) == {
        "filing-no-person_in_charge", "filing-no-phone", "filing-no-purpose",
        "filing-no-activities", "filing-no-charter", "filing-no-members", "filing-no-member-list",
    }  # fmt: skip


def test_a_prohibited_kind_is_not_even_sent(written, resident, now):
    filing = written(name="松涛社区养生气功队")
    with pytest.raises(RefusedError) as refused:
        actions.send(filing, by=register.actor(resident), now=now)
    assert codes(refused) == ["filing-prohibited"]
    assert refused.value.findings[0].law == "FIL/A135"


def test_a_controlled_kind_goes_to_the_bureau_and_back(
    written, resident, worker, officer, bureau, now
):
    filing = written("松涛社区同乡会", GroupKind.FRIENDSHIP)
    street = register.actor(officer)
    actions.send(filing, by=register.actor(resident), now=now)
    actions.check(filing, "齐全", by=register.actor(worker), now=now)
    actions.qualify(filing, "联谊类，报民政局", by=street, now=now)
    assert filing.state is FilingState.ESCALATED
    with pytest.raises(WrongStateError):
        actions.approve(filing, "同意", document="1号", first_day=TODAY, by=street, now=now)
    actions.agree(filing, "可以备案", office="区民政局", by=register.actor(bureau), now=now)
    actions.qualify(filing, "符合条件", by=street, now=now)
    assert filing.state is FilingState.QUALIFIED


def test_it_is_returned_at_every_stage_and_comes_back_to_the_community(
    written, resident, worker, officer, now
):
    filing = written()
    by, community, street = map(register.actor, (resident, worker, officer))
    for stage in range(3):
        actions.send(filing, by=by, now=now)
        if stage > 0:
            actions.check(filing, "齐全", by=community, now=now)
        if stage > 1:
            actions.qualify(filing, "符合条件", by=street, now=now)
        actions.return_(filing, "请补名单", office="街道", by=street, now=now)
        assert filing.state is FilingState.RETURNED
    actions.save(filing, {"members": 20}, by=by, now=now)
    actions.send(filing, by=by, now=now)
    assert filing.state is FilingState.SENT


def test_a_second_of_a_kind_needs_a_reason(filed, community):
    filed()
    with pytest.raises(RefusedError) as refused:
        filed("松涛社区第二互助队")
    assert codes(refused) == ["filing-override-missing"]
    second = filed("松涛社区老年互助队", override="服务的楼栋不同")
    assert second.state is FilingState.FILED
    assert second.override == "服务的楼栋不同"


def test_another_community_may_have_the_same_kind(filed, written, other_community):
    filed()
    again = written("竹影社区互助队", at=other_community)
    assert [f.code for f in queries.findings(again, TODAY)] == []


def test_an_opinion_says_something(written, resident, worker, now):
    filing = written()
    actions.send(filing, by=register.actor(resident), now=now)
    with pytest.raises(RefusedError) as refused:
        actions.check(filing, " ", by=register.actor(worker), now=now)
    assert codes(refused) == ["filing-opinion-missing"]


def changed(filing, kind, resident, worker, officer, now, **more):
    by, street = register.actor(resident), register.actor(officer)
    one = actions.start_for(stand_of(filing), kind, by=by, now=now)
    actions.save(one, {"reason": "负责人换届"} | more, by=by, now=now)
    actions.send(one, by=by, now=now)
    actions.check(one, "属实", by=register.actor(worker), now=now)
    actions.qualify(one, "可以", by=street, now=now)
    actions.approve(one, "同意", document="2号", first_day=TODAY, by=street, now=now)
    return one


def test_a_change_writes_the_new_facts_and_keeps_the_old(filed, resident, worker, officer, now):
    filing = filed()
    one = changed(
        filing, FilingKind.CHANGE, resident, worker, officer, now, person_in_charge="王建平"
    )
    assert filing.organization.legal_representative == "王建平"
    assert one.changes == {"legal_representative": ["李秀英", "王建平"]}
    assert filing.person_in_charge == "李秀英"


def test_a_cancellation_ends_the_stand_and_the_host_with_it(filed, resident, worker, officer, now):
    filing = filed()
    host = register.organization("青禾")
    actions.name_host(
        stand_of(filing), host, starts_on=TODAY, document="协议1号", by=register.actor(resident),
        now=now,
    )  # fmt: skip
    changed(filing, FilingKind.CANCEL, resident, worker, officer, now)
    held = queries.stands_of(filing.organization_id)[0]
    assert (held.ends_on, held.end_kind) == (TODAY, EndKind.CANCELLED)
    assert queries.host_on(filing.organization_id, TODAY) == host
    assert queries.host_on(filing.organization_id, TODAY + DAY) is None
    assert queries.stand_on(filing.organization_id, TODAY + DAY) is None


def test_only_one_filing_of_an_organization_is_on_its_way(filed, resident, now):
    filing, by = filed(), register.actor(resident)
    one = actions.start_for(stand_of(filing), FilingKind.CHANGE, by=by, now=now)
    assert actions.start_for(stand_of(filing), FilingKind.CHANGE, by=by, now=now) is one
    with pytest.raises(RefusedError) as refused:
        actions.start_for(stand_of(filing), FilingKind.CANCEL, by=by, now=now)
    assert codes(refused) == ["filing-open-already"]


@pytest.mark.parametrize(
    ("facts", "starts", "code"),
    [
        ({"filing_no": "澜备〔2025〕001号"}, TODAY, "filing-host-not-registered"),
        ({"registered_on": TODAY + DAY}, TODAY, "filing-host-later"),
        ({}, TODAY - DAY, "filing-host-early"),
    ],
)
def test_a_host_is_a_legal_person_from_the_first_day(filed, resident, now, facts, starts, code):
    held, host = stand_of(filed()), register.organization("某中心", **facts)
    with pytest.raises(RefusedError) as refused:
        actions.name_host(
            held, host, starts_on=starts, document="协议", by=register.actor(resident), now=now
        )
    assert codes(refused) == [code]


def test_there_is_one_host_at_a_time_and_any_day_is_answered(filed, resident, now):
    filing, by = filed(), register.actor(resident)
    held = stand_of(filing)
    first, second = register.organization("青禾"), register.organization("同心")
    one = actions.name_host(held, first, starts_on=TODAY, document="一", by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.name_host(held, second, starts_on=TODAY, document="二", by=by, now=now)
    assert codes(refused) == ["filing-host-held"]
    actions.end_host(held, one, ends_on=TODAY, reason="到期", by=by, now=now)
    actions.name_host(held, second, starts_on=TODAY + DAY, document="二", by=by, now=now)
    assert queries.host_on(filing.organization_id, TODAY) == first
    assert queries.host_on(filing.organization_id, TODAY + DAY) == second


def test_joining_ends_one_and_keeps_both_histories(filed, officer, now):
    one = filed()
    two = filed("松涛社区第二互助队", override="先分开试")
    gone, stays = stand_of(two), stand_of(one)
    actions.merge(
        gone, stays, ends_on=TODAY, document="云栖街办〔2026〕9号", reason="合并",
        by=register.actor(officer), now=now,
    )  # fmt: skip
    assert (gone.end_kind, gone.into_id) == (EndKind.MERGED, one.organization_id)
    assert queries.stand_on(two.organization_id, TODAY) is gone
    assert list(queries.merged_into(one.organization_id)) == [gone]


def test_only_the_same_kind_is_joined(filed, officer, now):
    one, two = filed(), filed("松涛社区合唱队", GroupKind.CULTURE)
    with pytest.raises(RefusedError) as refused:
        actions.merge(
            stand_of(two), stand_of(one), ends_on=TODAY, document="9号", reason="",
            by=register.actor(officer), now=now,
        )  # fmt: skip
    assert codes(refused) == ["filing-merge-differs"]


def test_advice_to_dissolve_leaves_it_standing_and_an_order_ends_it(filed, officer, now):
    held, by = stand_of(filed()), register.actor(officer)
    said = {"reason": "两年没有活动", "document": "3号", "by": by, "now": now}
    actions.dissolve(held, DissolutionKind.ADVISED, **said)
    assert held.ends_on is None
    actions.dissolve(held, DissolutionKind.ORDERED, **said)
    assert (held.ends_on, held.end_kind) == (TODAY, EndKind.ORDERED)
    assert {d.kind for d in queries.dissolutions_of([held.id])} == set(DissolutionKind)


def test_the_yearly_check_is_recorded_once_a_year_and_takes_the_mark_away(
    filed, worker, now, community
):
    held, by = stand_of(filed()), register.actor(worker)
    later = TODAY.replace(year=TODAY.year + 1) + DAY
    assert queries.stale([community.id], TODAY) == []
    assert queries.stale([community.id], later) == [held]
    actions.record_check(held, CheckVerdict.ACTIVE, "", by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.record_check(held, CheckVerdict.ACTIVE, "", by=by, now=now)
    assert codes(refused) == ["filing-check-done"]


def test_a_registered_one_is_no_longer_filed_from_the_first_day_on(filed, officer, now):
    filing = filed()
    held = stand_of(filing)
    held.starts_on = date(2026, 1, 1)
    actions.become_registered(
        filing.organization, first_day=TODAY, document="证书", by=register.actor(officer), now=now
    )
    assert (held.ends_on, held.end_kind) == (TODAY - DAY, EndKind.REGISTERED)


def test_an_imported_one_stands_where_its_community_is_known(street, community, db):
    known = {"street_id": street.id, "community_id": community.id}
    group = register.organization("松涛合唱队", filing_no="澜备〔2024〕009号", **known)
    held = actions.take_over(group)
    db.flush()
    assert (held.number, held.group_kind) == ("澜备〔2024〕009号", GroupKind.OTHER)
    assert queries.stand_on(group.id, TODAY) is held
    assert actions.take_over(register.organization("别处", filing_no="别备〔2024〕1号")) is None
    assert actions.take_over(register.organization("登记中心", **known)) is None


def test_one_that_ended_is_kept_out_at_the_gate(filed, officer, now):
    filing = filed()
    actions.dissolve(
        stand_of(filing), DissolutionKind.ORDERED, reason="违规", document="1号",
        by=register.actor(officer), now=now,
    )  # fmt: skip
    assert filing.organization.ended_on == TODAY + DAY
