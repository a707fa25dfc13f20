"""Every verb of an assessment, in the order in which they happen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app import queue
from app.accounts import queries as people
from app.assessments import queries, rules
from app.assessments.models import (
    Assessment,
    AssessmentObjection,
    AssessmentRound,
    Assessor,
    RoundScheme,
)
from app.assessments.queries import Candidate
from app.assessments.rules import Declaration, Vote
from app.assessments.states import (
    ASSESSMENT,
    ASSESSOR,
    OBJECTION,
    ROUND,
    AssessmentState,
    AssessorState,
    ObjectionState,
    RoundState,
)
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.directory.actions import publicity_end
from app.documents.models import StoredFile
from app.errors import Finding, WrongStateError, refuse_if
from app.grades import actions as grades
from app.indicators.models import Scheme
from app.indicators.rules import level_of, plain
from app.indicators.states import SchemeState
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations import queries as organizations
from app.organizations.actions import deciders
from app.organizations.models import Grade, Organization
from app.organizations.states import GradeMethod
from app.permissions import Actor

A = AssessmentState


# --- rounds ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """What the notice of a round says."""

    year: int
    title: str
    document: str
    text: str
    apply_from: date
    apply_until: date


def plan(
    facts: RoundFacts,
    schemes: Sequence[Scheme],
    *,
    known: AssessmentRound | None = None,
    by: Actor,
    now: datetime,
) -> AssessmentRound:
    """Write the notice of a round, or write it anew while it is a draft."""
    if facts.apply_until < facts.apply_from:
        refuse_if([Finding("round-days", field="apply_until", detail={"day": facts.apply_from})])
    if known is not None and known.state is not RoundState.DRAFT:
        refuse_if([Finding("round-announced")])
    planned = known or AssessmentRound(id=uuid4(), created_at=now)
    for name, value in asdict(facts).items():
        setattr(planned, name, value)
    session.add(planned)
    planned.uses.clear()
    session.flush()
    planned.uses.extend(RoundScheme(type=s.type, scheme=s) for s in schemes)
    session.flush()
    audit.note("assessment_round", "plan", planned, by=by, now=now)
    return planned


def announce(planned: AssessmentRound, *, by: Actor, now: datetime) -> None:
    """Announce a round: the schemes it names are published."""
    found = [] if planned.uses else [Finding("round-without-scheme", law="ASM39/R-ASM-10")]
    for use in planned.uses:
        if use.scheme.state is not SchemeState.PUBLISHED:
            detail = {"title": use.scheme.title}
            found.append(Finding("round-scheme-open", law="ASM39/R-ASM-10", detail=detail))
    if not planned.document.strip():
        found.append(Finding("round-document", field="document"))
    refuse_if(found)
    ROUND.take("announce", planned, by=by, now=now)
    planned.announced_at = now
    key = f"assessments.announce:{planned.id}"
    queue.later("assessments.announce", {"round": str(planned.id)}, now=now, effect_key=key)


def tell_of(planned: AssessmentRound, *, now: datetime) -> int:
    """Tell the organizations that may apply by their type and grade; return how many people."""
    told = queries.concerned(planned)
    detail = {"title": planned.title, "day": planned.apply_until}
    link = f"/assessments/rounds/{planned.id}"
    notices.tell(told, "assessment-round", now=now, link=link, detail=detail)
    return len(told)


def close(held: AssessmentRound, *, by: Actor, now: datetime) -> None:
    """Close a round; what runs in it goes on."""
    ROUND.take("close", held, by=by, now=now)


# --- applying -------------------------------------------------------------------------------


def start(
    in_: AssessmentRound,
    organization: Organization,
    method: GradeMethod,
    *,
    by: Actor,
    now: datetime,
) -> Assessment:
    """Begin an application, or take up a withdrawn or refused one again.

    :law: ASM39/6, ASM39/7
    """
    refuse_if(_may_apply(in_, organization, local_date(now)))
    known = queries.of(in_, organization)
    if known is not None:
        if ASSESSMENT.can("reopen", known):
            ASSESSMENT.take("reopen", known, by=by, now=now)
            known.method = method
        return known
    use = queries.scheme_for(in_, organization.type)
    assert use is not None  # noqa: S101 -- asked by _may_apply
    made = Assessment(
        id=uuid4(),
        round=in_,
        organization=organization,
        scheme_id=use.scheme_id,
        method=method,
        created_at=now,
    )
    session.add(made)
    session.flush()
    audit.note("assessment", "start", made, by=by, now=now, law="ASM39/6")
    return made


def _may_apply(in_: AssessmentRound, organization: Organization, on: date) -> list[Finding]:
    found = list(queries.eligibility(organization, on))
    if in_.state is not RoundState.ANNOUNCED:
        found.append(Finding("round-not-open", law="ASM39/6"))
    else:
        found += rules.window(in_.apply_from, in_.apply_until, on=on)
    if queries.scheme_for(in_, organization.type) is None:
        found.append(Finding("round-other-type", law="ASM39/6"))
    return found


@dataclass(frozen=True, slots=True)
class SelfMark:
    """What an organization says about one indicator, and what it newly adds as evidence."""

    points: Decimal | None
    note: str
    files: tuple[StoredFile, ...] = ()


def save(
    assessment: Assessment,
    marks: Mapping[str, SelfMark],
    *,
    statement: str,
    party: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the self-assessment as far as it is; evidence is added, never replaced."""
    held = queries.locked(assessment)
    if held.state is not A.DRAFT:
        raise WrongStateError("the application has been sent")
    kept = dict(held.self_marks)
    for code, mark in marks.items():
        before = kept.get(code, {}).get("files", [])
        kept[code] = {
            "points": "" if mark.points is None else str(mark.points),
            "note": mark.note,
            "files": [*before, *(str(f.id) for f in mark.files)],
        }
    held.self_marks, held.statement, held.party = kept, statement, party
    detail = {"count": sum(bool(m["points"]) for m in kept.values())}
    audit.note("assessment", "save", held, by=by, now=now, detail=detail)


