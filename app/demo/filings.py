"""Loading filings: forty organizations on file with hosts and checks, and what is on its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app import clock
from app.db import session
from app.demo.content import model
from app.demo.content.bank import load as bank
from app.demo.content.bank import stream
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.documents import storage
from app.documents.models import StoredFile
from app.documents.paper import pdf
from app.filings.models import (
    Dissolution,
    FiledStand,
    Filing,
    FilingOpinion,
    HostRelation,
    YearlyCheck,
)
from app.filings.states import (
    CheckVerdict,
    DissolutionKind,
    FilingKind,
    FilingState,
    GroupKind,
)

KINDS = {
    "邻里互助队": GroupKind.MUTUAL,
    "银发巡逻队": GroupKind.SAFETY,
    "合唱队": GroupKind.CULTURE,
    "四点半课堂": GroupKind.CHILD,
    "老娘舅调解室": GroupKind.GOVERNANCE,
    "护绿小组": GroupKind.ENVIRONMENT,
    "广场舞队": GroupKind.CULTURE,
    "助残姐妹团": GroupKind.DISABLED,
}
S = FilingState
# What is on its way: name, kind, state, what an office said.
OPEN = (
    ("助餐志愿队", GroupKind.ELDER, S.SENT, ""),
    ("楼道共享工具房", GroupKind.MUTUAL, S.SENT, ""),
    ("零工互助站", GroupKind.JOBS, S.SENT, ""),
    ("青苗绘本社", GroupKind.CHILD, S.SENT, ""),
    ("旧衣循环小组", GroupKind.CHARITY, S.SENT, ""),
    ("门球队", GroupKind.CULTURE, S.CHECKED, ""),
    ("河道巡护队", GroupKind.ENVIRONMENT, S.CHECKED, ""),
    ("居民议事会", GroupKind.GOVERNANCE, S.CHECKED, ""),
    ("蔬果合作小组", GroupKind.RURAL, S.CHECKED, ""),
    ("插花联谊社", GroupKind.FRIENDSHIP, S.ESCALATED, "名称含“联谊”，报区民政局答复。"),
    (
        "机关退休干部读书会",
        GroupKind.RESEARCH,
        S.ESCALATED,
        "成员以机关退休人员为主，报区民政局答复。",
    ),
    ("助老理发队", GroupKind.ELDER, S.QUALIFIED, ""),
    ("手语角", GroupKind.DISABLED, S.QUALIFIED, ""),
    ("夜间护学岗", GroupKind.SAFETY, S.QUALIFIED, ""),
    (
        "太极拳晨练队",
        GroupKind.CULTURE,
        S.RETURNED,
        "名单没有写联系方式，章程没有写负责人，请补正。",
    ),
    ("爱心修补铺", GroupKind.CHARITY, S.RETURNED, "请写明活动场所是否经物业同意。"),
    ("陪诊小分队", GroupKind.ELDER, S.RETURNED, "请补成员名单。"),
    ("商铺互保会", GroupKind.MUTUAL, S.REFUSED, "以经营为目的，不符合备案条件。"),
    ("投资交流社", GroupKind.JOBS, S.REFUSED, "涉及荐股、集资，不符合备案条件。"),
    ("乒乓球队", GroupKind.CULTURE, S.WITHDRAWN, ""),
)
DOCUMENT = "{street}街办备〔{year}〕{number}号"
_ORDER = (S.SENT, S.CHECKED, S.ESCALATED, S.QUALIFIED, S.FILED)


@dataclass(frozen=True, slots=True)
class Place:
    """A community with its street and the person who works there."""

    key: str
    name: str
    street_key: str
    street: str
    worker: UUID


def load(district: model.District, story: Story) -> None:
    """Write who is filed, their hosts and checks, and the filings on their way."""
    papers = shared_papers(district)
    places = {p.key: p for p in _places(district)}
    filed = [o for o in district.organizations if not o.registered]
    for number, organization in enumerate(filed):
        place = places[organization.community_key]
        _standing(organization, number, place, papers, district.today, story)
    session.flush()
    _hosts(district, filed)
    _ends(filed, district.today)
    for number, row in enumerate(OPEN):
        # Every third one in the street of the named person, whose day has something of each.
        near = number % 3 == 1
        place = list(places.values())[number % 11 if near else (number * 3 + 12) % len(places)]
        _on_its_way(number, row, place, papers, district.today, story)
    _change(filed[5], places[filed[5].community_key], papers, district.today, story)
    session.flush()


def shared_papers(district: model.District) -> dict[str, UUID]:
    """Write one charter and one list of members, the same for all: nobody's names are in them."""
    found = {}
    for key, title, text in (
        (
            "charter",
            "活动章程（示例）",
            "一、宗旨：邻里互助，服务居民。\n二、负责人由成员推选，两年一换。",
        ),
        ("members", "成员名单（示例）", "演示数据，不含真实姓名。"),
        ("material", "申请材料（示例）", "演示数据：登记申请材料的样张。"),
    ):
        content = pdf("office", {"title": title, "blocks": [{"kind": "text", "text": text}]})
        file_id = uid("file", f"filing-{key}")
        session.add(
            StoredFile(
                id=file_id,
                label=f"{title}.pdf",
                media_type="application/pdf",
                size=len(content),
                sha256=sha256(content).hexdigest(),
                stored_as=storage.keep(content),
                purpose="filing",
                owners=[str(uid("unit", "minzheng"))],
                uploaded_at=clock.at_local(district.today - timedelta(days=400), 9),
            )
        )
        found[key] = file_id
    session.flush()
    return found


