"""Reads of the expert pool, panels and sheets. Marks are nobody's but their expert's until all sheets are signed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import RoleGrant
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.errors import NotFoundError, WrongStateError
from app.formats import PAGE_SIZE
from app.panels import rules
from app.panels.models import Expert, Mark, Panel, PanelMember, Sheet, Tie
from app.panels.rules import STEP, Candidate, Cell, Needs, plain
from app.panels.states import MemberState, SheetState
from app.submissions.models import Submission
from app.submissions.states import SubmissionState
from scoring.marks import Mark as Scored

SORTS = ("number", "name", "employer", "valid")


# --- the pool


def expert(expert_id: UUID) -> Expert:
    """Return one expert or raise NotFoundError."""
    found = session.get(Expert, expert_id)
    if found is None:
        raise NotFoundError
    return found


def expert_of(person_id: UUID | None) -> Expert | None:
    """Return the expert that a person is."""
    return session.scalar(select(Expert).where(Expert.person_id == person_id))


def by_number(number: str) -> Expert | None:
    """Return the expert with a number."""
    return session.scalar(select(Expert).where(Expert.number == number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the pool; empty means all. `valid`: yes, no."""

    words: str = ""
    field: str = ""
    valid: str = ""
    sort: str = "number"


def experts(asked: Search, on: date, *, page: int | None = None) -> tuple[Sequence[Expert], int]:
    """Return the pool (20 of it where a page is asked for) and how many fit."""
    wanted = _wanted(asked, on)
    total = session.scalar(select(func.count(Expert.id)).where(wanted)) or 0
    column = {
        "name": Expert.name,
        "employer": Expert.employer,
        "valid": Expert.valid_until,
    }.get(asked.sort.removeprefix("-"), Expert.number)
    first = column.desc() if asked.sort.startswith("-") else column.asc()
    found = select(Expert).where(wanted).order_by(first, Expert.number)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    return session.scalars(found).all(), total


def field_is(key: str) -> ColumnElement[bool]:
    """Return the condition that an expert works in a field (keys stand in JSON, in quotes)."""
    return cast(Expert.fields, Text).contains(f'"{key}"', autoescape=True)


def _wanted(asked: Search, on: date) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [true()]
    for word in asked.words.split():
        columns = (Expert.name, Expert.number, Expert.employer, Expert.title)
        found.append(or_(*(c.icontains(word, autoescape=True) for c in columns)))
    if asked.field:
        found.append(field_is(asked.field))
    if asked.valid == "yes":
        found.append(Expert.valid_until >= on)
    elif asked.valid == "no":
        found.append(Expert.valid_until < on)
    return and_(*found)


def last_number() -> str:
    """Return the highest number of the pool."""
    return session.scalar(select(func.max(Expert.number))) or ""


# --- forming


def qualified(call_id: UUID) -> Sequence[Submission]:
    """Return what is to be scored, in the order in which experts see it."""
    asked = select(Submission).where(
        Submission.call_id == call_id, Submission.state == SubmissionState.QUALIFIED
    )
    return session.scalars(asked.options(joinedload(Submission.organization))).all()


def undecided(call_id: UUID) -> int:
    """Return how many opened submissions nobody has checked yet."""
    asked = select(func.count(Submission.id)).where(
        Submission.call_id == call_id, Submission.state == SubmissionState.OPENED
    )
    return session.scalar(asked) or 0


def needs_of(call: Call, on: date, *, widen: bool = False) -> Needs:
    """Return what a call asks of its panel."""
    bidders = session.scalars(
        select(Submission)
        .where(Submission.call_id == call.id, Submission.state.in_(_OPENED))
        .options(joinedload(Submission.organization), joinedload(Submission.partner))
    ).all()
    who = [o for s in bidders for o in (s.organization, s.partner) if o is not None]
    return Needs(
        on=on,
        fields=tuple(call.fields),
        unit_names=(call.unit.name,),
        bidder_names=tuple(sorted(o.name for o in who)),
        heads=tuple(sorted({o.legal_representative for o in who if o.legal_representative})),
        widen=widen,
    )


_OPENED = (SubmissionState.OPENED, SubmissionState.QUALIFIED, SubmissionState.REJECTED)


def candidates(call: Call, on: date, only: Collection[UUID] | None = None) -> list[Candidate]:
    """Return the pool (or some of it) as the draw sees it, with ties to those concerned."""
    wanted = true() if only is None else Expert.id.in_(only)
    tied = _held(call) | _declared(call, on)
    pool = session.scalars(select(Expert).where(wanted).order_by(Expert.number))
    return [
        Candidate(
            e.number,
            e.employer,
            tuple(e.fields),
            e.valid_until,
            tied.get(e.person_id, ""),
            e.name,
        )
        for e in pool
    ]


