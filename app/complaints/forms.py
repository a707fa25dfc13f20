"""What is typed about complaints."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Optional

from app.accounts import queries as people
from app.accounts.states import UnitKind
from app.complaints.labels import KINDS, OUTCOMES
from app.forms import ChoiceField, Filters, Form, Longest, MoneyField, Needed

ANY = ("", _l("All"))


class SendForm(Form):
    """What somebody says."""

    kind = ChoiceField(
        _l("What is it?"), [Needed()], choices=[(k.value, word) for k, word in KINDS.items()]
    )
    about = StringField(
        _l("Which organization?"),
        [Needed(), Longest(120)],
        description=_l("Its name or its credit code."),
    )
    text = TextAreaField(
        _l("What happened?"),
        [Needed(), Longest(3000)],
        description=_l("When, where, and what you saw. Up to 3,000 characters."),
    )
    file = FileField(
        _l("Evidence"), [Optional()], description=_l("A PDF or a picture, up to 20 MB.")
    )
    anonymous = BooleanField(
        _l("Send it without a name"),
        description=_l("Then nobody can ask you, and there can be no reward."),
    )
    name = StringField(_l("Your name"), [Optional(), Longest(60)])
    phone = StringField(
        _l("Your telephone"),
        [Optional(), Longest(40)],
        description=_l("Only who handles the matter sees name and telephone."),
    )


class FollowForm(Form):
    """By what one follows it."""

    number = StringField(_l("Number"), [Needed(), Longest(20)])
    word = StringField(_l("Word to follow it"), [Needed(), Longest(20)])


class ListForm(Filters):
    """The filters of the list."""

    q = StringField(_l("Words, number or organization"))
    kind = ChoiceField(_l("Kind"), choices=[ANY, *((k.value, w) for k, w in KINDS.items())])


class TakeUpForm(Form):
    """To whom it is handed."""

    unit = ChoiceField(_l("Who inquires?"), [Needed()])

    def offer(self) -> None:
        """Fill in the units."""
        kinds = (UnitKind.BUREAU, UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.COMMUNITY)
        self.unit.choices = [(str(u.id), u.name) for u in people.units(*kinds)]


class ReasonForm(Form):
    """Why it is not taken up."""

    text = TextAreaField(
        _l("Reason"), [Needed(), Longest(1000)], description=_l("Whoever sent it reads it.")
    )


class AnswerForm(Form):
    """What the inquiry found."""

    outcome = ChoiceField(
        _l("What was found"), [Needed()], choices=[(o.value, word) for o, word in OUTCOMES.items()]
    )
    text = TextAreaField(
        _l("Answer"), [Needed(), Longest(3000)], description=_l("Whoever sent it reads it.")
    )


class RewardForm(Form):
    """A reward."""

    amount = MoneyField(_l("Amount"), [Needed()])
    document = StringField(_l("Document by which it was decided"), [Needed(), Longest(100)])
