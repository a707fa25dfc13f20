"""What the indexes are made of: cheap stamps that change with the data, and the documents themselves."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.audit.models import AuditRow
from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.organizations.models import Organization
from app.projects.models import Project
from app.rounds.models import Round
from app.track_records.models import TrackRecord
from matching import ANALYSER, Document

# Of how a document is made below; another number makes every saved index stale.
SHAPE = "1"
# Whose entries in the log may mean that an organization reads differently now.
TOUCHING = ("organization", "track_record", "import", "unit")
PLACES = (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.COMMUNITY)


# --- stamps


def organization_stamp() -> str:
    """Name the present state of the register and its records, in one question.

    Counts and first and last ids see what came or went, the chained hash of the newest
    entry in the log sees what was changed: two different histories never share one.
    """
    asked = [*_extent(Organization.id), *_extent(TrackRecord.id), *_extent(Unit.id)]
    asked.append(_scalar(select(func.max(TrackRecord.recorded_at))))
    asked += [_newest(kind) for kind in TOUCHING]
    return _stamp(session.execute(select(*asked)).one())


def call_stamp() -> str:
    """Name the present set of published calls; what is published does not change afterwards."""
    published = Call.state == CallState.PUBLISHED
    ordered = select(Call.id).where(published)
    asked = [
        _scalar(select(func.count(Call.id)).where(published)),
        _scalar(select(func.max(Call.published_at)).where(published)),
        _scalar(ordered.order_by(Call.id).limit(1)),
        _scalar(ordered.order_by(Call.id.desc()).limit(1)),
        *_extent(Unit.id),
    ]
    return _stamp(session.execute(select(*asked)).one())


def _scalar(asked: Any) -> ScalarSelect[Any]:  # noqa: ANN401 -- any select of one column
    found: ScalarSelect[Any] = asked.scalar_subquery()
    return found


def _extent(key: Any) -> list[ScalarSelect[Any]]:  # noqa: ANN401 -- the key of any table
    """Ask for the count and both ends (not every database has a greatest uuid)."""
    return [
        _scalar(select(func.count(key))),
        _scalar(select(key).order_by(key).limit(1)),
        _scalar(select(key).order_by(key.desc()).limit(1)),
    ]


def _newest(kind: str) -> ScalarSelect[Any]:
    asked = select(AuditRow.hash).where(AuditRow.kind == kind)
    return _scalar(asked.order_by(AuditRow.seq.desc()).limit(1))


def _stamp(row: Sequence[Any]) -> str:
    said = repr((ANALYSER, SHAPE, tuple(str(value) for value in row)))
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


# --- documents


def organization_documents() -> Iterator[Document]:
    """Yield every organization: registered scope, name, fields, place, performed contracts.

    Not what it says about itself, and no grade: which one counts depends on the day.
    """
    past: dict[UUID, list[tuple[str, float]]] = {}
    records = select(
        TrackRecord.organization_id, TrackRecord.title, TrackRecord.content, TrackRecord.score_cents
    ).order_by(TrackRecord.organization_id, TrackRecord.ends_on, TrackRecord.id)
    for organization_id, title, content, cents in session.execute(records):
        past.setdefault(organization_id, []).append((f"{title}\n{content}", cents / 100))
    o = Organization
    for row in session.execute(
        select(o.id, o.name, o.scope, o.fields, o.street_id, o.community_id)
    ):
        performed = past.get(row.id, [])
        yield Document(
            key=str(row.id),
            name=row.name,
            scope=row.scope,
            contracts=tuple(text for text, _ in performed),
            place=path(row.street_id, row.community_id),
            fields=tuple(row.fields),
            performance=tuple(score for _, score in performed),
        )


def call_documents() -> Iterator[Document]:
    """Yield every published call, with what is to be done as its scope."""
    asked = select(Call).where(Call.state == CallState.PUBLISHED).order_by(Call.id)
    for call in session.scalars(asked):
        streets = streets_of(call)
        yield Document(
            key=str(call.id),
            name=call.title,
            scope=text_of(call),
            place=streets[0] if len(streets) == 1 else "",
            fields=tuple(call.fields),
        )


def text_of(call: Call) -> str:
    """Return what a call asks for, in words."""
    said = [call.summary, call.content]
    if isinstance(call, Project):
        said.append(call.service_object)
    elif isinstance(call, Round):
        said += [call.theme, call.intro]
    return "\n".join(part for part in said if part)


def streets_of(call: Call) -> tuple[str, ...]:
    """Return the streets that a call is about; none means the whole district."""
    return tuple(call.street_ids) if isinstance(call, Project) else ()


def path(street_id: UUID | None, community_id: UUID | None) -> str:
    """Return street/community, as far as they are known."""
    return "/".join(str(i) for i in (street_id, community_id if street_id else None) if i)


def place_names() -> frozenset[str]:
    """Return the names that the text channels leave out: where somebody is says not what they can."""
    rows = session.execute(select(Unit.name, Unit.short_name).where(Unit.kind.in_(PLACES)))
    return frozenset(name for row in rows for name in row if name)
