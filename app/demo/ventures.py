"""Loading the venture-funding rounds: the past one of 116 projects and the open one."""

from datetime import timedelta
from decimal import Decimal

from app import clock
from app.calls.actions import freeze
from app.calls.states import CallKind, CallState
from app.db import session
from app.demo import keys
from app.demo.calls import criteria, publicity_until
from app.demo.content import model
from app.demo.ids import uid
from app.demo.story import Entry, Story
from app.law import Track
from app.results.models import Award
from app.rounds.models import Round
from app.submissions.models import Submission
from app.submissions.states import SubmissionState

HUNDRED = Decimal(100)


def load(district: model.District, story: Story) -> None:
    """Write the rounds."""
    names = {p.key: p.name for p in district.people}
    for row in district.rounds:
        call = write(row)
        session.add(call)
        session.flush()
        if call.published_at:
            freeze(call, now=call.published_at)
            keys.fix(district, call)
        for at, who, step, ends in (
            (call.created_at, "luyi", "draft", ("", "draft")),
            (call.published_at, "chenfang", "publish", ("in_review", "published")),
        ):
            if at:
                story.add(
                    Entry(at, uid("person", who), names[who], "call", step, *ends, call.id, call.id,
                          call.audit_title)
                )  # fmt: skip
        for application in row.applications:
            write_application(row, application)
    session.flush()


def write(row: model.Round) -> Round:
    """Return a round."""
    done = row.state == "completed"
    published = clock.at_local(row.published_on, 9)
    return Round(
        id=uid("call", row.key),
        kind=CallKind.ROUND,
        number=f"LW-CT-{row.year}-{row.number:02d}",
        title=row.title,
        unit_id=uid("unit", row.unit_key),
        track=Track.VENTURE,
        state=CallState.AWARDED if done else CallState.PUBLISHED,
        summary=row.theme,
        fields=list(row.fields),
        scheme={},
        requires_directory=False,
        drafted_by=uid("person", "luyi"),
        reviewed_by=uid("person", "chenfang"),
        created_at=published - timedelta(days=9),
        rule_date=row.published_on,
        published_at=published,
        questions_until=row.deadline - timedelta(days=5),
        deadline_at=row.deadline,
        opening_at=row.deadline + timedelta(hours=16),
        reported_at=clock.at_local(row.reviewed_on, 16) if row.reviewed_on else None,
        publicity_from=row.publicity_from,
        publicity_until=publicity_until(row.publicity_from),
        year=row.year,
        sequence=row.number,
        theme=row.theme,
        intro=row.intro,
        budget_line_id=uid("line", row.budget_line_key),
        pool=row.pool,
        grant_cap=row.grant_cap,
        labour_share_max=row.labour_share_max * HUNDRED,
        own_share_min=row.own_share_min * HUNDRED,
        performs_from=row.performs_from,
        performs_to=row.performs_to,
        payment_percents=list(row.payment_percents),
        criteria=criteria(row.key, row.criteria),
    )


def write_application(row: model.Round, made: model.Application) -> None:
    """Write one application with its result and, if funded, what it achieved."""
    submission_id = uid("submission", made.key)
    outcome = made.outcome
    session.add(
        Submission(
            id=submission_id,
            call_id=uid("call", row.key),
            organization_id=uid("organization", made.organization_key),
            partner_id=uid("organization", made.partner_key) if made.partner_key else None,
            state=SubmissionState.QUALIFIED,
            created_at=made.submitted_at,
            price=made.grant,
            content={
                "number": made.number,
                "title": made.title,
                "summary": made.summary,
                "field": made.field,
                "community_id": str(uid("unit", made.community_key)),
                "rows": [
                    {
                        "label": r.label,
                        "category": r.category,
                        "basis": r.basis,
                        "grant": str(r.grant),
                        "own": str(r.own),
                    }
                    for r in made.rows
                ],
                "grant": str(made.grant),
                "own": str(made.own),
                "score": str(made.score),
                "rank": made.rank,
                "outcome": {
                    "sessions": outcome.sessions,
                    "persons": outcome.persons,
                    "person_times": outcome.person_times,
                    "volunteers": outcome.volunteers,
                    "satisfaction": str(outcome.satisfaction),
                    "evaluation": outcome.evaluation,
                }
                if outcome
                else None,
                "texts": {},
                "files": [],
            },
        )
    )
    if made.funded and row.publicity_from:
        session.add(
            Award(
                id=uid("award", made.key),
                call_id=uid("call", row.key),
                submission_id=submission_id,
                place=made.rank or 0,
                amount=made.grant,
                decided_at=clock.at_local(row.publicity_from, 9),
                notice_issued_at=clock.at_local(row.publicity_from, 9) + timedelta(days=8),
            )
        )
