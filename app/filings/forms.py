"""What is typed about filings: one subject a page."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.validators import Optional

from app.accounts import queries as accounts
from app.accounts.states import UnitKind
from app.filings import labels
from app.filings.models import FiledStand
from app.filings.states import CheckVerdict, GroupKind
from app.forms import (
    Between,
    ChecksField,
    ChoiceField,
    CodeField,
    DayField,
    Filters,
    Form,
    Longest,
    Needed,
    RadiosField,
)
from app.organizations.labels import FIELDS

ANY = ("", _l("All"))
CHOOSE = ("", _l("Please choose"))
GROUPS = [(kind.value, word) for kind, word in labels.GROUP_KINDS.items()]
MOST_MEMBERS = 100_000
TEXT_MAX = 1000


class ListForm(Filters):
    """The filters of who is filed."""

    q = StringField(_l("Name or filing number"))
    kind = ChoiceField(_l("Kind of group"), choices=[ANY, *GROUPS], default="")
    street = ChoiceField(_l("Street"), choices=[ANY], default="", validate_choice=False)
    on = DayField(_l("As of"), [Optional()])

    @classmethod
    def filled(cls) -> "ListForm":
        """Return the form with the streets."""
        form = cls()
        form.street.choices = [ANY, *_streets()]
        return form


class WorkForm(Filters):
    """The filters of the filings."""

    q = StringField(_l("Name or filing number"))
    kind = ChoiceField(
        _l("What is filed"),
        choices=[ANY, *((k.value, word) for k, word in labels.KINDS.items())],
        default="",
    )
    street = ChoiceField(_l("Street"), choices=[ANY], default="", validate_choice=False)

    @classmethod
    def filled(cls) -> "WorkForm":
        """Return the form with the streets."""
        form = cls()
        form.street.choices = [ANY, *_streets()]
        return form


def _streets() -> list[tuple[str, str]]:
    return [(str(u.id), u.short_name) for u in accounts.units(UnitKind.STREET)]


class StartForm(Form):
    """The beginning: which group, of what kind, where."""

    name = StringField(
        _l("Name of the organization"),
        [Needed(), Longest(120)],
        description=_l("Street and community first, for example: 云栖街道松涛社区邻里互助队."),
    )
    group_kind = ChoiceField(_l("Kind of group"), [Needed()], choices=[CHOOSE, *GROUPS])
    community_id = ChoiceField(
        _l("Community"),
        [Needed()],
        description=_l("Where it is active. This community checks the filing first."),
    )

    def offer(self) -> None:
        """Fill in the communities, by street."""
        streets = {u.id: u.short_name for u in accounts.units(UnitKind.STREET)}
        found = [
            (str(u.id), f"{streets[u.parent_id]} · {u.short_name}")
            for u in accounts.units(UnitKind.COMMUNITY)
            if u.parent_id in streets
        ]
        self.community_id.choices = [CHOOSE, *found]


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
    """Name, kind, fields, address."""

    name = StringField(_l("Name of the organization"), [Needed(), Longest(120)])
    group_kind = ChoiceField(_l("Kind of group"), [Needed()], choices=GROUPS)
    fields = ChecksField(_l("Service fields"), [Optional()], choices=list(FIELDS.items()))
    address = StringField(_l("Where it meets"), [Optional(), Longest(200)])


class CharterForm(Form):
    """What the charter has to name."""

    person_in_charge = StringField(
        _l("Person in charge"),
        [Needed(), Longest(60)],
        description=_l("The name stands in the register."),
    )
    phone = StringField(
        _l("Telephone"),
        [Needed(), Longest(40)],
        description=_l("Shown in public with four digits covered."),
    )
    purpose = TextAreaField(
        _l("Purpose"), [Needed(), Longest(TEXT_MAX)], description=_l("Whom it helps, and why.")
    )
    activities = TextAreaField(
        _l("Activities of the group"),
        [Needed(), Longest(TEXT_MAX)],
        description=_l("What it does, how often and where."),
    )
    charter = FileField(
        _l("The charter as a file"),
        [Optional()],
        description=_l("PDF, picture or DOCX, up to 20 MB. Choose it again only to replace it."),
    )


class MembersForm(Form):
    """How many members, and the list."""

    members = IntegerField(_l("Number of members"), [Needed(), Between(1, MOST_MEMBERS)])
    member_list = FileField(
        _l("List of members"),
        [Optional()],
        description=_l(
            "PDF or XLSX with names and how to reach them. Only the community and the street see it."
        ),
    )


class HostForm(Form):
    """Who will act for it."""

    host_code = CodeField(
        _l("Credit code of the host"),
        [Optional()],
        description=_l(
            "A registered organization that applies in rounds for you. It can also be named later."
        ),
    )


class ReasonForm(Form):
    """Why a filed organization is changed or cancelled."""

    reason = TextAreaField(_l("Reason"), [Needed(), Longest(500)])


PARTS = {
    "about": AboutForm,
    "charter": CharterForm,
    "members": MembersForm,
    "host": HostForm,
    "reason": ReasonForm,
}


class SendForm(Form):
    """The declaration."""

    true = BooleanField(_l("The members agree, and what I wrote is true."), [Needed()])


class OpinionForm(Form):
    """What an office says, and what it decides with it."""

    text = TextAreaField(
        _l("Your opinion"),
        [Longest(500)],
        description=_l(
            "The applicant and the next office read it. Say what to change if you return it."
        ),
    )


class ApproveForm(OpinionForm):
    """The street's filing opinion."""

    document = StringField(
        _l("Paper of the opinion"),
        [Longest(120)],
        description=_l("Title or number, for example: 云栖街办备〔2026〕12号."),
    )
    first_day = DayField(_l("First day"), [Optional()])
    override = TextAreaField(
        _l("Why one more of this kind"),
        [Optional(), Longest(300)],
        description=_l("Only where the community already has one."),
    )


