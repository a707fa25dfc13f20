"""Every verb on results: qualify, rank, award, publicity, objection, confirm. The only writer.

A machine computes, a person decides: nothing here moves a call without somebody's name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.accounts import queries as accounts
from app.audit.actions import note as write_down
from app.audit.actions import plain
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import LIFE as CALL_LIFE
from app.calls.states import CallKind, CallState, Phase
from app.db import gate, session
from app.errors import Finding, NotFoundError, RefusedError, WrongStateError, refuse_if
from app.funds import actions as funds
from app.law import CalendarNotAnnouncedError, Law
from app.lawbook import queries as lawbook
from app.low_prices import actions as low_prices
from app.notices.actions import tell
from app.organizations.models import Organization
from app.panels import queries as panels
from app.permissions import SYSTEM, Actor, Role
from app.results import facts, queries, rules
from app.results.models import Award, FitStatistics, Objection, Qualification, Ranking
from app.results.states import OBJECTION
from app.rounds.models import Round
from app.submissions.models import Submission
from app.submissions.rules import few
from app.submissions.states import LIFE as SUBMISSION_LIFE
from matching.fit import Statistics
from scoring import record, selection
from scoring.errors import ScoringError
from scoring.ranking import Ranking as Ranked
from scoring.ranking import rank

# --- qualification


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on one submission; `law` for a reason that the register does not know."""

    passed: bool
    note: str = ""
    law: str = ""


def qualify_all(
    call: Call, decisions: Mapping[UUID, Decision], *, by: Actor, now: datetime
) -> list[Qualification]:
    """Decide on everything named, after looking again at what speaks against it (资格审查).

    :law: GPL/22
    """
    if call.state is not CallState.OPENED:
        raise WrongStateError(f"{call.number} is not being checked")
    checked = {c.submission.id: c for c in queries.to_check(call) if c.decided is None}
    todo = [(checked[key], d) for key, d in decisions.items() if key in checked]
    refuse_if(
        f
        for row, d in todo
        for f in rules.decision(
            passed=d.passed,
            findings=row.findings,
            note=d.note,
            law=d.law,
            field=str(row.submission.id),
        )
    )
    return [_decide(row, d, by=by, now=now) for row, d in todo]


def decide(
    submission: Submission, decision: Decision, *, by: Actor, now: datetime
) -> Qualification:
    """Decide on one submission."""
    found = qualify_all(submission.call, {submission.id: decision}, by=by, now=now)
    if not found:
        raise WrongStateError("decided already")
    return found[0]


def _decide(row: queries.Checked, d: Decision, *, by: Actor, now: datetime) -> Qualification:
    submission = row.submission
    findings = [{"code": f.code, "law": f.law, "detail": plain(f.detail)} for f in row.findings]
    if not d.passed and not findings:
        findings = [{"code": "rejected-for", "law": d.law, "detail": {"note": d.note.strip()}}]
    made = Qualification(
        submission=submission,
        passed=d.passed,
        as_of=submission.call.deadline_at or now,
        findings=findings,
        note=d.note.strip(),
        decided_by=by.id,
        decided_at=now,
    )
    session.add(made)
    SUBMISSION_LIFE.take(
        "qualify" if d.passed else "reject",
        submission,
        by=by,
        now=now,
        law=(findings[0]["law"] if findings else None) or "GPL/22",
        detail={"findings": [f["code"] for f in findings], "note": d.note.strip()},
    )
    return made


def few_findings(call: Call) -> list[Finding]:
    """Return why a call cannot go on with those who qualified; nothing while some are unchecked."""
    if panels.undecided(call.id):
        return []
    count = len(panels.qualified(call.id))
    found = list(few(count, calls.law_of(call)))
    return found or ([] if count else [Finding("nobody-qualified", detail={"count": 0})])


