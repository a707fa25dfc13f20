"""Nobody reads a price before the opening: not in the database, not in a page, not in a log.

A price that stands nowhere else is handed in; then everything is searched for it.
"""

import io
import logging
import zipfile

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.db import Base, session
from app.permissions import Role
from app.submissions import actions, ceremony, queries
from tests import bids, register
from tests.bids import OPENING

PRICE = "468531.57"
# As typed, as fen, as the pages write it, and in capitals.
CANARIES = (PRICE, "46853157", "468,531.57", "肆拾陆万捌仟伍佰叁拾壹元伍角柒分", "绝密的做法")
ROLES = [
    Role.PURCHASER, Role.OPENER, Role.REVIEWER, Role.CIVIL_AFFAIRS, Role.LEADER, Role.AUDITOR,
    Role.OBSERVER, Role.ADMIN, Role.FINANCE, Role.EXPERT, Role.REGISTRAR, Role.STREET,
]  # fmt: skip


@pytest.fixture
def handed_in(db):
    """Hand in a bid with the canaries in it."""
    call = bids.project()
    texts = {key: "绝密的做法" for key, _ in bids.JUDGED}
    return bids.handed_in(call, "澜湾区青禾社会工作服务中心", bids.bid(PRICE, texts=texts))


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def everything_stored() -> str:
    """Return every column of every row of every table as text."""
    values = (
        value
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(*table.columns))
        for value in row
    )
    return "\n".join(
        v.decode("utf-8", "ignore") if isinstance(v, bytes) else str(v) for v in values
    )


def test_no_column_of_any_table_holds_it(handed_in, any_db):
    session.flush()
    stored = everything_stored()
    assert handed_in.receipt_no in stored  # the search sees what is there
    assert found_in(stored) == []


def test_no_byte_of_the_database_file_holds_it_and_the_key_is_not_in_it(tmp_path):
    from app.cli import load_models  # noqa: PLC0415 -- late, as in conftest
    from app.factory import create_app  # noqa: PLC0415
    from tests.conftest import NOW, move_to, settings_in  # noqa: PLC0415

    app = create_app(settings_in(tmp_path, f"sqlite:///{tmp_path}/sealed.db"))
    load_models()
    Base.metadata.create_all(app.extensions["db"])
    with app.app_context():
        move_to(NOW)
        draft = bids.bid(PRICE, texts={key: "绝密的做法" for key, _ in bids.JUDGED})
        version = bids.handed_in(bids.project(), "澜湾区青禾社会工作服务中心", draft)
        receipt = version.receipt_no
        session.commit()
    app.extensions["db"].dispose()
    stored = b"".join(p.read_bytes() for p in tmp_path.glob("sealed.db*"))
    assert receipt.encode() in stored
    assert [canary for canary in CANARIES if canary.encode() in stored] == []
    key = (tmp_path / "keys" / "openers").read_bytes()
    assert key not in stored
    assert key.hex().encode() not in stored


def said_by(answer) -> str:
    """Return what an answer holds, packed files included."""
    if not zipfile.is_zipfile(io.BytesIO(answer.data)):
        return answer.data.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        return "".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())


