"""Complaints, major matters and financial audits of the demo district."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app import clock
from app.account_audits.models import AccountAudit
from app.account_audits.states import AuditState, Opinion, Trigger
from app.complaints.models import Complaint
from app.complaints.queries import digest
from app.complaints.states import ComplaintKind, ComplaintState, Outcome
from app.db import session
from app.demo.ids import uid
from app.editions import actions as editions
from app.ledgers.models import ActivityRecord
from app.ledgers.states import RecordKind
from app.matters.models import Matter
from app.matters.states import MatterKind, MatterState
from app.organizations.models import Organization
from app.profiles.models import FieldChange

# Invented complaints: kind, what happened, days ago, state, what was found, the answer.
COMPLAINTS = (
    ("complaint", "助餐点周末没有开门，公示的服务时间写的是每天。", 3, "sent", None, ""),
    ("report", "活动签到表上有没来的人的名字，人数和实际不符。", 9, "taken_up", None, ""),
    ("opinion", "希望把课后托管的报名时间提前一周通知。", 16, "taken_up", None, ""),
    (
        "report",
        "收取了合同以外的材料费，每人五十元，没有开收据。",
        75,
        "answered",
        "true",
        "经查属实。机构已向二十三户退还费用，并在服务点公示收费项目。",
    ),
    (
        "complaint",
        "志愿者说话态度不好。",
        120,
        "answered",
        "unfounded",
        "已向当事人和两名在场居民了解，反映的情况未能查实，机构已加强服务提醒。",
    ),
    (
        "opinion",
        "希望增加停车位。",
        40,
        "refused",
        None,
        "停车设施不属于社会组织管理事项，请向街道反映。",
    ),
)
MATTERS = (
    ("activity", "邻里节百家宴", "社区居民自带菜品的邻里聚餐，现场有文艺表演。", -16, "sent",
     "澜湾区临江公园北广场", 260, "人员聚集：设两个出入口，志愿者十二名，联系社区民警。"),
    ("activity", "秋季健步走", "组织会员沿江健步走五公里。", -12, "opinion",
     "沿江绿道", 180, "天气变化：备雨具，可改期；配急救箱和两名医务志愿者。"),
    ("leaders", "第三届理事会换届", "召开会员大会，选举产生第三届理事会和监事会。", 20, "sent", "", 0, ""),
    ("donation", "接受企业捐赠十万元", "接受本地企业捐赠用于助学项目，已签订捐赠协议。", 33, "noted", "", 0, ""),
    ("charter", "修改章程业务范围", "经会员代表大会表决，增加课后托管服务。", 48, "returned", "", 0, ""),
    ("foreign", "接待境外同行参访", "接待境外社工机构一行六人参访，无资金往来。", 61, "noted", "", 0, ""),
)  # fmt: skip
THEMES = (
    ("邻里读书会", "居民共读两章，约定每月一次。"),
    ("广场舞排练", "排练两支曲目，音量控制在约定范围内。"),
    ("楼道清洁日", "清理三个单元的楼道堆物。"),
)
DAY = timedelta(1)
AUDITS = (
    (Trigger.ASSESSMENT, 150, AuditState.CLOSED, Opinion.CLEAN, "",
     "申报等级评估，审计近两年财务收支。"),
    (Trigger.SPOT_CHECK, 70, AuditState.RECTIFYING, Opinion.QUALIFIED,
     "部分支出缺少签收单；往来款长期挂账未清理。", "列入本年度抽查名单，审计上一年度财务收支。"),
    (Trigger.COMPLAINT, 12, AuditState.ORDERED, None, "",
     "居民反映场地收费未入账，审计本年度收入。"),
)  # fmt: skip


def load(today: date) -> None:
    """Write them, about organizations in the order of their names."""
    asked = (
        select(Organization)
        .where(Organization.uscc.is_not(None))
        .order_by(Organization.pinyin, Organization.id)
    )
    found = session.scalars(asked.limit(60)).all()
    _complaints(found[::7], today)
    _matters(found[3::7], today)
    _audits(found[5::9], today)
    _ledger(today)
    for year in (today.year - 1, today.year):
        on = date(year, 3, 31)
        if on < today:
            made = editions.frozen(year, as_of=on, by="吴岚", now=clock.at_local(on + DAY, 10))
            made.id = uid("edition", str(year))


def _ledger(today: date) -> None:
    """Enter what filed organizations did, and who visited them."""
    asked = (
        select(Organization)
        .where(Organization.uscc.is_(None), Organization.community_id.is_not(None))
        .order_by(Organization.pinyin, Organization.id)
    )
    for number, organization in enumerate(session.scalars(asked.limit(40)).all()):
        theme, result = THEMES[number % len(THEMES)]
        visit = number % 4 == 3  # noqa: PLR2004 -- every fourth entry is a visit
        on = today - timedelta(5 + number * 7)
        if on.year != today.year:
            continue
        session.add(
            ActivityRecord(
                id=uid("activity-record", str(number)),
                community_id=organization.community_id,
                organization_id=organization.id,
                kind=RecordKind.VISIT if visit else RecordKind.ACTIVITY,
                on=on,
                place="社区居民活动室",
                theme="日常走访" if visit else theme,
                persons=2 if visit else 18 + number % 30,
                result="查看活动台账和场地安全，未发现问题。" if visit else result,
                recorded_by="社区工作人员（演示）",
                recorded_at=clock.at_local(on, 17),
            )
        )


def _complaints(found: Sequence[Organization], today: date) -> None:
    for number, row in enumerate(zip(COMPLAINTS, found, strict=False), 1):
        (kind, text, days, state, outcome, answer), organization = row
        received = clock.at_local(today - timedelta(days), 9, 40)
        done = state in ("answered", "refused")
        named = number == 4  # noqa: PLR2004 -- the one that was rewarded
        session.add(
            Complaint(
                id=uid("complaint", str(number)),
                number=f"TS{received.year}{number:05d}",
                word_digest=digest(f"YSSJ{number:04d}"),
                sender_digest=f"demo-{number}",
                kind=ComplaintKind(kind),
                organization_id=organization.id,
                about=organization.name,
                text=text,
                anonymous=not named,
                name="居民（演示）" if named else "",
                phone="19900000000" if named else "",
                state=ComplaintState(state),
                received_at=received,
                taken_up_on=None if state in ("sent", "refused") else today - timedelta(days - 1),
                unit_id=None if state in ("sent", "refused") else organization.street_id,
                answer=answer,
                answered_at=received + timedelta(days=20) if done else None,
                outcome=Outcome(outcome) if outcome else None,
                reward=Decimal("500.00") if named else None,
                reward_document="澜民奖〔演示〕3号" if named else "",
                rewarded_on=today - timedelta(days - 30) if named else None,
            )
        )


def _matters(found: Sequence[Organization], today: date) -> None:
    for number, (row, organization) in enumerate(zip(MATTERS, found, strict=False)):
        kind, title, content, ago, state, place, persons, risks = row
        happens = today - timedelta(ago)
        sent = clock.at_local(today - timedelta(max(ago - 6, 2)), 15)
        session.add(
            Matter(
                id=uid("matter", str(number)),
                organization_id=organization.id,
                kind=MatterKind(kind),
                title=title,
                happens_on=happens,
                content=content,
                place=place,
                persons=persons,
                risks=risks,
                state=MatterState(state),
                sent_at=sent,
                opinion="同意举办，请控制现场人数，提前报备社区民警。"
                if state == "opinion"
                else "",
                supported=True if state == "opinion" else None,
                remark="请补充会员代表大会会议纪要和签到表。" if state == "returned" else "",
                noted_at=sent + timedelta(days=3) if state == "noted" else None,
            )
        )


def _audits(found: Sequence[Organization], today: date) -> None:
    for number, (row, organization) in enumerate(zip(AUDITS, found, strict=False)):
        trigger, ago, state, opinion, faults, reason = row
        reported = opinion is not None
        session.add(
            AccountAudit(
                id=uid("account-audit", str(number)),
                organization_id=organization.id,
                trigger=trigger,
                cause=f"demo-{number}",
                reason=reason,
                due_on=today - timedelta(ago - 60),
                ordered_at=clock.at_local(today - timedelta(ago), 10),
                state=state,
                auditor="明诚会计师事务所（演示）" if reported else "",
                fee=Decimal("8000.00") if reported else None,
                opinion=opinion,
                faults=faults,
                rectify_by=today + timedelta(20) if state is AuditState.RECTIFYING else None,
                reported_at=clock.at_local(today - timedelta(ago - 40), 10) if reported else None,
                closed_at=clock.at_local(today - timedelta(ago - 40), 10)
                if state is AuditState.CLOSED
                else None,
            )
        )
    # Whose legal representative changed was audited then.
    changes = select(FieldChange).where(FieldChange.field == "legal_representative")
    for change in session.scalars(changes).all():
        at = change.recorded_at
        session.add(
            AccountAudit(
                id=uid("account-audit", str(change.id)),
                organization_id=change.organization_id,
                trigger=Trigger.REPRESENTATIVE,
                cause=str(change.id),
                reason=f"{change.before} → {change.after}",
                due_on=clock.local_date(at) + timedelta(60),
                ordered_at=at,
                state=AuditState.CLOSED,
                auditor="明诚会计师事务所（演示）",
                fee=Decimal("6000.00"),
                opinion=Opinion.CLEAN,
                reported_at=at + timedelta(days=30),
                closed_at=at + timedelta(days=30),
            )
        )
