"""Entering lines, and promising money from them.

`commit`, `release` and `adjust` are parts of a step of a call, which the log records; they
take the row lock of the line, so that two calls never promise the same yuan.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.audit.actions import note
from app.db import session
from app.errors import Finding, refuse_if
from app.funds import queries, rules
from app.funds.models import BudgetLine, Commitment
from app.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What somebody of the finance office enters."""

    code: str
    name: str
    unit_id: UUID
    year: int
    amount: Decimal
    source: str
    new_public_service: bool = False


def add(facts: LineFacts, *, by: Actor, now: datetime) -> BudgetLine:
    """Enter a line."""
    _refuse_taken(facts, None)
    line = BudgetLine(**_columns(facts))
    session.add(line)
    note("budget_line", "add", line, by=by, now=now, law="GPL/6", detail=_columns(facts))
    return line


def change(line: BudgetLine, facts: LineFacts, *, by: Actor, now: datetime) -> None:
    """Change a line; never below what is promised from it."""
    held = queries.locked(line.id)
    _refuse_taken(facts, held)
    refuse_if(rules.covers(facts.amount, queries.balances([held])[held.id].committed))
    before = held.amount
    for name, value in _columns(facts).items():
        setattr(held, name, value)
    detail = {"before": before, **_columns(facts)}
    note("budget_line", "change", held, by=by, now=now, law="GPL/6", detail=detail)


def commit(
    line: BudgetLine, *, call_id: UUID, amount: Decimal, now: datetime, kind: str = "call"
) -> Commitment:
    """Promise money of a line to a call or an award, or raise RefusedError (budget-short).

    Each has one promise: a second one replaces the first.
    """
    held = queries.locked(line.id)
    refuse_if(rules.positive(amount))
    known = queries.commitment_of(call_id)
    given_back = known.amount if known is not None and known.line_id == held.id else Decimal(0)
    refuse_if(rules.enough(amount, queries.free(held) + given_back, held.name))
    if known is None:
        known = Commitment(line_id=held.id, call_id=call_id, kind=kind, amount=amount, at=now)
        session.add(known)
    else:
        known.line_id, known.amount, known.at = held.id, amount, now
    session.flush()
    return known


def release(call_id: UUID) -> None:
    """Give back what was promised to a call (it failed or was cancelled)."""
    known = queries.commitment_of(call_id)
    if known is not None:
        queries.locked(known.line_id)
        session.delete(known)
        session.flush()


def adjust(call_id: UUID, amount: Decimal) -> None:
    """Bring the promise to a call to what was really agreed; more needs a free balance."""
    known = queries.commitment_of(call_id)
    if known is None:
        return
    held = queries.locked(known.line_id)
    refuse_if(rules.positive(amount))
    refuse_if(rules.enough(amount, queries.free(held) + known.amount, held.name))
    known.amount = amount
    session.flush()


def _columns(facts: LineFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in LineFacts.__slots__}


def _refuse_taken(facts: LineFacts, but: BudgetLine | None) -> None:
    known = queries.by_code(facts.code, facts.year)
    if known is not None and known is not but:
        detail = {"code": facts.code, "year": facts.year}
        refuse_if([Finding("line-code-taken", field="code", detail=detail)])
