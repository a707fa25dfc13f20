"""Words of the log: what its rows are about, its own steps, and the particulars of rows."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from app import formats

DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*[+-]\d\d:\d\d$")
# An id or a digest: its beginning is enough to tell it from others.
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{40,}")

STEPS = {"audit.verify": _l("Checked the log")}

NOTICES = {
    "log-broken": (
        _l("The log does not fit together at row %(row)s"),
        _l("Somebody changed the database behind the portal. Keep a copy, and find out who could."),
    ),
}

# What a row is about. A kind without words here is shown as it is.
KINDS = {
    "audit": lazy_pgettext("log", "Log"),
    "person": lazy_pgettext("log", "Account"),
    "amendment": lazy_pgettext("log", "Amendment"),
    "low_price": lazy_pgettext("log", "Review of a low price"),
    "opener_key": lazy_pgettext("log", "Opening key"),
    "account_audit": lazy_pgettext("log", "Financial audit"),
    "ledger": lazy_pgettext("log", "Ledger of a community"),
    "matter": lazy_pgettext("log", "Major matter"),
    "complaint": lazy_pgettext("log", "Complaint or report"),
    "unit": lazy_pgettext("log", "Unit"),
    "organization": lazy_pgettext("log", "Organization"),
    "claim": lazy_pgettext("log", "Claim of an organization"),
    "filing": lazy_pgettext("log", "Filing"),
    "filed_organization": lazy_pgettext("log", "Filed organization"),
    "registration": lazy_pgettext("log", "Registration case"),
    "condition": lazy_pgettext("log", "Condition of a registration"),
    "branch": lazy_pgettext("log", "Branch office"),
    "directory": lazy_pgettext("log", "Directory entry"),
    "edition": lazy_pgettext("log", "Edition of the directory"),
    "annual_report": lazy_pgettext("log", "Annual report"),
    "inspection_plan": lazy_pgettext("log", "Inspection plan"),
    "inspection": lazy_pgettext("log", "Inspection"),
    "inspector": lazy_pgettext("log", "Inspector"),
    "credit_proposal": lazy_pgettext("log", "Credit proposal"),
    "credit_event": lazy_pgettext("log", "Credit information"),
    "credit_repair": lazy_pgettext("log", "Credit repair"),
    "function": lazy_pgettext("log", "Function item"),
    "need": lazy_pgettext("log", "Need"),
    "budget_line": lazy_pgettext("log", "Budget line"),
    "call": lazy_pgettext("log", "Project or round"),
    "project": lazy_pgettext("log", "Project"),
    "round": lazy_pgettext("log", "Round"),
    "submission": lazy_pgettext("log", "Submission"),
    "panel": lazy_pgettext("log", "Panel"),
    "panel_member": lazy_pgettext("log", "Panel member"),
    "tie": lazy_pgettext("log", "Tie of an expert"),
    "sheet": lazy_pgettext("log", "Score sheet"),
    "result": lazy_pgettext("log", "Result"),
    "award": lazy_pgettext("log", "Award"),
    "objection": lazy_pgettext("log", "Objection"),
    "contract": lazy_pgettext("log", "Contract"),
    "milestone": lazy_pgettext("log", "Milestone"),
    "payment": lazy_pgettext("log", "Payment"),
    "track_record": lazy_pgettext("log", "Track record"),
    "file": lazy_pgettext("log", "File"),
    "import": lazy_pgettext("log", "Import"),
    "parameter": lazy_pgettext("log", "Parameter"),
    "calendar": lazy_pgettext("log", "Calendar"),
    "clock": lazy_pgettext("log", "Clock"),
    "expert": lazy_pgettext("log", "Expert"),
    "match": lazy_pgettext("log", "Match"),
    "assessment_scheme": lazy_pgettext("log", "Scheme of the assessment"),
    "assessment_round": lazy_pgettext("log", "Assessment round"),
    "assessment": lazy_pgettext("log", "Assessment"),
    "assessor": lazy_pgettext("log", "Assessor"),
    "assessment_objection": lazy_pgettext("log", "Objection against an assessment"),
    "grade": lazy_pgettext("log", "Grade"),
    "grade_award": lazy_pgettext("log", "Award for a first grade"),
}

# Names of particulars. What has no words here is shown by its own name.
DETAILS = {
    "amount": lazy_pgettext("log", "amount"),
    "reason": lazy_pgettext("log", "reason"),
    "role": lazy_pgettext("log", "role"),
    "roles": lazy_pgettext("log", "roles"),
    "place": lazy_pgettext("log", "place"),
    "rows": lazy_pgettext("log", "rows"),
    "broken": lazy_pgettext("log", "first row that does not fit"),
    "why": lazy_pgettext("log", "why"),
    "fields": lazy_pgettext("log", "fields"),
    "number": lazy_pgettext("log", "number"),
    "title": lazy_pgettext("log", "title"),
    "deadline": lazy_pgettext("log", "deadline"),
    "size": lazy_pgettext("log", "size"),
    "added": lazy_pgettext("log", "added"),
    "answer_by": lazy_pgettext("log", "answer by"),
    "awards": lazy_pgettext("log", "awards"),
    "before": lazy_pgettext("log", "before"),
    "bidders": lazy_pgettext("log", "bidders"),
    "cause": lazy_pgettext("log", "cause"),
    "changed": lazy_pgettext("log", "changed"),
    "check": lazy_pgettext("log", "check"),
    "code": lazy_pgettext("log", "code"),
    "count": lazy_pgettext("log", "count"),
    "day": lazy_pgettext("log", "day"),
    "days": lazy_pgettext("log", "days"),
    "days_left": lazy_pgettext("log", "days left"),
    "digest": lazy_pgettext("log", "digest"),
    "ended_on": lazy_pgettext("log", "last day"),
    "files": lazy_pgettext("log", "files"),
    "final": lazy_pgettext("log", "final"),
    "findings": lazy_pgettext("log", "findings"),
    "first": lazy_pgettext("log", "first"),
    "funded": lazy_pgettext("log", "funded"),
    "imported": lazy_pgettext("log", "imported"),
    "kind": lazy_pgettext("log", "kind"),
    "left": lazy_pgettext("log", "left"),
    "list": lazy_pgettext("log", "list"),
    "next": lazy_pgettext("log", "next"),
    "note": lazy_pgettext("log", "note"),
    "objection": lazy_pgettext("log", "objection"),
    "office": lazy_pgettext("log", "office"),
    "organization": lazy_pgettext("log", "organization"),
    "organizations": lazy_pgettext("log", "organizations"),
    "owners": lazy_pgettext("log", "owners"),
    "papers": lazy_pgettext("log", "papers"),
    "person": lazy_pgettext("log", "person"),
    "pool": lazy_pgettext("log", "pool"),
    "problems": lazy_pgettext("log", "problems"),
    "pool_hash": lazy_pgettext("log", "digest of the pool"),
    "receipt": lazy_pgettext("log", "receipt"),
    "removed": lazy_pgettext("log", "removed"),
    "same": lazy_pgettext("log", "unchanged"),
    "score": lazy_pgettext("log", "score"),
    "seated": lazy_pgettext("log", "seated"),
    "seconds": lazy_pgettext("log", "seconds"),
    "seed": lazy_pgettext("log", "seed of the draw"),
    "source": lazy_pgettext("log", "source"),
    "spent": lazy_pgettext("log", "spent"),
    "subject": lazy_pgettext("log", "subject"),
    "submission": lazy_pgettext("log", "submission"),
    "to": lazy_pgettext("log", "to"),
    "until": lazy_pgettext("log", "until"),
    "valid_until": lazy_pgettext("log", "valid until"),
    "value": lazy_pgettext("log", "value"),
    "version": lazy_pgettext("log", "version"),
    "voucher": lazy_pgettext("log", "voucher"),
    "year": lazy_pgettext("log", "year"),
    "members": lazy_pgettext("log", "members"),
    "yes": lazy_pgettext("log", "said yes"),
    "no": lazy_pgettext("log", "said no"),
    "sha256": "SHA-256",
}

# What particulars may name: pages and fields of a form, kinds of an import.
NAMED_IN = frozenset({"subject", "changed", "kind"})
NAMES = {
    "item": lazy_pgettext("log", "Item and money"),
    "work": lazy_pgettext("log", "What has to be done"),
    "who": lazy_pgettext("log", "Who may take part"),
    "scheme": lazy_pgettext("log", "How bids are scored"),
    "time": lazy_pgettext("log", "Dates and payment"),
    "theme": lazy_pgettext("log", "Theme and content"),
    "money": lazy_pgettext("log", "Money and caps"),
    "title": lazy_pgettext("log", "Title"),
    "summary": lazy_pgettext("log", "In one sentence"),
    "item_id": lazy_pgettext("log", "Item of the list"),
    "budget_line_id": lazy_pgettext("log", "Budget line"),
    "track": lazy_pgettext("log", "Legal track"),
    "mode": lazy_pgettext("log", "Mode"),
    "service_object": lazy_pgettext("log", "Who is served"),
    "content": lazy_pgettext("log", "Content of the service"),
    "place": lazy_pgettext("log", "Where"),
    "street_ids": lazy_pgettext("log", "Streets"),
    "fields": lazy_pgettext("log", "Service fields"),
    "catalogue_code": lazy_pgettext("log", "Catalogue code"),
    "need_ids": lazy_pgettext("log", "Needs that it answers"),
    "conditions": lazy_pgettext("log", "Conditions"),
    "requires_directory": lazy_pgettext("log", "Directory as a condition"),
    "deadline_at": lazy_pgettext("log", "Deadline"),
    "questions_until": lazy_pgettext("log", "Questions until"),
    "opening_at": lazy_pgettext("log", "Opening"),
    "service_from": lazy_pgettext("log", "Service from"),
    "service_to": lazy_pgettext("log", "Service to"),
    "ceiling": lazy_pgettext("log", "Ceiling price"),
    "payment_percents": lazy_pgettext("log", "Parts of the payment"),
    "acceptance": lazy_pgettext("log", "How it is accepted"),
    "sequence": lazy_pgettext("log", "Which round"),
    "year": lazy_pgettext("log", "Year"),
    "intro": lazy_pgettext("log", "Introduction"),
    "pool": lazy_pgettext("log", "Money of the round"),
    "grant_cap": lazy_pgettext("log", "Most for one project"),
    "labour_share_max": lazy_pgettext("log", "Labour at most"),
    "own_share_min": lazy_pgettext("log", "Own money at least"),
    "performs_from": lazy_pgettext("log", "Projects run from"),
    "performs_to": lazy_pgettext("log", "Projects run to"),
    "organizations": lazy_pgettext("log", "Organizations"),
    "grades": lazy_pgettext("log", "Grades"),
    "functions": lazy_pgettext("log", "Function list"),
    "negative": lazy_pgettext("log", "Negative list"),
    "needs": lazy_pgettext("log", "Needs"),
    "contracts": lazy_pgettext("log", "Contracts performed"),
    "experts": lazy_pgettext("log", "Experts"),
    "catalogue": lazy_pgettext("log", "Catalogue of services"),
}

BREAKS = {
    "missing": _l("a row is missing here"),
    "columns": _l("what the row shows is not what was written down"),
    "hash": _l("what was written down does not fit its seal"),
    "head": _l("rows at the end are gone"),
}


def kind(name: str) -> str:
    """Name a kind of thing."""
    return str(KINDS.get(name, name))


def detail(particulars: Mapping[str, Any]) -> str:
    """Write particulars in one line."""
    said = (
        (DETAILS.get(key, key), _named(value) if key in NAMED_IN else value)
        for key, value in particulars.items()
    )
    return "；".join(
        f"{key}：{_plain(value)}" for key, value in said if value not in (None, "", [])
    )


def _named(value: object) -> object:
    """Put words for the names of pages, fields and kinds."""
    if isinstance(value, list):
        return [_named(one) for one in value]
    return str(NAMES.get(value, value)) if isinstance(value, str) else value


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(_l("yes") if value else _l("no"))
    if isinstance(value, list):
        return "、".join(map(_plain, value))
    if isinstance(value, dict):
        return detail(value)
    return _moment(value) if isinstance(value, str) else str(value)


def _moment(text: str) -> str:
    """Write what was kept as a day or an instant as an office writes it; leave the rest alone."""
    try:
        if DAY.fullmatch(text):
            return formats.fullday(date.fromisoformat(text))
        if INSTANT.match(text):
            return formats.stamp(datetime.fromisoformat(text))
    except ValueError:
        return text
    return f"{text[:8]}…" if KEY.fullmatch(text) else text
