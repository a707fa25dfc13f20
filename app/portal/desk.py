"""What waits for somebody: gathered from every capability that has something waiting."""

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path

from app.permissions import Actor
from app.tasks import Task

APP = Path(__file__).resolve().parents[1]
# In the order of the work; each has a waiting.py with waiting(actor, now).
WAITING = tuple(
    name
    for name in (
        "accounts",
        "organizations",
        "complaints",
        "matters",
        "account_audits",
        "filings",
        "registrations",
        "directory",
        "annual_reports",
        "inspections",
        "credit",
        "grades",
        "assessments",
        "functions",
        "needs",
        "calls",
        "projects",
        "rounds",
        "submissions",
        "panels",
        "results",
        "contracts",
        "awards",
        "imports",
    )
    if (APP / name / "waiting.py").exists()
)


def tasks(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield everything that waits for the actor."""
    for name in WAITING:
        yield from import_module(f"app.{name}.waiting").waiting(actor, now)
