"""The pages of results: who sees what, what they say, what they cost."""

import json
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import RoleGrant
from app.calls.states import CallState
from app.db import session
from app.organizations.states import CreditKind
from app.permissions import Role
from app.results import actions, queries
from app.results.states import ObjectionState
from app.submissions.states import SubmissionState
from scoring import record
from tests import register
from tests.panels import scenes
from tests.panels.scenes import CHECKED, NAMES, SCORED

DECIDED = datetime(2026, 12, 1, 9, tzinfo=clock.SHANGHAI)


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def ranked(db, set_clock):
    found = scenes.ranked(set_clock)
    set_clock(DECIDED)
    return found


def order(scene):
    rows = actions.ranked(scene.call.id).rows
    return [next(s for s in scene.submissions if str(s.id) == r.key) for r in rows]


@pytest.fixture
def public(ranked):
    actions.award(ranked.call, order(ranked)[0], by=ranked.buyer, now=DECIDED)
    return ranked


@pytest.fixture
def cost(queries):
    def count(ask):
        ask()
        with queries() as counted:
            assert ask().status_code == 200
        return counted.selects

    return count


# --- who qualifies


def test_the_unit_decides_on_a_page_that_keeps_what_was_typed(db, set_clock, sign_in):
    scene = scenes.opened(set_clock)
    listed = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1))
    first, second, third = scene.submissions
    first.organization.credit_events.append(listed)
    buyer, url = sign_in(scene.people["buyer"]), f"/results/{scene.call.id}/qualification"
    page = text(buyer.get(url))
    assert "活动异常名录" in page
    assert "截止时间" in page
    verdicts = {f"{first.id}-verdict": "reject", f"{second.id}-verdict": "pass"}
    data = {**verdicts, f"{third.id}-verdict": "reject", f"{third.id}-note": "公章不符"}
    wrong = buyer.post(url, data=data)
    assert wrong.status_code == 422
    assert "公章不符" in text(wrong)
    assert "请选择认定不合格所依据的条款" in text(wrong)
    session.expire_all()
    assert queries.qualification_of(first.id) is None  # all or nothing
    data[f"{third.id}-law"] = "GPL/22"
    assert buyer.post(url, data=data).status_code == 302
    assert "宣布废标" in text(buyer.get(url))
    session.expire_all()
    assert session.get(type(first), third.id).state is SubmissionState.REJECTED


def test_a_failed_call_is_declared_on_a_page_of_its_own(db, set_clock, sign_in):
    scene = scenes.opened(set_clock, names=NAMES[:2])
    scenes.qualify(scene)
    buyer = sign_in(scene.people["buyer"])
    assert "不足" in text(buyer.get(f"/results/{scene.call.id}/fail"))
    assert buyer.post(f"/results/{scene.call.id}/fail").status_code == 302
    session.expire_all()
    assert queries.calls.get(scene.call.id).state is CallState.FAILED


def test_checking_costs_the_same_for_two_bids_and_four(db, set_clock, sign_in, cost):
    few = scenes.opened(set_clock, names=NAMES[:2])
    many = scenes.opened(set_clock, names=("澜湾区甲社", "澜湾区乙社", "澜湾区丙社", "澜湾区丁社"))
    browsers = [sign_in(s.people["buyer"]) for s in (few, many)]
    counts = [
        cost(lambda b=b, s=s: b.get(f"/results/{s.call.id}/qualification"))
        for b, s in zip(browsers, (few, many), strict=True)
    ]
    assert counts[0] == counts[1]


# --- the ranking


def test_the_report_leads_to_the_ranking(db, set_clock, sign_in):
    scene = scenes.scored(set_clock)
    buyer = sign_in(scene.people["buyer"])
    led = buyer.post(f"/results/{scene.call.id}/report")
    assert led.headers["Location"].endswith(f"/results/{scene.call.id}/ranking")
    page = text(buyer.get(led.headers["Location"]))
    assert "第 1 名：" in page
    assert "决定名次的是" in page or "没有哪一项单独决定名次" in page
    assert "名次有多稳" in page
    assert "κ = 2" in page
    assert "确认第 1 名成交" in page


