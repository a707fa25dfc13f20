"""Filling the profiles: who keeps the books, what changed in the last years, tax qualifications."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.db import session
from app.demo.content.bank import stream
from app.demo.content.people import Names
from app.demo.ids import uid
from app.organizations.models import Organization
from app.organizations.states import OrganizationType
from app.profiles.models import FieldChange, TaxStatus
from app.profiles.rules import TaxKind

BOOKS = ("清泉代理记账有限公司（演示）", "明算财务咨询有限公司（演示）", "专职会计")
COUNSEL = ("正言律师事务所（演示）", "衡平律师事务所（演示）", "")
CAPITAL = ("30000.00", "50000.00", "100000.00", "200000.00")
FOUNDATION = Decimal("2000000.00")
PARTY_FROM = 3  # full-time people from whom a party organization is due, in the demo


def load(seed: int, today: date) -> None:
    """Fill what the register left open; the same for the same seed."""
    rng, names = stream(seed, "profiles"), Names(stream(seed, "profile-names"))
    asked = select(Organization).order_by(Organization.registered_on, Organization.name)
    for number, organization in enumerate(session.scalars(asked).all()):
        facts: dict[str, Any] = {"principal": names.name(), "contact": names.name()}
        facts["contact_phone"] = names.phone()
        if organization.registered:
            foundation = organization.type is OrganizationType.FOUNDATION
            capital = FOUNDATION if foundation else Decimal(rng.choice(CAPITAL))
            facts |= {
                "capital": capital,
                "finance_agent": rng.choice(BOOKS),
                "legal_adviser": rng.choice(COUNSEL),
                "purpose": "遵守宪法、法律、法规和国家政策，践行社会主义核心价值观，"
                "服务群众、服务社区。",
            }
        if organization.type is OrganizationType.SOCIETY:
            facts["members"] = rng.randint(30, 260) if organization.registered else 20
        if organization.full_time_staff >= PARTY_FROM:
            facts["party_required"] = True
            if rng.random() < 0.8:  # noqa: PLR2004 -- most have one
                facts["party_organization"] = f"中共{organization.short_name}支部委员会"
                facts["party_instructor"] = names.name()
        for name, value in facts.items():
            setattr(organization, name, value)
        if organization.registered and number % 9 == 0:
            _changes(organization, rng.randint(60, 700), names, today)
        if organization.registered and number % 11 == 0:
            _tax(organization, today)


def _changes(organization: Organization, days: int, names: Names, today: date) -> None:
    on = today - timedelta(days)
    if on <= organization.registered_on:
        return
    before = {
        "legal_representative": names.name(),
        "full_time_staff": max(organization.full_time_staff - 1, 0),
    }
    for field, value in before.items():
        own = field == "full_time_staff"
        session.add(
            FieldChange(
                id=uid("change", f"{organization.id}:{field}"),
                organization_id=organization.id,
                field=field,
                before=value,
                after=getattr(organization, field),
                on=on,
                recorded_at=clock.at_local(on, 15),
                recorded_by=organization.contact if own else "郑凯文",
                source="" if own else f"澜民社变〔{on.year}〕{days % 90 + 1}号",
            )
        )


def _tax(organization: Organization, today: date) -> None:
    first = date(today.year - 1, 1, 1)
    for kind in TaxKind:
        session.add(
            TaxStatus(
                id=uid("tax", f"{organization.id}:{kind}"),
                organization_id=organization.id,
                kind=kind,
                document_no=f"澜财税〔{first.year}〕7号",
                valid_from=first,
                valid_until=date(first.year + 4, 12, 31),
                recorded_at=clock.at_local(date(first.year, 3, 2), 10),
            )
        )
