"""Asking, answering, the filters of the public list, and what the drafts of both kinds share."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import FormField, IntegerField, StringField, TextAreaField
from wtforms.fields import SearchField
from wtforms.validators import Optional

from app import words
from app.calls import defaults
from app.calls.actions import SchemeDraft
from app.calls.models import Call
from app.calls.rules import QUESTION_MAX
from app.errors import Finding
from app.forms import (
    Between,
    ChoiceField,
    Filters,
    Form,
    Longest,
    MoneyField,
    Needed,
    Rows,
    SubForm,
    tidy,
)

COMPUTED = ("grade", "track_record", "fit", "price")
GRADES = ("5A", "4A", "3A", "2A", "1A")
JUDGED_LEAST, JUDGED_MOST = 3, 20
NAME_MAX = 60
PERCENT_DIGITS = 3
_LEVEL = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:-|—|–|~|至|到)\s*(\d+(?:\.\d+)?)\s*分?\s*[:：、,，.]?\s*(.*)"
)


class AskForm(Form):
    """A question before the deadline."""

    text = TextAreaField(
        _l("Your question"),
        validators=[Longest(QUESTION_MAX)],
        description=_l("Your name is not shown. Do not write anything by which you can be known"),
    )
    organization_id = ChoiceField(_l("For which organization"))


class AnswerForm(Form):
    """An answer to all."""

    text = TextAreaField(
        _l("Answer to all"),
        validators=[Longest(2000)],
        description=_l("Published to all at once. What affects bids must be out in time"),
    )


class AnnexForm(Form):
    """A file of the notice."""

    file = FileField(
        _l("File"),
        validators=[Needed()],
        description=_l("PDF, DOCX, XLSX or a picture. Public once the notice is"),
    )


class ReasonForm(Form):
    """Why a call is cancelled."""

    reason = TextAreaField(
        _l("Reason"), validators=[Longest(300)], description=_l("Published as written")
    )


class NoteForm(Form):
    """What has to be changed before it can be published."""

    note = TextAreaField(_l("What has to be changed"), validators=[Longest(500)])


class ListForm(Filters):
    """The filters of a list, beside its states."""

    q = SearchField(_l("Words"))
    kind = ChoiceField(_l("Kind"))
    field = ChoiceField(_l("Field"))
    track = ChoiceField(_l("Legal track"))


# --- what the drafts of both kinds share


class PageForm(Form):
    """One page of the form: offers its choices, gives back what could be read."""

    def offer(self, call: Any, on: date) -> None:  # noqa: ANN401 -- of the kind of the form
        """Fill in what there is to choose from."""

    def typed(self) -> dict[str, Any]:
        """Return what could be read, by the names of the project's columns."""
        return {
            field.name: _kept(field.data)
            for field in self
            if field.name != "csrf_token" and not field.errors
        }


def read_percents(form: Form, name: str, found: dict[str, Any]) -> None:
    """Read the parts of a payment, 30 40 30; say so if they are none."""
    parts = [p for p in re.split(r"[\s,，、+/%]+", tidy(form[name].data)) if p]
    if all(p.isdecimal() and len(p) <= PERCENT_DIGITS for p in parts):
        found[name] = [int(p) for p in parts]
    else:
        found.pop(name, None)
        form.add_error(words.finding(Finding("payments-unreadable")), name)


def _kept(data: Any) -> Any:  # noqa: ANN401 -- of the field's own type
    return data.strip().replace("\r\n", "\n") if isinstance(data, str) else data


class PointsField(MoneyField):
    """Points, weights and shares: figures like amounts, but no yuan."""

    def read(self, text: str) -> Decimal:
        """Read a figure that is not negative, with two decimal places at most."""
        try:
            return super().read(text)
        except ValueError:
            said = _("Digits only, two decimal places at most, for example 12.5")
            raise ValueError(said) from None


class JudgedForm(SubForm):
    """One criterion that the experts judge."""

    name = StringField(_l("Name"), validators=[Longest(NAME_MAX)])
    points = PointsField(_l("Points"))
    text = StringField(_l("What is looked at"), validators=[Longest(300)])
    levels = TextAreaField(
        _l("Levels"), description=_l("One a line, best first: 21-25 what must be seen")
    )


