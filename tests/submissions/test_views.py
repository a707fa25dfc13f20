"""The pages of an organization, from beginning to receipt, and the opening."""

import hashlib
import io
import json
import re
from datetime import date, timedelta

import pytest
from nacl.signing import SigningKey

from app.accounts.models import Unit
from app.calls import actions as calls
from app.calls.states import CallState
from app.db import session
from app.organizations.states import CreditKind
from app.permissions import Role
from app.submissions import ceremony, packages, queries
from app.submissions.models import Submission
from app.submissions.states import SubmissionState
from tests import bids, register
from tests.bids import DEADLINE, NOW, OPENING

TEXTS = [(f"text-{key}", {"text": f"{name}：逐项写明做法。"}) for key, name in bids.JUDGED]
PRICE = (
    "price",
    {"rows-0-label": "人员", "rows-0-basis": "12 人 × 12 月", "rows-0-amount": "468,500"},
)
STATEMENT = (
    "statement",
    {"statement": "y", "contact_name": "林晓", "contact_phone": "13800002046"},
)


class Desk:
    """Somebody of an organization at the pages of one call."""

    def __init__(self, sign_in, call, name="澜湾区青禾社会工作服务中心"):
        self.organization = register.organization(name)
        self.person = register.person(
            "林晓", (Role.ORG_ADMIN, self.organization), phone="13800002046"
        )
        self.browser = sign_in(self.person)
        self.call = call

    def begin(self, **more):
        self.browser.post(f"/submissions/start/{self.call.id}", data=more)
        self.submission = queries.own(self.call.id, self.organization.id)
        self.url = f"/submissions/{self.submission.id}"
        return self

    def fill(self, *pages):
        for subject, typed in pages or (*TEXTS, PRICE, STATEMENT):
            answer = self.browser.post(f"{self.url}/edit/{subject}", data=typed)
            assert answer.status_code == 302, answer.text
        return self

    def check(self):
        page = self.browser.get(f"{self.url}/check").text
        return {n: re.search(f'name="{n}"[^>]*value="([^"]*)"', page)[1] for n in ("key", "seen")}

    def hand_in(self, **more):
        return self.browser.post(
            f"{self.url}/submit", data={**self.check(), "declared": "y"} | more
        )


@pytest.fixture
def call(db):
    return bids.project()


@pytest.fixture
def desk(sign_in, call):
    return Desk(sign_in, call)


# --- the way


def test_a_bid_takes_five_pages_a_check_and_a_receipt(desk):
    start = desk.browser.get(f"/submissions/start/{desk.call.id}")
    assert "至今" in start.text or "目前" in start.text or "今天" in start.text
    first = desk.browser.post(f"/submissions/start/{desk.call.id}")
    assert first.headers["Location"].endswith("/edit/text-plan")
    desk.begin()
    page = desk.browser.post(f"{desk.url}/edit/text-plan", data=TEXTS[0][1])
    assert page.headers["Location"].endswith("/edit/text-team")
    last = desk.fill(*TEXTS[1:], PRICE).browser.post(
        f"{desk.url}/edit/statement", data=STATEMENT[1]
    )
    assert last.headers["Location"].endswith("/check")
    check = desk.browser.get(f"{desk.url}/check").text
    assert "人民币肆拾陆万捌仟伍佰元整" in check
    done = desk.hand_in()
    assert done.headers["Location"].endswith("/receipt")
    receipt = desk.browser.get(done.headers["Location"]).text
    version = queries.live(desk.submission)
    assert version.receipt_no in receipt
    assert version.commitment in receipt


def test_the_contact_and_the_organization_are_brought_in(desk):
    desk.begin()
    page = desk.browser.get(f"{desk.url}/edit/statement").text
    assert 'value="林晓"' in page
    assert 'value="13800002046"' in page
    assert desk.organization.name in desk.browser.get(f"{desk.url}/organization").text


def test_every_page_of_a_bid_and_of_an_application_can_be_seen(desk, sign_in):
    other = Desk(sign_in, bids.venture(), "澜湾区同心社会服务中心").begin()
    subjects = {
        desk.begin(): ["text-plan", "price", "files", "statement"],
        other: ["about", "text-need", "budget", "files", "statement"],
    }
    for one, pages in subjects.items():
        for subject in pages:
            assert one.browser.get(f"{one.url}/edit/{subject}").status_code == 200
        assert one.browser.get(one.url).status_code == 200
        assert one.browser.get(f"{one.url}/edit/nonsense").status_code == 404
    assert desk.call.title in desk.browser.get("/submissions/").text


