"""Loading the assessment: schemes, a past and a running round, follow-ups, awards for first grades."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.assessments.models import (
    Assessment,
    AssessmentObjection,
    AssessmentRound,
    Assessor,
    RoundScheme,
)
from app.assessments.states import AssessmentState, AssessorKind, AssessorState, RoundState
from app.awards.models import GradeAward
from app.awards.rules import first_times
from app.awards.states import AwardState
from app.db import session
from app.demo.content import assessments as content
from app.demo.content import model
from app.demo.content.bank import add_years, load, office_day, office_days
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.funds.models import BudgetLine, Commitment
from app.grades.models import GradeDecision
from app.grades.states import Cause, DecisionKind
from app.indicators.models import Scheme
from app.indicators.states import SchemeState
from app.lawbook.models import ParameterValue
from app.organizations.models import Grade, Organization
from app.organizations.states import GradeMethod, OrganizationType
from app.payments.models import Payment

A = AssessmentState
CLERK, REGISTRAR, BUSINESS, PAYER = "wulan", "zhengkai", "zhoumin", "fengjing"
AMOUNTS = {"3A": Decimal(10_000), "4A": Decimal(20_000), "5A": Decimal(30_000)}
LINE_NAME = "社会组织评估奖励"
LINE_AMOUNT = Decimal(800_000)
# Steps that lead to each state, in order, with the days before the last of them.
WAY = ("start", "apply", "accept", "begin", "conclude", "decide", "publicize", "confirm")
ENDS = {
    "start": A.DRAFT,
    "apply": A.APPLIED,
    "accept": A.ACCEPTED,
    "begin": A.ASSESSING,
    "conclude": A.CONCLUDED,
    "decide": A.DECIDED,
    "publicize": A.PUBLICIZED,
    "confirm": A.CONFIRMED,
}
RUNNING_SCORES = {"concluded": 874, "decided": 915, "publicized": 812}


class Writer:
    """Writes the rows and their story."""

    def __init__(self, district: model.District, story: Story) -> None:
        self.district, self.today, self.story = district, district.today, story
        self.names = {p.key: p.name for p in district.people}
        self.bank: dict[str, Any] = load("assessments")
        self.admins = {p.organization_key: p for p in district.people if "org_admin" in p.roles}
        self.experts = [e.person_key for e in district.experts]

    def told(  # noqa: PLR0917 -- a step
        self,
        at: datetime,
        who: str,
        kind: str,
        step: str,
        thing: tuple[UUID, str],
        ends: tuple[str, str] = ("", ""),
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Remember one step."""
        law = _LAW.get((kind, step))
        self.story.add(
            Entry(at, uid("person", who), self.names[who], kind, step, *ends, thing[0], None,
                  thing[1], law, dict(detail or {}))
        )  # fmt: skip


_LAW = {
    ("assessment", "apply"): "ASM39/6",
    ("assessment", "accept"): "ASM39/6",
    ("assessment", "refuse"): "ASM39/7",
    ("assessment", "begin"): "HOUSE/A092",
    ("assessment", "conclude"): "ASM39/R-ASM-10",
    ("assessment", "decide"): "ASM39/20",
    ("assessment", "publicize"): "ASM39/20",
    ("assessment", "confirm"): "ASM39/28",
    ("assessment_scheme", "publish"): "ASM39/R-ASM-10",
    ("assessment_round", "announce"): "ASM39/6",
    ("grade", "downgrade"): "ASM39/30",
    ("grade", "cancel"): "ASM39/30",
    ("grade_award", "propose"): "SUP/A072",
    ("grade_award", "approve"): "SUP/A072",
    ("grade_award", "refuse"): "SUP/A072",
    ("grade_award", "pay"): "HOUSE/R-AWD-13",
}


def load_grades(district: model.District, story: Story) -> None:
    """Write everything about grades; the register is there already."""
    writer = Writer(district, story)
    years = (district.today.year - 1, district.today.year)
    for year in years:
        for kind in OrganizationType:
            scheme(writer, kind, year)
    draft_scheme(writer)
    session.flush()
    past_round(writer)
    running_round(writer)
    session.flush()
    follow_ups(writer)
    session.flush()
    awards(writer)


