"""What is typed about a profile."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from app.accounts import queries as people
from app.accounts.states import UnitKind
from app.forms import (
    Between,
    ChecksField,
    ChoiceField,
    DayField,
    Filters,
    Form,
    Longest,
    MoneyField,
    Needed,
)
from app.organizations.labels import FIELDS
from app.profiles.labels import FACTS, TAX
from app.profiles.rules import TaxKind

MOST_PEOPLE = 1_000_000
NONE = ("", _l("None"))


class EditForm(Form):
    """What the organization keeps itself."""

    phone = StringField(
        _l("Telephone"),
        [Needed(), Longest(40)],
        description=_l("Shown in public with four digits covered."),
    )
    address = StringField(_l("Address"), [Needed(), Longest(200)])
    contact = StringField(
        _l("Contact person"),
        [Optional(), Longest(60)],
        description=_l("Only the offices of the district see the name."),
    )
    contact_phone = StringField(
        _l("Telephone of the contact person"),
        [Optional(), Longest(40)],
        description=_l("Only the registrar and you see it."),
    )
    intro = TextAreaField(
        _l("About us"),
        [Optional(), Longest(1000)],
        description=_l("Up to 1,000 characters. It is shown in public and never scored."),
    )
    staff = IntegerField(_l("Staff"), [Between(0, MOST_PEOPLE)], default=0)
    full_time_staff = IntegerField(
        _l("of these full-time"),
        [Between(0, MOST_PEOPLE)],
        default=0,
        description=_l("The directory asks for a least number of full-time people."),
    )
    certified_social_workers = IntegerField(
        _l("of these certified social workers"), [Between(0, MOST_PEOPLE)], default=0
    )
    volunteers = IntegerField(_l("Volunteers"), [Between(0, MOST_PEOPLE)], default=0)
    members = IntegerField(
        _l("Members of the association"),
        [Between(0, MOST_PEOPLE)],
        default=0,
        description=_l("Of an association: persons and units together."),
    )
    part_time_officials = IntegerField(
        _l("Serving officials with a post here"),
        [Between(0, MOST_PEOPLE)],
        default=0,
        description=_l("They may take no pay from a social organization."),
    )
    finance_agent = StringField(
        _l("Who keeps the books"),
        [Optional(), Longest(120)],
        description=_l("The accountant, or the agency that keeps them."),
    )
    legal_adviser = StringField(_l("Legal adviser"), [Optional(), Longest(120)])
    party_organization = StringField(
        _l("Party organization"),
        [Optional(), Longest(120)],
        description=_l("Its full name; leave empty while there is none."),
    )


class AmendForm(Form):
    """What the registrar keeps, from when on, and by which document."""

    name = StringField(_l("Name"), [Needed(), Longest(120)])
    short_name = StringField(_l("Short name"), [Needed(), Longest(60)])
    category = StringField(_l("Category"), [Optional(), Longest(40)])
    legal_representative = StringField(
        _l("Legal representative"),
        [Optional(), Longest(60)],
        description=_l("Before the legal representative changes, the accounts are audited."),
    )
    principal = StringField(_l("Person in charge"), [Optional(), Longest(60)])
    supervisor_id = ChoiceField(_l("Supervisory unit"))
    industry_regulator_id = ChoiceField(
        _l("Industry regulator"),
        description=_l("Of a decoupled association: who watches over its industry."),
    )
    street_id = ChoiceField(_l("Street"))
    community_id = ChoiceField(_l("Community"))
    fields = ChecksField(_l("Fields"), choices=list(FIELDS.items()))
    purpose = TextAreaField(_l("Purpose"), [Optional(), Longest(500)])
    scope = TextAreaField(
        _l("Scope in the charter"),
        [Optional(), Longest(2000)],
        description=_l("As in the charter: fit is computed from these words."),
    )
    capital = MoneyField(_l("Registered capital"), [Optional()])
    is_hub = BooleanField(_l("It is a hub organization"))
    party_required = BooleanField(_l("A party organization is due"))
    party_instructor = StringField(_l("Party instructor"), [Optional(), Longest(60)])
    on = DayField(
        _l("In effect from"),
        [Needed()],
        description=_l("The day of the decision, not the day of entry."),
    )
    source = StringField(
        _l("Document that says so"),
        [Needed(), Longest(200)],
        description=_l("For example: approval of change 澜民社变〔2026〕12号."),
    )
    file = FileField(_l("The document"), [Optional()])

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- what WTForms takes
        super().__init__(**kwargs)
        every = people.units()
        offices = [u for u in every if u.kind is not UnitKind.COMMUNITY]
        places = {
            "supervisor_id": offices,
            "industry_regulator_id": offices,
            "street_id": [u for u in every if u.kind is UnitKind.STREET],
            "community_id": [u for u in every if u.kind is UnitKind.COMMUNITY],
        }
        for name, units in places.items():
            self[name].choices = [NONE, *((str(u.id), u.name) for u in units)]
            if self[name].data is not None:
                self[name].data = str(self[name].data)

    def facts(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return what was typed, as the register keeps it."""
        found: dict[str, Any] = {}
        for name in names:
            value = self[name].data
            if name.endswith("_id"):
                value = UUID(value) if value else None
            elif isinstance(value, str):
                value = value.strip()
            found[name] = value
        return found


class TaxForm(Form):
    """A tax qualification."""

    kind = ChoiceField(_l("Qualification"), choices=[(k.value, word) for k, word in TAX.items()])
    document_no = StringField(
        _l("Document that grants it"),
        [Needed(), Longest(100)],
        description=_l("Number of the announcement of finance and tax."),
    )
    valid_from = DayField(_l("First day"), [Needed()])
    valid_until = DayField(_l("Last day"), [Needed()])

    def chosen(self) -> TaxKind:
        """Return the chosen qualification."""
        return TaxKind(self.kind.data)


class HistoryForm(Filters):
    """Which day and which fact."""

    on = DayField(_l("As of"))
    field = ChoiceField(_l("Fact"), choices=[("", _l("All")), *FACTS.items()], default="")
