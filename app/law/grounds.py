"""Grounds (情形) of the two credit lists: coded, each with its article and how it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from app.law.citations import Known

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground. `rectify`: there is something to put right; else the entry ends by time."""

    code: str
    list: str
    law: str
    rule: str
    known: Known
    rectify: bool
    zh: str
    en: str


@cache
def grounds() -> Mapping[str, Ground]:
    """Return every ground by its code, in the order of the articles."""
    content = yaml.safe_load((HERE / "grounds.yaml").read_text(encoding="utf-8"))
    return {
        code: Ground(code=code, **{**row, "known": Known(row["known"])})
        for code, row in content.items()
    }


def of_list(kind: str) -> tuple[Ground, ...]:
    """Return the grounds of one list."""
    return tuple(g for g in grounds().values() if g.list == kind)
