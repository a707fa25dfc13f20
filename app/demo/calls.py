"""Loading the service projects of the district in every state."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app import clock
from app.calls.actions import freeze
from app.calls.models import Call, Criterion
from app.calls.queries import law_of
from app.calls.states import CallKind, CallState
from app.db import session
from app.demo import keys
from app.demo.content import model
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.funds.models import Commitment
from app.law import CalendarNotAnnouncedError, Track
from app.lawbook import queries as lawbook
from app.projects.models import Project
from app.results.rules import AWARD_LAW

STATES = {
    "draft": CallState.DRAFT,
    "in_review": CallState.IN_REVIEW,
    "published": CallState.PUBLISHED,
    "closed": CallState.PUBLISHED,
    "scoring": CallState.SCORING,
    "ranked": CallState.RANKED,
    "publicity": CallState.PUBLICITY,
    "objection": CallState.PUBLICITY,
    "contracted": CallState.AWARDED,
    "performing": CallState.AWARDED,
    "completed": CallState.AWARDED,
    "failed": CallState.FAILED,
    "cancelled": CallState.CANCELLED,
}
AWARDED = ("contracted", "performing", "completed")
UNPUBLISHED = (CallState.DRAFT, CallState.IN_REVIEW)
ACCEPTANCE = "按合同约定的阶段成果逐项验收：先看台账和凭证，再抽查回访服务对象，验收意见由经办人和街道代表签字。"
GRADE_POINTS = {"5A": "10", "4A": "8", "3A": "6", "2A": "0", "1A": "0"}
SCHEME = {"half_life_days": 730, "kappa": "2", "grade_points": GRADE_POINTS}


class Staff:
    """Who drafts and who reviews in each unit."""

    def __init__(self, district: model.District) -> None:
        self._people = [p for p in district.people if p.unit_key]
        self._names = {p.key: p.name for p in district.people}

    def drafter(self, unit_key: str, project_key: str = "") -> tuple[UUID, str]:
        """Return who posts projects of the unit; 区民政局 has two, by turns."""
        found = [p for p in self._people if p.unit_key == unit_key and "purchaser" in p.roles]
        if unit_key == "minzheng":
            found = [p for p in found if p.key in ("zhoumin", "zhaolei")]
            found = found[:1] if project_key in ("project-01", "project-20") else found[-1:]
        return uid("person", found[0].key), found[0].name

    def reviewer(self, unit_key: str) -> tuple[UUID, str]:
        """Return who reviews and publishes for the unit."""
        found = [p for p in self._people if p.unit_key == unit_key and "reviewer" in p.roles]
        if unit_key == "minzheng":
            found = [p for p in found if p.key == "chenfang"]
        return uid("person", found[0].key), found[0].name

    def named(self, key: str) -> tuple[UUID, str]:
        """Return one of the named people."""
        return uid("person", key), self._names[key]


def load(district: model.District, story: Story) -> None:
    """Write all projects."""
    staff = Staff(district)
    streets = {u.key for u in district.units if u.kind == "street"}
    for row in district.projects:
        project = write_project(row, staff, streets)
        session.add(project)
        tell(row, project, staff, story)
        money(row)
    session.flush()
    for row in district.projects:
        call = session.get_one(Project, uid("call", row.key))
        if call.published_at:
            freeze(call, now=call.published_at)
            keys.fix(district, call)


def write_project(row: model.Project, staff: Staff, streets: set[str]) -> Project:
    """Return the project with its scheme."""
    drafter, _ = staff.drafter(row.unit_key, row.key)
    reviewer, _ = staff.reviewer(row.unit_key)
    state = STATES[row.state]
    until = publicity_until(row.publicity_from)
    project = Project(
        id=uid("call", row.key),
        kind=CallKind.PROJECT,
        number=row.number,
        title=row.title,
        unit_id=uid("unit", row.unit_key),
        track=Track(row.track),
        state=state,
        summary=row.summary,
        content=row.content,
        place=row.place,
        fields=[row.field],
        conditions=CONDITIONS,
        requires_directory=True,
        scheme=SCHEME,
        drafted_by=drafter,
        reviewed_by=None if state in UNPUBLISHED else reviewer,
        created_at=clock.at_local(row.created_on, 10),
        rule_date=row.published_on,
        published_at=clock.at_local(row.published_on, 9, 12) if row.published_on else None,
        questions_until=row.questions_until,
        deadline_at=row.deadline,
        opening_at=row.opening_at,
        reported_at=clock.at_local(row.reported_on, 16) if row.reported_on else None,
        publicity_from=row.publicity_from,
        publicity_until=until,
        closed_at=clock.at_local(row.closed_on, 16) if row.closed_on else None,
        closing_reason=row.closing_reason,
        item_id=uid("function", row.item_key),
        budget_line_id=uid("line", row.budget_line_key),
        catalogue_code=row.catalogue_code,
        mode=row.mode,
        service_object=row.service_object,
        ceiling=row.ceiling,
        service_from=row.service_from,
        service_to=row.service_to,
        payment_percents=list(row.payment_percents),
        acceptance=ACCEPTANCE,
        need_ids=[str(uid("need", key)) for key in row.need_keys],
        street_ids=[str(uid("unit", key)) for key in row.street_keys if key in streets],
    )
    if state in UNPUBLISHED and row.deadline is None:
        # A draft says when it would like to end; it may still be changed.
        day = row.created_on + timedelta(days=35)
        project.deadline_at = clock.at_local(day, 15)
        project.questions_until = clock.at_local(day - timedelta(days=7), 17)
        project.opening_at = clock.at_local(day, 15, 30)
    project.criteria = criteria(row.key, row.criteria)
    return project


CONDITIONS = """能独立承担民事责任，会计制度健全，依法纳税、缴纳社会保险；
截止当日不在活动异常名录、严重违法失信名单内；
近三年没有重大违法记录（交书面声明即可，不用开证明）。"""


def criteria(key: str, rows: tuple[model.Criterion, ...]) -> list[Criterion]:
    """Return the scheme's criteria."""
    return [
        Criterion(
            id=uid("criterion", f"{key}:{row.key}"),
            key=row.key,
            kind=row.kind,
            name=row.name,
            points=row.points,
            text=row.text,
            levels=[
                {"low": str(level.low), "high": str(level.high), "text": level.text}
                for level in row.levels
            ],
            sort=sort,
        )
        for sort, row in enumerate(rows)
    ]


