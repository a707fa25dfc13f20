"""Pages of schemes: the public list, one scheme, writing it, its bands."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, words
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.indicators import actions, labels, queries, rules
from app.indicators.actions import Facts
from app.indicators.forms import BandsForm, FactsForm, IndicatorsForm, ListForm, NewForm
from app.indicators.models import Scheme
from app.indicators.states import SchemeState
from app.organizations.rules import LEVELS
from app.organizations.states import OrganizationType
from app.permissions import May

bp = Blueprint("indicators", __name__, url_prefix="/indicators", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List the schemes; drafts only to those who write them."""
    manages = g.actor.may(May.ASSESSMENT_MANAGE)
    states = tuple(SchemeState) if manages else queries.SHOWN
    form = ListForm()
    form.year.choices = [("", _("All")), *((str(y), str(y)) for y in queries.years(states))]
    kind = lists.one_of(form.type.data, [k.value for k in OrganizationType])
    year = lists.one_of(form.year.data, [value for value, _word in form.year.choices])
    rows = queries.listed(
        states,
        type_=OrganizationType(kind) if kind else None,
        year=int(year) if year else None,
    )
    return render_template(
        "indicators/index.html",
        form=form,
        rows=rows,
        chips=lists.chips(form),
        may_manage=manages,
        labels=labels,
        here="directory",
        crumbs=[(_("Home"), "/"), (_("Indicators and bands"), None)],
    )


def seen(scheme: Scheme) -> None:
    """A draft is seen by those who write it alone."""
    if scheme.state is SchemeState.DRAFT and not g.actor.may(May.ASSESSMENT_MANAGE):
        raise NotFoundError


@bp.get("/<uuid:scheme_id>")
@requires(May.PUBLIC, scheme=queries.get)
def show(scheme: Scheme) -> ResponseReturnValue:
    """Show the tree, the bands, and to its writers what is still open."""
    seen(scheme)
    return _page(scheme), HTTPStatus.OK


def _page(scheme: Scheme) -> str:
    is_draft = scheme.state is SchemeState.DRAFT
    found = actions.findings(scheme) if is_draft else []
    return render_template(
        "indicators/show.html",
        scheme=scheme,
        leaves={line.code for line in scheme.leaves},
        findings=found,
        open_tree=[f for f in found if f.code.startswith("indicator")],
        open_bands=[f for f in found if f.code.startswith("band")],
        is_draft=is_draft,
        may_manage=g.actor.may(May.ASSESSMENT_MANAGE),
        labels=labels,
        here="directory",
        crumbs=_crumbs((scheme.title, None)),
    )


@bp.get("/new")
@requires(May.ASSESSMENT_MANAGE)
def new() -> ResponseReturnValue:
    """Ask for a new scheme."""
    return _new_page(_offered(NewForm(year=clock.local_date(clock.now()).year)))


@bp.post("/new")
@requires(May.ASSESSMENT_MANAGE)
def draft() -> ResponseReturnValue:
    """Begin a scheme."""
    form = _offered(NewForm())
    if not form.validate_on_submit():
        return _new_page(form), BAD
    copied = queries.get(UUID(form.copied.data)) if form.copied.data else None
    scheme = actions.draft(
        OrganizationType(form.type.data),
        form.year.data,
        _facts(form),
        copied=copied,
        by=g.actor,
        now=clock.now(),
    )
    return redirect(url_for(".edit", scheme_id=scheme.id))


def _offered(form: NewForm) -> NewForm:
    found = queries.listed(queries.SHOWN)
    form.copied.choices = [("", _("None")), *((str(s.id), s.name) for s in found)]
    return form


def _new_page(form: NewForm) -> str:
    crumbs = _crumbs((_("New scheme"), None))
    return render_template("indicators/new.html", form=form, here="directory", crumbs=crumbs)


def _facts(form: FactsForm) -> Facts:
    return Facts(
        title=form.title.data.strip(),
        source=form.source.data.strip(),
        scale=form.scale.data,
        places=int(form.places.data),
    )


@bp.get("/<uuid:scheme_id>/edit")
@requires(May.ASSESSMENT_MANAGE, scheme=queries.get)
def edit(scheme: Scheme) -> ResponseReturnValue:
    """Show the facts and the lines of a draft."""
    held = {n: getattr(scheme, n) for n in ("title", "source", "scale")}
    rows = [
        {"code": i.code, "name": i.name, "points": i.points, "evidence": i.evidence}
        for i in scheme.tree
    ]
    form = IndicatorsForm(data={**held, "places": str(scheme.places), "rows": rows})
    form.more_lines()
    return _edit_page(scheme, form)


