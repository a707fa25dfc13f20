"""What is typed about the directory."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, TextAreaField

from app.directory.labels import CAUSES, CONDITIONS
from app.directory.states import Cause
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


class EvidenceForm(Form):
    """A document that shows a condition."""

    condition = ChoiceField(
        _l("What it shows"), choices=[(c.value, word) for c, word in CONDITIONS.items()]
    )
    file = FileField(_l("Document"), [Needed()], description=_l("A PDF or a picture, up to 20 MB."))


class ReasonForm(Form):
    """Why a decision is taken."""

    cause = ChoiceField(
        _l("Kind of reason"),
        choices=[(c.value, word) for c, word in CAUSES.items()],
        default=Cause.OTHER.value,
        description=_l("For the statistics of suspensions and exits."),
    )

    reason = TextAreaField(
        _l("Reason"),
        [Needed(), Longest(300)],
        description=_l("The organization reads it, and it stays in the history."),
    )
