"""What other capabilities let one ask of the register: a choice of their own with its condition.

The register stands below them and knows none. Each adds its question when its pages are loaded:

    filters.add("colour", ChoiceField(...), condition)
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from wtforms.fields.core import UnboundField

from app.organizations.forms import RegisterForm

Condition = Callable[[str, date], ColumnElement[bool]]
_added: dict[str, Condition] = {}


def add(name: str, field: UnboundField, condition: Condition) -> None:
    """Have the register ask for `name` as well; `condition` says what a value means on a day."""
    setattr(RegisterForm, name, field)
    _added[name] = condition


def chosen(form: Any, on: date) -> Mapping[str, ColumnElement[bool]]:  # noqa: ANN401 -- any filter form
    """Return the conditions that a filled form asks for; what a field does not know asks nothing."""
    found = {}
    for name, condition in _added.items():
        field = getattr(form, name, None)
        if field is not None and field.data and field.data in dict(field.choices):
            found[name] = condition(field.data, on)
    return found


def fields(form: Any) -> list[Any]:  # noqa: ANN401 -- any filter form
    """Return the added fields of a form, in the order of their coming."""
    return [form[name] for name in _added if name in form]
