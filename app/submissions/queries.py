"""Reads of submissions. Before the opening nothing here tells anybody how many there are."""

from base64 import b64decode
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts import queries as accounts
from app.amendments import queries as amendments
from app.amendments.models import Amendment
from app.audit import queries as log
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallKind, CallState
from app.db import session
from app.documents import queries as documents
from app.errors import NotFoundError
from app.keys import locks
from app.keys import queries as keys
from app.permissions import Actor, May, Role
from app.projects.models import Project
from app.rounds.models import Round
from app.rounds.rules import Limits
from app.submissions import packages, rules, sealing
from app.submissions.models import Opening, SealedBox, Submission, SubmissionVersion, Turn
from app.submissions.states import SubmissionState

JUDGED = "judged"
OPEN = (SubmissionState.OPENED, SubmissionState.QUALIFIED, SubmissionState.REJECTED)
# The budget table is the answer to this criterion of a round.
BUDGET = "budget"
AT_A_TIME = 500


def get(submission_id: UUID) -> Submission:
    """Return one submission or raise NotFoundError."""
    found = session.get(Submission, submission_id)
    if found is None:
        raise NotFoundError
    return found


def own(call_id: UUID, organization_id: UUID) -> Submission | None:
    """Return what an organization has for a call, whatever its state."""
    return session.scalar(
        select(Submission).where(
            Submission.call_id == call_id, Submission.organization_id == organization_id
        )
    )


def of_organizations(ids: Collection[UUID]) -> Sequence[Submission]:
    """Return everything of some organizations, the newest first, in a fixed number of queries."""
    if not ids:
        return []
    return session.scalars(
        select(Submission)
        .where(Submission.organization_id.in_(ids))
        .options(
            joinedload(Submission.call),
            joinedload(Submission.organization),
            selectinload(Submission.versions),
        )
        .order_by(Submission.created_at.desc(), Submission.id)
    ).all()


def of_call(call_id: UUID) -> Sequence[Submission]:
    """Return what was opened for a call, in the order of the opening list; nothing before."""
    return session.scalars(
        select(Submission)
        .where(Submission.call_id == call_id, Submission.state.in_(OPEN))
        .options(joinedload(Submission.organization), selectinload(Submission.versions))
        .order_by(Submission.price, Submission.id)
    ).all()


def sealed_of(call_id: UUID) -> Sequence[Submission]:
    """Return what is waiting to be opened. For the opening alone: no page may ask this."""
    return session.scalars(
        select(Submission)
        .where(Submission.call_id == call_id, Submission.state == SubmissionState.SUBMITTED)
        .options(
            joinedload(Submission.organization),
            selectinload(Submission.versions).selectinload(SubmissionVersion.boxes),
        )
        .order_by(Submission.id)
        .execution_options(populate_existing=True)
    ).all()


def unopened_of(call_id: UUID) -> Sequence[Submission]:
    """Return what was begun or handed in for a call. To tell its writers: no page may ask this."""
    states = (SubmissionState.DRAFT, SubmissionState.SUBMITTED)
    return session.scalars(
        select(Submission)
        .where(Submission.call_id == call_id, Submission.state.in_(states))
        .order_by(Submission.id)
    ).all()


def opening_of(call_id: UUID) -> Opening | None:
    """Return the opening of a call, once it was held."""
    return session.scalar(select(Opening).where(Opening.call_id == call_id))


def live(submission: Submission) -> SubmissionVersion | None:
    """Return the version that counts now."""
    return next((v for v in submission.versions if v.ended_at is None), None)


def version_by_key(key: UUID) -> SubmissionVersion | None:
    """Return what an idempotency key was used for."""
    return session.scalar(select(SubmissionVersion).where(SubmissionVersion.idempotency_key == key))


