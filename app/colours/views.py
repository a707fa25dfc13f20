"""Pages of the colours: the published rules, and the colour on an organization's page."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.colours import labels, queries, rules
from app.colours.states import Colour, Sign
from app.forms import ChoiceField
from app.guard import requires
from app.lawbook.labels import KEYS
from app.organizations import filters, sections
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.permissions import May

bp = Blueprint("colours", __name__, url_prefix="/colours", template_folder="templates")

CHOICES = [("", _l("All")), *((c.value, word) for c, word in labels.COLOURS.items())]
filters.add(
    "colour", ChoiceField(_l("Colour today"), choices=CHOICES, default=""), queries.is_colour
)


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the rules in force today, and how many organizations have which colour."""
    on = clock.local_date(clock.now())
    law = queries.law_of(on)
    signs = {c: [s for s in Sign if rules.colour_of_sign(s, law) is c] for c in reversed(Colour)}
    return render_template(
        "colours/index.html",
        on=on,
        law=law,
        signs=signs,
        counts=queries.counts(on),
        labels=labels,
        sign_words=KEYS,
        here="supervision",
        crumbs=[(_("Home"), "/"), (_("Supervision by colour"), None)],
    )


@sections.add(40)
def standing(organization: Organization, on: date) -> Section | None:
    """Show the colour of today with its reasons."""
    seen = queries.seen(organization, on)
    colour = rules.strictest(s.colour for s in seen)
    values = {"seen": seen, "colour": colour, "labels": labels, "law": queries.law_of(on)}
    return Section("colour", _("Supervision by colour"), "colours/_standing.html", values)