def _bidders(call: Call) -> Select[tuple[UUID]]:
    """Ask for the organizations behind what was opened: who handed it in, and for whom."""
    opened = and_(Submission.call_id == call.id, Submission.state.in_(_OPENED))
    partner = select(Submission.partner_id).where(opened, Submission.partner_id.is_not(None))
    both = select(Submission.organization_id).where(opened).union(partner).subquery()
    return select(both.c[0])


def _held(call: Call) -> dict[UUID, str]:
    """Return the ties of people that hold a role at a bidder or at the posting unit."""
    held = session.execute(
        select(RoleGrant.person_id, RoleGrant.scope_id).where(
            or_(RoleGrant.scope_id.in_(_bidders(call)), RoleGrant.scope_id == call.unit_id)
        )
    )
    tied: dict[UUID, str] = {}
    for person_id, scope_id in held:
        if tied.get(person_id) != "bidder":
            tied[person_id] = "posting-unit" if scope_id == call.unit_id else "bidder"
    return tied


def _declared(call: Call, on: date) -> dict[UUID, str]:
    """Return who has a declared tie to a bidder that stands on a day."""
    law = calls.law_of(call)
    rows = session.execute(
        select(Expert.person_id, Tie.ended_on)
        .join(Tie, Tie.expert_id == Expert.id)
        .where(Tie.lifted_at.is_(None), Tie.organization_id.in_(_bidders(call)))
    )
    return {p: "declared" for p, ended_on in rows if rules.tie_stands(ended_on, on, law)}


def conflicts(call: Call, on: date, only: Collection[UUID] | None = None) -> dict[str, str]:
    """Return who has a conflict at a call on a day, and which, by number.

    The one place that knows, for drawing, seating, scoring and viewing.
    """
    needs = needs_of(call, on)
    found = {c.number: rules.conflict(c, needs) for c in candidates(call, on, only)}
    return {number: why for number, why in found.items() if why is not None}


def conflict_of(member: PanelMember, on: date) -> str | None:
    """Return the conflict of one member, if there is one."""
    found = conflicts(member.panel.call, on, [member.expert_id])
    return found.get(member.expert.number)


# --- locks: experts first (the whole pool in order, or one), then the gates of calls


def lock_pool() -> None:
    """Lock every expert until the end of this transaction: nobody is seated or tied meanwhile.

    In the order of their ids, so that two never wait for each other. What was read before is
    read again. On SQLite BEGIN IMMEDIATE already is the lock.
    """
    everybody = select(Expert).order_by(Expert.id).with_for_update()
    session.scalars(everybody.execution_options(populate_existing=True)).all()


def lock_expert(of: PanelMember) -> None:
    """Lock one expert, and read again how the membership stands."""
    one = select(Expert).where(Expert.id == of.expert_id).with_for_update()
    session.scalars(one.execution_options(populate_existing=True)).all()
    session.refresh(of)


# --- ties


def tie(tie_id: UUID) -> Tie:
    """Return one declared tie or raise NotFoundError."""
    found = session.get(Tie, tie_id)
    if found is None:
        raise NotFoundError
    return found


def ties_of(expert_id: UUID) -> Sequence[Tie]:
    """Return what was declared about an expert, the newest first, lifted ones too."""
    asked = select(Tie).where(Tie.expert_id == expert_id).options(joinedload(Tie.organization))
    return session.scalars(asked.order_by(Tie.declared_at.desc(), Tie.id)).all()


def seats_of(expert_id: UUID) -> Sequence[PanelMember]:
    """Return where an expert sits while the result is not final, by call."""
    asked = (
        select(PanelMember)
        .join(PanelMember.panel)
        .join(Panel.call)
        .where(
            PanelMember.expert_id == expert_id,
            PanelMember.state != MemberState.RECUSED,
            Call.state.in_((CallState.SCORING, CallState.RANKED, CallState.PUBLICITY)),
        )
        .order_by(Panel.call_id)
    )
    return session.scalars(asked.execution_options(populate_existing=True)).all()


def experts_by_number(numbers: Iterable[str]) -> dict[str, Expert]:
    """Return experts by number, in one question."""
    rows = session.scalars(select(Expert).where(Expert.number.in_(list(numbers))))
    return {row.number: row for row in rows}


# --- a panel


def panel_of(call_id: UUID) -> Panel | None:
    """Return the panel of a call with its members and experts."""
    return session.scalar(
        select(Panel)
        .where(Panel.call_id == call_id)
        .options(selectinload(Panel.members).joinedload(PanelMember.expert))
    )