def _places(district: model.District) -> Iterator[Place]:
    streets = {u.key: u.name for u in district.units if u.kind == "street"}
    marker = bank("places")["name"]
    for unit in district.units:
        if unit.kind == "community" and unit.parent_key in streets:
            street = streets[unit.parent_key].removeprefix(marker).removesuffix("街道办事处")
            worker = uid("person", f"{unit.key}-p1")
            yield Place(unit.key, unit.short_name, unit.parent_key, street, worker)


def _filing(
    key: str, place: Place, papers: dict[str, UUID], at: datetime, **more: object
) -> Filing:
    return Filing(
        id=uid("filing", key),
        community_id=uid("unit", place.key),
        street_id=uid("unit", place.street_key),
        applicant_id=place.worker,
        on_behalf=True,
        charter_id=papers["charter"],
        member_list_id=papers["members"],
        created_at=at,
        saved_at=at,
        **more,
    )


def _standing(
    row: model.Organization,
    number: int,
    place: Place,
    papers: dict[str, UUID],
    today: date,
    story: Story,
) -> None:
    """Write one that is filed: its filing, its stand, its checks."""
    on = row.registered_on
    kind = next(k for ending, k in KINDS.items() if row.name.endswith(ending))
    document = DOCUMENT.format(street=place.street, year=on.year, number=number + 3)
    sent, decided = clock.at_local(on - timedelta(days=16), 10), clock.at_local(on, 16)
    filing = _filing(
        row.key,
        place,
        papers,
        sent,
        kind=FilingKind.SET_UP,
        state=S.FILED,
        organization_id=uid("organization", row.key),
        name=row.name,
        group_kind=kind,
        fields=list(row.fields),
        address=row.address,
        person_in_charge=row.legal_representative,
        phone=row.phone,
        purpose="邻里互助，服务居民，不以营利为目的。",
        activities=row.scope,
        members=row.volunteers,
        sent_at=sent,
        decided_at=decided,
        number=row.filing_no or "",
        document=document,
        first_day=on,
    )
    filing.opinions = list(_opinions(filing, place, S.FILED, "", sent))
    session.add(filing)
    session.flush()
    stand = FiledStand(
        id=uid("stand", row.key),
        organization_id=filing.organization_id,
        group_kind=kind,
        community_id=filing.community_id,
        street_id=filing.street_id,
        filing_id=filing.id,
        number=filing.number,
        starts_on=on,
        document=document,
        checks=list(_checks(row, number, today)),
    )
    session.add(stand)
    _tell(story, filing, "approve", (S.QUALIFIED, S.FILED), decided)


def _checks(row: model.Organization, number: int, today: date) -> Iterator[YearlyCheck]:
    """Yield the checks of past years; some communities have not come round to this year's."""
    behind = number % 5 == 0
    for year in range(max(row.registered_on.year + 1, today.year - 2), today.year + 1):
        day = date(year, 3, 5 + number % 20)
        if day > today or (behind and year >= today.year - 1):
            continue
        sleeping = number % 9 == 0 and year == today.year
        yield YearlyCheck(
            id=uid("check", f"{row.key}:{year}"),
            year=year,
            checked_on=day,
            verdict=CheckVerdict.TO_CHANGE if sleeping else CheckVerdict.ACTIVE,
            note="负责人换届，请办理变更备案。" if sleeping else "按章程开展活动。",
        )


def _hosts(district: model.District, filed: list[model.Organization]) -> None:
    """Write the hosts: who applied with them in rounds, else a social work centre."""
    applied = {
        a.partner_key: a.organization_key
        for r in district.rounds
        for a in r.applications
        if a.partner_key
    }
    rng = stream(district.seed, "hosts")
    able = [o for o in district.organizations if o.registered and o.directory][:40]
    since = {o.key: o.registered_on for o in district.organizations}
    for number, row in enumerate(filed):
        host = applied.get(row.key) or (rng.choice(able).key if number % 3 else None)
        if host is None:
            continue
        start = max(row.registered_on, since[host])
        session.add(
            HostRelation(
                id=uid("host", row.key),
                organization_id=uid("organization", row.key),
                host_id=uid("organization", host),
                starts_on=start,
                document=f"牵头协议〔{start.year}〕{number + 1}号",
            )
        )