def fail(call: Call, *, by: Actor, now: datetime) -> None:
    """End a call for which too few qualified; its money is free again (废标).

    :law: GPL/36(1), NKG/R-NTC-17
    """
    gate(call.id, exclusive=True)
    session.refresh(call)
    found = few_findings(call)
    if not found:
        raise WrongStateError(f"{call.number} has enough to go on")
    count = len(panels.qualified(call.id))
    call.closed_at, call.closing_reason = now, f"{found[0].code}:{count}"
    funds.release(call.id)
    CALL_LIFE.take("fail", call, by=by, now=now, law=found[0].law, detail={"count": count})
    _tell_all(call, "result-failed", link=f"/calls/{call.id}", detail={"count": count}, now=now)


# --- the ranking


def compute(call: Call, *, by: Actor, now: datetime) -> Ranking:
    """Add up the scores of a closed panel, fix the order, and hand in the report (评审报告)."""
    gate(call.id, exclusive=True)
    session.refresh(call)
    if call.state is not CallState.SCORING:
        raise WrongStateError(f"{call.number} is not being scored")
    refuse_if(_tied(call, clock.local_date(now)))
    refuse_if(low_prices.findings(call))
    made = store_ranking(call, by=by, now=now)
    call.reported_at = now
    detail = {"version": made.version, "digest": made.digest}
    CALL_LIFE.take("report", call, by=by, now=now, law="GPR/41", detail=detail)
    tell(
        accounts.people_with(Role.PURCHASER, call.unit_id),
        "result-ranked",
        link=f"/results/{call.id}/ranking",
        detail={"title": call.title},
        now=now,
    )
    return made


def _tied(call: Call, on: date) -> list[Finding]:
    """Nobody with a conflict scores.

    :law: GPR/9
    """
    panel = panels.panel_of(call.id)
    found = panels.tied(panel, on) if panel is not None else {}
    detail = {"numbers": "、".join(sorted(found))}
    return [Finding("panel-member-tied", law="GPR/9", detail=detail)] if found else []


def store_ranking(call: Call, *, by: Actor = SYSTEM, now: datetime) -> Ranking:
    """Compute and keep a ranking with all its inputs, without moving the call.

    `compute` and `correct` write it down; the demo, which tells its own story, calls this.
    """
    try:
        found = facts.gather(call)
        ranked = rank(found.scheme, found.bids, found.marks, on=found.on, district=found.district)
    except ScoringError as error:
        raise RefusedError(_refusals(error)) from error
    if found.statistics is not None:
        _keep(found.statistics, now)
    data = record.dump(found.scheme, found.bids, found.marks, ranked)
    last = queries.ranking_of(call.id)
    made = Ranking(
        call_id=call.id,
        version=last.version + 1 if last else 1,
        computed_at=now,
        computed_by=by.id,
        record=data,
        digest=record.digest(data),
    )
    session.add(made)
    session.flush()
    return made


def _refusals(error: ScoringError) -> list[Finding]:
    return [
        Finding(
            "scoring-refused",
            detail={"code": p.code, "where": p.criterion or "", "detail": str(plain(p.detail))},
        )
        for p in error.problems
    ]


def _keep(statistics: Statistics, now: datetime) -> None:
    """Keep the statistics of the texts under their version, once."""
    if queries.statistics(statistics.version) is None:
        session.add(
            FitStatistics(version=statistics.version, content=statistics.to_bytes(), made_at=now)
        )


def correct(call: Call, *, cause: str, reason: str, by: Actor, now: datetime) -> Ranking:
    """Compute again before the award, for one of the four causes that are allowed (复核).

    :law: MOF87/64, GPR/44
    """
    gate(call.id, exclusive=True)
    session.refresh(call)
    if call.state is not CallState.RANKED:
        raise WrongStateError(f"{call.number} is not ranked")
    if cause not in rules.CORRECT_CAUSES or not reason.strip():
        raise RefusedError([Finding("correction-cause-missing", law="MOF87/64", field="reason")])
    made = store_ranking(call, by=by, now=now)
    detail = {"cause": cause, "reason": reason.strip(), "digest": made.digest}
    write_down("ranking", "correct", made, by=by, now=now, law="MOF87/64", detail=detail)
    return made


