"""How the particulars of a notice are kept: as JSON that remembers what was money or a day. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# The one key of an object that stands for a value that JSON does not know.
AMOUNT, MOMENT, DAY = "$amount", "$moment", "$day"


def packed(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return particulars as JSON holds them."""
    return {str(name): _pack(value) for name, value in detail.items()}


def unpacked(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return them again as they were given: the reader's language then says how to write them."""
    return {name: _unpack(value) for name, value in detail.items()}


def _pack(value: object) -> Any:  # noqa: ANN401 -- whatever JSON can hold
    if isinstance(value, Decimal):
        return {AMOUNT: str(value)}
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    return value if value is None or isinstance(value, bool | int) else str(value)


def _unpack(value: object) -> Any:  # noqa: ANN401 -- of the given type
    match value:
        case {"$amount": str(text)}:
            return Decimal(text)
        case {"$moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"$day": str(text)}:
            return date.fromisoformat(text)
        case _:
            return value
