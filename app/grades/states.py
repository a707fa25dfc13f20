"""What is decided about a grade that is in force, and why (等级动态管理)."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """What a follow-up ends in: the grade stays, becomes a lower one, or is cancelled."""

    KEEP = "keep"
    DOWNGRADE = "downgrade"
    CANCEL = "cancel"


class Cause(StrEnum):
    """Why a grade is followed up."""

    FOLLOW_UP = "follow_up"
    FALSE_DATA = "false_data"
    LENT_CERTIFICATE = "lent_certificate"
    BASIC_TWICE = "basic_twice"
    INSPECTION_FAILED = "inspection_failed"
    PENALTY = "penalty"
    OTHER = "other"
