"""The life of a review of a low price (异常低价审查)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class ReviewState(StrEnum):
    """What has happened. Open until it is proven or not."""

    ASKED = "asked"
    ANSWERED = "answered"
    PROVEN = "proven"
    UNPROVEN = "unproven"


S = ReviewState
OPEN = frozenset({S.ASKED, S.ANSWERED})

LIFE = Lifecycle(
    "low_price",
    Step("answer", S.ASKED, S.ANSWERED, by=May.SUBMISSION_WRITE, law="CB2026-2/R-LOW-04"),
    Step("accept", S.ANSWERED, S.PROVEN, by=May.QUALIFICATION_DECIDE, law="CB2026-2/R-LOW-05"),
    Step("refuse", S.ANSWERED, S.UNPROVEN, by=May.QUALIFICATION_DECIDE, law="CB2026-2/R-LOW-05"),
    Step("lapse", S.ASKED, S.UNPROVEN, by=May.QUALIFICATION_DECIDE, law="CB2026-2/R-LOW-05"),
)