def commitments(receipts: Collection[str]) -> dict[str, str]:
    """Return the check of every receipt that is here, of those asked about."""
    found: dict[str, str] = {}
    wanted = sorted(receipts)
    for at in range(0, len(wanted), AT_A_TIME):
        asked = select(SubmissionVersion.receipt_no, SubmissionVersion.commitment)
        found |= dict(
            session.execute(
                asked.where(SubmissionVersion.receipt_no.in_(wanted[at : at + AT_A_TIME]))
            ).all()
        )
    return found


def to_open(now: datetime) -> Sequence[Call]:
    """Return the calls whose announced opening time has come, the longest waiting first."""
    return session.scalars(
        select(Call)
        .where(Call.state == CallState.PUBLISHED, Call.deadline_at <= now, Call.opening_at <= now)
        .order_by(Call.opening_at, Call.id)
    ).all()


def may_open(actor: Actor, call: Call) -> bool:
    """Say whether this opener opens this call.

    Its chosen openers do. Where the portal's own key opens: an opener of the posting unit;
    where the unit has none, any other of the district.
    """
    if not actor.may(May.OPENING_HOLD) or actor.id is None:
        return False
    chosen = keys.keys_of(call.id)
    if chosen is not None and chosen.fixed_at is not None:
        return chosen.place_of(actor.id) is not None
    if actor.may(May.OPENING_HOLD, call):
        return True
    return not accounts.people_with(Role.OPENER, call.unit_id)


# --- contents: for the organization's own eyes, and for the opening


def draft_of(submission: Submission) -> dict[str, Any]:
    """Return the draft as it was typed; empty once it is handed in, or its key is gone."""
    key = sealing.draft_key(submission.draft_key_id)
    if submission.draft is None or key is None:
        return {}
    return sealing.unseal_draft(
        submission.draft,
        call_id=submission.call_id,
        organization_id=submission.organization_id,
        key=key,
    )


def digest_of(submission: Submission, content: dict[str, Any]) -> str:
    """Return what the check page shows a content by, so that another one is noticed."""
    place = sealing.draft_at(submission.call_id, submission.organization_id)
    return sealing.digest(content, place, key=key_of(submission))


def key_of(submission: Submission) -> bytes:
    """Return the key of a draft that has not been handed in; NotFoundError of any other."""
    key = sealing.draft_key(submission.draft_key_id)
    if key is None:
        raise NotFoundError
    return key


def package_of(submission: Submission) -> dict[str, Any]:
    """Return the package of a draft, as it will be when it is handed in next."""
    content = rules.cleaned(draft_of(submission), ask_of(submission.call))
    return packages.written(
        content,
        key=key_of(submission),
        version=next_number(submission),
        call=submission.call.number,
        organization=submission.organization.name,
        sign=lambda said: log.signing_key().sign(said).signature,
    )


def draft_key_ids() -> set[UUID]:
    """Return the names of the draft keys that are in use: of calls that still take something."""
    asked = (
        select(Submission.draft_key_id)
        .join(Submission.call)
        .where(Submission.draft_key_id.is_not(None), Call.state == CallState.PUBLISHED)
    )
    return {key_id for key_id in session.scalars(asked) if key_id is not None}


def amendments_since(*found: Submission) -> dict[UUID, list[Amendment]]:
    """Return what was changed in their calls since submissions were handed in, or confirmed last.

    By submission; nothing of those that were not handed in. In one question.
    """
    seen = {
        s.id: max(version.received_at, s.confirmed_at or version.received_at)
        for s in found
        if (version := live(s)) is not None
    }
    changed = amendments.published(*{s.call_id for s in found if s.id in seen}) if seen else []
    return {
        s.id: since
        for s in found
        if s.id in seen
        and (
            since := [
                a
                for a in changed
                if a.call_id == s.call_id and a.published_at and a.published_at > seen[s.id]
            ]
        )
    }


def next_number(submission: Submission) -> int:
    """Return the number that the next version gets."""
    return max((v.number for v in submission.versions), default=0) + 1