def test_the_figures_on_the_page_are_those_of_the_record(ranked, sign_in):
    page = text(sign_in(ranked.people["buyer"]).get(f"/results/{ranked.call.id}/ranking"))
    for row in actions.ranked(ranked.call.id).rows:
        assert f"{row.total:.2f}" in page
        for part in row.parts:
            assert f"{part.points:.2f}" in page


def test_the_experts_stay_numbers_and_names_come_with_the_result(ranked, sign_in, client):
    buyer = sign_in(ranked.people["buyer"])
    names = [m.expert.name for m in scenes.panel_of(ranked).members]
    page = text(buyer.get(f"/results/{ranked.call.id}/ranking"))
    assert not any(name in page for name in names)
    assert client.get(f"/results/{ranked.call.id}").status_code == 404
    buyer.post(f"/results/{ranked.call.id}/award")
    page = text(client.get(f"/results/{ranked.call.id}"))
    assert all(name in page for name in names)


def test_every_bid_has_its_evidence(ranked, sign_in):
    buyer = sign_in(ranked.people["buyer"])
    last = order(ranked)[-1]
    page = text(buyer.get(f"/results/{ranked.call.id}/ranking?bid={last.id}"))
    assert f"依据：{last.organization.name}" in page


def test_the_record_is_saved_and_computes_again(ranked, sign_in):
    auditor = sign_in(register.person("袁辉", (Role.AUDITOR, register.unit("区审计局"))))
    answer = auditor.get(f"/results/{ranked.call.id}/ranking.json")
    data = json.loads(answer.get_data())
    assert record.differences(data) == []
    assert record.digest(data) == queries.ranking_of(ranked.call.id).digest
    sheet = auditor.get(f"/results/{ranked.call.id}/ranking.xlsx")
    assert sheet.get_data().startswith(b"PK")


def test_a_ranking_is_the_units_and_the_auditors(ranked, sign_in):
    path = f"/results/{ranked.call.id}/ranking"
    other = register.person("贺淼", (Role.PURCHASER, register.unit("区司法局")))
    assert sign_in(other).get(path).status_code == 404
    assert sign_in(ranked.people[NAMES[0]]).get(path).status_code == 403


def test_a_ranking_costs_the_same_for_three_bids_and_five(db, set_clock, sign_in, cost):
    few = scenes.ranked(set_clock)
    scenes.queries.session.flush()
    names = tuple(f"澜湾区{c}社" for c in "甲乙丙丁戊")
    many = scenes.opened(set_clock, names=names)
    scenes.qualify(many)
    scenes.panels.form(many.call, size=5, by=many.buyer, now=scenes.DRAWN)
    scenes.score(many)
    actions.compute(many.call, by=many.buyer, now=SCORED)
    counts = []
    for scene in (few, many):
        browser = sign_in(scene.people["buyer"])
        counts.append(cost(lambda b=browser, s=scene: b.get(f"/results/{s.call.id}/ranking")))
    assert counts[0] == counts[1]


def test_computing_again_needs_its_cause(ranked, sign_in):
    buyer, url = sign_in(ranked.people["buyer"]), f"/results/{ranked.call.id}/correct"
    assert buyer.post(url, data={"cause": "", "reason": "再看看"}).status_code == 422
    assert buyer.post(url, data={"cause": "arithmetic", "reason": "汇总"}).status_code == 302


# --- the award


def test_the_award_is_a_page_with_one_button(ranked, sign_in):
    buyer, url = sign_in(ranked.people["buyer"]), f"/results/{ranked.call.id}/award"
    page = text(buyer.get(url))
    assert "2026年12月7日（周一）17:30" in page
    assert page.count("btn btn-primary") <= 2  # and the search of the header
    assert buyer.post(url).status_code == 302
    assert buyer.post(url).status_code == 409


