"""What is typed in an annual report: one form for each subject, made from the table of rules."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from app.annual_reports import rules
from app.annual_reports.labels import FIELDS, STANDINGS
from app.forms import (
    Between,
    ChoiceField,
    Filters,
    Form,
    Longest,
    MoneyField,
    Needed,
    RadiosField,
)

MOST = 100_000_000
YES_NO = [("yes", _l("yes")), ("no", _l("no"))]


class SubjectForm(Form):
    """The base of the forms of the subjects."""

    def facts(self) -> dict[str, Any]:
        """Return what was typed as it is kept: money as text."""
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in ((f.name, f.data) for f in self if f.name in FIELDS)
        }


def _field(name: str, kind: str) -> Any:  # noqa: ANN401 -- a field
    label = FIELDS[name]
    if kind == rules.NUMBER:
        return IntegerField(label, [InputRequired(str(_l("Write a number; 0 if none."))),
                                    Between(0, MOST)])  # fmt: skip
    if kind == rules.MONEY:
        return MoneyField(label, [Needed()])
    if kind == rules.YES:
        return RadiosField(label, [Needed()], choices=YES_NO)
    if name == "summary":
        return TextAreaField(label, [Needed(), Longest(1000)])
    return TextAreaField(label, [Optional(), Longest(500)])


FORMS: Mapping[str, type[SubjectForm]] = {
    subject: type(
        f"{subject.title()}Form",
        (SubjectForm,),
        {name: _field(name, kind) for name, kind in fields.items()},
    )
    for subject, fields in rules.FIELDS.items()
}


def filled(subject: str, held: Mapping[str, Any]) -> SubjectForm:
    """Return the form of a subject with what is kept in it."""
    kinds = rules.FIELDS[subject]
    known = {
        name: Decimal(value) if kinds[name] == rules.MONEY else value
        for name, value in held.items()
        if name in kinds and value not in (None, "")
    }
    return FORMS[subject](data=known)


class PaperForm(Form):
    """The signed report."""

    file = FileField(
        _l("Signed report with the seal"), description=_l("PDF or picture, up to 20 MB.")
    )


class SendForm(Form):
    """The declaration before filing."""

    true = BooleanField(
        _l("The report is true and was approved by the council; we answer for it."), [Needed()]
    )


class LookForm(Form):
    """The first look of the supervisor unit."""

    opinion = TextAreaField(
        _l("Opinion of the supervisory unit"),
        [Needed(), Longest(300)],
        description=_l("For example: looked at, agreed. Or what the registrar should look at."),
    )


class ReasonForm(Form):
    """What has to be corrected."""

    reason = TextAreaField(
        _l("What has to be corrected"),
        [Needed(), Longest(300)],
        description=_l("The organization reads it."),
    )


class YearForm(Filters):
    """The filters of the list of a year."""

    q = StringField(_l("Name or credit code"))
    year = ChoiceField(_l("Year"), choices=[], validate_choice=False)
    standing = ChoiceField(
        _l("State"),
        choices=[("", _l("All")), *((s.value, word) for s, word in STANDINGS.items())],
        default="",
    )
    waiting = ChoiceField(
        _l("Handling"),
        choices=[("", _l("All")), ("1", _l("Waits for a decision"))],
        default="",
    )

    @classmethod
    def of(cls, years: list[int], on: date) -> "YearForm":
        """Return the form with its years."""
        form = cls()
        form.year.choices = [(str(y), str(y)) for y in years]
        if form.year.data not in {str(y) for y in years}:
            form.year.data = str(min(on.year - 1, max(years)))
        return form
