"""The dictionary of unfair and empty words."""

import pytest

from app.calls import wording


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("须在本区注册满三年", "wording-place"),
        ("在澜湾区设有办事处", "wording-place"),
        ("服务点距离街道不超过5公里", "wording-place"),
        ("近三年有本市养老服务业绩的每个加 2 分", "wording-region-record"),
        ("成立三年以上", "wording-scale"),
        ("开办资金不少于 30 万元", "wording-scale"),
        ("专职工作人员不少于 20 人", "wording-scale"),
        ("单个合同金额 50 万元以上的业绩", "wording-amount"),
        ("仅限社会组织参加", "wording-form"),
        ("取得 AAA 信用等级证书", "wording-certificate"),
        ("在入围供应商名单内", "wording-list"),
    ],
)
def test_what_shuts_somebody_out_is_found(text, code):
    assert code in {hit.entry.code for hit in wording.unfair(text)}


@pytest.mark.parametrize(
    "text",
    [
        "不要求在本区注册，不限成立年限",
        "能独立承担民事责任，会计制度健全",
        "拟派社工持证上岗，排班盖住服务时间",
        "依法登记的社会组织和企业都可以参加",
    ],
)
def test_fair_conditions_pass(text):
    assert list(wording.unfair(text)) == []


def test_the_hit_quotes_the_words():
    assert [hit.words for hit in wording.unfair("成立三年以上的机构")] == ["成立三年以上"]


@pytest.mark.parametrize("text", ["方案优秀", "内容一般，缺少频次", "酌情给分"])
def test_empty_levels_are_found(text):
    assert [hit.entry.code for hit in wording.vague(text)] == ["wording-vague"]


def test_a_described_level_passes():
    said = "逐项写明做法、频次、负责人和合格标准，并说明怎样检查和改进。"
    assert list(wording.vague(said)) == []