# --- schemes --------------------------------------------------------------------------------


def scheme(writer: Writer, kind: OrganizationType, year: int) -> None:
    """Write one published scheme."""
    bank = writer.bank
    at = clock.at_local(office_day(date(year, 1, 8)), 10)
    scheme_id = uid("scheme", f"{kind.value}:{year}")
    title = bank["titles"][kind.value]
    session.add(
        Scheme(
            id=scheme_id,
            type=kind,
            year=year,
            version=1,
            title=title,
            source=f"澜民〔{year}〕3号《社会组织评估指标》",
            scale=1000,
            places=0,
            indicators=tree(bank),
            bands=bands(bank["lines"]),
            state=SchemeState.PUBLISHED,
            published_at=at,
            published_by=uid("person", CLERK),
            created_at=at - timedelta(days=6),
        )
    )
    thing = (scheme_id, f"{title}（{year}年第1版）")
    writer.told(at - timedelta(days=6), CLERK, "assessment_scheme", "draft", thing)
    writer.told(at, CLERK, "assessment_scheme", "publish", thing, ("draft", "published"))


def draft_scheme(writer: Writer) -> None:
    """Write the scheme of the next year, whose paper leaves boundaries open."""
    year = writer.today.year + 1
    bank = writer.bank
    title = bank["titles"]["service"]
    at = clock.at_local(office_days(writer.today, -3), 15)
    scheme_id = uid("scheme", f"service:{year}")
    said = ("level", "low", "low_in", "high", "high_in")
    session.add(
        Scheme(
            id=scheme_id,
            type=OrganizationType.SERVICE,
            year=year,
            version=1,
            title=title,
            source=f"澜民〔{year}〕号（待编号）《社会组织评估指标》修订稿",
            scale=1000,
            places=1,
            indicators=tree(bank),
            bands=[_texts(dict(zip(said, row, strict=True))) for row in bank["draft_lines"]],
            state=SchemeState.DRAFT,
            created_at=at,
        )
    )
    thing = (scheme_id, f"{title}（{year}年第1版）")
    writer.told(at, CLERK, "assessment_scheme", "draft", thing)


def tree(bank: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the indicators as a scheme keeps them."""
    return [
        {"code": code, "name": name, "points": str(points), "evidence": evidence}
        for code, name, points, evidence in bank["tree"]
    ]


def bands(lines: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return bands whose lower ends belong to them."""
    found, high, inside = [], 1000, True
    for level, low in lines.items():
        row = {"level": level, "low": low, "low_in": True, "high": high, "high_in": inside}
        found.append(_texts(row))
        high, inside = low, False
    return found


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "low": str(row["low"]), "high": str(row["high"])}


# --- rounds ---------------------------------------------------------------------------------


def round_(writer: Writer, year: int, days: tuple[date, date], state: RoundState) -> UUID:
    """Write the notice of a year."""
    round_id = uid("assessment-round", str(year))
    at = clock.at_local(office_days(days[0], -5), 10)
    title = f"{year}年度社会组织等级评估"
    session.add(
        AssessmentRound(
            id=round_id,
            year=year,
            title=title,
            document=f"澜民〔{year}〕21号",
            text=writer.bank["notice"].strip(),
            apply_from=days[0],
            apply_until=days[1],
            state=state,
            announced_at=at,
            created_at=at - timedelta(days=4),
            uses=[
                RoundScheme(
                    id=uid("assessment-use", f"{year}:{kind.value}"),
                    type=kind,
                    scheme_id=uid("scheme", f"{kind.value}:{year}"),
                )
                for kind in OrganizationType
            ],
        )
    )
    session.flush()
    thing = (round_id, title)
    writer.told(at - timedelta(days=4), CLERK, "assessment_round", "plan", thing)
    writer.told(at, CLERK, "assessment_round", "announce", thing, ("draft", "announced"))
    if state is RoundState.CLOSED:
        end = clock.at_local(date(year, 12, 31), 16)
        writer.told(end, CLERK, "assessment_round", "close", thing, ("announced", "closed"))
    return round_id


