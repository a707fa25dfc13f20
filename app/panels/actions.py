"""Every verb on experts, panels and sheets. The only writer."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app import clock
from app.accounts import queries as accounts
from app.accounts.models import Person
from app.audit.actions import note
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import LIFE as CALL_LIFE
from app.calls.states import CallState
from app.db import gate, session
from app.documents import actions as files
from app.documents import queries as documents
from app.errors import Finding, RefusedError, WrongStateError, refuse_if
from app.notices.actions import tell
from app.organizations.models import Organization
from app.panels import queries, rules
from app.panels.models import Expert, Mark, Panel, PanelMember, Sheet, Tie
from app.panels.states import MEMBER, SHEET, MemberState, SheetState, TieKind
from app.permissions import Actor, Role
from app.submissions.models import Submission
from app.submissions.rules import few

# --- the pool


def enter(
    person: Person,
    *,
    number: str,
    employer: str,
    title: str,
    fields: Sequence[str],
    valid_until: date,
    by: Actor,
    now: datetime,
) -> Expert:
    """Take somebody into the pool (入库)."""
    if queries.by_number(number) is not None:
        raise RefusedError(
            [Finding("expert-number-taken", field="number", detail={"number": number})]
        )
    expert = Expert(
        person_id=person.id,
        number=number,
        name=person.name,
        employer=employer,
        title=title,
        fields=list(fields),
        valid_until=valid_until,
    )
    session.add(expert)
    detail = {"number": number, "valid_until": valid_until}
    note("expert", "enter", expert, by=by, now=now, law="CB198/R-PAN-14", detail=detail)
    return expert


def change(
    expert: Expert,
    *,
    employer: str,
    title: str,
    fields: Sequence[str],
    valid_until: date,
    by: Actor,
    now: datetime,
) -> None:
    """Correct an expert's entry; a day in the past ends it (出库)."""
    seats = _seats_locked(expert)
    expert.employer, expert.title = employer, title
    expert.fields, expert.valid_until = list(fields), valid_until
    detail = {"number": expert.number, "valid_until": valid_until}
    note("expert", "change", expert, by=by, now=now, law="CB198/R-PAN-14", detail=detail)
    _off_panels(seats, "", by=by, now=now)


# --- ties


def declare(
    expert: Expert,
    organization: Organization,
    *,
    kind: TieKind,
    reason: str,
    by: Actor,
    now: datetime,
    ended_on: date | None = None,
) -> Tie:
    """Write down a tie, and take the expert off every panel that it touches (回避).

    Of panels that are still scoring, that is: after the report the unit is told and decides.

    :law: GPR/9, NKG/R-PAN-07
    """
    on = clock.local_date(now)
    refuse_if(rules.tie(kind=kind, ended_on=ended_on, on=on, reason=reason))
    seats = _seats_locked(expert)
    made = Tie(
        expert=expert,
        organization=organization,
        kind=kind,
        ended_on=ended_on,
        reason=reason.strip(),
        declared_at=now,
        declared_by=by.id,
    )
    session.add(made)
    detail = {"kind": kind, "ended_on": ended_on, "number": expert.number}
    note("tie", "declare", made, by=by, now=now, law="GPR/9", detail=detail)
    _off_panels(seats, reason.strip(), by=by, now=now)
    return made


def _seats_locked(expert: Expert) -> Sequence[PanelMember]:
    """Lock the pool and the gates of every panel where the expert sits; the log comes after."""
    queries.lock_pool()
    seats = queries.seats_of(expert.id)
    for member in seats:
        gate(member.panel.call_id, exclusive=True)
        _read_again(member.panel)
    return seats


def _off_panels(seats: Sequence[PanelMember], reason: str, *, by: Actor, now: datetime) -> None:
    """Take an expert off the panels at which there is a conflict now."""
    session.flush()
    for member in seats:
        conflict = queries.conflict_of(member, clock.local_date(now))
        if conflict is None or member.state is MemberState.RECUSED:
            continue
        if member.panel.call.state is CallState.SCORING:
            _void(member, reason or conflict, by=by, now=now)
        else:
            _tell_unit(member.panel, "panel-tie-late", now=now)