def _ends(filed: list[model.Organization], today: date) -> None:
    """Advise one that sleeps to dissolve; nothing has ended yet that the rounds still name."""
    stand_id = uid("stand", filed[0].key)
    session.add(
        Dissolution(
            id=uid("dissolution", filed[0].key),
            stand_id=stand_id,
            kind=DissolutionKind.ADVISED,
            reason="连续两年没有开展活动，劝其解散或与同类组织整合。",
            document="社区告知书〔示例〕1号",
            decided_on=today - timedelta(days=20),
        )
    )


def _on_its_way(
    number: int,
    row: tuple[str, GroupKind, FilingState, str],
    place: Place,
    papers: dict[str, UUID],
    today: date,
    story: Story,
) -> None:
    ending, kind, state, said = row
    sent = clock.at_local(today - timedelta(days=3 + number % 9), 9, 10 + number)
    filing = _filing(
        f"open-{number}",
        place,
        papers,
        sent - timedelta(days=1),
        kind=FilingKind.SET_UP,
        state=state,
        name=f"{place.street}街道{place.name}{ending}",
        group_kind=kind,
        fields=["community_service"],
        address=f"{place.name}居民活动室",
        person_in_charge=("林", "郑", "何", "苏", "江")[number % 5] + "师傅",
        phone=f"1990000{7000 + number}",
        purpose=f"由居民自愿组成，在{place.name}开展{ending}活动，不收费。",
        activities="每周活动一至两次，活动前在社区公告栏告知，活动情况报社区备查。",
        members=12 + number,
        sent_at=sent,
        decided_at=sent + timedelta(days=2) if state in (S.REFUSED, S.WITHDRAWN) else None,
    )
    filing.opinions = list(_opinions(filing, place, state, said, sent))
    session.add(filing)
    _tell(story, filing, "send", (S.DRAFT, S.SENT), sent)


def _opinions(
    filing: Filing, place: Place, state: FilingState, said: str, sent: datetime
) -> Iterator[FilingOpinion]:
    """Yield what the offices said on the way to a state."""
    community, street = place.name, f"{place.street}街道"
    rows = [
        (S.CHECKED, "check", "章程、名单齐全，负责人是本社区居民。", community, place.worker),
        (S.QUALIFIED, "qualify", "活动内容符合备案条件。", street, None),
        (S.FILED, "approve", "同意备案。", street, None),
    ]
    if state is S.ESCALATED:
        rows[1] = (S.ESCALATED, "escalate", said, street, None)
    if state is S.RETURNED:
        rows = [(S.RETURNED, "return", said, community, place.worker)]
    if state is S.REFUSED:
        rows = [rows[0], (S.REFUSED, "refuse", said, street, None)]
    for day, (reached, stage, text, office, by) in enumerate(rows, 1):
        passed = reached in (S.RETURNED, S.REFUSED) or (
            state in _ORDER and _ORDER.index(reached) <= _ORDER.index(state)
        )
        if passed or (state is S.REFUSED and reached is S.CHECKED):
            yield FilingOpinion(
                id=uid("opinion", f"{filing.id}:{stage}"),
                stage=stage,
                text=text,
                office=office,
                by_id=by,
                at=clock.at_local(clock.local_date(sent) + timedelta(days=day), 10, 5 * day),
            )


def _change(
    row: model.Organization, place: Place, papers: dict[str, UUID], today: date, story: Story
) -> None:
    """Write one change on its way."""
    sent = clock.at_local(today - timedelta(days=2), 15)
    filing = _filing(
        f"change-{row.key}",
        place,
        papers,
        sent,
        kind=FilingKind.CHANGE,
        state=S.SENT,
        organization_id=uid("organization", row.key),
        name=row.name,
        group_kind=next(k for ending, k in KINDS.items() if row.name.endswith(ending)),
        fields=list(row.fields),
        address=row.address,
        person_in_charge="许师傅",
        phone=row.phone,
        purpose="邻里互助，服务居民，不以营利为目的。",
        activities=row.scope,
        members=row.volunteers + 2,
        reason="负责人换届，成员推选了新的负责人。",
        sent_at=sent,
    )
    session.add(filing)
    _tell(story, filing, "send", (S.DRAFT, S.SENT), sent)


def _tell(
    story: Story,
    filing: Filing,
    step: str,
    moved: tuple[FilingState, FilingState],
    at: datetime,
) -> None:
    story.add(
        Entry(
            at=at,
            actor_id=filing.applicant_id if step == "send" else None,
            actor="社区工作者" if step == "send" else "街道社会事务办公室",
            kind="filing",
            step=step,
            start=moved[0],
            end=moved[1],
            thing_id=filing.id,
            call_id=None,
            title=filing.name,
            law="FIL/A128" if step == "send" else "FIL/A134",
        )
    )
