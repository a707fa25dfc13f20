"""The verbs of service projects: draft, save, send, publish. The rest is the trunk's (app.calls.actions)."""

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
from app.errors import Finding, WrongStateError, refuse_if
from app.functions import queries as functions
from app.functions.models import FunctionItem
from app.functions.states import ItemState
from app.funds import queries as balances
from app.keys import actions as keys
from app.law import Track
from app.lawbook import queries as lawbook
from app.permissions import Actor
from app.projects import queries, rules
from app.projects.models import Project

PAYMENTS = (30, 40, 30)
# What each page of the form fills in.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "item": ("item_id", "budget_line_id", "track", "mode"),
    "work": (
        *("title", "summary", "service_object", "content", "place"),
        *("street_ids", "fields", "catalogue_code", "need_ids"),
    ),
    "who": ("conditions", "requires_directory"),
    "scheme": (),
    "time": (
        *("deadline_at", "questions_until", "opening_at", "service_from", "service_to"),
        *("ceiling", "payment_percents", "acceptance"),
    ),
}


# What a project that is begun anew takes over from the one that ended.
AGAIN = (
    *("item_id", "budget_line_id", "track", "mode", "summary", "service_object", "content"),
    *("place", "street_ids", "fields", "catalogue_code", "need_ids", "conditions"),
    *("requires_directory", "scheme", "service_from", "service_to", "ceiling"),
    *("payment_percents", "acceptance"),
)


def draft(unit_id: UUID, *, by: Actor, now: datetime, title: str = "") -> Project:
    """Begin a draft with a number, the default scheme and fair conditions."""
    project = _fresh(unit_id, by=by, now=now, title=title)
    audit.note("call", "draft", project, by=by, now=now, law="HOUSE/R-TRK-01")
    return project


def _fresh(unit_id: UUID, *, by: Actor, now: datetime, title: str) -> Project:
    project = Project(
        number=trunk.next_number(Track.SUB.value, clock.local_date(now).year),
        title=title,
        unit_id=unit_id,
        track=Track.SUB,
        state=CallState.DRAFT,
        conditions=defaults.conditions(),
        scheme=defaults.settings(),
        payment_percents=list(PAYMENTS),
        drafted_by=by.id,
        created_at=now,
    )
    session.add(project)
    trunk.set_criteria(project, defaults.criteria(Track.SUB))
    return project


def again(earlier: Project, *, by: Actor, now: datetime) -> Project:
    """Begin a project anew that failed or was cancelled: everything as it was, but the days (重新发起).

    :law: NKG/R-NTC-17
    """
    if earlier.state not in (CallState.FAILED, CallState.CANCELLED):
        raise WrongStateError(f"{earlier.number} has not ended")
    made = _fresh(earlier.unit_id, by=by, now=now, title=earlier.title)
    for name in AGAIN:
        setattr(made, name, getattr(earlier, name))
    if made.track is not Track.SUB:
        made.number = trunk.next_number(made.track.value, clock.local_date(now).year)
    names = ("key", "kind", "name", "points", "text", "levels")
    trunk.set_criteria(made, [{n: getattr(c, n) for n in names} for c in earlier.criteria])
    session.flush()
    detail = {"earlier": earlier.number, "reason": earlier.closing_reason}
    audit.note("call", "again", made, by=by, now=now, law="NKG/R-NTC-17", detail=detail)
    return made


def save(
    project: Project, subject: str, values: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    """Keep what was typed on one page of the form, also what is wrong with it.

    A change of track gives another number, because the track stands in it, and another scheme
    where nobody has touched the one that the draft began with. A chosen item brings along what
    it knows of field, budget line and amount.
    """
    trunk.still_draft(project)
    before = project.track
    changed = trunk.keep(project, SUBJECTS[subject], values)
    if "track" in changed:
        year = clock.local_date(project.created_at).year
        project.number = trunk.next_number(project.track.value, year)
        if trunk.has_criteria(project, defaults.criteria(before)):
            trunk.set_criteria(project, defaults.criteria(project.track))
    if "item_id" in changed and project.item_id is not None:
        _take_over(project, functions.get(project.item_id))
    if changed:
        session.flush()
        session.expire(project, ["item", "budget_line"])
        detail = {"subject": subject, "changed": changed}
        audit.note("call", "save", project, by=by, now=now, detail=detail)


def _take_over(project: Project, item: FunctionItem) -> None:
    """Fill in what the item knows and nobody has typed yet."""
    if not project.fields and item.field:
        project.fields = [item.field]
    if project.ceiling is None:
        project.ceiling = item.budget_amount or None
    own = item.unit_id == project.unit_id
    if own and project.budget_line_id is None:
        project.budget_line_id = item.budget_line_id


def check(project: Project, *, on: date) -> tuple[Finding, ...]:
    """Return everything that stands against publishing on a day, and every warning."""
    return rules.findings(facts_of(project, on), calls.law_of(project, on))


def send(project: Project, *, by: Actor, now: datetime) -> None:
    """Send for review; refused while something stands against publishing."""
    refuse_if(check(project, on=clock.local_date(now)))
    trunk.send(project, by=by, now=now)


def publish(project: Project, *, by: Actor, now: datetime) -> None:
    """Publish a project; what is promised is the most it may cost.

    :law: HOUSE/R-NTC-25, GPL/6
    """
    on = clock.local_date(now)
    trunk.publish(
        project,
        lambda: (*check(project, on=on), *keys.findings(project, now=now)),
        line=project.budget_line,
        promised=project.ceiling,
        by=by,
        now=now,
        law=calls.law_of(project, on).source("bid_days_min").key,
    )
    keys.fix(project, now=now)


def facts_of(project: Project, on: date) -> rules.ProjectFacts:
    """Gather what the rules look at, as it stands."""
    item, line = project.item, project.budget_line
    return rules.ProjectFacts(
        on=on,
        calendar=lawbook.calendar(),
        title=project.title,
        summary=project.summary,
        content=project.content,
        conditions=project.conditions,
        fields=tuple(project.fields),
        requires_directory=project.requires_directory,
        scheme=calls.scheme_of(project),
        questions_until=project.questions_until,
        deadline_at=project.deadline_at,
        opening_at=project.opening_at,
        payment_percents=tuple(project.payment_percents),
        unit_id=project.unit_id,
        item_published=item is not None
        and item.state in (ItemState.PUBLISHED, ItemState.TRANSFERRED),
        item_needs_consultation=item is not None and item.service_class == "social_service",
        needs=len(project.need_ids),
        line_unit_id=line.unit_id if line else None,
        line_year=line.year if line else None,
        line_source=line.source if line else "",
        free=_free(project),
        ceiling=project.ceiling,
        mode=project.mode,
        bought_this_year=queries.bought_this_year(project, on),
        service_object=project.service_object,
        place=project.place,
        catalogue_code=project.catalogue_code,
        service_from=project.service_from,
        service_to=project.service_to,
        acceptance=project.acceptance,
        negative=_negative(project, on),
    )


def _free(project: Project) -> Decimal | None:
    """Return what the line may still promise, what it promised to this very project included."""
    if project.budget_line is None:
        return None
    known = balances.commitment_of(project.id)
    own = known.amount if known and known.line_id == project.budget_line_id else Decimal(0)
    return balances.free(project.budget_line) + own


def _negative(project: Project, on: date) -> tuple[Finding, ...]:
    """Hold title, summary and content against the negative list."""
    said = f"{project.title}\n{project.summary}\n{project.content}"
    return tuple(functions.screening_findings(said, on))
