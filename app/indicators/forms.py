"""What is typed about schemes."""

import re
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField, HiddenField, IntegerField, StringField

from app.forms import (
    Between,
    ChoiceField,
    Filters,
    Form,
    Longest,
    Needed,
    Rows,
    SubForm,
    _Typed,
)
from app.indicators.rules import Band, Indicator
from app.organizations.labels import TYPES
from app.organizations.rules import LEVELS

BLANK = 5
MOST_LINES = 200
MOST_SCALE = 10_000
FIRST_YEAR, LAST_YEAR = 2000, 2100
SAID = [("", _l("Not said")), ("yes", _l("Yes, it does")), ("no", _l("No, it does not"))]
_SCORE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")


class ScoreField(_Typed):
    """Points with at most two places; ９５０ and 950分 are taken as well."""

    width = "short"

    def written(self, data: Decimal) -> str:
        """Write without zeros that say nothing."""
        text = f"{data:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def read(self, text: str) -> Decimal:
        """Read points that are not negative."""
        plain = text.removesuffix("分").strip()
        if not _SCORE.fullmatch(plain):
            raise ValueError(_("Write points as digits, for example 12 or 12.5"))
        return Decimal(plain)


class ListForm(Filters):
    """The filters of the schemes."""

    type = ChoiceField(
        _l("Type"),
        choices=[("", _l("All")), *((k.value, w) for k, w in TYPES.items())],
        default="",
    )
    year = ChoiceField(_l("Year"), choices=[], default="", validate_choice=False)


class FactsForm(Form):
    """What a scheme says about itself."""

    title = StringField(_l("Title"), [Needed(), Longest(120)])
    source = StringField(
        _l("Source"),
        [Needed(), Longest(200)],
        description=_l("Number and name of the paper that sets the indicators and the bands"),
    )
    scale = IntegerField(
        _l("Scale"),
        [Needed(), Between(1, MOST_SCALE)],
        default=1000,
        description=_l("The most points of the whole form, for example 1000"),
    )
    places = ChoiceField(
        _l("Decimal places of a score"),
        choices=[("0", _l("Whole points")), ("1", _l("One place")), ("2", _l("Two places"))],
        default="0",
        description=_l("Every score is rounded to this, half up, before its grade is looked up."),
    )


class NewForm(FactsForm):
    """A new scheme."""

    type = ChoiceField(_l("Type"), [Needed()], choices=[(k.value, w) for k, w in TYPES.items()])
    year = IntegerField(_l("Year"), [Needed(), Between(FIRST_YEAR, LAST_YEAR)])
    copied = ChoiceField(
        _l("Copy indicators and bands from"), choices=[("", _l("None"))], default=""
    )


class IndicatorRow(SubForm):
    """One line of the tree."""

    code = StringField(_l("Code"), [Longest(12)])
    name = StringField(_l("Indicator"), [Longest(120)])
    points = ScoreField(_l("Points"))
    evidence = StringField(_l("Evidence asked for"), [Longest(300)])


class IndicatorsForm(FactsForm):
    """The facts and the tree."""

    rows = Rows(FormField(IndicatorRow), max_entries=MOST_LINES)

    def tree(self) -> list[Indicator]:
        """Return the lines in which something stands."""
        return [
            Indicator(
                code=(row.code.data or "").strip(),
                name=(row.form["name"].data or "").strip(),
                points=row.points.data,
                evidence=(row.evidence.data or "").strip(),
            )
            for row in self.rows
            if any(row.form[n].data for n in ("code", "name", "points", "evidence"))
        ]

    def more_lines(self) -> None:
        """Offer some blank lines at the end."""
        for _blank in range(min(BLANK, MOST_LINES - len(self.rows))):
            self.rows.append_entry()


class BandRow(SubForm):
    """One grade."""

    level = HiddenField()
    low = ScoreField(_l("From score"))
    low_in = ChoiceField(_l("this score belongs to it"), choices=SAID, default="")
    high = ScoreField(_l("Up to score"))
    high_in = ChoiceField(_l("this score belongs to it"), choices=SAID, default="")


class BandsForm(Form):
    """The bands, from 5A down; a grade left empty is not given by this scheme."""

    rows = Rows(FormField(BandRow), min_entries=len(LEVELS), max_entries=len(LEVELS))

    def bands(self) -> list[Band]:
        """Return the bands in which something stands."""
        said = {"yes": True, "no": False}
        return [
            Band(
                level=level,
                low=row.low.data,
                low_in=said.get(row.low_in.data or ""),
                high=row.high.data,
                high_in=said.get(row.high_in.data or ""),
            )
            for level, row in zip(LEVELS, self.rows, strict=False)
            if row.low.data is not None or row.high.data is not None
        ]
