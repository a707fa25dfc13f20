"""Kinds and states around an organization."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class OrganizationType(StrEnum):
    """The legal form (组织类型); the credit code begins with 51, 52 or 53."""

    SOCIETY = "society"
    SERVICE = "service"
    FOUNDATION = "foundation"


class CreditKind(StrEnum):
    """Kinds of credit event (信用信息类别)."""

    ABNORMAL_LIST = "abnormal_list"
    SERIOUS_VIOLATION = "serious_violation"
    PENALTY = "penalty"
    INSPECTION = "inspection"
    COMMENDATION = "commendation"


# The two lists (活动异常名录, 严重违法失信名单); the other kinds are entered in no list.
LISTS = (CreditKind.ABNORMAL_LIST, CreditKind.SERIOUS_VIOLATION)


class ReportState(StrEnum):
    """Where a yearly report (年度工作报告) stands."""

    DRAFT = "draft"
    FILED = "filed"
    LOOKED = "looked"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Standing(StrEnum):
    """How a yearly report stands on a day, from the day it was first filed and the due day."""

    NOT_DUE = "not_due"
    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"


class GradeMethod(StrEnum):
    """How a grade came about (评估方式): the whole way, the simple procedure, a downgrade."""

    FULL = "full"
    SIMPLE = "simple"
    DOWNGRADE = "downgrade"


class ClaimState(StrEnum):
    """Where a claim (认领) stands."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


CLAIM = Lifecycle(
    "claim",
    Step("confirm", ClaimState.SENT, ClaimState.CONFIRMED, by=May.CLAIM_CONFIRM),
    Step("refuse", ClaimState.SENT, ClaimState.REFUSED, by=May.CLAIM_CONFIRM),
)
