"""Pages of a profile: the facts on the organization's pages, changing them, their history, its code."""

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats, sheets
from app.accounts import queries as people
from app.config import Settings
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.labels import FIELDS
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.permissions import May
from app.profiles import actions, labels, queries, rules
from app.profiles.forms import AmendForm, EditForm, HistoryForm, TaxForm
from app.profiles.models import FieldChange
from app.profiles.rules import Fact, Kept, Kind, Seen

bp = Blueprint("profiles", __name__, url_prefix="/organizations", template_folder="templates")

Units = Mapping[str, str]


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


# --- the facts on the pages of an organization ------------------------------------------


@sections.add(0)
def facts(organization: Organization, on: date) -> Section:
    """Show the facts that the reader may see, under their heads."""
    seen = queries.audience(g.actor, organization)
    own = g.actor.may(May.ORGANIZATION_EDIT, organization)
    values = {
        "organization": organization,
        "groups": grouped(queries.facts_of(organization), seen, known_units(organization)),
        "edit": url_for("profiles.edit", organization_id=organization.id) if own else None,
        "kept_here": Kept.ORGANIZATION,
        "tax": [t for t in queries.tax_statuses(organization.id) if t.valid_until >= on],
        "tax_words": labels.TAX,
        "may_amend": g.actor.may(May.ORGANIZATION_ADMIN),
        "may_history": g.actor.may(May.PROFILE_READ, organization),
        "group_words": labels.GROUPS,
    }
    return Section("facts", _("Facts"), "profiles/_facts.html", values)


def known_units(organization: Organization) -> dict[str, str]:
    """Return the names of the units that the loaded organization names."""
    units = (organization.supervisor, organization.street, organization.community)
    return {str(u.id): u.name for u in (*units, organization.industry_regulator) if u}


Lines = list[tuple[Fact, str, str]]


def grouped(facts: Mapping[str, Any], seen: Seen, units: Units) -> list[tuple[str, Lines]]:
    """Return the visible facts under their heads: (head, [(fact, word, value)])."""
    found: dict[str, Lines] = {}
    for fact in rules.visible(seen):
        value = written(fact, facts[fact.name], seen, units)
        found.setdefault(fact.group, []).append((fact, str(labels.FACTS[fact.name]), value))
    return list(found.items())


def written(fact: Fact, value: Any, seen: Seen, units: Units) -> str:  # noqa: ANN401 -- of the fact's kind
    """Write a value for people; a telephone is partly covered in public."""
    if value in (None, "", 0, []):
        return ""
    ways: Mapping[Kind, Callable[[Any], str]] = {
        Kind.FLAG: lambda v: _("yes") if v else _("no"),
        Kind.NUMBER: formats.number,
        Kind.MONEY: lambda v: formats.yuan(Decimal(v)),
        Kind.UNIT: lambda v: units.get(str(v), _("unit removed")),
        Kind.FIELDS: lambda v: "、".join(str(FIELDS.get(key, key)) for key in v),
        Kind.PHONE: formats.phone if seen is Seen.PUBLIC else str,
    }
    return ways.get(fact.kind, str)(value)


# --- changing ------------------------------------------------------------------------------