def past_round(writer: Writer) -> None:
    """Write the round of last year, and link some grades of the register to it."""
    year = writer.today.year - 1
    days = (date(year, 2, 17), date(year, 3, 31))
    round_id = round_(writer, year, days, RoundState.CLOSED)
    for number, (organization, grade) in enumerate(
        content.assessed_last_year(writer.district.organizations, writer.today)
    ):
        confirmed = clock.at_local(grade.awarded_on, 10)
        score = content.SCORES[grade.level] + number
        held = assessment(writer, organization, round_id, year, "confirm", confirmed, score)
        held.level, held.confirmed_on = grade.level, grade.awarded_on
        kept = session.get(Grade, uid("grade", grade.certificate_no))
        assert kept is not None  # noqa: S101 -- written with the register
        title = writer.bank["titles"][organization.type]
        kept.assessment_id, kept.method = held.id, held.method
        kept.scheme, kept.score, kept.scale = f"{title}（{year}年第1版）", Decimal(score), 1000
        kept.source = f"{year}年度社会组织等级评估 澜民〔{year}〕21号"


def running_round(writer: Writer) -> None:
    """Write the round that takes applications today, with organizations in every state."""
    today = writer.today
    days = (office_days(today, -38), today + timedelta(days=21))
    round_id = round_(writer, today.year, days, RoundState.ANNOUNCED)
    plans = content.running(writer.district.organizations, today)
    steps = {state.value: step for step, state in ENDS.items()}
    for number, plan in enumerate(plans):
        last = clock.at_local(office_days(today, -2 - number % 4), 9 + number % 6)
        step = steps.get(plan.state, "apply")
        score = RUNNING_SCORES.get(plan.state, 840)
        held = assessment(writer, plan.organization, round_id, today.year, step, last, score)
        if plan.state == "refused":
            _refused(writer, held, plan.organization, last + timedelta(hours=26))
        elif plan.state == "publicized":
            _objected(writer, held, last + timedelta(hours=25))


def assessment(  # noqa: PLR0917 -- who, where, how far, when
    writer: Writer,
    organization: model.Organization,
    round_id: UUID,
    year: int,
    step: str,
    last: datetime,
    score: int,
) -> Assessment:
    """Write one assessment that was taken as far as `step`, the last of it at `last`."""
    far = WAY.index(step)
    held = Assessment(
        id=uid("assessment", f"{year}:{organization.key}"),
        round_id=round_id,
        organization_id=uid("organization", organization.key),
        scheme_id=uid("scheme", f"{organization.type}:{year}"),
        method=GradeMethod.SIMPLE if score < _SIMPLE_BELOW else GradeMethod.FULL,
        state=ENDS[step],
        statement=writer.bank["statement"],
        party=organization.key != "hefeng",
        self_marks=_self_marks(writer, whole=far > 0),
        created_at=_when(last, far, 0),
    )
    session.add(held)
    if far >= WAY.index("apply"):
        held.applied_at = _when(last, far, 1)
    if far >= WAY.index("accept"):
        on = clock.local_date(_when(last, far, 2))
        conclusions = ["qualified", "qualified"]
        held.checks = {
            "conclusions": conclusions,
            "investigated": False,
            "on": on.isoformat(),
        }
    session.flush()
    if far >= WAY.index("accept"):
        _group(writer, held, far, score, last)
    if far >= WAY.index("conclude"):
        _outcome(writer, held, score, far, last)
    _tell(writer, held, organization, year, far, last)
    return held


_SIMPLE_BELOW = 801
_GAP_DAYS = (1, 6, 9, 7, 6, 2, 9)


def _when(last: datetime, far: int, place: int) -> datetime:
    """Return when a step was taken, counted back from the last."""
    days = sum(_GAP_DAYS[place:far])
    return clock.at_local(office_day(clock.local_date(last) - timedelta(days=days), -1), 10, place)


