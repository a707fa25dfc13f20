"""Fit for points: absolute, content only, exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from matching import StaleStatisticsError, Statistics, fit, similarity
from matching.fit import CURVE, curve
from matching.text import strip_signals

SCOPES = {
    "elder": "居家养老上门照料、独居老人定期探访、紧急呼叫响应与转介、老年人助浴助洁助医、居家适老化改造评估",
    "meal": "长者食堂运营管理、高龄失能老人送餐到户、老年膳食营养搭配指导、助餐点食品安全自查",
    "child": "困境儿童入户探访与评估、儿童个案管理、留守流动儿童关爱、监护人家庭教育指导、儿童之家运营",
    "sport": "社区健身指导、群众体育赛事承办、社会体育指导员培训、青少年运动技能活动",
    "nursery": "三岁以下婴幼儿日托和临时托、社区托育点运营、科学育儿入户指导、托育人员岗位培训",
    "law": "人民调解员培训、矛盾纠纷排查与调解、公共法律咨询、普法宣传活动",
    "river": "河湖民间巡护、湿地鸟类监测、环境问题线索收集与反馈、生态环境科普研学",
    "jobs": "就业困难人员职业指导、岗位信息收集与推荐、零工市场运营服务、招聘会组织实施",
    "rescue": "山地水域应急救援、应急救护培训、防灾减灾演练、大型活动安全保障",
    "arts": "社区文艺团队辅导、公益演出组织、非遗手作课堂、图书角运营",
}
PROJECT = "独居老年人居家安全与陪伴服务。每人每周至少探访一次；响应紧急呼叫，必要时上门；评估居住安全和居家适老化。"
PLACES = ("澜湾区", "望潮街道")
STATISTICS = Statistics.build([*SCOPES.values(), PROJECT], PLACES)
TEXTS = st.text(
    st.sampled_from("居家养老上门照料独居老人探访儿童个案管理、，。2024年"), max_size=40
)


def test_the_right_scope_fits_and_others_do_not():
    values = {key: fit(PROJECT, scope, [], STATISTICS).value for key, scope in SCOPES.items()}
    assert values.pop("elder") >= Decimal("0.7")
    assert max(values.values()) < Decimal("0.25")


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_the_parts_add_up_and_stay_between_0_and_1(project, scope, contracts):
    found = fit(project, scope, contracts, STATISTICS)
    assert sum(p.value for p in found.parts) == found.value
    assert 0 <= found.value <= 1
    assert found.value.as_tuple().exponent == -4
    for part in found.parts:
        assert part.similarity == curve(part.raw)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=4))
def test_contracts_only_lift_and_their_order_does_not_count(project, scope, contracts):
    alone = fit(project, scope, [], STATISTICS).value
    assert fit(project, scope, contracts, STATISTICS).value >= alone
    assert (
        fit(project, scope, contracts, STATISTICS).value
        == fit(project, scope, contracts[::-1], STATISTICS).value
    )


def test_many_like_contracts_are_worth_no_more_than_one():
    one = fit(PROJECT, SCOPES["child"], [SCOPES["elder"]], STATISTICS)
    assert fit(PROJECT, SCOPES["child"], [SCOPES["elder"]] * 9, STATISTICS).value == one.value
    assert one.value > fit(PROJECT, SCOPES["child"], [], STATISTICS).value


def test_who_else_is_listed_changes_nothing_under_frozen_statistics():
    frozen = Statistics.from_bytes(STATISTICS.to_bytes())
    before = fit(PROJECT, SCOPES["elder"], [], frozen)
    Statistics.build([*SCOPES.values(), PROJECT, "居家养老" * 50])
    assert fit(PROJECT, SCOPES["elder"], [], frozen) == before
    assert before.statistics_version == STATISTICS.version


def test_place_and_year_change_nothing():
    plain = fit(PROJECT, SCOPES["elder"], [], STATISTICS)
    placed = fit("2027年望潮街道" + PROJECT, "澜湾区" + SCOPES["elder"], [], STATISTICS)
    assert placed.value == plain.value


def test_neither_one_word_nor_everything_is_a_better_scope():
    right = fit(PROJECT, SCOPES["elder"], [], STATISTICS).value
    assert fit(PROJECT, "养老", [], STATISTICS).value < right
    assert fit(PROJECT, "、".join(SCOPES.values()), [], STATISTICS).value < right


def test_traditional_characters_and_spaces_fit_the_same():
    one = similarity(PROJECT, "獨居老人定期探訪、緊急呼叫響應", STATISTICS)
    assert one == similarity(PROJECT, "独居老人 定期探访、紧急呼叫响应", STATISTICS) > 0


@given(TEXTS, TEXTS)
def test_similarity_is_symmetric_and_1_for_the_same_text(one, other):
    assert similarity(one, other, STATISTICS) == similarity(other, one, STATISTICS)
    if STATISTICS.pairs(one):
        assert similarity(one, one, STATISTICS) == 1


@pytest.mark.parametrize("empty", ["", "养", "，。", "2024年"])
def test_texts_without_content_fit_nothing(empty):
    found = fit(empty, SCOPES["elder"], [SCOPES["elder"]], STATISTICS)
    assert found.value == 0
    assert fit(PROJECT, empty, [empty], STATISTICS).value == 0
    assert found.matched == found.missing == ()


def test_covered_and_missing_words_are_named():
    found = fit(PROJECT, SCOPES["elder"], [], STATISTICS)
    assert {"独居", "探访", "紧急"} & {word for word, _ in found.matched}
    assert "陪伴" in {word for word, _ in found.missing}
    assert sum(share for _, share in (*found.matched, *found.missing)) <= 1


def test_the_curve_rises():
    values = [curve(Decimal(i) / 1000) for i in range(1001)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0, 1)
    assert all(curve(x) == y for x, y in CURVE)


def test_statistics_count_like_scikit_learn():
    texts = [strip_signals(t, PLACES) for t in SCOPES.values()]
    marked = [t.replace("、", "\n") for t in texts]
    vectorizer = CountVectorizer(
        analyzer=lambda t: {c[i : i + 2] for c in t.split("\n") for i in range(len(c) - 1)}
    )
    holding = vectorizer.fit_transform(marked).getnnz(axis=0)
    expected = {g: int(holding[at]) for g, at in vectorizer.vocabulary_.items()}
    assert dict(Statistics.build(list(SCOPES.values()), PLACES).holding) == expected


def test_statistics_keep_their_version_through_bytes_and_in_any_order():
    again = Statistics.from_bytes(STATISTICS.to_bytes())
    assert (again, again.version) == (STATISTICS, STATISTICS.version)
    assert (
        Statistics.build([PROJECT, *reversed(SCOPES.values())], PLACES[::-1]).version
        == STATISTICS.version
    )
    assert Statistics.build(list(SCOPES.values()), PLACES).version != STATISTICS.version


@pytest.mark.parametrize("cut", [0, 10, 60, -1])
def test_torn_statistics_are_refused(cut):
    with pytest.raises(StaleStatisticsError):
        Statistics.from_bytes(STATISTICS.to_bytes()[:cut])


def test_statistics_of_another_analyser_are_refused():
    with pytest.raises(StaleStatisticsError):
        Statistics.from_bytes(STATISTICS.to_bytes().replace(b"char12-v1", b"char12-v0"))


def test_no_statistics_still_give_an_answer():
    nothing = Statistics.build([])
    assert similarity("居家养老", "居家养老", nothing) == 1
