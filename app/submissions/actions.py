"""Every verb of organizations on submissions.

What openers do stands in ceremony.py.

When something is handed in, the database's clock is read inside the transaction, after the
call's gate (app.db.gate): submissions come in side by side, the opening waits for all of
them and keeps new ones out. So nothing is accepted late and nothing accepted is missing at
the opening; whether a worker runs makes no difference.
"""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock, db
from app.accounts import queries as accounts
from app.amendments.models import Amendment
from app.audit import queries as log
from app.audit.actions import note
from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.directory import queries as directory
from app.documents import actions as documents
from app.documents.models import StoredFile
from app.errors import Finding, NotFoundError, RefusedError, WrongStateError, refuse_if
from app.filings import queries as filings
from app.keys import queries as keys
from app.notices.actions import tell
from app.organizations.models import Organization
from app.permissions import Actor
from app.submissions import packages, queries, rules, sealing
from app.submissions.models import SealedBox, Submission, SubmissionVersion
from app.submissions.states import LIFE, SubmissionState

# Without 0 O, 1 I L, U V: read out over the telephone and typed from paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
GROUPS, GROUP = 3, 4
PURPOSE = "submission"
FILES_MAX = 10
# A key so young may belong to a draft that is just being written.
KEY_REST = timedelta(hours=1)


# --- the draft


def start(
    call: Call,
    *,
    organization: Organization,
    by: Actor,
    now: datetime,
    partner: Organization | None = None,
    contact: Mapping[str, str] | None = None,
) -> Submission:
    """Begin a submission, or return the one begun before. Refused before anything is typed."""
    known = queries.own(call.id, organization.id)
    if known is not None:
        return known
    if call.state is not CallState.PUBLISHED:
        raise WrongStateError(f"{call.number} takes nothing")
    refuse_if(may_take_part(call, organization, now=now, partner=partner))
    refuse_if(rules.lateness(now, call.deadline_at, call.track))
    submission = Submission(
        id=uuid4(),
        call=call,
        organization=organization,
        partner=partner,
        created_at=now,
        draft_saved_at=now,
        draft_saved_by=by.id,
    )
    submission.draft = _sealed_draft(submission, {"contact": dict(contact or {})})
    session.add(submission)
    note("submission", "start", submission, by=by, now=now)
    return submission


def may_take_part(
    call: Call, organization: Organization, *, now: datetime, partner: Organization | None = None
) -> list[Finding]:
    """Return what keeps an organization out as of now: standing, credit, directory."""
    found = list(
        rules.standing(
            registered=organization.registered,
            hosted=partner is not None,
            is_round=queries.is_round(call),
        )
    )
    if partner is not None:
        named = filings.host_on(partner.id, clock.local_date(now))
        of_it = named is not None and named.id == organization.id
        found += rules.hosting(host=named.name if named else "", of_it=of_it, partner=partner.name)
    if found:
        return found
    door = directory.gate(
        organization,
        track=call.track,
        on=clock.local_date(now),
        directory_required=call.requires_directory,
    )
    return list(door.reasons)


def save_draft(
    submission: Submission,
    subject: str,
    part: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    revision: str | None = None,
) -> str:
    """Keep what was typed on one page, right or wrong; the other pages stay as they are.

    `revision` is what the page began from: if a colleague has saved the page since, that is
    said instead of writing over it. Returns the new one. Nothing for the log: a draft has no
    effect, and its times would tell others who is busy.
    """
    _lock(submission)
    _still_closed(submission)
    draft = queries.draft_of(submission)
    refuse_if(rules.conflict(draft, subject, revision, str(by.id)))
    draft = rules.merged(draft, part)
    saved = {"by": str(by.id), "name": by.name, "at": now.isoformat()}
    draft[rules.SAVED] = {**draft.get(rules.SAVED, {}), subject: saved}
    _keep(submission, draft, by=by, now=now)
    return rules.revision_of(draft, subject)


def attach(
    submission: Submission, file: documents.Incoming, *, by: Actor, now: datetime
) -> StoredFile:
    """Take in an attachment, sealed; the file itself is checked before."""
    _lock(submission)
    _still_closed(submission)
    draft = queries.draft_of(submission)
    files = draft.get("files", [])
    if len(files) >= FILES_MAX:
        raise RefusedError(
            [Finding("bid-files-too-many", field="files", detail={"most": FILES_MAX})]
        )
    held = documents.store(
        file,
        purpose=PURPOSE,
        owners=[submission.organization_id],
        call_id=submission.call_id,
        by=by,
        now=now,
        field="files",
        seal=sealing.file_seal(
            submission.call_id,
            submission.organization_id,
            key=_draft_key(submission),
        ),
    )
    one = {"id": str(held.id), "label": held.label, "size": held.size, "sha256": held.sha256}
    _keep(submission, {**draft, "files": [*files, one]}, by=by, now=now)
    return held