def lift(tie: Tie, why: str, *, by: Actor, now: datetime) -> None:
    """End a declared tie that was wrong; who left a panel stays out of it."""
    if not why.strip():
        raise RefusedError([Finding("recusal-reason-missing", law="GPR/9", field="reason")])
    queries.lock_pool()
    session.refresh(tie)
    if tie.lifted_at is not None:
        raise WrongStateError("the tie is lifted")
    tie.lifted_at, tie.lifted_by = now, by.id
    tie.lifted_why = why.strip()[: rules.REASON_MAX]
    detail = {"number": tie.expert.number, "note": tie.lifted_why}
    note("tie", "lift", tie, by=by, now=now, law="GPR/9", detail=detail)


def void(member: PanelMember, *, by: Actor, now: datetime) -> PanelMember | None:
    """Take somebody with a conflict off the panel; the next in the order is asked.

    For conflicts that nobody declared: a role or an employer that came later.

    :law: GPR/9
    """
    queries.lock_pool()
    gate(member.panel.call_id, exclusive=True)
    _read_again(member.panel)
    if member.panel.call.state is not CallState.SCORING:
        raise WrongStateError("the review is over")
    why = queries.conflict_of(member, clock.local_date(now))
    if why is None:
        raise WrongStateError("there is no conflict")
    return _void(member, why, by=by, now=now)


def _void(member: PanelMember, reason: str, *, by: Actor, now: datetime) -> PanelMember | None:
    member.declaration = {**member.declaration, "conflict": True, "reason": reason}
    return _leave(member, "void", reason, by=by, now=now)


def _tell_unit(panel: Panel, code: str, *, now: datetime) -> None:
    tell(
        accounts.people_with(Role.PURCHASER, panel.call.unit_id),
        code,
        now=now,
        link=f"/panels/{panel.call_id}",
        detail={"title": panel.call.title},
    )


# --- the draw


def form(call: Call, *, size: int, by: Actor, now: datetime, widen: bool = False) -> Panel:
    """Draw the panel and begin the review. The record of the draw lets anybody draw it again."""
    queries.lock_pool()
    gate(call.id, exclusive=True)
    session.refresh(call)
    law = calls.law_of(call)
    refuse_if(rules.local_pool(law))
    refuse_if(rules.size(size, law))
    if call.state is not CallState.OPENED:
        raise WrongStateError(f"{call.number} is not waiting for its panel")
    refuse_if(_qualified_first(call))
    on = clock.local_date(now)
    needs = queries.needs_of(call, on, widen=widen)
    draw = rules.drawn(
        queries.candidates(call, on),
        needs,
        call_id=call.id,
        size=size,
        law=law,
        at=now,
        salt=secrets.token_hex(16),
    )
    refuse_if(rules.enough(draw, law))
    panel = Panel(call=call, size=size, draw=draw, formed_at=now, formed_by=by.id)
    session.add(panel)
    _seat(panel, draw["taken"], now=now)
    detail = {
        "size": size,
        "pool": len(draw["pool"]),
        "pool_hash": draw["pool_hash"],
        "seed": draw["seed"],
        "digest": rules.digest_of(draw),
    }
    CALL_LIFE.take("begin", call, by=by, now=now, law="HOUSE/R-PAN-16", detail=detail)
    return panel


def _qualified_first(call: Call) -> list[Finding]:
    undecided = queries.undecided(call.id)
    if undecided:
        return [Finding("qualification-first", law="GPL/22", detail={"count": undecided})]
    count = len(queries.qualified(call.id))
    found = [replace(f, warning=False) for f in few(count, calls.law_of(call))]
    return found or ([] if count else [Finding("nothing-to-score")])


def _seat(panel: Panel, numbers: Sequence[str], *, now: datetime) -> None:
    """Give seats to experts and ask them."""
    found = queries.experts_by_number(numbers)
    session.flush()
    place = max((m.place for m in panel.members), default=0)
    for number in numbers:
        place += 1
        panel.members.append(PanelMember(expert=found[number], place=place))
    session.flush()
    seated = set(numbers)
    for member in panel.members:
        if member.expert.number in seated:
            tell(
                [member.expert.person_id],
                "panel-asked",
                now=now,
                link=f"/panels/reviews/{member.id}",
                detail={"title": panel.call.title},
            )


