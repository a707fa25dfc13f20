"""What is typed about grades."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from app.forms import ChoiceField, DayField, Filters, Form, Longest, Needed, RadiosField
from app.grades.labels import CAUSES, KINDS, STANDINGS
from app.grades.queries import STANDINGS as ASKED
from app.organizations.labels import TYPES
from app.organizations.rules import LEVELS

ANY = ("", _l("All"))


class ResultsForm(Filters):
    """The filters of the results; `on` asks how things stood on an earlier day."""

    q = StringField(_l("Name, credit code or certificate"))
    level = ChoiceField(_l("Grade"), choices=[ANY, *((n, n) for n in LEVELS)], default="")
    type = ChoiceField(
        _l("Type"), choices=[ANY, *((k.value, w) for k, w in TYPES.items())], default=""
    )
    standing = ChoiceField(
        _l("State"), choices=[ANY, *((k, STANDINGS[k][1]) for k in ASKED)], default=""
    )
    on = DayField(_l("As of"))


class DecisionForm(Form):
    """A follow-up of a grade, and what it ends in."""

    kind = RadiosField(
        _l("What is decided"), [Needed()], choices=[(k.value, w) for k, w in KINDS.items()]
    )
    level = ChoiceField(
        _l("New grade"),
        choices=[("", _l("Only for a downgrade")), *((n, n) for n in LEVELS[1:])],
        default="",
    )
    cause = ChoiceField(_l("Cause"), [Needed()], choices=[(k.value, w) for k, w in CAUSES.items()])
    reason = TextAreaField(
        _l("Reason"),
        [Needed(), Longest(300)],
        description=_l("What was found and when. The organization reads it; it becomes public."),
    )
    document = StringField(
        _l("Document of the decision"),
        [Needed(), Longest(200)],
        description=_l("Number and name of the paper by which it was decided"),
    )
    file = FileField(_l("The paper itself"), description=_l("PDF, JPG or PNG"))