def ranked(call_id: UUID) -> Ranked:
    """Return the ranking in force as scoring reads it, or raise NotFoundError."""
    held = queries.ranking_of(call_id)
    if held is None:
        raise NotFoundError
    return record.load(held.record).ranking


# --- the award


def award(
    call: Call,
    submission: Submission,
    *,
    by: Actor,
    now: datetime,
    cause: str = "",
    reason: str = "",
) -> Award:
    """Decide who gets the contract, in the order of the ranking; the publicity begins today (确定成交).

    :law: GPR/43, NKG/R-AWD-01
    """
    _may_award(call, CallKind.PROJECT)
    places = {row.key: row.place for row in ranked(call.id).rows}
    if str(submission.id) not in places:
        raise NotFoundError
    refuse_if(rules.order(places, str(submission.id), cause=cause, reason=reason, track=call.track))
    said = f"{cause}: {reason.strip()}" if cause else ""
    made = _award(call, submission, places[str(submission.id)], said, by=by, now=now)
    _publish(call, by=by, now=now, detail={"place": made.place, "reason": said})
    return made


def choices(call: Call) -> selection.Selection:
    """Return how far the money of a round reaches down its ranking."""
    if not isinstance(call, Round):
        raise NotFoundError
    bids = {s.id: s for s in queries.opened(call.id)}
    rows = ranked(call.id).rows
    kept: Mapping[str, Any] = call.scheme or {}
    minimum = kept.get("minimum")
    return selection.select(
        [
            selection.Candidate(r.key, r.place, r.total, bids[UUID(r.key)].price or Decimal(0))
            for r in rows
        ],
        budget=call.pool or Decimal(0),
        skip=bool(kept.get("skip", False)),
        minimum=Decimal(str(minimum)) if minimum is not None else None,
    )


def award_round(call: Call, *, by: Actor, now: datetime) -> list[Award]:
    """Fund a round in the order of its ranking as far as the money goes (确定资助名单)."""
    _may_award(call, CallKind.ROUND)
    places = {row.key: row.place for row in ranked(call.id).rows}
    found = choices(call)
    if any(c.outcome is selection.Outcome.DRAW for c in found.choices):
        raise RefusedError([Finding("round-needs-draw", law="HOUSE/R-SCO-10")])
    bids = {str(s.id): s for s in queries.opened(call.id)}
    chosen = [c.key for c in found.choices if c.outcome is selection.Outcome.FUNDED]
    if not chosen:
        raise RefusedError([Finding("round-funds-nobody")])
    made = [_award(call, bids[key], places[key], "", by=by, now=now) for key in chosen]
    detail = {"funded": len(made), "spent": found.spent, "left": found.left}
    _publish(call, by=by, now=now, detail=detail)
    return made


def _may_award(call: Call, kind: CallKind) -> None:
    gate(call.id, exclusive=True)
    session.refresh(call)
    if call.kind is not kind or call.state is not CallState.RANKED:
        raise WrongStateError(f"{call.number} is not waiting for an award")


def _award(
    call: Call, submission: Submission, place: int, reason: str, *, by: Actor, now: datetime
) -> Award:
    """Write the award; one that was taken back before is given again on its own row."""
    made = queries.award_for(submission.id)
    if made is None:
        made = Award(call=call, submission=submission)
        session.add(made)
    made.place, made.amount = place, submission.price or Decimal(0)
    made.skip_reason, made.decided_by, made.decided_at = reason[:500], by.id, now
    made.withdrawn_at = None
    return made


def _publish(call: Call, *, by: Actor, now: datetime, detail: Mapping[str, Any]) -> None:
    """Begin the publicity, and tell everybody who took part the own score, rank and reasons."""
    law, today = _law(call), clock.local_date(now)
    try:
        until = rules.publicity_end(today, law, lawbook.calendar())
    except CalendarNotAnnouncedError as error:
        raise RefusedError([rules.unannounced(error)]) from error
    call.publicity_from, call.publicity_until = today, until
    CALL_LIFE.take(
        "award",
        call,
        by=by,
        now=now,
        law=rules.AWARD_LAW[call.track],
        detail={**detail, "until": until},
    )
    for submission in queries.opened(call.id):
        tell(
            accounts.people_of(submission.organization_id),
            "result-own",
            link=f"/results/letters/{submission.id}",
            detail={"title": call.title, "until": until},
            now=now,
        )


