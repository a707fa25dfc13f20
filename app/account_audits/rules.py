"""What an audit report must say: facts in, findings out."""

from collections.abc import Iterator
from datetime import date

from app.account_audits.states import Opinion
from app.errors import Finding


def report_findings(
    *, opinion: Opinion, faults: str, rectify_by: date | None, today: date
) -> Iterator[Finding]:
    """An opinion that is not clean names its faults, and by when they are put right."""
    if opinion is Opinion.CLEAN:
        return
    if not faults.strip():
        yield Finding("audit-faults", field="faults")
    if rectify_by is None:
        yield Finding("audit-rectify-by", field="rectify_by")
    elif rectify_by <= today:
        yield Finding("audit-rectify-past", field="rectify_by")
