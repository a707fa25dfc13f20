"""Kinds of entries in the ledger; they have no life of their own."""

from enum import StrEnum


class RecordKind(StrEnum):
    """What is entered."""

    ACTIVITY = "activity"
    VISIT = "visit"
