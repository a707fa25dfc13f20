"""Which rules are run and with which figures: read from an INI file, every mistake named."""

from collections.abc import Callable, Mapping
from configparser import ConfigParser
from configparser import Error as IniError
from dataclasses import dataclass, field
from typing import Any

RULES = ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R048", "R058")
DETAILS = "R003.procurement_method_details"
_TOP = "top of the file"
# Of the same file, but for preparing data, which is not done here.
_PREPARING = ("defaults", "redactions", "corrections", "modifications", "codelists.")


class SettingsError(ValueError):
    """A settings file that cannot be followed; the message says which line of it and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of the screens; without a file every rule with its published figures."""

    rules: Mapping[str, Mapping[str, Any]] = field(
        default_factory=lambda: {rule: {} for rule in RULES}
    )
    days: Mapping[str, int] = field(default_factory=dict)
    """R003: whole days by the details of the procurement method."""
    currency: str | None = None
    no_price_comparison: frozenset[str] = frozenset()
    price_comparison: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


class _Parser(ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        """Leave the names of methods as they are written."""
        return optionstr


def _natural(said: str) -> int:
    value = int(said)
    if value < 0:
        raise ValueError(said)
    return value


def _number(said: str) -> float:
    value = float(said)
    if not 0 <= value < float("inf"):
        raise ValueError(said)
    return value


def _percentile(said: str) -> int:
    value = int(said)
    if not 0 <= value <= 100:  # noqa: PLR2004 -- per cent
        raise ValueError(said)
    return value


def _names(said: str) -> frozenset[str]:
    return frozenset(name.strip() for name in said.split("|") if name.strip())


_OPTIONS: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "R003": {"threshold": _natural, "procurement_methods": _names},
    "R018": {"procurement_methods": _names},
    "R024": {"threshold": _number},
    "R025": {"percentile": _percentile, "threshold": _number},
    "R028": {},
    "R030": {},
    "R035": {"threshold": _natural},
    "R036": {},
    "R038": {
        "threshold": _number,
        "minimum_submitted_bids": _natural,
        "minimum_contracting_processes": _natural,
    },
    "R048": {
        "threshold": _natural,
        "digits": _natural,
        "minimum_contracting_processes": _natural,
    },
    "R058": {"threshold": _number},
}


def read(text: str) -> Settings:
    """Read a settings file: only the rules that have a section are run.

    Raises SettingsError for an unknown rule or property, and for a figure that is none.
    """
    parser = _Parser(inline_comment_prefixes=("#", ";"), interpolation=None)
    try:
        parser.read_string(f"[{_TOP}]\n{text}")
    except IniError as error:
        raise SettingsError(f"not an INI file: {error}") from error
    top = dict(parser[_TOP])
    rules, days, excluded = {}, {}, frozenset[str]()
    for section in parser.sections():
        said = dict(parser[section])
        if section in RULES:
            rules[section] = {k: _value(section, k, v) for k, v in said.items()}
        elif section == DETAILS:
            days = {k: _of(section, k, v, _natural) for k, v in said.items()}
        elif section == "exclusions":
            excluded = _names(said.get("procurement_method_details", ""))
        elif section != _TOP and not section.startswith(_PREPARING):
            raise SettingsError(f"[{section}]: no such rule; there are {', '.join(RULES)}")
    return Settings(
        rules=rules,
        days=days,
        currency=top.get("currency") or None,
        no_price_comparison=_names(top.get("no_price_comparison_procurement_methods", "")),
        price_comparison=_names(top.get("price_comparison_procurement_methods", "")),
        excluded=excluded,
    )


def _value(rule: str, name: str, said: str) -> Any:  # noqa: ANN401 -- what the property holds
    if name not in _OPTIONS[rule]:
        known = ", ".join(_OPTIONS[rule]) or "nothing to set"
        raise SettingsError(f"[{rule}] {name}: no such property; it has {known}")
    return _of(rule, name, said, _OPTIONS[rule][name])


def _of(section: str, name: str, said: str, kind: Callable[[str], Any]) -> Any:  # noqa: ANN401 -- see above
    try:
        return kind(said)
    except ValueError as error:
        raise SettingsError(f"[{section}] {name} = {said}: not a figure it can have") from error
