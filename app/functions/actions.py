"""Every verb of the list: draft, change, publish, review, withdraw, transfer."""

from datetime import date, datetime
from uuid import UUID, uuid5

from flask import current_app

from app import clock
from app.audit.actions import note
from app.db import gate, session
from app.errors import WrongStateError, refuse_if
from app.functions import queries, rules
from app.functions.models import FunctionItem
from app.functions.rules import Facts
from app.functions.states import LIFE, ItemState
from app.permissions import Actor
from matching.screen import Screening

_NUMBERS = UUID("6f2b0c8e-6f0f-4d0a-9d5b-0d6b1b6b7d11")


def screen_text(text: str, on: date) -> Screening:
    """Hold any text against the negative list of a day (projects ask here as well)."""
    return queries.screen_text(text, on)


def draft(facts: Facts, *, by: Actor, now: datetime) -> FunctionItem:
    """Begin an item; it is screened at once, and every time it is saved."""
    on = clock.local_date(now)
    item = FunctionItem(
        **_columns(facts),
        number=_next_number(on.year),
        state=ItemState.DRAFT,
        drafted_by=by.id,
        created_at=now,
    )
    item.screening = queries.screening_record(item.words, on)
    session.add(item)
    session.flush()
    note("function", "draft", item, by=by, now=now, law="TRF/A001", detail=_verdict(item))
    return item


def change(item: FunctionItem, facts: Facts, *, by: Actor, now: datetime) -> None:
    """Save a draft."""
    if item.state is not ItemState.DRAFT:
        raise WrongStateError(f"function: {item.state} is not changed")
    for name, value in _columns(facts).items():
        setattr(item, name, value)
    item.screening = queries.screening_record(item.words, clock.local_date(now))
    note("function", "change", item, by=by, now=now, law="TRF/A001", detail=_verdict(item))


def publish(item: FunctionItem, *, by: Actor, now: datetime) -> None:
    """Put a draft on the list; what the negative list flags goes to another person first.

    Raises RefusedError where something is missing, no money follows, or an entry blocks it.
    """
    if item.state is not ItemState.DRAFT:
        raise WrongStateError(f"function: {item.state} is not published from a draft")
    _check(item, now)
    if item.screening["verdict"] == rules.REVIEW:
        LIFE.take("flag", item, by=by, now=now, law="TRF/A232", detail=_verdict(item))
        return
    item.published_on = clock.local_date(now)
    LIFE.take("publish", item, by=by, now=now, detail=_verdict(item))


def approve(item: FunctionItem, reason: str, *, by: Actor, now: datetime) -> None:
    """Let a flagged item onto the list: by another person, who says why."""
    if item.state is not ItemState.IN_REVIEW:
        raise WrongStateError(f"function: {item.state} is not in review")
    refuse_if(rules.another_person(drafter=item.drafted_by, reviewer=by.id))
    refuse_if(rules.said(reason, "review-says-nothing", "reason"))
    _check(item, now)
    item.published_on = clock.local_date(now)
    item.reviewed_by, item.review_note = by.id, reason
    detail = {**_verdict(item), "reason": reason}
    LIFE.take("publish", item, by=by, now=now, law="TRF/A232", detail=detail)


def return_(item: FunctionItem, reason: str, *, by: Actor, now: datetime) -> None:
    """Give a flagged item back to its drafter, saying what to change."""
    refuse_if(rules.another_person(drafter=item.drafted_by, reviewer=by.id))
    refuse_if(rules.said(reason, "review-says-nothing", "reason"))
    item.reviewed_by, item.review_note = by.id, reason
    LIFE.take("return", item, by=by, now=now, law="TRF/A232", detail={"reason": reason})


def withdraw(item: FunctionItem, reason: str, *, by: Actor, now: datetime) -> None:
    """Take an item off the list; it stays readable with the day and the reason."""
    refuse_if(rules.said(reason, "withdraw-says-nothing", "reason"))
    item.withdrawn_on, item.withdrawn_why = clock.local_date(now), reason
    LIFE.take("withdraw", item, by=by, now=now, law="TRF/A001", detail={"reason": reason})


def transfer(item: FunctionItem, *, by: Actor, now: datetime) -> None:
    """Note that somebody has taken the item over (called when its contract is signed)."""
    item.transferred_on = clock.local_date(now)
    LIFE.take("transfer", item, by=by, now=now, law="TRF/A007")


def _check(item: FunctionItem, now: datetime) -> None:
    on = clock.local_date(now)
    item.screening = queries.screening_record(item.words, on)
    refuse_if(queries.findings(item, on))


def _next_number(year: int) -> str:
    """Return the next number of a year; drafters queue for it."""
    start = f"{current_app.config['SETTINGS'].number_prefix}-ZY-{year}-"
    gate(uuid5(_NUMBERS, start), exclusive=True)
    last = queries.last_number(start)
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:03d}"


def _columns(facts: Facts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in Facts.__slots__}


def _verdict(item: FunctionItem) -> dict[str, object]:
    hits = [hit["entry"] for hit in item.screening.get("hits", ())]
    return {"verdict": item.screening.get("verdict"), "entries": hits}
