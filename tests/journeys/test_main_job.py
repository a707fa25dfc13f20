"""The main job from the list to the payment, every step by the person whose step it is."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from tests.journeys.conftest import Portal, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1500)]

TITLE = "独居老年人居家安全巡访与紧急响应"
ITEM = "独居老年人居家安全巡访"
CONTENT = (
    "每人每周至少上门探访 1 次，80 岁以上每周 2 次；\n维护居家报警设备，更换电池并负责报修；\n"
    "30 分钟内响应紧急呼叫，必要时上门；\n每季度交一次台账，异常情况当天报社区。"
)
BASIS = "区民政局职责规定（示例）第六条：组织开展居家养老服务"
CONDITIONS = "会计制度健全，依法纳税和缴纳社会保险；上门人员受过急救培训。"


@dataclass
class Story:
    """What one step leaves to the next."""

    portal: Portal
    people: dict[str, Visitor] = field(default_factory=dict)
    project: str = ""
    title: str = TITLE
    bids: dict[str, str] = field(default_factory=dict)
    sheet_shown: bool = False
    # The printed keys of openers who have their own.
    codes: dict[str, str] = field(default_factory=dict)

    def as_(self, username: str) -> Visitor:
        """Return a person at the own computer, signed in."""
        if username not in self.people:
            self.people[username] = self.portal.visitor(username)
        return self.people[username]

    def submission(self, username: str) -> str:
        """Return the id of a person's submission."""
        return self.bids[username].rsplit("/", 1)[-1]


def test_the_main_job(portal: Portal):
    story = Story(portal)
    publish_items(story)
    look_at_the_directory(story)
    post_a_project(story)
    see_who_fits(story)
    bid(story)
    open_and_score(story)
    award(story)
    perform(story)
    apply(story)
    read_the_log(story)
    rank_again(story)


# --- 1. the list


def draft_item(story: Story, name: str, content: str) -> Visitor:
    """Draft one item of the list."""
    owner = story.as_("shenyan")
    owner.go("/functions/new")
    owner.choose("unit_id", "澜湾区民政局")
    owner.fill(
        name=name, field="elder_child_care", reason="上门服务由专业机构做得更细，政府专心管标准"
    )
    owner.submit()
    owner.fill(basis=BASIS, content=content, conditions=CONDITIONS)
    owner.submit()
    owner.page.locator("main a[href$='/edit/money']").click()
    owner.fill(fee_standard="每人每次 14 元")
    owner.choose("budget_line_id", "养老服务专项（2027年）")
    owner.fill(budget_amount="200000")
    owner.submit()
    return owner


def publish_items(story: Story) -> None:
    owner = draft_item(story, ITEM, CONTENT)
    owner.shot("item-draft")
    owner.submit("/publish")
    assert "已发布" in owner.text or "公布" in owner.text
    owner.shot("item-published")
    draft_item(
        story, "老年人能力评估的现场组织", "按统一表格上门评估，结果交区民政局审核。"
    ).submit("/publish")

    refused = draft_item(
        story, "养老机构行政处罚案件办理", "办理对养老机构的行政处罚，包括立案和告知。"
    )
    refused.submit("/publish")
    assert "GJ-02" in refused.text
    assert "行政处罚" in refused.text
    refused.shot("item-refused")

    flagged = draft_item(
        story, "养老服务廉洁提醒和问题线索整理", "整理群众反映的问题线索，编写廉洁提醒材料。"
    )
    flagged.submit("/publish")
    assert "BD-01" in flagged.text
    address = flagged.path
    flagged.shot("item-flagged")
    second = story.as_("guning")
    second.go(address)
    second.fill(reason="只整理服务改进建议，不接触线索，同意公布。")
    second.submit("/review", value="approve")
    second.go("/functions/?q=养老服务廉洁提醒")
    assert "养老服务廉洁提醒" in second.text


# --- 2. the directory


