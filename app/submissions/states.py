"""The life of a submission (响应)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class SubmissionState(StrEnum):
    """What has been decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    OPENED = "opened"
    QUALIFIED = "qualified"
    REJECTED = "rejected"


S = SubmissionState

LIFE = Lifecycle(
    "submission",
    Step("submit", S.DRAFT, S.SUBMITTED, by=May.SUBMISSION_WRITE, law="HOUSE/R-NTC-13"),
    Step("submit", S.WITHDRAWN, S.SUBMITTED, by=May.SUBMISSION_WRITE, law="HOUSE/R-NTC-13"),
    Step("replace", S.SUBMITTED, S.SUBMITTED, by=May.SUBMISSION_WRITE, law="HOUSE/R-NTC-14"),
    Step("withdraw", S.SUBMITTED, S.WITHDRAWN, by=May.SUBMISSION_WRITE, law="HOUSE/R-NTC-14"),
    Step("open", S.SUBMITTED, S.OPENED, by=May.OPENING_HOLD, law="HOUSE/R-NTC-15"),
    Step("lapse", S.SUBMITTED, S.WITHDRAWN, by=May.OPENING_HOLD, law="HOUSE/R-SEC-10"),
    Step("qualify", S.OPENED, S.QUALIFIED, by=May.QUALIFICATION_DECIDE),
    Step("invalidate", S.QUALIFIED, S.REJECTED, by=May.QUALIFICATION_DECIDE),
    Step("reject", S.OPENED, S.REJECTED, by=May.QUALIFICATION_DECIDE),
)
