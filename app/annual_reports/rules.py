"""What a report holds, what is missing in it, and what of it is public. Pure.

`FIELDS` is the form: by subject, each field with its kind. Money is kept as text in yuan.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.errors import Finding
from app.law import Law
from app.organizations.rules import report_due_on
from app.organizations.states import OrganizationType, ReportState

Content = Mapping[str, Mapping[str, Any]]

NUMBER, MONEY, TEXT, YES = "number", "money", "text", "yes"
FIELDS: Mapping[str, Mapping[str, str]] = {
    "members": {
        "unit_members": NUMBER,
        "single_members": NUMBER,
        "council": NUMBER,
        "supervisors": NUMBER,
        "meetings": NUMBER,
    },
    "staff": {
        "staff": NUMBER,
        "full_time": NUMBER,
        "insured": NUMBER,
        "social_workers": NUMBER,
        "volunteers": NUMBER,
    },
    "finance": {
        "income": MONEY,
        "from_government": MONEY,
        "donations": MONEY,
        "fees": MONEY,
        "spending": MONEY,
        "activities_cost": MONEY,
        "net_assets": MONEY,
    },
    "activities": {
        "activities": NUMBER,
        "beneficiaries": NUMBER,
        "projects": NUMBER,
        "summary": TEXT,
    },
    "party": {"has_party": YES, "party_members": NUMBER, "party_note": TEXT},
    "changes": {
        "representative_changed": YES,
        "charter_changed": YES,
        "address_changed": YES,
        "changes_note": TEXT,
    },
}
SUBJECTS = tuple(FIELDS)
# The public part: figures and the summary, no names, no notes about people.
PUBLIC: Mapping[str, tuple[str, ...]] = {
    "staff": ("staff", "full_time", "social_workers", "volunteers"),
    "finance": ("income", "from_government", "donations", "spending"),
    "activities": ("activities", "beneficiaries", "summary"),
}
FIRST_REMINDER, LAST_REMINDER = timedelta(days=30), timedelta(days=7)


def is_filled(content: Content, subject: str) -> bool:
    """Say whether a subject was saved as whole."""
    held = content.get(subject, {})
    return bool(held) and all(held.get(name) not in (None, "") for name in _needed(subject))


def _needed(subject: str) -> Iterator[str]:
    for name, kind in FIELDS[subject].items():
        if kind != TEXT or name == "summary":
            yield name


def findings(content: Content, *, kind: OrganizationType, has_file: bool) -> Iterator[Finding]:
    """Say what keeps a report from being filed; warnings only inform.

    :law: SOC/28, PNE/23
    """
    article = "PNE/23" if kind is OrganizationType.SERVICE else "SOC/28"
    for subject in SUBJECTS:
        if not is_filled(content, subject):
            yield Finding("report-subject-missing", law=article, field=subject)
    if not has_file:
        yield Finding("report-paper-missing", law=article, field="paper")
    for subject in SUBJECTS:
        yield from subject_findings(subject, content.get(subject, {}), kind=kind)


def subject_findings(
    subject: str, held: Mapping[str, Any], *, kind: OrganizationType
) -> Iterator[Finding]:
    """Say where the figures of one subject contradict each other.

    :law: SOC/27, PNE/22
    """
    if subject == "staff":
        for part in ("full_time", "insured", "social_workers"):
            if _number(held, part) > _number(held, "staff"):
                detail = {"staff": _number(held, "staff"), "count": _number(held, part)}
                yield Finding("report-part-of-staff", field=part, detail=detail)
    elif subject == "finance":
        yield from _finance(held)
    elif subject == "party":
        if held.get("has_party") == "no" and not str(held.get("party_note", "")).strip():
            yield Finding("report-party-note", field="party_note")
    elif subject == "changes" and held.get("representative_changed") == "yes":
        law = "PNE/22" if kind is OrganizationType.SERVICE else "SOC/27"
        yield Finding("report-audit-due", law=law, warning=True)


def _finance(held: Mapping[str, Any]) -> Iterator[Finding]:
    income, spending = _money(held, "income"), _money(held, "spending")
    parts = sum((_money(held, p) for p in ("from_government", "donations", "fees")), Decimal(0))
    if parts > income:
        detail = {"income": income, "parts": parts, "over": parts - income}
        yield Finding("report-parts-of-income", field="income", detail=detail)
    if _money(held, "activities_cost") > spending:
        cost = _money(held, "activities_cost")
        detail = {"spending": spending, "cost": cost, "over": cost - spending}
        yield Finding("report-part-of-spending", field="activities_cost", detail=detail)


def _number(held: Mapping[str, Any], name: str) -> int:
    return int(held.get(name) or 0)


def _money(held: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(str(held.get(name) or "0"))


def look_first(*, state: ReportState, has_looker: bool) -> Iterator[Finding]:
    """The supervisor unit looks first, where there is one with somebody to look.

    :law: SOC/28
    """
    if state is ReportState.FILED and has_looker:
        yield Finding("report-look-first", law="SOC/28")


def supervisor_due_on(year: int, law: Law) -> date:
    """Return by when the report about `year` is with the supervisor unit.

    :law: SOC/28
    """
    month, day = law.annual_report_supervisor.split("-")
    return date(year + 1, int(month), int(day))


def may_file(year: int, *, registered_on: date, on: date) -> Iterator[Finding]:
    """A report is about a year that is over, in which the organization was registered."""
    if year >= on.year:
        yield Finding("report-year-runs", detail={"year": year})
    elif year < registered_on.year:
        yield Finding("report-before-registration", detail={"year": registered_on.year})


def reminder(year: int, law: Law, *, on: date) -> str:
    """Say which notice is due about a report that is not there: first, last, missed, or none."""
    due = report_due_on(year, law)
    if on > due:
        return "missed"
    if on >= due - LAST_REMINDER:
        return "last"
    return "first" if on >= due - FIRST_REMINDER else ""


def public_part(content: Content) -> dict[str, Any]:
    """Return what of a report the public sees."""
    return {
        name: content[subject][name]
        for subject, names in PUBLIC.items()
        for name in names
        if content.get(subject, {}).get(name) not in (None, "")
    }
