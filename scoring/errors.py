"""What scoring refuses. Codes only: the words belong to the portal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and the figures a sentence about it needs."""

    code: str
    criterion: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


class ScoringError(Exception):
    """The facts cannot be scored. `problems` names every reason, in a fixed order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(f"{p.code} {p.criterion or ''} {dict(p.detail)}" for p in self.problems)
        )


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise ScoringError unless there are none."""
    found = tuple(problems)
    if found:
        raise ScoringError(found)
