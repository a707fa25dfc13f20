"""What is cited: instruments (法规文件), their articles, and how an article is written out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

DIGITS = "零一二三四五六七八九"
UNITS = ((1000, "千"), (100, "百"), (10, "十"))
LARGEST = 9999
NUMBER = re.compile(r"(?P<article>\d+)(?:\((?P<item>\d+)\))?")


class Known(StrEnum):
    """How it is known: read in the text, seen in a secondary source, or from memory."""

    READ = "read"
    SECONDARY = "secondary"
    MEMORY = "memory"


class Kind(StrEnum):
    """What an instrument is. Local ones are a district's own; house ones are ours."""

    STATUTE = "statute"
    STANDARD = "standard"
    LOCAL = "local"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Article:
    """One article (条) we cite. `gist` is our paraphrase, only where the text was read."""

    key: str
    number: str
    rule: str
    known: Known
    zh: str
    en: str
    gist: str | None = None
    shown: bool = False

    @property
    def unconfirmed(self) -> bool:
        """Say whether the product must add 未核实."""
        return self.known is not Known.READ

    @property
    def numbered(self) -> bool:
        """Say whether the number of the article is known at all."""
        return NUMBER.fullmatch(self.number) is not None


@dataclass(frozen=True, slots=True)
class Instrument:
    """One law, regulation, circular, standard or set of local or house rules (文件)."""

    key: str
    zh: str
    short: str
    en: str
    kind: Kind
    known: Known
    in_force: date | None
    example: bool
    articles: Mapping[str, Article]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a page, an answer of the API or an audit row shows of an article.

    `topic` and `topic_en` name the subject; `example` marks a local example value (示例).
    """

    key: str
    instrument: str
    article: str
    label: str
    label_en: str
    topic: str
    topic_en: str
    rule: str
    known: Known
    unconfirmed: bool
    example: bool = False
    gist: str | None = None


def chinese_number(number: int) -> str:
    """Write a positive number below ten thousand as articles do: 35 is 三十五.

    Raises ValueError outside 1..9999.
    """
    if not 0 < number <= LARGEST:
        raise ValueError(f"{number} is not between 1 and {LARGEST}")
    written, gap = "", False
    for size, unit in UNITS:
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + unit
            gap = False
        elif written:
            gap = True
    if number:
        written += ("零" if gap else "") + DIGITS[number]
    return written.removeprefix("一") if written.startswith("一十") else written


def citation(instrument: Instrument, article: Article) -> Citation:
    """Write out one article of one instrument."""
    zh, en = _where(article)
    # A circular or a standard is known by its number, which takes no book-title marks.
    coded = instrument.short.startswith(("财", "民发", "GB"))
    title = instrument.short if coded else f"《{instrument.short}》"
    if instrument.kind is Kind.HOUSE:
        label = f"{instrument.short}·{article.zh}（{article.rule}）"
        label_en = f"{instrument.en}: {article.en} ({article.rule})"
    elif article.numbered:
        label, label_en = f"{title}{zh}", f"{instrument.en}, {en}"
    else:
        label, label_en = f"{title}·{article.zh}", f"{instrument.en}: {article.en}"
    return Citation(
        key=article.key,
        instrument=instrument.zh,
        article=article.number,
        label=label,
        label_en=label_en,
        topic=article.zh,
        topic_en=article.en,
        rule=article.rule,
        known=article.known,
        unconfirmed=article.unconfirmed,
        example=instrument.example,
        gist=article.gist,
    )


def read_instruments(content: Mapping[str, Any]) -> Iterator[Instrument]:
    """Read instruments.yaml."""
    for key, body in content.items():
        articles = {
            number: Article(
                key=f"{key}/{number}",
                number=number,
                rule=row["rule"],
                known=Known(row["known"]),
                zh=row["zh"],
                en=row["en"],
                gist=row.get("gist"),
                shown=row.get("shown", False),
            )
            for number, row in body["articles"].items()
        }
        yield Instrument(
            key=key,
            zh=body["zh"],
            short=body["short"],
            en=body["en"],
            kind=Kind(body["kind"]),
            known=Known(body["known"]),
            in_force=body.get("in_force"),
            example=body.get("example", False),
            articles=articles,
        )


def _where(article: Article) -> tuple[str, str]:
    found = NUMBER.fullmatch(article.number)
    if found is None:
        return "", ""
    zh, en = f"第{chinese_number(int(found['article']))}条", f"article {found['article']}"
    if found["item"]:
        zh += f"第（{chinese_number(int(found['item']))}）项"
        en += f"({found['item']})"
    return zh, en
