"""Points for the assessment grade (评估等级) that is valid on the day of the deadline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scoring.criteria import GRADES, Criterion, Scheme
from scoring.errors import Problem
from scoring.exact import plain, rounded
from scoring.parts import Part, part

FORMULA = "grade-v1"


class Standing(StrEnum):
    """What a grade is on a day."""

    VALID = "valid"
    NONE = "none"
    LAPSED = "lapsed"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class GradeFact:
    """The grade an organization showed, its certificate, and the day that counts. No grade: `level` is None."""

    level: str | None
    certificate_no: str | None
    awarded_on: date | None
    valid_until: date | None
    on: date

    @property
    def standing(self) -> Standing:
        """Both first and last day of validity count; a grade without an end is valid."""
        if self.level is None:
            return Standing.NONE
        if self.awarded_on is not None and self.on < self.awarded_on:
            return Standing.NOT_YET
        if self.valid_until is not None and self.on > self.valid_until:
            return Standing.LAPSED
        return Standing.VALID


def problems(fact: GradeFact, criterion: Criterion, bid: str, on: date) -> Iterator[Problem]:
    """Codes: grade-unknown, grade-of-another-day."""
    if fact.level is not None and fact.level not in GRADES:
        yield Problem("grade-unknown", criterion.key, {"bid": bid, "grade": fact.level})
    if fact.on != on:
        yield Problem("grade-of-another-day", criterion.key, {"bid": bid, "day": fact.on, "on": on})


def grade_part(fact: GradeFact, criterion: Criterion, scheme: Scheme) -> Part:
    """Return the published points of the grade that is valid on `fact.on`; none, lapsed or not yet begun gives 0.

    Source: the scheme's own table (R-SCO-02, R-SCO-03). Evidence: grade, standing, certificate_no, awarded_on,
    valid_until, on.
    """
    valid = fact.standing is Standing.VALID and fact.level is not None
    points = scheme.grade_points.get(fact.level or "", Decimal(0)) if valid else Decimal(0)
    evidence = {
        "grade": fact.level,
        "standing": str(fact.standing),
        "certificate_no": fact.certificate_no,
        "awarded_on": fact.awarded_on and fact.awarded_on.isoformat(),
        "valid_until": fact.valid_until and fact.valid_until.isoformat(),
        "on": fact.on.isoformat(),
        "table": {
            level: plain(scheme.grade_points[level])
            for level in GRADES
            if level in scheme.grade_points
        },
    }
    return part(criterion, rounded(points, scheme.places), evidence, FORMULA)
