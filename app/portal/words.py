"""What templates everywhere ask of the portal: where a call's page is, how its tag looks."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import clock, formats
from app.calls.labels import standing
from app.calls.models import Call
from app.organizations import rules as organizations
from app.organizations.models import Organization


def call_url(call: Call) -> str:
    """Return the address of a call's public page, whatever its kind."""
    values: dict[str, Any] = {f"{call.kind}_id": call.id}
    return url_for(f"{call.kind}s.show", **values)


def phase_tag(call: Call) -> str:
    """Return the kind of tag for where a call stands now."""
    return standing(call.kind, call.phase(clock.now()))[0]


def phase_word(call: Call) -> str:
    """Return where a call stands now, in words."""
    return str(standing(call.kind, call.phase(clock.now()))[1])


def grade_words(organization: Organization) -> str:
    """Return the grade valid today, in words."""
    today = clock.local_date(clock.now())
    grade = organizations.grade_at(organization.grades, today)
    if grade is None:
        return str(_("No valid grade"))
    return str(
        _(
            "%(grade)s, valid until %(day)s",
            grade=grade.level,
            day=formats.plainday(grade.valid_until, formats.language()),
        )
    )
