"""Administrative divisions of China (行政区划): codes and names, state of 2023. Pure.

A province has 2 digits, a city 4, a district 6, a street or town 9. The six-digit form of
GB/T 2260 with zeros (440300 for 4403) is understood everywhere; 100000 is the whole country.
"""

import gzip
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "divisions.csv.gz"
COUNTRY = "100000"
COUNTRY_NAME = "全国"
LENGTHS = (2, 4, 6, 9)
DISTRICT = 6
# 市辖区 and the like stand between province and district only for the count.
FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def valid(code: str) -> bool:
    """Say whether there is such a division (any level, or the whole country)."""
    return code == COUNTRY or _short(code) in _names()


def name_of(code: str) -> str | None:
    """Return the name of one division, or None for an unknown code."""
    return COUNTRY_NAME if code == COUNTRY else _names().get(_short(code))


def full_name(code: str) -> str | None:
    """Return the name with those above it, or None: 广东省深圳市龙华区."""
    if code == COUNTRY:
        return COUNTRY_NAME
    short = _short(code)
    if short not in _names():
        return None
    names = [_names()[short[:n]] for n in LENGTHS if n <= len(short)]
    return "".join(name for name in names if name not in FILLERS)


def parent_of(code: str) -> str | None:
    """Return the code of the division above, or None for a province or unknown code."""
    short = _short(code)
    if short not in _names() or short == COUNTRY:
        return None
    place = LENGTHS.index(len(short))
    return short[: LENGTHS[place - 1]] if place else None


def children(code: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the divisions right below, ordered; provinces for 100000."""
    return _children().get(_short(code), ())


def _short(code: str) -> str:
    if len(code) != DISTRICT or code == COUNTRY:
        return code
    return code.removesuffix("0000") if code.endswith("0000") else code.removesuffix("00")


@cache
def _names() -> Mapping[str, str]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        next(file)
        return dict(line.rstrip("\n").split(",", 1) for line in file)


@cache
def _children() -> Mapping[str, tuple[tuple[str, str], ...]]:
    below: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in _names().items():
        place = LENGTHS.index(len(code))
        below[code[: LENGTHS[place - 1]] if place else COUNTRY].append((code, name))
    return {code: tuple(rows) for code, rows in below.items()}
