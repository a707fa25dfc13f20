"""Loading what the district watches: reports, inspections, the credit lists and what waits there."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.credit import queries as credit
from app.credit import rules as credit_rules
from app.credit.actions import effect_key
from app.credit.models import CreditProposal, CreditRepair
from app.credit.states import Penalty, ProposalState
from app.db import session
from app.demo.content import model
from app.demo.content.bank import load as bank
from app.demo.content.bank import office_day, stream
from app.demo.content.generate import SEED
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.inspections import queries as inspections
from app.inspections import rules as inspection_rules
from app.inspections.models import Inspection, InspectionPlan, InspectionSeat, Inspector
from app.inspections.rules import Candidate
from app.inspections.states import InspectionKind, InspectionState, PlanState, Result
from app.law import add_years
from app.law.grounds import grounds
from app.notices.rules import packed
from app.organizations import queries as organizations
from app.organizations.models import AnnualReport, CreditEvent, Organization, ReportFiling
from app.organizations.states import CreditKind, ReportState

OFFICE = "澜湾区民政局"
_GROUNDS = {
    "未按规定报送上一年度工作报告": "report",
    "通过登记的住所无法取得联系": "unreachable",
    "未按规定公示年度工作报告": "abnormal_other",
    "未在规定期限内办理负责人变更手续": "abnormal_other",
    "提供虚假材料办理变更登记，被撤销变更登记": "fraud",
}
_INSPECTORS = ("wulan", "luyi", "zhengkai", "chenfang")
_PARTNERS = ("weijian", "jiaoyu", "yingji", "shichang", "wenlv", "renshe")
_PROBLEMS = (
    "年度内没有按章程召开理事会；印章使用没有登记。",
    "购买服务项目没有单独核算，部分支出缺少原始凭证。",
    "登记的住所已不使用，没有办理住所变更。",
    "会费标准没有经会员大会表决；票据使用不规范。",
    "志愿服务记录不完整，活动档案缺少签到。",
)
_ANSWERS = (
    "已补开理事会并形成纪要，印章登记簿已启用，附复印件。",
    "已按项目分设辅助账，缺少的凭证已补齐，附明细账。",
    "已向登记窗口提交住所变更申请，附受理通知。",
)


_Row = AnnualReport | InspectionPlan | CreditProposal


# --- on the register


def paper(row: model.Organization, event: model.CreditEvent) -> dict[str, Any]:
    """Return the decision on which an entry of the demo stands."""
    number = 10 + random.Random(f"{row.key}:{event.decided_on}").randint(1, 80)  # noqa: S311
    penal = event.kind == CreditKind.PENALTY
    return {
        "ground": "" if penal else _GROUNDS.get(event.reason, "abnormal_other"),
        "number": f"澜民{'罚' if penal else '管'}〔{event.decided_on.year}〕{number}号",
        "penalty": Penalty.WARNING.value if penal else "",
        "expires_on": add_years(event.decided_on, 3) if penal else None,
        "entered_at": clock.at_local(event.decided_on, 16),
        "lift_reason": "已整改，经核对材料移出" if event.lifted_on else "",
    }


def report_content(row: model.Organization, year: int) -> dict[str, Any]:
    """Return what an organization of the demo reported about a year."""
    rng = random.Random(f"report:{row.key}:{year}")  # noqa: S311 -- repeatable, no secret
    income = Decimal(row.staff * rng.randint(38_000, 92_000) + rng.randint(0, 9_999))
    bought, given = income * rng.randint(10, 60) // 100, income * rng.randint(0, 20) // 100
    spending = income * rng.randint(86, 102) // 100
    society = row.type == "society"
    work = row.scope.split("。", maxsplit=1)[0][:60]
    return {
        "members": {
            "unit_members": rng.randint(8, 60) if society else 0,
            "single_members": rng.randint(20, 200) if society else 0,
            "council": rng.choice((5, 7, 9, 11)),
            "supervisors": rng.choice((1, 3)),
            "meetings": rng.randint(2, 6),
        },
        "staff": {
            "staff": row.staff,
            "full_time": row.full_time_staff,
            "insured": row.full_time_staff,
            "social_workers": row.certified_social_workers,
            "volunteers": row.volunteers,
        },
        "finance": {
            "income": f"{income:.2f}",
            "from_government": f"{bought:.2f}",
            "donations": f"{given:.2f}",
            "fees": f"{income * 5 // 100 if society else Decimal(0):.2f}",
            "spending": f"{spending:.2f}",
            "activities_cost": f"{spending * 88 // 100:.2f}",
            "net_assets": f"{income * rng.randint(20, 70) // 100:.2f}",
        },
        "activities": {
            "activities": rng.randint(6, 80),
            "beneficiaries": rng.randint(200, 9_000),
            "projects": rng.randint(0, 5),
            "summary": f"全年主要{work}，按计划完成。",
        },
        "party": {"has_party": "yes", "party_members": max(1, row.staff // 6), "party_note": "单独建立党支部"},
        "changes": {
            "representative_changed": "no",
            "charter_changed": "no",
            "address_changed": "no",
            "changes_note": "",
        },
    }  # fmt: skip


# --- afterwards


def load(district: model.District, story: Story) -> None:
    """Write the filings and what waits, the inspectors, two plans, the proposals."""
    rng = stream(SEED, "supervision")
    reports(district, story)
    who = inspectors(district)
    session.flush()
    plans(district, who, rng, story)
    session.flush()
    proposals(district, story)
    session.flush()


def reports(district: model.District, story: Story) -> None:
    """Write the filings of the last year, and leave some of them in the middle of their way."""
    year = district.today.year - 1
    named = {p.key for p in district.people}
    states = _report_states(district)
    for row in district.organizations:
        held = session.get(AnnualReport, uid("report", f"{row.key}:{year}"))
        if held is None or held.filed_on is None:
            continue
        at = clock.at_local(held.filed_on, 10, 20)
        held.filings = [
            ReportFiling(
                id=uid("filing", f"{row.key}:{year}"),
                number=1,
                receipt_no=f"NB-{uid('receipt', row.key).hex[:12].upper()}",
                content=held.content,
                filed_at=at,
                filed_by=uid("person", f"{row.key}-admin") if f"{row.key}-admin" in named else None,
            )
        ]
        state, reason = states.get(row.key, (ReportState.ACCEPTED, ""))
        held.state, held.reason = state, reason
        if state is ReportState.LOOKED:
            held.opinion, held.looked_at = "经初审，同意报送。", at + timedelta(days=6)
        if state in (ReportState.ACCEPTED, ReportState.RETURNED):
            held.decided_at, held.decided_by = at + timedelta(days=12), uid("person", "zhengkai")
        _tell(story, held, at, f"{row.name} {year}", "annual_report file draft filed")


def _report_states(district: model.District) -> dict[str, tuple[ReportState, str]]:
    """Return which late reports are still on their way."""
    year = district.today.year - 1
    late = [
        o.key
        for o in district.organizations
        if any(r.year == year and r.status == "late" for r in o.annual_reports)
    ]
    found: dict[str, tuple[ReportState, str]] = dict.fromkeys(late[:6], (ReportState.FILED, ""))
    found |= dict.fromkeys(late[6:9], (ReportState.LOOKED, ""))
    why = "政府购买服务收入与合同台账不一致，请核对后重新报送"
    found |= dict.fromkeys(late[9:11], (ReportState.RETURNED, why))
    return found


def inspectors(district: model.District) -> Sequence[Inspector]:
    """Write who has inspection papers."""
    people = [p for p in district.people if p.key in _INSPECTORS]
    people += [p for p in district.people if p.unit_key in _PARTNERS and "reviewer" in p.roles]
    ties = {"zhengkai": ("qinghe",)}
    found = []
    for number, person in enumerate(people, 1):
        made = Inspector(
            id=uid("inspector", person.key),
            person_id=uid("person", person.key),
            name=person.name,
            number=f"澜执法{number:04d}",
            unit_id=uid("unit", str(person.unit_key)),
            valid_until=date(district.today.year + 1 + number % 2, 12, 31),
            ties=[str(uid("organization", key)) for key in ties.get(person.key, ())],
        )
        session.add(made)
        found.append(made)
    return found


def plans(
    district: model.District, who: Sequence[Inspector], rng: random.Random, story: Story
) -> None:
    """Write last year's plan with its results, and this year's with visits under way."""
    today = district.today
    last = date(today.year - 1, 9, 8)
    now = office_day(today - timedelta(days=34), -1)
    for number, (day, title, kind, departments) in enumerate(
        (
            (last, f"{last.year}年度社会组织双随机抽查", InspectionKind.RANDOM, ()),
            (now, f"{now.year}年度社会组织双随机联合抽查", InspectionKind.RANDOM, _PARTNERS[:3]),
        )
    ):
        plan = _plan(day, title, kind, departments, who, rng)
        session.flush()
        finished = number == 0
        if finished:
            plan.state, plan.published_at = (
                PlanState.PUBLISHED,
                clock.at_local(office_day(day + timedelta(days=96)), 15),
            )
        for place, one in enumerate(plan.inspections):
            _visit(one, place, today, rng, finished=finished)
        at = plan.drawn_at or plan.draw_at
        said = f"{plan.number} {plan.title}"
        _tell(story, plan, at, said, "inspection_plan draw announced drawn")
        if plan.published_at:
            end = plan.published_at
            _tell(story, plan, end, said, "inspection_plan publish drawn published")


def _plan(
    day: date,
    title: str,
    kind: InspectionKind,
    departments: Sequence[str],
    who: Sequence[Inspector],
    rng: random.Random,
) -> InspectionPlan:
    law = inspections.law_of(day)
    pool = inspection_rules.frozen(inspections.pool_on(day), law)
    key = uid("plan", title)
    draw_at = clock.at_local(day + timedelta(days=2), 21, 30)
    announced = " ".join(f"{n:02d}" for n in sorted(rng.sample(range(1, 34), 6)))
    tied = organizations.by_ids({UUID(k) for i in who for k in i.ties})
    candidates = [
        Candidate(i.number, i.valid_until, frozenset(str(tied[UUID(k)].uscc) for k in i.ties))
        for i in who
    ]
    draw = inspection_rules.drawn(
        key, announced, pool, candidates, at=draw_at, on=draw_at.date(), law=law
    )
    plan = InspectionPlan(
        id=key,
        number=f"澜民抽〔{day.year}〕1号",
        title=title,
        kind=kind,
        year=day.year,
        matters="一、按章程开展活动和内部治理\n二、财务管理和票据使用\n三、年度工作报告的真实性\n四、住所和负责人变更",
        departments=[str(uid("unit", key_)) for key_ in departments],
        source=f"{draw_at.year}年{draw_at.month}月{draw_at.day}日中国福利彩票双色球开奖红球号码",
        draw_at=draw_at,
        visits_until=office_day(day + timedelta(days=90)),
        state=PlanState.DRAWN,
        pool=pool,
        announced=announced,
        draw=draw,
        created_at=clock.at_local(day, 9),
        created_by=uid("person", "wulan"),
        announced_at=clock.at_local(day, 10),
        drawn_at=draw_at + timedelta(minutes=20),
    )  # fmt: skip
    session.add(plan)
    by_number = {i.number: i for i in who}
    by_code = organizations.by_codes(list(draw["inspectors"]))
    place = 0
    for colour, part in draw["organizations"].items():
        for code in part["taken"]:
            place += 1
            one = Inspection(
                id=uid("inspection", f"{title}:{code}"),
                organization=by_code[code],
                place=place,
                colour=colour,
            )
            one.seats = [
                InspectionSeat(
                    id=uid("seat", f"{title}:{code}:{seat}"),
                    inspector=by_number[number],
                    place=seat,
                )
                for seat, number in enumerate(draw["inspectors"][code]["taken"], 1)
            ]
            plan.inspections.append(one)
    return plan


def _visit(one: Inspection, place: int, today: date, rng: random.Random, *, finished: bool) -> None:
    """Write how far an inspection has come: last year's are over, this year's stand anywhere."""
    way = rng.choices(("good", "verified"), (7, 3))[0] if finished else _WAYS[place % len(_WAYS)]
    if way == "waits":
        return
    drawn = clock.local_date(one.plan.drawn_at or one.plan.draw_at)
    day = office_day(drawn + timedelta(days=5 + place % 9))
    first, second = (s.inspector for s in one.seats)
    bad = way not in ("good", "recorded")
    one.visited_on, one.papers_shown = day, True
    one.result = Result.PROBLEMS if bad else Result.GOOD
    one.recorded_by, one.recorded_at = first.person_id, clock.at_local(day, 17)
    one.state = InspectionState.RECORDED
    if way == "recorded":
        return
    one.signed_by, one.signed_at = second.person_id, clock.at_local(day, 17, 30)
    one.state = InspectionState.PASSED
    if bad:
        _order(one, day, place, way, today)


_WAYS = ("good", "waits", "overdue", "good", "recorded", "answered", "good", "waits", "ordered")


def _order(one: Inspection, day: date, place: int, way: str, today: date) -> None:
    one.findings = _PROBLEMS[place % len(_PROBLEMS)]
    one.order_no = f"澜民责改〔{day.year}〕{place + 1}号"
    late = today - timedelta(days=3)
    one.rectify_by = (
        max(late, day + timedelta(days=1))
        if way == "overdue"
        else office_day(day + timedelta(days=45))
    )
    one.state = InspectionState.ORDERED
    if way in ("answered", "verified"):
        one.answer = _ANSWERS[place % len(_ANSWERS)]
        one.answered_at = clock.at_local(min(today, day + timedelta(days=12)), 10)
        one.state = InspectionState.ANSWERED
    if way == "verified":
        one.verified_at = clock.at_local(office_day(day + timedelta(days=20)), 11)
        one.verified_by, one.note = uid("person", "wulan"), "到场复查，已整改到位"
        one.state = InspectionState.RECTIFIED
    verified = clock.local_date(one.verified_at) if one.verified_at else None
    event = CreditEvent(
        id=uid("credit", f"inspection:{one.id}"),
        organization_id=one.organization_id,
        kind=CreditKind.INSPECTION,
        reason=one.findings,
        decided_by=OFFICE,
        decided_on=day,
        lifted_on=verified,
        number=one.order_no,
        entered_at=one.signed_at,
        lift_reason=one.note if verified else "",
    )
    session.add(event)
    session.flush()
    one.event_id = event.id


def proposals(district: model.District, story: Story) -> None:
    """Write what the facts of today propose; one waits for its second person, one was dropped."""
    today = district.today
    night = clock.at_local(today, 2)
    session.expire_all()
    law, made = credit.law_of(today), []
    for organization, facts in credit.facts_on(today):
        for cause in credit_rules.causes(facts, law, on=today):
            key = effect_key(organization.id, cause)
            made.append(
                CreditProposal(
                    id=uid("proposal", key),
                    organization_id=organization.id,
                    act=cause.act,
                    kind=cause.kind,
                    ground=cause.ground,
                    cause=cause.finding.code,
                    law=cause.finding.law or "",
                    detail=packed(cause.finding.detail),
                    effect_key=key,
                    event_id=cause.event_id,
                    proposed_at=night,
                )
            )
    session.add_all(made)
    _dropped(made, night)
    _reviewed(district, night, story)
    _repair(district, night)


def _dropped(made: Sequence[CreditProposal], night: datetime) -> None:
    light = next((p for p in made if p.ground == "light_penalty"), None)
    if light is not None:
        light.state = ProposalState.DROPPED
        light.refusal = "警告已在复议中，待复议决定后再办"
        light.decided_at, light.decided_by = night, uid("person", "wulan")


def _reviewed(district: model.District, night: datetime, story: Story) -> None:
    """Write a proposal for the serious list that the first of two people has reviewed."""
    key = next(
        o.key
        for o in district.organizations
        if o.registered and not o.directory and not o.credit_events and o.type == "service"
    )
    made = CreditProposal(
        id=uid("proposal", "reviewed"),
        organization_id=uid("organization", key),
        act="list",
        kind=CreditKind.SERIOUS_VIOLATION,
        ground="debtor",
        cause="cause-by-hand",
        detail=packed({"reason": grounds()["debtor"].zh}),
        effect_key=f"{uid('organization', key)}:hand:demo",
        state=ProposalState.REVIEWED,
        proposed_at=night - timedelta(hours=34),
        proposed_by=uid("person", "zhengkai"),
        reason="人民法院公布的失信被执行人名单中有该组织，执行案号已核对",
        office=OFFICE,
        number=f"澜民管〔{district.today.year}〕96号",
        first_on=district.today,
        reviewed_at=night - timedelta(hours=10),
        reviewed_by=uid("person", "luyi"),
    )
    session.add(made)
    at = night - timedelta(hours=10)
    title = session.get_one(Organization, made.organization_id).name
    _tell(story, made, at, title, "credit_proposal review proposed reviewed")


def _repair(district: model.District, night: datetime) -> None:
    """Write an application for repair of one that stands on the abnormal list."""
    for row in district.organizations:
        for number, event in enumerate(row.credit_events):
            able = event.kind == "abnormal_list" and not event.lifted_on
            if able and row.key != "ankang" and "工作报告" not in event.reason:
                session.add(
                    CreditRepair(
                        id=uid("repair", row.key),
                        event_id=uid("credit", f"{row.key}:{number}"),
                        organization_id=uid("organization", row.key),
                        statement="已按要求整改：住所变更已办结，新住所可以正常联系，附变更决定书和现场照片。",
                        sent_at=night - timedelta(hours=15),
                        due_on=credit_due(clock.local_date(night)),
                    )
                )
                return


def credit_due(day: date) -> date:
    """Return a believable day to verify by."""
    return office_day(day + timedelta(days=6))


def _tell(story: Story, thing: _Row, at: datetime, title: str, step: str) -> None:
    """Write a step (its kind, name, start and end) into the story."""
    kind, name, start, end = step.split()
    who = "wulan" if kind != "annual_report" else None
    names = {row[0]: row[1] for row in bank("people")["named"]}
    story.add(
        Entry(
            at=at,
            actor_id=uid("person", who) if who else None,
            actor=names[who] if who else title[:40],
            kind=kind,
            step=name,
            start=start,
            end=end,
            thing_id=thing.id,
            call_id=None,
            title=title,
        )
    )