@bp.route("/<uuid:organization_id>/edit", methods=["GET", "POST"])
@requires(May.ORGANIZATION_EDIT, organization=organizations.get)
def edit(organization: Organization) -> ResponseReturnValue:
    """Change what the organization keeps itself."""
    form = EditForm(obj=organization)
    if form.validate_on_submit():
        typed = {name: form[name].data for name in actions.OWN}
        facts = {n: typed[n] or (0 if rules.BY_NAME[n].kind is Kind.NUMBER else "") for n in typed}
        try:
            changed = actions.edit(organization, facts, by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
            return redirect(url_for("organizations.mine", organization_id=organization.id))
    page = render_template(
        "profiles/edit.html",
        form=form,
        organization=organization,
        here="organization",
        crumbs=[
            (_("My organization"), url_for("organizations.mine", organization_id=organization.id)),
            (_("Change"), None),
        ],
    )
    return page, code_of(form)


def code_of(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form
    """Return 422 for a form that was sent and refused."""
    wrong = form.is_submitted() and bool(form.error_list())
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


@bp.route("/<uuid:organization_id>/amend", methods=["GET", "POST"])
@requires(May.ORGANIZATION_ADMIN, organization=organizations.get)
def amend(organization: Organization) -> ResponseReturnValue:
    """Change what the registrar keeps, from a day on and by a document."""
    form = AmendForm(obj=organization)
    if form.validate_on_submit() and form.on.data:
        try:
            changed = actions.amend(
                organization,
                form.facts(actions.REGISTRAR_S),
                on=form.on.data,
                source=form.source.data,
                file_id=_stored(form, organization),
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
            return redirect(url_for("organizations.show", organization_id=organization.id))
    page = render_template(
        "profiles/amend.html",
        form=form,
        organization=organization,
        here="directory",
        crumbs=_crumbs(organization, _("Change the register entry")),
    )
    return page, code_of(form)


def _stored(form: AmendForm, organization: Organization) -> Any:  # noqa: ANN401 -- an id or nothing
    upload = form.file.data
    if not upload or not upload.filename:
        return None
    return documents.store(
        upload,
        purpose="profile",
        owners=organization.scope_ids(),
        by=g.actor,
        now=clock.now(),
        field="file",
    ).id


def _crumbs(organization: Organization, last: str) -> list[tuple[str, str | None]]:
    shown = url_for("organizations.show", organization_id=organization.id)
    return [
        (_("Social organizations"), url_for("organizations.index")),
        (organization.short_name, shown),
        (last, None),
    ]


@bp.route("/<uuid:organization_id>/tax", methods=["GET", "POST"])
@requires(May.ORGANIZATION_ADMIN, organization=organizations.get)
def tax(organization: Organization) -> ResponseReturnValue:
    """Enter a tax qualification."""
    form = TaxForm()
    if form.validate_on_submit() and form.valid_from.data and form.valid_until.data:
        try:
            actions.record_tax_status(
                organization,
                form.chosen(),
                document_no=form.document_no.data,
                valid_from=form.valid_from.data,
                valid_until=form.valid_until.data,
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("organizations.show", organization_id=organization.id))
    page = render_template(
        "profiles/tax.html",
        form=form,
        organization=organization,
        statuses=queries.tax_statuses(organization.id),
        holds=rules.holds,
        words_of=labels.TAX,
        here="directory",
        crumbs=_crumbs(organization, _("Tax qualifications")),
    )
    return page, code_of(form)


# --- history -------------------------------------------------------------------------------


@bp.get("/<uuid:organization_id>/history")
@requires(May.PROFILE_READ, organization=organizations.whole)
def history(organization: Organization) -> ResponseReturnValue:
    """Show what the facts were on a day, and every change."""
    form = HistoryForm()
    asked = form.on.data if form.on.data and not form.on.process_errors else None
    on = min(asked, today()) if asked else today()
    seen = queries.audience(g.actor, organization)
    units = every_unit()
    changes = queries.changes(organization.id)
    now = queries.facts_of(organization)
    return render_template(
        "profiles/history.html",
        organization=organization,
        form=form,
        on=on,
        groups=grouped(rules.as_of(now, changes, on), seen, units),
        changes=_told(changes, form.field.data, seen, units),
        group_words=labels.GROUPS,
        here="directory",
        crumbs=_crumbs(organization, _("History of the facts")),
    )


def every_unit() -> dict[str, str]:
    """Return the names of all units by their id."""
    return {str(unit.id): unit.name for unit in people.units()}


def _told(
    changes: Iterable[FieldChange], field: str, seen: Seen, units: Units
) -> list[tuple[FieldChange, str, str, str]]:
    """Return the visible changes, the newest first: (change, fact, before, after)."""
    found = []
    for change in changes:
        fact = rules.BY_NAME.get(change.field)
        if fact is None or fact.seen > seen or (field and change.field != field):
            continue
        before = written(fact, change.before, seen, units)
        after = written(fact, change.after, seen, units)
        found.append((change, str(labels.FACTS[change.field]), before, after))
    return found[::-1]


@bp.get("/<uuid:organization_id>/history.<kind>")
@requires(May.PROFILE_READ, organization=organizations.get)
def export_history(organization: Organization, kind: str) -> Response:
    """Hand out every visible change."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    seen = queries.audience(g.actor, organization)
    told = _told(queries.changes(organization.id), "", seen, every_unit())
    heads = [
        _("In effect from"),
        _("Fact"),
        _("Before"),
        _("After"),
        _("Document"),
        _("Entered by"),
    ]
    rows = ([c.on, fact, before, after, c.source, c.recorded_by] for c, fact, before, after in told)
    title = _("History of %(organization)s", organization=organization.short_name)
    return sheets.answer(kind, title, heads, rows)


@bp.get("/changes/<uuid:change_id>/file")
@requires(May.PROFILE_READ, change=queries.change)
def change_file(change: FieldChange) -> Response:
    """Hand out the document of a change."""
    fact = rules.BY_NAME.get(change.field)
    seen = queries.audience(g.actor, change.organization)
    if change.file_id is None or fact is None or fact.seen > seen:
        raise NotFoundError
    return as_download(files.get(change.file_id))


@bp.get("/facts")
@requires(May.PUBLIC)
def table() -> ResponseReturnValue:
    """Show the table of facts: who keeps each, and who sees it."""
    return render_template(
        "profiles/table.html",
        facts=rules.FACTS,
        labels=labels,
        here="directory",
        crumbs=[
            (_("Home"), "/"),
            (_("Social organizations"), url_for("organizations.index")),
            (_("Who sees which fact"), None),
        ],
    )


# --- one organization, one code --------------------------------------------------------------


@bp.get("/code/<code>")
@requires(May.PUBLIC)
def by_code(code: str) -> ResponseReturnValue:
    """Lead from the code of an organization to its public page."""
    found = organizations.by_code(code)
    if found is None:
        raise NotFoundError
    return redirect(url_for("organizations.show", organization_id=found.id))


def address_of(organization: Organization, settings: Settings) -> str:
    """Return the address that the code of an organization holds."""
    code = organization.uscc or organization.filing_no
    return settings.site_url.rstrip("/") + url_for("profiles.by_code", code=code)


@bp.get("/<uuid:organization_id>/code")
@requires(May.PUBLIC, organization=organizations.get)
def card(organization: Organization) -> ResponseReturnValue:
    """Show the code of an organization, to print and hang up."""
    return render_template(
        "profiles/card.html",
        organization=organization,
        here="directory",
        crumbs=_crumbs(organization, _("Its code")),
    )


@bp.get("/<uuid:organization_id>/code.svg")
@requires(May.PUBLIC, organization=organizations.get)
def code_picture(organization: Organization) -> Response:
    """Draw the code."""
    drawn = io.BytesIO()
    address = address_of(organization, current_app.config["SETTINGS"])
    segno.make(address, error="m").save(drawn, kind="svg", scale=6, border=2, xmldecl=False)
    answer = Response(drawn.getvalue(), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
