"""The life of a registration case (登记申请) and of a condition (补齐事项)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class CaseKind(StrEnum):
    """What is asked for (办理事项)."""

    SET_UP = "set_up"
    DEREGISTER = "deregister"
    SIMPLIFIED = "simplified"


class Desk(StrEnum):
    """Who reviews (审查方)."""

    REGISTRAR = "registrar"
    SUPERVISOR = "supervisor"
    PARTY = "party"


class MaterialState(StrEnum):
    """How a material stands (材料状态)."""

    MISSING = "missing"
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    TO_CORRECT = "to_correct"


class CaseState(StrEnum):
    """What has been decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REGISTERED = "registered"
    DEREGISTERED = "deregistered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConditionState(StrEnum):
    """Whether what was missing has been proved."""

    OPEN = "open"
    MET = "met"
    BREACHED = "breached"


S = CaseState
C = ConditionState

LIFE = Lifecycle(
    "registration",
    Step("submit", S.DRAFT, S.SUBMITTED, by=May.SIGNED_IN, law="REG/A116"),
    Step("submit", S.RETURNED, S.SUBMITTED, by=May.SIGNED_IN, law="REG/A116"),
    Step("return", S.SUBMITTED, S.RETURNED, by=May.REGISTRATION_REVIEW, law="REG/A116"),
    Step("accept", S.SUBMITTED, S.ACCEPTED, by=May.REGISTRATION_REVIEW, law="REG/A118"),
    Step("register", S.ACCEPTED, S.REGISTERED, by=May.REGISTRATION_DECIDE, law="SOC/A118"),
    Step("deregister", S.ACCEPTED, S.DEREGISTERED, by=May.REGISTRATION_DECIDE),
    Step("refuse", S.ACCEPTED, S.REFUSED, by=May.REGISTRATION_DECIDE, law="SOC/A118"),
    Step("withdraw", S.DRAFT, S.WITHDRAWN, by=May.SIGNED_IN),
    Step("withdraw", S.SUBMITTED, S.WITHDRAWN, by=May.SIGNED_IN),
    Step("withdraw", S.RETURNED, S.WITHDRAWN, by=May.SIGNED_IN),
    Step("withdraw", S.ACCEPTED, S.WITHDRAWN, by=May.SIGNED_IN),
)

CONDITION = Lifecycle(
    "condition",
    Step("meet", C.OPEN, C.MET, by=May.REGISTRATION_REVIEW, law="REG/A121"),
    Step("breach", C.OPEN, C.BREACHED, by=May.SYSTEM, law="REG/A121"),
    Step("meet", C.BREACHED, C.MET, by=May.REGISTRATION_REVIEW, law="REG/A121"),
    Step("extend", C.BREACHED, C.OPEN, by=May.REGISTRATION_DECIDE, law="REG/A121"),
)

IN_HAND = (S.DRAFT, S.RETURNED)
OPEN = (S.SUBMITTED, S.RETURNED, S.ACCEPTED)
ENDED = (S.REGISTERED, S.DEREGISTERED, S.REFUSED, S.WITHDRAWN)