def apply(assessment: Assessment, *, by: Actor, now: datetime) -> None:
    """Send the application: whole, within the days of the notice, by one who may be assessed.

    :law: ASM39/6, ASM39/7
    """
    held = queries.locked(assessment)
    if ASSESSMENT.can("apply", held):
        refuse_if(_may_apply(held.round, held.organization, local_date(now)))
        leaves = held.scheme.leaves
        found = list(rules.mark_findings(leaves, points_of(held.self_marks)))
        files = [code for code, mark in held.self_marks.items() if mark.get("files")]
        refuse_if([*found, *rules.evidence_findings(leaves, files)])
    ASSESSMENT.take("apply", held, by=by, now=now)
    held.applied_at, held.reason = now, ""
    _tell_bureau(held, "assessment-applied", now)


def points_of(marks: Mapping[str, Mapping[str, Any]]) -> dict[str, Decimal | None]:
    """Return the points of kept marks."""
    return {c: Decimal(m["points"]) if m.get("points") else None for c, m in marks.items()}


def withdraw(assessment: Assessment, *, by: Actor, now: datetime) -> None:
    """Take the application back, as long as nobody assesses."""
    ASSESSMENT.take("withdraw", queries.locked(assessment), by=by, now=now)


# --- checking -------------------------------------------------------------------------------


