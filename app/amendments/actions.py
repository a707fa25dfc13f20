"""Every verb on amendments. The only writer."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from app import clock, db, queue
from app.amendments import queries, rules
from app.amendments.models import Amendment
from app.amendments.states import LIFE
from app.audit.actions import note
from app.calls import actions as trunk
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import Phase
from app.db import session
from app.errors import Finding, NotFoundError, RefusedError, WrongStateError, refuse_if
from app.functions import queries as functions
from app.lawbook import queries as lawbook
from app.notices.actions import tell
from app.permissions import Actor, May

PUBLISHED = "amendments.published"


def propose(
    call: Call,
    texts: Mapping[str, str],
    *,
    deadline_at: datetime | None,
    opening_at: datetime | None,
    reason: str,
    material: bool,
    by: Actor,
    now: datetime,
) -> Amendment:
    """Propose a change of a published call; a second person publishes it (拟变更公告).

    :law: GPR/31, HOUSE/R-NTC-25
    """
    trunk.alone(call)
    if call.phase(now) is not Phase.TAKING or by.id is None:
        raise WrongStateError(f"{call.number} takes no amendment")
    if queries.proposed(call.id) is not None:
        raise RefusedError([Finding("amend-one-waits", field="content")])
    wanted = _wanted(
        call,
        texts,
        deadline_at=deadline_at,
        opening_at=opening_at,
        reason=reason,
        material=material,
    )
    _refuse(call, wanted, now=now)
    made = Amendment(
        id=uuid4(),
        call=call,
        texts={name: [wanted.before[name], wanted.after[name]] for name in wanted.changed},
        material=material,
        reason=reason.strip(),
        deadline_before=wanted.deadline,
        deadline_at=wanted.new_deadline,
        opening_before=wanted.opening,
        opening_at=wanted.new_opening,
        drafted_by=by.id,
        drafted_at=now,
    )
    session.add(made)
    note("amendment", "propose", made, by=by, now=now, law="HOUSE/R-NTC-25")
    tell(
        [i for i in trunk.unit_people(call, May.CALL_REVIEW) if i != by.id],
        "amendment-to-review",
        link=f"/amendments/{made.id}",
        detail={"title": call.title, "name": by.name},
        now=now,
    )
    return made


def publish(amendment: Amendment, *, by: Actor) -> None:
    """Publish: the call changes, a version is frozen, everybody who prepares a bid is told (发布变更).

    Under the call's gate and by the database's clock: a deadline moves only before it has come.

    :law: GPR/31, NKG/R-NTC-08, HOUSE/R-NTC-25
    """
    call = amendment.call
    trunk.alone(call)
    session.refresh(call)
    at = db.db_now()
    if call.phase(at) is not Phase.TAKING:
        raise WrongStateError(f"{call.number} takes no amendment")
    refuse_if(rules.two_people(amendment.drafted_by, by.id))
    wanted = _wanted(
        call,
        {name: after for name, (_, after) in amendment.texts.items()},
        deadline_at=amendment.deadline_at,
        opening_at=amendment.opening_at,
        reason=amendment.reason,
        material=amendment.material,
    )
    _refuse(call, wanted, now=at)
    for name in wanted.changed:
        setattr(call, name, wanted.after[name])
    call.deadline_at, call.opening_at = amendment.deadline_at, amendment.opening_at
    amendment.reviewed_by, amendment.published_at = by.id, at
    frozen = trunk.freeze(call, now=at)
    amendment.version = frozen.number
    detail = {
        "version": frozen.number,
        "digest": frozen.digest,
        "changed": [*wanted.changed, *(["deadline_at"] if wanted.moves else [])],
        "deadline": call.deadline_at,
    }
    law = calls.law_of(call).source("clarification_days").key
    LIFE.take("publish", amendment, by=by, now=at, law=law, detail=detail)
    # Who prepares a submission is not known here, nor to whoever publishes.
    payload = {"amendment_id": str(amendment.id)}
    queue.later(PUBLISHED, payload, now=at, effect_key=f"{PUBLISHED}:{amendment.id}")


def drop(amendment: Amendment, *, by: Actor, now: datetime) -> None:
    """Give up an amendment that is not published."""
    if not LIFE.can("drop", amendment):
        raise NotFoundError
    LIFE.take("drop", amendment, by=by, now=now)


def _wanted(
    call: Call,
    texts: Mapping[str, str],
    *,
    deadline_at: datetime | None,
    opening_at: datetime | None,
    reason: str,
    material: bool,
) -> rules.Wanted:
    if call.deadline_at is None or call.opening_at is None:
        raise WrongStateError(f"{call.number} has no deadline")
    before = {name: getattr(call, name) for name in rules.FIELDS if hasattr(call, name)}
    return rules.Wanted(
        before=before,
        after={name: texts.get(name, said) for name, said in before.items()},
        deadline=call.deadline_at,
        new_deadline=deadline_at,
        opening=call.opening_at,
        new_opening=opening_at,
        reason=reason,
        material=material,
    )


def _refuse(call: Call, wanted: rules.Wanted, *, now: datetime) -> None:
    on = clock.local_date(now)
    law = calls.law_of(call, on)
    said = f"{call.title}\n{call.summary}\n{wanted.after.get('content', '')}"
    refuse_if(
        (
            *rules.amendment(wanted, law=law, calendar=lawbook.calendar(), now=now),
            *rules.screened(functions.screening_findings(said, on)),
        )
    )