class NameHostForm(Form):
    """A new host of a filed organization."""

    host_code = CodeField(_l("Credit code of the host"), [Needed()])
    starts_on = DayField(_l("First day"), [Needed()])
    document = StringField(
        _l("Agreement"),
        [Needed(), Longest(120)],
        description=_l("Title or number of the paper that both signed."),
    )


class EndForm(Form):
    """The end of something, with its last day."""

    ends_on = DayField(_l("Last day on file"), [Needed()])
    reason = StringField(_l("Reason"), [Needed(), Longest(300)])


class MergeForm(Form):
    """Into which organization another goes."""

    into = ChoiceField(_l("Joined with"), [Needed()])
    ends_on = DayField(_l("Last day of its own filing"), [Needed()])
    document = StringField(_l("Paper"), [Needed(), Longest(120)])
    reason = StringField(_l("Reason"), [Optional(), Longest(300)])

    def offer(self, others: list[FiledStand]) -> None:
        """Fill in the others of the same kind."""
        self.into.choices = [CHOOSE, *((str(s.id), s.organization.name) for s in others)]


class DissolveForm(Form):
    """Advice or order to dissolve."""

    kind = RadiosField(
        _l("What is decided"),
        [Needed()],
        choices=[(k.value, word) for k, word in labels.DISSOLUTIONS.items()],
    )
    reason = TextAreaField(_l("Reason"), [Needed(), Longest(500)])
    document = StringField(_l("Paper"), [Needed(), Longest(120)])


class CheckForm(Form):
    """The yearly check."""

    verdict = RadiosField(
        _l("Finding of the check"),
        [Needed()],
        choices=[(k.value, word) for k, word in labels.VERDICTS.items()],
    )
    note = TextAreaField(
        _l("Note"),
        [Optional(), Longest(500)],
        description=_l("What it did this year; what has to change if something has to."),
    )

    def chosen(self) -> CheckVerdict:
        """Return the chosen verdict."""
        return CheckVerdict(self.verdict.data)


def chosen_group(value: str) -> GroupKind:
    """Return a kind of group by its key."""
    return GroupKind(value)
