"""A parameter (参数): one value the law fixes, through time, with the article that fixes it.

The values stand in parameters/*.yaml; a deployment may add dated values of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from app.law.citations import Known

Value: TypeAlias = (
    bool
    | int
    | Decimal
    | Fraction
    | str
    | tuple[int, ...]
    | tuple[Decimal, ...]
    | tuple[str, ...]
    | Mapping[str, Decimal]
    | None
)
HUNDRED = Decimal(100)
# No number of any law reaches it; a typed one that does is a slip.
MOST = 10**12
_DIGITS = re.compile(r"[0-9]{1,12}")


class ParameterValueError(ValueError):
    """A value that the parameter cannot have. `code` says why, for labels.

    Codes: unknown-parameter, not-whole, not-a-number, negative, over-100, not-yes-or-no,
    not-text, not-a-list, not-a-ratio, not-a-table, wrong-length, wrong-keys, value-missing.
    """

    def __init__(self, name: str, code: str, value: object) -> None:
        self.name, self.code, self.value = name, code, value
        super().__init__(f"{name}: {code}: {value!r}")


class Override(NamedTuple):
    """A dated value of the deployment, with the paper it comes from."""

    since: date
    value: object
    source: str = ""


Overrides: TypeAlias = Mapping[str, Sequence[Override | tuple[date, object]]]


class Dated(NamedTuple):
    """A value from a day on. `source` is None for the shipped ones."""

    since: date
    value: Value
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number (or list, or yes and no) of the law book."""

    name: str
    what: str
    zh: str
    type: str
    unit: str
    law: str
    known: Known
    group: str
    optional: bool
    example: bool
    values: tuple[Dated, ...]

    def on(self, day: date, extra: Iterable[Dated] = ()) -> Dated | None:
        """Return what is in force on `day`; of one day's values the deployment's wins."""
        # Sorting is stable, so an added value of the same day comes after the shipped one.
        rows = sorted((*self.values, *extra), key=lambda row: row.since)
        return next((row for row in reversed(rows) if row.since <= day), None)

    def parse(self, raw: object) -> Value:
        """Return `raw` (from YAML, JSON or a form) as a value of this parameter.

        Raises ParameterValueError. `2` and `"2"` are the same number; floats are refused.
        """
        if raw is None:
            if self.optional:
                return None
            raise ParameterValueError(self.name, "value-missing", raw)
        return _PARSERS[self.type](self, raw)

    def added(self, rows: Sequence[Override | tuple[date, object]]) -> Iterator[Dated]:
        """Read values a deployment adds."""
        for row in rows:
            since, value = row[0], row[1]
            source = row.source if isinstance(row, Override) else ""
            yield Dated(since, self.parse(value), source)


def read_parameters(group: str, content: Mapping[str, Any]) -> Iterator[Parameter]:
    """Read one file of parameters/."""
    for name, body in content.items():
        bare = Parameter(
            name=name,
            what=body["what"],
            zh=body["zh"],
            type=body["type"],
            unit=body.get("unit", ""),
            law=body["law"],
            known=Known(body["known"]),
            group=group,
            optional=body.get("optional", False),
            example=body.get("example", False),
            values=(),
        )
        values = (Dated(since, bare.parse(raw)) for since, raw in body["values"].items())
        rows = tuple(sorted(values, key=lambda row: row.since))
        yield Parameter(
            **{f: getattr(bare, f) for f in Parameter.__slots__ if f != "values"}, values=rows
        )


def _int(parameter: Parameter, raw: object) -> int:
    if isinstance(raw, str) and _DIGITS.fullmatch(raw.strip()):
        raw = int(raw.strip())
    if not isinstance(raw, int) or isinstance(raw, bool) or raw >= MOST:
        raise ParameterValueError(parameter.name, "not-whole", raw)
    if raw < 0:
        raise ParameterValueError(parameter.name, "negative", raw)
    return raw


def _decimal(parameter: Parameter, raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        raise ParameterValueError(parameter.name, "not-a-number", raw)
    try:
        value = Decimal(raw.strip() if isinstance(raw, str) else raw)
    except InvalidOperation as error:
        raise ParameterValueError(parameter.name, "not-a-number", raw) from error
    if not value.is_finite() or value >= MOST:
        raise ParameterValueError(parameter.name, "not-a-number", raw)
    if value < 0:
        raise ParameterValueError(parameter.name, "negative", raw)
    if parameter.unit == "%" and value > HUNDRED:
        raise ParameterValueError(parameter.name, "over-100", raw)
    return value


def _bool(parameter: Parameter, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ParameterValueError(parameter.name, "not-yes-or-no", raw)
    return raw


def _text(parameter: Parameter, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ParameterValueError(parameter.name, "not-text", raw)
    return raw.strip()


def _ratio(parameter: Parameter, raw: object) -> Fraction:
    try:
        value = Fraction(raw) if isinstance(raw, str | Fraction) else None
    except (ValueError, ZeroDivisionError) as error:
        raise ParameterValueError(parameter.name, "not-a-ratio", raw) from error
    if value is None or not 0 <= value <= 1:
        raise ParameterValueError(parameter.name, "not-a-ratio", raw)
    return value


def _list(parameter: Parameter, raw: object) -> list[object]:
    if not isinstance(raw, list | tuple) or not raw:
        raise ParameterValueError(parameter.name, "not-a-list", raw)
    # A range and the like keep their length; words and tranches may grow and shrink.
    shipped = parameter.values[0].value if parameter.values else None
    fixed = parameter.type != "words" and parameter.name != "tranches"
    if fixed and isinstance(shipped, tuple) and len(shipped) != len(raw):
        raise ParameterValueError(parameter.name, "wrong-length", raw)
    return list(raw)


def _words(parameter: Parameter, raw: object) -> tuple[str, ...]:
    return tuple(_text(parameter, word) for word in _list(parameter, raw))


def _ints(parameter: Parameter, raw: object) -> tuple[int, ...]:
    return tuple(_int(parameter, number) for number in _list(parameter, raw))


def _decimals(parameter: Parameter, raw: object) -> tuple[Decimal, ...]:
    return tuple(_decimal(parameter, number) for number in _list(parameter, raw))


def _table(parameter: Parameter, raw: object) -> Mapping[str, Decimal]:
    if not isinstance(raw, Mapping) or not raw:
        raise ParameterValueError(parameter.name, "not-a-table", raw)
    shipped = parameter.values[0].value if parameter.values else None
    if isinstance(shipped, Mapping) and set(shipped) != set(raw):
        raise ParameterValueError(parameter.name, "wrong-keys", raw)
    return MappingProxyType({str(key): _decimal(parameter, row) for key, row in raw.items()})


_PARSERS: dict[str, Callable[[Parameter, object], Value]] = {
    "int": _int,
    "decimal": _decimal,
    "bool": _bool,
    "text": _text,
    "ratio": _ratio,
    "words": _words,
    "ints": _ints,
    "decimals": _decimals,
    "table": _table,
}
