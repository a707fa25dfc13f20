"""Publishing an edition."""

from datetime import date, datetime
from uuid import uuid4

from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.directory import queries as directory
from app.editions import queries, rules
from app.editions.models import Edition
from app.errors import refuse_if
from app.permissions import Actor


def publish(year: int, *, as_of: date, by: Actor, now: datetime) -> Edition:
    """Freeze the directory of a day as the edition of a year.

    :law: DIR/R-DIR-05
    """
    known = [each.year for each in queries.editions()]
    refuse_if(rules.edition_findings(year, as_of, known=known, today=local_date(now)))
    made = frozen(year, as_of=as_of, by=by.name, now=now)
    detail = {"day": as_of, "count": len(made.rows), "digest": made.digest}
    audit.note("edition", "publish", made, by=by, now=now, law="DIR/R-DIR-05", detail=detail)
    return made


def frozen(year: int, *, as_of: date, by: str, now: datetime) -> Edition:
    """Write the directory of a day down as the edition of a year."""
    rows = [
        {
            "code": row.organization.uscc or row.organization.filing_no,
            "name": row.organization.name,
            "grade": row.level,
            "since": row.since.isoformat(),
            "fields": list(row.organization.fields),
        }
        for row in directory.as_of(as_of)
    ]
    made = Edition(
        id=uuid4(),
        year=year,
        as_of=as_of,
        rows=rows,
        digest=rules.digest(rows),
        published_at=now,
        published_by=by,
    )
    session.add(made)
    return made
