"""An organization's life: filed, registered, assessed, listed, suspended, back on the directory.

At every point the gate of the bids is asked, also about the days before.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from app.config import ROOT
from app.demo.content.codes import credit_check, organization_check
from tests.documents import corpus
from tests.journeys.conftest import Portal, Visitor
from tools import servers

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1500)]

NAME = "松涛社区护绿小组"
CENTER = "澜湾区松涛护绿环境服务中心"
PASSWORD = "春天一起去河边种树吧"
AWARD = "10,000.00"
WAIT = 90


@dataclass
class Life:
    """What one step leaves to the next."""

    portal: Portal
    folder: Path
    founder: Visitor
    people: dict[str, Visitor] = field(default_factory=dict)
    code: str = ""
    number: str = ""
    organization: str = ""
    # What the gate said of a day, asked on that day: it must say so for ever.
    said: dict[str, tuple[bool, str | None]] = field(default_factory=dict)

    def as_(self, username: str) -> Visitor:
        """Return a person at the own computer, signed in."""
        if username not in self.people:
            self.people[username] = self.portal.visitor(username)
        return self.people[username]

    def on(self, day: str, clock: str = "09:00") -> None:
        """Let time pass until a day."""
        self.portal.move_clock(datetime.fromisoformat(f"{day}T{clock}"))

    def find(self, table: str, **of: str) -> str:
        """Return the id of the only row of these, once the worker has done its round."""
        where = " and ".join(f"{name} = ?" for name in of)
        asked = f"select id from {table} where {where}"
        values = [value.replace("-", "") for value in of.values()]
        assert servers.wait_until(lambda: bool(self.portal.ask(asked, *values)), WAIT), asked
        ((found,),) = self.portal.ask(asked, *values)
        return str(UUID(found))

    def gate(self, day: str) -> dict:
        """Ask the gate of the bids about a day."""
        words = ("--track", "SUB", "--on", day, "--json")
        return json.loads(self.portal.flask("directory", "gate", self.code or self.number, *words))

    def expect(self, day: str, *, eligible: bool, grade: str | None = None, why: str = "") -> None:
        """See what the gate says of a day; `look_back` asks about the same day again."""
        found = self.gate(day)
        codes = [r["code"] for r in found["reasons"]]
        assert found["eligible"] is eligible, (day, found)
        assert found["grade"] == grade, (day, found)
        assert not why or why in codes, (day, found)
        self.said[day] = (eligible, grade)

    @property
    def paper(self) -> str:
        """Return a document to hand in."""
        path = self.folder / "材料.pdf"
        if not path.exists():
            path.write_bytes(corpus.real_pdf())
        return str(path)


def test_the_life_of_an_organization(portal: Portal, tmp_path: Path):
    life = Life(portal, tmp_path, portal.visitor())
    announce_the_calendars(life)
    file_it(life)
    register_it(life)
    report(life, 2026, on="2027-03-10")
    report(life, 2027, on="2028-03-10")
    assess_it(life)
    pay_the_award(life)
    list_it(life)
    miss_a_report(life)
    put_it_right(life)
    look_back(life)


def announce_the_calendars(life: Life) -> None:
    """Load what the State Council announces each autumn (here: invented from this year's)."""
    shipped = ROOT / "app" / "law" / "calendar" / "2026.json"
    days = json.loads(shipped.read_text(encoding="utf-8"))["days"]
    for year in (2027, 2028, 2029):
        moved = [
            {**day, "date": day["date"].replace("2026-", f"{year}-")}
            for day in days
            if day["date"].startswith("2026-")
        ]
        content = {"year": year, "papers": ["https://www.gov.cn/x"], "days": moved}
        path = life.folder / f"{year}.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        life.portal.flask("law", "load-calendar", str(path))


# --- filed


def file_it(life: Life) -> None:
    founder = life.founder
    founder.go("/filings/start")
    founder.fill(name=NAME, your_name="陈晓", your_phone="199 0000 4321", password=PASSWORD)
    founder.fill(group_kind="environment")
    founder.choose("community_id", "松涛社区")
    founder.shot("filing-start")
    founder.submit()
    page = founder.path.removesuffix("/edit/charter")
    founder.fill(
        person_in_charge="陈晓",
        phone="19900004321",
        purpose="把社区的公共绿地照看好。",
        activities="每周六上午浇水除草；每季度清点一次树木。",
    )
    founder.page.set_input_files("main input[name=charter]", life.paper)
    founder.submit()
    founder.go(f"{page}/edit/members")
    founder.fill(members="18")
    founder.page.set_input_files("main input[name=member_list]", life.paper)
    founder.submit()
    founder.go(page)
    founder.page.check("main input[name=true]")
    founder.submit("/send")
    assert "社区" in founder.text
    founder.shot("filing-sent")
    community = life.as_("yunqi0201")
    community.go(page)
    community.fill(text="章程和成员名单齐全。")
    community.submit("/check", value="pass")
    street = life.as_("songqi")
    street.go(page)
    street.fill(text="符合备案条件。")
    street.submit("/review", value="pass")
    street.fill(text="同意备案。", document="云栖街办备〔2026〕31号", first_day="2026-11-24")
    if street.page.locator("main [name=override]").count():
        street.fill(override="护绿与已备案的环境小组分工不同，各管一片。")
    street.shot("filing-opinion")
    street.submit("/opinion", value="pass")
    founder.go(page)
    life.number = re.search(r"\w{1,6}备〔2026〕\d+号", founder.text).group(0)
    founder.shot("filed")
    # A filed organization is no legal person: its registered host acts for it.
    life.expect("2026-11-24", eligible=False)


# --- registered


def register_it(life: Life) -> None:
    founder = life.founder
    founder.go("/registrations/start")
    founder.fill(name=CENTER, type="service")
    founder.choose("category", "城乡社区服务类")
    founder.submit()
    page = re.search(r"/registrations/[0-9a-f-]{36}", founder.path).group(0)
    founder.go(f"{page}/edit/about")
    founder.fill(filed_no=life.number)
    founder.page.locator("main input[name=fields][value=environment]").check()
    founder.submit()
    founder.go(f"{page}/edit/purpose")
    founder.fill(
        purpose="照看社区绿地，教居民种树。",
        scope="社区绿地养护、护绿志愿者培训、环境宣传。",
        necessity="本区老小区绿地多年无人照看，居民一直在要求。",
        feasibility="有骨干十八人、固定场地和三年的活动经验。",
    )
    founder.submit()
    founder.go(f"{page}/edit/people")
    founder.fill(
        legal_representative="陈晓",
        phone="19900004321",
        members="6",
        address="澜湾区云栖街道松涛路2号",
    )
    founder.choose("street_id", "云栖街道")
    founder.submit()
    founder.go(f"{page}/edit/money")
    founder.fill(capital="30000")
    founder.submit()
    founder.go(f"{page}/materials")
    forms = founder.page.locator("main form[action*='/materials/']").count()
    assert forms == 15
    for place in range(forms):
        form = founder.page.locator("main form[action*='/materials/']").nth(place)
        form.locator("input[type=file]").set_input_files(life.paper)
        with founder.page.expect_navigation():
            form.locator("button").click()
    founder.shot("registration-materials")
    founder.go(page)
    founder.page.check("main input[name=true]")
    founder.submit("/submit")
    window = life.as_("zhengkaiwen")
    window.go(page)
    window.submit("/intake", value="accept")
    assert "10" in window.text
    window.shot("registration-accepted")
    window.fill(completeness="材料齐全。", necessity="确有需要。", feasibility="能够运作。")
    window.submit("/review", value="pass")
    party = life.as_("xiamo")
    party.go(page)
    party.submit("/party", value="pass")
    life.on("2026-12-01")
    life.code = new_code()
    chief = life.as_("wulan")
    chief.go(page)
    chief.fill(uscc=life.code, document="澜民社准〔2026〕41号", first_day="2026-12-01")
    chief.shot("registration-decision")
    chief.submit("/decide", value="register")
    life.organization = life.find("organization", uscc=life.code)
    life.expect("2026-12-01", eligible=False, why="not-listed")


def new_code() -> str:
    """Return a valid credit code of a private non-enterprise unit that nobody has."""
    body = "MJ9QQQQ9"
    stem = f"52990106{body}{organization_check(body)}"
    return stem + credit_check(stem)


# --- its yearly reports


def report(life: Life, year: int, *, on: str) -> None:
    life.on(on)
    own = life.founder
    own.go("/annual-reports/own")
    begin = f"main form[action$='/{year}'] button"
    with own.page.expect_navigation():
        own.page.locator(begin).first.click()
    page = re.search(r"/annual-reports/[0-9a-f-]{36}", own.path).group(0)
    numbers = {
        "members": {"unit_members": "0", "single_members": "0", "council": "5", "supervisors": "1",
                    "meetings": "4"},
        "staff": {"staff": "6", "full_time": "3", "insured": "3", "social_workers": "1",
                  "volunteers": "40"},
        "finance": {"income": "180000", "from_government": "120000", "donations": "20000",
                    "fees": "0", "spending": "150000", "activities_cost": "90000",
                    "net_assets": "60000"},
        "activities": {"activities": "48", "beneficiaries": "2600", "projects": "1",
                       "summary": "全年开展护绿活动四十八次，培训志愿者六十人次。"},
        "party": {"has_party": "yes", "party_members": "2", "party_note": ""},
        "changes": {"representative_changed": "no", "charter_changed": "no",
                    "address_changed": "no", "changes_note": ""},
    }  # fmt: skip
    for subject, values in numbers.items():
        own.go(f"{page}/subjects/{subject}")
        for name, value in values.items():
            if value in ("yes", "no"):
                own.page.check(f"main input[name={name}][value={value}]")
            else:
                own.fill(**{name: value})
        own.submit()
    own.go(f"{page}/paper")
    own.page.set_input_files("main input[name=file]", life.paper)
    own.submit()
    own.go(f"{page}/check")
    own.page.check("main input[name=true]")
    own.shot(f"report-{year}")
    own.submit()
    assert "/receipt" in own.path, own.text
    desk = life.as_("zhengkaiwen")
    desk.go(f"{page}/desk")
    desk.submit("/accept")


# --- assessed


def assess_it(life: Life) -> None:
    round_ = announce_a_round(life)
    life.expect("2028-12-04", eligible=False, why="not-listed")
    held = apply_for_it(life, round_)
    points = most_points(life, held)
    score_it(life, held, points)
    vote(life, held)
    life.expect("2028-12-20", eligible=False, grade="3A", why="not-listed")


def announce_a_round(life: Life) -> str:
    life.on("2028-12-04")
    chief = life.as_("wulan")
    chief.go("/assessments/rounds/new")
    chief.fill(
        year="2028",
        title="2028年度社会组织等级评估",
        document="澜民〔2028〕21号",
        text="符合条件的社会组织可以申请。",
        apply_from="2028-12-01",
        apply_until="2028-12-15",
    )
    service = chief.page.locator("main select[name=service]")
    service.select_option(index=service.locator("option").count() - 1)
    chief.submit()
    round_ = chief.path.rsplit("/", 1)[-1]
    chief.submit("/announce")
    return round_


def apply_for_it(life: Life, round_: str) -> str:
    own = life.founder
    own.go(f"/assessments/apply/{life.organization}/{round_}")
    own.page.check("main input[name=method][value=full]")
    own.submit()
    page = re.search(r"/assessments/own/[0-9a-f-]{36}", own.path).group(0)
    held = page.rsplit("/", 1)[-1]
    own.go(f"{page}/edit")
    for place, most in enumerate(most_points(life, held)):
        own.fill(**{f"rows-{place}-points": share(most, "0.9"), f"rows-{place}-note": "见材料。"})
        own.page.set_input_files(f"main [name='rows-{place}-file']", life.paper)
    own.fill(statement="两年来服务稳定，未受处罚。")
    own.page.check("main input[name=party]")
    own.submit("/edit")
    own.go(page)
    own.page.check("main input[name=true]")
    own.shot("assessment-application")
    own.submit("/send")
    return held


def score_it(life: Life, held: str, points: list[Decimal]) -> None:
    chief = life.as_("wulan")
    chief.go(f"/assessments/{held}")
    chief.fill(last="qualified", before="qualified")
    chief.submit("/accept")
    sheets = {"zhengkaiwen": "registrar", "zhoumin": "business", "expert01": "expert"}
    for kind in sheets.values():
        chief.go(f"/assessments/{held}")
        choice = chief.page.locator(f"main select[name=candidate] option[value^='{kind}:']")
        chief.page.locator("main select[name=candidate]").select_option(
            choice.first.get_attribute("value")
        )
        chief.submit("/appoint")
    people = life.portal.ask(
        "select s.id, p.username from assessor s join person p on p.id = s.person_id"
        " where s.assessment_id = ?",
        held.replace("-", ""),
    )
    assert len(people) == 3
    for hexed, username in people:
        sheet = UUID(hexed)
        assessor = life.as_(username)
        assessor.go(f"/assessments/sheets/{sheet}")
        assessor.page.check("main input[name=sure]")
        assessor.submit("/declare")
    chief.go(f"/assessments/{held}")
    chief.fill(visit_on="2028-12-06")
    chief.submit("/begin")
    for hexed, username in people:
        sheet = UUID(hexed)
        assessor = life.as_(username)
        assessor.go(f"/assessments/sheets/{sheet}")
        for place, most in enumerate(points):
            assessor.fill(**{f"rows-{place}-points": share(most, "0.86")})
        assessor.fill(opinion="资料齐全，服务有记录。")
        assessor.submit("", value="sign")


def vote(life: Life, held: str) -> None:
    chief = life.as_("wulan")
    chief.go(f"/assessments/{held}")
    chief.submit("/conclude")
    chief.fill(members="9", yes="8", no="1", minutes="全票到会，八票同意3A。")
    chief.shot("assessment-vote")
    chief.submit("/decide")
    chief.submit("/publicize")
    life.on("2028-12-20")
    chief.go(f"/assessments/{held}")
    chief.submit("/confirm")
    assert "3A" in chief.text
    chief.shot("assessment-confirmed")


def most_points(life: Life, held: str) -> list[Decimal]:
    """Return how many points each leaf of the indicators is worth."""
    ((tree,),) = life.portal.ask(
        "select s.indicators from assessment a join assessment_round_scheme r"
        " on r.round_id = a.round_id and r.type = 'service'"
        " join assessment_scheme s on s.id = r.scheme_id where a.id = ?",
        held.replace("-", ""),
    )
    rows = json.loads(tree)
    codes = [row["code"] for row in rows]
    leaves = [r for r in rows if not any(c.startswith(f"{r['code']}.") for c in codes)]
    return [Decimal(row["points"]) for row in leaves]


def share(most: Decimal, of_it: str) -> str:
    """Return a share of the points, to half a point."""
    return str((most * Decimal(of_it) * 2).to_integral_value() / 2)


def pay_the_award(life: Life) -> None:
    award = life.find("grade_award", organization_id=life.organization)
    finance = life.as_("fengjing")
    finance.go("/funds/new")
    finance.fill(code="2028-PGJL", name="评估奖励", year="2028", amount="100000")
    finance.choose("unit_id", "澜湾区民政局")
    finance.submit()
    chief = life.as_("wulan")
    chief.go(f"/awards/{award}")
    assert AWARD in chief.text
    line = chief.page.locator("main select[name=line]")
    line.select_option(index=line.locator("option").count() - 1)
    chief.submit("/approve")
    assert "由财政付款" in chief.text, chief.text
    finance.go(f"/awards/{award}")
    finance.fill(voucher="2028-12-118")
    finance.page.check("main input[name=sure]")
    finance.submit("/pay")
    assert "已" in finance.text
    finance.shot("award-paid")
    states = life.portal.ask("select state from grade_award where id = ?", award.replace("-", ""))
    assert states == [("paid",)]


# --- on the directory


def list_it(life: Life) -> None:
    own = life.founder
    own.go(f"/directory/apply/{life.organization}")
    assert "专职" in own.text  # two full-time people are asked for, and none is known
    own.shot("directory-not-yet")
    own.go(f"/organizations/{life.organization}/edit")
    own.fill(staff="6", full_time_staff="3", volunteers="40", contact="陈晓")
    own.submit("/edit")
    own.go(f"/directory/apply/{life.organization}")
    for condition in ("governance", "finance", "premises"):
        own.fill(condition=condition)
        own.page.set_input_files("main input[name=file]", life.paper)
        own.submit("/evidence")
    own.fill(basis="想承接社区绿地养护和环境宣传，两年来每周护绿。")
    own.page.check("main input[name=true]")
    own.shot("directory-application")
    own.submit(f"/apply/{life.organization}")
    own.shot("directory-applied")
    entry = life.find("directory_entry", organization_id=life.organization)
    chief = life.as_("wulan")
    chief.go(f"/directory/entries/{entry}")
    chief.submit("/publicize")
    life.expect("2028-12-21", eligible=False, grade="3A", why="still-publicized")
    life.on("2029-01-10")
    chief.go(f"/directory/entries/{entry}")
    chief.submit("/list")
    chief.shot("directory-listed")
    life.expect("2029-01-10", eligible=True, grade="3A")


def miss_a_report(life: Life) -> None:
    life.on("2029-06-01")
    proposal = life.find("credit_proposal", organization_id=life.organization)
    chief = life.as_("wulan")
    chief.go("/credit/work?q=松涛护绿")
    chief.shot("credit-work")
    chief.go(f"/credit/proposals/{proposal}")
    chief.fill(number="澜民列〔2029〕7号")
    chief.shot("credit-proposal")
    chief.submit("/list")
    life.expect("2029-06-01", eligible=False, grade="3A", why="abnormal-list")
    public = life.portal.visitor()
    public.go(f"/organizations/{life.organization}")
    assert "暂停" in public.text
    assert "异常" in public.text
    public.shot("organization-suspended")
    public.leave()


def put_it_right(life: Life) -> None:
    report(life, 2028, on="2029-06-20")
    own = life.founder
    event = life.find("credit_event", organization_id=life.organization)
    own.go(f"/credit/events/{event}/repair")
    own.fill(statement="年度工作报告已补报，今后指定专人负责。")
    own.page.check("main input[name=true]")
    own.submit()
    repair = life.find("credit_repair", event_id=event)
    chief = life.as_("wulan")
    chief.go(f"/credit/repairs/{repair}")
    chief.shot("credit-repair")
    chief.fill(reason="已核对补报的年度工作报告。")
    chief.submit("", value="accept")
    assert chief.path == "/credit/work", chief.text
    entry = life.find("directory_entry", organization_id=life.organization)
    chief.go(f"/directory/entries/{entry}")
    chief.fill(reason="已补报年度工作报告并移出异常名录。")
    chief.submit("/decide", value="resume")
    chief.shot("directory-resumed")
    life.expect("2029-06-20", eligible=True, grade="3A")


def look_back(life: Life) -> None:
    """Everything that happened stands in one line, and every earlier day keeps its answer."""
    life.said |= {
        "2029-01-09": (False, "3A"),
        "2029-05-31": (True, "3A"),
        "2029-06-19": (False, "3A"),
    }
    for day, answer in life.said.items():
        found = life.gate(day)
        assert (found["eligible"], found["grade"]) == answer, (day, found)
    listed = json.loads(life.portal.flask("directory", "as-of", "2029-05-31", "--json"))
    assert life.code in {row["code"] for row in listed}
    listed = json.loads(life.portal.flask("directory", "as-of", "2029-06-10", "--json"))
    assert life.code not in {row["code"] for row in listed}
    own = life.founder
    own.go(f"/organizations/{life.organization}/timeline")
    for words in (
        "备案",
        "登记",
        "申请评估",
        "评估等级 3A",
        "奖励已付款",
        "在目录内",
        "异常",
        "年度工作报告",
    ):
        assert words in own.text
    own.shot("timeline")
    auditor = life.as_("yuanhui")
    auditor.go(f"/audit/?q={life.code}")
    auditor.shot("audit")
