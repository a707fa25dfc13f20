"""Reads of the list, of the negative list, and what screening says of a text."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import money
from app.accounts.models import Unit
from app.db import session
from app.errors import Finding, NotFoundError
from app.functions import rules
from app.functions.models import CatalogueCode, FunctionItem, NegativeEntry
from app.functions.states import ItemState
from app.funds import queries as funds
from app.law import Track, cite, load
from app.lawbook import queries as lawbook
from matching.screen import Action, Entry, ScreenHit, Screening, screen
from matching.text import search_terms

PAGE_SIZE = 20
PUBLIC = (ItemState.PUBLISHED, ItemState.TRANSFERRED, ItemState.WITHDRAWN)
ON_LIST = (ItemState.PUBLISHED, ItemState.TRANSFERRED)
SORTS = ("number", "name", "unit", "published", "amount")
# The entry that stands for the law's own words, beside those the district keeps.
NATIONAL_WORDS = "MOF102/10"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list of items is asked for."""

    text: str = ""
    unit_id: UUID | None = None
    field: str = ""
    state: str = ""
    mode: str = ""
    sort: str = "number"
    states: Collection[ItemState] = PUBLIC


# --- items


def get(item_id: UUID) -> FunctionItem:
    """Return one item or raise NotFoundError."""
    found = session.get(FunctionItem, item_id, options=[joinedload(FunctionItem.unit)])
    if found is None:
        raise NotFoundError
    return found


def public(item_id: UUID) -> FunctionItem:
    """Return an item that was published, or raise NotFoundError."""
    found = get(item_id)
    if found.state not in PUBLIC:
        raise NotFoundError
    return found


def by_ids(ids: Iterable[UUID]) -> dict[UUID, FunctionItem]:
    """Return items by their ids, in one query."""
    wanted = set(ids)
    rows = session.scalars(select(FunctionItem).where(FunctionItem.id.in_(wanted)))
    return {row.id: row for row in rows} if wanted else {}


def by_number(number: str) -> FunctionItem | None:
    """Return an item by its number."""
    return session.scalar(select(FunctionItem).where(FunctionItem.number == number))


def last_number(start: str) -> str | None:
    """Return the highest number that begins with `start`."""
    return session.scalar(
        select(func.max(FunctionItem.number)).where(
            FunctionItem.number.startswith(start, autoescape=True)
        )
    )


def published(*unit_ids: UUID) -> Sequence[FunctionItem]:
    """Return what stands on the list now, of some units if any are named: for choosing."""
    asked = select(FunctionItem).where(FunctionItem.state.in_(ON_LIST))
    if unit_ids:
        asked = asked.where(FunctionItem.unit_id.in_(unit_ids))
    return session.scalars(asked.order_by(FunctionItem.number)).all()


