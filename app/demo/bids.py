"""Loading what organizations handed in: bids, their opening, the panel's marks."""

import random
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from app import clock
from app.audit.actions import plain
from app.db import session
from app.demo.content import model
from app.demo.content.organizations import abnormal_at
from app.demo.ids import uid
from app.demo.register import expert_number
from app.demo.story import Entry, Story
from app.keys import queries as keys
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations.states import CreditKind
from app.panels.models import Mark, Panel, PanelMember, Sheet
from app.panels.rules import Candidate, Needs, digest_of, drawn
from app.panels.states import MemberState, SheetState
from app.results.models import Qualification
from app.submissions import queries as submissions
from app.submissions import sealing
from app.submissions.models import Opening, SealedBox, Submission, SubmissionVersion
from app.submissions.states import SubmissionState

SEALED = ("published", "closed")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def load(district: model.District, story: Story) -> None:
    """Write the bids of all projects."""
    organizations = {o.key: o for o in district.organizations}
    admins: dict[str | None, UUID] = {
        p.organization_key: uid("person", p.key)
        for p in reversed(district.people)
        if p.organization_key
    }
    names = {uid("person", p.key): p.name for p in district.people}
    for row in district.projects:
        found = [write(row, bid, organizations, admins) for bid in row.bids]
        session.add_all(found)
        session.flush()
        for submission in found:
            story.add(handed_in(row, submission, names))
        if found and row.state not in SEALED and row.opening_at:
            opening(row, found, organizations)
        if row.panel:
            draw = panel(row, district, organizations)
            story.tell(uid("call", row.key), "begin", {"digest": digest_of(draw)})
    session.flush()


def handed_in(row: model.Project, submission: Submission, names: dict[UUID, str]) -> Entry:
    """Return the row of the log in which a bid was taken."""
    (version,) = submission.versions
    return Entry(
        at=version.received_at,
        actor_id=version.submitted_by,
        actor=names.get(version.submitted_by or submission.id, ""),
        kind="submission",
        step="submit",
        start=SubmissionState.DRAFT,
        end=SubmissionState.SUBMITTED,
        thing_id=submission.id,
        call_id=submission.call_id,
        title=f"{row.number} {row.title}",
        detail={
            "receipt": version.receipt_no,
            "version": 1,
            "check": version.commitment,
            "sealed": submissions.sealed_digest(version),
        },
    )


def content_of(bid: model.Bid, organization: model.Organization) -> dict[str, Any]:
    """Return a bid as the form makes it."""
    return {
        "price": str(bid.price),
        "price_rows": [
            {"label": r.label, "basis": r.basis, "amount": str(r.amount)} for r in bid.price_rows
        ],
        "texts": {t.criterion_key: t.text for t in bid.texts},
        "statement": True,
        "contact": {"name": organization.legal_representative, "phone": organization.phone},
        "files": [],
    }


def write(
    row: model.Project,
    bid: model.Bid,
    organizations: dict[str, model.Organization],
    admins: dict[str | None, UUID],
) -> Submission:
    """Return a submission with its one version."""
    organization = organizations[bid.organization_key]
    organization_id = uid("organization", organization.key)
    call_id = uid("call", row.key)
    content = content_of(bid, organization)
    key = sha256(bid.key.encode()).digest()
    lock = keys.lock_of(call_id)
    made = sealing.boxes(
        content,
        key=key,
        call_id=call_id,
        organization_id=organization_id,
        version=1,
        lock=lock,
    )
    submission = Submission(
        id=uid("submission", bid.key),
        call_id=call_id,
        organization_id=organization_id,
        state=SubmissionState.SUBMITTED,
        draft_saved_at=bid.submitted_at,
        created_at=bid.submitted_at - timedelta(days=2),
    )
    rng = random.Random(bid.key)  # noqa: S311 -- the demo's numbers, the same every time
    groups = ["".join(rng.choices(ALPHABET, k=4)) for _ in range(3)]
    submission.versions = [
        SubmissionVersion(
            id=uid("version", bid.key),
            number=1,
            receipt_no=f"LW-{'-'.join(groups)}",
            commitment=sealing.check_of({box.part: box.commitment for box in made}),
            size=sum(len(box.sealed) for box in made),
            received_at=bid.submitted_at,
            submitted_by=admins.get(organization.key),
            idempotency_key=uid("idempotency", bid.key),
            body_sha256=sha256(bid.key.encode()).hexdigest(),
            boxes=[
                SealedBox(
                    id=uid("box", f"{bid.key}:{box.part}"),
                    part=box.part,
                    sealed=box.sealed,
                    nests={o: b64encode(inside).decode() for o, inside in box.nests.items()},
                    commitment=box.commitment,
                )
                for box in made
            ],
        )
    ]
    if row.state not in SEALED and row.deadline:
        barred = abnormal_at(organization, row.deadline.date())
        submission.state = SubmissionState.REJECTED if barred else SubmissionState.QUALIFIED
        submission.price, submission.content = bid.price, content
        parts = sealing.packed_parts(content, key=key, version=1)
        for box in submission.versions[0].boxes:
            box.text, box.salt = parts[box.part]
    return submission