def look_at_the_directory(story: Story) -> None:
    public = story.portal.visitor()
    for name, grade in (
        ("同心社会工作", "5A"),
        ("青禾社会工作", "3A"),
        ("新芽", "无"),
        ("启明", "无"),
    ):
        public.go(f"/directory/?q={name}")
        row = public.page.locator("main table tbody tr").first.inner_text()
        assert grade in row, row
    public.go("/directory/?q=安康社会服务中心")
    assert "暂停" in public.page.locator("main table tbody tr").first.inner_text()
    public.shot("directory")
    public.leave()


# --- 3. the project


@dataclass(frozen=True)
class Dates:
    """The days of a project."""

    deadline: str = "2026-12-09T15:00"
    questions: str = "2026-12-01T17:00"
    opening: str = "2026-12-09T15:30"
    shown: str = "12月9日（周三）15:00"
    begins: str = "2027-01-01"


def post_a_project(story: Story, title: str = TITLE, dates: Dates = Dates()) -> None:
    clerk = story.as_("zhoumin")
    story.title = title
    clerk.go("/projects/new")
    clerk.fill(title=title)
    clerk.submit()
    story.project = re.search(r"/projects/([0-9a-f-]{36})", clerk.path).group(1)
    clerk.shot("project-tasks")
    base = f"/projects/{story.project}/draft"
    clerk.go(f"{base}/item")
    clerk.choose("item_id", ITEM)
    clerk.choose("budget_line_id", "养老服务专项")
    clerk.shot("project-item")
    clerk.submit("/draft/item")
    clerk.go(f"{base}/work")
    clerk.fill(
        title=title,
        summary="为云栖、望潮两个街道 300 位独居老人每周探访、维护报警设备、紧急时上门。",
        service_object="云栖、望潮街道的独居老年人 300 位，名单由街道提供",
        content=CONTENT,
        place="云栖、望潮街道",
        catalogue_code="C05010400",
    )
    clerk.page.locator("input[name=fields][value=elder_child_care]").check()
    clerk.submit("/draft/work")
    clerk.go(f"{base}/who")
    clerk.fill(conditions="能独立承担民事责任；\n近三年没有重大违法记录（交书面声明即可）。")
    clerk.page.locator("input[name=requires_directory]").check()
    clerk.submit("/draft/who")
    clerk.go(f"{base}/scheme")
    clerk.fill(points_price="4")
    clerk.submit("/draft/scheme")
    clerk.shot("project-scheme-wrong")
    assert "100" in clerk.text
    clerk.fill(points_price="10")
    clerk.submit("/draft/scheme")
    clerk.go(f"{base}/time")
    clerk.fill(
        deadline_at=dates.questions,
        questions_until=dates.questions,
        opening_at=dates.opening,
        service_from=dates.begins,
        service_to="2027-12-31",
        ceiling="200000",
        payment_percents="30 40 30",
        acceptance="按阶段成果逐项验收，抽查回访服务对象。",
    )
    clerk.submit("/draft/time")
    clerk.shot("project-time-wrong")
    clerk.go(f"{base}/time")
    clerk.fill(deadline_at=dates.deadline, questions_until=dates.questions)
    clerk.submit("/draft/time")
    clerk.go(f"/projects/{story.project}/check")
    clerk.shot("project-check")
    clerk.submit("/send")
    review_and_look(story, title, dates)


def review_and_look(story: Story, title: str, dates: Dates) -> None:
    reviewer = story.as_("chenfang")
    reviewer.go("/work")
    assert title in reviewer.text
    reviewer.go(f"/projects/{story.project}/review")
    reviewer.shot("project-review")
    reviewer.submit("/publish")
    public = story.portal.visitor()
    public.go(f"/projects/{story.project}")
    assert title in public.text
    assert dates.shown in public.text
    assert "北京时间" in public.text
    public.shot("project-public")
    public.leave()


# --- 4. who fits


