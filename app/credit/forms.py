"""What is typed about credit."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Optional

from app import formats
from app.credit.labels import KINDS, PENALTIES
from app.forms import ChoiceField, DayField, Filters, Form, Longest, MoneyField, Needed
from app.law.grounds import grounds, of_list
from app.organizations.states import LISTS, CreditKind

ANY = ("", _l("All"))


def ground_choices(kind: str) -> list[tuple[str, str]]:
    """Return the grounds of a list in the language of the request."""
    english = formats.language() == formats.EN
    return [(g.code, g.en if english else g.zh) for g in of_list(kind)]


class ListForm(Filters):
    """The filters of a list; `on` asks for an earlier day."""

    q = StringField(_l("Name or credit code"))
    ground = ChoiceField(_l("Ground"), choices=[ANY], default="")
    street = ChoiceField(_l("Street"), choices=[ANY], default="", validate_choice=False)
    on = DayField(_l("As of"))


class DeskForm(Filters):
    """The filters of what waits."""

    q = StringField(_l("Name or credit code"))
    kind = ChoiceField(
        _l("List"), choices=[ANY, *((k.value, word) for k, word in KINDS.items())], default=""
    )


class PaperForm(Form):
    """The decision that an entry stands on."""

    reason = TextAreaField(
        _l("Reason"),
        [Needed(), Longest(300)],
        description=_l("It is public as long as the entry is. Write no names of persons."),
    )
    office = StringField(_l("Decided by"), [Needed(), Longest(100)])
    number = StringField(
        _l("Number of the decision"),
        [Needed(), Longest(60)],
        description=_l("As on the paper, for example 〔2026〕12号."),
    )
    first_on = DayField(
        _l("First day"),
        [Needed()],
        description=_l("The day of the decision. From this day on every gate sees the entry."),
    )
    file = FileField(
        _l("Decision as a file"),
        [Optional()],
        description=_l("PDF, up to 20 MB. Seen by the organization and by offices only."),
    )


class EnterForm(PaperForm):
    """A new piece of credit information."""

    kind = ChoiceField(_l("List"), choices=[(k.value, word) for k, word in KINDS.items()
                                            if k is not CreditKind.INSPECTION])  # fmt: skip
    ground = ChoiceField(
        _l("Ground"),
        choices=[],
        default="",
        description=_l("For the two lists only: one of the grounds of the measures."),
    )
    letter_1 = DayField(
        _l("First letter"), description=_l("Only for “not to be reached”: two letters.")
    )
    letter_2 = DayField(_l("Second letter"))
    penalty = ChoiceField(
        _l("Kind of penalty"),
        choices=[("", _l("none")), *((p.value, word) for p, word in PENALTIES.items())],
        default="",
    )
    fine = MoneyField(_l("Fine"))

    def offer_grounds(self) -> None:
        """Fill in the grounds of both lists."""
        found = [pair for kind in LISTS for pair in ground_choices(kind)]
        self.ground.choices = [("", "—"), *found]

    def chosen(self) -> CreditKind:
        """Return the chosen kind."""
        return CreditKind(self.kind.data)

    def chosen_ground(self) -> str:
        """Return the chosen ground, if the list knows it."""
        return self.ground.data if self.ground.data in grounds() else ""


class ReasonForm(Form):
    """Why something is decided."""

    reason = TextAreaField(
        _l("Reason"),
        [Needed(), Longest(300)],
        description=_l("The organization reads it, and it stays in the history."),
    )


class DropForm(Form):
    """Why a proposal is dropped."""

    refusal = TextAreaField(_l("Why is it dropped?"), [Needed(), Longest(300)])


class RepairForm(Form):
    """An application for repair."""

    statement = TextAreaField(
        _l("What have you put right, when and how?"),
        [Needed(), Longest(1000)],
        description=_l("The bureau verifies it. Two or three sentences are enough."),
    )
    file = FileField(_l("Proof"), [Optional()], description=_l("PDF or picture, up to 20 MB."))
    true = BooleanField(_l("What I write is true, and I know that false proof is a new cause."),
                        [Needed()])  # fmt: skip
