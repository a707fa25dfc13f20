"""The verbs of venture-funding rounds: draft, save, send, publish. The rest is the trunk's."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.audit import actions as audit
from app.calls import actions as trunk
from app.calls import defaults
from app.calls import queries as calls
from app.calls.states import CallState
from app.db import session
from app.errors import Finding, refuse_if
from app.funds import queries as balances
from app.keys import actions as keys
from app.law import Track
from app.lawbook import queries as lawbook
from app.permissions import Actor
from app.rounds import queries, rules
from app.rounds.models import Round

# How the numbers of rounds are told from those of projects: LW-GYCT-2026-001.
PREFIX = "GYCT"
# What each page of the form fills in.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "theme": ("title", "year", "sequence", "theme", "summary", "content", "fields"),
    "who": ("conditions", "requires_directory"),
    "money": (
        *("budget_line_id", "pool", "grant_cap", "labour_share_max", "own_share_min"),
        "payment_percents",
    ),
    "scheme": (),
    "time": ("deadline_at", "questions_until", "opening_at", "performs_from", "performs_to"),
}


def draft(unit_id: UUID, *, by: Actor, now: datetime) -> Round:
    """Begin the next round with the rubric and the caps of the local rules."""
    on = clock.local_date(now)
    law = lawbook.law_on(on, Track.VENTURE)
    round_ = Round(
        number=trunk.next_number(PREFIX, on.year),
        unit_id=unit_id,
        track=Track.VENTURE,
        state=CallState.DRAFT,
        year=on.year + 1,
        sequence=queries.next_sequence(),
        conditions=defaults.conditions(Track.VENTURE),
        scheme=defaults.settings(),
        grant_cap=law.grant_cap_abs,
        labour_share_max=law.labour_cap,
        own_share_min=law.own_share_min_pct,
        payment_percents=[int(part) for part in law.tranches],
        drafted_by=by.id,
        created_at=now,
    )
    session.add(round_)
    trunk.set_criteria(round_, defaults.criteria(Track.VENTURE))
    audit.note("call", "draft", round_, by=by, now=now, law="VEN/R-VEN-01")
    return round_


def save(
    round_: Round, subject: str, values: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    """Keep what was typed on one page of the form, also what is wrong with it."""
    trunk.still_draft(round_)
    changed = trunk.keep(round_, SUBJECTS[subject], values)
    if changed:
        session.flush()
        session.expire(round_, ["budget_line"])
        detail = {"subject": subject, "changed": changed}
        audit.note("call", "save", round_, by=by, now=now, detail=detail)


def check(round_: Round, *, on: date) -> tuple[Finding, ...]:
    """Return everything that stands against publishing on a day, and every warning."""
    return rules.findings(facts_of(round_, on), calls.law_of(round_, on))


def send(round_: Round, *, by: Actor, now: datetime) -> None:
    """Send for review; refused while something stands against publishing."""
    refuse_if(check(round_, on=clock.local_date(now)))
    trunk.send(round_, by=by, now=now)


def publish(round_: Round, *, by: Actor, now: datetime) -> None:
    """Publish a round; what is promised is its pool.

    :law: HOUSE/R-NTC-25, VEN/R-VEN-01
    """
    on = clock.local_date(now)
    trunk.publish(
        round_,
        lambda: (*check(round_, on=on), *keys.findings(round_, now=now)),
        line=round_.budget_line,
        promised=round_.pool,
        by=by,
        now=now,
        law="VEN/R-VEN-01",
    )
    keys.fix(round_, now=now)


def facts_of(round_: Round, on: date) -> rules.RoundFacts:
    """Gather what the rules look at, as it stands."""
    line = round_.budget_line
    return rules.RoundFacts(
        on=on,
        calendar=lawbook.calendar(),
        title=round_.title,
        summary=round_.summary,
        content=round_.content,
        conditions=round_.conditions,
        fields=tuple(round_.fields),
        requires_directory=round_.requires_directory,
        scheme=calls.scheme_of(round_),
        questions_until=round_.questions_until,
        deadline_at=round_.deadline_at,
        opening_at=round_.opening_at,
        payment_percents=tuple(round_.payment_percents),
        unit_id=round_.unit_id,
        line_unit_id=line.unit_id if line else None,
        free=_free(round_),
        pool=round_.pool,
        grant_cap=round_.grant_cap,
        labour_share_max=round_.labour_share_max,
        own_share_min=round_.own_share_min,
        performs_from=round_.performs_from,
        performs_to=round_.performs_to,
    )


def _free(round_: Round) -> Decimal | None:
    """Return what the line may still promise, what it promised to this very round included."""
    if round_.budget_line is None:
        return None
    known = balances.commitment_of(round_.id)
    own = known.amount if known and known.line_id == round_.budget_line_id else Decimal(0)
    return balances.free(round_.budget_line) + own
