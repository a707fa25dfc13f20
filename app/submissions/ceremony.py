"""What openers do (开启): each takes off a layer, and with the last one needed everything lies open.

The writer of openings. Everything happens under the call's gate, by the database's clock,
after the announced time. A call that is locked for the portal's own key is opened by one
opener in one step; a call with openers' keys by as many as it needs, one after another.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app import db, money
from app.accounts import queries as accounts
from app.audit.actions import note
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import LIFE as CALL_LIFE
from app.calls.states import CallState
from app.db import session
from app.documents import actions as documents
from app.documents import queries as stored
from app.errors import Finding, NotFoundError, RefusedError, WrongStateError, refuse_if
from app.funds import actions as funds
from app.keys import locks
from app.keys import queries as keys
from app.keys.models import CallKeys
from app.notices.actions import tell
from app.permissions import Actor, Role
from app.submissions import actions as submissions
from app.submissions import packages, queries, rules, sealing
from app.submissions.models import Opening, SealedBox, Submission, SubmissionVersion, Turn
from app.submissions.states import LIFE, SubmissionState

Nests = Mapping[str, Mapping[str, str]]


# --- opening


def open_all(call: Call, *, by: Actor) -> Opening | None:
    """Open with keys that the portal keeps: its own, or (demo district) the opener's.

    Returns None where more openers are needed.
    """
    at = _alone(call)
    chosen = _chosen(call)
    if chosen is None:
        found = queries.sealed_of(call.id)
        key = keys.portal_private()
        inside = _peeled(queries.nests_of(found, ()), keys.PORTAL, key)
        return _open(call, found, inside, by=by, at=at)
    place = chosen.place_of(by.id) if by.id else None
    held = keys.key(UUID(_member(chosen, place)["key"])) if place else None
    if place is None or held is None or not held.kept:
        raise NotFoundError
    found = queries.sealed_of(call.id)
    nests = queries.nests_of(found, queries.turns_of(call.id))
    inside = _peeled(nests, place, keys.kept_private(held.id))
    return _turn(call, chosen, place, inside, by=by, at=at)


def turn(call: Call, inside: Nests, *, by: Actor) -> Opening | None:
    """Take what an opener's own browser found under their layer.

    With the last opener needed everything is opened; before that it is kept, still sealed for
    those to come, and None is returned.

    :law: HOUSE/R-SEC-10
    """
    at = _alone(call)
    chosen = _chosen(call)
    place = chosen.place_of(by.id) if chosen and by.id else None
    if chosen is None or place is None:
        raise NotFoundError
    return _turn(call, chosen, place, inside, by=by, at=at)


def _turn(
    call: Call, chosen: CallKeys, place: str, inside: Nests, *, by: Actor, at: datetime
) -> Opening | None:
    turns = queries.turns_of(call.id)
    if place in {t.place for t in turns}:
        raise RefusedError([Finding("turn-taken", law=packages.LAW)])
    found = queries.sealed_of(call.id)
    before = queries.nests_of(found, turns)
    if _shape(before, place) != {box: set(nests) for box, nests in inside.items()}:
        raise RefusedError([Finding("turn-incomplete", law=packages.LAW)])
    made = Turn(call=call, number=len(turns) + 1, place=place, person_id=by.id, at=at)
    session.add(made)
    detail = {"number": made.number, "needed": chosen.needed, "name": by.name}
    note("call", "turn", call, by=by, now=at, law=packages.LAW, detail=detail)
    if made.number < chosen.needed:
        made.inside = {box: dict(nests) for box, nests in inside.items()}
        _tell_next(call, chosen, [*turns, made], now=at)
        return None
    opening = _open(call, found, inside, by=by, at=at)
    for one in turns:
        one.inside = {}
    return opening


def begin_again(call: Call, *, by: Actor, now: datetime) -> None:
    """Drop what openers did so far: one of them has handed on something that does not open."""
    _alone(call)
    for one in queries.turns_of(call.id):
        session.delete(one)
    session.flush()
    note("call", "turns_dropped", call, by=by, now=now, law=packages.LAW)


def _shape(nests: Nests, place: str) -> dict[str, set[str]]:
    """Return what must come out: for each box, the orders that are left behind this place."""
    return {
        box: {order[1:] for order in orders if order.startswith(place)}
        for box, orders in nests.items()
    }


def _peeled(nests: Nests, place: str, private: bytes) -> dict[str, dict[str, str]]:
    try:
        return {
            box: {
                order: b64encode(inside).decode()
                for order, inside in locks.peel(
                    {order: b64decode(held) for order, held in orders.items()}, place, private
                ).items()
            }
            for box, orders in nests.items()
        }
    except locks.LockError as error:
        raise RefusedError([Finding("turn-does-not-open", law=packages.LAW)]) from error


def _alone(call: Call) -> datetime:
    """Have the call to oneself after everybody who was just handing in; only then ask the time."""
    db.gate(call.id, exclusive=True)
    session.refresh(call)
    at = db.db_now()
    if call.state is not CallState.PUBLISHED or call.deadline_at is None:
        raise WrongStateError(f"{call.number} is not waiting for its opening")
    refuse_if(rules.opening_time(at, call.deadline_at, call.opening_at or call.deadline_at))
    return at


def _chosen(call: Call) -> CallKeys | None:
    held = keys.keys_of(call.id)
    return held if held is not None and held.fixed_at is not None else None


def _member(chosen: CallKeys, place: str | None) -> dict[str, Any]:
    return next(m for m in chosen.members if m["place"] == place)


def _open(
    call: Call, found: Sequence[Submission], inside: Nests, *, by: Actor, at: datetime
) -> Opening:
    """Open everything that was handed in, in one transaction.

    Every box must match its commitment, and both together the check code on the receipt: what
    was changed or swapped in the database stops the opening and is named.
    """
    lock = keys.lock_of(call.id).id
    contents = {s.id: _checked(s, inside, lock) for s in found}
    for submission in found:
        content, key = contents[submission.id]
        _lay_open(submission, content, key, by=by, now=at)
    opening = Opening(call=call, held_at=at, held_by=by.id, count=len(found))
    opening.rows = [_row(s) for s in sorted(found, key=_order)]
    session.add(opening)
    CALL_LIFE.take("open", call, by=by, now=at, detail={"count": len(found)})
    _tell_opened(call, found, now=at)
    return opening


def _checked(submission: Submission, inside: Nests, lock: str) -> tuple[dict[str, Any], bytes]:
    version = queries.live(submission)
    if version is None:
        raise _broken(str(submission.id))
    try:
        opened = [_opened(box, version, submission, lock, inside) for box in version.boxes]
        commitments = {
            box.part.value: one.commitment for box, one in zip(version.boxes, opened, strict=True)
        }
        whole = sealing.whole(opened)
        right = sealing.check_of(commitments) == version.commitment
    except (sealing.SealBrokenError, KeyError, ValueError) as error:
        raise _broken(version.receipt_no) from error
    if not right:
        raise _broken(version.receipt_no)
    for box, one in zip(version.boxes, opened, strict=True):
        box.salt, box.text = one.salt, one.text
    return whole


def _opened(
    box: SealedBox, version: SubmissionVersion, submission: Submission, lock: str, inside: Nests
) -> sealing.Opened:
    if box.supplied is not None:
        opened = supplied_of(box, submission)
    else:
        place = sealing.box_at(
            box.part,
            submission.call_id,
            submission.organization_id,
            version=version.number,
            lock=lock,
        )
        secret = b64decode(inside[str(box.id)][""])
        opened = sealing.open_box(box.sealed, secret, place)
    if opened.commitment != box.commitment:
        raise sealing.SealBrokenError(box.part)
    return opened


def _broken(receipt: str) -> RefusedError:
    return RefusedError([Finding("seal-broken", detail={"receipt": receipt})])


def _lay_open(
    submission: Submission, content: dict[str, Any], key: bytes, *, by: Actor, now: datetime
) -> None:
    LIFE.take("open", submission, by=by, now=now)
    submission.price = money.yuan(content.get("price") or content.get("grant") or "0")
    submission.content = content
    unseal = sealing.file_unseal(submission.call_id, submission.organization_id, key=key)
    held = stored.by_ids([UUID(f["id"]) for f in content.get("files", ())])
    for file in held.values():
        documents.unseal(file, unseal=unseal, by=by, now=now)
        documents.share(file, [submission.call.unit_id], by=by, now=now)
    submissions.forget_draft(submission)
    session.flush()


def _row(submission: Submission) -> dict[str, Any]:
    version = queries.live(submission)
    if version is None or submission.price is None:
        raise WrongStateError("not opened")
    return {
        "submission": str(submission.id),
        "organization": str(submission.organization_id),
        "price": str(submission.price),
        "received_at": version.received_at.isoformat(),
        "receipt": version.receipt_no,
        "check": version.commitment,
    }


def _order(submission: Submission) -> tuple[datetime, str]:
    version = queries.live(submission)
    return (version.received_at if version else submission.created_at, str(submission.id))


def tell_cancelled(call: Call, *, now: datetime) -> None:
    """Tell whoever began or handed in something; what was sealed stays so."""
    detail = {"title": call.title, "reason": call.closing_reason}
    for submission in queries.unopened_of(call.id):
        tell(
            accounts.people_of(submission.organization_id),
            "bid-cancelled",
            now=now,
            link=f"/calls/{call.id}",
            detail=detail,
        )


def _tell_opened(call: Call, found: Sequence[Submission], *, now: datetime) -> None:
    detail = {"title": call.title, "count": len(found)}
    buyers = accounts.people_with(Role.PURCHASER, call.unit_id)
    tell(buyers, "call-opened", now=now, link=f"/calls/{call.id}", detail=detail)
    for submission in found:
        tell(
            accounts.people_of(submission.organization_id),
            "bid-opened",
            now=now,
            link=f"/submissions/{submission.id}",
            detail=detail,
        )


def _tell_next(call: Call, chosen: CallKeys, turns: Sequence[Turn], *, now: datetime) -> None:
    done = {t.place for t in turns}
    tell(
        [UUID(m["person"]) for m in chosen.members if m["place"] not in done],
        "opener-next",
        link=f"/submissions/openings/{call.id}",
        detail={"title": call.title, "done": len(done), "needed": chosen.needed},
        now=now,
    )


# --- too few


def fail(call: Call, *, by: Actor, now: datetime) -> None:
    """End a call for which too few handed in; the money goes back to its line."""
    opening = queries.opening_of(call.id)
    few = list(rules.few(opening.count, calls.law_of(call))) if opening else []
    if opening is None or not few:
        raise WrongStateError(f"{call.number} does not fail at the opening")
    CALL_LIFE.take("fail", call, by=by, now=now, law=few[0].law, detail={"count": opening.count})
    call.closed_at = now
    call.closing_reason = f"{few[0].code}:{opening.count}"
    funds.release(call.id)
    for submission in queries.of_call(call.id):
        tell(
            accounts.people_of(submission.organization_id),
            "call-failed-few",
            now=now,
            link=f"/calls/{call.id}",
            detail={"title": call.title, "count": opening.count},
        )


# --- lost keys do not lose what was handed in


def declare_lost(call: Call, *, by: Actor, now: datetime) -> None:
    """Say that too few openers still have their keys: everybody is asked for their package.

    :law: HOUSE/R-SEC-10
    """
    at = _alone(call)
    chosen = _chosen(call)
    if chosen is None or chosen.lost_at is not None:
        raise WrongStateError(f"{call.number} has no keys to lose")
    chosen.lost_at, chosen.lost_by = at, by.id
    note("call", "keys_lost", call, by=by, now=now, law=packages.LAW)
    for submission in queries.sealed_of(call.id):
        tell(
            accounts.people_of(submission.organization_id),
            "bid-supply",
            link=f"/submissions/{submission.id}/supply",
            detail={"title": call.title, "until": rules.supply_until(at)},
            now=at,
        )


def asked_to_supply(submission: Submission) -> datetime | None:
    """Return until when an organization is asked for its package; None where it is not."""
    chosen = keys.keys_of(submission.call_id)
    waits = submission.state is SubmissionState.SUBMITTED
    if chosen is None or chosen.lost_at is None or not waits:
        return None
    return rules.supply_until(chosen.lost_at)


def supply(submission: Submission, package: packages.Package | None, *, by: Actor) -> None:
    """Take an organization's own package for what it handed in: it must be that to the letter.

    :law: HOUSE/R-SEC-10
    """
    at = _alone(submission.call)
    chosen = _chosen(submission.call)
    version = queries.live(submission)
    if chosen is None or chosen.lost_at is None or version is None:
        raise NotFoundError
    call, owner = submission.call, submission.organization
    refuse_if(packages.fits(package, call=call.number, organization=owner.name))
    if package is None:
        return
    refuse_if(packages.is_that(package, version.commitment))
    for box in version.boxes:
        box.supplied = _sealed_here(package.parts[box.part], box, submission)
    note("submission", "supply", submission, by=by, now=at, law=packages.LAW)


def open_supplied(call: Call, *, by: Actor) -> Opening:
    """Open what was made good, once all of it is or the time for it is over.

    What nobody made good by then stays sealed for ever and takes no part. Another opener than
    the one who said so opens; while enough keys are there after all, they still open everything.

    :law: HOUSE/R-SEC-10, HOUSE/R-NTC-25
    """
    at = _alone(call)
    chosen = _chosen(call)
    if chosen is None or chosen.lost_at is None:
        raise WrongStateError(f"{call.number} is opened with its keys")
    found = queries.sealed_of(call.id)
    missing = [s for s in found if not is_supplied(s)]
    refuse_if(rules.lost_by_two(chosen.lost_by, by.id))
    refuse_if(rules.supply(len(missing), lost_at=chosen.lost_at, at=at))
    for submission in missing:
        version = queries.live(submission)
        LIFE.take("lapse", submission, by=by, now=at, law=packages.LAW)
        if version is not None:
            version.ended_at, version.ended_how = at, "not-supplied"
    session.flush()
    return _open(call, [s for s in found if s not in missing], {}, by=by, at=at)


def is_supplied(submission: Submission) -> bool:
    """Say whether an organization has made good what it handed in."""
    version = queries.live(submission)
    return version is not None and all(box.supplied is not None for box in version.boxes)


def _sealed_here(opened: sealing.Opened, box: SealedBox, submission: Submission) -> bytes:
    key, place = keys.portal_private(), _supplied_at(box, submission)
    return sealing.seal_bytes(opened.salt + opened.text, place, key=key)


def supplied_of(box: SealedBox, submission: Submission) -> sealing.Opened:
    """Return what was made good for a box."""
    place = _supplied_at(box, submission)
    inside = sealing.unseal_bytes(box.supplied or b"", place, key=keys.portal_private())
    return sealing.read(inside)


def _supplied_at(box: SealedBox, submission: Submission) -> sealing.Place:
    return sealing.Place(
        f"supplied-{box.part}"[:16], submission.call_id, submission.organization_id, str(box.id)
    )
