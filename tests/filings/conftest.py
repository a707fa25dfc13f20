"""A street with two communities, the people of each office, and a group of residents."""

from io import BytesIO
from types import SimpleNamespace

import pytest

from app.accounts.states import UnitKind
from app.filings import actions
from app.filings.states import GroupKind
from app.permissions import Role
from tests import register

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    b"0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n169\n%%EOF\n"
)


def upload(name="活动章程.pdf"):
    return SimpleNamespace(filename=name, stream=BytesIO(PDF))


@pytest.fixture
def street(db):
    return register.unit("云栖街道")


@pytest.fixture
def community(db, street):
    return register.unit("松涛社区", UnitKind.COMMUNITY, parent_id=street.id)


@pytest.fixture
def other_community(db, street):
    return register.unit("竹影社区", UnitKind.COMMUNITY, parent_id=street.id)


@pytest.fixture
def resident(db):
    return register.person("李秀英")


@pytest.fixture
def worker(db, community):
    return register.person("周社工", (Role.COMMUNITY, community))


@pytest.fixture
def officer(db, street):
    return register.person("宋祺", (Role.STREET, street))


@pytest.fixture
def bureau(db):
    return register.person(
        "吴岚", (Role.CIVIL_AFFAIRS, register.unit("区民政局", UnitKind.DEPARTMENT))
    )


@pytest.fixture
def written(db, community, resident, now):
    """Return what fills in a whole filing, ready to be sent."""

    def make(name="云栖街道松涛社区邻里互助队", kind=GroupKind.MUTUAL, at=None, **more):
        by = register.actor(resident)
        filing = actions.start(at or community, name=name, group_kind=kind, by=by, now=now)
        part = {
            "person_in_charge": "李秀英",
            "phone": "19900001234",
            "purpose": "邻里之间互相帮一把。",
            "activities": "每周给独居老人代买菜，节前走访。",
            "members": 18,
        } | more
        actions.save(filing, part, by=by, now=now)
        actions.attach(filing, "charter", upload(), by=by, now=now)
        actions.attach(filing, "member_list", upload("成员名单.pdf"), by=by, now=now)
        db.flush()
        return filing

    return make


@pytest.fixture
def filed(written, resident, worker, officer, now):
    """Return what takes a filing to its number."""

    def make(*args, document="云栖街办备〔2026〕1号", override="", **more):
        filing = written(*args, **more)
        actions.send(filing, by=register.actor(resident), now=now)
        actions.check(filing, "章程和名单齐全", by=register.actor(worker), now=now)
        actions.qualify(filing, "符合备案条件", by=register.actor(officer), now=now)
        actions.approve(
            filing, "同意备案", document=document, first_day=register.TODAY,
            override=override, by=register.actor(officer), now=now,
        )  # fmt: skip
        return filing

    return make
