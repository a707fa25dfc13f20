"""The register and the directory with 5,000 organizations, beside a bare view as in pages.py.

The demo district is multiplied: every organization with its grades, its stand on the
directory and its record is copied under a new name and a new code until there are enough.
"""

import random
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Engine, Table, func, insert, select
from sqlalchemy.orm import Session

from app.db import Base
from app.demo.content.codes import credit_code
from app.organizations.models import Organization
from tools.bench import Report
from tools.benches.pages import MOST, Bare, compare, demo

ORGANIZATIONS = 5_000
SCOPE = "organization"
# Whatever hangs on an organization and shows in these lists.
COPIED = (
    "organization",
    "grade",
    "credit_event",
    "annual_report",
    "directory_entry",
    "directory_period",
)
PATHS = (
    "/organizations/",
    "/organizations/?q=养老&grade=3A%2B",
    "/organizations/?page=40",
    "/directory/",
    "/directory/?q=助餐",
    "/directory/figures",
)


def run(report: Report) -> None:
    """Measure the lists and one organization as the public sees them."""
    with tempfile.TemporaryDirectory() as folder:
        app = demo(Path(folder))
        engine: Engine = app.extensions["db"]
        count = multiplied(engine)
        bare, client = Bare(engine), app.test_client()
        with Session(engine) as session:
            middle = select(Organization.id).order_by(Organization.id).offset(count // 2).limit(1)
            one = session.scalar(middle)
        for path in (*PATHS, f"/organizations/{one}"):
            compare(report, ("public", path), client, bare, form=False)
        slow = sum(not row.good for row in report.rows)
        report.note(f"{count:,} organizations; {slow} pages over {MOST:g}x")
        engine.dispose()


def multiplied(engine: Engine) -> int:
    """Copy the organizations until there are enough; return how many there are."""
    chance, taken = random.Random(1), set[str]()  # noqa: S311 -- names of copies
    tables = [Base.metadata.tables[name] for name in COPIED]
    with engine.begin() as line:
        found = {table.name: line.execute(select(table)).mappings().all() for table in tables}
        number = 0
        while (number + 1) * len(found[SCOPE]) < ORGANIZATIONS:
            number += 1
            for table in tables:
                rows = [_copy(table, dict(row), number) for row in found[table.name]]
                if table.name == SCOPE:
                    for row in rows:
                        if row["uscc"]:
                            row["uscc"] = credit_code(chance, row["type"], "990106", taken)
                line.execute(insert(table), rows)
        return line.scalar(select(func.count()).select_from(Base.metadata.tables[SCOPE])) or 0


def _copy(table: Table, row: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a row under other keys; what it hangs on of the copied is copied with it."""
    for column in table.columns:
        value = row[column.name]
        to_copied = any(key.column.table.name in COPIED for key in column.foreign_keys)
        if isinstance(value, UUID) and (column.primary_key or to_copied):
            row[column.name] = uuid5(value, str(number))
        elif isinstance(value, str) and (column.unique or column.name == "name"):
            row[column.name] = f"{value}{number}"
    return row
