"""The five pages of a project's form. Nothing is required at saving: the rules say what is missing."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from app import formats, words
from app.calls.labels import MODES
from app.errors import Finding
from app.forms import (
    Between,
    ChecksField,
    DayField,
    Form,
    Longest,
    MomentField,
    MoneyField,
    SubForm,
    tidy,
)
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations.labels import FIELDS
from app.projects import defaults, queries
from app.projects.actions import SchemeDraft
from app.projects.models import Project

TRACKS = (Track.SUB, Track.TRANSFER, Track.GP)
COMPUTED = ("grade", "track_record", "fit", "price")
GRADES = ("5A", "4A", "3A", "2A", "1A")
JUDGED_LEAST = 3
_LEVEL = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:-|—|–|~|至|到)\s*(\d+(?:\.\d+)?)\s*分?\s*[:：、,，.]?\s*(.*)"
)


class PageForm(Form):
    """One page of the form: offers its choices, gives back what could be read."""

    def offer(self, project: Project, on: date) -> None:
        """Fill in what there is to choose from."""

    def typed(self) -> dict[str, Any]:
        """Return what could be read, by the names of the project's columns."""
        return {
            field.name: _kept(field.data)
            for field in self
            if field.name != "csrf_token" and not field.errors
        }


def _kept(data: Any) -> Any:  # noqa: ANN401 -- of the field's own type
    return data.strip().replace("\r\n", "\n") if isinstance(data, str) else data


class ItemForm(PageForm):
    """Which item, whose money, which track."""

    item_id = SelectField(
        _l("Item of the list of transferable functions"),
        validators=[Optional()],
        description=_l("The published items of your unit stand first"),
    )
    budget_line_id = SelectField(
        _l("Budget line"),
        validators=[Optional()],
        description=_l("With what is still free. Publishing sets the ceiling aside at once"),
    )
    track = RadioField(_l("Legal track of the money"))
    mode = SelectField(_l("Mode"), choices=list(MODES.items()))

    def offer(self, project: Project, on: date) -> None:
        """Offer published items, own lines, three tracks."""
        self.item_id.choices = [("", _("Please choose")), *_items(project)]
        self.budget_line_id.choices = [("", _("Please choose")), *_lines(project, on)]
        self.track.choices = [(t.value, track_words(t, on)) for t in TRACKS]

    def typed(self) -> dict[str, Any]:
        """Return ids as ids, and the track as a track."""
        found = super().typed()
        for name in ("item_id", "budget_line_id"):
            if name in found:
                found[name] = UUID(found[name]) if found[name] else None
        if "track" in found:
            found["track"] = Track(found["track"])
        return found


def track_words(track: Track, on: date) -> str:
    """Name a track and say what it is."""
    info = lawbook.law_on(on, track).info
    english = formats.language() == formats.EN
    return f"{info.en}: {info.what_en}" if english else f"{info.zh}：{info.what}"


def _items(project: Project) -> list[tuple[str, str]]:
    return [
        (str(item.id), f"{item.number} {item.name}（{item.unit.short_name}）")
        for item in queries.items_for(project.unit_id)
    ]


def _lines(project: Project, on: date) -> list[tuple[str, str]]:
    return [
        (
            str(line.id),
            _(
                "%(year)s %(name)s, free %(free)s",
                year=line.year,
                name=line.name,
                free=formats.yuan(free, formats.language()),
            ),
        )
        for line, free in queries.lines_for(project.unit_id, on)
    ]


class WorkForm(PageForm):
    """What is to be done."""

    title = StringField(
        _l("Title"),
        validators=[Longest(60)],
        description=_l("What is done for whom, for example 独居老年人居家安全与陪伴服务"),
    )
    summary = StringField(
        _l("In one sentence"), validators=[Longest(120)], description=_l("Stands below the title")
    )
    service_object = StringField(
        _l("Who is served"), validators=[Longest(200)], description=_l("Who, how many, from where")
    )
    content = TextAreaField(
        _l("What is to be done"),
        validators=[Longest(4000)],
        description=_l("One point a line, with how often and to which standard"),
    )
    place = StringField(_l("Where"), validators=[Longest(100)])
    street_ids = ChecksField(_l("Streets"), description=_l("None ticked means the whole district"))
    fields = ChecksField(
        _l("Service fields"), choices=list(FIELDS.items()), description=_l("The first one leads")
    )
    catalogue_code = SelectField(_l("Code of the procurement catalogue"), validators=[Optional()])
    need_ids = ChecksField(
        _l("Needs of residents that it answers"),
        description=_l("Collected by the communities; they are shown on the public page"),
    )

    def offer(self, project: Project, on: date) -> None:
        """Offer streets, codes, and the needs of the streets."""
        self.street_ids.choices = [(str(u.id), u.short_name) for u in queries.streets()]
        self.catalogue_code.choices = [
            ("", _("Please choose")),
            *((c.code, f"{c.code} {c.name}") for c in queries.codes()),
        ]
        needs = queries.needs_in([UUID(i) for i in project.street_ids])
        chosen = {n.id: n for n in queries.needs_of(project)}
        chosen.update({n.id: n for n in needs})
        self.need_ids.choices = [
            (str(n.id), f"{n.title}（{n.community.short_name}）") for n in chosen.values()
        ]

    def typed(self) -> dict[str, Any]:
        """Return no code as none."""
        found = super().typed()
        if "catalogue_code" in found:
            found["catalogue_code"] = found["catalogue_code"] or None
        return found


