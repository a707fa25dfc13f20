"""What is typed about inspections."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from app.forms import (
    Between,
    ChecksField,
    ChoiceField,
    DayField,
    Filters,
    Form,
    Longest,
    MomentField,
    Needed,
    RadiosField,
)
from app.inspections.labels import KINDS, RESULTS
from app.inspections.states import InspectionState, Result
from app.words import state


class PlanForm(Form):
    """A plan of inspections."""

    number = StringField(
        _l("Number of the plan"),
        [Needed(), Longest(40)],
        description=_l("For example 〔2026〕抽查1号."),
    )
    title = StringField(_l("Title"), [Needed(), Longest(120)])
    kind = ChoiceField(_l("Kind"), choices=[(k.value, word) for k, word in KINDS.items()])
    year = IntegerField(_l("Year"), [Between(2000, 2100)])
    matters = TextAreaField(
        _l("What is inspected"),
        [Needed(), Longest(1000)],
        description=_l("The matters, one a line. They are public."),
    )
    departments = ChecksField(
        _l("Departments that inspect together"),
        choices=[],
        validate_choice=False,
        description=_l("For a joint inspection; none if the bureau inspects alone."),
    )
    source = StringField(
        _l("Public source of the seed"),
        [Needed(), Longest(200)],
        description=_l(
            "Something public that nobody knows yet, for example the numbers of a lottery draw"
            " on a named day. The draw can then be repeated by anybody."
        ),
    )
    draw_at = MomentField(_l("Moment of the draw"), [Needed()])
    visits_until = DayField(_l("Visits until"), [Needed()])


class DrawForm(Form):
    """What the public source said."""

    announced = StringField(
        _l("What the public source said"),
        [Needed(), Longest(200)],
        description=_l("Exactly as published; it goes into the seed and cannot be changed."),
    )


class InspectorForm(Form):
    """A person with inspection papers."""

    person = ChoiceField(_l("Person"), choices=[], validate_choice=False)
    number = StringField(_l("Number of the papers"), [Needed(), Longest(40)])
    valid_until = DayField(_l("Papers valid until"), [Needed()])


class VisitForm(Form):
    """The record of a visit."""

    result = RadiosField(
        _l("Result"), [Needed()], choices=[(r.value, w) for r, w in RESULTS.items()]
    )
    visited_on = DayField(_l("Day of the visit"), [Needed()])
    papers_shown = BooleanField(_l("Two inspectors were there and showed their papers."))
    findings = TextAreaField(
        _l("What was found"), [Optional(), Longest(2000)], description=_l("Needed for problems.")
    )
    order_no = StringField(_l("Number of the order"), [Optional(), Longest(60)])
    rectify_by = DayField(_l("To be put right by"))
    penalty = TextAreaField(
        _l("Proposal of a penalty"),
        [Optional(), Longest(300)],
        description=_l("It becomes a proposal for the bureau."),
    )
    file = FileField(
        _l("Signed record"), [Optional()], description=_l("PDF or picture, up to 20 MB.")
    )

    def chosen(self) -> Result:
        """Return the chosen result."""
        return Result(self.result.data)


class ReasonForm(Form):
    """Why a record goes back."""

    reason = TextAreaField(_l("What has to be written anew"), [Needed(), Longest(300)])


class RecuseForm(Form):
    """Why an inspector steps back."""

    interest = TextAreaField(_l("What is the interest?"), [Needed(), Longest(300)])


class AnswerForm(Form):
    """What the organization has put right."""

    answer = TextAreaField(_l("What have you put right, when and how?"), [Needed(), Longest(2000)])
    file = FileField(_l("Proof"), [Optional()], description=_l("PDF or picture, up to 20 MB."))


class NoteForm(Form):
    """How an answer was verified."""

    note = TextAreaField(
        _l("How it was verified, or what is missing"),
        [Needed(), Longest(300)],
        description=_l("The organization reads it."),
    )


class RowsForm(Filters):
    """The filters of the inspections of a plan."""

    q = StringField(_l("Name or credit code"))
    state = ChoiceField(_l("State"), choices=[("", _l("All"))], default="")

    @classmethod
    def filled(cls) -> "RowsForm":
        """Return it with the states."""
        form = cls()
        states = [(s.value, state("inspection", s)) for s in InspectionState]
        form.state.choices = [form.state.choices[0], *states]
        return form
