"""Loading who is there: units, people, organizations, the directory, experts, needs."""

from datetime import date, timedelta
from uuid import UUID

from app import clock
from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.db import session
from app.demo import supervision
from app.demo.content import model
from app.demo.ids import uid
from app.directory.models import DirectoryEntry, DirectoryPeriod
from app.directory.states import EntryState
from app.needs.models import Need
from app.organizations.models import AnnualReport, CreditEvent, Grade, Organization
from app.organizations.rules import pinyin
from app.organizations.states import CreditKind, OrganizationType
from app.panels.models import Expert
from app.permissions import Role
from app.track_records.models import TrackRecord

FOUNDED = date(2020, 1, 2)


def load(district: model.District, password_hash: str) -> None:
    """Write the register of the district."""
    units(district)
    organizations(district)
    session.flush()
    people(district, password_hash)
    session.flush()
    standing(district)
    records(district)
    experts(district)
    needs(district)
    session.flush()


def units(district: model.District) -> None:
    """Write the tree."""
    for sort, unit in enumerate(district.units):
        session.add(
            Unit(
                id=uid("unit", unit.key),
                key=unit.key,
                name=unit.name,
                short_name=unit.short_name,
                kind=UnitKind(unit.kind),
                parent_id=uid("unit", unit.parent_key) if unit.parent_key else None,
                sort=sort,
            )
        )
        if unit.kind != UnitKind.COMMUNITY:
            session.flush()  # parents first


def scope_of(person: model.Person) -> tuple[UUID, str]:
    """Return where a person's roles are held."""
    if person.unit_key:
        return uid("unit", person.unit_key), "unit"
    if person.organization_key:
        return uid("organization", person.organization_key), "organization"
    return uid("person", person.key), "person"


def people(district: model.District, password_hash: str) -> None:
    """Write everybody who signs in."""
    names = {uid("unit", u.key): u.short_name for u in district.units}
    names |= {uid("organization", o.key): o.short_name for o in district.organizations}
    at = clock.at_local(FOUNDED, 9)
    buyers = sorted({p.unit_key for p in district.projects} | {"minzheng"})
    for person in district.people:
        person_id = uid("person", person.key)
        scope, _ = scope_of(person)
        session.add(
            Person(
                id=person_id,
                name=person.name,
                username=person.username,
                phone=person.phone,
                email=f"{person.username}@demo.invalid",
                job=person.job,
                password_hash=password_hash,
                created_at=at,
            )
        )
        places = [(Role(role), scope) for role in person.roles if role != Role.OPENER]
        if Role.OPENER in person.roles:
            # The openers of the demo open for every unit that buys.
            places += [(Role.OPENER, uid("unit", key)) for key in buyers]
        for role, place in places:
            session.add(
                RoleGrant(
                    id=uid("grant", f"{person.key}:{role}:{place}"),
                    person_id=person_id,
                    role=role,
                    scope_id=place,
                    scope_name=names.get(place, person.name),
                    granted_at=at,
                )
            )


