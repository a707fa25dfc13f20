"""The pages of a submission. Amounts stay text: a wrong one is kept as it was typed."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from app import lists
from app.accounts import queries as accounts
from app.accounts.states import UnitKind
from app.forms import Form, Rows, SubForm
from app.rounds.labels import CATEGORIES
from app.submissions import packages, rules

SPARE = 1


class StatementForm(Form):
    """The statement on violations, and whom to ask (无重大违法记录声明)."""

    contact_name = StringField(_l("Contact"), default="")
    contact_phone = StringField(_l("Telephone"), default="")
    statement = BooleanField(
        _l("In the last three years this organization had no major violation in its activities.")
    )

    def part(self) -> dict[str, Any]:
        """Return what was typed, as the draft keeps it."""
        contact = {"name": _said(self.contact_name), "phone": _said(self.contact_phone)}
        return {"statement": bool(self.statement.data), "contact": contact}


class TextForm(Form):
    """The answer to one judged criterion."""

    text = TextAreaField(_l("Your answer"), default="")

    def part_of(self, key: str) -> dict[str, Any]:
        """Return what was typed, as the draft keeps it."""
        return {"texts": {key: (self.text.data or "").replace("\r\n", "\n")}}


class AboutForm(Form):
    """What an application is about."""

    title = StringField(_l("Name of the project"), default="")
    summary = TextAreaField(_l("What is done for whom"), default="")
    community_id = SelectField(_l("Community"), validate_choice=False, default="")

    def part(self) -> dict[str, Any]:
        """Return what was typed, as the draft keeps it."""
        return {
            "title": _said(self.title),
            "summary": (self.summary.data or "").strip(),
            "community_id": _community(self.community_id.data),
        }


class PriceRow(SubForm):
    """A row of the price table (分项报价)."""

    label = StringField(default="")
    basis = StringField(default="")
    amount = StringField(default="")


class BudgetRow(SubForm):
    """A row of a budget (项目预算)."""

    label = StringField(default="")
    category = SelectField(
        choices=[SelectChoice(*one) for one in CATEGORIES.items()], validate_choice=False
    )
    basis = StringField(default="")
    grant = StringField(default="")
    own = StringField(default="")


class _Table(Form):
    """A page of rows; there is always an empty one below."""

    key = "rows"

    def part(self) -> dict[str, Any]:
        """Return what was typed, as the draft keeps it, without the empty rows."""
        rows = [_row(entry.data) for entry in self.rows]
        return {self.key: [dict(row) for _, row in rules.filled(rows)]}


class PriceForm(_Table):
    """The price table."""

    key = "price_rows"
    rows = Rows(FormField(PriceRow), min_entries=1, max_entries=rules.ROWS_MAX)


class BudgetForm(_Table):
    """The budget of an application."""

    rows = Rows(FormField(BudgetRow), min_entries=1, max_entries=rules.ROWS_MAX)


class FilesForm(Form):
    """Attachments."""

    files = MultipleFileField(_l("Choose files"))


class SubmitForm(Form):
    """The check page: what was seen, sent once, and declared true."""

    key = HiddenField()
    seen = HiddenField()
    declared = BooleanField(
        _l("All this is true and complete; I am authorized by my organization to hand it in.")
    )


def form_for(subject: str) -> Form:
    """Return the form of a page as it was sent, or empty."""
    match subject:
        case rules.Subject.STATEMENT:
            return StatementForm()
        case rules.Subject.ABOUT:
            return AboutForm()
        case rules.Subject.PRICE:
            return PriceForm()
        case rules.Subject.BUDGET:
            return BudgetForm()
        case rules.Subject.FILES:
            return FilesForm()
        case _:
            return TextForm()


def form_of(subject: str, draft: Mapping[str, Any], *, spare: int = SPARE) -> Form:
    """Return the form of a page filled with the draft."""
    contact = draft.get("contact", {})
    match subject:
        case rules.Subject.STATEMENT:
            return StatementForm(
                formdata=None,
                statement=draft.get("statement", False),
                contact_name=contact.get("name", ""),
                contact_phone=contact.get("phone", ""),
            )
        case rules.Subject.ABOUT:
            names = ("title", "summary", "community_id")
            return AboutForm(formdata=None, **{name: draft.get(name, "") for name in names})
        case rules.Subject.PRICE:
            rows = [*draft.get("price_rows", ()), *[{}] * spare][: rules.ROWS_MAX]
            return PriceForm(formdata=None, rows=rows)
        case rules.Subject.BUDGET:
            rows = [*draft.get("rows", ()), *[{}] * spare][: rules.ROWS_MAX]
            return BudgetForm(formdata=None, rows=rows)
        case rules.Subject.FILES:
            return FilesForm(formdata=None)
        case _:
            said = draft.get("texts", {}).get(subject.removeprefix(rules.TEXT), "")
            return TextForm(formdata=None, text=said)


class TurnForm(Form):
    """What an opener's browser found under their layer."""

    inside = HiddenField(default="")

    def found(self) -> dict[str, dict[str, str]]:
        """Return nests by box; nothing where it is of another shape."""
        try:
            held = json.loads(self.inside.data or "")
            return {
                str(box): {str(order): str(inside) for order, inside in orders.items()}
                for box, orders in held.items()
            }
        except (ValueError, AttributeError, RecursionError):
            return {}


class PackageForm(Form):
    """The package that the organization kept (回执包)."""

    package = FileField(_l("Your package"))

    def held(self) -> packages.Package | None:
        """Return what the file says; None where it is no package."""
        file = self.package.data
        if not file or not getattr(file, "filename", ""):
            return None
        return packages.read(file.read(packages.LARGEST + 1))


def part_of(subject: str, form: Form) -> dict[str, Any]:
    """Return what was typed on a page, as the draft keeps it."""
    if isinstance(form, TextForm):
        return form.part_of(subject.removeprefix(rules.TEXT))
    if isinstance(form, (StatementForm, AboutForm, _Table)):
        return form.part()
    return {}


def _community(typed: str | None) -> str:
    """Return a chosen community; what is none of the list counts as not chosen."""
    return lists.one_of(typed, (str(unit.id) for unit in accounts.units(UnitKind.COMMUNITY)))


def _said(field: Any) -> str:  # noqa: ANN401 -- a field of an untyped library
    return (field.data or "").strip()


def _row(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value or "").strip() for name, value in data.items() if name != "csrf_token"}