def confirm(call: Call, *, by: Actor, now: datetime) -> None:
    """End the publicity that ran out without an open objection; notices go out (成交通知书).

    :law: GPR/43, NKG/R-QCC-13
    """
    gate(call.id, exclusive=True)
    session.refresh(call)
    if call.state is not CallState.PUBLICITY:
        raise WrongStateError(f"{call.number} is not in publicity")
    if queries.open_objections(call.id):
        raise RefusedError([Finding("objection-still-open", law="HOUSE/R-QCC-13")])
    if call.phase(now) is not Phase.PUBLICITY_OVER:
        detail = {"until": call.publicity_until}
        raise RefusedError([Finding("publicity-still-runs", law="HOUSE/R-QCC-13", detail=detail)])
    won = queries.awards_of(call.id)
    for one in won:
        one.notice_issued_at = now
    call.closed_at = now
    CALL_LIFE.take(
        "confirm",
        call,
        by=by,
        now=now,
        law=rules.AWARD_LAW[call.track],
        detail={"awards": len(won)},
    )
    _tell_final(call, {one.submission_id for one in won}, now=now)


def _tell_final(call: Call, won: set[UUID], *, now: datetime) -> None:
    days = _law(call).sign_within_days
    for submission in queries.opened(call.id):
        code = "award-notice" if submission.id in won else "result-final"
        tell(
            accounts.people_of(submission.organization_id),
            code,
            link=f"/results/letters/{submission.id}",
            detail={"title": call.title, "days": days},
            now=now,
        )


# --- objections


def object_to(
    call: Call,
    organization: Organization,
    *,
    text: str,
    evidence: str = "",
    by: Actor,
    now: datetime,
) -> Objection:
    """Raise an objection in the publicity: the clock stands until it is answered (异议).

    :law: NKG/R-QCC-13, HOUSE/R-QCC-13
    """
    gate(call.id, exclusive=True)
    session.refresh(call)
    if organization.id not in {s.organization_id for s in queries.opened(call.id)}:
        raise NotFoundError
    others = queries.open_objections(call.id)
    in_time = call.state is CallState.PUBLICITY and (
        bool(others) or call.phase(now) is Phase.PUBLICITY
    )
    mine = any(o.organization_id == organization.id for o in others)
    refuse_if(rules.objection(text, evidence, open_already=mine, in_publicity=in_time))
    made = Objection(
        call=call,
        organization=organization,
        text=text.strip(),
        evidence=evidence.strip(),
        raised_at=now,
        raised_by=by.id,
    )
    _stop_the_clock(made, others, now=now)
    session.add(made)
    detail = {"days_left": made.days_left, "answer_by": made.answer_due_on}
    write_down("objection", "raise", made, by=by, now=now, law="HOUSE/R-QCC-13", detail=detail)
    tell(
        {*accounts.people_with(Role.REVIEWER, call.unit_id), *_civil_affairs(call)},
        "objection-raised",
        link=f"/results/objections/{made.id}",
        detail={"title": call.title, "answer_by": made.answer_due_on or ""},
        now=now,
    )
    return made


def _civil_affairs(call: Call) -> list[UUID]:
    return accounts.people_with(Role.CIVIL_AFFAIRS, call.unit_id)


