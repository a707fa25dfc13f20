"""The life of an objection (异议)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class ObjectionState(StrEnum):
    """What has been decided. An open one stops the clock of the publicity."""

    OPEN = "open"
    REJECTED = "rejected"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


S = ObjectionState

OBJECTION = Lifecycle(
    "objection",
    Step("reject", S.OPEN, S.REJECTED, by=May.OBJECTION_DECIDE, law="HOUSE/R-QCC-13"),
    Step("uphold", S.OPEN, S.UPHELD, by=May.OBJECTION_DECIDE, law="HOUSE/R-QCC-13"),
    Step("withdraw", S.OPEN, S.WITHDRAWN, by=May.OBJECTION_RAISE),
)