class SchemeForm(Form):
    """How bids are scored: 100 points."""

    points_grade = PointsField(_l("Assessment grade"))
    points_track_record = PointsField(_l("Track record"))
    points_fit = PointsField(_l("Fit"))
    points_price = PointsField(_l("Price"))
    grade_5 = PointsField(_l("Points for 5A"))
    grade_4 = PointsField(_l("Points for 4A"))
    grade_3 = PointsField(_l("Points for 3A"))
    grade_2 = PointsField(_l("Points for 2A"))
    grade_1 = PointsField(_l("Points for 1A"))
    half_life_days = IntegerField(
        _l("Half-life of a contract, in days"),
        validators=[Optional(), Between(1, 3650)],
        description=_l("After so many days an old contract counts half"),
    )
    kappa = PointsField(
        _l("Weight of the district mean"),
        description=_l("So many contracts' worth: one contract neither makes nor breaks"),
    )
    judged = Rows(FormField(JudgedForm), min_entries=JUDGED_LEAST, max_entries=JUDGED_MOST)

    def fill(self, call: Call) -> None:
        """Show what is kept."""
        points = {c.key: c.points for c in call.criteria}
        for kind in COMPUTED:
            self[f"points_{kind}"].data = points.get(kind, Decimal(0))
        kept = call.scheme or {}
        for level in GRADES:
            given = (kept.get("grade_points") or {}).get(level)
            self[f"grade_{level[0]}"].data = None if given is None else Decimal(given)
        self.half_life_days.data = kept.get("half_life_days")
        self.kappa.data = Decimal(kept["kappa"]) if kept.get("kappa") else None
        rows = [c for c in call.criteria if c.kind == "judged"]
        while len(self.judged) > 0:
            self.judged.pop_entry()
        for criterion in rows:
            self.judged.append_entry(
                {
                    "name": criterion.name,
                    "points": criterion.points,
                    "text": criterion.text,
                    "levels": write_levels(criterion.levels),
                }
            )
        spare = min(max(1, JUDGED_LEAST - len(rows)), JUDGED_MOST - len(rows))
        for _again in range(spare):
            self.judged.append_entry()

    def scheme(self, call: Call) -> SchemeDraft:
        """Return what was typed; a part with 0 points is not scored."""
        names = {c.key: (c.name, c.text) for c in call.criteria} | _computed_words(call)
        rows: list[dict[str, Any]] = []
        for kind in ("grade", "track_record", "fit"):
            rows += self._computed(kind, names, call)
        rows += self._judged(call)
        rows += self._computed("price", names, call)
        settings = {
            "half_life_days": self.half_life_days.data,
            "kappa": _plain(self.kappa.data),
            "grade_points": {
                level: _plain(self[f"grade_{level[0]}"].data)
                for level in GRADES
                if self[f"grade_{level[0]}"].data is not None
            },
            "step": (call.scheme or {}).get("step", "1"),
        }
        return SchemeDraft(settings, rows)

    def _computed(
        self, kind: str, names: Mapping[str, tuple[str, str]], call: Call
    ) -> list[dict[str, Any]]:
        typed = self[f"points_{kind}"]
        kept = next((c.points for c in call.criteria if c.key == kind), None)
        points = kept if typed.errors else typed.data
        if not points:
            return []
        name, text = names[kind]
        return [
            {"key": kind, "kind": kind, "name": name, "points": points, "text": text, "levels": []}
        ]

    def _judged(self, call: Call) -> list[dict[str, Any]]:
        kept = [c.key for c in call.criteria if c.kind == "judged"]
        free = (f"judged_{n}" for n in range(1, 100) if f"judged_{n}" not in kept)
        rows = []
        for index, entry in enumerate(self.judged):
            form = entry.form
            if not (form.name.data or form.points.data):
                continue
            rows.append(
                {
                    "key": kept[index] if index < len(kept) else next(free),
                    "kind": "judged",
                    "name": tidy(form.name.data)[:NAME_MAX],
                    "points": form.points.data or Decimal(0),
                    "text": tidy(form.text.data),
                    "levels": read_levels(form.levels.data or ""),
                }
            )
        return rows


def read_levels(text: str) -> list[dict[str, str]]:
    """Read levels, one a line: “21-25 what must be seen”.

    A line that cannot be read is kept whole, without numbers: the rules name it.
    """
    found = []
    for line in filter(None, map(tidy, text.splitlines())):
        match = _LEVEL.fullmatch(line)
        low, high, said = match.groups() if match else ("", "", line)
        found.append({"low": low, "high": high, "text": said.strip()})
    return found


def write_levels(levels: Sequence[Mapping[str, str]]) -> str:
    """Write levels as they are typed."""
    return "\n".join(
        f"{row['low']}-{row['high']} {row['text']}" if row["low"] else row["text"] for row in levels
    )


def _computed_words(call: Call) -> dict[str, tuple[str, str]]:
    return {
        kind: (row["name"], row["text"])
        for kind, row in defaults.computed().items()
        if kind not in {c.key for c in call.criteria}
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
