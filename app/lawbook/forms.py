"""What is typed on the law pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from app.forms import ChoiceField, DayField, Filters, Form, Longest, Needed
from app.law.parameters import Parameter
from app.lawbook import labels
from app.lawbook.rules import NO, YES

ANY = ("", _l("All"))


class SearchForm(Filters):
    """The filters of the instruments and articles."""

    q = StringField(_l("Words, article or rule number"))
    kind = ChoiceField(_l("Kind of instrument"), choices=[ANY, *labels.KINDS.items()], default="")
    known = ChoiceField(_l("How it is known"), choices=[ANY, *labels.KNOWN.items()], default="")


class ParametersForm(Filters):
    """Which values are asked for."""

    day = DayField(_l("In force on"))
    q = StringField(_l("Words in the name"))
    group = ChoiceField(_l("Group"), choices=[ANY, *labels.GROUPS.items()], default="")


class TracksForm(Filters):
    """The day for which the tracks are shown."""

    day = DayField(_l("In force on"))


class ValueForm(Form):
    """A dated value of the district."""

    value = StringField(_l("Value"))
    since = DayField(_l("In force from"), [Needed()])
    source = StringField(
        _l("Source"),
        [Needed(), Longest(300)],
        description=_l("The paper with its number or article."),
    )

    @classmethod
    def of(cls, parameter: Parameter) -> "ValueForm":
        """Return the form with the field that the parameter's kind needs."""
        kind = _KINDS.get(parameter.type, cls)
        return kind()


class YesNoForm(ValueForm):
    """A value that is yes or no."""

    value = ChoiceField(_l("Value"), choices=[(YES, _l("yes")), (NO, _l("no"))])


class LongForm(ValueForm):
    """A value of several lines."""

    value = TextAreaField(_l("Value"))


_KINDS = {"bool": YesNoForm, "table": LongForm, "words": LongForm}


class CalendarForm(Form):
    """The notice of a year as data."""

    file = FileField(
        _l("File of the year (JSON)"),
        description=_l(
            "In the form of holiday-cn: year, papers, days with name, date and isOffDay."
        ),
    )
    text = TextAreaField(_l("Or paste the text here"))
