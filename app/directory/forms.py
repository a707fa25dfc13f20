"""What is typed about the directory."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField

from app.forms import ChoiceField, DayField, Form, Longest, Needed
from app.organizations.forms import GRADES, SearchForm


class DirectoryForm(SearchForm):
    """The filters of the directory; `on` asks for the directory of an earlier day."""

    grade = ChoiceField(_l("Grade that day"), choices=GRADES, default="")
    on = DayField(_l("As of"))


class ApplyForm(Form):
    """The application: nearly everything is known already."""

    basis = TextAreaField(
        _l("What do you want to take over, and what have you done so far?"),
        [Needed(), Longest(300)],
        description=_l("Two or three sentences. It stands beside your name during the publicity."),
    )
    true = BooleanField(
        _l(
            "We have sound governance, independent accounts, a fixed place of work, and had no major"
            " violation in the last three years."
        ),
        [Needed()],
    )


class ReasonForm(Form):
    """Why a decision is taken."""

    reason = TextAreaField(
        _l("Reason"),
        [Needed(), Longest(300)],
        description=_l("The organization reads it, and it stays in the history."),
    )
