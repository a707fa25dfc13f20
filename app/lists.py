"""What every list page reads from its address: the page, the order, the filters as words."""

from collections.abc import Iterable
from uuid import UUID

from flask import request

from app.formats import here_with
from app.forms import Filters

# No list of ours is longer; a database counts no further than so many digits.
LAST_PAGE = 100_000


def page_number() -> int:
    """Return the asked page: at least the first, and none beyond every list."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def order(allowed: tuple[str, ...], default: str) -> str:
    """Return the asked order (`-name` is descending) if the list knows it."""
    asked = request.args.get("sort", default)
    return asked if asked.removeprefix("-") in allowed else default


def chips(form: Filters) -> list[tuple[str, str]]:
    """Return the chosen filters as words, each with the address without it."""
    found = []
    for field in form:
        words = dict(getattr(field, "choices", None) or {}).get(str(field.data), field.data)
        if field.data and words:
            address = here_with(**{field.name: None, "page": None})
            found.append((f"{field.label.text}：{words}", address))
    return found


def one_of(value: object, allowed: Iterable[str]) -> str:
    """Return a chosen value if the list knows it, else nothing."""
    return str(value) if value and str(value) in set(allowed) else ""


def uuid(text: object) -> UUID | None:
    """Return an id from the address; what is none asks for nothing."""
    try:
        return UUID(str(text or ""))
    except ValueError:
        return None
