"""Asking, answering, and the filters of the public list."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.fields import SearchField

from app.calls.rules import QUESTION_MAX
from app.forms import Filters, Form, Longest


class AskForm(Form):
    """A question before the deadline."""

    text = TextAreaField(
        _l("Your question"),
        validators=[Longest(QUESTION_MAX)],
        description=_l("Your name is not shown. Do not write anything by which you can be known"),
    )
    organization_id = SelectField(_l("For which organization"))


class AnswerForm(Form):
    """An answer to all."""

    text = TextAreaField(
        _l("Answer"),
        validators=[Longest(2000)],
        description=_l("Published to all at once. What affects bids must be out in time"),
    )


class ReasonForm(Form):
    """Why a call is cancelled."""

    reason = TextAreaField(
        _l("Reason"), validators=[Longest(300)], description=_l("Published as written")
    )


class NoteForm(Form):
    """What has to be changed before it can be published."""

    note = TextAreaField(_l("What has to be changed"), validators=[Longest(500)])


class ListForm(Filters):
    """The filters of a list, beside its states."""

    q = SearchField(_l("Words"))
    kind = SelectField(_l("Kind"))
    field = SelectField(_l("Field"))
    track = SelectField(_l("Legal track"))
