"""The daily check of the log's chain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.accounts.queries import people_with
from app.audit import actions
from app.notices.actions import tell
from app.permissions import SYSTEM, Role


def check(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Go through the whole chain; a break is told to auditors and administrators."""
    verdict = actions.check(by=SYSTEM, now=now)
    if not verdict.whole:
        people = [*people_with(Role.AUDITOR), *people_with(Role.ADMIN)]
        detail = {"row": verdict.broken}
        tell(people, "log-broken", now=now, link="/audit/", detail=detail)
