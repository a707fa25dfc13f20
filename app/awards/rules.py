"""Which grades of a history are awarded, and what keeps an award from being paid. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol, TypeVar

from app.errors import Finding
from app.law import Law
from app.organizations.rules import Dated, grade_at, rank
from app.organizations.states import GradeMethod


class Assessed(Dated, Protocol):
    """A grade that says how it came about."""

    @property
    def method(self) -> GradeMethod | None:
        """Return how; none for what was imported."""
        ...


G = TypeVar("G", bound=Assessed)


def first_times(grades: Iterable[G], *, after_higher: bool) -> list[G]:
    """Return the grades of a history that were got for the first time, the oldest first.

    A grade held before, also one got by a downgrade, is no first time; nor is a downgrade
    itself, which nobody gets by an assessment. A lower grade after a higher one counts only
    where the district says so.

    :law: SUP/A072
    """
    found: list[G] = []
    held: set[str] = set()
    for grade in sorted(grades, key=lambda g: (g.awarded_on, g.level)):
        higher = any(rank(level) > rank(grade.level) for level in held)
        first = grade.level not in held and (after_higher or not higher)
        if first and grade.method is not GradeMethod.DOWNGRADE:
            found.append(grade)
        held.add(grade.level)
    return found


def entitlement(level: str, registered_at: str, law: Law) -> Iterator[Finding]:
    """The grade is one that is awarded, and the organization is registered at the right level.

    `law` is that of the first day of the grade.

    :law: SUP/A072, SUP/A073
    """
    if level not in law.first_grade_award:
        yield Finding("grade-award-no-such-grade", law="SUP/A072", detail={"level": level})
    if registered_at not in law.first_award_levels:
        yield Finding("grade-award-other-level", law="SUP/A073", detail={"level": registered_at})


def payable(grade: G, grades: Iterable[G], *, serious: bool, on: date) -> Iterator[Finding]:
    """Nothing goes out for a grade that was cancelled, nor to who is on the serious list.

    A grade that another, newer one has replaced may still be paid.

    :law: ASM39/30, CRD60/R-CRD-08
    """
    if grade.cancelled_on is not None and grade.cancelled_on <= on:
        detail = {"day": grade.cancelled_on}
        yield Finding("grade-award-grade-cancelled", law="ASM39/30", detail=detail)
    elif grade_at(grades, on) is None:
        yield Finding("grade-award-grade-lapsed", law="ASM39/29", detail={"day": grade.valid_until})
    if serious:
        yield Finding("grade-award-serious-list", law="CRD60/R-CRD-08")
