"""A small register to test with: units, organizations, people. All invented."""

import random
from datetime import date, timedelta
from uuid import uuid4

from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.db import session
from app.demo.content.codes import credit_code
from app.directory import actions as directory
from app.directory.models import DirectoryEntry, DirectoryPeriod
from app.directory.states import Condition, EntryState
from app.documents import actions as documents
from app.filings.models import HostRelation
from app.organizations.models import AnnualReport, CreditEvent, Grade, Organization
from app.organizations.rules import pinyin
from app.organizations.states import CreditKind, OrganizationType
from app.permissions import Actor, Grant, Role
from tests.conftest import NOW
from tests.documents import corpus

TODAY = NOW.date()
_taken: set[str] = set()
_chance = random.Random(7)


def code(kind: str = "service") -> str:
    """Return a new valid credit code."""
    return credit_code(_chance, kind, "990106", _taken)


def unit(name: str = "临江街道", kind: UnitKind = UnitKind.STREET, **more) -> Unit:
    """Return a new unit."""
    made = Unit(id=uuid4(), key=f"unit-{uuid4()}"[:40], name=name, short_name=name, kind=kind)
    for key, value in more.items():
        setattr(made, key, value)
    session.add(made)
    session.flush()
    return made


def organization(name: str = "澜湾区青禾社会工作服务中心", **more) -> Organization:
    """Return a new organization, registered unless a filing number is given."""
    kind = more.pop("type", OrganizationType.SERVICE)
    facts = {
        "short_name": name.removeprefix("澜湾区")[:8],
        "pinyin": pinyin(name),
        "uscc": None if "filing_no" in more else code(kind),
        "registered_on": date(2018, 5, 1),
        "fields": ["elder_child_care"],
        "category": "社区服务类",
        "staff": 8,
        "full_time_staff": 5,
        "created_at": NOW,
    }
    made = Organization(id=uuid4(), name=name, type=kind, **(facts | more))
    session.add(made)
    session.flush()
    return made


def grade(level: str = "3A", awarded: date = date(2024, 7, 1), **more) -> Grade:
    """Return a grade of five years."""
    until = awarded.replace(year=awarded.year + 5) - timedelta(days=1)
    number = f"{awarded.year}-{uuid4().hex[:6]}号"
    facts = {"valid_until": until, "certificate_no": number} | more
    return Grade(id=uuid4(), level=level, awarded_on=awarded, **facts)


def credit(kind: CreditKind, decided: date, lifted: date | None = None) -> CreditEvent:
    """Return an entry in a credit list."""
    return CreditEvent(
        id=uuid4(),
        kind=kind,
        reason="未按规定报送上一年度工作报告",
        decided_by="区民政局",
        decided_on=decided,
        lifted_on=lifted,
    )


def report(year: int, status: str = "on_time") -> AnnualReport:
    """Return a yearly report that was filed on time, or late."""
    filed = date(year + 1, 3, 1) if status == "on_time" else date(year + 1, 6, 15)
    return AnnualReport(id=uuid4(), year=year, filed_on=filed)


def proven(of: Organization, by: Actor) -> None:
    """Add a document for every condition of the directory that documents show."""
    for condition in Condition:
        file = documents.store_bytes(
            corpus.real_pdf(),
            f"{condition}.pdf",
            purpose="directory",
            owners=[of.id],
            by=by,
            now=NOW,
        )
        directory.add_evidence(of, condition, file, by=by, now=NOW)


def entry(of: Organization, *periods: tuple[EntryState, date, date | None]) -> DirectoryEntry:
    """Return a stand on the directory with its history; the last period says how it is now."""
    made = DirectoryEntry(
        id=uuid4(),
        organization_id=of.id,
        state=periods[-1][0],
        basis="本人申请",
        applied_at=NOW,
        periods=[
            DirectoryPeriod(id=uuid4(), status=status, starts_on=start, ends_on=end, reason="原因")
            for status, start, end in periods
        ],
    )
    session.add(made)
    session.flush()
    return made


def listed(of: Organization, since: date = date(2024, 1, 10)) -> DirectoryEntry:
    """Put an organization on the directory."""
    return entry(of, (EntryState.LISTED, since, None))


def hosted(
    filed: Organization, host: Organization, since: date = date(2024, 1, 10)
) -> HostRelation:
    """Have a registered organization act for a filed one."""
    made = HostRelation(organization=filed, host=host, starts_on=since, document="牵头协议")
    session.add(made)
    session.flush()
    return made


def person(name: str = "林晓", *roles: tuple[Role, object], **more) -> Person:
    """Return somebody with roles at places."""
    made = Person(id=uuid4(), name=name, username=f"u{uuid4().hex[:10]}", created_at=NOW, **more)
    for role, place in roles:
        scope = place.id if place is not None else made.id
        made.grants.append(RoleGrant(id=uuid4(), role=role, scope_id=scope, granted_at=NOW))
    session.add(made)
    session.flush()
    return made


def actor(of: Person) -> Actor:
    """Return a person as the one who acts."""
    return Actor(of.id, of.name, tuple(Grant(g.role, g.scope_id) for g in of.grants))
