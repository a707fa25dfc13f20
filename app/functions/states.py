"""The life of an item of the transferable-function list (可转移职能事项)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class ItemState(StrEnum):
    """What has been decided."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


S = ItemState

LIFE = Lifecycle(
    "function",
    Step("publish", S.DRAFT, S.PUBLISHED, by=May.FUNCTION_PUBLISH, law="TRF/A002"),
    Step("flag", S.DRAFT, S.IN_REVIEW, by=May.FUNCTION_WRITE, law="TRF/A002"),
    Step("return", S.IN_REVIEW, S.DRAFT, by=May.FUNCTION_REVIEW),
    Step("publish", S.IN_REVIEW, S.PUBLISHED, by=May.FUNCTION_REVIEW, law="TRF/A002"),
    Step("transfer", S.PUBLISHED, S.TRANSFERRED, by=May.SYSTEM),
    Step("withdraw", S.PUBLISHED, S.WITHDRAWN, by=May.FUNCTION_PUBLISH),
)
