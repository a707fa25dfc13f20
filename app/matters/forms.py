"""What is typed about matters."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from app.forms import (
    Between,
    ChoiceField,
    DayField,
    Filters,
    Form,
    Longest,
    Needed,
    RadiosField,
)
from app.matters.labels import KINDS
from app.matters.rules import Facts
from app.matters.states import MatterKind

ANY = ("", _l("All"))


class MatterForm(Form):
    """A major matter, or a major activity."""

    kind = ChoiceField(_l("What is it?"), choices=[(k.value, word) for k, word in KINDS.items()])
    title = StringField(_l("In one line"), [Needed(), Longest(120)])
    happens_on = DayField(_l("Day"), [Needed()])
    content = TextAreaField(_l("What it is about"), [Needed(), Longest(2000)])
    place = StringField(_l("Place"), [Optional(), Longest(200)], description=_l("Of an activity."))
    persons = IntegerField(
        _l("People taking part"),
        [Optional(), Between(0, 1_000_000)],
        description=_l("Of an activity: organizers and guests together."),
    )
    risks = TextAreaField(
        _l("What could go wrong, and what you do about it"),
        [Optional(), Longest(1000)],
        description=_l("Of an activity."),
    )
    file = FileField(
        _l("Document"), [Optional()], description=_l("A PDF or a picture, up to 20 MB.")
    )

    def facts(self) -> Facts:
        """Return what was typed."""
        assert self.happens_on.data is not None  # noqa: S101 -- the form was validated
        return Facts(
            kind=MatterKind(self.kind.data),
            happens_on=self.happens_on.data,
            content=self.content.data or "",
            place=self.place.data or "",
            persons=self.persons.data or 0,
            risks=self.risks.data or "",
        )


class ListForm(Filters):
    """The filters of the list."""

    q = StringField(_l("Words or organization"))
    kind = ChoiceField(_l("Kind"), choices=[ANY, *((k.value, w) for k, w in KINDS.items())])


class OpinionForm(Form):
    """The street's opinion on an activity."""

    supported = RadiosField(
        _l("Opinion"), [Needed()], choices=[("yes", _l("Agreed")), ("no", _l("Advised against"))]
    )
    text = TextAreaField(_l("Reasons and conditions"), [Needed(), Longest(500)])


class RemarkForm(Form):
    """What the bureau writes."""

    text = TextAreaField(
        _l("Remark"), [Optional(), Longest(500)], description=_l("The organization reads it.")
    )
