"""Computing the rankings of the demo's scored projects, as the portal itself does."""

from datetime import timedelta

from app.calls import queries as calls
from app.db import session
from app.demo.content import model
from app.demo.ids import uid
from app.demo.outcomes import winner_of
from app.demo.story import Story
from app.permissions import SYSTEM
from app.results import actions as results

SCORED = ("ranked", "publicity", "objection", "contracted", "performing", "completed")


def load(district: model.District, story: Story) -> list[str]:
    """Store the rankings; return the projects whose award is not the first place's (none, it is hoped)."""
    astray = []
    for row in district.projects:
        if row.state not in SCORED or row.opening_at is None:
            continue
        call = calls.get(uid("call", row.key))
        at = call.reported_at or row.opening_at + timedelta(days=3)
        ranking = results.store_ranking(call, by=SYSTEM, now=at)
        story.tell(call.id, "report", {"version": ranking.version, "digest": ranking.digest})
        if row.state == "ranked":
            continue
        first = ranking.record["ranking"]["rows"][0]["key"]
        if first != str(uid("submission", winner_of(row).key)):
            astray.append(row.number)
    session.flush()
    return astray
