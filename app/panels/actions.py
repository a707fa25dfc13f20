"""Every verb on experts, panels and sheets. The only writer."""

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
from app.panels import queries, rules
from app.panels.models import Expert, Mark, Panel, PanelMember, Sheet
from app.panels.states import MEMBER, SHEET, MemberState, SheetState
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
    expert.employer, expert.title = employer, title
    expert.fields, expert.valid_until = list(fields), valid_until
    detail = {"number": expert.number, "valid_until": valid_until}
    note("expert", "change", expert, by=by, now=now, law="CB198/R-PAN-14", detail=detail)


# --- the draw


def form(call: Call, *, size: int, by: Actor, now: datetime, widen: bool = False) -> Panel:
    """Draw the panel and begin the review. The record of the draw lets anybody draw it again."""
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
    draw = rules.drawn(queries.candidates(call), needs, call_id=call.id, size=size, law=law, at=now)
    refuse_if(rules.enough(draw, law))
    panel = Panel(call=call, size=size, draw=draw, formed_at=now, formed_by=by.id)
    session.add(panel)
    _seat(panel, draw["taken"], now=now)
    detail = {
        "size": size,
        "pool": len(draw["pool"]),
        "pool_hash": draw["pool_hash"],
        "seed": draw["seed"],
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
    gate(panel.call_id, exclusive=True)
    if panel.call.state is not CallState.SCORING:
        raise WrongStateError(f"{panel.call.number} is not being scored")
    law = calls.law_of(panel.call)
    known = {m.expert.number for m in panel.members}
    sitting = {m.expert.number for m in queries.sitting(panel)}
    missing = panel.size - len(sitting)
    if missing <= 0:
        raise WrongStateError("every seat is taken")
    needs = queries.needs_of(panel.call, clock.local_date(now), widen=True)
    pool = [c for c in queries.candidates(panel.call) if c.number not in known]
    more = rules.drawn(pool, needs, call_id=panel.call_id, size=len(pool), law=law, at=now)
    employers = more["employers"] | {m.expert.number: m.expert.employer for m in panel.members}
    numbers = rules.taken(
        more["order"],
        employers,
        size=panel.size,
        same_employer=law.panel_max_same_employer,
        sitting=sitting,
    )
    if not numbers:
        raise RefusedError([Finding("pool-exhausted", detail={"missing": missing})])
    panel.draw = {**panel.draw, "more": [*panel.draw.get("more", []), more | {"seated": numbers}]}
    _seat(panel, numbers, now=now)
    detail = {"seated": numbers, "seed": more["seed"]}
    note("panel", "refill", panel, by=by, now=now, law="HOUSE/R-PAN-16", detail=detail)
    return numbers


# --- answering


def accept(member: PanelMember, *, seen: bool, tied: bool, by: Actor, now: datetime) -> None:
    """Accept with the declaration about the list of bidders; the sheets are laid out then.

    :law: GPR/9
    """
    refuse_if(rules.declaration(seen=seen, tied=tied, reason=""))
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
    if panel.call.state is not CallState.SCORING:
        raise WrongStateError("the review is over")
    gate(panel.call_id, exclusive=True)
    member.declared_at = now
    member.declaration = {"conflict": True, "reason": reason.strip()}
    _close_files(member, by=by, now=now)
    after = _next(panel, member)
    detail = {"next": after}
    MEMBER.take("recuse", member, by=by, now=now, law="GPR/9", detail=detail)
    if after is None:
        tell(
            accounts.people_with(Role.PURCHASER, panel.call.unit_id),
            "panel-short",
            now=now,
            link=f"/panels/{panel.call_id}",
            detail={"title": panel.call.title},
        )
        return None
    _seat(panel, [after], now=now)
    return next(m for m in panel.members if m.expert.number == after)


def _next(panel: Panel, leaving: PanelMember) -> str | None:
    """Return the number of the next in order; the order must have been kept."""
    draw = panel.draw
    if not draw.get("order"):
        return None
    sitting = {m.expert.number for m in queries.sitting(panel)} - {leaving.expert.number}
    known = {m.expert.number for m in panel.members}
    found = rules.taken(
        draw["order"],
        draw["employers"] | {m.expert.number: m.expert.employer for m in panel.members},
        size=len(sitting) + 1,
        same_employer=draw["same_employer"],
        sitting=sitting,
        out=known,
    )
    return found[0] if found else None


# --- scoring


def save_marks(
    sheet: Sheet, typed: Mapping[str, tuple[str, str]], *, now: datetime
) -> list[Finding]:
    """Keep points and reasons; return what is wrong with cells (these keep what they had).

    Nothing for the log: an unsigned sheet has no effect.
    """
    _still_open(sheet)
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
    _still_open(sheet)
    cells = queries.cells(sheet)
    refuse_if([f for cell in cells for f in (*rules.wrong(cell), *rules.missing(cell))])
    if dissent.strip():
        sheet.member.dissent = dissent.strip()[:500]
    sheet.signed_at = now
    SHEET.take("sign", sheet, by=by, now=now, law="GPR/41", detail=_which(sheet))
    panel = sheet.member.panel
    if queries.is_closed(panel):
        tell(
            accounts.people_with(Role.PURCHASER, panel.call.unit_id),
            "panel-closed",
            now=now,
            link=f"/panels/{panel.call_id}",
            detail={"title": panel.call.title},
        )


def _still_open(sheet: Sheet) -> None:
    if sheet.state is not SheetState.OPEN or sheet.member.state is not MemberState.ACCEPTED:
        raise WrongStateError("the sheet is signed")
    if sheet.member.panel.call.state is not CallState.SCORING:
        raise WrongStateError("the review is over")


def _which(sheet: Sheet) -> dict[str, Any]:
    return {"submission": sheet.submission_id}
