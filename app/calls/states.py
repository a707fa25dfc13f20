"""The life of a call: what people decide is stored, what the clock decides is not."""

from datetime import datetime
from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class CallKind(StrEnum):
    """The two kinds of call."""

    PROJECT = "project"
    ROUND = "round"


class CallState(StrEnum):
    """What has been decided. Stored; the values are part of the API."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    OPENED = "opened"
    SCORING = "scoring"
    RANKED = "ranked"
    PUBLICITY = "publicity"
    AWARDED = "awarded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a call stands once the clock is asked too. Never stored."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    TAKING = "taking"
    WAITING_OPENING = "waiting_opening"
    OPENED = "opened"
    SCORING = "scoring"
    RANKED = "ranked"
    PUBLICITY = "publicity"
    PUBLICITY_OVER = "publicity_over"
    AWARDED = "awarded"
    FAILED = "failed"
    CANCELLED = "cancelled"


S = CallState

LIFE = Lifecycle(
    "call",
    Step("send", S.DRAFT, S.IN_REVIEW, by=May.CALL_DRAFT),
    Step("return", S.IN_REVIEW, S.DRAFT, by=May.CALL_REVIEW, law="HOUSE/R-NTC-25"),
    Step("publish", S.IN_REVIEW, S.PUBLISHED, by=May.CALL_REVIEW),
    Step("cancel", S.PUBLISHED, S.CANCELLED, by=May.CALL_MANAGE),
    Step("open", S.PUBLISHED, S.OPENED, by=May.OPENING_HOLD, law="HOUSE/R-NTC-15"),
    Step("fail", S.OPENED, S.FAILED, by=May.QUALIFICATION_DECIDE),
    Step("begin", S.OPENED, S.SCORING, by=May.PANEL_FORM),
    Step("fail", S.SCORING, S.FAILED, by=May.QUALIFICATION_DECIDE),
    Step("report", S.SCORING, S.RANKED, by=May.PANEL_FORM),
    Step("award", S.RANKED, S.PUBLICITY, by=May.RESULT_AWARD),
    Step("withdraw_result", S.PUBLICITY, S.RANKED, by=May.OBJECTION_DECIDE),
    Step("confirm", S.PUBLICITY, S.AWARDED, by=May.RESULT_AWARD),
)

# What the public may see of a call at all.
PUBLIC = frozenset(S) - {S.DRAFT, S.IN_REVIEW}


def phase(
    state: CallState,
    *,
    deadline_at: datetime | None,
    now: datetime,
    publicity_until: datetime | None = None,
) -> Phase:
    """Return where a call stands at `now`; the deadline itself is late."""
    if state is S.PUBLISHED:
        taking = deadline_at is not None and now < deadline_at
        return Phase.TAKING if taking else Phase.WAITING_OPENING
    if state is S.PUBLICITY and publicity_until is not None and now >= publicity_until:
        return Phase.PUBLICITY_OVER
    return Phase(state.value)
