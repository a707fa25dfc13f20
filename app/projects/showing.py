"""What the pages of a project show, gathered for templates and for the paper."""

from collections.abc import Sequence
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from app import clock, formats
from app.amendments import queries as amendments
from app.calls import labels as trunk_words
from app.calls import queries as calls
from app.calls import story
from app.calls.views import doors, has_result, link_to, start_link, tag, track_words
from app.organizations.labels import FIELDS
from app.permissions import May
from app.projects import queries
from app.projects.models import Project


def public_values(project: Project) -> dict[str, Any]:
    """Return what the public page shows beside the project itself."""
    now = clock.now()
    law = calls.law_of(project, clock.local_date(now))
    return {
        "tag": tag(project),
        "story": story.holder(project, now, law),
        "steps": story.timeline(project, law, now),
        "waits_for": story.needs_calendar(project, law),
        "fit_scored": any(c.kind == "fit" for c in project.criteria),
        "payments": payment_words(project.payment_percents) if project.ceiling else None,
        "mode": trunk_words.MODES.get(project.mode, project.mode),
        "track": track_words(project.track),
        "item": f"{project.item.number} {project.item.name}" if project.item else None,
        "code": code_words(project),
        "needs": queries.needs_of(project),
        "versions": calls.versions(project.id),
        "files": file_rows(project),
        "may_ask": g.actor.may(May.CALL_ASK),
        "links": {
            "start": start_link(project),
            "result": link_to("results.show", call_id=project.id) if has_result(project) else None,
        },
        "manages": doors(project),
        "amended": amendments.published(project.id),
    }


def payment_words(percents: Sequence[int]) -> str:
    """Write the parts of the payment: 30%, 40%, 30%, one for each milestone."""
    if not percents:
        return ""
    parts = _(", ").join(f"{p}%" for p in percents)
    return str(_("%(parts)s, one for each milestone once it is accepted", parts=parts))


def code_words(project: Project) -> str:
    """Write the catalogue code with its name."""
    code = project.catalogue_code
    return f"{code} {queries.code_name(code)}" if code else ""


def fact_rows(project: Project) -> list[tuple[str, str]]:
    """Return what only a project has, for the paper."""
    begin, end, locale = project.service_from, project.service_to, formats.language()
    ceiling = project.ceiling
    return [
        (_("Who is served"), project.service_object),
        (_("Content of the service"), project.content),
        (_("Where"), project.place),
        (
            _("Ceiling price"),
            f"{formats.yuan(ceiling, locale)}（{formats.capital(ceiling)}）" if ceiling else "",
        ),
        (_("Service period"), formats.span(begin, end, locale) if begin and end else ""),
        (_("Payment"), payment_words(project.payment_percents) if ceiling else ""),
        (_("How it is accepted"), project.acceptance),
        (_("Mode"), str(trunk_words.MODES.get(project.mode, project.mode))),
        (_("Legal track"), track_words(project.track)),
        (_("Catalogue code"), code_words(project)),
    ]


def file_rows(project: Project) -> list[dict[str, Any]]:
    """Return the files that belong to the notice."""
    printed = {
        "name": _("Notice in full"),
        "url": url_for("projects.notice_pdf", project_id=project.id),
        "note": _("To print and to file, with the scheme in full"),
        "kind": "PDF",
    }
    return [
        printed,
        *(
            {
                "name": f.label,
                "url": url_for("calls.annex", call_id=project.id, file_id=f.id),
                "note": formats.size(f.size),
            }
            for f in calls.annexes(project.id)
        ),
    ]


def field_words(project: Project) -> str:
    """Name the service fields of a project."""
    return str(_(", ").join(str(FIELDS[f]) for f in project.fields if f in FIELDS))
