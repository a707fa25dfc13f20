"""An applicant, the window, the chief, a supervisory unit and the party body."""

from decimal import Decimal

import pytest

from app.accounts.states import UnitKind
from app.organizations.states import OrganizationType
from app.permissions import Role
from app.registrations import actions
from app.registrations.states import Desk
from tests import register
from tests.filings.conftest import upload


@pytest.fixture
def bureau(db):
    return register.unit("区民政局", UnitKind.DEPARTMENT)


@pytest.fixture
def applicant(db):
    return register.person("陈晓岚")


@pytest.fixture
def window(db, bureau):
    return register.person("郑凯文", (Role.REGISTRAR, bureau))


@pytest.fixture
def chief(db, bureau):
    return register.person("吴岚", (Role.CIVIL_AFFAIRS, bureau))


@pytest.fixture
def justice(db):
    return register.unit("区司法局", UnitKind.DEPARTMENT)


@pytest.fixture
def supervisor(db, justice):
    return register.person("何淼", (Role.SUPERVISOR_UNIT, justice))


@pytest.fixture
def party(db, bureau):
    return register.person("夏默", (Role.PARTY_BODY, bureau))


@pytest.fixture
def written(db, applicant, now):
    """Return what fills in a whole application."""

    def make(name="澜湾区晨曦助老协会", category="公益慈善类", **more):
        by, kind = register.actor(applicant), more.pop("type", OrganizationType.SOCIETY)
        case = actions.start(name, kind=kind, category=category, by=by, now=now)
        part = {
            "purpose": "帮助独居老人。",
            "scope": "探访、代办、志愿者培训。",
            "necessity": "本区独居老人多，现有组织不够。",
            "feasibility": "有场地、有骨干、有捐赠。",
            "legal_representative": "陈晓岚",
            "phone": "19900005678",
            "address": "澜湾区云栖街道文昌路8号",
            "street_id": register.unit("云栖街道").id,
            "members": 60,
            "capital": Decimal("30000.00"),
        } | more
        actions.save(case, part, by=by, now=now)
        db.flush()
        db.refresh(case)
        for material in case.materials:
            actions.attach(case, material, upload(f"{material.name}.pdf"), by=by, now=now)
        db.flush()
        return case

    return make


@pytest.fixture
def accepted(written, applicant, window, now):
    """Return what takes an application to its acceptance."""

    def make(*args, **more):
        case = written(*args, **more)
        actions.submit(case, by=register.actor(applicant), now=now)
        actions.accept(case, by=register.actor(window), now=now)
        return case

    return make


@pytest.fixture
def reviewed(accepted, window, party, now):
    """Return what takes an application through the reviews of a direct registration."""

    def make(*args, **more):
        case = accepted(*args, **more)
        heads = ["材料齐全", "有需要", "能运作"]
        by = register.actor(window)
        actions.review(case, Desk.REGISTRAR, passed=True, heads=heads, by=by, now=now)
        actions.review(case, Desk.PARTY, passed=True, by=register.actor(party), now=now)
        return case

    return make
