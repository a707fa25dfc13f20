"""What is typed about panels: the draw, a declaration, a score sheet, an entry of the pool."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.forms import ChecksField, ChoiceField, DayField, Filters, Form, Needed, RadiosField
from app.organizations.labels import FIELDS
from app.panels.labels import TIES
from app.panels.rules import REASON_MAX, Cell, plain


class DrawForm(Form):
    """How many are drawn, and from how wide a pool."""

    size = IntegerField(
        _l("Members"),
        [InputRequired(_l("Write how many members"))],
        render_kw={"inputmode": "numeric"},
    )
    widen = BooleanField(_l("Also draw from other fields, after the experts of the field"))


class DeclareForm(Form):
    """The declaration of somebody who accepts."""

    seen = BooleanField(
        _l(
            "I have read the list of bidders. In the last three years I was not employed by any of "
            "them, and neither I nor close relatives are tied to the people in charge"
        )
    )


class RecuseForm(Form):
    """Why somebody steps back."""

    reason = TextAreaField(
        _l("Which tie or obstacle is there"),
        [Needed(), Length(max=REASON_MAX)],
        description=_l("Kept in the file of this review; bidders do not see it."),
        render_kw={"rows": 3},
    )


class TieForm(Form):
    """A tie to an organization."""

    organization = StringField(
        _l("Which organization"),
        [Needed(), Length(max=120)],
        description=_l("Its full name, its credit code or its filing number."),
    )
    kind = RadiosField(_l("What the tie is"), [Needed()], choices=list(TIES.items()))
    ended_on = DayField(
        _l("Last day of the work or contract"),
        [Optional()],
        description=_l("Only for work and contracts that have ended. Nothing while they last."),
    )
    reason = TextAreaField(
        _l("In a few words"),
        [Needed(), Length(max=REASON_MAX)],
        description=_l("Kept in the file; bidders do not see it."),
        render_kw={"rows": 3},
    )


class LiftForm(Form):
    """Why a tie is lifted."""

    why = StringField(_l("Why it was wrong"), [Needed(), Length(max=REASON_MAX)])


class SignForm(Form):
    """What is written when signing."""

    dissent = TextAreaField(
        _l("A different opinion, if there is one"),
        [Optional(), Length(max=500)],
        description=_l("Goes into the report with your reasons. Nothing written means agreement."),
        render_kw={"rows": 3},
    )


class ExpertForm(Form):
    """An entry of the pool."""

    employer = StringField(_l("Employer"), [Needed(), Length(max=120)])
    title = StringField(_l("Professional title"), [Optional(), Length(max=60)])
    fields = ChecksField(_l("Service fields"), [Needed()], choices=list(FIELDS.items()))
    valid_until = DayField(
        _l("In the pool until"),
        [Needed()],
        description=_l("That day included. A day in the past takes the expert out of the pool."),
    )


class PoolFilters(Filters):
    """The filters of the pool."""

    q = StringField(_l("Name, number, employer or title"))
    field = ChoiceField(_l("Service field"), choices=[])
    valid = ChoiceField(_l("Validity"), choices=[])

    def __init__(self) -> None:
        super().__init__()
        self.field.choices = [("", _("All fields")), *FIELDS.items()]
        self.valid.choices = [("", _("All")), ("yes", _("Valid today")), ("no", _("Expired"))]


def sheet_form(cells: Sequence[Cell]) -> type[Form]:
    """Return the form of a sheet: points and a reason for each criterion."""
    fields: dict[str, object] = {}
    for cell in cells:
        fields[f"{cell.key}-points"] = StringField(
            _(
                "Points, 0 to %(most)s, by steps of %(step)s",
                most=plain(cell.most),
                step=plain(cell.step),
            ),
            default=cell.points,
            render_kw={"inputmode": "decimal", "autocomplete": "off"},
        )
        fields[f"{cell.key}-reason"] = TextAreaField(
            _("Reason"), default=cell.reason, render_kw={"rows": 2}
        )
    return type("SheetForm", (Form,), fields)