def refill(panel: Panel, *, by: Actor, now: datetime) -> list[str]:
    """Draw for empty seats from whoever is eligible today, after the order has run out."""
    queries.lock_pool()
    gate(panel.call_id, exclusive=True)
    _read_again(panel)
    if panel.call.state is not CallState.SCORING:
        raise WrongStateError(f"{panel.call.number} is not being scored")
    law = calls.law_of(panel.call)
    known = {m.expert.number for m in panel.members}
    sitting = {m.expert.number for m in queries.sitting(panel)}
    missing = panel.size - len(sitting)
    if missing <= 0:
        raise WrongStateError("every seat is taken")
    on = clock.local_date(now)
    needs = queries.needs_of(panel.call, on, widen=True)
    everybody = queries.candidates(panel.call, on)
    pool = [c for c in everybody if c.number not in known]
    more = rules.drawn(pool, needs, call_id=panel.call_id, size=len(pool), law=law, at=now)
    employers = {c.number: c.employer for c in everybody}
    event = rules.refilled(more, size=panel.size, sitting=sitting, employers=employers, at=now)
    numbers: list[str] = event["seated"]
    if not numbers:
        raise RefusedError([Finding("pool-exhausted", detail={"missing": missing})])
    _write_into_record(panel, event)
    _seat(panel, numbers, now=now)
    detail = {"seated": numbers, "seed": more["seed"]}
    note("panel", "refill", panel, by=by, now=now, law="HOUSE/R-PAN-16", detail=detail)
    return numbers


def _read_again(panel: Panel) -> None:
    """Read how panel, seats and call stand now that nobody else can change them."""
    session.refresh(panel)
    for member in panel.members:
        session.refresh(member)
    session.refresh(panel.call)


def _write_into_record(panel: Panel, event: Mapping[str, Any]) -> None:
    panel.draw = {**panel.draw, "after": [*panel.draw.get("after", []), event]}


# --- answering


def accept(member: PanelMember, *, seen: bool, tied: bool, by: Actor, now: datetime) -> None:
    """Accept with the declaration about the list of bidders; the sheets are laid out then.

    :law: GPR/9
    """
    queries.lock_expert(member)
    conflict = queries.conflict_of(member, clock.local_date(now))
    refuse_if(rules.declaration(seen=seen, tied=tied or conflict is not None, reason=""))
    if member.panel.call.state is not CallState.SCORING:
        raise WrongStateError("the review is over")
    found = sorted(queries.qualified(member.panel.call_id), key=lambda s: str(s.id))
    member.declared_at = now
    member.declaration = {
        "conflict": False,
        "bidders": sorted(s.organization.name for s in found),
    }
    member.sheets.extend(Sheet(submission=s) for s in found)
    _open_files(member, found, by=by, now=now)
    detail = {"bidders": len(found)}
    MEMBER.take("accept", member, by=by, now=now, law="GPR/9", detail=detail)


def _open_files(
    member: PanelMember, found: Sequence[Submission], *, by: Actor, now: datetime
) -> None:
    """Let the expert read the attachments of what is scored."""
    ids = [UUID(str(f["id"])) for s in found for f in (s.content or {}).get("files", ())]
    for file in documents.by_ids(ids).values():
        files.share(file, [member.expert.person_id], by=by, now=now)


def _close_files(member: PanelMember, *, by: Actor, now: datetime) -> None:
    """Take the attachments away again from somebody who steps back."""
    contents = [sheet.submission.content or {} for sheet in member.sheets]
    ids = [UUID(str(f["id"])) for content in contents for f in content.get("files", ())]
    for file in documents.by_ids(ids).values():
        files.withhold(file, [member.expert.person_id], by=by, now=now)


def recuse(member: PanelMember, reason: str, *, by: Actor, now: datetime) -> PanelMember | None:
    """Step back; the next in the order of the draw is asked. Sheets of the one who left do not count.

    :law: GPR/9
    """
    if not reason.strip():
        raise RefusedError([Finding("recusal-reason-missing", law="GPR/9", field="reason")])
    refuse_if(rules.declaration(seen=True, tied=False, reason=reason))
    panel = member.panel
    queries.lock_pool()
    gate(panel.call_id, exclusive=True)
    _read_again(panel)
    if panel.call.state is not CallState.SCORING:
        raise WrongStateError("the review is over")
    member.declared_at = now
    member.declaration = {"conflict": True, "reason": reason.strip()}
    return _leave(member, "recuse", reason.strip(), by=by, now=now)


