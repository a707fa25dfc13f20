"""What is typed in the ledger."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from app.forms import Between, ChoiceField, DayField, Form, Longest, Needed, RadiosField
from app.ledgers.labels import KINDS


class RecordForm(Form):
    """An activity or a visit."""

    kind = RadiosField(
        _l("What is it?"),
        [Needed()],
        choices=[(k.value, word) for k, word in KINDS.items()],
        default="activity",
    )
    organization = ChoiceField(_l("Organization"), [Needed()])
    on = DayField(_l("Day"), [Needed()])
    place = StringField(_l("Place"), [Needed(), Longest(120)])
    theme = StringField(_l("Theme"), [Needed(), Longest(120)])
    persons = IntegerField(_l("People taking part"), [Optional(), Between(0, 1_000_000)], default=0)
    result = TextAreaField(
        _l("Effect"), [Needed(), Longest(500)], description=_l("What came of it, in a sentence.")
    )
