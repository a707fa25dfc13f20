"""Loading the demo district, once, in one transaction."""

from datetime import date, timedelta

from sqlalchemy import func, select, text

from app import clock
from app.accounts.models import Unit
from app.db import session
from app.demo import (
    assessments,
    bids,
    calls,
    desk,
    filings,
    keys,
    money,
    outcomes,
    profiles,
    rankings,
    register,
    registrations,
    supervision,
    ventures,
)
from app.demo.content.generate import SEED, district
from app.demo.content.model import District
from app.demo.ids import uid
from app.demo.story import Story


def loaded() -> bool:
    """Say whether there is anything in the database already."""
    return bool(session.scalar(select(func.count()).select_from(Unit)))


def load(today: date, password_hash: str, seed: int = SEED) -> District:
    """Write the whole district as it stands on `today`. The caller commits."""
    content = district(seed, today)
    story = Story()
    register.load(content, password_hash)
    profiles.load(seed, today)
    session.flush()
    desk.load(today)
    keys.load(content, clock.at_local(today - timedelta(days=40), 9))
    money.load(content)
    assessments.load_grades(content, story)
    calls.load(content, story)
    bids.load(content, story)
    outcomes.load(content, story)
    ventures.load(content, story)
    rankings.load(content, story)
    filings.load(content, story)
    registrations.load(content, uid("file", "filing-material"), story)
    supervision.load(content, story)
    story.write()
    session.flush()
    # The planner must not take a district of thousands of rows for an empty one.
    session.execute(text("analyze"))
    return content
