"""What a filing must hold, which kinds may not be set up, who stands as filed on a day. Pure.

Both days of a stand and of a host relation belong to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from app.errors import Finding
from app.filings.states import FilingKind, GroupKind
from app.law import Law, add_months

CONTROLLED = frozenset({GroupKind.FRIENDSHIP, GroupKind.RESEARCH})


class Lasting(Protocol):
    """What holds from a day to a day."""

    @property
    def starts_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def ends_on(self) -> date | None:
        """Return the last day; none while it lasts."""
        ...


L = TypeVar("L", bound=Lasting)


def holding(some: Iterable[L], day: date) -> L | None:
    """Return what holds on `day`; of two the one that began later."""
    found = [s for s in some if s.starts_on <= day and (s.ends_on is None or day <= s.ends_on)]
    return max(found, key=lambda s: s.starts_on, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a filing says, as the rules read it."""

    kind: FilingKind
    group_kind: GroupKind
    name: str = ""
    address: str = ""
    person_in_charge: str = ""
    phone: str = ""
    purpose: str = ""
    activities: str = ""
    members: int = 0
    has_charter: bool = False
    has_members: bool = False
    reason: str = ""
    community_id: UUID | None = None

    @property
    def words(self) -> str:
        """Return what the dictionary of kinds is held against."""
        return f"{self.name}\n{self.purpose}\n{self.activities}"


_CHARTER = ("person_in_charge", "phone", "purpose", "activities")


def complete(said: Said) -> Iterator[Finding]:
    """A filing names who is in charge, the purpose, the activities, and has members and a charter.

    :law: FIL/A131, FIL/A134
    """
    if said.kind is not FilingKind.SET_UP and not said.reason.strip():
        yield Finding("filing-no-reason", law="FIL/A134", field="reason")
    if said.kind is FilingKind.CANCEL:
        return
    if not said.name.strip():
        yield Finding("filing-no-name", law="FIL/A131", field="name")
    for name in _CHARTER:
        if not getattr(said, name).strip():
            yield Finding(f"filing-no-{name}", law="FIL/A131", field=name)
    if not said.has_charter:
        yield Finding("filing-no-charter", law="FIL/A131", field="charter")
    if said.members < 1:
        yield Finding("filing-no-members", law="FIL/A131", field="members")
    if not said.has_members:
        yield Finding("filing-no-member-list", law="FIL/A131", field="member_list")


def prohibited(said: Said, law: Law) -> Iterator[Finding]:
    """Some kinds may not be set up at all.

    :law: FIL/A135
    """
    found = hits(said.words, law.filing_prohibited_words)
    if found and said.kind is not FilingKind.CANCEL:
        yield Finding("filing-prohibited", law="FIL/A135", field="name", detail={"words": found})


def controlled(said: Said, law: Law) -> Iterator[Finding]:
    """Clubs of acquaintance and research groups of officials go to the bureau first.

    :law: FIL/A136
    """
    if said.kind is FilingKind.CANCEL:
        return
    found = hits(said.words, law.filing_controlled_words)
    if found:
        detail = {"words": found}
        yield Finding("filing-controlled", law="FIL/A136", detail=detail, warning=True)
    elif said.group_kind in CONTROLLED:
        yield Finding("filing-controlled-kind", law="FIL/A136", warning=True)


def one_of_a_kind(said: Said, others: Sequence[str], law: Law) -> Iterator[Finding]:
    """One organization of a kind per community as a rule; more with a reason.

    :law: FIL/A130
    """
    if said.kind is FilingKind.SET_UP and len(others) >= law.filing_kind_per_community:
        detail = {"names": list(others), "count": law.filing_kind_per_community}
        yield Finding("filing-same-kind", law="FIL/A130", detail=detail, warning=True)


def override(warned: Iterable[Finding], reason: str) -> Iterator[Finding]:
    """Whoever files one more of a kind says why.

    :law: FIL/A130
    """
    if any(f.code == "filing-same-kind" for f in warned) and not reason.strip():
        yield Finding("filing-override-missing", law="FIL/A130", field="override")


def hits(text: str, words: Iterable[str]) -> list[str]:
    """Return the words of a dictionary that stand in a text."""
    plain = text.casefold()
    return [word for word in words if word.casefold() in plain]


def hosting(
    *,
    host_registered: bool,
    host_since: date,
    starts_on: date,
    stand: Lasting,
    present: Iterable[Lasting],
) -> Iterator[Finding]:
    """A host is a legal person from the first day, and there is one at a time.

    :law: FIL/A024
    """
    if not host_registered:
        yield Finding("filing-host-not-registered", law="FIL/A024", field="host_code")
    elif host_since > starts_on:
        detail = {"day": host_since}
        yield Finding("filing-host-later", law="FIL/A024", field="starts_on", detail=detail)
    if starts_on < stand.starts_on:
        detail = {"day": stand.starts_on}
        yield Finding("filing-host-early", law="FIL/A024", field="starts_on", detail=detail)
    if any(h.ends_on is None or h.ends_on >= starts_on for h in present):
        yield Finding("filing-host-held", law="FIL/A024", field="starts_on")


def ending(stand: Lasting, last_day: date, today: date) -> Iterator[Finding]:
    """Nothing ends before it began, and nothing is ended ahead of time."""
    if last_day < stand.starts_on:
        detail = {"day": stand.starts_on}
        yield Finding("filing-ends-early", field="ends_on", detail=detail)
    if last_day > today:
        yield Finding("filing-ends-later", field="ends_on")


def mergeable(
    *, same_kind: bool, same_community: bool, both_stand: bool, same_one: bool
) -> Iterator[Finding]:
    """Organizations of one kind in one community may be integrated; their history stays.

    :law: FIL/A132
    """
    if same_one or not both_stand:
        yield Finding("filing-merge-none", law="FIL/A132", field="into")
    elif not same_kind or not same_community:
        yield Finding("filing-merge-differs", law="FIL/A132", field="into")


def stale(last: date | None, began: date, law: Law, *, on: date) -> bool:
    """Say whether the yearly check of a filed organization is overdue on a day.

    :law: FIL/A175
    """
    return add_months(max(last or began, began), law.filing_check_months) < on


def said_why(text: str, code: str, field: str) -> Iterator[Finding]:
    """A decision that others rely on says why."""
    if not text.strip():
        yield Finding(code, field=field)
