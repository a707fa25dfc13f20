"""Who may be assessed, who may assess, what a score sheet and a vote must be. Pure.

Every finding carries its article; what the articles were read in is marked in app/law.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.assessments.states import AssessorKind
from app.directory.rules import Credit
from app.errors import Finding
from app.grades.rules import Ban, bans_at
from app.grades.states import DecisionKind
from app.indicators.rules import Indicator
from app.law import Law, add_years
from app.organizations.rules import Dated, Report, grade_at, in_force, rank, report_on
from app.organizations.states import LISTS, CreditKind, GradeMethod, Standing

CONCLUSIONS = ("qualified", "basic", "failed", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an organization."""

    registered: bool
    registered_on: date
    grades: tuple[Dated, ...]
    reports: tuple[Report, ...]
    credit: tuple[Credit, ...]
    bans: tuple[Ban, ...]


# --- who may apply --------------------------------------------------------------------------


def eligibility(facts: Facts, law: Law, *, on: date) -> Iterator[Finding]:
    """Say what keeps an organization from being assessed on a day; nothing means that it may.

    :law: ASM39/6
    """
    if not facts.registered:
        yield Finding("assess-not-registered", law="ASM39/6")
        return
    known = [g for g in facts.grades if g.awarded_on <= on]
    first = add_years(facts.registered_on, law.assess_after_years)
    if not known and on < first:
        detail = {"years": law.assess_after_years, "day": first}
        yield Finding("assess-too-young", law="ASM39/6", detail=detail)
    grade = grade_at(known, on)
    if grade is not None:
        detail = {"level": grade.level, "day": grade.valid_until}
        yield Finding("assess-grade-runs", law="ASM39/6", detail=detail)
    for ban in bans_at(facts.bans, on):
        code = "cancelled" if ban.kind is DecisionKind.CANCEL else "downgraded"
        detail = {"since": ban.decided_on, "day": ban.ban_until}
        yield Finding(f"assess-ban-{code}", law="ASM39/30", detail=detail)
    yield from _conduct(facts, law, on)


def _conduct(facts: Facts, law: Law, on: date) -> Iterator[Finding]:
    """Not assessed: who did not report last year, was penalised, or stands on a list.

    :law: ASM39/7
    """
    year = on.year - 1
    stands = report_on(facts.reports, year, law, registered_on=facts.registered_on, on=on)
    if stands is Standing.MISSING:
        yield Finding("assess-no-report", law="ASM39/7", detail={"year": year})
    for event in sorted(facts.credit, key=lambda e: e.decided_on):
        detail = {"day": event.decided_on, "reason": event.reason}
        if event.kind is CreditKind.PENALTY:
            if event.decided_on.year in (year, on.year) and in_force(event, on):
                yield Finding("assess-penalty", law="ASM39/7", detail=detail)
        elif event.kind in LISTS and in_force(event, on):
            code = "abnormal" if event.kind is CreditKind.ABNORMAL_LIST else "serious"
            yield Finding(f"assess-{code}-list", law="ASM39/7", detail=detail)


def inspection_findings(
    conclusions: Sequence[str], law: Law, *, investigated: bool
) -> Iterator[Finding]:
    """Not assessed: who failed the last inspection, was only basically qualified, is investigated.

    `conclusions` are those of the last years, the newest first, as the registrar knows them.

    :law: ASM39/7
    """
    newest = conclusions[0] if conclusions else "none"
    if newest == "failed":
        yield Finding("assess-inspection-failed", law="ASM39/7", field="last")
    elif newest == "none":
        yield Finding("assess-inspection-none", law="ASM39/7", field="last")
    years = law.assess_basic_years
    if len(conclusions) >= years and all(c == "basic" for c in conclusions[:years]):
        yield Finding(
            "assess-inspection-basic", law="ASM39/7", field="last", detail={"years": years}
        )
    if investigated:
        yield Finding("assess-investigated", law="ASM39/7", field="investigated")


def window(first: date, last: date, *, on: date) -> Iterator[Finding]:
    """Applications are taken from the first to the last day of the notice, both included."""
    if on < first:
        yield Finding("assess-window-early", law="ASM39/6", detail={"day": first})
    elif on > last:
        yield Finding("assess-window-over", law="ASM39/6", detail={"day": last})


# --- the marks ------------------------------------------------------------------------------


def mark_findings(
    leaves: Sequence[Indicator], marks: Mapping[str, Decimal | None]
) -> Iterator[Finding]:
    """Every indicator has points within its own; the finding names the cell.

    :law: ASM39/R-ASM-10
    """
    for place, leaf in enumerate(leaves):
        given = marks.get(leaf.code)
        detail = {"name": leaf.name, "most": leaf.points or 0}
        field = f"rows-{place}-points"
        if given is None:
            yield Finding("assess-mark-missing", law="ASM39/R-ASM-10", field=field, detail=detail)
        elif not 0 <= given <= (leaf.points or 0):
            more = detail | {"points": str(given)}
            yield Finding("assess-mark-range", law="ASM39/R-ASM-10", field=field, detail=more)


