"""What is typed about registrations: one subject a page."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.validators import Optional

from app.accounts import queries as accounts
from app.accounts.states import UnitKind
from app.forms import (
    Between,
    ChecksField,
    ChoiceField,
    CodeField,
    DayField,
    Filters,
    Form,
    Longest,
    MoneyField,
    Needed,
)
from app.law import Law
from app.organizations.labels import FIELDS, TYPES
from app.organizations.states import OrganizationType
from app.registrations import labels, rules

ANY = ("", _l("All"))
CHOOSE = ("", _l("Please choose"))
KINDS = [(kind.value, word) for kind, word in TYPES.items()]
TEXT_MAX = 1000
MOST_MEMBERS = 1_000_000


class WorkForm(Filters):
    """The filters of the cases."""

    q = StringField(_l("Name or number"))
    kind = ChoiceField(
        _l("What is asked for"),
        choices=[ANY, *((k.value, word) for k, word in labels.KINDS.items())],
        default="",
    )


class StartForm(Form):
    """The beginning: name, form, kind."""

    name = StringField(
        _l("Name of the new organization"),
        [Needed(), Longest(120)],
        description=_l("In full, with the district, as it will stand on the certificate."),
    )
    type = ChoiceField(_l("Type"), [Needed()], choices=[CHOOSE, *KINDS])
    category = ChoiceField(_l("Category"), [Needed()])

    def offer(self, law: Law) -> None:
        """Fill in the kinds of the day."""
        self.category.choices = [CHOOSE, *((kind, kind) for kind in rules.kinds(law))]


class NewcomerStartForm(StartForm):
    """The beginning by somebody without an account."""

    your_name = StringField(_l("Your name"), [Needed(), Longest(60)])
    your_phone = StringField(
        _l("Mobile phone"),
        [Needed(), Longest(20)],
        description=_l("You sign in with this number. Only the offices and you see it."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    password = PasswordField(
        _l("Password"),
        [Needed()],
        description=_l("At least 10 characters. A sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


class AboutForm(Form):
    """Name, type, kind; whether a law asks for approval first; the filed group it grows from."""

    name = StringField(_l("Name of the new organization"), [Needed(), Longest(120)])
    type = ChoiceField(_l("Type"), [Needed()], choices=KINDS)
    category = ChoiceField(_l("Category"), [Needed()])
    preapproval = BooleanField(
        _l("A law asks for the approval of another office first (for example schools, clinics).")
    )
    fields = ChecksField(_l("Service fields"), [Optional()], choices=list(FIELDS.items()))
    filed_no = StringField(
        _l("Filing number, if a filed organization grows into it"),
        [Optional(), Longest(40)],
        description=_l("Its history stays; its filing ends the day before the registration."),
    )

    def offer(self, law: Law) -> None:
        """Fill in the kinds of the day."""
        self.category.choices = [(kind, kind) for kind in rules.kinds(law)]


class PurposeForm(Form):
    """What for, why, and how."""

    purpose = TextAreaField(_l("Purpose in the charter"), [Needed(), Longest(TEXT_MAX)])
    scope = TextAreaField(
        _l("Scope in the charter"), [Needed(), Longest(TEXT_MAX)],
        description=_l("What it will do. Projects are compared with it later."),
    )  # fmt: skip
    necessity = TextAreaField(
        _l("Why it is needed"), [Needed(), Longest(TEXT_MAX)],
        description=_l("Whom it serves, and what there is already."),
    )  # fmt: skip
    feasibility = TextAreaField(
        _l("How it will work"), [Needed(), Longest(TEXT_MAX)],
        description=_l("People, place and money of the first two years."),
    )  # fmt: skip


class PeopleForm(Form):
    """Who founds and leads it, and where."""

    legal_representative = StringField(_l("Future legal representative"), [Needed(), Longest(60)])
    phone = StringField(
        _l("Telephone"),
        [Needed(), Longest(40)],
        description=_l("Shown in public with four digits covered."),
    )
    members = IntegerField(
        _l("Number of members or staff"), [Optional(), Between(0, MOST_MEMBERS)], default=0
    )
    street_id = ChoiceField(_l("Street"), [Needed()])
    address = StringField(_l("Address"), [Needed(), Longest(200)])

    def offer(self) -> None:
        """Fill in the streets."""
        streets = accounts.units(UnitKind.STREET)
        self.street_id.choices = [CHOOSE, *((str(u.id), u.short_name) for u in streets)]


class MoneyForm(Form):
    """The capital, or what is proved next year."""

    capital = MoneyField(_l("Registered capital"), [Optional()])
    conditional = BooleanField(
        _l("Members or capital are not complete yet; we prove them with next year's annual report.")
    )
    missing = StringField(
        _l("What is missing today"),
        [Optional(), Longest(300)],
        description=_l("For example: 12 of the members, 10,000 yuan of the capital."),
    )


class SupervisorForm(Form):
    """The unit that supervises its business."""

    supervisor_id = ChoiceField(
        _l("Business supervisory unit"),
        [Optional()],
        description=_l(
            "Needed for political, legal and religious organizations, and where a law asks."
        ),
    )

    def offer(self) -> None:
        """Fill in the offices."""
        offices = accounts.units(UnitKind.BUREAU, UnitKind.DEPARTMENT)
        none = ("", _l("None: registered directly"))
        self.supervisor_id.choices = [none, *((str(u.id), u.name) for u in offices)]


class UploadForm(Form):
    """One material."""

    file = FileField(_l("File"), description=_l("PDF, picture, DOCX or XLSX, up to 20 MB."))


class SubmitForm(Form):
    """The declaration."""

    true = BooleanField(_l("The founders agree, and what I handed in is true."), [Needed()])


class TextForm(Form):
    """Why something is returned or refused."""

    text = TextAreaField(
        _l("Reason"), [Longest(500)], description=_l("The applicant reads it: say all at once.")
    )


class ReviewForm(Form):
    """The three heads of the registration authority."""

    completeness = TextAreaField(_l("Completeness"), [Needed(), Longest(300)])
    necessity = TextAreaField(_l("Necessity"), [Needed(), Longest(300)])
    feasibility = TextAreaField(_l("Feasibility"), [Needed(), Longest(300)])


class SuperviseForm(Form):
    """What the supervisory unit found."""

    note = TextAreaField(
        _l("Name, purpose, scope, leading persons and members"), [Needed(), Longest(1000)]
    )


class PartyForm(Form):
    """Nothing is typed here: of the political review the result alone is kept."""


class DecideForm(Form):
    """The decision."""

    uscc = CodeField(
        _l("Unified social credit code"),
        [Optional()],
        description=_l("18 characters. It is checked, and has to fit the type."),
    )
    document = StringField(
        _l("Paper of the decision"), [Optional(), Longest(120)],
        description=_l("Title or number, for example: 澜民准登〔2026〕15号."),
    )  # fmt: skip
    first_day = DayField(_l("First day"), [Optional()])
    text = TextAreaField(_l("Reason, if it is refused"), [Optional(), Longest(500)])


class MeetForm(Form):
    """The proof that was missing."""

    document = StringField(_l("Proof handed in"), [Needed(), Longest(120)])


class ExtendForm(Form):
    """More time."""

    due_on = DayField(_l("New last day"), [Needed()])
    reason = StringField(_l("Reason"), [Needed(), Longest(300)])


class EndReasonForm(Form):
    """Why an organization is to be deregistered."""

    reason = TextAreaField(_l("Reason"), [Needed(), Longest(500)])


class BranchForm(Form):
    """A branch office."""

    name = StringField(_l("Name of the branch"), [Needed(), Longest(120)])
    address = StringField(_l("Address"), [Needed(), Longest(200)])
    head = StringField(_l("Head of the branch"), [Needed(), Longest(60)])
    starts_on = DayField(_l("First day"), [Needed()])
    document = StringField(
        _l("Resolution"), [Needed(), Longest(120)],
        description=_l("Title or number of the resolution of the board."),
    )  # fmt: skip


def chosen_type(value: str) -> OrganizationType:
    """Return a type by its key."""
    return OrganizationType(value)
