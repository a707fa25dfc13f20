"""Every citation in the house is in the law book, and every article is used or shown."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cn2an
import pytest

from app.law import Law, cite, load
from app.law.citations import Kind, Known, chinese_number
from app.law.tracks import TrackRules

ROOT = Path(__file__).parents[2]
SOURCES = [p for d in ("app", "scoring", "matching", "jobs") for p in (ROOT / d).rglob("*.py")]
TEMPLATES = [p for p in (ROOT / "app").rglob("*") if p.suffix in {".html", ".txt", ".typ"}]
FIELD = re.compile(r":law:[ \t]*(.+)")
LOOKS_LIKE = re.compile(r"[A-Z][A-Z0-9-]+/(?:R-[A-Z0-9]+-\d+|A\d{3}|\d+(?:\(\d+\))?)")
CITE = re.compile(r"""\bcite\(\s*["']([^"']+)["']""")


def _of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
        for line in FIELD.findall(ast.get_docstring(node) or ""):
            yield from re.split(r"[,，;；\s]+", line.strip().rstrip("."))
    match node:
        case ast.keyword(arg="law", value=ast.Constant(value=str(key))):
            yield key
        case ast.Constant(value=str(key)) if LOOKS_LIKE.fullmatch(key):
            yield key


def cited() -> set[tuple[str, str]]:
    """Return (key, where) of every citation in code, templates, parameters and tracks."""
    book = load()
    found = {
        (key, str(path.relative_to(ROOT)))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for key in _of(node)
    }
    for path in TEMPLATES:
        keys = CITE.findall(path.read_text(encoding="utf-8"))
        found |= {(key, str(path.relative_to(ROOT))) for key in keys}
    found |= {(p.law, f"parameter {name}") for name, p in book.parameters.items()}
    for track, info in book.tracks.items():
        found |= {(key, f"track {track}") for key in info.governing}
        permissions = [getattr(info.permits, f) for f in TrackRules.__slots__]
        found |= {(p.law, f"track {track}") for p in permissions}
    return found


def test_every_citation_resolves() -> None:
    unknown = sorted((k, where) for k, where in cited() if k not in load().articles)
    assert unknown == []


def test_every_article_is_cited_or_shown() -> None:
    used = {key for key, _ in cited()}
    idle = [k for k, article in load().articles.items() if k not in used and not article.shown]
    assert idle == []


def test_every_track_uses_parameters_that_exist_and_all_use_the_same_names() -> None:
    tracks = load().tracks.values()
    assert {frozenset(t.uses) for t in tracks} == {frozenset(next(iter(tracks)).uses)}
    assert all(set(t.uses.values()) <= set(load().parameters) for t in tracks)
    assert all(isinstance(getattr(Law, name), property) for t in tracks for name in t.uses)


def test_a_gist_stands_only_where_the_text_was_read() -> None:
    assert [a.key for a in load().articles.values() if a.gist and a.known is not Known.READ] == []


def test_an_article_is_not_better_known_than_its_instrument() -> None:
    better = [
        article.key
        for instrument in load().instruments.values()
        for article in instrument.articles.values()
        if article.known is Known.READ and instrument.known is not Known.READ
    ]
    assert better == []


def test_local_rules_are_labelled_as_examples() -> None:
    local = [i for i in load().instruments.values() if i.kind is Kind.LOCAL]
    assert local
    assert all(i.example and "（示例）" in i.zh and "（示例）" in i.short for i in local)


def test_only_statutes_and_standards_carry_article_numbers() -> None:
    numbered = [
        article.key
        for i in load().instruments.values()
        for article in i.articles.values()
        if article.numbered and i.kind in {Kind.LOCAL, Kind.HOUSE}
    ]
    assert numbered == []


@pytest.mark.parametrize(
    ("key", "label", "label_en", "unconfirmed"),
    [
        ("GPL/35", "《政府采购法》第三十五条", "Government Procurement Law, article 35", False),
        (
            "GPR/20(7)",
            "《政府采购法实施条例》第二十条第（七）项",
            "Regulation implementing the Government Procurement Law, article 20(7)",
            False,
        ),
        (
            "MOF87/55",
            "《政府采购货物和服务招标投标管理办法》第五十五条",
            "Measures on Tendering for Goods and Services, article 55",
            True,
        ),
        (
            "CB2026-2/R-LOW-01",
            "财库〔2026〕2号·启动异常低价审查的情形",
            "Circular Caiku 2026 No. 2 (abnormally low prices): when a review starts",
            True,
        ),
        (
            "VEN/R-VEN-03",
            "《区级公益创投办法（示例）》·人工成本上限",
            "District venture funding rules (example): labour cap",
            True,
        ),
        (
            "HOUSE/R-SCO-19",
            "本平台规则·客观分由系统统一计算（R-SCO-19）",
            "House rule: objective items are computed (R-SCO-19)",
            False,
        ),
    ],
)
def test_a_citation_is_written_out(
    key: str, label: str, label_en: str, *, unconfirmed: bool
) -> None:
    citation = cite(key)
    assert (citation.label, citation.label_en) == (label, label_en)
    assert citation.unconfirmed is unconfirmed


def test_an_unknown_article_is_an_error() -> None:
    with pytest.raises(KeyError):
        cite("GPL/999")


def test_article_numbers_are_written_as_in_statutes() -> None:
    assert [n for n in range(1, 10_000) if chinese_number(n) != cn2an.an2cn(n)] == []
    assert [chinese_number(n) for n in (10, 11, 19, 20)] == ["十", "十一", "十九", "二十"]
    with pytest.raises(ValueError, match="between"):
        chinese_number(0)