def accept(
    assessment: Assessment,
    conclusions: Sequence[str],
    *,
    investigated: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Take the application up, with what the registrar knows beside the register.

    :law: ASM39/6, ASM39/7
    """
    held = queries.locked(assessment)
    on = local_date(now)
    if ASSESSMENT.can("accept", held):
        found = list(rules.inspection_findings(conclusions, _law(on), investigated=investigated))
        refuse_if([*found, *queries.eligibility(held.organization, on)])
    checks = {"conclusions": list(conclusions), "investigated": investigated, "on": on.isoformat()}
    ASSESSMENT.take("accept", held, by=by, now=now, detail={"findings": list(conclusions)})
    held.checks = checks
    _tell_organization(held, "assessment-accepted", now)


def send_back(assessment: Assessment, reason: str, *, by: Actor, now: datetime) -> None:
    """Ask for what is missing; it may be sent again until the last day of the notice."""
    _with_reason("send_back", "assessment-sent-back", assessment, reason, by=by, now=now)


def refuse(assessment: Assessment, reason: str, *, by: Actor, now: datetime) -> None:
    """Refuse the application.

    :law: ASM39/7
    """
    _with_reason("refuse", "assessment-refused", assessment, reason, by=by, now=now)


def _with_reason(
    step: str, code: str, assessment: Assessment, reason: str, *, by: Actor, now: datetime
) -> None:
    why = reason.strip()
    if not why:
        refuse_if([Finding("assess-reason-missing", field="reason")])
    held = queries.locked(assessment)
    ASSESSMENT.take(step, held, by=by, now=now, detail={"reason": why})
    held.reason = why
    _tell_organization(held, code, now, reason=why)


# --- the group ------------------------------------------------------------------------------


def appoint(
    assessment: Assessment, candidate: Candidate, *, body: str = "", by: Actor, now: datetime
) -> Assessor:
    """Appoint somebody, who then declares ties; of a third-party body with its name.

    :law: HOUSE/A092
    """
    held = queries.locked(assessment)
    if held.state not in (A.ACCEPTED, A.ASSESSING):
        raise WrongStateError("nobody is appointed now")
    if any(a.person_id == candidate.person.id for a in held.assessors):
        refuse_if([Finding("assessor-twice", field="candidate")])
    if candidate.kind.value == "third_party" and not body.strip():
        refuse_if([Finding("assessor-body", law="HOUSE/A092", field="body")])
    made = Assessor(
        id=uuid4(),
        assessment=held,
        person=candidate.person,
        place_id=candidate.place_id,
        kind=candidate.kind,
        body=body.strip(),
        appointed_at=now,
    )
    session.add(made)
    session.flush()
    detail = {"person": candidate.person.name, "role": candidate.kind.value}
    audit.note("assessor", "appoint", made, by=by, now=now, law="HOUSE/A092", detail=detail)
    said = {"organization": held.organization.name}
    link = f"/assessments/sheets/{made.id}"
    notices.tell([made.person_id], "assessor-appointed", now=now, link=link, detail=said)
    return made


def declare(assessor: Assessor, said: Declaration, *, by: Actor, now: datetime) -> str | None:
    """Declare ties: without any the sheet opens, with one the assessor steps back.

    :law: ASM39/19
    """
    on = local_date(now)
    why = rules.recusal(said, _law(on), on=on)
    step = "recuse" if why else "declare"
    ASSESSOR.take(step, assessor, by=by, now=now, detail={"why": why} if why else None)
    assessor.declaration = {
        "employed": said.employed,
        "left_on": said.left_on.isoformat() if said.left_on else None,
        "ties": said.ties.strip(),
        "why": why,
    }
    if why:
        _tell_bureau(assessor.assessment, "assessor-recused", now, person=assessor.person.name)
    return why


def begin(assessment: Assessment, visit_on: date | None, *, by: Actor, now: datetime) -> None:
    """Begin the assessment: the group is complete and every member has declared no ties.

    :law: HOUSE/A092, ASM39/19
    """
    held = queries.locked(assessment)
    if ASSESSMENT.can("begin", held):
        refuse_if(_group(held, _law(local_date(now))))
    ASSESSMENT.take("begin", held, by=by, now=now, detail={"day": visit_on})
    held.visit_on = visit_on
    _tell_organization(held, "assessment-begun", now, day=visit_on or "")


def _group(held: Assessment, law: Law) -> list[Finding]:
    found = [
        Finding("assessor-undeclared", law="ASM39/19", detail={"person": a.person.name})
        for a in held.assessors
        if a.state is AssessorState.APPOINTED
    ]
    seated = (a.kind for a in held.assessors if a.state is not AssessorState.RECUSED)
    return [*found, *rules.group_findings(seated, law, held.method)]


def save_sheet(
    assessor: Assessor,
    marks: Mapping[str, tuple[Decimal | None, str]],
    opinion: str,
    *,
    by: Actor,
) -> None:
    """Keep a score sheet as far as it is; nobody else sees it (nothing for the log yet)."""
    if assessor.person_id != by.id or assessor.state is not AssessorState.READY:
        raise WrongStateError("the sheet is not open")
    if queries.locked(assessor.assessment).state is not A.ASSESSING:
        raise WrongStateError("the assessment has not begun or is over")
    assessor.marks = {
        code: {"points": "" if points is None else str(points), "note": note}
        for code, (points, note) in marks.items()
    }
    assessor.opinion = opinion


def sign(assessor: Assessor, *, by: Actor, now: datetime) -> None:
    """Sign a sheet: every indicator has points within its own.

    :law: ASM39/R-ASM-10
    """
    held = queries.locked(assessor.assessment)
    if held.state is not A.ASSESSING:
        raise WrongStateError("the assessment has not begun or is over")
    if ASSESSOR.can("sign", assessor):
        refuse_if(rules.mark_findings(held.scheme.leaves, points_of(assessor.marks)))
    ASSESSOR.take("sign", assessor, by=by, now=now)
    assessor.signed_at = now
    session.flush()
    if all(a.state is not AssessorState.READY for a in held.assessors):
        _tell_bureau(held, "assessment-scored", now)


def attach_report(assessor: Assessor, file: StoredFile, *, by: Actor, now: datetime) -> None:
    """Hand in the report of the third-party body."""
    held = queries.locked(assessor.assessment)
    if held.state is not A.ASSESSING or assessor.kind.value != "third_party":
        raise WrongStateError("no report is asked for now")
    held.report_file_id = file.id
    audit.note("assessment", "report", held, by=by, now=now, detail={"files": [file.label]})


# --- the result -----------------------------------------------------------------------------


def conclude(assessment: Assessment, *, by: Actor, now: datetime) -> None:
    """Make one score of the signed sheets, with every number that it is made of.

    :law: ASM39/R-ASM-10
    """
    held = queries.locked(assessment)
    law = _law(local_date(now))
    if ASSESSMENT.can("conclude", held):
        refuse_if([*_group(held, law), *_unsigned(held)])
        _count(held, law)
    detail = {"score": held.score, "value": held.level or "-"}
    ASSESSMENT.take("conclude", held, by=by, now=now, detail=detail)


def _unsigned(held: Assessment) -> list[Finding]:
    waits = [a for a in held.assessors if a.state is AssessorState.READY]
    found = [Finding("sheet-unsigned", detail={"person": a.person.name}) for a in waits]
    third = any(a.kind.value == "third_party" and a.signed_at for a in held.assessors)
    if third and held.report_file_id is None:
        found.append(Finding("report-not-attached", law="HOUSE/A092"))
    return found


def _count(held: Assessment, law: Law) -> None:
    signed = [a for a in held.assessors if a.state is AssessorState.SIGNED]
    sheets = [{c: Decimal(m["points"]) for c, m in a.marks.items()} for a in signed]
    counted = rules.aggregate(held.scheme.leaves, sheets, held.scheme.places)
    held.outcome = [
        {
            "code": r.code,
            "given": [str(p) for p in r.given],
            "mean": plain(rules.rounded(r.mean, 4)),
        }
        for r in counted.rows
    ]
    held.score = counted.score
    held.level = rules.capped(level_of(counted.score, held.scheme.grades), held.method, law)


def decide(
    assessment: Assessment, vote: Vote | None, minutes: str, *, by: Actor, now: datetime
) -> list[Finding]:
    """Record that the committee voted for the result; return what to look at besides.

    The simple procedure needs no vote.

    :law: ASM39/20
    """
    held = queries.locked(assessment)
    on = local_date(now)
    law = _law(on)
    if ASSESSMENT.can("decide", held) and held.method is not GradeMethod.SIMPLE:
        refuse_if(_voted(vote, minutes, law))
    detail = {"score": held.score, "value": held.level or "-", **(_kept(vote))}
    ASSESSMENT.take("decide", held, by=by, now=now, detail=detail)
    held.vote, held.minutes, held.decided_on = _kept(vote), minutes.strip(), on
    return list(rules.level_warnings(held.level, law, party=held.party))


def _voted(vote: Vote | None, minutes: str, law: Law) -> list[Finding]:
    if vote is None:
        return [Finding("vote-missing", law="ASM39/20", field="yes")]
    found = list(rules.vote_findings(vote, law))
    if not minutes.strip():
        found.append(Finding("minutes-missing", law="ASM39/20", field="minutes"))
    return found


def _kept(vote: Vote | None) -> dict[str, int]:
    return {"members": vote.members, "yes": vote.yes, "no": vote.no} if vote else {}


def review(assessment: Assessment, reason: str, *, by: Actor, now: datetime) -> None:
    """Have it assessed again: the sheets open, and what was counted before is kept.

    :law: ASM39/20
    """
    if not reason.strip():
        refuse_if([Finding("assess-reason-missing", field="reason")])
    held = queries.locked(assessment)
    ASSESSMENT.take("review", held, by=by, now=now, detail={"reason": reason.strip()})
    before = {
        "outcome": held.outcome,
        "score": plain(held.score) if held.score is not None else "",
        "level": held.level,
        "vote": held.vote,
        "on": local_date(now).isoformat(),
        "reason": reason.strip(),
    }
    held.earlier = [*held.earlier, before]
    held.outcome, held.score, held.level, held.vote = [], None, None, {}
    held.publicity_from = held.publicity_until = held.decided_on = None
    for assessor in held.assessors:
        if assessor.state is AssessorState.SIGNED:
            ASSESSOR.take("reopen", assessor, by=by, now=now)
            assessor.signed_at = None
            detail = {"organization": held.organization.name}
            link = f"/assessments/sheets/{assessor.id}"
            notices.tell([assessor.person_id], "sheet-open", now=now, link=link, detail=detail)


def publicize(assessment: Assessment, *, by: Actor, now: datetime) -> None:
    """Show the result in public for the working days of the law.

    :law: ASM39/20
    """
    held = queries.locked(assessment)
    on = local_date(now)
    until = publicity_end(on, _law(on))
    ASSESSMENT.take("publicize", held, by=by, now=now, detail={"until": until})
    held.publicity_from, held.publicity_until = on, until
    _tell_organization(held, "assessment-publicized", now, day=until)


def object_to(
    assessment: Assessment, text: str, *, by: Actor, now: datetime
) -> AssessmentObjection:
    """Say something against a result while it stands in public; it has a clock of its own.

    :law: ASM39/20
    """
    on = local_date(now)
    held = queries.locked(assessment)
    shown = held.state is A.PUBLICIZED
    if not shown or not rules.in_publicity(held.publicity_from, held.publicity_until, on=on):
        refuse_if([Finding("assess-no-publicity", law="ASM39/20")])
    if not text.strip():
        refuse_if([Finding("assess-objection-empty", field="text")])
    assert by.id is not None  # noqa: S101 -- the door lets only people in
    days = _law(on).assess_objection_days
    made = AssessmentObjection(
        id=uuid4(),
        assessment=held,
        by_id=by.id,
        text=text.strip(),
        raised_at=now,
        answer_by=on + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    detail = {"answer_by": made.answer_by}
    audit.note("assessment_objection", "raise", made, by=by, now=now, law="ASM39/20", detail=detail)
    _tell_bureau(held, "assessment-objection", now, day=made.answer_by)
    return made


def answer(
    objection: AssessmentObjection, *, uphold: bool, text: str, vote: Vote, by: Actor, now: datetime
) -> None:
    """Decide an objection by vote; an upheld one has the organization assessed again.

    :law: ASM39/20
    """
    held = queries.locked(objection.assessment)
    law = _law(local_date(now))
    if not text.strip():
        refuse_if([Finding("assess-reason-missing", field="text")])
    refuse_if(rules.vote_findings(vote, law))
    step = "uphold" if uphold else "reject"
    OBJECTION.take(step, objection, by=by, now=now, detail={"reason": text.strip(), **_kept(vote)})
    objection.answer, objection.vote, objection.decided_at = text.strip(), _kept(vote), now
    detail = {"organization": held.organization.name, "reason": text.strip()}
    link = f"/assessments/{held.id}/result"
    notices.tell(
        [objection.by_id], f"assessment-objection-{step}", now=now, link=link, detail=detail
    )
    if uphold and held.state is A.PUBLICIZED:
        review(held, text, by=by, now=now)


def confirm(assessment: Assessment, *, by: Actor, now: datetime) -> Grade | None:
    """Confirm a result after its publicity: from today the grade counts for its years.

    :law: ASM39/28
    """
    held = queries.locked(assessment)
    on = local_date(now)
    if ASSESSMENT.can("confirm", held):
        unanswered = sum(o.state is ObjectionState.OPEN for o in held.objections)
        refuse_if(rules.confirmation(held.publicity_until, open_objections=unanswered, on=on))
    grade = _grade(held, now=now) if ASSESSMENT.can("confirm", held) else None
    detail = {"value": held.level or "-", "number": grade.certificate_no if grade else ""}
    ASSESSMENT.take("confirm", held, by=by, now=now, detail=detail)
    held.confirmed_on = on
    if grade is None:
        _tell_organization(held, "assessment-no-grade", now)
        return None
    more = {"level": grade.level, "number": grade.certificate_no, "day": grade.valid_until}
    _tell_organization(held, "assessment-confirmed", now, **more)
    payload = {"organization": str(held.organization_id)}
    queue.later("awards.propose", payload, now=now, effect_key=f"awards.propose:{grade.id}")
    return grade


def _grade(held: Assessment, *, now: datetime) -> Grade | None:
    if held.level is None or held.score is None:
        return None
    basis = grades.Basis(
        method=held.method,
        scheme=held.scheme.name,
        score=held.score,
        scale=held.scheme.scale,
        source=f"{held.round.title} {held.round.document}".strip(),
        assessment_id=held.id,
        file_id=held.report_file_id,
    )
    organization = organizations.whole(held.organization_id)
    return grades.grant(organization, held.level, basis, now=now)


# --- telling --------------------------------------------------------------------------------


def _tell_organization(held: Assessment, code: str, now: datetime, **more: object) -> None:
    detail = {"organization": held.organization.name, "title": held.round.title} | more
    link = f"/assessments/own/{held.id}"
    notices.tell(people.people_of(held.organization_id), code, now=now, link=link, detail=detail)


def _tell_bureau(held: Assessment, code: str, now: datetime, **more: object) -> None:
    detail = {"organization": held.organization.name, "title": held.round.title} | more
    notices.tell(deciders(), code, now=now, link=f"/assessments/{held.id}", detail=detail)


def _law(on: date) -> Law:
    return lawbook.law_on(on, Track.SUB)
