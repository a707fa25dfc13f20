"""What can go wrong, in the words of the domain. factory.py turns these into pages."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason a thing may not be done (or a warning), and the article that says so.

    `code` is looked up in the capability's labels.FINDINGS; `detail` fills its words.
    """

    code: str
    law: str | None = None
    field: str | None = None
    detail: Mapping[str, object] = dataclasses.field(default_factory=dict)
    warning: bool = False


class RefusedError(Exception):
    """The law or a house rule forbids this now. 422, with its findings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(f.code for f in self.findings))


class WrongStateError(Exception):
    """The step does not start from the present state. 409."""


class NotFoundError(Exception):
    """There is no such thing, or this actor may not know that there is. 404."""


class ForbiddenError(Exception):
    """The actor has no role that may do this at all. 403."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(permission)


class SignInNeededError(Exception):
    """Nobody is signed in and the door is not public. Leads to the sign-in page."""


def refuse_if(findings: Iterable[Finding]) -> None:
    """Raise unless `findings` holds nothing but warnings."""
    found = tuple(findings)
    if any(not f.warning for f in found):
        raise RefusedError(found)
