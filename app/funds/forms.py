"""What is typed about budget lines."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField

from app.accounts import queries as accounts
from app.accounts.states import UnitKind
from app.forms import Between, ChoiceField, Filters, Form, Longest, MoneyField, Needed
from app.funds import labels, queries

ANY = ("", _l("All"))
FIRST_YEAR, LAST_YEAR = 2000, 2100


class LinesForm(Filters):
    """The filters of the lines."""

    q = StringField(_l("Name, code or unit"))
    year = ChoiceField(_l("Year"), choices=[ANY], default="", validate_choice=False)
    unit = ChoiceField(_l("Unit"), choices=[ANY], default="", validate_choice=False)
    source = ChoiceField(
        _l("Source of the money"), choices=[ANY, *labels.SOURCES.items()], default=""
    )

    @classmethod
    def filled(cls) -> "LinesForm":
        """Return the form with the years and units that have lines."""
        form = cls()
        form.year.choices = [ANY, *((str(y), str(y)) for y in queries.years())]
        form.unit.choices = [ANY, *((str(u.id), u.short_name) for u in queries.owners())]
        return form


class LineForm(Form):
    """A budget line."""

    code = StringField(_l("Code of the line"), [Needed(), Longest(40)])
    name = StringField(_l("Name of the line"), [Needed(), Longest(100)])
    unit_id = ChoiceField(_l("Unit"), [Needed()])
    year = IntegerField(_l("Year"), [Needed(), Between(FIRST_YEAR, LAST_YEAR)])
    amount = MoneyField(_l("Amount"), [Needed()])
    source = ChoiceField(
        _l("Source of the money"), [Needed()], choices=list(labels.SOURCES.items())
    )
    new_public_service = BooleanField(
        _l("New public service"),
        description=_l("Counts towards the share that is bought from social organizations."),
    )

    def offer_units(self) -> None:
        """Fill in the offices of the district."""
        kinds = (UnitKind.BUREAU, UnitKind.DEPARTMENT, UnitKind.STREET)
        offices = [(str(u.id), u.name) for u in accounts.units(*kinds)]
        self.unit_id.choices = [("", _l("Please choose")), *offices]