def listed(chosen: Chosen, page: int | None = 1) -> tuple[Sequence[FunctionItem], int]:
    """Return a page of items and how many there are (page None: all)."""
    asked = _filtered(chosen)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    asked = asked.options(contains_eager(FunctionItem.unit)).order_by(*_order(chosen.sort))
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def counts(chosen: Chosen) -> dict[str, int]:
    """Count the items by state, whatever state is chosen."""
    every = Chosen(
        text=chosen.text,
        unit_id=chosen.unit_id,
        field=chosen.field,
        mode=chosen.mode,
        states=chosen.states,
    )
    inner = _filtered(every).with_only_columns(FunctionItem.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {str(state): count for state, count in rows}


def owners() -> Sequence[Unit]:
    """Return the units that have items, in their order."""
    own = select(FunctionItem.unit_id).distinct()
    return session.scalars(
        select(Unit).where(Unit.id.in_(own)).order_by(Unit.sort, Unit.name)
    ).all()


def in_work() -> Sequence[FunctionItem]:
    """Return drafts and items in review, newest first."""
    states = (ItemState.DRAFT, ItemState.IN_REVIEW)
    asked = select(FunctionItem).join(FunctionItem.unit).where(FunctionItem.state.in_(states))
    asked = asked.options(contains_eager(FunctionItem.unit))
    return session.scalars(asked.order_by(FunctionItem.created_at.desc())).all()


def as_of(day: date) -> Sequence[FunctionItem]:
    """Return what stood on the list at the end of a day, by number."""
    asked = (
        select(FunctionItem)
        .join(FunctionItem.unit)
        .options(contains_eager(FunctionItem.unit))
        .where(
            FunctionItem.published_on <= day,
            or_(FunctionItem.withdrawn_on.is_(None), FunctionItem.withdrawn_on > day),
        )
        .order_by(FunctionItem.number)
    )
    return session.scalars(asked).all()


def was_transferred(item: FunctionItem, day: date) -> bool:
    """Say whether an item had been taken over by a day."""
    if item.state is not ItemState.TRANSFERRED:
        return False
    return item.transferred_on is None or item.transferred_on <= day


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between the ends of two days."""

    added: Sequence[FunctionItem]
    withdrawn: Sequence[FunctionItem]
    transferred: Sequence[FunctionItem]
    kept: int


def changes(start: date, end: date) -> Changes:
    """Compare the list at the end of two days."""
    before = {item.id: item for item in as_of(start)}
    after = {item.id: item for item in as_of(end)}
    both = [item for item in after.values() if item.id in before]
    taken = [i for i in both if was_transferred(i, end) and not was_transferred(i, start)]
    return Changes(
        added=[item for item in after.values() if item.id not in before],
        withdrawn=[item for item in before.values() if item.id not in after],
        transferred=taken,
        kept=len(both) - len(taken),
    )


def last_change() -> date | None:
    """Return the day on which the list last changed."""
    columns = (FunctionItem.published_on, FunctionItem.withdrawn_on, FunctionItem.transferred_on)
    days = session.execute(select(*(func.max(c) for c in columns))).one()
    return max((d for d in days if d), default=None)


def _filtered(chosen: Chosen) -> Select[Any]:
    asked = select(FunctionItem).join(FunctionItem.unit)
    asked = asked.where(FunctionItem.state.in_(chosen.states))
    if chosen.state:
        asked = asked.where(FunctionItem.state == chosen.state)
    if chosen.unit_id:
        asked = asked.where(FunctionItem.unit_id == chosen.unit_id)
    if chosen.field:
        asked = asked.where(FunctionItem.field == chosen.field)
    if chosen.mode:
        asked = asked.where(FunctionItem.mode == chosen.mode)
    held = (
        *(FunctionItem.name, FunctionItem.number, FunctionItem.content),
        *(FunctionItem.conditions, FunctionItem.basis, Unit.name),
    )
    for term in search_terms(chosen.text):
        asked = asked.where(or_(*(func.lower(c).contains(term, autoescape=True) for c in held)))
    return asked


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    columns: dict[str, Any] = {
        "number": FunctionItem.number,
        "name": FunctionItem.name,
        "unit": Unit.sort,
        "published": FunctionItem.published_on,
        "amount": func.coalesce(FunctionItem.budget_amount, money.ZERO),
    }
    column = columns.get(sort.removeprefix("-"), FunctionItem.number)
    first: ColumnElement[Any] = column.desc() if sort.startswith("-") else column.asc()
    return (first, FunctionItem.number.asc())


# --- the negative list


def negative_entries(on: date) -> Sequence[NegativeEntry]:
    """Return the entries in force on a day, the national layer first."""
    asked = select(NegativeEntry).where(
        NegativeEntry.since <= on,
        or_(NegativeEntry.until.is_(None), NegativeEntry.until >= on),
    )
    rows = session.scalars(asked.order_by(NegativeEntry.sort, NegativeEntry.number)).all()
    return sorted(rows, key=lambda row: row.layer != rules.NATIONAL)


def screen_text(text: str, on: date) -> Screening:
    """Hold a text against the negative list of a day, the words of the law included."""
    return _screened(text, on, negative_entries(on))


def screening_record(text: str, on: date) -> dict[str, Any]:
    """Return what screening says as it is kept with an item: the entries with their words."""
    rows = negative_entries(on)
    found = _screened(text, on, rows)
    entries = {row.number: row for row in rows}
    return {
        "verdict": found.verdict,
        "on": on.isoformat(),
        "hits": [_hit(hit, entries.get(hit.entry)) for hit in found.hits],
    }


def screening_findings(text: str, on: date) -> list[Finding]:
    """Return what screening says as findings, blocks first: for forms of calls as well."""
    return list(rules.screened(screening_record(text, on)["hits"]))


def _screened(text: str, on: date, rows: Sequence[NegativeEntry]) -> Screening:
    words = lawbook.law_on(on, Track.TRANSFER).national_negative_words
    said = Entry(NATIONAL_WORDS, rules.NATIONAL, "", tuple(words), "review")
    found = screen(text, [*(_entry(row) for row in rows), said])
    known = {w for hit in found.hits if hit.entry != NATIONAL_WORDS for w in hit.words}
    hits = (_beyond(h, known) if h.entry == NATIONAL_WORDS else h for h in found.hits)
    return Screening(found.verdict, tuple(h for h in hits if h.words))


def _beyond(hit: ScreenHit, known: set[str]) -> ScreenHit:
    """Leave of the law's own words those that no entry of the list has said already."""
    words = tuple(w for w in hit.words if w not in known)
    return replace(hit, words=words, found=hit.found if words == hit.words else words)


def _entry(row: NegativeEntry) -> Entry:
    """The title is one of its keywords: whoever writes it down means the entry."""
    action: Action = "block" if row.action == rules.BLOCK else "review"
    return Entry(row.number, row.layer, row.text, (row.title, *row.keywords), action)


def _hit(hit: ScreenHit, row: NegativeEntry | None) -> dict[str, Any]:
    said = load().parameters["national_negative_words"]
    return {
        "entry": row.number if row else cite(NATIONAL_WORDS).label,
        "title": row.title if row else said.zh,
        "layer": row.layer if row else rules.NATIONAL,
        "text": row.text if row else "",
        "source": row.source if row else cite(NATIONAL_WORDS).instrument,
        "confirmed": row is not None and row.wording_confirmed,
        "kind": hit.kind,
        "action": hit.action,
        "words": list(hit.words),
        "found": list(hit.found),
        "score": str(hit.score),
    }


# --- money and the catalogue


def findings(item: FunctionItem, on: date) -> list[Finding]:
    """Return everything the rules say of an item on a day."""
    line = funds.get(item.budget_line_id) if item.budget_line_id else None
    return [
        *rules.complete(item),
        *rules.money_follows(
            line_name=line.name if line else None,
            amount=item.budget_amount,
            free=funds.free(line) if line else None,
            fee_standard=item.fee_standard,
        ),
        *screening_findings(item.words, on),
    ]


def catalogue(start: str = "") -> Sequence[CatalogueCode]:
    """Return the codes of the procurement catalogue, those below `start` if it is named."""
    asked = select(CatalogueCode)
    if start:
        asked = asked.where(CatalogueCode.code.startswith(start, autoescape=True))
    return session.scalars(asked.order_by(CatalogueCode.code)).all()
