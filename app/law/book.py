"""Read the law book once; answer with the values in force on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.law.citations import (
    Article,
    Citation,
    Instrument,
    Known,
    citation,
    read_instruments,
)
from app.law.in_force import Law
from app.law.parameters import (
    Dated,
    Overrides,
    Parameter,
    ParameterValueError,
    Value,
    read_parameters,
)
from app.law.tracks import Track, TrackInfo, read_tracks

HERE = Path(__file__).parent


class LawNotInForceError(LookupError):
    """A day before the oldest rules of the book. Nothing is guessed for it."""

    def __init__(self, name: str, day: date) -> None:
        self.name, self.day = name, day
        super().__init__(f"{name}: nothing in force on {day}")


@dataclass(frozen=True, slots=True)
class LawBook:
    """Every article we cite and every value we take from it."""

    instruments: Mapping[str, Instrument]
    articles: Mapping[str, Article]
    parameters: Mapping[str, Parameter]
    tracks: Mapping[Track, TrackInfo]
    # What was written out: a book never changes.
    _cited: dict[str, Citation] = field(default_factory=dict, repr=False, compare=False)

    @property
    def first_day(self) -> date:
        """Return the first day for which every value that must be there is there."""
        return max(p.values[0].since for p in self.parameters.values() if not p.optional)

    def cite(self, key: str) -> Citation:
        """Write out `GPL/35`. Raises KeyError for what the book does not hold."""
        held = self._cited.get(key)
        if held is None:
            owner = self.instruments[key.partition("/")[0]]
            held = self._cited[key] = citation(owner, self.articles[key])
        return held

    def parse(self, name: str, raw: object) -> Value:
        """Return `raw` as a value of the parameter `name`, or raise ParameterValueError."""
        if name not in self.parameters:
            raise ParameterValueError(name, "unknown-parameter", raw)
        return self.parameters[name].parse(raw)

    def source(self, parameter: Parameter, row: Dated | None) -> Citation:
        """Write out where a value comes from: its article, or the paper of the deployment."""
        cited = self.cite(parameter.law)
        if row is None or row.source is None:
            return replace(
                cited,
                example=cited.example or parameter.example,
                unconfirmed=cited.unconfirmed or parameter.known is not Known.READ,
            )
        if not row.source:
            return replace(cited, example=False)
        return replace(
            cited,
            instrument=row.source,
            label=row.source,
            label_en=row.source,
            known=Known.READ,
            unconfirmed=False,
            example=False,
            gist=None,
        )


@cache
def load() -> LawBook:
    """Read the YAML beside this file."""
    instruments = {i.key: i for i in read_instruments(_read("instruments.yaml"))}
    parameters = {
        p.name: p
        for path in sorted((HERE / "parameters").glob("*.yaml"))
        for p in read_parameters(path.stem, _read(f"parameters/{path.name}"))
    }
    return LawBook(
        instruments=instruments,
        articles={a.key: a for i in instruments.values() for a in i.articles.values()},
        parameters=parameters,
        tracks=read_tracks(_read("tracks.yaml")),
    )


def cite(key: str) -> Citation:
    """Write out an article: `cite("GPL/35").label` is 《政府采购法》第三十五条."""
    return load().cite(key)


def law_at(day: date, track: Track, overrides: Overrides | None = None) -> Law:
    """Return every value in force on `day` for `track`.

    `overrides` are dated values of the deployment, by parameter: rows of (since, value) or
    Override(since, value, source). A later date wins over an earlier one, whoever set it.
    Raises LawNotInForceError before `load().first_day`, ParameterValueError for a bad row.
    """
    book = load()
    extra = overrides or {}
    for name in extra.keys() - book.parameters.keys():
        raise ParameterValueError(name, "unknown-parameter", extra[name])
    values: dict[str, Any] = {}
    sources: dict[str, Citation] = {}
    for name, parameter in book.parameters.items():
        row = parameter.on(day, parameter.added(extra.get(name, ())))
        if row is None and not parameter.optional:
            raise LawNotInForceError(name, day)
        values[name] = None if row is None else row.value
        shipped = row is None or row.source is None
        sources[name] = _shipped_source(name) if shipped else book.source(parameter, row)
    return Law(day=day, track=track, info=book.tracks[track], sources=sources, **values)


@cache
def _shipped_source(name: str) -> Citation:
    return load().source(load().parameters[name], None)


def _read(name: str) -> dict[str, Any]:
    text = (HERE / name).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 -- safe, see below
    return content


# The safe loader of libyaml where the wheel has it: the book is read at every start.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