def see_who_fits(story: Story) -> None:
    clerk = story.as_("zhoumin")
    clerk.go(f"/matches/calls/{story.project}")
    assert "同心社会工作" in clerk.text or "青禾社会工作" in clerk.text
    clerk.shot("matches-department")
    for name in ("tongyu", "linxiao", "luoyang"):
        home = story.as_(name)
        home.go("/work")
        if name == "linxiao":
            assert TITLE in home.text
            home.shot("organization-home")
        home.go("/matches/mine")
    story.as_("linxiao").shot("matches-organization")


# --- 5. the bids

PLAN = (
    "第一个月逐户见面，按急不急分三类排频次；每周抽查一成，做不到的当周补上；"
    "报警设备每月试一次，夜间两人值班，30 分钟到场；台账每天 17 时前核对。"
)
TEAM = "12 人，其中持证社工 5 人、护士 1 人，排班盖住全天，替补 2 人，上岗前培训 19 课时。"
SAFETY = "列出跌倒、突发疾病、走失、火灾四类风险，每类一页处置卡，有责任人和时限，每季度演练。"


def fill_bid(who: Visitor, project: str, rows: list[tuple[str, str, str]]) -> str:
    """Fill in a whole bid and stop at the check page; return the address of the submission."""
    who.go(f"/submissions/start/{project}")
    who.submit(f"/start/{project}")
    base = re.search(r"/submissions/[0-9a-f-]{36}", who.path).group(0)
    who.go(base)
    links = who.page.locator("main a[href*='/edit/']")
    pages = list(dict.fromkeys(links.nth(i).get_attribute("href") for i in range(links.count())))
    for page in pages:
        who.go(page)
        if page.endswith("/statement"):
            who.page.locator("[name=statement]").check()
            who.fill(contact_name="林晓", contact_phone="19900001111")
        elif page.endswith("/price"):
            for n, (label, basis, amount) in enumerate(rows):
                if who.page.locator(f"[name='rows-{n}-label']").count() == 0:
                    who.submit(value="y")
                who.fill(**{f"rows__{n}__label": label, f"rows__{n}__basis": basis,
                            f"rows__{n}__amount": amount})  # fmt: skip
        elif page.endswith("/files"):
            continue
        else:
            words = PLAN if "plan" in page else TEAM if "team" in page else SAFETY
            who.fill(text=words)
        who.submit(page)
    who.go(f"{base}/check")
    return base


def rows_of(total: int) -> list[tuple[str, str, str]]:
    return [("人员报酬和社会保险", "5 人 × 12 个月，按本机构工资表", str(total - 20000)),
            ("设备维护和培训", "300 户，两家询价", "20000")]  # fmt: skip


def hand_in(who: Visitor) -> str:
    """Hand in from the check page; return the receipt number."""
    who.page.locator("[name=declared]").check()
    who.submit("/submit")
    return re.search(r"LW-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", who.text).group(0)


def save_package(who: Visitor) -> Path:
    """Save the organization's own copy from the check page; return where it lies."""
    with who.page.expect_download() as saved:
        who.page.get_by_role("link", name="保存存档文件").click()
    return Path(saved.value.path())


