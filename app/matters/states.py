"""The life of a filing: sent, sent back, with an opinion, noted."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class MatterState(StrEnum):
    """Where a filing stands."""

    SENT = "sent"
    RETURNED = "returned"
    OPINION = "opinion"
    NOTED = "noted"


class MatterKind(StrEnum):
    """What is filed; an activity is declared before it happens, the rest filed after."""

    ACTIVITY = "activity"
    LEADERS = "leaders"
    CHARTER = "charter"
    DONATION = "donation"
    FOREIGN = "foreign"
    ASSETS = "assets"
    DISPUTE = "dispute"
    OTHER = "other"


S = MatterState

LIFE = Lifecycle(
    "matter",
    Step("return", S.SENT, S.RETURNED, by=May.MATTER_NOTE, law="HOUSE/A168"),
    Step("send_again", S.RETURNED, S.SENT, by=May.MATTER_FILE, law="HOUSE/A168"),
    Step("opine", S.SENT, S.OPINION, by=May.MATTER_OPINE, law="HOUSE/A169"),
    Step("note", S.SENT, S.NOTED, by=May.MATTER_NOTE, law="HOUSE/A168"),
    Step("note", S.OPINION, S.NOTED, by=May.MATTER_NOTE, law="HOUSE/A169"),
)
