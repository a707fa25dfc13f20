"""The five pages of a project's form. Nothing is required at saving: the rules say what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Optional

from app import formats
from app.calls.forms import PageForm, SchemeForm, read_percents
from app.calls.labels import MODES
from app.forms import (
    ChecksField,
    ChoiceField,
    DayField,
    Form,
    Longest,
    MomentField,
    MoneyField,
    RadiosField,
)
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations.labels import FIELDS
from app.projects import queries
from app.projects.models import Project

TRACKS = (Track.SUB, Track.TRANSFER, Track.GP)


class ItemForm(PageForm):
    """Which item, whose money, which track."""

    item_id = ChoiceField(
        _l("Item of the list of transferable functions"),
        validators=[Optional()],
        description=_l("The published items of your unit stand first"),
    )
    budget_line_id = ChoiceField(
        _l("Budget line"),
        validators=[Optional()],
        description=_l("With what is still free. Publishing sets the ceiling aside at once"),
    )
    track = RadiosField(_l("Legal track of the money"))
    mode = ChoiceField(_l("Mode"), choices=list(MODES.items()))

    def offer(self, call: Project, on: date) -> None:
        """Offer published items, own lines, three tracks."""
        self.item_id.choices = [("", _("Please choose")), *_items(call)]
        self.budget_line_id.choices = [("", _("Please choose")), *_lines(call, on)]
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
        _l("Content of the service"),
        validators=[Longest(4000)],
        description=_l("One point a line, with how often and to which standard"),
    )
    place = StringField(_l("Where"), validators=[Longest(100)])
    street_ids = ChecksField(_l("Streets"), description=_l("None ticked means the whole district"))
    fields = ChecksField(
        _l("Service fields"),
        choices=list(FIELDS.items()),
        description=_l("The first one leads"),
    )
    catalogue_code = ChoiceField(_l("Code of the procurement catalogue"), validators=[Optional()])
    need_ids = ChecksField(
        _l("Needs of residents that it answers"),
        description=_l("Collected by the communities; they are shown on the public page"),
    )

    def offer(self, call: Project, on: date) -> None:
        """Offer streets, codes, and the needs of the streets."""
        self.street_ids.choices = [(str(u.id), u.short_name) for u in queries.streets()]
        self.catalogue_code.choices = [
            ("", _("Please choose")),
            *((c.code, f"{c.code} {c.name}") for c in queries.codes()),
        ]
        needs = queries.needs_in([UUID(i) for i in call.street_ids])
        chosen = {n.id: n for n in queries.needs_of(call)}
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

    def offer(self, call: Project, on: date) -> None:
        """Show kept per cents as they are typed."""
        if isinstance(self.payment_percents.data, list):
            self.payment_percents.data = " ".join(map(str, self.payment_percents.data))

    def typed(self) -> dict[str, Any]:
        """Return per cents as numbers; say so if they are none."""
        found = super().typed()
        read_percents(self, "payment_percents", found)
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
    unit_id = ChoiceField(_l("For which unit"))