def detach(submission: Submission, file_id: UUID, *, by: Actor, now: datetime) -> None:
    """Take an attachment out of the draft; versions handed in before keep it. Not for the log."""
    _lock(submission)
    _still_closed(submission)
    draft = queries.draft_of(submission)
    kept = [f for f in draft.get("files", []) if f["id"] != str(file_id)]
    if len(kept) == len(draft.get("files", [])):
        raise NotFoundError
    _keep(submission, {**draft, "files": kept}, by=by, now=now)


def _keep(submission: Submission, draft: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    submission.draft = _sealed_draft(submission, draft)
    submission.draft_saved_at = now
    submission.draft_saved_by = by.id
    session.flush()


def _sealed_draft(submission: Submission, draft: Mapping[str, Any]) -> bytes:
    # A fresh one is not flushed yet: its ids are those of the things it is made of.
    return sealing.seal_draft(
        draft,
        call_id=submission.call.id,
        organization_id=submission.organization.id,
        key=_draft_key(submission),
    )


def _draft_key(submission: Submission) -> bytes:
    """Return the key of a draft; a new one where there is none, or it is gone."""
    key = sealing.draft_key(submission.draft_key_id)
    if key is None:
        submission.draft_key_id = sealing.new_draft_key()
        key = queries.key_of(submission)
    return key


# --- handing in


def submit(submission: Submission, *, key: UUID, seen: str, by: Actor) -> SubmissionVersion:
    """Hand in the draft, or hand it in again; return the version with its receipt.

    `key` comes with the form: sent twice, it is done once. `seen` is the digest of what the
    check page showed; if the draft has changed since, somebody must look again.
    """
    at = _at_the_gate(submission)
    known = queries.version_by_key(key)
    if known is not None:
        return _replay(known, submission, seen)
    call = submission.call
    refuse_if(rules.lateness(at, call.deadline_at, call.track))
    if call.state is not CallState.PUBLISHED:
        raise WrongStateError(f"{call.number} takes nothing")
    refuse_if(may_take_part(call, submission.organization, now=at, partner=submission.partner))
    ask, draft = queries.ask_of(call), queries.draft_of(submission)
    if not draft and submission.versions:
        raise RefusedError([Finding("handed-in-already")])
    refuse_if(rules.findings(draft, ask))
    content = rules.cleaned(draft, ask)
    if queries.digest_of(submission, content) != seen:
        raise RefusedError([Finding("changed-since-checked")])
    version = _insert(submission, content, key=key, seen=seen, by=by, at=at)
    step = "replace" if submission.state is SubmissionState.SUBMITTED else "submit"
    detail = {
        "receipt": version.receipt_no,
        "version": version.number,
        "check": version.commitment,
        "sealed": queries.sealed_digest(version),
    }
    LIFE.take(step, submission, by=by, now=at, detail=detail)
    _tell_received(submission, version, now=at)
    return version


def confirm(submission: Submission, *, by: Actor) -> None:
    """Say that what was handed in stands although the call was changed since (确认变更).

    :law: GPR/31
    """
    at = _at_the_gate(submission)
    refuse_if(rules.lateness(at, submission.call.deadline_at, submission.call.track))
    if queries.live(submission) is None:
        raise NotFoundError
    submission.confirmed_at = at
    note("submission", "confirm", submission, by=by, now=at, law="GPR/31")


def tell_amended(amendment: Amendment, *, now: datetime) -> None:
    """Tell whoever began or handed in something that the call was changed."""
    call = amendment.call
    for submission in queries.unopened_of(call.id):
        tell(
            accounts.people_of(submission.organization_id),
            "bid-amended",
            link=f"/submissions/{submission.id}/receipt",
            detail={"title": call.title, "deadline": call.deadline_at},
            now=now,
        )


def withdraw(submission: Submission, *, by: Actor) -> None:
    """Take a submission back, until the deadline. What was handed in can no longer be opened."""
    at = _at_the_gate(submission)
    refuse_if(rules.lateness(at, submission.call.deadline_at, submission.call.track))
    version = queries.live(submission)
    LIFE.take(
        "withdraw",
        submission,
        by=by,
        now=at,
        detail={"receipt": version.receipt_no if version else ""},
    )
    _end(submission, "withdrawn", at=at)


def tidy(*, now: datetime) -> None:
    """Destroy the keys of no draft: those of ended calls, and what a crash left behind."""
    used = queries.draft_key_ids()
    for key_id, since in sealing.draft_keys().items():
        if key_id not in used and since < now - KEY_REST:
            sealing.destroy_draft_key(key_id)


def _at_the_gate(submission: Submission) -> datetime:
    """Queue with everybody else of this call, look again, and only then ask what time it is."""
    db.gate(submission.call_id)
    _lock(submission)
    return db.db_now()


def _lock(submission: Submission) -> None:
    """Let the people of one organization act one after another; read it and its call again."""
    session.flush()
    session.scalars(
        select(Submission)
        .where(Submission.id == submission.id)
        .options(joinedload(Submission.call))
        .with_for_update(of=Submission)
        .execution_options(populate_existing=True)
    ).one()
    session.expire(submission, ["versions"])


def _still_closed(submission: Submission) -> None:
    if submission.state in queries.OPEN:
        raise WrongStateError("it has been opened")


def _replay(known: SubmissionVersion, submission: Submission, seen: str) -> SubmissionVersion:
    """Return the receipt given before, if it is the same act of the same organization."""
    if known.submission_id != submission.id or known.body_sha256 != seen:
        raise RefusedError([Finding("key-used-before")])
    return known


def _insert(
    submission: Submission,
    content: Mapping[str, Any],
    *,
    key: UUID,
    seen: str,
    by: Actor,
    at: datetime,
) -> SubmissionVersion:
    _end(submission, "replaced", at=at)
    number = queries.next_number(submission)
    made = sealing.boxes(
        content,
        key=queries.key_of(submission),
        call_id=submission.call_id,
        organization_id=submission.organization_id,
        version=number,
        lock=keys.lock_of(submission.call_id),
    )
    version = SubmissionVersion(
        number=number,
        receipt_no=receipt_number(),
        commitment=sealing.check_of({box.part: box.commitment for box in made}),
        size=sum(len(box.sealed) for box in made) + sum(int(f["size"]) for f in content["files"]),
        files=len(content["files"]),
        received_at=at,
        submitted_by=by.id,
        idempotency_key=key,
        body_sha256=seen,
        boxes=[_box(box) for box in made],
    )
    submission.versions.append(version)
    forget_draft(submission)
    session.flush()
    return version


def _box(box: sealing.Box) -> SealedBox:
    nests = {order: b64encode(inside).decode() for order, inside in box.nests.items()}
    return SealedBox(part=box.part, sealed=box.sealed, nests=nests, commitment=box.commitment)


def forget_draft(submission: Submission) -> None:
    """Drop a draft; once that is in the database its key goes too, so no copy of it opens."""
    db.after_commit(partial(sealing.destroy_draft_key, submission.draft_key_id))
    submission.draft = submission.draft_key_id = None


def take_up(
    submission: Submission, package: packages.Package | None, *, by: Actor, now: datetime
) -> None:
    """Begin from the package that the organization kept: a replacement starts there (载入回执包).

    :law: HOUSE/R-NTC-14
    """
    _lock(submission)
    _still_closed(submission)
    call, owner = submission.call, submission.organization
    refuse_if(rules.lateness(now, call.deadline_at, call.track))
    refuse_if(packages.fits(package, call=call.number, organization=owner.name))
    if package is None:
        return
    refuse_if(packages.is_ours(package, bytes(log.signing_key().verify_key)))
    content, key = package.content()
    forget_draft(submission)
    submission.draft_key_id = sealing.new_draft_key(key)
    _keep(submission, content, by=by, now=now)
    note("submission", "take_up", submission, by=by, now=now)


def _end(submission: Submission, how: str, *, at: datetime) -> None:
    version = queries.live(submission)
    if version is None:
        return
    version.ended_at, version.ended_how = at, how
    version.boxes.clear()
    session.flush()  # before the next one comes in: at most one is live


def receipt_number() -> str:
    """Return a random number: a serial would tell how many have handed in."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(("LW", *groups))


def _tell_received(submission: Submission, version: SubmissionVersion, *, now: datetime) -> None:
    tell(
        accounts.people_of(submission.organization_id),
        "bid-received",
        now=now,
        link=f"/submissions/{submission.id}/receipt",
        detail={
            "title": submission.call.title,
            "receipt": version.receipt_no,
            "time": clock.local(now).strftime("%Y-%m-%d %H:%M:%S"),
            "check": version.commitment,
        },
    )