def bid(story: Story) -> None:
    story.portal.move_clock(at("2026-12-08T10:00"))
    story.bids["tongyu"] = fill_bid(story.as_("tongyu"), story.project, rows_of(186_000))
    hand_in(story.as_("tongyu"))
    who = story.as_("linxiao")
    story.bids["linxiao"] = fill_bid(who, story.project, rows_of(191_000))
    who.shot("bid-check")
    kept = save_package(who)
    first = hand_in(who)
    who.shot("bid-receipt")
    # Replaced until the deadline, from the package: only the last one counts.
    who.go(story.bids["linxiao"])
    who.shot("bid-again")
    who.page.set_input_files("[name=package]", kept)
    who.submit("/package")
    who.go(f"{story.bids['linxiao']}/edit/price")
    who.fill(rows__0__amount="158013.37")
    who.submit("/edit/price")
    who.go(f"{story.bids['linxiao']}/check")
    assert hand_in(who) != first
    # Withdrawn, and handed in again.
    third = story.as_("luoyang")
    story.bids["luoyang"] = fill_bid(third, story.project, rows_of(165_000))
    kept = save_package(third)
    hand_in(third)
    third.go(f"{story.bids['luoyang']}/withdraw")
    third.shot("bid-withdraw")
    third.submit("/withdraw")
    third.go(story.bids["luoyang"])
    third.page.set_input_files("[name=package]", kept)
    third.submit("/package")
    third.go(f"{story.bids['luoyang']}/check")
    hand_in(third)
    fourth = story.as_("baiyun")
    story.bids["baiyun"] = fill_bid(fourth, story.project, rows_of(189_000))
    hand_in(fourth)

    amend(story)
    refused = story.as_("qinsong")
    refused.go(f"/submissions/start/{story.project}")
    assert "活动异常名录" in refused.text
    refused.shot("bid-refused")
    nobody_reads_before_the_opening(story)

    late = story.as_("jiangnan")
    story.bids["jiangnan"] = fill_bid(late, story.project, rows_of(170_000))
    story.portal.move_clock(at("2026-12-09T15:00:01"))
    late.page.locator("[name=declared]").check()
    late.submit("/submit")
    assert "15:00" in late.text
    assert not re.search(r"LW-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", late.text)
    late.shot("bid-late")


def amend(story: Story) -> None:
    """Change the published text, by two people; whoever has handed in confirms."""
    clerk = story.as_("zhoumin")
    clerk.go(f"/projects/{story.project}")
    clerk.follow("发布变更公告")
    clerk.fill(acceptance="按阶段成果逐项验收，另抽取一成服务对象电话回访。", reason="明确回访比例")
    clerk.page.locator("[name=material]").uncheck()
    clerk.submit(f"/calls/{story.project}")
    second = story.as_("chenfang")
    second.go(clerk.path)
    second.shot("amendment-review")
    second.press("发布变更")
    public = story.portal.visitor()
    public.go(second.path)
    public.shot("amendment-public")
    public.leave()
    who = story.as_("linxiao")
    who.go(f"{story.bids['linxiao']}/receipt")
    who.shot("bid-amended")
    who.press("确认响应不变")
    assert "已确认" in who.text


def nobody_reads_before_the_opening(story: Story) -> None:
    """No price and no bidder is on any page of the department before the opening."""
    for name in ("zhoumin", "chenfang", "yuanhui"):
        reader = story.as_(name)
        for path in (
            f"/projects/{story.project}",
            f"/submissions/openings/{story.project}",
            "/work",
        ):
            answer = reader.page.request.get(f"{story.portal.url}{path}")
            text = answer.text()
            assert "178,013" not in text
            assert "186,000" not in text
    database = (story.portal.data / "jieli.db").read_bytes()
    assert b"178013.37" not in database
    assert "第一个月逐户见面".encode() not in database


def at(moment: str) -> datetime:
    """Return a moment of the story."""
    return datetime.fromisoformat(moment)


# --- 6. opening, qualification, panel


def open_and_score(story: Story) -> None:
    opener = story.as_("zhoumin")
    opener.go(f"/submissions/openings/{story.project}")
    opener.shot("opening-before")
    story.portal.move_clock(at("2026-12-09T15:31"))
    opener.go(f"/submissions/openings/{story.project}")
    opener.shot("opening-locks")
    opener.submit(f"/openings/{story.project}")
    assert "178,013.37" not in opener.text  # one alone opens nothing
    second = story.as_("hemiao")
    second.go(f"/submissions/openings/{story.project}")
    second.shot("opening-second")
    second.submit(f"/openings/{story.project}")
    assert "178,013.37" in second.text
    opener.go(f"/submissions/openings/{story.project}")
    opener.shot("opening-list")
    qualify_and_score(story, opener)


