"""What is asked and said about matches."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from app.forms import ChoiceField, Filters, Form, Longest
from app.organizations.forms import ANY, GRADES
from app.organizations.labels import FIELDS


class FitFilters(Filters):
    """Which part of the list of a call is shown."""

    field = ChoiceField(_l("Field"), choices=[ANY, *FIELDS.items()], default="")
    street = ChoiceField(_l("Street"), choices=[ANY], default="", validate_choice=False)
    grade = ChoiceField(_l("Grade today"), choices=GRADES, default="")


class DeclineForm(Form):
    """Why a call is not for an organization."""

    reason = StringField(_l("Why not? (optional)"), [Longest(300)])
