"""The life of a proposal (列入、移出建议) and of an application for repair (信用修复申请)."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class ProposalState(StrEnum):
    """Where a proposal stands; the serious list needs a review by a first person."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    DONE = "done"
    DROPPED = "dropped"


class Act(StrEnum):
    """What is proposed: an entry (列入), or the end of one (移出)."""

    LIST = "list"
    LIFT = "lift"


class RepairState(StrEnum):
    """Where an application for repair stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Penalty(StrEnum):
    """Kinds of administrative penalty (行政处罚种类)."""

    WARNING = "warning"
    FINE = "fine"
    CONFISCATION = "confiscation"
    STOP = "stop"
    REVOCATION = "revocation"


P, R = ProposalState, RepairState

PROPOSAL = Lifecycle(
    "credit_proposal",
    Step("review", P.PROPOSED, P.REVIEWED, by=May.CREDIT_DECIDE, law="CRD60/15"),
    Step("list", P.PROPOSED, P.DONE, by=May.CREDIT_DECIDE, law="CRD60/11"),
    Step("list", P.REVIEWED, P.DONE, by=May.CREDIT_DECIDE, law="CRD60/15"),
    Step("lift", P.PROPOSED, P.DONE, by=May.CREDIT_DECIDE, law="CRD60/14"),
    Step("drop", P.PROPOSED, P.DROPPED, by=May.CREDIT_DECIDE),
    Step("drop", P.REVIEWED, P.DROPPED, by=May.CREDIT_DECIDE),
)
REPAIR = Lifecycle(
    "credit_repair",
    Step("accept", R.SENT, R.ACCEPTED, by=May.CREDIT_DECIDE, law="CRD60/14"),
    Step("refuse", R.SENT, R.REFUSED, by=May.CREDIT_DECIDE),
)
