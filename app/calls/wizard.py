"""What the forms of both kinds share: which finding belongs to which page, how far a page is."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from app.calls.models import Call
from app.errors import Finding

Subjects = Mapping[str, Sequence[str]]
SCHEME = "scheme"
_SCHEME_FIELDS = ("points_", "grade_", "judged-", "half_life", "kappa")


def of_subject(subject: str, subjects: Subjects, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are put right on one page of the form."""
    if subject == SCHEME:
        own = {name for names in subjects.values() for name in names}
        return [
            f for f in found if (f.field or "").startswith(_SCHEME_FIELDS) and f.field not in own
        ]
    return [f for f in found if f.field in subjects[subject]]


def task(call: Call, subject: str, subjects: Subjects, found: Sequence[Finding]) -> dict[str, str]:
    """Return kind and word of the tag for one page: filled in, partly, not begun, to change."""
    against = [f for f in of_subject(subject, subjects, found) if not f.warning]
    if not against:
        return {"kind": "ok", "word": _("Filled in")}
    if all(f.code.endswith("-missing") for f in against):
        if any(getattr(call, name, None) for name in subjects[subject]):
            return {"kind": "part", "word": _("Partly filled in")}
        return {"kind": "lock", "word": _("Not begun")}
    return {"kind": "bad", "word": _("%(n)s to change", n=len(against))}


def sorted_out(
    subjects: Subjects, found: Sequence[Finding]
) -> tuple[list[tuple[Finding, str | None]], list[tuple[Finding, str | None]]]:
    """Return what stands against publishing and the warnings, each with the page to put it right."""
    page = {id(f): name for name in subjects for f in of_subject(name, subjects, found)}
    pairs = [(f, page.get(id(f))) for f in found]
    return [p for p in pairs if not p[0].warning], [p for p in pairs if p[0].warning]


def following(subject: str, subjects: Subjects) -> str | None:
    """Return the page after this one, or none after the last."""
    return dict(pairwise(subjects)).get(subject)


def values(call: Call, names: Sequence[str]) -> dict[str, Any]:
    """Return what is kept, as form fields take it: ids and choices as text."""
    found = {name: getattr(call, name) for name in names}
    for name in ("item_id", "budget_line_id"):
        if name in found:
            found[name] = str(found[name]) if found[name] else ""
    if "track" in found:
        found["track"] = found["track"].value
    return found
