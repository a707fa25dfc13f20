"""What a submission must hold, and whether it is in time. Pure: contents in, findings out.

A draft is what was typed, right or wrong: amounts are text. `cleaned` turns a draft without
findings into the content that is sealed. Both are plain JSON; the shapes:

    bid          {"price", "price_rows": [{"label", "basis", "amount"}], "texts": {key: text},
                  "team", "statement", "contact": {"name", "phone"}, "files": [...]}
    application  {"title", "summary", "community_id", "rows": [{"label", "category", "basis",
                  "grant", "own"}], "grant", "own", "texts", "statement", "contact", "files"}
    file         {"id", "label", "size", "sha256"}
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app import money
from app.calls.states import CallKind
from app.errors import Finding
from app.law import Law, Track
from app.rounds import rules as rounds

Draft = Mapping[str, Any]

TEXT_MAX = 5000
TITLE_MAX = 60
SUMMARY_MAX = 300
ROWS_MAX = 40
SAVED = "_saved"

LATE: Mapping[Track, str] = {Track.GP: "MOF87/33", Track.SUB: "NKG/R-NTC-13"}
FEW: Mapping[Track, str] = {Track.GP: "GPL/36(1)", Track.SUB: "NKG/R-NTC-17"}


RECEIPT = re.compile(r"\bLW(?:-[0-9A-Z]{4}){3}\b")
CHECK = re.compile(r"\b[0-9a-f]{64}\b")

# How long organizations have to make good what was lost with openers' keys.
SUPPLY = timedelta(days=3)

# The page of a judged criterion goes by its key with this before it.
TEXT = "text-"


class Subject(StrEnum):
    """What a page of the form asks, beside the pages of the judged criteria."""

    STATEMENT = "statement"
    ABOUT = "about"
    PRICE = "price"
    BUDGET = "budget"
    FILES = "files"


class Progress(StrEnum):
    """How far a subject is filled in."""

    WAIT = "wait"
    PART = "part"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TextAsk:
    """A judged criterion that wants an answer in words."""

    key: str
    name: str
    text: str
    points: Decimal

    @property
    def subject(self) -> str:
        """Return the name of its page."""
        return f"{TEXT}{self.key}"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a call asks of a submission."""

    kind: CallKind
    track: Track
    texts: tuple[TextAsk, ...]
    ceiling: Decimal | None = None
    limits: rounds.Limits | None = None

    @property
    def is_round(self) -> bool:
        """Say whether applications are asked for, with a budget instead of a price."""
        return self.kind is CallKind.ROUND

    def subjects(self) -> tuple[str, ...]:
        """Return the pages of the form, in their order."""
        texts = tuple(t.subject for t in self.texts)
        if self.is_round:
            return (Subject.ABOUT, *texts, Subject.BUDGET, Subject.FILES, Subject.STATEMENT)
        return (*texts, Subject.PRICE, Subject.FILES, Subject.STATEMENT)

    def text(self, subject: str) -> TextAsk | None:
        """Return the criterion of a page, if it is one."""
        return next((t for t in self.texts if t.subject == subject), None)


# --- in time


def in_time(at: datetime, deadline: datetime | None) -> bool:
    """Say whether an instant is before the deadline; the deadline itself is late."""
    return deadline is not None and at < deadline


def lateness(at: datetime, deadline: datetime | None, track: Track) -> Iterator[Finding]:
    """Nothing is taken from the deadline on, not even in the same second.

    :law: MOF87/33, NKG/R-NTC-13, HOUSE/R-NTC-13
    """
    if deadline is not None and not in_time(at, deadline):
        law = LATE.get(track, "HOUSE/R-NTC-13")
        yield Finding("too-late", law=law, detail={"deadline": deadline})


def opening_time(at: datetime, deadline: datetime, opening: datetime) -> Iterator[Finding]:
    """Nothing is opened before the deadline has passed and the announced time has come."""
    due = max(deadline, opening)
    if at < due:
        yield Finding("opening-not-due", law="HOUSE/R-NTC-13", detail={"opening": due})