def test_the_list_costs_the_same_for_one_and_for_three(desk, sign_in, queries):
    desk.begin()
    with queries() as one:
        desk.browser.get("/submissions/")
    for _ in range(2):
        bids.begun(bids.project(), register.actor(desk.person), desk.organization.id)
    with queries() as three:
        desk.browser.get("/submissions/")
    assert three.selects == one.selects


# --- nothing typed is lost


def test_a_wrong_amount_is_said_at_its_row_and_kept(desk):
    desk.begin()
    typed = {"rows-0-label": "人员", "rows-0-basis": "x", "rows-0-amount": "四十六万"}
    answer = desk.browser.post(f"{desk.url}/edit/price", data=typed)
    assert answer.status_code == 422
    assert 'id="rows-0-amount-error"' in answer.text
    assert 'value="四十六万"' in answer.text
    session.expire_all()
    assert queries.draft_of(desk.submission)["price_rows"][0]["amount"] == "四十六万"


def test_autosave_answers_with_the_time_and_keeps_half_a_page(desk):
    desk.begin()
    answer = desk.browser.post(f"{desk.url}/autosave/text-plan", data={"text": "写到一半"})
    assert answer.status_code == 204
    assert answer.headers["X-Saved-At"] == "10:48"
    assert "写到一半" in desk.browser.get(f"{desk.url}/edit/text-plan").text


def test_a_colleague_is_not_written_over_unawares(desk, sign_in):
    desk.begin()
    colleague = register.person("何志远", (Role.ORG_USER, desk.organization))
    sign_in(colleague).post(f"{desk.url}/edit/text-plan", data={"text": "我写的"})
    mine = {"text": "另一份", "revision": ""}
    assert desk.browser.post(f"{desk.url}/autosave/text-plan", data=mine).status_code == 409
    answer = desk.browser.post(f"{desk.url}/edit/text-plan", data=mine)
    assert answer.status_code == 409
    assert "何志远" in answer.text
    assert "另一份" in answer.text
    revision = re.search('name="revision" value="([^"]+)"', answer.text)[1]
    again = desk.browser.post(f"{desk.url}/edit/text-plan", data=mine | {"revision": revision})
    assert again.status_code == 302


def test_more_rows_are_there_without_a_script(desk):
    desk.begin()
    answer = desk.browser.post(f"{desk.url}/edit/price", data=PRICE[1] | {"more": "y"})
    page = desk.browser.get(answer.headers["Location"]).text
    assert 'name="rows-3-amount"' in page


# --- the budget


LABOUR = {
    "rows-0-label": "项目社工", "rows-0-category": "labour", "rows-0-basis": "1 人 × 10 月",
    "rows-0-grant": "42600", "rows-0-own": "6400",
    "rows-1-label": "教具", "rows-1-category": "material", "rows-1-basis": "两家询价",
    "rows-1-grant": "35400", "rows-1-own": "5600",
}  # fmt: skip


def test_too_much_labour_is_refused_right_under_its_rows_with_ways_out(db, sign_in):
    desk = Desk(sign_in, bids.venture()).begin()
    answer = desk.browser.post(f"{desk.url}/edit/budget", data=LABOUR)
    assert answer.status_code == 422
    error, below = answer.text.index('id="labour"'), answer.text.index('name="rows-1-label"')
    assert answer.text.index('name="rows-0-label"') < error < below
    for number in ("3,600.00", "35,400.00", "70,800.00"):
        assert number in answer.text
    assert 'href="#labour"' in answer.text
    right = LABOUR | {"rows-0-grant": "35400", "rows-0-own": "13600"}
    assert desk.browser.post(f"{desk.url}/edit/budget", data=right).status_code == 302


def test_an_application_goes_the_same_way_with_its_partner(db, sign_in):
    filed = register.organization("云栖街道邻里互助队", filing_no="云栖备2024-001")
    place = register.unit("茶亭社区", bids.UnitKind.COMMUNITY)
    desk = Desk(sign_in, bids.venture())
    register.hosted(filed, desk.organization)
    desk.begin(partner="云栖备2024-001")
    about = {"title": "巷口小课堂", "summary": "放学后陪写作业。", "community_id": str(place.id)}
    budget = LABOUR | {"rows-0-grant": "30000", "rows-0-own": "10000"}
    desk.fill(
        ("about", about), ("text-need", {"text": "走访 40 户"}), ("budget", budget), STATEMENT
    )
    assert "茶亭社区" in desk.browser.get(f"{desk.url}/check").text
    assert desk.hand_in().status_code == 302
    session.expire_all()
    assert desk.submission.state is SubmissionState.SUBMITTED
    assert desk.submission.partner.name == "云栖街道邻里互助队"


