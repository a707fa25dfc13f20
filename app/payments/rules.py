"""What every payment must fulfil: facts in, findings out."""

from collections.abc import Iterator
from uuid import UUID

from app.errors import Finding


def two_people(*, accepted_by: UUID | None, paid_by: UUID | None) -> Iterator[Finding]:
    """Who accepted or approved it does not pay it.

    :law: HOUSE/R-NTC-25
    """
    if accepted_by is None or accepted_by == paid_by:
        yield Finding("same-person-accepts-and-pays", law="HOUSE/R-NTC-25")