def sitting(panel: Panel) -> list[PanelMember]:
    """Return the members that have not recused."""
    return [m for m in panel.members if m.state is not MemberState.RECUSED]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a member is: sheets signed of all. No points, by intent."""

    member: PanelMember
    signed: int
    total: int

    @property
    def done(self) -> bool:
        """Say whether everything is signed."""
        return self.total > 0 and self.signed == self.total


def progress(panel: Panel) -> list[Progress]:
    """Return who has signed how much."""
    rows = session.execute(
        select(Sheet.member_id, Sheet.state, func.count(Sheet.id))
        .join(Sheet.member)
        .where(PanelMember.panel_id == panel.id, Sheet.ended_at.is_(None))
        .group_by(Sheet.member_id, Sheet.state)
    )
    counts: dict[UUID, dict[SheetState, int]] = {}
    for member_id, state, count in rows:
        counts.setdefault(member_id, {})[state] = count
    return [
        Progress(m, (own := counts.get(m.id, {})).get(SheetState.SIGNED, 0), sum(own.values()))
        for m in panel.members
    ]


def is_closed(panel: Panel) -> bool:
    """Say whether every seat is taken and every sheet of those who sit is signed."""
    rows = [p for p in progress(panel) if p.member.state is not MemberState.RECUSED]
    return len(rows) >= panel.size and all(
        p.done and p.member.state is MemberState.ACCEPTED for p in rows
    )


def tied(panel: Panel, on: date) -> dict[str, str]:
    """Return those on a panel that have a conflict today, and which, by number."""
    sit = sitting(panel)
    return conflicts(panel.call, on, [m.expert_id for m in sit]) if sit else {}


def marks_of(call_id: UUID) -> list[Scored]:
    """Return every mark as scoring takes it, once the panel has closed; before, nobody gets them."""
    panel = panel_of(call_id)
    if panel is None or not is_closed(panel):
        raise WrongStateError("the panel has not closed")
    rows = session.execute(
        select(Expert.number, Sheet.submission_id, Mark.criterion_key, Mark.points)
        .join(Mark.sheet)
        .join(Sheet.member)
        .join(PanelMember.expert)
        .where(PanelMember.panel_id == panel.id, PanelMember.state == MemberState.ACCEPTED)
        .where(Sheet.state == SheetState.SIGNED, Sheet.ended_at.is_(None))
        .order_by(Sheet.submission_id, Expert.number, Mark.criterion_key)
    )
    return [
        Scored(number, str(bid), key, points)
        for number, bid, key, points in rows
        if points is not None
    ]


def reasons_of(call_id: UUID) -> dict[tuple[str, str, str], str]:
    """Return what experts wrote, by (submission, expert number, criterion); for closed panels only."""
    panel = panel_of(call_id)
    if panel is None or not is_closed(panel):
        return {}
    rows = session.execute(
        select(Expert.number, Sheet.submission_id, Mark.criterion_key, Mark.reason)
        .join(Mark.sheet)
        .join(Sheet.member)
        .join(PanelMember.expert)
        .where(PanelMember.panel_id == panel.id, PanelMember.state == MemberState.ACCEPTED)
        .where(Mark.reason != "", Sheet.ended_at.is_(None))
    )
    return {(str(bid), number, key): reason for number, bid, key, reason in rows}


def experts_of(call_id: UUID) -> list[Expert]:
    """Return who scored a call: for the result notice, not before it."""
    return list(
        session.scalars(
            select(Expert)
            .join(PanelMember, PanelMember.expert_id == Expert.id)
            .join(PanelMember.panel)
            .where(Panel.call_id == call_id, PanelMember.state == MemberState.ACCEPTED)
            .order_by(PanelMember.place)
        )
    )


def published_draw(call_id: UUID) -> Panel:
    """Return a panel that was drawn with a record, or raise NotFoundError."""
    found = panel_of(call_id)
    if found is None or not found.draw.get("order"):
        raise NotFoundError
    return found


def has_record(call_id: UUID) -> bool:
    """Say whether the draw of a panel can be drawn again."""
    draw = session.scalar(select(Panel.draw).where(Panel.call_id == call_id))
    return bool(draw and draw.get("order"))


# --- an expert's own


def member(member_id: UUID) -> PanelMember:
    """Return one membership or raise NotFoundError."""
    found = session.get(PanelMember, member_id)
    if found is None:
        raise NotFoundError
    return found


def my_memberships(person_id: UUID | None) -> Sequence[PanelMember]:
    """Return the panels that a person was asked to, the newest first."""
    return (
        session.scalars(
            select(PanelMember)
            .join(PanelMember.expert)
            .join(PanelMember.panel)
            .where(Expert.person_id == person_id)
            .options(
                contains_eager(PanelMember.panel).joinedload(Panel.call).joinedload(Call.unit),
                contains_eager(PanelMember.expert),
                selectinload(PanelMember.sheets),
            )
            .order_by(Panel.formed_at.desc(), Panel.id)
        )
        .unique()
        .all()
    )


def sheet(sheet_id: UUID) -> Sheet:
    """Return one sheet or raise NotFoundError; who stepped back has none any more."""
    found = session.get(Sheet, sheet_id)
    if found is None or found.member.state is not MemberState.ACCEPTED:
        raise NotFoundError
    return found


def sheet_on(sheet_id: UUID, on: date) -> Sheet:
    """Return one sheet as its expert sees it; who has a conflict sees none while it is scored."""
    found = sheet(sheet_id)
    scoring = found.member.panel.call.state is CallState.SCORING
    if scoring and conflict_of(found.member, on) is not None:
        raise NotFoundError
    return found


def sheets(of: PanelMember) -> Sequence[Sheet]:
    """Return the sheets of a member with the submissions, by organization."""
    found = session.scalars(
        select(Sheet)
        .where(Sheet.member_id == of.id, Sheet.ended_at.is_(None))
        .options(
            joinedload(Sheet.submission).joinedload(Submission.organization),
            selectinload(Sheet.marks),
        )
    ).all()
    return sorted(found, key=lambda s: (s.submission.organization.pinyin, str(s.id)))


def cells(of: Sheet) -> list[Cell]:
    """Return what stands on a sheet, in the order of the scheme."""
    held = {m.criterion_key: m for m in of.marks}
    return [
        Cell(c.key, c.name, c.points, c.step or STEP, *_typed(held.get(c.key)))
        for c in calls.scheme_of(of.member.panel.call).judged
    ]


def _typed(mark: Mark | None) -> tuple[str, str]:
    if mark is None:
        return "", ""
    return ("" if mark.points is None else plain(mark.points)), mark.reason


# --- what waits


def calls_in(states: Collection[CallState], unit_ids: Collection[UUID]) -> Sequence[Call]:
    """Return the calls of some units in some states, the oldest first."""
    if not unit_ids:
        return []
    return session.scalars(
        select(Call)
        .where(Call.state.in_(states), Call.unit_id.in_(unit_ids))
        .options(joinedload(Call.unit))
        .order_by(Call.opening_at, Call.id)
    ).all()


def counts_of(call_ids: Collection[UUID]) -> dict[UUID, dict[SubmissionState, int]]:
    """Return how many submissions of some calls stand how (opened ones only)."""
    rows = session.execute(
        select(Submission.call_id, Submission.state, func.count(Submission.id))
        .where(Submission.call_id.in_(call_ids), Submission.state.in_(_OPENED))
        .group_by(Submission.call_id, Submission.state)
    )
    found: dict[UUID, dict[SubmissionState, int]] = {}
    for call_id, state, count in rows:
        found.setdefault(call_id, {})[state] = count
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How a panel stands: seats, who sits, who accepted, how many sheets wait."""

    size: int
    sitting: int
    accepted: int
    open_sheets: int

    @property
    def closed(self) -> bool:
        """Say whether the report can be made."""
        return self.sitting == self.accepted >= self.size and not self.open_sheets


def standings(call_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Return how the panels of some calls stand, in two questions."""
    if not call_ids:
        return {}
    members = session.execute(
        select(Panel.call_id, Panel.size, PanelMember.state, func.count(PanelMember.id))
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(Panel.call_id.in_(call_ids))
        .group_by(Panel.call_id, Panel.size, PanelMember.state)
    )
    waiting = session.execute(
        select(Panel.call_id, func.count(Sheet.id))
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .join(Sheet, Sheet.member_id == PanelMember.id)
        .where(
            Panel.call_id.in_(call_ids),
            Sheet.state == SheetState.OPEN,
            Sheet.ended_at.is_(None),
            PanelMember.state != MemberState.RECUSED,
        )
        .group_by(Panel.call_id)
    )
    open_sheets = {call_id: int(count) for call_id, count in waiting}
    found: dict[UUID, Standing] = {}
    for call_id, seats, state, count in members:
        old = found.get(call_id, Standing(seats, 0, 0, open_sheets.get(call_id, 0)))
        sits = 0 if state is MemberState.RECUSED else count
        yes = count if state is MemberState.ACCEPTED else 0
        found[call_id] = Standing(seats, old.sitting + sits, old.accepted + yes, old.open_sheets)
    return found
