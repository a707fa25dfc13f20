"""What is typed about assessments."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FormField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from app.assessments.labels import CONCLUSIONS, METHODS
from app.forms import (
    Between,
    ChoiceField,
    DayField,
    Filters,
    Form,
    Longest,
    Needed,
    RadiosField,
    Rows,
    SubForm,
)
from app.indicators.forms import FIRST_YEAR, LAST_YEAR, ScoreField
from app.indicators.rules import Indicator
from app.organizations.labels import TYPES

ANY = ("", _l("All"))
MOST_MEMBERS = 200
MOST_LEAVES = 200


class RoundForm(Form):
    """The notice of a round."""

    year = IntegerField(_l("Year"), [Needed(), Between(FIRST_YEAR, LAST_YEAR)])
    title = StringField(_l("Title"), [Needed(), Longest(120)])
    document = StringField(
        _l("Number of the notice"), [Longest(200)], description=_l("Needed to announce it")
    )
    text = TextAreaField(_l("Text of the notice"), [Needed(), Longest(4000)])
    apply_from = DayField(_l("First day of applications"), [Needed()])
    apply_until = DayField(_l("Last day of applications"), [Needed()])
    society = ChoiceField(_l("Scheme for social associations"), choices=[], default="")
    service = ChoiceField(_l("Scheme for private non-enterprise units"), choices=[], default="")
    foundation = ChoiceField(_l("Scheme for foundations"), choices=[], default="")


class ListForm(Filters):
    """The filters of the bureau's list."""

    q = StringField(_l("Name or credit code"))
    round = ChoiceField(_l("Round"), choices=[], default="", validate_choice=False)
    type = ChoiceField(
        _l("Type"), choices=[ANY, *((k.value, w) for k, w in TYPES.items())], default=""
    )


class StartForm(Form):
    """How to be assessed."""

    method = RadiosField(
        _l("Procedure"),
        [Needed()],
        choices=[(k.value, w) for k, w in METHODS.items()],
        default="full",
        description=_l("The simple procedure needs no committee and gives 2A or 1A."),
    )


class SelfRow(SubForm):
    """One indicator of the self-assessment."""

    points = ScoreField(_l("Own points"))
    note = TextAreaField(_l("How it shows"), [Longest(500)])
    file = FileField(_l("Evidence"))


class SelfForm(Form):
    """The self-assessment: one row for each indicator that is scored."""

    rows = Rows(FormField(SelfRow), max_entries=MOST_LEAVES)
    statement = TextAreaField(
        _l("About the year"), [Longest(2000)], description=_l("What the assessors should look at")
    )
    party = BooleanField(_l("We have a party organization, or belong to a joint one"))

    @classmethod
    def of(cls, leaves: Sequence[Indicator], held: dict[str, dict[str, str]]) -> "SelfForm":
        """Return the form with what is kept so far."""
        rows = [
            {"points": number(held.get(leaf.code, {}).get("points")), "note": note_of(held, leaf)}
            for leaf in leaves
        ]
        return cls(data={"rows": rows})


def number(text: str | None) -> Decimal | None:
    """Return kept points."""
    return Decimal(text) if text else None


def note_of(held: dict[str, dict[str, str]], leaf: Indicator) -> str:
    """Return the kept note of an indicator."""
    return held.get(leaf.code, {}).get("note", "")


class SendForm(Form):
    """The declaration before an application is sent."""

    true = BooleanField(
        _l("What we say is true, and we know that false data ends in the loss of the grade."),
        [Needed()],
    )


class ReasonForm(Form):
    """Why a decision is taken."""

    reason = TextAreaField(
        _l("Reason"), [Needed(), Longest(500)], description=_l("Those concerned read it.")
    )


class AcceptForm(Form):
    """What the registrar knows beside the register."""

    last = ChoiceField(
        _l("Annual inspection of last year"),
        [Needed()],
        choices=[("", _l("Please choose")), *CONCLUSIONS.items()],
    )
    before = ChoiceField(
        _l("Annual inspection of the year before"),
        [Needed()],
        choices=[("", _l("Please choose")), *CONCLUSIONS.items()],
    )
    investigated = BooleanField(_l("It is under investigation by an authority"))


class AppointForm(Form):
    """Who assesses."""

    candidate = ChoiceField(
        _l("Assessor"), [Needed()], choices=[], description=_l("Each declares ties first")
    )
    body = StringField(
        _l("Third-party body"),
        [Longest(120)],
        description=_l("Only for assessors of a third-party body: its full name"),
    )


class BeginForm(Form):
    """When the group visits."""

    visit_on = DayField(_l("Day of the visit on site"), [Optional()])


class DeclareForm(Form):
    """What an assessor says about ties."""

    employed = BooleanField(_l("I work in this organization"))
    left_on = DayField(
        _l("I worked there and left on"), description=_l("Leave it empty if you never did")
    )
    ties = TextAreaField(
        _l("Other ties that may touch a fair assessment"),
        [Longest(500)],
        description=_l("Family, money, a paid task, a dispute. Leave it empty if there are none."),
    )
    sure = BooleanField(_l("This is all, and it is true."), [Needed()])


class MarkRow(SubForm):
    """One indicator of a score sheet."""

    points = ScoreField(_l("Points"))
    note = StringField(_l("What was seen"), [Longest(300)])


class SheetForm(Form):
    """A score sheet."""

    rows = Rows(FormField(MarkRow), max_entries=MOST_LEAVES)
    opinion = TextAreaField(_l("Opinion on the whole"), [Longest(2000)])

    @classmethod
    def of(
        cls, leaves: Sequence[Indicator], held: dict[str, dict[str, str]], opinion: str
    ) -> "SheetForm":
        """Return the form with what is kept so far."""
        rows = [
            {"points": number(held.get(leaf.code, {}).get("points")), "note": note_of(held, leaf)}
            for leaf in leaves
        ]
        return cls(data={"rows": rows, "opinion": opinion})


class ReportForm(Form):
    """The report of a third-party body."""

    file = FileField(_l("Report"), description=_l("PDF, DOCX, JPG or PNG"))


class VoteFields(Form):
    """A secret vote: only the counts."""

    members = IntegerField(_l("Members of the committee"), [Optional(), Between(0, MOST_MEMBERS)])
    yes = IntegerField(_l("Said yes"), [Optional(), Between(0, MOST_MEMBERS)])
    no = IntegerField(_l("Said no"), [Optional(), Between(0, MOST_MEMBERS)])


class DecideForm(VoteFields):
    """The vote about a result."""

    minutes = TextAreaField(
        _l("Minutes"),
        [Longest(2000)],
        description=_l("Day and place, who was there, what was decided. No name beside a vote."),
    )


class ObjectForm(Form):
    """An objection."""

    text = TextAreaField(
        _l("What is wrong, and how can it be seen?"),
        [Needed(), Longest(2000)],
        description=_l("The bureau reads your name; it is not shown in public."),
    )


class AnswerForm(VoteFields):
    """The decision about an objection."""

    uphold = RadiosField(
        _l("What is decided"),
        [Needed()],
        choices=[
            ("no", _l("Reject: the result stays")),
            ("yes", _l("Uphold: it is assessed again")),
        ],
    )
    text = TextAreaField(
        _l("Reason"), [Needed(), Longest(2000)], description=_l("Whoever objected reads it.")
    )