def test_another_place_takes_cause_and_reason(ranked, sign_in):
    buyer, url = sign_in(ranked.people["buyer"]), f"/results/{ranked.call.id}/award/other"
    second = str(order(ranked)[1].id)
    wrong = buyer.post(url, data={"submission": second, "cause": "", "reason": "更合适"})
    assert wrong.status_code == 422
    assert "它排在第 2 名" in text(wrong)
    data = {"submission": second, "cause": "gave-up", "reason": "12月1日来函"}
    assert buyer.post(url, data=data).status_code == 302


# --- the public


def test_the_notice_names_the_winner_alone(public, client):
    first, *others = order(public)
    page = text(client.get(f"/results/{public.call.id}"))
    assert first.organization.name in page
    assert "3 家参加" in page
    assert not any(s.organization.name in page for s in others)
    total = actions.ranked(public.call.id).rows[0].total
    assert f"{total:.2f}" in page


def test_the_list_is_searched_sorted_and_exported(public, client):
    winner = order(public)[0].organization.name
    page = text(client.get("/results"))
    assert public.call.title in page
    assert public.call.title in text(
        client.get(f"/results?q={winner}&sort=-amount&state=publicity")
    )
    assert public.call.title not in text(client.get("/results?q=不存在"))
    assert public.call.title not in text(client.get("/results?state=final"))
    assert public.call.title not in text(client.get("/results?kind=round"))
    assert winner in client.get("/results?format=csv").get_data().decode("utf-8-sig")
    assert client.get("/results?format=xlsx").get_data().startswith(b"PK")


def test_the_list_costs_the_same_for_one_result_and_three(public, client, set_clock, cost):
    one = cost(lambda: client.get("/results"))
    for _number in range(2):
        scene = scenes.ranked(
            set_clock, pool=0, names=tuple(f"澜湾区{_number}{c}社" for c in "甲乙丙")
        )
        actions.award(scene.call, order(scene)[0], by=scene.buyer, now=DECIDED)
    set_clock(DECIDED)
    assert cost(lambda: client.get("/results")) == one


# --- letters


def test_the_letter_says_own_points_and_nothing_of_other_losers(public, sign_in):
    first, second, third = order(public)
    browser = sign_in(public.people[third.organization.name])
    page = text(browser.get(f"/results/letters/{third.id}"))
    rows = {r.key: r for r in actions.ranked(public.call.id).rows}
    mine, other = rows[str(third.id)], rows[str(second.id)]
    assert "这次没有成交" in page
    assert "3 家中第 3 名" in page
    assert f"{mine.total:.2f}" in page
    assert "频次不够" in page  # the experts' reasons, without who wrote them
    assert second.organization.name not in page
    assert f"{other.total:.2f}" not in page
    assert not any(m.expert.number in page for m in scenes.panel_of(public).members)
    gap = rows[str(first.id)].total - mine.total
    assert f"比成交的机构少 {gap:.2f} 分" in page


def test_the_winners_letter_says_so(public, sign_in):
    first = order(public)[0]
    browser = sign_in(public.people[first.organization.name])
    assert "您已成交" in text(browser.get(f"/results/letters/{first.id}"))


def test_a_letter_is_its_organizations_alone_and_comes_with_the_result(ranked, sign_in):
    first, second, _third = order(ranked)
    browser = sign_in(ranked.people[second.organization.name])
    assert browser.get(f"/results/letters/{second.id}").status_code == 404
    actions.award(ranked.call, first, by=ranked.buyer, now=DECIDED)
    assert browser.get(f"/results/letters/{second.id}").status_code == 200
    assert browser.get(f"/results/letters/{first.id}").status_code == 404
    assert sign_in(ranked.people["buyer"]).get(f"/results/letters/{first.id}").status_code == 403


