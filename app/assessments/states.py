"""The lives of a round, an assessment, an assessor and an objection."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class RoundState(StrEnum):
    """Where a yearly round stands; whether it takes applications follows from its days."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"


class AssessmentState(StrEnum):
    """What has been decided about an application."""

    DRAFT = "draft"
    APPLIED = "applied"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ASSESSING = "assessing"
    CONCLUDED = "concluded"
    DECIDED = "decided"
    PUBLICIZED = "publicized"
    CONFIRMED = "confirmed"


class AssessorState(StrEnum):
    """Where an assessor stands."""

    APPOINTED = "appointed"
    READY = "ready"
    RECUSED = "recused"
    SIGNED = "signed"


class AssessorKind(StrEnum):
    """For whom an assessor sits there (评估小组组成)."""

    REGISTRAR = "registrar"
    BUSINESS = "business"
    EXPERT = "expert"
    THIRD_PARTY = "third_party"


class ObjectionState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


R, A, P, O = RoundState, AssessmentState, AssessorState, ObjectionState  # noqa: E741 -- four tables

ROUND = Lifecycle(
    "assessment_round",
    Step("announce", R.DRAFT, R.ANNOUNCED, by=May.ASSESSMENT_MANAGE, law="ASM39/6"),
    Step("close", R.ANNOUNCED, R.CLOSED, by=May.ASSESSMENT_MANAGE),
)

ASSESSMENT = Lifecycle(
    "assessment",
    Step("apply", A.DRAFT, A.APPLIED, by=May.ASSESSMENT_APPLY, law="ASM39/6"),
    Step("send_back", A.APPLIED, A.DRAFT, by=May.ASSESSMENT_MANAGE, law="ASM39/6"),
    Step("accept", A.APPLIED, A.ACCEPTED, by=May.ASSESSMENT_MANAGE, law="ASM39/6"),
    Step("refuse", A.APPLIED, A.REFUSED, by=May.ASSESSMENT_MANAGE, law="ASM39/7"),
    Step("withdraw", A.DRAFT, A.WITHDRAWN, by=May.ASSESSMENT_APPLY),
    Step("withdraw", A.APPLIED, A.WITHDRAWN, by=May.ASSESSMENT_APPLY),
    Step("withdraw", A.ACCEPTED, A.WITHDRAWN, by=May.ASSESSMENT_APPLY),
    Step("reopen", A.WITHDRAWN, A.DRAFT, by=May.ASSESSMENT_APPLY, law="ASM39/6"),
    Step("reopen", A.REFUSED, A.DRAFT, by=May.ASSESSMENT_APPLY, law="ASM39/6"),
    Step("begin", A.ACCEPTED, A.ASSESSING, by=May.ASSESSMENT_MANAGE, law="HOUSE/A092"),
    Step("conclude", A.ASSESSING, A.CONCLUDED, by=May.ASSESSMENT_MANAGE, law="ASM39/R-ASM-10"),
    Step("review", A.CONCLUDED, A.ASSESSING, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
    Step("decide", A.CONCLUDED, A.DECIDED, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
    Step("publicize", A.DECIDED, A.PUBLICIZED, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
    Step("review", A.PUBLICIZED, A.ASSESSING, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
    Step("confirm", A.PUBLICIZED, A.CONFIRMED, by=May.ASSESSMENT_MANAGE, law="ASM39/28"),
)

ASSESSOR = Lifecycle(
    "assessor",
    Step("declare", P.APPOINTED, P.READY, by=May.ASSESSMENT_SCORE, law="ASM39/19"),
    Step("recuse", P.APPOINTED, P.RECUSED, by=May.ASSESSMENT_SCORE, law="ASM39/19"),
    Step("recuse", P.READY, P.RECUSED, by=May.ASSESSMENT_SCORE, law="ASM39/19"),
    Step("sign", P.READY, P.SIGNED, by=May.ASSESSMENT_SCORE, law="ASM39/R-ASM-10"),
    Step("reopen", P.SIGNED, P.READY, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
)

OBJECTION = Lifecycle(
    "assessment_objection",
    Step("uphold", O.OPEN, O.UPHELD, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
    Step("reject", O.OPEN, O.REJECTED, by=May.ASSESSMENT_MANAGE, law="ASM39/20"),
)
