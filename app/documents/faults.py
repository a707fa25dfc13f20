"""What is wrong inside a file: a code for labels and what to show with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why the content of a file is not taken in."""

    code: str
    detail: Mapping[str, object] = field(default_factory=dict)


class DamagedError(Exception):
    """The structure does not hold together. Internal to the inspection."""

    def __init__(self, code: str = "damaged", **detail: object) -> None:
        self.fault = Fault(code, detail)
        super().__init__(code)