def test_whoever_was_turned_down_reads_why_with_the_article(db, set_clock, sign_in):
    scene = scenes.opened(set_clock, names=(*NAMES, "澜湾区安康社会服务中心"))
    out = scene.of("澜湾区安康社会服务中心")
    event = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1))
    out.organization.credit_events.append(event)
    session.flush()
    scenes.qualify(scene)
    for number in range(1, 6):
        scenes.expert(number)
    scenes.panels.form(scene.call, size=5, by=scene.buyer, now=scenes.DRAWN)
    scenes.score(scene)
    actions.compute(scene.call, by=scene.buyer, now=SCORED)
    actions.award(scene.call, order(scene)[0], by=scene.buyer, now=DECIDED)
    set_clock(DECIDED)
    page = text(sign_in(scene.people[out.organization.name]).get(f"/results/letters/{out.id}"))
    assert "资格审查未通过" in page
    assert event.reason in page
    assert "2026年9月1日" in page
    ranking = text(sign_in(scene.people["buyer"]).get(f"/results/{scene.call.id}/ranking"))
    assert "不参加评分" in ranking


# --- objections


def test_an_objection_goes_from_the_bidder_to_a_second_person_and_back(
    public, sign_in, client, set_clock
):
    loser = order(public)[1]
    browser = sign_in(public.people[loser.organization.name])
    url = f"/results/{public.call.id}/object"
    assert browser.post(url, data={"text": ""}).status_code == 422
    led = browser.post(url, data={"text": "等级分算错了", "evidence": "证书 2024-051 号"})
    where = led.headers["Location"]
    assert "待答复" in text(browser.get(where))
    assert "公示停止计时" in text(client.get(f"/results/{public.call.id}"))
    buyer, reviewer = (sign_in(public.people[who]) for who in ("buyer", "reviewer"))
    assert buyer.get(where).status_code == 200
    assert (
        buyer.post(f"{where}/answer", data={"verdict": "reject", "answer": "没错"}).status_code
        == 403
    )
    page = text(reviewer.get(where))
    assert "等级分算错了" in page
    assert reviewer.post(f"{where}/answer", data={"answer": ""}).status_code == 422
    done = reviewer.post(f"{where}/answer", data={"verdict": "reject", "answer": "按证书计算"})
    assert done.status_code == 302
    assert "按证书计算" in text(browser.get(where))
    session.expire_all()
    (held,) = queries.objections_of(public.call.id)
    assert held.state is ObjectionState.REJECTED


def test_an_objection_is_nobody_elses(public, sign_in):
    loser, other = order(public)[1:]
    by = register.actor(public.people[loser.organization.name])
    made = actions.object_to(public.call, loser.organization, text="错了", by=by, now=DECIDED)
    path = f"/results/objections/{made.id}"
    stranger = sign_in(public.people[other.organization.name])
    result = f"/results/{public.call.id}"
    assert path not in stranger.get(result).text
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/withdraw").status_code == 404
    outsider = register.organization("澜湾区旁观社")
    onlooker = sign_in(register.person("江南", (Role.ORG_ADMIN, outsider)))
    assert onlooker.get(f"/results/{public.call.id}/object").status_code == 404
    owner = sign_in(public.people[loser.organization.name])
    assert path in owner.get(result).text
    assert f"{result}/object" not in owner.get(result).text
    assert owner.post(f"{path}/withdraw").status_code == 302


def test_the_result_is_confirmed_after_its_publicity(public, sign_in, set_clock):
    buyer, url = sign_in(public.people["buyer"]), f"/results/{public.call.id}/confirm"
    assert buyer.post(url).status_code == 422
    assert "公示到" in text(buyer.get(url))
    set_clock(datetime(2026, 12, 7, 17, 30, tzinfo=clock.SHANGHAI))
    assert "确认并发出成交通知书" in text(buyer.get(url))
    assert buyer.post(url).status_code == 302
    session.expire_all()
    assert queries.calls.get(public.call.id).state is CallState.AWARDED


