"""The pages of a round's form. Nothing is required at saving: the rules say what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from app import formats
from app.calls.forms import PageForm, PointsField, SchemeForm, read_percents
from app.forms import (
    Between,
    ChecksField,
    ChoiceField,
    DayField,
    Form,
    Longest,
    MomentField,
    MoneyField,
)
from app.organizations.labels import FIELDS
from app.rounds import queries
from app.rounds.models import Round


class ThemeForm(PageForm):
    """What the round is about."""

    title = StringField(
        _l("Name of the round"),
        validators=[Longest(60)],
        description=_l("For example 第九届公益创投（2027年度）"),
    )
    sequence = IntegerField(_l("Which round"), validators=[Optional(), Between(1, 99)])
    year = IntegerField(_l("Year of the projects"), validators=[Optional(), Between(2000, 2100)])
    theme = StringField(_l("Theme"), validators=[Longest(100)])
    summary = StringField(
        _l("In one sentence"), validators=[Longest(120)], description=_l("Stands below the title")
    )
    content = TextAreaField(
        _l("What is supported"),
        validators=[Longest(4000)],
        description=_l("One point a line; also what is not supported"),
    )
    fields = ChecksField(_l("Service fields"), choices=list(FIELDS.items()))

    def typed(self) -> dict[str, Any]:
        """Leave out numbers that were not typed: year and sequence are always there."""
        found = super().typed()
        return {k: v for k, v in found.items() if not (k in ("sequence", "year") and v is None)}


class WhoForm(PageForm):
    """Who may apply."""

    conditions = TextAreaField(
        _l("Conditions"), validators=[Longest(2000)], description=_l("One a line")
    )
    requires_directory = BooleanField(
        _l("Only organizations on the qualified directory at the deadline")
    )


class MoneyForm(PageForm):
    """The money of the round, and what one project may get of it."""

    budget_line_id = ChoiceField(_l("Budget line"), validators=[Optional()])
    pool = MoneyField(_l("Money of the round"))
    grant_cap = MoneyField(_l("Most for one project"))
    labour_share_max = PointsField(
        _l("Labour at most, per cent of the grant"), validators=[Between(0, 100)]
    )
    own_share_min = PointsField(
        _l("Own money at least, per cent of the whole budget"), validators=[Between(0, 99)]
    )
    payment_percents = StringField(
        _l("Tranches in per cent"), description=_l("For example 60 30 10, each after its check")
    )

    def offer(self, call: Round, on: date) -> None:
        """Offer the lines of the unit."""
        self.budget_line_id.choices = [
            ("", _("Please choose")),
            *(
                (str(line.id), f"{line.year} {line.name} · {formats.yuan(free)}")
                for line, free in queries.lines_for(call.unit_id, on)
            ),
        ]
        if isinstance(self.payment_percents.data, list):
            self.payment_percents.data = " ".join(map(str, self.payment_percents.data))

    def typed(self) -> dict[str, Any]:
        """Return the line as an id, the tranches as numbers."""
        found = super().typed()
        if "budget_line_id" in found:
            chosen = found["budget_line_id"]
            found["budget_line_id"] = UUID(chosen) if chosen else None
        read_percents(self, "payment_percents", found)
        return found


class TimeForm(PageForm):
    """When applications come in, and when the projects run."""

    deadline_at = MomentField(
        _l("Deadline for applications"),
        description=_l("Beijing time. At that second nothing more is taken"),
    )
    questions_until = MomentField(_l("Questions until"))
    opening_at = MomentField(_l("Opening"))
    performs_from = DayField(_l("Projects run from"))
    performs_to = DayField(_l("Projects run to"))


FORMS: Mapping[str, type[Form]] = {
    "theme": ThemeForm,
    "who": WhoForm,
    "money": MoneyForm,
    "scheme": SchemeForm,
    "time": TimeForm,
}
