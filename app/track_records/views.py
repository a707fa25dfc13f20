"""What others show of track records: a section on the page of an organization, and a macro.

{% import "track_records/_records.html" as records with context %}{{ records.table(list) }}
"""

from datetime import date

from flask import Blueprint
from flask_babel import gettext as _

from app.organizations import sections
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.track_records import queries

bp = Blueprint("track_records", __name__, template_folder="templates")


@sections.add(20)
def performed(organization: Organization, on: date) -> Section:
    """Show what the organization has performed, with the scores."""
    values = {"records": queries.of(organization.id, on), "mean": queries.district_mean(on)}
    return Section("record", _("Track record"), "track_records/_section.html", values)
