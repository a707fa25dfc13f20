"""What is typed about needs."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from app.accounts import queries as accounts
from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.forms import Between, ChoiceField, Filters, Form, Longest, Needed
from app.organizations.labels import FIELDS

ANY = ("", _l("All"))
CHOOSE = ("", _l("Please choose"))
MOST_PEOPLE = 1_000_000


class ListForm(Filters):
    """The filters of the needs."""

    q = StringField(_l("Words in the need"))
    field = ChoiceField(_l("Service field"), choices=[ANY, *FIELDS.items()], default="")
    place = ChoiceField(_l("Street"), choices=[ANY], default="", validate_choice=False)

    @classmethod
    def filled(cls) -> "ListForm":
        """Return the form with the streets."""
        form = cls()
        streets = accounts.units(UnitKind.STREET)
        form.place.choices = [ANY, *((str(u.id), u.short_name) for u in streets)]
        return form


class NeedForm(Form):
    """A need of residents."""

    title = StringField(
        _l("The need in one line"),
        [Needed(), Longest(120)],
        description=_l(
            "As residents say it, for example: nobody fetches the children after school."
        ),
    )
    text = TextAreaField(
        _l("What is missing, when and where"),
        [Needed(), Longest(2000)],
        description=_l("No names or telephone numbers of residents: this page is public."),
    )
    community_id = ChoiceField(_l("Community"), [Needed()])
    field = ChoiceField(_l("Service field"), [Needed()], choices=[CHOOSE, *FIELDS.items()])
    beneficiaries = StringField(_l("Whom it is for"), [Needed(), Longest(120)])
    persons = IntegerField(_l("How many people"), [Optional(), Between(0, MOST_PEOPLE)], default=0)
    votes = IntegerField(
        _l("How many residents support it"), [Optional(), Between(0, MOST_PEOPLE)], default=0
    )

    def offer(self, communities: list[Unit]) -> None:
        """Fill in the communities for which the person may enter needs."""
        rows = [(str(u.id), u.name) for u in communities]
        self.community_id.choices = rows if len(rows) == 1 else [CHOOSE, *rows]