@pytest.mark.csrf
def test_a_form_without_its_token_changes_nothing(ranked, sign_in):
    buyer = sign_in(ranked.people["buyer"])
    assert buyer.post(f"/results/{ranked.call.id}/award").status_code == 400
    session.expire_all()
    assert queries.award_of(ranked.call.id) is None


def test_pages_of_times_that_are_not_now_are_absent(ranked, sign_in):
    buyer = sign_in(ranked.people["buyer"])
    for path in ("confirm", "fail"):
        assert buyer.get(f"/results/{ranked.call.id}/{path}").status_code == 404
    assert CHECKED < SCORED


# --- rounds


@pytest.fixture
def a_round(db, set_clock):
    found = scenes.a_round(set_clock, 70000)
    set_clock(DECIDED)
    return found


def test_a_round_is_decided_by_its_money_and_listed_with_what_it_funds(a_round, sign_in, client):
    officer, where = sign_in(a_round.people["buyer"]), f"/results/{a_round.call.id}"
    page = text(officer.get(f"{where}/ranking"))
    assert page.count("资金不够") == 1
    assert "60,000.00元" in text(officer.get(f"{where}/award"))
    assert officer.post(f"{where}/award").status_code == 302
    page = text(client.get(where))
    assert "资助 2 个项目" in page
    assert "巷口小课堂" in page
    assert client.get(f"{where}?format=xlsx").get_data().startswith(b"PK")
    assert "资助 2 个项目" not in text(client.get(f"{where}?q=不存在"))
    assert a_round.call.title in text(client.get("/results?kind=round"))


def test_a_round_letter_compares_with_the_last_that_was_funded(a_round, sign_in):
    actions.award_round(a_round.call, by=a_round.buyer, now=DECIDED)
    _first, second, third = order(a_round)
    people = {}
    for submission in (second, third):
        grants = session.scalars(
            select(RoleGrant).where(RoleGrant.scope_id == submission.organization_id)
        )
        people[submission.id] = sign_in(next(iter(grants)).person)
    rows = {r.key: r for r in actions.ranked(a_round.call.id).rows}
    gap = rows[str(second.id)].total - rows[str(third.id)].total
    page = text(people[third.id].get(f"/results/letters/{third.id}"))
    assert "这次没有获得资助" in page
    assert f"比获得资助的最后一名少 {gap:.2f} 分" in page
    assert "您获得资助" in text(people[second.id].get(f"/results/letters/{second.id}"))


def test_a_past_round_without_a_ranking_leads_to_its_list(a_round, sign_in):
    actions.award_round(a_round.call, by=a_round.buyer, now=DECIDED)
    session.delete(queries.ranking_of(a_round.call.id))
    session.flush()
    officer, where = sign_in(a_round.people["buyer"]), f"/results/{a_round.call.id}"
    assert officer.get(f"{where}/ranking").status_code == 302
    assert "巷口小课堂" in text(officer.get(where))


def test_other_totals_are_published_only_where_the_scheme_says_so(public, client):
    second = order(public)[1].organization.name
    assert second not in text(client.get(f"/results/{public.call.id}"))
    public.call.scheme = {**public.call.scheme, "publish_totals": True}
    session.flush()
    assert second in text(client.get(f"/results/{public.call.id}"))


def test_the_pages_speak_english(public, sign_in):
    buyer, loser = sign_in(public.people["buyer"]), order(public)[1]
    bidder = sign_in(public.people[loser.organization.name])
    for browser in (buyer, bidder):
        browser.post("/preferences", data={"locale": "en", "next": "/"})
    assert "How firm the order is" in text(buyer.get(f"/results/{public.call.id}/ranking"))
    assert "Not awarded this time" in text(bidder.get(f"/results/letters/{loser.id}"))
    assert "Who scored it" in text(bidder.get(f"/results/{public.call.id}"))