def paths_of(app, version):
    """Return every page there is, asked with the ids that somebody could know or guess."""
    submission = version.submission
    known = {
        "submission_id": submission.id,
        "call_id": submission.call_id,
        "project_id": submission.call_id,
        "organization_id": submission.organization_id,
        "unit_id": submission.call.unit_id,
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            values = {name: known.get(name, submission.id) for name in rule.arguments}
            values |= {n: "price" for n in rule.arguments if n in {"subject", "key", "name"}}
            try:
                yield app.url_for(rule.endpoint, **values)
            except ValueError:
                continue  # a page whose address holds something else


@pytest.mark.parametrize("role", [*ROLES, None])
def test_no_page_shows_it_to_anybody_else(app, handed_in, sign_in, client, role, monkeypatch):
    monkeypatch.setitem(app.config, "SHOW_500", value=True)
    paths = list(paths_of(app, handed_in))
    unit = handed_in.submission.call.unit
    scope = None if role is Role.EXPERT else unit
    browser = sign_in(register.person("周敏", (role, scope))) if role else client
    shown = {path: found_in(said_by(browser.get(path))) for path in paths}
    assert len(shown) > 20
    assert {path: found for path, found in shown.items() if found} == {}


def test_no_page_shows_it_to_a_rival(app, handed_in, sign_in, monkeypatch):
    monkeypatch.setitem(app.config, "SHOW_500", value=True)
    rival = register.organization("澜湾区同心社会服务中心")
    browser = sign_in(register.person("唐宇", (Role.ORG_ADMIN, rival)))
    paths = list(paths_of(app, handed_in))
    assert {p: found for p in paths if (found := found_in(said_by(browser.get(p))))} == {}


def test_the_owner_sees_it_while_writing_so_the_search_can_find_something(handed_in, sign_in):
    submission = handed_in.submission
    by = bids.bidder("澜湾区一心社")[0]
    bids.filled(submission, by, bids.bid(PRICE))
    owner = register.person("林晓", (Role.ORG_ADMIN, submission.organization))
    page = sign_in(owner).get(f"/submissions/{submission.id}/edit/price").text
    assert PRICE in found_in(page)


def test_no_log_holds_it_whatever_goes_wrong(app, db, sign_in, caplog, capsys, monkeypatch):
    monkeypatch.setitem(app.config, "SHOW_500", value=True)
    caplog.set_level(logging.DEBUG)
    call = bids.project()
    organization = register.organization()
    browser = sign_in(register.person("林晓", (Role.ORG_ADMIN, organization)))
    browser.post(f"/submissions/start/{call.id}")
    url = f"/submissions/{queries.own(call.id, organization.id).id}"
    typed = {"rows-0-label": "人员", "rows-0-basis": "绝密的做法", "rows-0-amount": PRICE}
    browser.post(f"{url}/edit/price", data=typed)
    monkeypatch.setattr(actions, "save_draft", lambda *_, **__: 1 / 0)  # planted: a bug
    assert browser.post(f"{url}/edit/price", data=typed).status_code == 500
    printed = capsys.readouterr()
    assert "unhandled" in printed.out
    assert found_in(caplog.text + printed.out + printed.err) == []


def test_a_rivals_pages_are_the_same_with_nobody_and_with_three_others(db, sign_in):
    call = bids.project()
    mine = register.organization()
    person = register.person("林晓", (Role.ORG_ADMIN, mine))
    begun = bids.begun(call, register.actor(person), mine.id)
    browser = sign_in(person)
    paths = [
        f"/submissions/start/{call.id}",
        "/submissions/",
        *(f"/submissions/{begun.id}{page}" for page in ("", "/organization", "/edit/price")),
    ]
    alone = [bids.without_tokens(browser.get(path).text) for path in paths]
    for name in ("澜湾区甲社", "澜湾区乙社", "澜湾区丙社"):
        bids.handed_in(call, name)
    assert [bids.without_tokens(browser.get(path).text) for path in paths] == alone


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OBSERVER, Role.ADMIN, Role.LEADER])
def test_the_log_names_no_bidder_and_counts_none_before_the_opening(
    handed_in, sign_in, set_clock, role
):
    version, call = handed_in, handed_in.submission.call
    said = (version.receipt_no, "林晓")
    assert audit.of_call(call.id) == []
    answer = sign_in(register.person("袁辉", (role, call.unit))).get("/audit/")
    assert answer.status_code == 200
    page = answer.text
    assert [word for word in said if word in page] == []
    set_clock(OPENING)
    ceremony.open_all(call, by=bids.bidder("澜湾区一心社")[0])
    assert {"start", "submit", "open"} <= {row.step for row in audit.of_call(call.id)}


def test_the_price_is_there_after_the_opening(handed_in, set_clock):
    set_clock(OPENING)
    ceremony.open_all(handed_in.submission.call, by=bids.bidder("澜湾区一心社")[0])
    session.flush()
    assert PRICE in everything_stored()


def test_a_price_in_the_clear_before_the_opening_is_refused_by_the_database(handed_in, any_db):
    from decimal import Decimal  # noqa: PLC0415

    from sqlalchemy.exc import IntegrityError  # noqa: PLC0415

    handed_in.submission.price = Decimal(PRICE)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
