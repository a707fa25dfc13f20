"""The life of an award: proposed, approved, paid; or refused."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class AwardState(StrEnum):
    """What has been decided."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"


S = AwardState

LIFE = Lifecycle(
    "grade_award",
    Step("approve", S.PROPOSED, S.APPROVED, by=May.GRADE_AWARD_DECIDE, law="SUP/A072"),
    Step("refuse", S.PROPOSED, S.REFUSED, by=May.GRADE_AWARD_DECIDE, law="SUP/A072"),
    Step("refuse", S.APPROVED, S.REFUSED, by=May.GRADE_AWARD_DECIDE, law="SUP/A072"),
    Step("pay", S.APPROVED, S.PAID, by=May.GRADE_AWARD_PAY, law="HOUSE/R-AWD-13"),
)
