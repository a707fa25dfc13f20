"""The life of a complaint: sent, taken up or not, handed on, answered, closed."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    SENT = "sent"
    REFUSED = "refused"
    TAKEN_UP = "taken_up"
    ANSWERED = "answered"


class ComplaintKind(StrEnum):
    """What it is."""

    COMPLAINT = "complaint"
    REPORT = "report"
    ILLEGAL = "illegal"
    OPINION = "opinion"


class Outcome(StrEnum):
    """What the inquiry found."""

    TRUE = "true"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"


S = ComplaintState

LIFE = Lifecycle(
    "complaint",
    Step("take_up", S.SENT, S.TAKEN_UP, by=May.COMPLAINT_HANDLE, law="HOUSE/A170"),
    Step("refuse", S.SENT, S.REFUSED, by=May.COMPLAINT_HANDLE, law="HOUSE/A170"),
    Step("answer", S.TAKEN_UP, S.ANSWERED, by=May.COMPLAINT_ANSWER, law="HOUSE/A170"),
)