def test_an_unknown_partner_is_said_and_nothing_begins(db, sign_in):
    desk = Desk(sign_in, bids.venture())
    answer = desk.browser.post(f"/submissions/start/{desk.call.id}", data={"partner": "没有这个"})
    assert answer.status_code == 422
    assert "没有这个" in answer.text
    assert queries.own(desk.call.id, desk.organization.id) is None


# --- who may not


def test_who_may_not_take_part_reads_why_and_finds_no_button(desk):
    entry = register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1))
    desk.organization.credit_events.append(entry)
    page = desk.browser.get(f"/submissions/start/{desk.call.id}")
    assert entry.reason in page.text
    assert f'action="/submissions/start/{desk.call.id}"' not in page.text
    answer = desk.browser.post(f"/submissions/start/{desk.call.id}")
    assert answer.status_code == 422
    assert queries.own(desk.call.id, desk.organization.id) is None


def test_other_organizations_and_officials_find_nothing(desk, sign_in, client):
    desk.begin().fill()
    desk.hand_in()
    rival = Desk(sign_in, desk.call, "澜湾区同心社会服务中心").browser
    unit = desk.call.unit
    buyer = sign_in(register.person("周敏", (Role.PURCHASER, unit), (Role.OPENER, unit)))
    paths = ["", "/check", "/receipt", "/receipt.json", "/withdraw", "/content", "/edit/price"]
    for path in paths:
        assert rival.get(desk.url + path).status_code == 404
        assert buyer.get(desk.url + path).status_code in {403, 404}
        assert client.get(desk.url + path).status_code == 302
    for path in ("/submit", "/withdraw", "/edit/price", "/autosave/price"):
        assert rival.post(desk.url + path).status_code == 404


# --- the deadline on the pages


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_cancelled_call_reads_as_cancelled_and_counts_no_days(desk, handed_in):
    desk.begin().fill()
    if handed_in:
        desk.hand_in()
    unit = session.get(Unit, desk.call.unit_id)
    clerk = register.actor(register.person("赵磊", (Role.PURCHASER, unit)))
    calls.cancel(desk.call, "经费调整", by=clerk, now=NOW)
    session.commit()
    page = desk.browser.get(desk.url, follow_redirects=True).text
    assert "这次征集已经取消" in page
    assert "理由：经费调整" in page
    assert "已经截止" not in page
    assert "接下来" not in page
    assert ("一直密封，不会开启" in page) is handed_in
    assert "还剩" not in desk.browser.get("/submissions/").text


def test_a_bid_one_second_late_reads_in_words_that_it_is_over(desk, set_clock):
    desk.begin().fill()
    form = desk.check() | {"declared": "y"}
    set_clock(DEADLINE + timedelta(seconds=1))
    answer = desk.browser.post(f"{desk.url}/submit", data=form)
    assert answer.status_code == 422
    assert "2026年11月27日（周五）15:00" in answer.text
    assert queries.live(desk.submission) is None
    assert desk.browser.get(desk.url).status_code == 200
    assert desk.browser.get(f"{desk.url}/check").status_code == 302


def test_sent_twice_it_is_handed_in_once(desk):
    desk.begin().fill()
    form = desk.check() | {"declared": "y"}
    for _ in range(2):
        answer = desk.browser.post(f"{desk.url}/submit", data=form)
        assert answer.status_code == 302
    session.expire_all()
    assert len(desk.submission.versions) == 1


def test_handing_in_asks_the_database_little(desk, request):
    """In the last minute everybody does this at once."""
    desk.begin().fill()
    form = desk.check() | {"declared": "y"}
    with request.getfixturevalue("queries")() as count:
        desk.browser.post(f"{desk.url}/submit", data=form)
    # One of them is the lock of the gate, which only PostgreSQL is asked for; one its openers.
    assert count.selects <= 17, "\n".join(count.statements)


