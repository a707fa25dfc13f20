"""Pages of the law: what is cited, the values in force, the four tracks, the calendar."""

import calendar as months_of
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets
from app.errors import NotFoundError, RefusedError
from app.forms import FIRST_DAY, LAST_DAY
from app.guard import requires
from app.law import CalendarNotAnnouncedError, Track, load
from app.law.book import LawNotInForceError
from app.law.citations import Article, Citation, Instrument
from app.law.parameters import Parameter
from app.lawbook import actions, forms, labels, queries, rules
from app.lawbook.queries import InForce
from app.permissions import May

bp = Blueprint("lawbook", __name__, url_prefix="/law", template_folder="templates")
MONTHS = range(1, 13)
CALENDAR_MAX = 1024 * 1024


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "here": "guide"}


@bp.app_errorhandler(CalendarNotAnnouncedError)
def not_announced(error: CalendarNotAnnouncedError) -> ResponseReturnValue:
    """Say that a year without its calendar is refused, not guessed."""
    findings = [rules.calendar_finding(error)]
    return render_template("errors/422.html", findings=findings), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.app_errorhandler(LawNotInForceError)
def not_in_force(_: LawNotInForceError) -> ResponseReturnValue:
    """Say that a day before the oldest rules is refused, not guessed."""
    findings = [rules.too_early(load().first_day)]
    return render_template("errors/422.html", findings=findings), HTTPStatus.UNPROCESSABLE_ENTITY


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page of the law."""
    return [(_("Home"), "/"), (_("Law and parameters"), url_for(".index")), *more]


# --- instruments and articles ------------------------------------------------------------


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the instruments; with words or a filter, the articles that fit."""
    form = forms.SearchForm()
    found = _articles(form)
    return render_template(
        "lawbook/index.html",
        form=form,
        instruments=_by_kind(),
        found=found,
        chips=lists.chips(form),
        crumbs=[(_("Home"), "/"), (_("Law and parameters"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out the articles that fit."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    found = _articles(forms.SearchForm())
    every = found if found is not None else [load().cite(key) for key in load().articles]
    head = [_("Article"), _("Subject"), _("Rule"), _("How it is known"), _("In our words")]
    rows = ([c.label, c.topic, c.rule, str(labels.KNOWN[c.known]), c.gist] for c in every)
    return sheets.answer(kind, _("Law and parameters"), head, rows)


@bp.get("/instruments/<key>")
@requires(May.PUBLIC)
def instrument(key: str) -> ResponseReturnValue:
    """Show an instrument with its articles."""
    found = load().instruments.get(key)
    if found is None:
        raise NotFoundError
    cited = [load().cite(article.key) for article in found.articles.values()]
    return render_template(
        "lawbook/instrument.html", instrument=found, cited=cited, crumbs=crumbs((found.short, None))
    )


@bp.get("/articles/<path:key>")
@requires(May.PUBLIC)
def article(key: str) -> ResponseReturnValue:
    """Show an article, and what of this portal hangs on it."""
    found = load().articles.get(key)
    if found is None:
        raise NotFoundError
    owner = load().instruments[key.partition("/")[0]]
    return render_template(
        "lawbook/article.html",
        cited=load().cite(key),
        article=found,
        instrument=owner,
        rows=[row for row in queries.in_force(today()) if row.parameter.law == key],
        permits=_permits(found),
        crumbs=crumbs(
            (owner.short, url_for(".instrument", key=owner.key)), (load().cite(key).label, None)
        ),
    )


# --- values -----------------------------------------------------------------------------


@bp.get("/parameters")
@requires(May.PUBLIC)
def parameters() -> ResponseReturnValue:
    """Show the values in force on a day."""
    form = forms.ParametersForm()
    form.validate()
    day = form.day.data or today()
    group = lists.one_of(form.group.data, labels.GROUPS)
    return render_template(
        "lawbook/parameters.html",
        form=form,
        day=day,
        rows=queries.in_force(day, form.q.data or "", group),
        chips=lists.chips(form),
        crumbs=crumbs((_("Values in force"), None)),
    )


@bp.get("/parameters/export.<kind>")
@requires(May.PUBLIC)
def export_parameters(kind: str) -> Response:
    """Hand out the values in force on a day."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    form = forms.ParametersForm()
    form.validate()
    group = lists.one_of(form.group.data, labels.GROUPS)
    rows = queries.in_force(form.day.data or today(), form.q.data or "", group)
    head = [_("Name"), _("Value"), _("Unit"), _("In force from"), _("Source")]
    return sheets.answer(kind, _("Values in force"), head, map(_exported, rows))


@bp.get("/parameters/<name>")
@requires(May.PUBLIC)
def parameter(name: str) -> ResponseReturnValue:
    """Show a parameter through time; who may, enters a new value here."""
    found = _parameter(name)
    return _parameter_page(found, forms.ValueForm.of(found))


@bp.post("/parameters/<name>")
@requires(May.LAW_LOAD)
def set_value(name: str) -> ResponseReturnValue:
    """Enter a dated value."""
    found = _parameter(name)
    form = forms.ValueForm.of(found)
    if not form.validate():
        return _parameter_page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    raw = rules.typed(found, form.value.data or "")
    try:
        actions.set_value(
            name,
            raw,
            since=form.since.data or today(),
            source=form.source.data,
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as error:
        form.add_findings(error.findings)
        return _parameter_page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The new value is entered."), "ok")
    return redirect(url_for(".parameter", name=name))


@bp.get("/tracks")
@requires(May.PUBLIC)
def tracks() -> ResponseReturnValue:
    """Show the four tracks side by side."""
    form = forms.TracksForm()
    form.validate()
    day = form.day.data or today()
    try:
        laws = [queries.law_on(day, track) for track in Track]
    except LawNotInForceError:
        laws = []
    return render_template(
        "lawbook/tracks.html",
        form=form,
        day=day,
        laws=laws,
        first_day=load().first_day,
        crumbs=crumbs((_("The four tracks"), None)),
    )


# --- the calendar -----------------------------------------------------------------------


@bp.get("/calendar")
@requires(May.PUBLIC)
def calendar() -> ResponseReturnValue:
    """Show the months of a year with days off and make-up days."""
    asked = request.args.get("year", today().year, type=int)
    year = min(max(asked, FIRST_DAY.year), LAST_DAY.year)
    grid = months_of.Calendar()
    known = queries.year_calendar(year)
    return render_template(
        "lawbook/calendar.html",
        year=year,
        years=sorted(queries.calendar().years),
        known=known,
        months=[(m, grid.monthdatescalendar(year, m)) for m in MONTHS] if known else [],
        working=queries.calendar().is_working_day,
        crumbs=crumbs((_("Calendar"), None)),
    )


@bp.get("/calendar/load")
@requires(May.LAW_LOAD)
def calendar_form() -> ResponseReturnValue:
    """Ask for the notice of a year."""
    return _calendar_page(forms.CalendarForm())


@bp.post("/calendar/load")
@requires(May.LAW_LOAD)
def load_calendar() -> ResponseReturnValue:
    """Take over the notice of a year."""
    form = forms.CalendarForm()
    field, text = _given(form)
    if not text.strip():
        form.add_error(str(labels.FINDINGS["calendar-nothing-given"]), "file")
        return _calendar_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        content = rules.read_json(text)
        row = actions.load_calendar(content, by=g.actor, now=clock.now(), field=field)
    except RefusedError as error:
        form.add_findings(error.findings)
        return _calendar_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The calendar of %(year)s is loaded.", year=row.year), "ok")
    return redirect(url_for(".calendar", year=row.year))


# --- what the pages need ------------------------------------------------------------------


def _by_kind() -> dict[str, list[Instrument]]:
    rows = load().instruments.values()
    return {kind: [i for i in rows if i.kind == kind] for kind in labels.KINDS}


def _articles(form: forms.SearchForm) -> list[Citation] | None:
    """Return the articles that fit the filters; None where nothing is asked."""
    text = (form.q.data or "").strip().lower()[:60]
    kind = lists.one_of(form.kind.data, labels.KINDS)
    known = lists.one_of(form.known.data, labels.KNOWN)
    if not (text or kind or known):
        return None
    found = []
    for owner in load().instruments.values():
        if kind and owner.kind != kind:
            continue
        for one in owner.articles.values():
            cited = load().cite(one.key)
            said = " ".join((owner.zh, owner.en, cited.label, cited.label_en, cited.topic,
                             cited.topic_en, cited.rule, cited.gist or "")).lower()  # fmt: skip
            if text in said and known in ("", one.known):
                found.append(cited)
    return found


def _permits(article: Article) -> list[tuple[str, str, bool]]:
    """Return what the tracks allow or forbid by an article: track, permission, answer."""
    return [
        (info.zh, name, getattr(info.permits, name).allowed)
        for info in load().tracks.values()
        for name in labels.PERMITS
        if getattr(info.permits, name).law == article.key
    ]


def _parameter(name: str) -> Parameter:
    found = load().parameters.get(name)
    if found is None:
        raise NotFoundError
    return found


def _parameter_page(found: Parameter, form: forms.ValueForm) -> str:
    history = queries.history(found.name)
    now = found.on(today(), (row for row, _source in history))
    return render_template(
        "lawbook/parameter.html",
        parameter=found,
        form=form,
        history=history,
        current=now,
        example=rules.written(found, history[0][0].value) if history else "",
        cited=load().cite(found.law),
        crumbs=crumbs((_("Values in force"), url_for(".parameters")), (found.zh, None)),
    )


def _exported(row: InForce) -> list[object]:
    value = rules.written(row.parameter, row.row.value) if row.row else ""
    unit = str(labels.UNITS.get(row.parameter.unit, row.parameter.unit))
    since = row.row.since if row.row else None
    return [row.parameter.zh, value, unit, since, row.source.label]


def _given(form: forms.CalendarForm) -> tuple[str, str]:
    """Return what was uploaded or pasted, and the field it was put in."""
    file: Any = form.file.data
    if hasattr(file, "read") and file.filename:
        return "file", file.read(CALENDAR_MAX).decode("utf-8", "replace")
    return "text", form.text.data or ""


def _calendar_page(form: forms.CalendarForm) -> str:
    return render_template(
        "lawbook/load.html",
        form=form,
        loaded=queries.calendar_years(),
        last=queries.calendar().last_year,
        crumbs=crumbs((_("Calendar"), url_for(".calendar")), (_("Load a year"), None)),
    )
