"""The main job from the list to the payment, every step by the person whose step it is."""

import re
from dataclasses import dataclass, field

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

    def as_(self, username: str) -> Visitor:
        """Return a person at the own computer, signed in."""
        if username not in self.people:
            self.people[username] = self.portal.visitor(username)
        return self.people[username]


def test_the_main_job(portal: Portal):
    story = Story(portal)
    publish_items(story)
    look_at_the_directory(story)
    post_a_project(story)


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


def post_a_project(story: Story, title: str = TITLE) -> None:
    clerk = story.as_("zhoumin")
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
        deadline_at="2026-11-25T15:00",
        questions_until="2026-11-24T17:00",
        opening_at="2026-12-09T15:30",
        service_from="2027-01-01",
        service_to="2027-12-31",
        ceiling="200000",
        payment_percents="30 40 30",
        acceptance="按阶段成果逐项验收，抽查回访服务对象。",
    )
    clerk.submit("/draft/time")
    clerk.shot("project-time-wrong")
    clerk.go(f"{base}/time")
    clerk.fill(deadline_at="2026-12-09T15:00", questions_until="2026-12-01T17:00")
    clerk.submit("/draft/time")
    clerk.go(f"/projects/{story.project}/check")
    clerk.shot("project-check")
    clerk.submit("/send")
    reviewer = story.as_("chenfang")
    reviewer.go("/work")
    assert title in reviewer.text
    reviewer.go(f"/projects/{story.project}/review")
    reviewer.shot("project-review")
    reviewer.submit("/publish")
    public = story.portal.visitor()
    public.go(f"/projects/{story.project}")
    assert title in public.text
    assert "12月9日（周三）15:00" in public.text
    assert "北京时间" in public.text
    public.shot("project-public")
    public.leave()
