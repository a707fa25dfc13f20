"""The life of a directory entry (目录管理): apply, publicity, listed, suspended, removed."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class EntryState(StrEnum):
    """What has been decided."""

    APPLIED = "applied"
    PUBLICIZED = "publicized"
    LISTED = "listed"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    REFUSED = "refused"


class Condition(StrEnum):
    """Conditions of entry that a document shows; the others the register itself knows."""

    GOVERNANCE = "governance"
    FINANCE = "finance"
    PREMISES = "premises"


class Cause(StrEnum):
    """Why an organization is suspended or leaves, as a code to count by (退出原因)."""

    GRADE_LAPSED = "grade_lapsed"
    ABNORMAL_LIST = "abnormal_list"
    SERIOUS_LIST = "serious_list"
    REPORT_MISSING = "report_missing"
    PENALTY = "penalty"
    OWN_WISH = "own_wish"
    DEREGISTERED = "deregistered"
    OTHER = "other"


S = EntryState

LIFE = Lifecycle(
    "directory",
    Step("apply", S.REFUSED, S.APPLIED, by=May.DIRECTORY_APPLY, law="DIR/R-DIR-06"),
    Step("apply", S.REMOVED, S.APPLIED, by=May.DIRECTORY_APPLY, law="DIR/R-DIR-06"),
    Step("publicize", S.APPLIED, S.PUBLICIZED, by=May.DIRECTORY_DECIDE),
    Step("refuse", S.APPLIED, S.REFUSED, by=May.DIRECTORY_DECIDE),
    Step("list", S.APPLIED, S.LISTED, by=May.DIRECTORY_DECIDE, law="DIR/R-DIR-03"),
    Step("list", S.PUBLICIZED, S.LISTED, by=May.DIRECTORY_DECIDE),
    Step("refuse", S.PUBLICIZED, S.REFUSED, by=May.DIRECTORY_DECIDE),
    Step("suspend", S.LISTED, S.SUSPENDED, by=May.DIRECTORY_DECIDE, law="DIR/A017"),
    Step("resume", S.SUSPENDED, S.LISTED, by=May.DIRECTORY_DECIDE),
    Step("remove", S.LISTED, S.REMOVED, by=May.DIRECTORY_DECIDE, law="DIR/A017"),
    Step("remove", S.SUSPENDED, S.REMOVED, by=May.DIRECTORY_DECIDE, law="DIR/A017"),
)