def file_of(submission: Submission, file_id: UUID) -> tuple[str, str, bytes]:
    """Return label, media type and bytes of an attachment of this submission."""
    held = submission.content if submission.content is not None else draft_of(submission)
    if str(file_id) not in {f["id"] for f in held.get("files", ())}:
        raise NotFoundError
    file = documents.get(file_id)
    if not file.sealed:
        return file.label, file.media_type, documents.content(file)
    unseal = sealing.file_unseal(
        submission.call_id, submission.organization_id, key=key_of(submission)
    )
    return file.label, file.media_type, documents.content(file, unseal)


def sealed_digest(version: SubmissionVersion) -> str:
    """Return what the log knows the sealed bytes of a version by."""
    told = "|".join(
        f"{box.part}:{sha256(box.sealed).hexdigest()}:{sealing.canonical(box.nests).hex()}"
        for box in sorted(version.boxes, key=lambda b: b.part)
    )
    return sha256(told.encode()).hexdigest()


def opened(version: SubmissionVersion) -> dict[SealedBox, sealing.Opened]:
    """Return what was in the boxes of a version that has been opened."""
    return {
        box: sealing.read(box.salt + box.text)
        for box in version.boxes
        if box.salt is not None and box.text is not None
    }


def opens_here(version: SubmissionVersion) -> bool:
    """Say whether the portal's own key opens a version; True of what only openers' keys open."""
    submission = version.submission
    lock = keys.lock_of(submission.call_id)
    if not lock.portal or any(box.is_open for box in version.boxes):
        return True
    try:
        for box in version.boxes:
            nests = {order: b64decode(inside) for order, inside in box.nests.items()}
            secret = locks.peel(nests, keys.PORTAL, keys.portal_private())[""]
            place = sealing.box_at(
                box.part,
                submission.call_id,
                submission.organization_id,
                version=version.number,
                lock=lock.id,
            )
            if sealing.open_box(box.sealed, secret, place).commitment != box.commitment:
                return False
    except (locks.LockError, sealing.SealBrokenError, ValueError, KeyError):
        return False
    return True


# --- the opening


def turns_of(call_id: UUID) -> Sequence[Turn]:
    """Return what openers did so far, in order."""
    return session.scalars(select(Turn).where(Turn.call_id == call_id).order_by(Turn.number)).all()


def nests_of(found: Iterable[Submission], turns: Sequence[Turn]) -> dict[str, dict[str, str]]:
    """Return what the next opener has before them: nests by box, as the last one left them."""
    if turns:
        held: dict[str, dict[str, str]] = turns[-1].inside
        return held
    live_ones = [version for s in found if (version := live(s)) is not None]
    return {str(box.id): box.nests for version in live_ones for box in version.boxes}


def is_round(call: Call) -> bool:
    """Say whether applications with a budget are asked for, not bids with a price."""
    return call.kind is CallKind.ROUND


def ask_of(call: Call) -> rules.Ask:
    """Return what a call asks of a submission."""
    texts = tuple(
        rules.TextAsk(c.key, c.name, c.text, c.points)
        for c in call.criteria
        if c.kind == JUDGED and not (is_round(call) and c.key == BUDGET)
    )
    return rules.Ask(
        kind=call.kind,
        track=call.track,
        texts=texts,
        ceiling=call.ceiling if isinstance(call, Project) else None,
        limits=_limits(call) if isinstance(call, Round) else None,
    )


def _limits(call: Round) -> Limits:
    """Return what the round allows; where it says nothing, the local rules of its day do."""
    law = calls.law_of(call)
    return Limits(
        labour_share_max=_or(call.labour_share_max, law.labour_cap),
        grant_cap=_or(call.grant_cap, law.grant_cap_abs),
        own_share_min=_or(call.own_share_min, law.own_share_min_pct),
    )


def _or(value: Decimal | None, default: Decimal) -> Decimal:
    return default if value is None else value


def versions_of(submission: Submission) -> list[SubmissionVersion]:
    """Return the versions, the newest first."""
    return sorted(submission.versions, key=lambda v: -v.number)


def received(found: Iterable[Submission]) -> dict[UUID, datetime]:
    """Return when the live version of each was received."""
    return {s.id: v.received_at for s in found if (v := live(s)) is not None}