def _edit_page(scheme: Scheme, form: IndicatorsForm) -> str:
    return render_template(
        "indicators/edit.html",
        scheme=scheme,
        form=form,
        here="directory",
        crumbs=_crumbs(
            (scheme.title, url_for(".show", scheme_id=scheme.id)), (_("Indicators"), None)
        ),
    )


@bp.post("/<uuid:scheme_id>/edit")
@requires(May.ASSESSMENT_MANAGE, scheme=queries.get)
def describe(scheme: Scheme) -> ResponseReturnValue:
    """Keep the facts and lines; what does not add up yet is said, and nothing is lost."""
    form = IndicatorsForm()
    if not form.validate_on_submit():
        return _edit_page(scheme, form), BAD
    try:
        actions.describe(scheme, _facts(form), form.tree(), by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _edit_page(scheme, form), BAD
    flash(_("Saved."), "ok")
    return redirect(url_for(".show", scheme_id=scheme.id))


@bp.get("/<uuid:scheme_id>/bands")
@requires(May.ASSESSMENT_MANAGE, scheme=queries.get)
def bands(scheme: Scheme) -> ResponseReturnValue:
    """Show the bands of a draft, with each open boundary beside it."""
    said = {True: "yes", False: "no", None: ""}
    held = {b.level: b for b in scheme.grades}
    top = {"high": scheme.scale, "high_in": "yes"}
    rows = [
        {
            "level": level,
            "low": b.low,
            "low_in": said[b.low_in],
            "high": b.high,
            "high_in": said[b.high_in],
        }
        if (b := held.get(level))
        else {"level": level, **(top if level == LEVELS[0] and not held else {})}
        for level in LEVELS
    ]
    form = BandsForm(data={"rows": rows})
    if held:
        _ask(form, scheme)
    return _bands_page(scheme, form)


def _ask(form: BandsForm, scheme: Scheme) -> bool:
    """Put each open boundary at its cell; say whether there is any."""
    found = list(rules.band_findings(scheme.grades, scale=scheme.scale, places=scheme.places))
    places = [LEVELS.index(b.level) for b in scheme.grades]
    for one in found:
        field = one.field
        if field:
            _rows, place, end = field.split("-")
            field = f"rows-{places[int(place)]}-{end}"
        form.add_error(words.finding(one), field, one.law)
    return bool(found)


def _bands_page(scheme: Scheme, form: BandsForm) -> str:
    return render_template(
        "indicators/bands.html",
        scheme=scheme,
        form=form,
        levels=LEVELS,
        here="directory",
        crumbs=_crumbs((scheme.title, url_for(".show", scheme_id=scheme.id)), (_("Bands"), None)),
    )


@bp.post("/<uuid:scheme_id>/bands")
@requires(May.ASSESSMENT_MANAGE, scheme=queries.get)
def set_bands(scheme: Scheme) -> ResponseReturnValue:
    """Keep the bands as they were typed, and ask about every boundary that is left open."""
    form = BandsForm()
    if not form.validate_on_submit():
        return _bands_page(scheme, form), BAD
    try:
        actions.set_bands(scheme, form.bands(), by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _bands_page(scheme, form), BAD
    found = rules.band_findings(scheme.grades, scale=scheme.scale, places=scheme.places)
    if any(found):
        flash(_("Saved. Some boundaries are still open: they are marked here."), "warn")
        return redirect(url_for(".bands", scheme_id=scheme.id))
    flash(_("Saved. Every score has exactly one answer."), "ok")
    return redirect(url_for(".show", scheme_id=scheme.id))


@bp.post("/<uuid:scheme_id>/publish")
@requires(May.ASSESSMENT_MANAGE, scheme=queries.get)
def publish(scheme: Scheme) -> ResponseReturnValue:
    """Publish and freeze it, or show what is left open."""
    try:
        actions.publish(scheme, by=g.actor, now=clock.now())
    except RefusedError:
        return _page(scheme), BAD
    flash(_("Published. From now on it cannot be changed."), "ok")
    return redirect(url_for(".show", scheme_id=scheme.id))


@bp.post("/<uuid:scheme_id>/retire")
@requires(May.ASSESSMENT_MANAGE, scheme=queries.get)
def retire(scheme: Scheme) -> ResponseReturnValue:
    """Have no new round use it."""
    actions.retire(scheme, by=g.actor, now=clock.now())
    return redirect(url_for(".show", scheme_id=scheme.id))


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Home"), "/"), (_("Indicators and bands"), url_for(".index")), *more]