def _self_marks(writer: Writer, *, whole: bool) -> dict[str, dict[str, Any]]:
    """Return a self-assessment; one that is being written has its first half."""
    given = content.marks(905)
    rows = writer.bank["tree"]
    evidence = {code: asked for code, _name, _points, asked in rows}
    codes = list(given) if whole else list(given)[: len(given) // 2]
    return {
        code: {
            "points": str(given[code]),
            "note": "原件在登记窗口存档，现场可查。" if evidence[code] else "由评估小组现场核实。",
            "files": [],
        }
        for code in codes
    }


def _group(writer: Writer, held: Assessment, far: int, score: int, last: datetime) -> None:
    """Write three assessors: declared when it has begun, signed when it is concluded."""
    begun, counted = far >= WAY.index("begin"), far >= WAY.index("conclude")
    appointed = _when(last, far, 2) + timedelta(hours=3)
    expert = writer.experts[0 if begun and not counted else held.created_at.day % 20]
    seats: tuple[tuple[str, AssessorKind, UUID], ...] = (
        (REGISTRAR, AssessorKind.REGISTRAR, uid("unit", "minzheng")),
        (BUSINESS, AssessorKind.BUSINESS, uid("unit", "minzheng")),
        (expert, AssessorKind.EXPERT, uid("person", expert)),
    )
    if held.method is GradeMethod.SIMPLE:
        seats = seats[:1]
    for number, (person, kind, place) in enumerate(seats):
        state = AssessorState.SIGNED if counted else AssessorState.READY
        if not begun and number:
            state = AssessorState.APPOINTED
        given = content.sheets(score)[1 if len(seats) == 1 else number]
        marks = {code: {"points": str(n), "note": ""} for code, n in given.items()}
        signed = _when(last, far, 4) - timedelta(hours=20 - number) if counted else None
        made = Assessor(
            id=uid("assessor", f"{held.id}:{person}"),
            assessment_id=held.id,
            person_id=uid("person", person),
            place_id=place,
            kind=kind,
            state=state,
            declaration={}
            if state is AssessorState.APPOINTED
            else {"employed": False, "left_on": None, "ties": "", "why": None},
            marks=marks if counted else {},
            opinion=writer.bank["opinion"] if counted else "",
            appointed_at=appointed + timedelta(minutes=number),
            signed_at=signed,
        )
        session.add(made)


def _outcome(writer: Writer, held: Assessment, score: int, far: int, last: datetime) -> None:
    """Write the score with the sheets behind it, the vote and the publicity."""
    single = held.method is GradeMethod.SIMPLE
    given = [content.marks(score)] if single else content.sheets(score)
    held.outcome = [
        {"code": code, "given": [str(s[code]) for s in given], "mean": str(points)}
        for code, points in content.marks(score).items()
    ]
    held.score = Decimal(score)
    held.level = next(lv for lv, low in writer.bank["lines"].items() if score >= low)
    held.visit_on = clock.local_date(_when(last, far, 4)) - timedelta(days=3)
    if far >= WAY.index("decide"):
        held.decided_on = clock.local_date(_when(last, far, 5))
        if not single:
            held.vote, held.minutes = {"members": 9, "yes": 8, "no": 0}, writer.bank["minutes"]
    if far >= WAY.index("publicize"):
        held.publicity_from = clock.local_date(_when(last, far, 6))
        held.publicity_until = office_days(held.publicity_from, 5)


def _tell(
    writer: Writer,
    held: Assessment,
    organization: model.Organization,
    year: int,
    far: int,
    last: datetime,
) -> None:
    thing = (held.id, f"{organization.name} {year}年度社会组织等级评估")
    states = ["", *(ENDS[s].value for s in WAY)]
    for place, step in enumerate(WAY[: far + 1]):
        ends = ("", "") if step == "start" else (states[place], states[place + 1])
        who = CLERK
        if step in ("start", "apply"):
            admin = writer.admins.get(organization.key)
            who = admin.key if admin else CLERK
        writer.told(_when(last, far, place), who, "assessment", step, thing, ends)


def _refused(
    writer: Writer, held: Assessment, organization: model.Organization, at: datetime
) -> None:
    held.state, held.reason = A.REFUSED, writer.bank["refusal"]
    thing = (held.id, f"{organization.name} {writer.today.year}年度社会组织等级评估")
    detail = {"reason": held.reason}
    writer.told(at, CLERK, "assessment", "refuse", thing, ("applied", "refused"), detail)


def _objected(writer: Writer, held: Assessment, at: datetime) -> None:
    """Write an objection whose clock runs."""
    person = "songqi"
    objection_id = uid("assessment-objection", str(held.id))
    by = clock.local_date(at) + timedelta(days=15)
    session.add(
        AssessmentObjection(
            id=objection_id,
            assessment_id=held.id,
            by_id=uid("person", person),
            text=writer.bank["objection"],
            raised_at=at,
            answer_by=by,
        )
    )
    thing = (objection_id, "评估异议")
    writer.told(at, person, "assessment_objection", "raise", thing, detail={"answer_by": by})


# --- what became of grades ------------------------------------------------------------------


def follow_ups(writer: Writer) -> None:
    """Write a downgrade and a cancellation, each with its ban."""
    first, second = content.followed_up(writer.district.organizations, writer.today)
    day = office_days(writer.today, -24)
    lower = "3A" if first.grades[0].level == "4A" else "2A"
    _decision(writer, first, day, DecisionKind.DOWNGRADE, lower)
    _decision(writer, second, office_days(day, 6), DecisionKind.CANCEL, None)


def _decision(
    writer: Writer,
    organization: model.Organization,
    day: date,
    kind: DecisionKind,
    lower: str | None,
) -> None:
    grade = session.get(Grade, uid("grade", organization.grades[0].certificate_no))
    assert grade is not None  # noqa: S101 -- written with the register
    reason = writer.bank[kind.value]
    paper = f"澜民〔{day.year}〕{30 + day.day}号《关于调整社会组织评估等级的决定》"
    grade.cancelled_on, grade.cancel_reason = day, reason
    new = None
    if lower:
        new = Grade(
            id=uid("grade", f"lower:{organization.key}"),
            organization_id=grade.organization_id,
            level=lower,
            awarded_on=day,
            valid_until=grade.valid_until,
            certificate_no=f"{day.year}-901号",
            method=GradeMethod.DOWNGRADE,
            scheme=grade.scheme,
            source=paper,
            replaces_id=grade.id,
        )
        session.add(new)
        session.flush()
    at = clock.at_local(day, 15)
    session.add(
        GradeDecision(
            id=uid("grade-decision", organization.key),
            organization_id=grade.organization_id,
            grade_id=grade.id,
            new_grade_id=new.id if new else None,
            kind=kind,
            cause=Cause.FOLLOW_UP if new else Cause.FALSE_DATA,
            reason=reason,
            document=paper,
            decided_on=day,
            ban_until=add_years(day, 2 if new else 3),
            decided_by=uid("person", CLERK),
            decided_at=at,
        )
    )
    thing = (grade.id, f"{organization.name} {grade.level} {grade.certificate_no}")
    writer.told(at, CLERK, "grade", kind.value, thing, detail={"reason": reason, "source": paper})


# --- awards ---------------------------------------------------------------------------------


def awards(writer: Writer) -> None:
    """Write the district's own rule, its budget line, and the awards since it is in force."""
    since = date(writer.today.year - 1, 1, 1)
    for name, value in (("first_award_levels", ["county"]), ("first_award_after_higher", False)):
        session.add(
            ParameterValue(
                id=uid("parameter", name),
                name=name,
                since=since,
                value=value,
                source=writer.bank["award_rule"],
                entered_by=uid("person", CLERK),
                entered_at=clock.at_local(since + timedelta(days=9), 10),
            )
        )
    lines = {year: _line(year) for year in (since.year, writer.today.year)}
    session.flush()
    rows = sorted(_due(writer, since), key=lambda row: (row[1].awarded_on, row[0].key))
    for number, (organization, grade) in enumerate(rows):
        _award(writer, organization, grade, lines, _state(writer, grade, number))


def _line(year: int) -> UUID:
    """Write the budget line of a year."""
    line_id = uid("line", f"grade-award-{year}")
    session.add(
        BudgetLine(
            id=line_id,
            code=f"{year}-MZ-PGJL",
            name=LINE_NAME,
            unit_id=uid("unit", "minzheng"),
            year=year,
            amount=LINE_AMOUNT,
            source="fiscal",
        )
    )
    return line_id


def _due(writer: Writer, since: date) -> Iterable[tuple[model.Organization, Grade]]:
    """Yield every first grade since a day that counts for an award."""
    for organization in writer.district.organizations:
        if organization.uscc is None or not organization.grades:
            continue
        row = session.get(Organization, uid("organization", organization.key))
        assert row is not None  # noqa: S101 -- written with the register
        for grade in first_times(row.grades, after_higher=False):
            if grade.awarded_on >= since and grade.level in AMOUNTS:
                yield organization, grade


def _state(writer: Writer, grade: Grade, number: int) -> AwardState:
    """Say how far an award is: the old ones are paid, the newest wait."""
    age = (writer.today - grade.awarded_on).days
    if grade.cancelled_on is not None:
        return AwardState.REFUSED
    if age > 150:  # noqa: PLR2004 -- about five months
        return AwardState.PAID
    return AwardState.APPROVED if number % 3 else AwardState.PROPOSED


def _award(
    writer: Writer,
    organization: model.Organization,
    grade: Grade,
    lines: Mapping[int, UUID],
    state: AwardState,
) -> None:
    award_id = uid("grade-award", f"{organization.key}:{grade.level}")
    day = office_days(grade.awarded_on, 3)
    proposed, approved = clock.at_local(day, 8), clock.at_local(office_days(day, 4), 15)
    amount = AMOUNTS[grade.level]
    bound = state in (AwardState.APPROVED, AwardState.PAID)
    line_id = lines[clock.local_date(approved).year]
    session.add(
        GradeAward(
            id=award_id,
            organization_id=grade.organization_id,
            grade_id=grade.id,
            level=grade.level,
            amount=amount,
            state=state,
            line_id=line_id if bound else None,
            reason="等级已取消，不予奖励。" if state is AwardState.REFUSED else "",
            proposed_at=proposed,
            approved_at=approved if bound else None,
            approved_by=uid("person", CLERK) if bound else None,
        )
    )
    session.flush()
    thing = (award_id, f"{organization.name} {grade.level}")
    detail = {"amount": amount, "number": grade.certificate_no}
    writer.told(proposed, CLERK, "grade_award", "propose", thing, detail=detail)
    if state is AwardState.REFUSED:
        writer.told(approved, CLERK, "grade_award", "refuse", thing, ("proposed", "refused"))
    if not bound:
        return
    session.add(
        Commitment(
            id=uid("commitment", str(award_id)),
            line_id=line_id,
            call_id=award_id,
            kind="award",
            amount=amount,
            at=approved,
        )
    )
    said = {"amount": amount, "source": LINE_NAME}
    writer.told(approved, CLERK, "grade_award", "approve", thing, ("proposed", "approved"), said)
    if state is AwardState.PAID:
        _paid(writer, thing, grade, amount, clock.at_local(office_days(day, 9), 16))


def _paid(
    writer: Writer, thing: tuple[UUID, str], grade: Grade, amount: Decimal, at: datetime
) -> None:
    voucher = f"DJJL-{grade.certificate_no.removesuffix('号')}"
    session.add(
        Payment(
            id=uid("payment", str(thing[0])),
            grade_award_id=thing[0],
            amount=amount,
            accepted_by=uid("person", CLERK),
            approved_by=uid("person", PAYER),
            paid_at=at,
            voucher=voucher,
        )
    )
    detail = {"amount": amount, "voucher": voucher}
    writer.told(at, PAYER, "grade_award", "pay", thing, ("approved", "paid"), detail)
