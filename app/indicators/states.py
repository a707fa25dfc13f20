"""The life of a scheme: drafted, published and frozen, retired when another takes its place."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class SchemeState(StrEnum):
    """What has been decided."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


S = SchemeState

LIFE = Lifecycle(
    "assessment_scheme",
    Step("publish", S.DRAFT, S.PUBLISHED, by=May.ASSESSMENT_MANAGE, law="ASM39/R-ASM-10"),
    Step("retire", S.PUBLISHED, S.RETIRED, by=May.ASSESSMENT_MANAGE),
)