def evidence_findings(
    leaves: Sequence[Indicator], with_files: Collection[str]
) -> Iterator[Finding]:
    """What the form asks evidence for comes with a file.

    :law: ASM39/R-ASM-10
    """
    for place, leaf in enumerate(leaves):
        if leaf.evidence and leaf.code not in with_files:
            detail = {"name": leaf.name, "evidence": leaf.evidence}
            field = f"rows-{place}-file"
            yield Finding("evidence-missing", law="ASM39/R-ASM-10", field=field, detail=detail)


@dataclass(frozen=True, slots=True)
class Mean:
    """What the assessors gave for one indicator, and the mean of it."""

    code: str
    given: tuple[Decimal, ...]
    mean: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """The mean of every indicator and the score: the exact sum of them, rounded once."""

    rows: tuple[Mean, ...]
    score: Decimal


def aggregate(
    leaves: Sequence[Indicator], sheets: Sequence[Mapping[str, Decimal]], places: int
) -> Outcome:
    """Return the score of several sheets; raises ValueError without any."""
    if not sheets:
        raise ValueError("no sheet")
    rows = []
    for leaf in leaves:
        given = tuple(sheet[leaf.code] for sheet in sheets)
        rows.append(Mean(leaf.code, given, sum(map(Fraction, given), Fraction()) / len(given)))
    return Outcome(tuple(rows), rounded(sum((r.mean for r in rows), Fraction()), places))


def rounded(value: Fraction, places: int) -> Decimal:
    """Round half up, exactly, whatever the fraction."""
    whole = (value * 10**places * 2 + 1) // 2
    return Decimal(int(whole)).scaleb(-places)


def capped(level: str | None, method: GradeMethod, law: Law) -> str | None:
    """Return the grade that a procedure may give: the simple one none above its highest.

    :law: ASM39/R-ASM-11
    """
    most = law.assess_simple_grade_max
    if level is None or method is not GradeMethod.SIMPLE or rank(level) <= most:
        return level
    return f"{most}A"


def level_warnings(level: str | None, law: Law, *, party: bool) -> Iterator[Finding]:
    """A high grade may need a party organization; the bureau looks at its own rule.

    :law: ASM39/R-ASM-12
    """
    if rank(level) >= law.assess_party_grade_min and not party:
        detail = {"level": level or ""}
        yield Finding("assess-no-party", law="ASM39/R-ASM-12", detail=detail, warning=True)


# --- who assesses ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What an assessor says about ties to the organization."""

    employed: bool = False
    left_on: date | None = None
    ties: str = ""


def recusal(said: Declaration, law: Law, *, on: date) -> str | None:
    """Return why an assessor must step back: works there, left too recently, or other ties.

    :law: ASM39/19
    """
    if said.employed:
        return "employed"
    if said.left_on is not None and on < add_years(said.left_on, law.assessor_recusal_years):
        return "left"
    return "ties" if said.ties.strip() else None


def group_findings(
    kinds: Iterable[AssessorKind], law: Law, method: GradeMethod
) -> Iterator[Finding]:
    """Registrar, business unit and experts sit together; an independent body sits alone.

    The simple procedure needs one assessor of any kind.

    :law: HOUSE/A092
    """
    found = list(kinds)
    least = 1 if method is GradeMethod.SIMPLE else law.assess_group_min
    if len(found) < least:
        detail = {"least": least, "count": len(found)}
        yield Finding("group-too-small", law="HOUSE/A092", detail=detail)
    if method is GradeMethod.SIMPLE:
        return
    if AssessorKind.THIRD_PARTY in found:
        if AssessorKind.REGISTRAR in found or AssessorKind.BUSINESS in found:
            yield Finding("group-not-independent", law="HOUSE/A092")
        return
    for kind in (AssessorKind.REGISTRAR, AssessorKind.BUSINESS, AssessorKind.EXPERT):
        if kind not in found:
            yield Finding(f"group-without-{kind.value}", law="HOUSE/A092")


@dataclass(frozen=True, slots=True)
class Vote:
    """A secret vote: only the counts are kept."""

    members: int
    yes: int
    no: int

    @property
    def absent(self) -> int:
        """Return how many did not vote or abstained."""
        return self.members - self.yes - self.no


def vote_findings(vote: Vote, law: Law) -> Iterator[Finding]:
    """More than half of all members say yes; absent ones count as members (the stricter reading).

    :law: ASM39/20
    """
    if vote.members < 1 or vote.yes < 0 or vote.no < 0 or vote.absent < 0:
        detail = {"members": vote.members, "cast": vote.yes + vote.no}
        yield Finding("vote-counts", law="ASM39/20", field="yes", detail=detail)
    elif vote.yes <= vote.members * law.assess_vote_share:
        detail = {"members": vote.members, "yes": vote.yes}
        yield Finding("vote-not-passed", law="ASM39/20", field="yes", detail=detail)


# --- the publicity --------------------------------------------------------------------------


def in_publicity(first: date | None, last: date | None, *, on: date) -> bool:
    """Say whether a result stands in public on a day; both days belong to it."""
    return first is not None and last is not None and first <= on <= last


def confirmation(until: date | None, *, open_objections: int, on: date) -> Iterator[Finding]:
    """A result is confirmed when its publicity is over and every objection is answered.

    :law: ASM39/20
    """
    if until is None or on <= until:
        yield Finding("assess-publicity-runs", law="ASM39/20", detail={"day": until or on})
    if open_objections:
        yield Finding("assess-objections-open", law="ASM39/20", detail={"count": open_objections})