def supply_until(lost_at: datetime) -> datetime:
    """Return until when organizations make good what was lost with the keys."""
    return lost_at + SUPPLY


def supply(missing: int, *, lost_at: datetime, at: datetime) -> Iterator[Finding]:
    """What was made good is opened once all of it is there, or the time for it is over.

    :law: HOUSE/R-SEC-10
    """
    if missing and at < supply_until(lost_at):
        detail = {"missing": missing, "until": supply_until(lost_at)}
        yield Finding("supply-not-over", law="HOUSE/R-SEC-10", detail=detail)


def lost_by_two(declared_by: object, by: object) -> Iterator[Finding]:
    """Who said that keys are lost does not open without them: one alone leaves nobody out.

    :law: HOUSE/R-NTC-25
    """
    if declared_by == by:
        yield Finding("supply-two-people", law="HOUSE/R-NTC-25")


def few(count: int, law: Law) -> Iterator[Finding]:
    """Fewer bids than the law asks for are not evaluated; rounds know no such number.

    :law: GPL/36(1), NKG/R-NTC-17
    """
    if law.track in FEW and count < law.bidders_min:
        detail = {"count": count, "least": law.bidders_min}
        yield Finding("bidders-too-few", law=FEW[law.track], detail=detail, warning=True)


def standing(*, registered: bool, hosted: bool, is_round: bool) -> Iterator[Finding]:
    """A filed organization takes part in rounds, through a registered host, and nowhere else.

    :law: VEN/R-VEN-05, HOUSE/R-USC-06
    """
    if registered:
        return
    if not is_round:
        yield Finding("filed-not-in-projects", law="HOUSE/R-USC-06")
    elif not hosted:
        yield Finding("filed-needs-host", law="VEN/R-VEN-05")


def hosting(*, host: str, of_it: bool, partner: str) -> Iterator[Finding]:
    """Only the host on file applies for a filed organization.

    :law: FIL/A024
    """
    if not host:
        detail = {"partner": partner}
        yield Finding("partner-no-host", law="FIL/A024", field="partner", detail=detail)
    elif not of_it:
        detail = {"partner": partner, "host": host}
        yield Finding("partner-other-host", law="FIL/A024", field="partner", detail=detail)


# --- what is in it


def findings(draft: Draft, ask: Ask) -> Iterator[Finding]:
    """Return everything that stands in the way of handing in, page by page."""
    for subject in ask.subjects():
        yield from subject_findings(subject, draft, ask)


def subject_findings(subject: str, draft: Draft, ask: Ask) -> Iterator[Finding]:
    """Return what is wrong on one page. Fields are named as the page's form names them."""
    match subject:
        case Subject.STATEMENT:
            yield from _statement(draft)
        case Subject.ABOUT:
            yield from _about(draft)
        case Subject.PRICE:
            yield from _price(draft, ask)
        case Subject.BUDGET:
            yield from _budget(draft, ask)
        case Subject.FILES:
            return
        case _:
            yield from _text(subject, draft, ask)


def progress(subject: str, draft: Draft, ask: Ask) -> Progress:
    """Return how far a page is: attachments are never asked for, so they are always done."""
    if next(subject_findings(subject, draft, ask), None) is None:
        return Progress.DONE
    return Progress.PART if _touched(subject, draft) else Progress.WAIT


def _touched(subject: str, draft: Draft) -> bool:
    match subject:
        case Subject.STATEMENT:
            return bool(draft.get("statement"))
        case Subject.ABOUT:
            return any(draft.get(name) for name in ("title", "summary"))
        case Subject.PRICE:
            return bool(filled(draft.get("price_rows", ())))
        case Subject.BUDGET:
            return bool(filled(draft.get("rows", ())))
        case _:
            return bool(draft.get("texts", {}).get(subject.removeprefix(TEXT)))


