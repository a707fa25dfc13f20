"""The time line of an organization: to anybody what is public, to offices and itself all of it."""

from datetime import date
from itertools import groupby

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.formats import here_with
from app.guard import requires
from app.organizations import events, sections
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.permissions import May
from app.timelines import labels, telling

__all__ = ["bp", "telling"]

bp = Blueprint("timelines", __name__, url_prefix="/organizations", template_folder="templates")


@sections.add(80)
def life(organization: Organization, _on: date) -> Section:
    """Lead to the time line, and to what the desks do about an organization."""
    values = {
        "organization": organization,
        "may_file": g.actor.may(May.MATTER_FILE, organization),
        "may_order": g.actor.may(May.ACCOUNTS_ORDER),
    }
    return Section("life", _("Time line and supervision"), "timelines/_life.html", values)


@bp.get("/<uuid:organization_id>/timeline")
@requires(May.PUBLIC, organization=organizations.whole)
def show(organization: Organization) -> ResponseReturnValue:
    """Show everything that happened to an organization, year by year."""
    everything = g.actor.may(May.PROFILE_READ, organization)
    found = events.of(organization, all_of_it=everything)
    kinds = sorted({event.kind for event in found}, key=list(labels.KINDS).index)
    asked = request.args.get("kind", "")
    shown = [event for event in found if asked not in kinds or event.kind == asked]
    filters = [(_("All"), here_with(kind=None), asked not in kinds, len(found))]
    for kind in kinds:
        count = sum(event.kind == kind for event in found)
        filters.append((labels.KINDS[kind], here_with(kind=kind), kind == asked, count))
    return render_template(
        "timelines/show.html",
        organization=organization,
        years=[(year, list(rows)) for year, rows in groupby(shown, lambda e: e.day.year)],
        filters=filters,
        kinds=labels.KINDS,
        everything=everything,
        here="directory",
        crumbs=[
            (_("Social organizations"), url_for("organizations.index")),
            (
                organization.short_name,
                url_for("organizations.show", organization_id=organization.id),
            ),
            (_("Time line"), None),
        ],
    )
