"""The life of a financial audit."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class AuditState(StrEnum):
    """Where it stands."""

    ORDERED = "ordered"
    RECTIFYING = "rectifying"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Trigger(StrEnum):
    """What sets an audit off (审计触发情形)."""

    REPRESENTATIVE = "representative"
    SPOT_CHECK = "spot_check"
    ASSESSMENT = "assessment"
    DEREGISTRATION = "deregistration"
    COMPLAINT = "complaint"


class Opinion(StrEnum):
    """What the auditor says."""

    CLEAN = "clean"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"
    DISCLAIMED = "disclaimed"


S = AuditState

LIFE = Lifecycle(
    "account_audit",
    Step("report", S.ORDERED, S.CLOSED, by=May.ACCOUNTS_AUDIT),
    Step("report_faults", S.ORDERED, S.RECTIFYING, by=May.ACCOUNTS_AUDIT),
    Step("close", S.RECTIFYING, S.CLOSED, by=May.ACCOUNTS_ORDER),
    Step("cancel", S.ORDERED, S.CANCELLED, by=May.ACCOUNTS_ORDER),
)