def _statement(draft: Draft) -> Iterator[Finding]:
    """No major violation in three years: a statement, not a certificate.

    :law: GPL/22
    """
    if not draft.get("statement"):
        yield Finding("bid-statement-missing", law="GPL/22", field="statement")
    contact = draft.get("contact", {})
    if not contact.get("name"):
        yield Finding("bid-contact-missing", field="contact_name")
    if not contact.get("phone"):
        yield Finding("bid-phone-missing", field="contact_phone")


def _about(draft: Draft) -> Iterator[Finding]:
    for name, most in (("title", TITLE_MAX), ("summary", SUMMARY_MAX)):
        said = draft.get(name, "")
        if not said:
            yield Finding(f"application-{name}-missing", field=name)
        elif len(said) > most:
            yield Finding("answer-too-long", field=name, detail={"length": len(said), "most": most})
    if not draft.get("community_id"):
        yield Finding("application-community-missing", field="community_id")


def _text(subject: str, draft: Draft, ask: Ask) -> Iterator[Finding]:
    asked = ask.text(subject)
    said = draft.get("texts", {}).get(subject.removeprefix(TEXT), "").strip()
    if asked is not None and not said:
        yield Finding("answer-missing", field="text", detail={"name": asked.name})
    elif len(said) > TEXT_MAX:
        detail = {"length": len(said), "most": TEXT_MAX}
        yield Finding("answer-too-long", field="text", detail=detail)


def _price(draft: Draft, ask: Ask) -> Iterator[Finding]:
    rows = filled(draft.get("price_rows", ()))
    if not rows:
        yield Finding("price-missing", field="rows-0-amount")
        return
    for at, row in rows:
        if not row.get("label"):
            yield Finding(
                "price-row-label-missing", field=f"rows-{at}-label", detail={"row": at + 1}
            )
        if not row.get("basis"):
            yield Finding(
                "price-row-basis-missing", field=f"rows-{at}-basis", detail=_of_row(at, row)
            )
        yield from _amount(row.get("amount", ""), f"rows-{at}-amount", positive=True)
    total = price_of(draft)
    if ask.ceiling is not None and total > ask.ceiling:
        over = {"price": total, "ceiling": ask.ceiling, "over": total - ask.ceiling}
        yield Finding("over-ceiling", field=f"rows-{rows[-1][0]}-amount", detail=over)


def _budget(draft: Draft, ask: Ask) -> Iterator[Finding]:
    """What was typed must be amounts; then the round's own rules read the table.

    :law: VEN/R-VEN-02, VEN/R-VEN-03
    """
    unreadable = [
        found
        for at, row in filled(draft.get("rows", ()))
        for name in ("grant", "own")
        for found in _amount(row.get(name) or "0", f"rows-{at}-{name}", positive=False)
    ]
    yield from unreadable
    if not unreadable and ask.limits is not None:
        yield from rounds.budget(budget_rows(draft), ask.limits)


def _amount(typed: str, field: str, *, positive: bool) -> Iterator[Finding]:
    value = amount(typed)
    if not typed.strip():
        yield Finding("row-amount-missing", field=field)
    elif value is None:
        yield Finding("row-amount-unreadable", field=field, detail={"typed": typed})
    elif value < 0 or (positive and value == 0):
        yield Finding("row-amount-not-positive", field=field, detail={"amount": value})


def _of_row(at: int, row: Mapping[str, str]) -> dict[str, object]:
    return {"row": at + 1, "label": row.get("label") or str(at + 1)}


# --- reading what was typed


def amount(typed: object) -> Decimal | None:
    """Return a typed amount: 468500, 468,500.00, full-width digits. None: not an amount."""
    text = unicodedata.normalize("NFKC", str(typed)).strip().removesuffix("元")
    text = text.replace(",", "").replace(" ", "").replace("¥", "")
    if not text.removeprefix("-").replace(".", "", 1).isdigit() or not text.isascii():
        return None
    try:
        value = money.yuan(text)
    except ValueError:
        return None
    return value if value == Decimal(text) else None