class WhoForm(PageForm):
    """Who may take part."""

    conditions = TextAreaField(
        _l("Conditions"),
        validators=[Longest(2000)],
        description=_l("One a line. Only what this work needs; everybody must be able to check it"),
    )
    requires_directory = BooleanField(
        _l("Only organizations on the qualified directory at the deadline")
    )


class JudgedForm(SubForm):
    """One criterion that the experts judge."""

    name = StringField(_l("Name"), validators=[Longest(60)])
    points = MoneyField(_l("Points"))
    text = StringField(_l("What is looked at"), validators=[Longest(300)])
    levels = TextAreaField(
        _l("Levels"), description=_l("One a line, best first: 21-25 what must be seen")
    )


class SchemeForm(Form):
    """How bids are scored: 100 points."""

    points_grade = MoneyField(_l("Assessment grade"))
    points_track_record = MoneyField(_l("Track record"))
    points_fit = MoneyField(_l("Fit"))
    points_price = MoneyField(_l("Price"))
    grade_5 = MoneyField(_l("Points for 5A"))
    grade_4 = MoneyField(_l("Points for 4A"))
    grade_3 = MoneyField(_l("Points for 3A"))
    grade_2 = MoneyField(_l("Points for 2A"))
    grade_1 = MoneyField(_l("Points for 1A"))
    half_life_days = IntegerField(
        _l("Half-life of a contract, in days"),
        validators=[Optional(), Between(1, 3650)],
        description=_l("After so many days an old contract counts half"),
    )
    kappa = MoneyField(
        _l("Weight of the district mean"),
        description=_l("So many contracts' worth: one contract neither makes nor breaks"),
    )
    judged = FieldList(FormField(JudgedForm), min_entries=JUDGED_LEAST)

    def fill(self, project: Project) -> None:
        """Show what is kept."""
        points = {c.key: c.points for c in project.criteria}
        for kind in COMPUTED:
            self[f"points_{kind}"].data = points.get(kind, Decimal(0))
        kept = project.scheme or {}
        for level in GRADES:
            given = (kept.get("grade_points") or {}).get(level)
            self[f"grade_{level[0]}"].data = None if given is None else Decimal(given)
        self.half_life_days.data = kept.get("half_life_days")
        self.kappa.data = Decimal(kept["kappa"]) if kept.get("kappa") else None
        rows = [c for c in project.criteria if c.kind == "judged"]
        while len(self.judged) > 0:
            self.judged.pop_entry()
        for criterion in rows:
            self.judged.append_entry(
                {
                    "name": criterion.name,
                    "points": criterion.points,
                    "text": criterion.text,
                    "levels": "\n".join(
                        f"{row['low']}-{row['high']} {row['text']}" for row in criterion.levels
                    ),
                }
            )
        for _again in range(max(1, JUDGED_LEAST - len(rows))):
            self.judged.append_entry()

    def scheme(self, project: Project) -> SchemeDraft:
        """Return what was typed; a part with 0 points is not scored."""
        names = {c.key: (c.name, c.text) for c in project.criteria} | _computed_words(project)
        rows: list[dict[str, Any]] = []
        for kind in ("grade", "track_record", "fit"):
            rows += self._computed(kind, names)
        rows += self._judged(project)
        rows += self._computed("price", names)
        settings = {
            "half_life_days": self.half_life_days.data,
            "kappa": _plain(self.kappa.data),
            "grade_points": {
                level: _plain(self[f"grade_{level[0]}"].data)
                for level in GRADES
                if self[f"grade_{level[0]}"].data is not None
            },
            "step": (project.scheme or {}).get("step", "1"),
        }
        return SchemeDraft(settings, rows)

    def _computed(self, kind: str, names: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
        points = self[f"points_{kind}"].data
        if not points:
            return []
        name, text = names[kind]
        return [
            {"key": kind, "kind": kind, "name": name, "points": points, "text": text, "levels": []}
        ]

    def _judged(self, project: Project) -> list[dict[str, Any]]:
        kept = [c.key for c in project.criteria if c.kind == "judged"]
        free = (f"judged_{n}" for n in range(1, 100) if f"judged_{n}" not in kept)
        rows = []
        for index, entry in enumerate(self.judged):
            form = entry.form
            if not (form.name.data or form.points.data):
                continue
            levels = [row for row in read_levels(form.levels.data or "") if row is not None]
            rows.append(
                {
                    "key": kept[index] if index < len(kept) else next(free),
                    "kind": "judged",
                    "name": tidy(form.name.data),
                    "points": form.points.data or Decimal(0),
                    "text": tidy(form.text.data),
                    "levels": levels,
                }
            )
        return rows

    def say_unreadable(self) -> None:
        """Say which line of the levels could not be read."""
        for entry in self.judged:
            lines = [line for line in (entry.form.levels.data or "").splitlines() if line.strip()]
            for number, (line, row) in enumerate(
                zip(lines, read_levels("\n".join(lines)), strict=True), 1
            ):
                if row is None:
                    detail = {"line": number, "text": line.strip()[:20]}
                    found = Finding("level-unreadable", "HOUSE/R-SCO-03", detail=detail)
                    self.add_error(words.finding(found), entry.form.levels.name, found.law)


def read_levels(text: str) -> list[dict[str, str] | None]:
    """Read levels, one a line: “21-25 what must be seen”; None for a line that cannot be read."""
    found: list[dict[str, str] | None] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LEVEL.fullmatch(tidy(line))
        found.append(
            None if match is None else {"low": match[1], "high": match[2], "text": match[3].strip()}
        )
    return found


def _computed_words(project: Project) -> dict[str, tuple[str, str]]:
    return {
        kind: (row["name"], row["text"])
        for kind, row in defaults.computed().items()
        if kind not in {c.key for c in project.criteria}
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


class TimeForm(PageForm):
    """Days, money, acceptance."""

    deadline_at = MomentField(
        _l("Deadline for bids"),
        description=_l("Beijing time. At that second nothing more is taken"),
    )
    questions_until = MomentField(_l("Questions until"))
    opening_at = MomentField(_l("Opening"), description=_l("Two of three openers are there"))
    service_from = DayField(_l("Service from"))
    service_to = DayField(_l("Service to"))
    ceiling = MoneyField(_l("Ceiling price"))
    payment_percents = StringField(
        _l("Payments in per cent"), description=_l("For example 30 40 30, one for each milestone")
    )
    acceptance = TextAreaField(
        _l("How it is accepted"),
        validators=[Longest(2000)],
        description=_l("What is handed in, who looks at it, what counts as done"),
    )

    def offer(self, project: Project, on: date) -> None:
        """Show kept per cents as they are typed."""
        if isinstance(self.payment_percents.data, list):
            self.payment_percents.data = " ".join(map(str, self.payment_percents.data))

    def typed(self) -> dict[str, Any]:
        """Return per cents as numbers; say so if they are none."""
        found = super().typed()
        text = tidy(self.payment_percents.data)
        parts = [p for p in re.split(r"[\s,，、+/%]+", text) if p]
        if all(p.isdigit() for p in parts):
            found["payment_percents"] = [int(p) for p in parts]
        else:
            found.pop("payment_percents", None)
            said = words.finding(Finding("payments-unreadable"))
            self.add_error(said, "payment_percents")
        return found


FORMS: Mapping[str, type[Form]] = {
    "item": ItemForm,
    "work": WorkForm,
    "who": WhoForm,
    "scheme": SchemeForm,
    "time": TimeForm,
}


class NewForm(Form):
    """Begin a draft: a working title, and the unit where one acts for several."""

    title = StringField(_l("Working title"), validators=[Longest(60)])
    unit_id = SelectField(_l("For which unit"))


class NoteForm(Form):
    """Why it is sent back, or why a call is cancelled."""

    note = TextAreaField(_l("What has to be changed"), validators=[Longest(500)])


class ReasonForm(Form):
    """Why a call is cancelled."""

    reason = TextAreaField(_l("Reason, published as written"), validators=[Longest(300)])
