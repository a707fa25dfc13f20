"""The verbs of matches: announce a call to those it fits, mark a call as not for us, show it again."""

from datetime import datetime
from typing import Any

from app.accounts import queries as accounts
from app.audit import actions as audit
from app.calls.models import Call
from app.calls.states import Phase
from app.db import session
from app.matches import queries
from app.matches.models import Announcement, Feedback
from app.notices import actions as notices
from app.organizations.models import Organization
from app.permissions import SYSTEM, Actor
from matching import Hit

LONGEST = 300


def announce(call: Call, *, now: datetime) -> int:
    """Tell the best-fitting organizations of a call that was published; return how many.

    Each is told once of each call, with its reasons kept. A call that takes nothing any
    more is announced to nobody.
    """
    if call.phase(now) is not Phase.TAKING:
        return 0
    told = queries.announced(call.id)
    fits = [
        fit
        for fit in queries.organizations_for(call, now=now).rows
        if fit.organization.id not in told and _speaks(fit)
    ]
    for fit in fits:
        session.add(
            Announcement(
                call_id=call.id,
                organization_id=fit.organization.id,
                evidence=evidence(fit.hit),
                at=now,
            )
        )
        _tell(call, fit, now=now)
    audit.note("match", "announce", call, by=SYSTEM, now=now, detail={"organizations": len(fits)})
    return len(fits)


def _speaks(fit: queries.OrganizationFit) -> bool:
    """Say whether there is enough in common to write to somebody: a field, or more than one word."""
    return len(fit.hit.terms) > 1 or any(r.code == "fit-field" for r in fit.reasons)


def _tell(call: Call, fit: queries.OrganizationFit, *, now: datetime) -> None:
    words = list(fit.hit.matched)
    notices.tell(
        accounts.people_of(fit.organization.id),
        "match-words" if words else "match-field",
        link=f"/calls/{call.id}",
        detail={"title": call.title, "deadline": call.deadline_at, "words": words},
        now=now,
    )


def evidence(hit: Hit) -> dict[str, Any]:
    """Return what a place in a list was made of: enough to explain it years later."""
    return {
        "score": str(hit.score),
        "parts": {
            part.channel: {
                "value": str(part.value),
                "raw": str(part.raw),
                "weight": str(part.weight),
                "scale": str(part.scale),
            }
            for part in hit.parts
        },
        "terms": [[word, str(share)] for word, share in hit.terms],
    }


def decline(
    call: Call, *, organization: Organization, reason: str, by: Actor, now: datetime
) -> Feedback:
    """Mark a call as not for an organization: it is not shown among what fits any more."""
    said = queries.feedback(call.id, organization.id)
    if said is None:
        said = Feedback(call=call, organization_id=organization.id)
        session.add(said)
    said.reason, said.at, said.taken_back_at = reason.strip()[:LONGEST], now, None
    session.flush()
    audit.note("match", "decline", said, by=by, now=now, detail={"reason": said.reason})
    return said


def restore(call: Call, *, organization: Organization, by: Actor, now: datetime) -> None:
    """Show a call among what fits again; that it was hidden stays in the data."""
    said = queries.feedback(call.id, organization.id)
    if said is None or said.taken_back_at is not None:
        return
    said.taken_back_at = now
    audit.note("match", "restore", said, by=by, now=now)
