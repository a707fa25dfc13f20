"""Words of the log: what its rows are about, its own steps, and the particulars of rows."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

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
    "unit": lazy_pgettext("log", "Unit"),
    "organization": lazy_pgettext("log", "Organization"),
    "claim": lazy_pgettext("log", "Claim of an organization"),
    "directory": lazy_pgettext("log", "Directory entry"),
    "function": lazy_pgettext("log", "Function item"),
    "need": lazy_pgettext("log", "Need"),
    "budget_line": lazy_pgettext("log", "Budget line"),
    "call": lazy_pgettext("log", "Project or round"),
    "project": lazy_pgettext("log", "Project"),
    "round": lazy_pgettext("log", "Round"),
    "submission": lazy_pgettext("log", "Submission"),
    "panel": lazy_pgettext("log", "Panel"),
    "panel_member": lazy_pgettext("log", "Panel member"),
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
    "sha256": "SHA-256",
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
    said = ((DETAILS.get(key, key), value) for key, value in particulars.items())
    return "；".join(
        f"{key}：{_plain(value)}" for key, value in said if value not in (None, "", [])
    )


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(_plain, value))
    if isinstance(value, dict):
        return detail(value)
    return str(value)
