"""The life of an amendment (变更公告)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class AmendmentState(StrEnum):
    """What has been decided."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    DROPPED = "dropped"


S = AmendmentState

LIFE = Lifecycle(
    "amendment",
    Step("publish", S.PROPOSED, S.PUBLISHED, by=May.CALL_REVIEW, law="HOUSE/R-NTC-25"),
    Step("drop", S.PROPOSED, S.DROPPED, by=May.CALL_MANAGE),
)
