"""The life of a contract and of a milestone (阶段)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class ContractState(StrEnum):
    """What has been decided."""

    DRAFT = "draft"
    OFFERED = "offered"
    SIGNED = "signed"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class MilestoneState(StrEnum):
    """Where a milestone stands."""

    PLANNED = "planned"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    PAID = "paid"


C = ContractState
M = MilestoneState

CONTRACT = Lifecycle(
    "contract",
    Step("offer", C.DRAFT, C.OFFERED, by=May.CONTRACT_MANAGE, law="GPL/46"),
    Step("sign", C.OFFERED, C.SIGNED, by=May.CONTRACT_SIGN, law="GPL/46"),
    Step("complete", C.SIGNED, C.COMPLETED, by=May.CONTRACT_RATE, law="GPL/41"),
    Step("terminate", C.SIGNED, C.TERMINATED, by=May.CONTRACT_MANAGE, law="GPL/50"),
)

MILESTONE = Lifecycle(
    "milestone",
    Step("deliver", M.PLANNED, M.DELIVERED, by=May.CONTRACT_DELIVER, law="HOUSE/R-AWD-11"),
    Step("send_back", M.DELIVERED, M.PLANNED, by=May.CONTRACT_ACCEPT, law="HOUSE/R-AWD-11"),
    Step("accept", M.DELIVERED, M.ACCEPTED, by=May.CONTRACT_ACCEPT, law="GPL/41"),
    Step("pay", M.ACCEPTED, M.PAID, by=May.CONTRACT_PAY),
)