def opening(
    row: model.Project, found: list[Submission], organizations: dict[str, model.Organization]
) -> None:
    """Write the opening and the qualification as of the deadline."""
    assert row.opening_at is not None  # noqa: S101 -- asked by the caller
    assert row.deadline is not None  # noqa: S101
    received = {s.id: s.versions[0].received_at for s in found}
    names = {b.organization_key for b in row.bids}
    by_id = {uid("organization", key): key for key in names}
    session.add(
        Opening(
            id=uid("opening", row.key),
            call_id=uid("call", row.key),
            held_at=row.opening_at,
            held_by=uid("person", "zhoumin"),
            count=len(found),
            rows=[
                {
                    "submission": str(s.id),
                    "organization": str(s.organization_id),
                    "price": str(s.price),
                    "received_at": received[s.id].isoformat(),
                }
                for s in sorted(found, key=lambda s: received[s.id])
                if s.organization_id in by_id
            ],
        )
    )
    if row.state == "failed":
        return
    for submission in found:
        passed = submission.state is SubmissionState.QUALIFIED
        barred = organizations[by_id[submission.organization_id]]
        reasons = [] if passed else [on_the_abnormal_list(barred)]
        session.add(
            Qualification(
                id=uid("qualification", str(submission.id)),
                submission_id=submission.id,
                passed=passed,
                as_of=row.deadline,
                findings=reasons,
                decided_by=uid("person", "zhoumin"),
                decided_at=row.opening_at + timedelta(hours=17),
            )
        )


def on_the_abnormal_list(organization: model.Organization) -> dict[str, Any]:
    """Return why it did not qualify, as the qualification keeps it."""
    event = next(e for e in organization.credit_events if e.kind == CreditKind.ABNORMAL_LIST)
    detail = plain({"day": event.decided_on, "reason": event.reason})
    return {"code": "abnormal-list", "law": "HOUSE/R-CRD-09", "detail": detail}


def drawn_for(row: model.Project, district: model.District, at: datetime) -> dict[str, Any]:
    """Draw the panel of a project by the portal's own rules; the content's marks take its seats."""
    day = clock.local_date(at)
    units = {u.key: (u.name, u.short_name) for u in district.units}
    candidates = [
        Candidate(expert_number(e), e.employer, e.fields, e.valid_until) for e in district.experts
    ]
    draw: dict[str, Any] = {}
    for widen in (False, True):
        needs = Needs(
            on=day,
            fields=(row.field,),
            unit_names=units[row.unit_key],
            bidder_names=(),
            widen=widen,
        )
        law = lawbook.law_on(day, Track.SUB)
        call_id = uid("call", row.key)
        draw = drawn(candidates, needs, call_id=call_id, size=len(row.panel), law=law, at=at)
        if len(draw["taken"]) == len(row.panel):
            break
    return draw


def panel(
    row: model.Project, district: model.District, organizations: dict[str, model.Organization]
) -> dict[str, Any]:
    """Write the panel with its sheets; return its draw."""
    assert row.opening_at is not None  # noqa: S101 -- a panel is formed after the opening
    formed = row.opening_at + timedelta(hours=18)
    draw = drawn_for(row, district, formed)
    by_number = {expert_number(e): e for e in district.experts}
    seats = dict(zip(row.panel, (by_number[n] for n in draw["taken"]), strict=True))
    members = {
        key: PanelMember(
            id=uid("member", f"{row.key}:{key}"),
            expert_id=uid("expert", expert.key),
            place=place,
            state=MemberState.ACCEPTED,
            declared_at=formed + timedelta(hours=2),
            declaration={"conflict": False},
        )
        for place, (key, expert) in enumerate(seats.items(), 1)
    }
    session.add(
        Panel(
            id=uid("panel", row.key),
            call_id=uid("call", row.key),
            size=len(row.panel),
            draw=draw,
            formed_at=formed,
            formed_by=uid("person", "zhoumin"),
            members=list(members.values()),
        )
    )
    session.flush()
    assert row.deadline is not None  # noqa: S101
    done = formed + timedelta(days=1)
    for bid in row.bids:
        if abnormal_at(organizations[bid.organization_key], row.deadline.date()):
            continue
        for key, member in members.items():
            marks = [m for m in bid.marks if m.expert_key == key]
            sheet = Sheet(
                id=uid("sheet", f"{bid.key}:{key}"),
                member_id=member.id,
                submission_id=uid("submission", bid.key),
                state=SheetState.SIGNED if marks else SheetState.OPEN,
                saved_at=done if marks else None,
                signed_at=done if marks else None,
            )
            sheet.marks = [
                Mark(
                    id=uid("mark", f"{bid.key}:{key}:{m.criterion_key}"),
                    criterion_key=m.criterion_key,
                    points=m.points,
                    reason=m.reason,
                )
                for m in marks
            ]
            session.add(sheet)
    return draw