def test_without_the_declaration_nothing_is_handed_in(desk):
    desk.begin().fill()
    answer = desk.hand_in(declared="")
    assert answer.status_code == 422
    assert queries.live(desk.submission) is None


def test_a_draft_changed_meanwhile_is_shown_again(desk):
    desk.begin().fill()
    form = desk.check() | {"declared": "y"}
    desk.fill(("price", PRICE[1] | {"rows-0-amount": "400000"}))
    answer = desk.browser.post(f"{desk.url}/submit", data=form)
    assert answer.status_code == 422
    assert "400,000.00元" in answer.text
    assert queries.live(desk.submission) is None


# --- receipt, withdrawal, attachments


def test_the_package_lets_anybody_compute_the_check_code_and_begin_again(desk):
    desk.begin().fill()
    held = desk.browser.get(f"{desk.url}/package.json").data
    desk.hand_in()
    assert desk.browser.get(f"{desk.url}/package.json").status_code == 404
    receipt = json.loads(desk.browser.get(f"{desk.url}/receipt.json").data)
    said = [
        hashlib.sha256(bytes.fromhex(box["salt"]) + box["text"].encode()).hexdigest()
        for box in json.loads(held)["boxes"]
    ]
    assert said == [receipt["commitments"]["technical"], receipt["commitments"]["price"]]
    assert hashlib.sha256("".join(said).encode()).hexdigest() == receipt["check"]
    assert receipt["check"] == queries.live(desk.submission).commitment
    assert len(receipt["log"]["signature"]) == 128
    assert desk.browser.get(desk.url).headers["Location"].endswith("/package")
    sent = {"package": (io.BytesIO(held), "包.json")}
    assert desk.browser.post(f"{desk.url}/package", data=sent).status_code == 302
    session.expire_all()
    assert queries.draft_of(desk.submission)["price"] == "468500.00"
    assert desk.hand_in().status_code == 302
    session.expire_all()
    assert queries.live(desk.submission).number == 2


def test_a_changed_package_is_refused_beside_the_field_and_nothing_changes(desk):
    desk.begin().fill()
    held = desk.browser.get(f"{desk.url}/package.json").data.replace(b"468500", b"400000")
    desk.hand_in()
    answer = desk.browser.post(
        f"{desk.url}/package", data={"package": (io.BytesIO(held), "包.json")}
    )
    assert answer.status_code == 422
    assert "package-error" in answer.text
    session.expire_all()
    assert desk.submission.draft is None


def test_a_package_that_somebody_wrote_is_refused_however_right_it_looks(desk):
    desk.begin().fill()
    desk.hand_in()
    wrong = packages.written(
        {"texts": 5, "files": [{"id": str(desk.submission.id)}], "price": "1.00"},
        key=bytes(32),
        version=1,
        call=desk.call.number,
        organization=desk.organization.name,
        sign=lambda said: SigningKey(bytes(32)).sign(said).signature,
    )
    sent = {"package": (io.BytesIO(json.dumps(wrong).encode()), "包.json")}
    assert desk.browser.post(f"{desk.url}/package", data=sent).status_code == 422
    session.expire_all()
    assert desk.submission.draft is None


def test_withdrawing_asks_first_and_can_be_made_good(desk):
    desk.begin().fill()
    held = desk.browser.get(f"{desk.url}/package.json").data
    desk.hand_in()
    assert desk.browser.get(f"{desk.url}/withdraw").status_code == 200
    assert desk.browser.post(f"{desk.url}/withdraw").status_code == 302
    session.expire_all()
    assert queries.live(desk.submission) is None
    assert desk.browser.get(f"{desk.url}/receipt").status_code == 200
    assert desk.browser.get(f"{desk.url}/receipt.json").status_code == 404
    sent = {"package": (io.BytesIO(held), "包.json")}
    desk.browser.post(f"{desk.url}/package", data=sent)
    assert desk.hand_in().status_code == 302


def test_an_attachment_is_sealed_until_the_opening_and_its_owner_can_have_it(desk, set_clock):
    desk.begin().fill()
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
    sent = {"files": (io.BytesIO(picture), "证书.png"), "more": "y"}
    answer = desk.browser.post(f"{desk.url}/edit/files", data=sent)
    assert answer.status_code == 302, answer.text
    session.expire_all()
    (held,) = queries.draft_of(desk.submission)["files"]
    assert desk.browser.get(f"{desk.url}/files/{held['id']}").data == picture
    assert desk.browser.get(f"/files/{held['id']}").status_code == 404
    desk.hand_in()
    set_clock(OPENING)
    ceremony.open_all(desk.call, by=bids.bidder("澜湾区一心社")[0])
    assert desk.browser.get(f"{desk.url}/files/{held['id']}").data == picture