def filled(rows: object) -> list[tuple[int, Mapping[str, str]]]:
    """Return the rows in which anything was typed, with their places."""
    if not isinstance(rows, (list, tuple)):
        return []
    return [(at, row) for at, row in enumerate(rows) if any(str(v).strip() for v in _typed(row))]


def _typed(row: Mapping[str, str]) -> list[str]:
    return [v for name, v in row.items() if name != "category"]


def price_of(draft: Draft) -> Decimal:
    """Return the sum of the price table; what cannot be read counts nothing."""
    rows = filled(draft.get("price_rows", ()))
    return money.total(amount(row.get("amount", "")) or money.ZERO for _, row in rows)


def sums_of(draft: Draft) -> tuple[Decimal, Decimal]:
    """Return the sums of a budget: grant and own money."""
    rows = [row for _, row in filled(draft.get("rows", ()))]
    grant, own = (
        money.total(amount(row.get(name, "")) or money.ZERO for row in rows)
        for name in ("grant", "own")
    )
    return grant, own


def budget_rows(draft: Draft) -> list[rounds.BudgetRow]:
    """Return the budget as its rules read it. Saved tables have no gaps, so places agree."""
    return [
        rounds.BudgetRow(
            label=row.get("label", ""),
            category=row.get("category", ""),
            basis=row.get("basis", ""),
            grant=amount(row.get("grant") or "0") or money.ZERO,
            own=amount(row.get("own") or "0") or money.ZERO,
        )
        for _, row in filled(draft.get("rows", ()))
    ]


# --- merging and cleaning


def revision_of(draft: Draft, subject: str) -> str:
    """Return what tells one saving of a page from the next; empty before the first."""
    return str(draft.get(SAVED, {}).get(subject, {}).get("at", ""))


def conflict(draft: Draft, subject: str, revision: str | None, by: str) -> Iterator[Finding]:
    """Two people of one organization do not write over each other unawares."""
    saved = draft.get(SAVED, {}).get(subject, {})
    if revision is not None and saved and saved["by"] != by and saved["at"] != revision:
        at = datetime.fromisoformat(saved["at"])
        yield Finding("draft-changed-by", detail={"name": saved["name"], "at": at})


def merged(draft: Draft, part: Draft) -> dict[str, Any]:
    """Return a draft with the fields of one page taken over; other pages stay as they are."""
    new = {**draft, **part}
    if "texts" in part:
        new["texts"] = {**draft.get("texts", {}), **part["texts"]}
    return new


def cleaned(draft: Draft, ask: Ask) -> dict[str, Any]:
    """Return the content that is sealed: amounts with two places, no empty rows, nothing else."""
    texts = {t.key: draft.get("texts", {}).get(t.key, "").strip() for t in ask.texts}
    content: dict[str, Any] = {
        "texts": texts,
        "statement": bool(draft.get("statement")),
        "contact": dict(draft.get("contact", {})),
        "files": list(draft.get("files", ())),
    }
    if ask.is_round:
        grant, own = sums_of(draft)
        rows = [_clean_row(row, "grant", "own") for _, row in filled(draft.get("rows", ()))]
        about = {name: draft.get(name, "") for name in ("title", "summary", "community_id")}
        return {**content, **about, "rows": rows, "grant": str(grant), "own": str(own)}
    rows = [_clean_row(row, "amount") for _, row in filled(draft.get("price_rows", ()))]
    price = str(price_of(draft))
    return {**content, "price": price, "price_rows": rows, "team": texts.get("team", "")}


def _clean_row(row: Mapping[str, str], *amounts: str) -> dict[str, str]:
    read = {name: str(amount(row.get(name, "")) or money.ZERO) for name in amounts}
    return {**{name: str(value).strip() for name, value in row.items()}, **read}


def receipts_in(lines: Iterable[str]) -> dict[str, str]:
    """Return the receipts of a list that people sent in, each with the check of its line or ""."""
    held: dict[str, str] = {}
    for line in lines:
        check = CHECK.search(line)
        for number in RECEIPT.findall(line):
            held[number] = check[0] if check else held.get(number, "")
    return held