def organizations(district: model.District) -> None:
    """Write the register with grades, credit events and reports."""
    for row in district.organizations:
        organization_id = uid("organization", row.key)
        session.add(
            Organization(
                id=organization_id,
                name=row.name,
                short_name=row.short_name,
                pinyin=pinyin(row.short_name),
                type=OrganizationType(row.type),
                category=row.category,
                uscc=row.uscc,
                filing_no=row.filing_no,
                registered_on=row.registered_on,
                legal_representative=row.legal_representative,
                address=row.address,
                phone=row.phone,
                street_id=uid("unit", row.street_key),
                community_id=uid("unit", row.community_key),
                supervisor_id=uid("unit", row.supervisor_key),
                fields=list(row.fields),
                scope=row.scope,
                staff=row.staff,
                full_time_staff=row.full_time_staff,
                certified_social_workers=row.certified_social_workers,
                volunteers=row.volunteers,
                is_hub=row.is_hub,
                created_at=clock.at_local(max(FOUNDED, row.registered_on), 9),
                grades=[
                    Grade(
                        id=uid("grade", grade.certificate_no),
                        level=grade.level,
                        awarded_on=grade.awarded_on,
                        valid_until=grade.valid_until,
                        certificate_no=grade.certificate_no,
                    )
                    for grade in row.grades
                ],
                credit_events=[
                    CreditEvent(
                        id=uid("credit", f"{row.key}:{number}"),
                        kind=CreditKind(event.kind),
                        reason=event.reason,
                        decided_by=event.decided_by,
                        decided_on=event.decided_on,
                        lifted_on=event.lifted_on,
                        **supervision.paper(row, event),
                    )
                    for number, event in enumerate(row.credit_events)
                ],
                annual_reports=[
                    AnnualReport(
                        id=uid("report", f"{row.key}:{report.year}"),
                        year=report.year,
                        filed_on=report.filed_on,
                        content=supervision.report_content(row, report.year),
                    )
                    for report in row.annual_reports
                    if report.filed_on
                ],
            )
        )


def standing(district: model.District) -> None:
    """Write the directory with its history."""
    for row in district.organizations:
        if row.directory is None:
            continue
        entry_id = uid("directory", row.key)
        suspended = row.directory.status == EntryState.SUSPENDED
        since = max((e.decided_on for e in row.credit_events if not e.lifted_on), default=None)
        periods = [(EntryState.LISTED, row.directory.entered_on, since if suspended else None, "")]
        if suspended and since:
            periods.append((EntryState.SUSPENDED, since, None, row.credit_events[-1].reason))
        session.add(
            DirectoryEntry(
                id=entry_id,
                organization_id=uid("organization", row.key),
                state=EntryState(row.directory.status),
                basis=row.directory.basis,
                applied_at=clock.at_local(row.directory.entered_on - timedelta(days=20), 10),
                periods=[
                    DirectoryPeriod(
                        id=uid("period", f"{row.key}:{number}"),
                        status=status,
                        starts_on=start,
                        # Both days belong to a period, so it ends the day before the next.
                        ends_on=end - timedelta(days=1) if end else None,
                        reason=reason,
                    )
                    for number, (status, start, end, reason) in enumerate(periods)
                ],
            )
        )


def records(district: model.District) -> None:
    """Write the contracts from before the portal opened."""
    for row in district.organizations:
        for past in row.past_contracts:
            session.add(
                TrackRecord(
                    id=uid("record", past.key),
                    organization_id=uid("organization", row.key),
                    title=past.title,
                    buyer=past.buyer,
                    content=past.content,
                    fields=list(past.fields),
                    amount=past.amount,
                    starts_on=past.starts_on,
                    ends_on=past.ends_on,
                    score_cents=int(past.performance_score * 100),
                    evidence=past.evidence,
                    imported=True,
                    recorded_at=clock.at_local(past.ends_on + timedelta(days=20), 10),
                )
            )


def expert_number(expert: model.Expert) -> str:
    """Return the number under which an expert is drawn."""
    return f"ZJ-{expert.key.removeprefix('expert-'):>03}"


def experts(district: model.District) -> None:
    """Write the expert pool."""
    for row in district.experts:
        session.add(
            Expert(
                id=uid("expert", row.key),
                person_id=uid("person", row.person_key),
                number=expert_number(row),
                name=row.name,
                employer=row.employer,
                title=row.title,
                fields=list(row.fields),
                valid_until=row.valid_until,
            )
        )


def needs(district: model.District) -> None:
    """Write what the communities asked for."""
    for row in district.needs:
        session.add(
            Need(
                id=uid("need", row.key),
                title=row.title,
                text=row.text,
                community_id=uid("unit", row.community_key),
                field=row.field,
                beneficiaries=row.beneficiaries,
                persons=row.persons,
                votes=row.votes,
                status=row.status,
                submitted_on=row.submitted_on,
            )
        )
