"""The outline of a submission (任务清单): its pages, what each says, how far each is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats
from app.submissions import rules
from app.submissions.labels import PROGRESS, TITLES
from app.submissions.rules import Ask, Progress, Subject


@dataclass(frozen=True, slots=True)
class Item:
    """One page of the form, as the task list shows it."""

    subject: str
    title: str
    hint: str
    progress: Progress

    empty: bool = False

    @property
    def needed(self) -> bool:
        """Say whether it must be filled in: attachments need not."""
        return self.subject != Subject.FILES

    @property
    def kind(self) -> str:
        """Return the kind of tag."""
        return "wait" if self.empty else PROGRESS[self.progress][0]

    @property
    def word(self) -> str:
        """Return the word of the tag."""
        return _("not required") if self.empty else str(PROGRESS[self.progress][1])


@dataclass(frozen=True, slots=True)
class Writer:
    """Who saved which page last."""

    name: str
    title: str
    at: datetime


def items(draft: Mapping[str, Any], ask: Ask) -> list[Item]:
    """Return the pages in their order."""
    return [
        Item(
            subject=s,
            title=title(s, ask),
            hint=_hint(s, draft, ask),
            progress=rules.progress(s, draft, ask),
            empty=s == Subject.FILES and not draft.get("files"),
        )
        for s in ask.subjects()
    ]


def following(draft: Mapping[str, Any], ask: Ask, after: str = "") -> str | None:
    """Return the next page that is not done, first below `after`, then from the top."""
    subjects = ask.subjects()
    start = subjects.index(after) + 1 if after in subjects else 0
    order = (*subjects[start:], *subjects[:start])
    waiting = (s for s in order if rules.progress(s, draft, ask) is not Progress.DONE)
    return next(waiting, None)


def title(subject: str, ask: Ask) -> str:
    """Name a page."""
    if subject in TITLES:
        return str(TITLES[subject])
    asked = ask.text(subject)
    return asked.name if asked else subject


def writers(draft: Mapping[str, Any], ask: Ask) -> list[Writer]:
    """Return who saved what last, the newest first."""
    saved = draft.get(rules.SAVED, {})
    found = [
        Writer(one["name"], title(subject, ask), datetime.fromisoformat(one["at"]))
        for subject, one in saved.items()
        if subject in ask.subjects()
    ]
    return sorted(found, key=lambda w: w.at, reverse=True)


def _hint(subject: str, draft: Mapping[str, Any], ask: Ask) -> str:
    match subject:
        case Subject.STATEMENT:
            said = _("Confirmed online, no certificate needed")
        case Subject.ABOUT:
            said = draft.get("title") or _("Name, summary and community")
        case Subject.PRICE:
            said = _price_hint(draft, ask)
        case Subject.BUDGET:
            grant, own = (formats.yuan(one, formats.language()) for one in rules.sums_of(draft))
            said = _("Grant %(grant)s, own money %(own)s", grant=grant, own=own)
        case Subject.FILES:
            said = _files_hint(len(draft.get("files", ())))
        case _:
            said = _text_hint(subject, draft, ask)
    return str(said)


def _files_hint(count: int) -> str:
    if not count:
        return str(_("Nothing is required; up to 10 files"))
    return str(ngettext("%(num)d file", "%(num)d files", count))


def _text_hint(subject: str, draft: Mapping[str, Any], ask: Ask) -> str:
    length = len(draft.get("texts", {}).get(subject.removeprefix(rules.TEXT), ""))
    if length:
        return str(ngettext("%(num)d character", "%(num)d characters", length))
    asked = ask.text(subject)
    points = formats.decimals(asked.points, 0) if asked else ""
    most = formats.number(rules.TEXT_MAX)
    return str(_("%(points)s points, at most %(most)s characters", points=points, most=most))


def _price_hint(draft: Mapping[str, Any], ask: Ask) -> str:
    locale = formats.language()
    total, ceiling = rules.price_of(draft), ask.ceiling
    if not total:
        return (
            str(_("Ceiling %(ceiling)s", ceiling=formats.yuan(ceiling, locale))) if ceiling else ""
        )
    said = formats.yuan(total, locale)
    if ceiling is None:
        return str(_("Total %(total)s", total=said))
    if total > ceiling:
        return str(_("Total %(total)s, above the ceiling", total=said))
    return str(_("Total %(total)s, within the ceiling", total=said))
