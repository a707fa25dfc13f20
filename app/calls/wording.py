"""A small dictionary of words that make a condition or a criterion unfair or empty (R-QUA-09..18, R-SCO-03).

Pure. Every entry names what is meant, where that is forbidden, and how it is usually
written. A hit is a warning: a person decides, the words may be harmless in their place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What stands close before a hit and turns it around: 不要求在本区登记.
_DENIED = re.compile(r"(?:不|无|未|免)[^，。；、\s]{0,6}$")
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of bad wording: its code (words in labels), its rule, and its spellings."""

    code: str
    law: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that were met."""

    entry: Entry
    words: str


def _entry(code: str, law: str, *spellings: str) -> Entry:
    return Entry(code, law, re.compile("|".join(spellings)))


_HERE = "(?:本市|本区|本省|本县|本地|我市|我区)"
_MORE = "(?:不少于|不低于|达到|满|超过|大于)"

UNFAIR = (
    _entry(
        "wording-place",
        "INS25/R-QUA-09",
        f"(?:在|于)?{_HERE}(?:依法)?(?:注册|登记|成立|设有|设立)",
        "注册地|登记地|住所地",
        "分支机构|办事处",
        "距离[^，。；]{0,8}公里",
    ),
    _entry(
        "wording-region-record",
        "INS25/R-QUA-10",
        f"{_HERE}[^，。；]{{0,8}}(?:业绩|奖项|奖励|荣誉|获奖)",
    ),
    _entry("wording-trade-record", "INS25/R-QUA-11", "(?:特定|本)行业[^，。；]{0,4}(?:业绩|奖)"),
    _entry(
        "wording-scale",
        "INS25/R-QUA-12",
        f"成立(?:时间)?[^，。；]{{0,4}}{_MORE}?[^，。；]{{0,4}}年(?:以上|及以上)?",
        "(?:经营|从业|成立)年限",
        "注册资[本金]|开办资金|资产总额|资产规模|净资产",
        "营业收入|年收入|利润|纳税额",
        f"(?:专职|在职|从业)(?:工作)?人[员数][^，。；]{{0,4}}{_MORE}",
    ),
    _entry(
        "wording-amount",
        "INS25/R-QUA-13",
        f"合同(?:金额|额)[^，。；]{{0,6}}(?:{_MORE}|以上)",
        "万元(?:及)?以上[^，。；]{0,8}(?:业绩|合同|项目)",
    ),
    _entry(
        "wording-form",
        "INS25/R-QUA-14",
        "(?:仅限|只限|限于|限定|只接受|须为|必须是|应当是)[^，。；]{0,6}"
        "(?:社会组织|社会团体|社会服务机构|民办非企业单位|基金会|企业|事业单位)",
    ),
    _entry("wording-brand", "GPR/20(6)", "指定(?:品牌|供应商|机构|单位)|专利|原厂"),
    _entry(
        "wording-certificate",
        "INS25/R-QUA-16",
        "AAA|3A级信用|守合同重信用|信用等级证书|ISO ?\\d+",
        "协会[^，。；]{0,6}(?:证书|颁发|评选|奖)",
    ),
    _entry("wording-list", "INS25/R-QUA-18", "备选库|名录库|资格库|入围(?:供应商|机构|单位)"),
)

VAGUE = (
    _entry(
        "wording-vague",
        "HOUSE/R-SCO-03",
        "优秀|良好|较好|较差|酌情|视情况|综合考虑|适当给分",
        "(?:优|良|中|差)(?:的)?得",
        "一般(?=[，。；]|$)",
    ),
)


def unfair(text: str) -> Iterator[Hit]:
    """Say what in a condition or a criterion shuts somebody out: once for each kind."""
    yield from _met(text, UNFAIR)


def vague(text: str) -> Iterator[Hit]:
    """Say which words give points without saying for what."""
    yield from _met(text, VAGUE)


def _met(text: str, entries: tuple[Entry, ...]) -> Iterator[Hit]:
    for entry in entries:
        for found in entry.pattern.finditer(text):
            if _DENIED.search(text[max(0, found.start() - _NEAR) : found.start()]):
                continue
            yield Hit(entry, found.group())
            break
