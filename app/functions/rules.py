"""What an item must hold before it goes on the list: facts in, findings out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.errors import Finding

NATIONAL, LOCAL = "national", "local"
BLOCK, REVIEW, PASS = "block", "review", "pass"
MODES = ("project_letting", "open_tender", "long_term_purchase", "temporary_service")
CLASSES = ("social_service", "clerical", "industry_management", "other")
TARGETS = ("social_organization", "market", "grassroots")
_NEEDED = ("name", "field", "basis", "content", "conditions", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the drafter fills in."""

    name: str
    unit_id: UUID
    field: str = ""
    basis: str = ""
    content: str = ""
    fee_standard: str = ""
    conditions: str = ""
    mode: str = "project_letting"
    service_class: str = "social_service"
    target: str = "social_organization"
    reason: str = ""
    budget_line_id: UUID | None = None
    budget_amount: Decimal | None = None


def complete(item: object) -> Iterator[Finding]:
    """An item says what is handed over, on which basis, to whom and under which conditions.

    :law: TRF/A001
    """
    for name in _NEEDED:
        if not str(getattr(item, name) or "").strip():
            yield Finding(f"item-no-{name}", law="TRF/A001", field=name)


def money_follows(
    *, line_name: str | None, amount: Decimal | None, free: Decimal | None, fee_standard: str
) -> Iterator[Finding]:
    """Money follows the work: a budget line with enough on it, or a fee standard.

    :law: TRF/A009
    """
    if line_name is None:
        if amount:
            yield Finding("amount-without-line", law="TRF/A009", field="budget_line_id")
        elif not fee_standard.strip():
            yield Finding("no-money", law="TRF/A009", field="budget_line_id")
        return
    if not amount:
        yield Finding("line-without-amount", law="TRF/A009", field="budget_amount")
    elif free is not None and amount > free:
        detail = {"asked": amount, "free": free, "line": line_name}
        yield Finding("item-over-budget", law="GPL/6", field="budget_amount", detail=detail)


def screened(hits: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """What the negative list says: a block cites its entry, a flag asks for a person's eye.

    The national layer comes first: no local rule opens what it closes.

    :law: MOF102/10
    :law: TRF/A002
    :law: TRF/A232
    """
    for hit in sorted(hits, key=lambda h: (h["action"] != BLOCK, h["layer"] != NATIONAL)):
        blocks = hit["action"] == BLOCK
        national = hit["layer"] == NATIONAL
        code = f"item-negative-{'block' if blocks else 'review'}"
        detail = {
            "number": hit["entry"],
            "title": hit["title"],
            "words": list(hit["found"] or hit["words"]),
        }
        if not blocks:
            law = "MOF102/10" if national else "TRF/A232"
        else:
            law = "MOF102/10" if national else "TRF/A002"
        yield Finding(code, law=law, field="content", detail=detail, warning=not blocks)


def another_person(*, drafter: UUID | None, reviewer: UUID | None) -> Iterator[Finding]:
    """Who drafted a flagged item does not review it.

    :law: TRF/A232
    """
    if drafter is not None and drafter == reviewer:
        yield Finding("own-draft", law="TRF/A232")


def said(text: str, code: str, field: str) -> Iterator[Finding]:
    """A decision that others rely on says why."""
    if not text.strip():
        yield Finding(code, field=field)


def facts_of(item: object) -> Facts:
    """Return an item as facts, to change some of them."""
    return Facts(**{name: getattr(item, name) for name in Facts.__slots__})
