"""Loading registration cases in several states, and conditions of last year and this."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete

from app import clock
from app.db import session
from app.demo.content import model
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.law import Track, law_at
from app.organizations.models import AnnualReport
from app.organizations.states import OrganizationType
from app.registrations import rules
from app.registrations.models import (
    Condition,
    RegistrationCase,
    RegistrationMaterial,
    RegistrationReview,
)
from app.registrations.states import CaseKind, CaseState, ConditionState, Desk, MaterialState

S = CaseState
SOCIETY, SERVICE = OrganizationType.SOCIETY, OrganizationType.SERVICE
CAPITAL = Decimal("30000.00")


@dataclass(frozen=True, slots=True)
class Plan:
    """A case: what it founds, how far it is, how many days ago it was submitted."""

    name: str
    type: OrganizationType
    category: str
    state: CaseState
    ago: int
    purpose: str
    reviews: tuple[Desk, ...] = ()
    supervisor: str | None = None
    said: str = ""
    visits: int = 0


PLANS = (
    Plan("澜湾区晨曦助餐服务中心", SERVICE, "公益慈善类", S.SUBMITTED, 1, "为独居老人送餐上门。"),
    Plan("澜湾区河流观察协会", SOCIETY, "科技类", S.SUBMITTED, 3, "观察河流水质，开展自然教育。"),
    Plan(
        "澜湾区普法志愿者协会", SOCIETY, "法律类", S.RETURNED, 8, "开展普法宣传。",
        supervisor="sifa", said="章程核准表没有盖章；监事名单少一人。请一并补齐。", visits=1,
    ),
    Plan(
        "澜湾区社区矫正帮扶促进会", SOCIETY, "法律类", S.ACCEPTED, 4, "帮扶社区矫正对象就业。",
        (Desk.REGISTRAR,), supervisor="sifa", visits=1,
    ),
    Plan(
        "澜湾区家政服务行业协会", SOCIETY, "行业协会商会类", S.ACCEPTED, 7,
        "服务家政企业和从业人员，制定服务规范。", (Desk.REGISTRAR, Desk.PARTY), visits=2,
    ),
    Plan("澜湾区童行社会工作服务中心", SERVICE, "城乡社区服务类", S.ACCEPTED, 24, "困境儿童陪伴。"),
    Plan(
        "澜湾区财富管理研究会", SOCIETY, "其他类", S.REFUSED, 40, "研究财富管理。",
        (Desk.REGISTRAR, Desk.PARTY), said="业务范围与已登记的组织重复，成立必要性不足。", visits=3,
    ),
)  # fmt: skip


def load(district: model.District, papers: UUID, story: Story) -> None:
    """Write the cases and the conditions; `papers` is the file that stands for every material."""
    for number, plan in enumerate(PLANS, 1):
        _case(district, number, plan, papers, story)
    _conditional(district, len(PLANS) + 1, story)
    _sleeping(district)
    session.flush()


def _number(today: date, number: int) -> str:
    return f"LW-DJ-{today.year}-{number:04d}"


def _case(district: model.District, number: int, plan: Plan, papers: UUID, story: Story) -> None:
    today = district.today
    sent = clock.at_local(today - timedelta(days=plan.ago), 9, 40)
    accepted = plan.state in (S.ACCEPTED, S.REFUSED)
    day = today - timedelta(days=max(plan.ago - 1, 0))
    case = RegistrationCase(
        id=uid("registration", str(number)),
        number=_number(today, number),
        kind=CaseKind.SET_UP,
        state=plan.state,
        applicant_id=uid("person", "luoyang"),
        name=plan.name,
        type=plan.type,
        category=plan.category,
        fields=["community_service"],
        purpose=plan.purpose,
        scope=f"{plan.purpose.rstrip('。')}，培训志愿者，承接政府委托的相关服务。",
        necessity="本区现有组织覆盖不到，社区多次提出需求。",
        feasibility="有固定场所和五名骨干，发起人承诺前两年经费。",
        legal_representative="骆扬",
        phone="19900008800",
        members=62 if plan.type is SOCIETY else 8,
        address="澜湾区云栖街道文昌路18号3楼",
        street_id=uid("unit", "yunqi"),
        supervisor_id=uid("unit", plan.supervisor) if plan.supervisor else None,
        capital=CAPITAL,
        visits=plan.visits,
        created_at=sent - timedelta(days=2),
        saved_at=sent,
        submitted_at=sent,
        accepted_on=day if accepted else None,
        decided_at=sent + timedelta(days=9) if plan.state is S.REFUSED else None,
        decided_by=uid("person", "wulan") if plan.state is S.REFUSED else None,
        said=plan.said,
    )
    law = law_at(today, Track.SUB)
    for sort, name in enumerate(law.registration_materials):
        wrong = plan.state is S.RETURNED and name in ("章程核准表", "理事和监事名单")
        good = MaterialState.ACCEPTED if accepted else MaterialState.UPLOADED
        session.add(
            RegistrationMaterial(
                id=uid("material", f"{number}:{sort}"),
                case=case,
                name=name,
                sort=sort,
                state=MaterialState.TO_CORRECT if wrong else good,
                file_id=papers,
                note="请补盖章、补人员" if wrong else "",
            )
        )
    for desk in plan.reviews:
        session.add(_review(case, desk, sent, passed=plan.state is not S.REFUSED))
    session.add(case)
    _tell(story, case, "submit", S.DRAFT, S.SUBMITTED, sent)
    if accepted:
        _tell(story, case, "accept", S.SUBMITTED, S.ACCEPTED, sent + timedelta(hours=20))


def _review(
    case: RegistrationCase, desk: Desk, sent: datetime, *, passed: bool
) -> RegistrationReview:
    window = desk is Desk.REGISTRAR
    need = "确有需求，没有重复。" if passed else "与已登记的组织业务重复。"
    return RegistrationReview(
        id=uid("review", f"{case.number}:{desk}"),
        case=case,
        desk=desk,
        passed=passed or not window,
        heads=["材料齐全，格式符合要求。", need, "场所、人员、经费落实。"] if window else [],
        by_id=uid("person", "zhengkai" if window else "xiamo"),
        at=sent + timedelta(days=2),
    )


def _conditional(district: model.District, number: int, story: Story) -> None:
    """Have two young associations registered on condition: one to be proved, one too late."""
    today = district.today
    law = law_at(today, Track.SUB)
    for year, state in (
        (today.year, ConditionState.OPEN),
        (today.year - 1, ConditionState.BREACHED),
    ):
        row = next(
            (
                o
                for o in district.organizations
                if o.registered and o.type == "society" and o.registered_on.year == year
            ),
            None,
        )
        if row is None:
            continue
        day = row.registered_on
        at = clock.at_local(day, 15)
        organization_id = uid("organization", row.key)
        case = RegistrationCase(
            id=uid("registration", f"condition-{year}"),
            number=f"LW-DJ-{year}-{number if year == today.year else 1:04d}",
            kind=CaseKind.SET_UP,
            state=S.REGISTERED,
            applicant_id=uid("person", "luoyang"),
            organization_id=organization_id,
            name=row.name,
            type=SOCIETY,
            category="城乡社区服务类",
            fields=list(row.fields),
            purpose="服务会员和居民。",
            scope=row.scope,
            necessity="居民有需要。",
            feasibility="有骨干和场所。",
            legal_representative=row.legal_representative,
            phone=row.phone,
            members=38,
            address=row.address,
            street_id=uid("unit", row.street_key),
            supervisor_id=uid("unit", row.supervisor_key),
            conditional=True,
            missing="会员还差 12 个，注册资金还差 10,000元",
            visits=2,
            created_at=at - timedelta(days=14),
            saved_at=at - timedelta(days=12),
            submitted_at=at - timedelta(days=12),
            accepted_on=day - timedelta(days=10),
            decided_at=at,
            decided_by=uid("person", "wulan"),
            document=f"澜民准登〔{year}〕6号",
            first_day=day,
        )
        session.add(case)
        session.flush()
        session.add(
            Condition(
                id=uid("condition", row.key),
                case_id=case.id,
                organization_id=organization_id,
                what=case.missing,
                due_on=rules.condition_due(day, law),
                state=state,
            )
        )
        _tell(story, case, "register", S.ACCEPTED, S.REGISTERED, at)


def _sleeping(district: model.District) -> None:
    """Have three organizations miss their last reports: candidates for deregistration."""
    years = rules.report_years(law_at(district.today, Track.SUB), district.today)
    asleep = [
        o
        for o in district.organizations
        if o.registered
        and o.registered_on.year <= min(years) - 1
        and not (o.directory or o.past_contracts or o.grades or o.is_hub)
    ]
    for row in asleep[:3]:
        session.execute(
            delete(AnnualReport).where(
                AnnualReport.organization_id == uid("organization", row.key),
                AnnualReport.year.in_(years),
            )
        )


def _tell(
    story: Story, case: RegistrationCase, step: str, start: CaseState, end: CaseState, at: datetime
) -> None:
    by = {"submit": ("luoyang", "骆扬"), "accept": ("zhengkai", "郑凯文")}.get(
        step, ("wulan", "吴岚")
    )
    story.add(
        Entry(
            at=at,
            actor_id=uid("person", by[0]),
            actor=by[1],
            kind="registration",
            step=step,
            start=start,
            end=end,
            thing_id=case.id,
            call_id=None,
            title=f"{case.number} {case.name}",
            law="REG/A116" if step == "submit" else "REG/A118",
        )
    )