def _leave(
    member: PanelMember, step: str, reason: str, *, by: Actor, now: datetime
) -> PanelMember | None:
    """Empty a seat, void its sheets, and ask the next in the order of the draw."""
    panel = member.panel
    _close_files(member, by=by, now=now)
    _void_sheets(member, reason, by=by, now=now)
    after = _next(panel, member, now=now)
    MEMBER.take(step, member, by=by, now=now, law="GPR/9", detail={"next": after})
    if after is None:
        _tell_unit(panel, "panel-short", now=now)
        return None
    _seat(panel, [after], now=now)
    return next(m for m in panel.members if m.expert.number == after)


def _void_sheets(member: PanelMember, reason: str, *, by: Actor, now: datetime) -> None:
    """Follow every sheet by a version that is void; points and signature stay where they are."""
    for old in [s for s in member.sheets if s.ended_at is None]:
        old.ended_at = now
        session.flush()
        version = Sheet(submission_id=old.submission_id, number=old.number + 1)
        version.state = SheetState.OPEN
        member.sheets.append(version)
        detail = {"submission": old.submission_id, "version": version.number, "note": reason}
        SHEET.take("void", version, by=by, now=now, law="GPR/9", detail=detail)


def _next(panel: Panel, leaving: PanelMember, *, now: datetime) -> str | None:
    """Return the number of the next in order without a conflict; written into the record.

    The order must have been kept.
    """
    draw = panel.draw
    if not draw.get("order"):
        return None
    on = clock.local_date(now)
    needs = queries.needs_of(panel.call, on, widen=True)
    everybody = queries.candidates(panel.call, on)
    kept_out = {c.number: why for c in everybody if (why := rules.excluded(c, needs))}
    event = rules.following(
        draw,
        leaving.expert.number,
        sitting={m.expert.number for m in queries.sitting(panel)} - {leaving.expert.number},
        out=kept_out | {m.expert.number: "asked" for m in panel.members},
        employers={c.number: c.employer for c in everybody},
        at=now,
    )
    _write_into_record(panel, event)
    found: str | None = event["next"]
    return found


# --- scoring


def save_marks(
    sheet: Sheet, typed: Mapping[str, tuple[str, str]], *, now: datetime
) -> list[Finding]:
    """Keep points and reasons; return what is wrong with cells (these keep what they had).

    Nothing for the log: an unsigned sheet has no effect.
    """
    _still_open(sheet, now)
    held = {m.criterion_key: m for m in sheet.marks}
    found: list[Finding] = []
    for old in queries.cells(sheet):
        if old.key not in typed:
            continue
        points, reason = typed[old.key]
        cell = replace(old, points=points, reason=reason)
        wrong = list(rules.wrong(cell))
        found += wrong
        mark = held.get(cell.key)
        if mark is None:
            mark = Mark(criterion_key=cell.key)
            sheet.marks.append(mark)
        mark.reason = reason.strip()[: rules.REASON_MAX]
        if not wrong:
            mark.points = rules.read(cell) if points.strip() else None
    sheet.saved_at = now
    session.flush()
    return found


def sign(sheet: Sheet, *, by: Actor, now: datetime, dissent: str = "") -> None:
    """Sign a sheet: from now on it cannot be changed (签字).

    :law: GPR/41
    """
    _still_open(sheet, now)
    cells = queries.cells(sheet)
    refuse_if([f for cell in cells for f in (*rules.wrong(cell), *rules.missing(cell))])
    if dissent.strip():
        sheet.member.dissent = dissent.strip()[:500]
    sheet.signed_at = now
    SHEET.take("sign", sheet, by=by, now=now, law="GPR/41", detail=_which(sheet))
    panel = sheet.member.panel
    if queries.is_closed(panel):
        _tell_unit(panel, "panel-closed", now=now)


def _still_open(sheet: Sheet, now: datetime) -> None:
    """Look once the expert is locked, so that no tie is declared meanwhile."""
    queries.lock_expert(sheet.member)
    session.refresh(sheet)
    if queries.conflict_of(sheet.member, clock.local_date(now)):
        raise RefusedError([Finding("tied-must-recuse", law="GPR/9")])
    if sheet.state is not SheetState.OPEN or sheet.member.state is not MemberState.ACCEPTED:
        raise WrongStateError("the sheet is signed")
    if sheet.member.panel.call.state is not CallState.SCORING:
        raise WrongStateError("the review is over")


def _which(sheet: Sheet) -> dict[str, Any]:
    return {"submission": sheet.submission_id}