def qualify_and_score(story: Story, opener: Visitor) -> None:
    opener.go(f"/results/{story.project}/qualification")
    opener.shot("qualification")
    opener.submit(f"/{story.project}/qualification")
    opener.go(f"/panels/{story.project}")
    opener.shot("panel-draw")
    opener.submit()
    opener.go(f"/panels/{story.project}")
    opener.shot("panel-progress")
    for expert in experts_of(story):
        score(story, expert)
    opener.go(f"/panels/{story.project}")
    opener.submit("/report")
    opener.shot("ranking")


def experts_of(story: Story) -> list[str]:
    """Return the sign-in names of the drawn experts: pages show numbers until the result."""
    rows = story.portal.ask(
        "select person.username from panel_member join panel on panel.id = panel_member.panel_id"
        " join expert on expert.id = panel_member.expert_id"
        " join person on person.id = expert.person_id where panel.call_id = ?"
        " order by panel_member.place",
        UUID(story.project).hex,
    )
    return [name for (name,) in rows]


SHEETS = {"同心": (22, 13, 9), "青禾": (21, 12, 8), "新芽": (18, 10, 7), "启明": (19, 11, 7)}


def score(story: Story, expert: str) -> None:
    """Accept, fill in every sheet, sign."""
    who = story.as_(expert)
    who.go("/panels/")
    who.page.locator("main table a", has_text=story.title).first.click()
    review = who.path
    who.page.locator("[name=seen]").check()
    who.submit(review)
    links = who.page.locator("main a[href*='/panels/sheets/']")
    sheets = list(dict.fromkeys(links.nth(i).get_attribute("href") for i in range(links.count())))
    for number, sheet in enumerate(sheets):
        who.go(sheet)
        name = who.page.inner_text("h1")
        points = next(p for key, p in SHEETS.items() if key in name)
        lean = len(story.people) % 3 - 1
        cells = who.page.locator("main input[name$='-points']")
        for place, value in enumerate(points):
            cell = cells.nth(place)
            cell.fill(str(value + lean))
            reason = cell.get_attribute("name").replace("-points", "-reason")
            who.page.locator(f"[name='{reason}']").fill("步骤和频次清楚，个别环节缺检查办法")
        if number == 0 and not story.sheet_shown:
            who.shot("score-sheet")
            story.sheet_shown = True
        with who.page.expect_navigation():
            who.page.locator("button[value=sign]").click()
        who.submit()
    who.go(review)


# --- 7. ranking, award, letters, publicity, objection


def award(story: Story) -> None:
    clerk = story.as_("zhoumin")
    clerk.go(f"/results/{story.project}/ranking")
    assert "同心" in clerk.text
    clerk.go(f"/results/{story.project}/award")
    clerk.shot("award")
    clerk.submit("/award")
    public = story.portal.visitor()
    public.go(f"/results/{story.project}")
    assert "公示" in public.text
    assert "12月15日" in public.text  # from the 9th, five working days, the first counted
    public.shot("result-public")
    loser = story.as_("linxiao")
    loser.go(f"/results/letters/{story.submission('linxiao')}")
    assert "第 2 名" in loser.text
    loser.shot("letter")
    loser.go(f"/results/{story.project}/object")
    loser.fill(
        text="团队与排班一项的理由与本机构响应文件不符，请核对。", evidence="响应文件团队与排班部分"
    )
    loser.submit("/object")
    story.portal.move_clock(at("2026-12-18T09:00"))
    public.go(f"/results/{story.project}")
    public.shot("result-clock-stopped")
    answerer = story.as_("chenfang")
    answerer.go("/work")
    answerer.page.locator("main a[href*='/results/objections/']").first.click()
    answerer.page.wait_for_load_state()
    address = answerer.path
    answerer.page.locator("[name=verdict][value=reject]").check()
    answerer.fill(answer="五位专家的理由已逐条核对，与响应文件一致，结果维持。")
    answerer.submit("/answer")
    answerer.go(address)
    answerer.shot("objection-answered")
    story.portal.move_clock(at("2026-12-28T09:00"))
    clerk.go(f"/results/{story.project}/confirm")
    clerk.submit("/confirm")
    public.leave()


