"""The contents of supervision: everybody finds what they may read, with what is open there."""

import pytest

from app.complaints.models import Complaint
from app.complaints.states import ComplaintKind, ComplaintState
from app.permissions import Role
from app.portal import oversight
from tests import register
from tests.conftest import NOW


@pytest.fixture
def bureau(db):
    return register.unit("区民政局")


def test_the_bureau_finds_every_kind_of_supervision(bureau, sign_in):
    chief = register.person("吴岚", (Role.CIVIL_AFFAIRS, bureau))
    page = sign_in(chief).get("/supervision")
    assert page.status_code == 200
    for address in (
        "/registrations/work", "/directory/work", "/annual-reports/", "/matters/", "/assessments/work",
        "/grades/", "/inspections/", "/account-audits/", "/complaints/", "/colours/", "/credit/work",
    ):  # fmt: skip
        assert f'href="{address}"' in page.text, address


def test_each_line_opens_for_whoever_sees_it(bureau, sign_in):
    street = register.unit()
    for role, place in (
        (Role.CIVIL_AFFAIRS, bureau), (Role.REGISTRAR, bureau), (Role.SUPERVISOR_UNIT, bureau),
        (Role.STREET, street), (Role.COMMUNITY, street), (Role.PURCHASER, bureau), (Role.FINANCE, bureau),
        (Role.AUDITOR, bureau), (Role.OBSERVER, bureau), (Role.LEADER, bureau), (Role.PARTY_BODY, bureau),
    ):  # fmt: skip
        person = register.person("甲", (role, place))
        browser = sign_in(person)
        found = [x for _, some in _contents(browser, person) for x in some]
        assert found, role
        assert len({line.title for line in found}) == len(found), role
        for line in found:
            assert browser.get(line.url).status_code == 200, (role, line.url)


def _contents(browser, person):
    with browser.application.test_request_context():
        return list(oversight.contents(register.actor(person)))


def test_what_is_open_is_counted(bureau, db, sign_in):
    chief = register.person("吴岚", (Role.CIVIL_AFFAIRS, bureau))
    for place, state in enumerate(ComplaintState):
        complaint = Complaint(
            number=f"T{place}", word_digest="", sender_digest="", kind=ComplaintKind.REPORT,
            text="公章外借", anonymous=True, state=state, received_at=NOW,
        )  # fmt: skip
        db.add(complaint)
    db.flush()
    page = sign_in(chief).get("/supervision").text
    after = page.partition('href="/complaints/"')[2].partition("</li>")[0]
    assert "2件在办" in after  # sent and taken up, not the refused and the answered one


def test_the_way_there_stands_where_a_role_has_one(bureau, sign_in):
    for role, shown in (
        (Role.CIVIL_AFFAIRS, True),
        (Role.SUPERVISOR_UNIT, True),
        (Role.EXPERT, False),
    ):
        page = sign_in(register.person("甲", (role, bureau))).get("/notices/")
        assert ('href="/supervision"' in page.text) is shown, role


def test_a_page_of_supervision_is_marked_as_one(bureau, sign_in):
    browser = sign_in(register.person("吴岚", (Role.CIVIL_AFFAIRS, bureau)))
    for path in ("/supervision", "/complaints/", "/matters/", "/credit/work", "/account-audits/"):
        assert '<a href="/supervision" aria-current="page">' in browser.get(path).text, path


def test_the_contents_ask_the_database_little(bureau, sign_in, queries):
    browser = sign_in(register.person("吴岚", (Role.CIVIL_AFFAIRS, bureau)))
    browser.get("/supervision")
    with queries() as count:
        browser.get("/supervision")
    assert count.selects <= 22
