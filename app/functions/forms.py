"""What is typed about items: one subject a page."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from app.accounts import queries as accounts
from app.accounts.states import UnitKind
from app.formats import yuan
from app.forms import ChoiceField, DayField, Filters, Form, Longest, MoneyField, Needed
from app.functions import labels, queries
from app.functions.models import FunctionItem
from app.funds import queries as funds
from app.funds.models import BudgetLine
from app.organizations.labels import FIELDS

ANY = ("", _l("All"))
CHOOSE = ("", _l("Please choose"))
TEXT_MAX = 2000


class ListForm(Filters):
    """The filters of the list."""

    q = StringField(_l("Words in the item"))
    unit = ChoiceField(_l("Owning department"), choices=[ANY], default="", validate_choice=False)
    field = ChoiceField(_l("Service field"), choices=[ANY, *FIELDS.items()], default="")
    mode = ChoiceField(_l("Mode"), choices=[ANY, *labels.MODES.items()], default="")

    @classmethod
    def filled(cls) -> "ListForm":
        """Return the form with the departments that have items."""
        form = cls()
        form.unit.choices = [ANY, *((str(u.id), u.short_name) for u in queries.owners())]
        return form


class AsOfForm(Filters):
    """A day of the list."""

    day = DayField(_l("Day"))


class CompareForm(Filters):
    """Two days of the list."""

    start = DayField(_l("From (end of day)"), name="from")
    end = DayField(_l("To (end of day)"), name="to")


class SelfCheckForm(Filters):
    """A text to hold against the negative list."""

    text = TextAreaField(_l("What you want to hand over or buy"), [Longest(TEXT_MAX)])


class SubjectForm(Form):
    """What is handed over, by whom, to whom and why."""

    name = StringField(
        _l("Name of the item"),
        [Needed(), Longest(120)],
        description=_l(
            "Say what is done and for whom, for example: regular visits to old people who live alone."
        ),
    )
    unit_id = ChoiceField(_l("Department that hands it over"), [Needed()])
    field = ChoiceField(_l("Service field"), [Needed()], choices=[CHOOSE, *FIELDS.items()])
    service_class = ChoiceField(
        _l("Kind of work"), [Needed()], choices=list(labels.CLASSES.items())
    )
    target = ChoiceField(_l("To whom"), [Needed()], choices=list(labels.TARGETS.items()))
    reason = StringField(
        _l("Why it is handed over"),
        [Needed(), Longest(300)],
        description=_l("Why others do it better, or why the office need not do it itself."),
    )

    def offer_units(self) -> None:
        """Fill in the offices of the district."""
        kinds = (UnitKind.BUREAU, UnitKind.DEPARTMENT, UnitKind.STREET)
        offices = [(str(u.id), u.name) for u in accounts.units(*kinds)]
        self.unit_id.choices = [CHOOSE, *offices]


class ContentForm(Form):
    """On which basis, what exactly, under which conditions."""

    basis = StringField(
        _l("Legal basis"),
        [Needed(), Longest(300)],
        description=_l("The rule that makes this a task of the department."),
    )
    content = TextAreaField(_l("What is to be done"), [Needed(), Longest(4000)])
    conditions = TextAreaField(
        _l("Conditions for whoever takes it"),
        [Needed(), Longest(2000)],
        description=_l(
            "Only what the work needs. Years since founding, place and form of organization are no conditions."
        ),
    )


class MoneyForm(Form):
    """How it is bought and what pays for it."""

    mode = ChoiceField(_l("Mode"), [Needed()], choices=list(labels.MODES.items()))
    fee_standard = StringField(
        _l("Fee standard"),
        [Optional(), Longest(300)],
        description=_l(
            "For example: 14 yuan a visit. For work without money write that no fee is paid."
        ),
    )
    budget_line_id = ChoiceField(_l("Budget line"), [Optional()])
    budget_amount = MoneyField(_l("Amount from this line"), [Optional()])

    def offer_lines(self, item: FunctionItem) -> None:
        """Fill in the lines of the item's department, each with what is free."""
        lines = funds.lines_of([item.unit_id])
        balances = funds.balances(lines)
        none = ("", _("No budget line: only the fee standard"))
        self.budget_line_id.choices = [none, *(_line(n, balances[n.id].free) for n in lines)]


def _line(line: BudgetLine, free: Decimal) -> tuple[str, str]:
    name = f"{line.code} {line.name}"
    return str(line.id), _("%(line)s (free: %(free)s)", line=name, free=yuan(free))


class ReviewForm(Form):
    """What the second person says."""

    reason = TextAreaField(
        _l("What you found"),
        [Longest(500)],
        description=_l("The drafter and the auditors read it."),
    )


class WithdrawForm(Form):
    """Why an item leaves the list."""

    reason = StringField(_l("Why it leaves the list"), [Longest(300)])
