"""What is asked of the openers of a call. Pure: facts in, findings out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import Finding

# A key must have opened a test box so shortly before the publication, and before the deadline.
PROOF = timedelta(days=7)
PROOF_AGAIN = timedelta(hours=24)
LAW = "HOUSE/R-SEC-10"


def quorum(ready: int, *, needed: int, count: int) -> Iterator[Finding]:
    """A call is published once its openers are there, each with a key that works.

    :law: HOUSE/R-SEC-10
    """
    if ready < count:
        detail = {"ready": ready, "count": count, "needed": needed}
        yield Finding("openers-too-few", law=LAW, field="openers", detail=detail)


def choice(chosen: int, *, needed: int, count: int) -> Iterator[Finding]:
    """Exactly so many openers are chosen as the office has laid down.

    :law: HOUSE/R-SEC-10
    """
    if chosen != count:
        detail = {"chosen": chosen, "count": count, "needed": needed}
        yield Finding("openers-other-number", law=LAW, field="openers", detail=detail)


def proved(proved_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a key has opened a test box lately enough to publish with it."""
    return proved_at is not None and proved_at > now - PROOF


def due_again(proved_at: datetime | None, deadline: datetime | None, *, now: datetime) -> bool:
    """Say whether a key has to open a test box once more, in the last day before the deadline."""
    if deadline is None or not deadline - PROOF_AGAIN <= now < deadline:
        return False
    return proved_at is None or proved_at < deadline - PROOF_AGAIN


class Fit(StrEnum):
    """How a member's key stands to a call that is locked."""

    FITS = "fits"
    TRY = "try"
    OLD = "old"


def fit(
    locked_with: str,
    held: str | None,
    proved_at: datetime | None,
    *,
    kept: bool,
    deadline: datetime | None,
    now: datetime,
) -> Fit:
    """Say whether the key in use opens a call, has to be tried first, or another one is needed.

    :law: HOUSE/R-SEC-10
    """
    if held != locked_with:
        return Fit.OLD
    return Fit.TRY if not kept and due_again(proved_at, deadline, now=now) else Fit.FITS
