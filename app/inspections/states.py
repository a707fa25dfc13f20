"""Kinds, results and lives of plans (抽查计划) and inspections (检查)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class InspectionKind(StrEnum):
    """Means of supervision that end in a visit (A161)."""

    RANDOM = "random"
    SPECIAL = "special"
    FINANCE = "finance"
    REPORT = "report"
    GRADE = "grade"


class Result(StrEnum):
    """What an inspection found."""

    GOOD = "good"
    PROBLEMS = "problems"
    UNREACHABLE = "unreachable"


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    DRAWN = "drawn"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class InspectionState(StrEnum):
    """Where the inspection of one organization stands."""

    ASSIGNED = "assigned"
    RECORDED = "recorded"
    PASSED = "passed"
    ORDERED = "ordered"
    ANSWERED = "answered"
    RECTIFIED = "rectified"


P, S = PlanState, InspectionState

PLAN = Lifecycle(
    "inspection_plan",
    Step("announce", P.DRAFT, P.ANNOUNCED, by=May.INSPECTION_MANAGE, law="CRD45/R-CRD-12"),
    Step("draw", P.ANNOUNCED, P.DRAWN, by=May.INSPECTION_MANAGE, law="CRD45/R-CRD-10"),
    Step("publish", P.DRAWN, P.PUBLISHED, by=May.INSPECTION_MANAGE, law="CRD45/R-CRD-12"),
    Step("cancel", P.DRAFT, P.CANCELLED, by=May.INSPECTION_MANAGE),
    Step("cancel", P.ANNOUNCED, P.CANCELLED, by=May.INSPECTION_MANAGE),
)
LIFE = Lifecycle(
    "inspection",
    Step("record", S.ASSIGNED, S.RECORDED, by=May.INSPECTION_CHECK, law="CRD45/R-CRD-11"),
    Step("return", S.RECORDED, S.ASSIGNED, by=May.INSPECTION_CHECK),
    Step("pass", S.RECORDED, S.PASSED, by=May.INSPECTION_CHECK, law="CRD45/R-CRD-11"),
    Step("order", S.RECORDED, S.ORDERED, by=May.INSPECTION_CHECK, law="CRD45/R-CRD-11"),
    Step("answer", S.ORDERED, S.ANSWERED, by=May.INSPECTION_ANSWER),
    Step("reject", S.ANSWERED, S.ORDERED, by=May.INSPECTION_MANAGE),
    Step("verify", S.ANSWERED, S.RECTIFIED, by=May.INSPECTION_MANAGE, law="CRD60/14"),
)
# The visit is over: the result is in.
DONE = (S.PASSED, S.ORDERED, S.ANSWERED, S.RECTIFIED)
OPEN_ORDERS = (S.ORDERED, S.ANSWERED)
