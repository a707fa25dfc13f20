"""What is typed to publish an edition."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField

from app.forms import Between, DayField, Form, Needed


class EditionForm(Form):
    """Which year, and the directory of which day."""

    year = IntegerField(_l("Year"), [Needed(), Between(2000, 2100)])
    as_of = DayField(
        _l("Directory as of"),
        [Needed()],
        description=_l("The directory of this day is frozen and published as the edition."),
    )
