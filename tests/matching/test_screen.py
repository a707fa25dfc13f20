"""The negative list: bad ones are met, ordinary services are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Entry, screen

ENTRIES = (
    Entry(
        "n2",
        "national",
        "应当由政府自己办的事项。",
        ("行政审批", "行政许可", "行政处罚", "行政强制", "招生录取"),
        "block",
    ),
    Entry(
        "n3",
        "national",
        "货物和工程",
        ("新建", "改建", "扩建", "装修", "设备采购", "施工"),
        "block",
    ),
    Entry(
        "n4",
        "national",
        "融资行为。不能借购买服务的名义借款、担保或变相举债。",
        ("融资", "贷款", "担保", "举债"),
        "block",
    ),
    Entry(
        "n5",
        "national",
        "招用人员、劳务派遣",
        ("劳务派遣", "招聘编外", "人员招用", "公益性岗位"),
        "block",
    ),
    Entry("l1", "local", "纪检监察履职事项", ("纪检监察", "纪检", "监察", "审查调查"), "review"),
    Entry("l3", "local", "保密和机要工作", ("涉密", "机要", "国家秘密"), "block"),
    Entry("l9", "local", "现场执法", ("查封", "扣押", "罚款", "城管执法"), "block"),
)

BAD = {
    "行政审批事项集中办理": "block",
    "城管领域行政处罚": "block",
    "行政 处罚": "block",
    "行政處罰案卷制作": "block",
    "行·政·处·罚": "block",
    "行\u200b政\u200b处罚": "block",
    "ｉ类行政许可": "block",
    "中小学招生录取": "block",
    "小微企业融资担保": "block",
    "向银行贷款": "block",
    "窗口人员劳务派遣": "block",
    "办公楼装修": "block",
    "社区用房改建": "block",
    "道路施工": "block",
    "代为收取罚款": "block",
    "涉密档案整理": "block",
    "纪检监察案件调查": "review",
    "協助紀檢監察部門談話": "review",
    "行政类的处罚": "review",
    "劳务人员的派遣": "review",
    "公益岗位开发": "review",
    "招生考试与录取": "review",
    "借购买服务的名义借款": "review",
}

ORDINARY = (
    "独居老年人居家安全与陪伴服务", "长者食堂送餐到户服务", "困境儿童入户探访与评估", "留守流动儿童关爱",
    "社区矫正对象教育帮扶", "人民调解员培训", "居民议事协商引导", "社会组织培育孵化", "公益创投活动组织实施工作",
    "志愿者招募培训与排班", "招聘会组织实施", "养老护理员技能竞赛承办", "就业困难人员职业指导", "公共法律咨询",
    "承担保洁与绿化养护", "社区文化活动创新建议征集", "司机要求与安全培训", "金融资讯讲座", "婚姻家庭辅导",
    "残疾人日间照料与就业训练", "托育点运营管理", "老旧小区微更新居民议事", "垃圾分类宣传劝导", "河湖民间巡护",
    "应急救护培训", "流动人口健康科普讲座", "青少年心理辅导", "退役军人就业服务", "群众体育联赛承办",
    "科普讲座与义诊", "低保家庭入户核查资料整理", "项目实施 工作坊", "行政村环境整治宣传", "实施、工作",
    "社区公共空间建设改造意见收集", "消防检查表填报辅导", "采购需求调研",
)  # fmt: skip


@pytest.mark.parametrize(("text", "verdict"), BAD.items())
def test_what_may_not_be_transferred_is_met(text, verdict):
    screening = screen(text, ENTRIES)
    assert screening.verdict == verdict
    assert screening.hits


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_services_pass(text):
    assert screen(text, ENTRIES).hits == ()


def test_the_hit_says_what_the_text_says():
    (hit,) = screen("关于行政 處罰的委托", ENTRIES).hits
    assert (hit.entry, hit.kind, hit.action) == ("n2", "keyword", "block")
    assert (hit.words, hit.found, hit.score) == (("行政处罚",), ("行政 處罰",), 1)


def test_the_whole_wording_is_an_exact_hit():
    (hit,) = screen("委托办理纪检监察履职事项若干", ENTRIES).hits
    assert (hit.kind, hit.action) == ("exact", "review")


def test_a_fuzzy_hit_never_blocks():
    (hit,) = screen("行政类的处罚", ENTRIES).hits
    assert (hit.kind, hit.action, hit.found) == ("fuzzy", "review", ("行政类的处罚",))
    assert 0.5 <= hit.score < 1


def test_words_far_apart_or_across_a_sentence_are_not_one():
    assert screen("行政工作人员的培训，以及关于各类处罚", ENTRIES).verdict == "pass"
    assert screen("招生，录取", ENTRIES).verdict == "pass"


def test_blocking_hits_come_first_and_decide():
    screening = screen("纪检监察人员劳务派遣", ENTRIES)
    assert screening.verdict == "block"
    assert [hit.entry for hit in screening.hits] == ["n5", "l1"]


@given(st.text(max_size=60))
def test_every_text_has_an_answer(text):
    screening = screen(text, ENTRIES)
    assert (screening.verdict == "pass") == (not screening.hits)


@given(
    st.text(st.sampled_from("社区老人探访，。 "), max_size=20),
    st.text(st.sampled_from("社区老人探访，。 "), max_size=20),
)
def test_a_long_keyword_is_met_wherever_it_stands(before, after):
    assert screen(f"{before}行政处罚{after}", ENTRIES).verdict == "block"


@pytest.mark.parametrize("text", ["", " ", "\0", "🙂"])
def test_nothing_to_screen_passes(text):
    assert screen(text, ENTRIES).verdict == "pass"
    assert screen("行政处罚", ()).verdict == "pass"
    assert screen("社区活动", (Entry("x", "local", "", ("", " "), "block"),)).verdict == "pass"


def test_a_long_text_with_many_repeats_is_answered():
    assert screen("行政和各种各样的处罚，" * 4000, ENTRIES).verdict in {"pass", "review"}


def test_many_far_mentions_do_not_hide_a_near_one():
    assert screen("行政区划调整。" * 40 + "行政类的处罚", ENTRIES).verdict == "review"