def _stop_the_clock(made: Objection, others: Sequence[Objection], *, now: datetime) -> None:
    """Keep the days that are left. Until it is answered the notice shows the latest possible end.

    Where the calendar of a year is missing the objection is taken all the same.
    """
    call, today, calendar = made.call, clock.local_date(now), lawbook.calendar()
    law = _law(call)
    try:
        if others:
            made.days_left = others[0].days_left
        elif call.publicity_until is not None:
            made.days_left = rules.days_left(today, call.publicity_until, calendar)
        made.answer_due_on = calendar.add_working_days(today, law.answer_wd)
        latest = rules.resumed(made.answer_due_on, made.days_left, calendar)
        call.publicity_until = max(call.publicity_until or latest, latest)
    except CalendarNotAnnouncedError:
        return


def answer(objection: Objection, text: str, *, uphold: bool, by: Actor, now: datetime) -> None:
    """Answer an objection, by somebody who did not decide the result.

    Rejected: the clock runs on with the days left. Upheld: the result is taken back, the call
    is ranked again, and the next decision begins a new publicity.

    :law: NKG/R-QCC-13, HOUSE/R-NTC-25
    """
    call = _looked_at_again(objection)
    for made in queries.awards_of(call.id):
        refuse_if(rules.answerer(made.decided_by, by.id))
    if not text.strip():
        raise RefusedError([Finding("objection-answer-missing", field="answer")])
    objection.answer, objection.answered_at, objection.answered_by = text.strip(), now, by.id
    OBJECTION.take(
        "uphold" if uphold else "reject", objection, by=by, now=now, law="HOUSE/R-QCC-13"
    )
    if uphold and call.state is CallState.PUBLICITY:
        _take_back(call, objection, by=by, now=now)
    elif call.state is CallState.PUBLICITY:
        _run_on(call, objection.days_left, now=now)
    tell(
        accounts.people_of(objection.organization_id),
        "objection-answered",
        link=f"/results/objections/{objection.id}",
        detail={"title": call.title},
        now=now,
    )


def withdraw_objection(objection: Objection, *, by: Actor, now: datetime) -> None:
    """Take an objection back; the clock runs on."""
    call = _looked_at_again(objection)
    OBJECTION.take("withdraw", objection, by=by, now=now, law="HOUSE/R-QCC-13")
    if call.state is CallState.PUBLICITY:
        _run_on(call, objection.days_left, now=now)


def _looked_at_again(objection: Objection) -> Call:
    """Queue with everybody else of the call, and read anew how it and the objection stand."""
    call = objection.call
    gate(call.id, exclusive=True)
    session.refresh(call)
    session.refresh(objection)
    return call


def _run_on(call: Call, left: int, *, now: datetime) -> None:
    if queries.open_objections(call.id):
        return
    try:
        call.publicity_until = rules.resumed(clock.local_date(now), left, lawbook.calendar())
    except CalendarNotAnnouncedError as error:
        raise RefusedError([rules.unannounced(error)]) from error


def _take_back(call: Call, objection: Objection, *, by: Actor, now: datetime) -> None:
    for made in queries.awards_of(call.id):
        made.withdrawn_at = now
    call.publicity_from = call.publicity_until = None
    detail = {"objection": objection.id, "reason": objection.answer}
    CALL_LIFE.take("withdraw_result", call, by=by, now=now, law="HOUSE/R-QCC-13", detail=detail)
    _tell_all(call, "result-taken-back", link=f"/calls/{call.id}", detail={}, now=now)


# --- telling


def _tell_all(
    call: Call, code: str, *, link: str, detail: Mapping[str, Any], now: datetime
) -> None:
    for submission in queries.opened(call.id):
        tell(
            accounts.people_of(submission.organization_id),
            code,
            link=link,
            detail={"title": call.title, **detail},
            now=now,
        )


def _law(call: Call) -> Law:
    return calls.law_of(call)


def verified(rankings: Iterable[Ranking]) -> list[tuple[Ranking, list[tuple[str, object, object]]]]:
    """Recompute rankings from their records; return each with what comes out differently."""
    found = []
    for one in rankings:
        wrong: list[tuple[str, object, object]] = list(record.differences(one.record))
        if record.digest(one.record) != one.digest:
            wrong.insert(0, ("digest", one.digest, record.digest(one.record)))
        found.append((one, wrong))
    return found