def publicity_until(begins: date | None) -> datetime | None:
    """Return when the publicity ends: the end of office hours on its last working day."""
    if begins is None:
        return None
    law = lawbook.law_on(begins, Track.SUB)
    try:
        last = lawbook.calendar().publicity_end(
            begins, law.publicity_wd, counts_first_day=law.publicity_counts_first_day
        )
    except CalendarNotAnnouncedError:
        last = begins + timedelta(days=6)
    return clock.at_local(last, 17, 30)


def money(row: model.Project) -> None:
    """Write what is promised to a project from its budget line."""
    if row.published_on is None or row.state in ("failed", "cancelled"):
        return
    amount: Decimal = row.contract.amount if row.contract else row.ceiling
    session.add(
        Commitment(
            id=uid("commitment", row.key),
            line_id=uid("line", row.budget_line_key),
            call_id=uid("call", row.key),
            amount=amount,
            at=clock.at_local(row.published_on, 9, 12),
        )
    )


def tell(row: model.Project, project: Call, staff: Staff, story: Story) -> None:
    """Tell the log what happened to the call, up to its present state."""
    drafter, reviewer = staff.drafter(row.unit_key, row.key), staff.reviewer(row.unit_key)
    opener = staff.named("zhoumin")
    created = clock.at_local(row.created_on, 10)

    def step(
        at: datetime | None, who: tuple[UUID, str], name: str, start: str, end: str, law: str | None
    ) -> None:
        if at is not None:
            story.add(
                Entry(
                    at, who[0], who[1], "call", name, start, end, project.id, project.id,
                    f"{row.number} {row.title}", law,
                )
            )  # fmt: skip

    step(created, drafter, "draft", "", "draft", "HOUSE/R-TRK-01")
    if project.state is CallState.DRAFT:
        return
    step(created + timedelta(hours=6), drafter, "send", "draft", "in_review", "HOUSE/R-NTC-25")
    step(
        project.published_at,
        reviewer,
        "publish",
        "in_review",
        "published",
        law_of(project).source("bid_days_min").key,
    )
    if row.state == "cancelled":
        step(project.closed_at, reviewer, "cancel", "published", "cancelled", "MOF87/29")
        return
    if row.state in ("draft", "in_review", "published", "closed"):
        return
    step(project.opening_at, opener, "open", "published", "opened", "HOUSE/R-NTC-15")
    if row.state == "failed":
        step(project.closed_at, drafter, "fail", "opened", "failed", "GPL/36(1)")
        return
    assert project.opening_at is not None  # noqa: S101 -- opened calls have one
    step(
        project.opening_at + timedelta(hours=18),
        drafter,
        "begin",
        "opened",
        "scoring",
        "HOUSE/R-PAN-16",
    )
    step(project.reported_at, drafter, "report", "scoring", "ranked", "GPR/41")
    if project.publicity_from:
        decided = clock.at_local(project.publicity_from, 9)
        step(decided, drafter, "award", "ranked", "publicity", AWARD_LAW[project.track])
    if row.state in AWARDED and project.publicity_until:
        confirmed = project.publicity_until + timedelta(hours=16)
        step(confirmed, drafter, "confirm", "publicity", "awarded", AWARD_LAW[project.track])