def test_a_file_that_is_no_picture_is_refused_at_its_field(desk):
    desk.begin()
    sent = {"files": (io.BytesIO(b"MZ nothing"), "病毒.exe")}
    answer = desk.browser.post(f"{desk.url}/edit/files", data=sent)
    assert answer.status_code == 422
    assert 'id="files-error"' in answer.text


# --- the opening


@pytest.fixture
def opener(call, sign_in):
    people = ((Role.OPENER, call.unit), (Role.PURCHASER, call.unit))
    return sign_in(register.person("周敏", *people))


def test_before_the_time_the_opener_sees_no_count_and_no_button(desk, opener, set_clock):
    url = f"/submissions/openings/{desk.call.id}"
    empty = bids.without_tokens(opener.get(url).text)
    desk.begin().fill()
    desk.hand_in()
    assert bids.without_tokens(opener.get(url).text) == empty
    assert '<button class="btn btn-primary btn-lg"' not in empty
    answer = opener.post(f"/submissions/openings/{desk.call.id}")
    assert answer.status_code == 422
    assert desk.submission.state is SubmissionState.SUBMITTED


def test_the_opening_shows_organizations_prices_and_times(desk, opener, set_clock):
    desk.begin().fill()
    desk.hand_in()
    set_clock(OPENING)
    assert opener.post(f"/submissions/openings/{desk.call.id}").status_code == 302
    page = opener.get(f"/submissions/openings/{desk.call.id}").text
    for said in (desk.organization.name, "468,500.00", "肆拾陆万捌仟伍佰元整"):
        assert said in page
    assert opener.get(f"{desk.url}/content").status_code == 200
    session.expire_all()
    assert desk.call.state is CallState.OPENED


def test_too_few_are_said_and_the_project_can_fail_from_the_page(desk, opener, set_clock):
    set_clock(OPENING)
    opener.post(f"/submissions/openings/{desk.call.id}")
    page = opener.get(f"/submissions/openings/{desk.call.id}").text
    assert f"/submissions/openings/{desk.call.id}/fail" in page
    assert opener.post(f"/submissions/openings/{desk.call.id}/fail").status_code == 302
    session.expire_all()
    assert desk.call.state is CallState.FAILED


def test_an_opener_of_another_unit_opens_only_where_there_is_none(call):
    other = register.person("何苗", (Role.OPENER, bids.bureau("区司法局")))
    assert queries.may_open(register.actor(other), call)
    register.person("周敏", (Role.OPENER, call.unit))
    assert not queries.may_open(register.actor(other), call)
    nobody = register.actor(register.person("陈芳", (Role.REVIEWER, call.unit)))
    assert not queries.may_open(nobody, call)


def test_what_waits_names_the_draft_and_the_opening(desk, call, set_clock):
    from app.submissions.waiting import waiting  # noqa: PLC0415

    desk.begin()
    (task,) = waiting(register.actor(desk.person), NOW)
    assert (task.url, task.due_at) == (desk.url, DEADLINE)
    assert list(waiting(register.actor(desk.person), DEADLINE)) == []
    opener = register.actor(register.person("周敏", (Role.OPENER, call.unit)))
    assert list(waiting(opener, DEADLINE)) == []
    (task,) = waiting(opener, OPENING)
    assert task.url == f"/submissions/openings/{call.id}"


def test_there_is_one_submission_for_each_organization_and_call(desk):
    desk.begin()
    desk.begin()
    assert session.query(Submission).count() == 1


def test_an_application_from_before_the_portal_can_be_seen(db, sign_in):
    desk = Desk(sign_in, bids.venture()).begin()
    desk.submission.state = SubmissionState.QUALIFIED
    row = {"label": "教具", "category": "material", "basis": "两家询价", "grant": "3", "own": "1"}
    old = {"title": "灯下书桌", "summary": "放学后陪读。", "rows": [row], "grant": "3", "own": "1"}
    desk.submission.content = old
    desk.call.deadline_at = NOW - timedelta(days=300)
    answer = desk.browser.get(desk.url)
    assert answer.headers["Location"].endswith("/content")
    assert "灯下书桌" in desk.browser.get(answer.headers["Location"]).text
