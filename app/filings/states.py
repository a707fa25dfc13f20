"""The life of a filing (备案申请), and the kinds around it."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class FilingKind(StrEnum):
    """What is filed (备案事项)."""

    SET_UP = "set_up"
    CHANGE = "change"
    CANCEL = "cancel"


class GroupKind(StrEnum):
    """What a community organization does (备案组织类别); the last two are controlled."""

    ELDER = "elder"
    CHARITY = "charity"
    JOBS = "jobs"
    RURAL = "rural"
    MUTUAL = "mutual"
    CHILD = "child"
    DISABLED = "disabled"
    CULTURE = "culture"
    GOVERNANCE = "governance"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    OTHER = "other"
    FRIENDSHIP = "friendship"
    RESEARCH = "research"


class EndKind(StrEnum):
    """How a filed organization ended (终止方式)."""

    CANCELLED = "cancelled"
    MERGED = "merged"
    ORDERED = "ordered"
    REGISTERED = "registered"


class DissolutionKind(StrEnum):
    """Advice or order to dissolve (劝其解散、责令解散)."""

    ADVISED = "advised"
    ORDERED = "ordered"


class CheckVerdict(StrEnum):
    """What the yearly check found (年度核查结论)."""

    ACTIVE = "active"
    TO_CHANGE = "to_change"
    INACTIVE = "inactive"


class FilingState(StrEnum):
    """What has been decided."""

    DRAFT = "draft"
    SENT = "sent"
    CHECKED = "checked"
    ESCALATED = "escalated"
    QUALIFIED = "qualified"
    FILED = "filed"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = FilingState

LIFE = Lifecycle(
    "filing",
    Step("send", S.DRAFT, S.SENT, by=May.SIGNED_IN, law="FIL/A128"),
    Step("send", S.RETURNED, S.SENT, by=May.SIGNED_IN, law="FIL/A128"),
    Step("check", S.SENT, S.CHECKED, by=May.FILING_CHECK, law="FIL/A129"),
    Step("return", S.SENT, S.RETURNED, by=May.FILING_CHECK, law="FIL/A129"),
    Step("return", S.CHECKED, S.RETURNED, by=May.FILING_DECIDE, law="FIL/A129"),
    Step("return", S.QUALIFIED, S.RETURNED, by=May.FILING_DECIDE, law="FIL/A129"),
    Step("escalate", S.CHECKED, S.ESCALATED, by=May.FILING_DECIDE, law="FIL/A136"),
    Step("agree", S.ESCALATED, S.CHECKED, by=May.FILING_ESCALATED, law="FIL/A136"),
    Step("refuse", S.ESCALATED, S.REFUSED, by=May.FILING_ESCALATED, law="FIL/A136"),
    Step("qualify", S.CHECKED, S.QUALIFIED, by=May.FILING_DECIDE, law="FIL/A129"),
    Step("refuse", S.CHECKED, S.REFUSED, by=May.FILING_DECIDE, law="FIL/A129"),
    Step("approve", S.QUALIFIED, S.FILED, by=May.FILING_DECIDE, law="FIL/A134"),
    Step("refuse", S.QUALIFIED, S.REFUSED, by=May.FILING_DECIDE, law="FIL/A134"),
    Step("withdraw", S.DRAFT, S.WITHDRAWN, by=May.SIGNED_IN),
    Step("withdraw", S.SENT, S.WITHDRAWN, by=May.SIGNED_IN),
    Step("withdraw", S.RETURNED, S.WITHDRAWN, by=May.SIGNED_IN),
)

OPEN = (S.SENT, S.CHECKED, S.ESCALATED, S.QUALIFIED, S.RETURNED)
IN_HAND = (S.DRAFT, S.RETURNED)
