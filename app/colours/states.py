"""The four colours (绿、蓝、黄、红) and the signs that make them."""

from enum import StrEnum


class Colour(StrEnum):
    """How closely an organization is watched; the later one is the stricter."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Sign(StrEnum):
    """What is seen in the facts; the published rules say which colour it makes."""

    SERIOUS = "serious_violation"
    ABNORMAL = "abnormal_list"
    REPORT_MISSING = "report_missing"
    PENALTY = "penalty"
    INSPECTION = "inspection"
    REPORT_LATE = "report_late"
    LIST_PAST = "list_past"
