"""What comes from the pages of low prices."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import IntegerField, StringField, TextAreaField

from app.forms import Form


class AskForm(Form):
    """How long a bidder gets, and why where no line is crossed."""

    minutes = IntegerField(_l("Minutes to explain"))
    reason = StringField(_l("Why the panel finds it too low"), default="")


class AnswerForm(Form):
    """The explanation, with what proves the costs."""

    text = TextAreaField(_l("How the work is done for this price"), default="")
    files = MultipleFileField(_l("What proves the costs"))


class DecideForm(Form):
    """What the panel found."""

    opinion = TextAreaField(_l("Opinion of the panel"), default="")
