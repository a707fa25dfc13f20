"""What a contract, an acceptance, a payment and a rating must fulfil: facts in, findings out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from app import money
from app.errors import Finding
from app.payments.rules import two_people

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class RatingPart:
    """A part of the performance score (履约评价指标) and its most points."""

    key: str
    points: int


# The form of this product; a district may weigh otherwise (docs/rules.md says how).
RATING = (
    RatingPart("completion", 40),
    RatingPart("quality", 30),
    RatingPart("timeliness", 15),
    RatingPart("satisfaction", 15),
)


def split(amount: Decimal, percents: Sequence[int]) -> list[Decimal]:
    """Return the amounts of the milestones; the last one takes what rounding leaves.

    Raises ValueError unless the percents add up to 100.
    """
    if sum(percents) != HUNDRED:
        raise ValueError(percents)
    parts = [money.share(amount, percent) for percent in percents[:-1]]
    return [*parts, amount - money.total(parts)]


def due_days(starts_on: date, ends_on: date, count: int) -> list[date]:
    """Return when the milestones are due: soon after the start, evenly between, at the end."""
    if count == 1:
        return [ends_on]
    days = (ends_on - starts_on).days
    first = starts_on + timedelta(days=min(30, days // count))
    between = [
        starts_on + timedelta(days=round(days * number / (count - 1)))
        for number in range(1, count - 1)
    ]
    return [first, *between, ends_on]


def signing(*, open_objection: bool) -> Iterator[Finding]:
    """Nothing is signed while an objection that may change the result is open.

    :law: GPR/54
    """
    if open_objection:
        yield Finding("contract-on-hold", law="GPR/54")


def sums(amount: Decimal, milestones: Sequence[Decimal], awarded: Decimal) -> Iterator[Finding]:
    """The milestones add up to the contract, and the contract is the award.

    :law: GPL/46
    """
    total = money.total(milestones)
    if total != amount:
        yield Finding(
            "milestones-do-not-add-up", field="amounts", detail={"total": total, "amount": amount}
        )
    if amount != awarded:
        yield Finding(
            "amount-not-as-awarded", law="GPL/46", detail={"amount": amount, "awarded": awarded}
        )


def delivery(*, text: str, files: int) -> Iterator[Finding]:
    """What is delivered is described and comes with evidence.

    :law: HOUSE/R-AWD-11
    """
    if not text.strip():
        yield Finding("delivery-not-described", field="text")
    if files == 0:
        yield Finding("delivery-without-evidence", law="HOUSE/R-AWD-11", field="files")


def payment(
    *,
    accepted_by: UUID | None,
    paid_by: UUID | None,
    amount: Decimal,
    paid: Decimal,
    contract: Decimal,
) -> Iterator[Finding]:
    """Who accepted does not pay; nothing is paid beyond the contract.

    :law: HOUSE/R-AWD-13
    """
    yield from two_people(accepted_by=accepted_by, paid_by=paid_by)
    if paid + amount > contract:
        yield Finding(
            "paid-beyond-contract",
            law="HOUSE/R-AWD-13",
            detail={"paid": paid, "amount": amount, "contract": contract},
        )


def rating(points: Mapping[str, Decimal | None], *, accepted: int) -> Iterator[Finding]:
    """Every part is rated within its points, on something that was accepted."""
    if accepted == 0:
        yield Finding("nothing-accepted-to-rate")
    for part in RATING:
        given = points.get(part.key)
        if given is None:
            yield Finding("rating-part-missing", field=part.key, detail={"most": part.points})
        elif not 0 <= given <= part.points:
            yield Finding(
                "rating-part-out-of-range",
                field=part.key,
                detail={"most": part.points, "points": str(given)},
            )


def completion(*, unpaid: int) -> Iterator[Finding]:
    """A contract is complete when every milestone is paid."""
    if unpaid:
        yield Finding("milestones-unpaid", detail={"count": unpaid})
