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
    Step("submit", S.DRAFT, S.SUBMITTED, by=May.SUBMISSION_WRITE),
    Step("submit", S.WITHDRAWN, S.SUBMITTED, by=May.SUBMISSION_WRITE),
    Step("replace", S.SUBMITTED, S.SUBMITTED, by=May.SUBMISSION_WRITE),
    Step("withdraw", S.SUBMITTED, S.WITHDRAWN, by=May.SUBMISSION_WRITE),
    Step("open", S.SUBMITTED, S.OPENED, by=May.OPENING_HOLD),
    Step("qualify", S.OPENED, S.QUALIFIED, by=May.QUALIFICATION_DECIDE),
    Step("reject", S.OPENED, S.REJECTED, by=May.QUALIFICATION_DECIDE),
)
