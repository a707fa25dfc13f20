"""When a price is looked into, and what a review must hold. Pure: facts in, findings out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.errors import Finding
from app.law import Law

STARTS = "CB2026-2/R-LOW-01"
ENDS = "CB2026-2/R-LOW-05"
TIME = "CB2026-2/R-LOW-04"
JUDGED = "judged"
TEXT_MAX = 3000
MINUTES_MAX = 7 * 24 * 60
_TWO = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line under which a price is looked into: what it is a share of, and the amount."""

    code: str
    share: Decimal
    of: Decimal

    @property
    def amount(self) -> Decimal:
        """Return the line itself; a price that reaches it is not looked into."""
        return self.of * self.share / 100


def lines(prices: Mapping[str, Decimal], ceiling: Decimal | None, law: Law) -> tuple[Line, ...]:
    """Return the lines of a call from the prices of all that qualify.

    Half of their average, half of the second lowest, 45 % of the ceiling: the shares of the day.

    :law: CB2026-2/R-LOW-01
    """
    found, ordered = [], sorted(prices.values())
    if ordered and law.low_price_avg is not None:
        average = sum(ordered, Decimal(0)) / len(ordered)
        found.append(Line("average", law.low_price_avg, average))
    if len(ordered) >= _TWO and law.low_price_second is not None:
        found.append(Line("second", law.low_price_second, ordered[1]))
    if ceiling is not None and law.low_price_ceiling is not None:
        found.append(Line("ceiling", law.low_price_ceiling, ceiling))
    return tuple(found)


def under(price: Decimal, found: tuple[Line, ...]) -> list[Line]:
    """Return the lines that a price is under: strictly less, and the price as it was bid."""
    return [line for line in found if price < line.amount]


def request(reason: str, minutes: int | None, *, under_a_line: bool, law: Law) -> Iterator[Finding]:
    """Who is asked gets at least half an hour; without a line the panel says why it asks.

    :law: CB2026-2/R-LOW-04, CB2026-2/R-LOW-01
    """
    least = law.low_price_minutes or 0
    if minutes is None or minutes < least:
        yield Finding("low-minutes-few", law=TIME, field="minutes", detail={"least": least})
    elif minutes > MINUTES_MAX:
        yield Finding("low-minutes-many", field="minutes", detail={"most": MINUTES_MAX})
    if not under_a_line and not reason.strip():
        yield Finding("low-reason-missing", law=STARTS, field="reason")


def explanation(text: str, *, due_at: datetime, now: datetime) -> Iterator[Finding]:
    """An explanation says how the work is done for that price, in time.

    :law: CB2026-2/R-LOW-04
    """
    if now >= due_at:
        yield Finding("low-too-late", law=TIME, detail={"due": due_at})
    if not text.strip():
        yield Finding("low-text-missing", law=TIME, field="text")
    elif len(text) > TEXT_MAX:
        detail = {"length": len(text), "most": TEXT_MAX}
        yield Finding("low-text-long", field="text", detail=detail)


def decision(
    opinion: str, *, answered: bool, accepted: bool, due_at: datetime, now: datetime
) -> Iterator[Finding]:
    """The line alone turns nobody down; without an answer it waits until the time is over.

    :law: CB2026-2/R-LOW-05
    """
    if not opinion.strip():
        yield Finding("low-opinion-missing", law=ENDS, field="opinion")
    if not answered and (accepted or now < due_at):
        yield Finding("low-not-answered", law=ENDS, detail={"due": due_at})


def pending(asked: int, unasked: int) -> Iterator[Finding]:
    """Nothing is ranked while a low price is not looked into.

    :law: CB2026-2/R-LOW-01
    """
    if unasked:
        yield Finding("low-not-asked", law=STARTS, detail={"count": unasked})
    if asked:
        yield Finding("low-not-decided", law=ENDS, detail={"count": asked})


def due(now: datetime, minutes: int) -> datetime:
    """Return until when the explanation is waited for."""
    return now + timedelta(minutes=minutes)