# --- 8. the contract


def perform(story: Story) -> None:
    clerk = story.as_("zhoumin")
    clerk.go("/work")
    clerk.page.locator("main a[href*='/contracts/start/']").first.click()
    clerk.page.wait_for_load_state()
    clerk.submit()
    clerk.submit()
    contract = clerk.path
    clerk.shot("contract-draft")
    clerk.submit("/offer")
    winner = story.as_("tongyu")
    winner.go(contract)
    winner.submit("/sign")
    winner.shot("contract-signed")
    winner.page.locator("main a[href*='/delivery']").first.click()
    winner.page.wait_for_load_state()
    delivery = winner.path
    winner.fill(text="名单 300 位已全部见面建档，报警设备试机 300 台。")
    paper = winner.page.request.get(f"{story.portal.url}{contract}/paper.pdf").body()
    winner.page.set_input_files(
        "[name=files]", {"name": "启动台账.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    winner.shot("delivery")
    winner.submit()
    stone = re.search(r"milestones/([0-9a-f-]{36})", delivery).group(1)
    clerk.go(f"/contracts/milestones/{stone}/acceptance")
    clerk.fill(note="抽查 20 户，情况属实，资料齐全。")
    clerk.shot("acceptance")
    clerk.submit()
    payer = story.as_("fengjing")
    payer.go(f"/contracts/milestones/{stone}/payment")
    payer.page.locator("[name=sure]").check()
    payer.shot("payment")
    payer.submit()
    payer.go(f"/contracts/milestones/{stone}/payment")
    assert "不能重复付款" in payer.text
    payer.shot("paid-once")
    clerk.go(f"{contract}/rating")
    clerk.fill(
        completion="39", quality="29", timeliness="15", satisfaction="14", note="按期，记录完整。"
    )
    clerk.submit()
    assert "97.00" in clerk.text
    clerk.shot("contract-rated")


# --- 9. the round


def apply(story: Story) -> None:
    who = story.as_("linxiao")
    ((found,),) = story.portal.ask("select id from call where number = ?", "LW-CT-2027-09")
    call = UUID(found)
    story.portal.move_clock(at("2026-12-02T09:00"))
    who.go(f"/rounds/{call}")
    who.shot("round")
    who.go(f"/submissions/start/{call}")
    who.submit(f"/start/{call}")
    base = re.search(r"/submissions/[0-9a-f-]{36}", who.path).group(0)
    who.go(f"{base}/edit/budget")
    budget = [
        ("项目人员补贴", "labour", "2 人 × 8 个月", "42600", "0"),
        ("活动材料", "material", "300 份，两家询价", "35400", "12000"),
    ]
    for n, (label, category, basis, grant, own) in enumerate(budget):
        if who.page.locator(f"[name='rows-{n}-label']").count() == 0:
            who.submit(value="y")
        who.fill(**{f"rows__{n}__label": label, f"rows__{n}__category": category,
                    f"rows__{n}__basis": basis, f"rows__{n}__grant": grant,
                    f"rows__{n}__own": own})  # fmt: skip
    who.submit("/edit/budget")
    assert "54.6" in who.text
    assert "3,600.00" in who.text
    who.shot("round-budget-refused")


# --- 10. the log


def read_the_log(story: Story) -> None:
    auditor = story.as_("yuanhui")
    auditor.go(f"/audit/call/{story.project}")
    for words in ("发布", "开启", "异议", "验收", "付款", "政府采购法"):
        assert words in auditor.text, words
    auditor.shot("audit")


# --- 8, continued: the next ranking uses the rating

NEXT = "高龄老年人居家安全巡访与紧急响应（第二批）"
YEAR = {
    "year": 2027,
    "papers": ["https://example.invalid/2027"],
    "days": [
        {"name": name, "date": day, "isOffDay": True}
        for name, day in (
            ("元旦", "2027-01-01"),
            ("春节", "2027-02-05"),
            ("清明节", "2027-04-05"),
            ("劳动节", "2027-05-03"),
            ("端午节", "2027-06-09"),
            ("中秋节", "2027-09-15"),
            ("国庆节", "2027-10-01"),
        )
    ],
}


def track_record_of(story: Story, name: str) -> Decimal:
    """Return what the ranking gives an organization for its track record."""
    clerk = story.as_("zhoumin")
    clerk.go(f"/results/{story.project}/ranking")
    row = clerk.page.locator("table.jl-tight tbody tr", has_text=name).first
    return Decimal(row.locator("td").nth(1).inner_text())


def make_key(who: Visitor, name: str) -> str:
    """Make a key in one's own browser and try it; return its code, which only the opener has."""
    who.go("/keys/")
    who.page.get_by_role("button", name="生成密钥", exact=True).click()
    code = who.page.locator("[data-code]").inner_text()
    who.shot(f"key-made-{name}")
    who.page.get_by_label("我已保存或打印密钥").check()
    who.press("启用这个密钥")
    who.page.locator("[data-key-code]").fill(code[:-1] + ("A" if code[-1] != "A" else "B"))
    who.page.get_by_role("button", name="打开测试密件").click()
    who.page.locator("[data-key-error]").wait_for(state="visible")
    who.page.locator("[data-key-code]").fill(code)
    who.press("打开测试密件")
    assert "密钥可用" in who.text
    who.shot(f"key-proved-{name}")
    return code


def open_lock(who: Visitor, story: Story, name: str) -> None:
    """Open one's lock with the key that never leaves the browser."""
    sent: list[str] = []
    who.page.on("request", lambda asked: sent.append(asked.post_data or ""))
    who.go(f"/submissions/openings/{story.project}")
    who.page.locator("[data-key-code]").fill(story.codes[name])
    who.shot(f"opening-lock-{name}")
    with who.page.expect_navigation():
        who.page.locator("form[data-locks] button").click()
    assert any("inside" in each for each in sent)
    assert all(story.codes[name] not in each for each in sent)
    who.shot(f"opening-done-{name}")


def rank_again(story: Story) -> None:
    """A second project of the same kind: the winner's rating has moved its track record."""
    before = track_record_of(story, "同心")
    story.portal.quiet = True
    announced = story.portal.data / "2027.json"
    announced.write_text(json.dumps(YEAR, ensure_ascii=False), encoding="utf-8")
    story.portal.flask("law", "load-calendar", str(announced))
    story.portal.move_clock(at("2026-12-28T10:00"))
    story.portal.quiet = False
    story.codes = {name: make_key(story.as_(name), name) for name in ("yuanhui", "hemiao")}
    story.portal.quiet = True
    days = Dates(
        deadline="2027-01-12T15:00",
        questions="2027-01-06T17:00",
        opening="2027-01-12T15:30",
        shown="1月12日（周二）15:00",
        begins="2027-03-01",
    )
    post_a_project(story, NEXT, days)
    story.portal.move_clock(at("2027-01-11T10:00"))
    for name, total in (("tongyu", 186_000), ("linxiao", 178_000), ("luoyang", 165_000)):
        fill_bid(story.as_(name), story.project, rows_of(total))
        hand_in(story.as_(name))
    story.portal.move_clock(at("2027-01-12T15:31"))
    story.portal.quiet = False
    for name in ("yuanhui", "hemiao"):
        open_lock(story.as_(name), story, name)
    story.portal.quiet = True
    opener = story.as_("zhoumin")
    qualify_and_score(story, opener)
    after = track_record_of(story, "同心")
    assert after > before, (before, after)
    story.portal.quiet = False
    opener.shot("ranking-again")
