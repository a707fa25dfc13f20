"""Pages of the register: the public list, one organization, its own page, claims."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets
from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts import session as sessions
from app.accounts.models import Person
from app.accounts.states import UnitKind
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import Finding, NotFoundError, RefusedError
from app.formats import PAGE_SIZE, here_with
from app.guard import requires
from app.organizations import actions, filters, labels, queries, sections
from app.organizations.forms import (
    ClaimForm,
    CodeForm,
    NewPersonForm,
    RefuseForm,
    RegisterForm,
    SearchForm,
    chosen_type,
)
from app.organizations.models import Claim, Organization
from app.organizations.queries import Row, Search
from app.organizations.rules import grade_at, listed_at
from app.permissions import May

bp = Blueprint("organizations", __name__, url_prefix="/organizations", template_folder="templates")


@bp.app_context_processor
def shared_words() -> dict[str, Any]:
    """Give every template the words for fields and types."""
    return {"field_words": labels.FIELDS, "type_words": labels.TYPES}


# --- the public list --------------------------------------------------------------------


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the register."""
    form = with_streets(RegisterForm())
    page = lists.page_number()
    rows, total = queries.search(
        asked_by(form), on=today(), limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    return render_template(
        "organizations/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        chips=chips_of(form),
        more_fields=filters.fields(form),
        may_confirm=g.actor.may(May.CLAIM_CONFIRM),
        here="directory",
        crumbs=[(_("Home"), "/"), (_("Social organizations"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out all the filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.search(asked_by(with_streets(RegisterForm())), on=today())
    return sheets.answer(kind, _("Social organizations"), columns(), map(exported, rows))


def columns() -> list[str]:
    """Return the heads of the exported table."""
    return [
        _("Name"),
        _("Unified social credit code"),
        _("Filing number"),
        _("Type"),
        _("Category"),
        _("Grade today"),
        _("Fields"),
        _("Street"),
        _("Registered on"),
    ]


def exported(row: Row) -> list[object]:
    """Return one exported row: what the public list shows, nothing personal."""
    o = row.organization
    return [
        o.name,
        o.uscc,
        o.filing_no,
        str(labels.TYPES[o.type]),
        o.category,
        row.level,
        "、".join(str(labels.FIELDS.get(key, key)) for key in o.fields),
        o.street.name if o.street else "",
        o.registered_on,
    ]


def asked_by(form: SearchForm) -> Search:
    """Return what the filters ask for; what they do not know asks for nothing."""
    sort = request.args.get("sort", "")
    return Search(
        words=(form.q.data or "").strip()[:60],
        field=form.field.data if form.field.data in labels.FIELDS else "",
        street_id=lists.uuid(form.street.data),
        grade=form.grade.data if form.grade.data in dict(form.grade.choices) else "",
        type=chosen_type(form.type.data) if isinstance(form, RegisterForm) else None,
        registered=_status(form),
        sort=queries.BY_GRADE if sort.lstrip("-") == queries.BY_GRADE else queries.BY_NAME,
        descending=sort.startswith("-"),
        more=tuple(filters.chosen(form, today()).values()),
    )


def _status(form: SearchForm) -> bool | None:
    said = form.status.data if isinstance(form, RegisterForm) else ""
    return {"registered": True, "filed": False}.get(said or "")


def with_streets(form: SearchForm) -> Any:  # noqa: ANN401 -- the same form
    """Fill in the streets to choose from."""
    streets = people.units(UnitKind.STREET)
    form.street.choices = [*form.street.choices[:1], *((str(u.id), u.name) for u in streets)]
    return form


def chips_of(form: SearchForm) -> list[tuple[str, str]]:
    """Return the chosen filters as words, each with the address without it."""
    found = []
    for field in form:
        words = dict(getattr(field, "choices", None) or {}).get(field.data, field.data)
        if field.data and words:
            address = here_with(**{field.name: None, "page": None})
            found.append((f"{field.label.text}：{words}", address))
    return found


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


# --- one organization ------------------------------------------------------------------


@bp.get("/<uuid:organization_id>")
@requires(May.PUBLIC, organization=queries.whole)
def show(organization: Organization) -> ResponseReturnValue:
    """Show what anybody may know of an organization."""
    on = today()
    return render_template(
        "organizations/show.html",
        organization=organization,
        grade=grade_at(organization.grades, on),
        in_force=listed_at(organization.credit_events, on),
        sections=sections.of(organization, on),
        labels=labels,
        may_edit=g.actor.may(May.ORGANIZATION_EDIT, organization),
        here="directory",
        crumbs=[
            (_("Home"), "/"),
            (_("Social organizations"), url_for(".index")),
            (organization.short_name, None),
        ],
    )


@bp.get("/own")
@requires(May.ORGANIZATION_EDIT)
def own() -> ResponseReturnValue:
    """Lead to the organization one acts for; with several, let one choose."""
    mine = queries.mine(g.actor)
    if len(mine) == 1:
        return redirect(url_for(".mine", organization_id=mine[0].id))
    return render_template("organizations/choose.html", mine=mine, here="organization")


@bp.get("/<uuid:organization_id>/own")
@requires(May.ORGANIZATION_READ, organization=queries.whole)
def mine(organization: Organization) -> ResponseReturnValue:
    """Show an organization to its own people, everything in full."""
    on = today()
    return render_template(
        "organizations/own.html",
        organization=organization,
        grade=grade_at(organization.grades, on),
        in_force=listed_at(organization.credit_events, on),
        sections=sections.of(organization, on),
        colleagues=people.colleagues(organization.id),
        labels=labels,
        may_invite=g.actor.may(May.COLLEAGUE_ADMIN, organization),
        here="organization",
        crumbs=[(_("My organization"), None)],
    )


def _code(form: Any) -> HTTPStatus:  # noqa: ANN401 -- any form
    wrong = bool(form.errors) and form.is_submitted()
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


# --- claims ------------------------------------------------------------------------------


@bp.route("/claim", methods=["GET", "POST"])
@requires(May.PUBLIC)
def claim() -> ResponseReturnValue:
    """Ask for the credit code, and lead to the organization that has it."""
    form = CodeForm()
    if form.validate_on_submit():
        found = queries.by_uscc(form.code.data or "")
        if found is not None:
            return redirect(url_for(".claim_one", organization_id=found.id))
        form.add_findings([Finding("claim-no-organization", field="code")])
    page = render_template(
        "organizations/claim.html",
        form=form,
        mine=queries.claims_of(g.actor.id) if g.actor.signed_in else [],
        nofind=True,
        crumbs=[(_("Home"), "/"), (_("Claim an organization"), None)],
    )
    return page, _code(form)


@bp.route("/<uuid:organization_id>/claim", methods=["GET", "POST"])
@requires(May.PUBLIC, organization=queries.get)
def claim_one(organization: Organization) -> ResponseReturnValue:
    """Take a claim: of whoever is signed in, or together with a new account."""
    form = ClaimForm() if g.actor.signed_in else NewPersonForm()
    if form.validate_on_submit():
        try:
            made = _send(organization, form)
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            return redirect(url_for(".claim_sent", claim_id=made.id))
    page = render_template(
        "organizations/claim_one.html",
        form=form,
        organization=organization,
        nofind=True,
        crumbs=[
            (_("Home"), "/"),
            (_("Claim an organization"), url_for(".claim")),
            (organization.short_name, None),
        ],
    )
    return page, _code(form)


def _send(organization: Organization, form: ClaimForm) -> Claim:
    now = clock.now()
    person: Person | None = g.person
    if isinstance(form, NewPersonForm):
        phone = "".join(form.phone.data.split())
        person = accounts.create_person(form.name.data, phone, phone=phone, now=now)
        accounts.set_password(person, form.password.data, by=person.actor(), now=now)
    if person is None:
        raise NotFoundError
    by, upload = person.actor(), form.file.data
    stored = None
    if upload and upload.filename:
        stored = documents.store(
            upload, purpose="claim", owners=[person.id], by=by, now=now, field="file"
        )
    made = actions.claim(
        organization,
        person,
        statement=form.statement.data.strip(),
        file_id=stored.id if stored else None,
        by=by,
        now=now,
    )
    if not g.actor.signed_in:
        sessions.begin(person)
    return made


@bp.get("/claims/<uuid:claim_id>/sent")
@requires(May.SIGNED_IN, claim=queries.claim)
def claim_sent(claim: Claim) -> ResponseReturnValue:
    """Show the receipt to whoever claimed."""
    if claim.person_id != g.actor.id:
        raise NotFoundError
    return render_template("organizations/claim_sent.html", claim=claim)


@bp.get("/claims/")
@requires(May.CLAIM_CONFIRM)
def claims() -> ResponseReturnValue:
    """List the claims that wait."""
    waiting = queries.open_claims()
    return render_template(
        "organizations/claims.html",
        claims=waiting,
        names=people.names_of(c.person_id for c in waiting),
        here="directory",
        crumbs=[(_("Claims of organizations"), None)],
    )


@bp.get("/claims/<uuid:claim_id>")
@requires(May.CLAIM_CONFIRM, claim=queries.claim)
def claim_show(claim: Claim) -> ResponseReturnValue:
    """Show a claim beside the register."""
    return _claim_page(claim, RefuseForm()), HTTPStatus.OK


def _claim_page(claim: Claim, form: RefuseForm) -> str:
    return render_template(
        "organizations/claim_show.html",
        claim=claim,
        form=form,
        person=people.person(claim.person_id),
        file=files.get(claim.file_id) if claim.file_id else None,
        decider=people.names_of([claim.decided_by]),
        colleagues=people.colleagues(claim.organization_id),
        here="directory",
        crumbs=[
            (_("Claims of organizations"), url_for(".claims")),
            (claim.organization.short_name, None),
        ],
    )


@bp.get("/claims/<uuid:claim_id>/file")
@requires(May.CLAIM_CONFIRM, claim=queries.claim)
def claim_file(claim: Claim) -> Response:
    """Hand out the paper of a claim."""
    if claim.file_id is None:
        raise NotFoundError
    return as_download(files.get(claim.file_id))


@bp.post("/claims/<uuid:claim_id>/confirm")
@requires(May.CLAIM_CONFIRM, claim=queries.claim)
def claim_confirm(claim: Claim) -> ResponseReturnValue:
    """Let the person act for the organization."""
    actions.confirm(claim, by=g.actor, now=clock.now())
    flash(_("Confirmed. The person has been told."), "ok")
    return redirect(url_for(".claims"))


@bp.post("/claims/<uuid:claim_id>/refuse")
@requires(May.CLAIM_CONFIRM, claim=queries.claim)
def claim_refuse(claim: Claim) -> ResponseReturnValue:
    """Refuse a claim with a reason."""
    form = RefuseForm()
    if not form.validate_on_submit():
        return _claim_page(claim, form), HTTPStatus.UNPROCESSABLE_ENTITY
    actions.refuse(claim, form.reason.data, by=g.actor, now=clock.now())
    flash(_("Refused. The person has been told why."), "ok")
    return redirect(url_for(".claims"))
