"""Kinds of unit (单位类型)."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is in the tree."""

    DISTRICT = "district"
    BUREAU = "bureau"
    DEPARTMENT = "department"
    STREET = "street"
    COMMUNITY = "community"
