"""Pages of registrations: the public guide, filling in, one case."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists
from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts import session as sessions
from app.accounts.models import Person
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import Finding, NotFoundError, RefusedError
from app.guard import requires
from app.law import add_years
from app.organizations import queries as organizations
from app.organizations.labels import FIELDS, TYPES
from app.permissions import May
from app.registrations import actions, forms, labels, queries, rules
from app.registrations.models import RegistrationCase, RegistrationMaterial
from app.registrations.states import IN_HAND, CaseKind, CaseState, Desk, MaterialState

bp = Blueprint("registrations", __name__, url_prefix="/registrations", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.context_processor
def own_words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "fields": FIELDS, "types": TYPES, "here": "supervision"}


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page of registrations."""
    return [(_("Home"), "/"), (_("Registration guide"), url_for("registrations.index")), *more]


# --- the guide


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the guide: who registers, with what, by when it is decided, and the figures."""
    on = today()
    return render_template(
        "registrations/index.html",
        law=queries.law_on(on),
        on=on,
        clocks=queries.clocks(on),
        this_year=queries.figures(on),
        last_year=queries.figures(add_years(on, -1)),
        growth=rules.growth,
        mine=queries.of_person(g.actor.id) if g.actor.id else [],
        crumbs=[(_("Home"), "/"), (_("Registration guide"), None)],
    )


# --- beginning and filling in


@bp.get("/start")
@requires(May.PUBLIC)
def start() -> ResponseReturnValue:
    """Ask for the first facts."""
    return _start_page(_start_form())


@bp.post("/start")
@requires(May.PUBLIC)
def begin() -> ResponseReturnValue:
    """Begin a case, together with an account where there is none."""
    form = _start_form()
    if not form.validate():
        return _start_page(form), BAD
    try:
        person = g.person or _newcomer(form)
        case = actions.start(
            form.name.data,
            kind=forms.chosen_type(form.type.data),
            category=form.category.data,
            by=person.actor(),
            now=clock.now(),
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _start_page(form), BAD
    if not g.actor.signed_in:
        sessions.begin(person)
    return redirect(url_for(".show", case_id=case.id))


def _start_form() -> forms.StartForm:
    form = forms.StartForm() if g.actor.signed_in else forms.NewcomerStartForm()
    form.offer(queries.law_on(today()))
    return form


def _start_page(form: forms.StartForm) -> str:
    return render_template(
        "registrations/start.html",
        form=form,
        nofind=True,
        crumbs=crumbs((_("Apply for registration"), None)),
    )


def _newcomer(form: Any) -> Person:  # noqa: ANN401 -- the form for newcomers
    now, phone = clock.now(), "".join((form.your_phone.data or "").split())
    person = accounts.create_person(form.your_name.data, phone, phone=phone, now=now)
    accounts.set_password(person, form.password.data, by=person.actor(), now=now)
    return person


def seen(case: RegistrationCase) -> RegistrationCase:
    """Return a case that the actor may see; for others it is absent."""
    if not queries.visible(case, g.actor):
        raise NotFoundError
    return case


def mine(case: RegistrationCase) -> RegistrationCase:
    """Return a case that the actor fills in."""
    if case.applicant_id != g.actor.id:
        raise NotFoundError
    return case


@bp.get("/<uuid:case_id>")
@requires(May.SIGNED_IN, case=queries.get)
def show(case: RegistrationCase) -> ResponseReturnValue:
    """Show a case: what it says, where it is, what can be done."""
    return page(seen(case))


PARTS = ("about", "purpose", "people", "money", "supervisor")
FIELDS_OF = {
    "about": ("name",),
    "purpose": ("purpose", "scope", "necessity", "feasibility"),
    "people": ("legal_representative", "phone", "address", "street_id"),
    "money": ("capital", "conditional", "missing"),
    "supervisor": ("supervisor_id",),
}


def title_of(part: str) -> str:
    """Name a page of a case."""
    titles: dict[str, str] = {
        "about": _("Name and category"),
        "purpose": _("Purpose, need and way of working"),
        "people": _("People and place"),
        "money": _("Registered capital"),
        "supervisor": _("Business supervisory unit"),
    }
    return titles[part]


@bp.get("/<uuid:case_id>/edit/<part>")
@requires(May.SIGNED_IN, case=queries.get)
def edit(case: RegistrationCase, part: str) -> ResponseReturnValue:
    """Show one page of a case."""
    return _part_page(mine(case), part, _part(case, part))


@bp.post("/<uuid:case_id>/edit/<part>")
@requires(May.SIGNED_IN, case=queries.get)
def save(case: RegistrationCase, part: str) -> ResponseReturnValue:
    """Keep one page of a case."""
    form = _part(mine(case), part)
    if not form.validate():
        return _part_page(case, part, form), BAD
    try:
        actions.save(case, _typed(form), by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _part_page(case, part, form), BAD
    return redirect(url_for(".show", case_id=case.id))


def _part(case: RegistrationCase, part: str) -> Any:  # noqa: ANN401 -- one of the parts
    if part not in PARTS or case.kind is not CaseKind.SET_UP:
        abort(HTTPStatus.NOT_FOUND)
    if part == "about":
        number = case.filed.filing_no if case.filed else ""
        form = forms.AboutForm(obj=case, data={"filed_no": number})
        form.offer(queries.law_on(today()))
        return form
    made = {
        "purpose": forms.PurposeForm,
        "people": forms.PeopleForm,
        "money": forms.MoneyForm,
        "supervisor": forms.SupervisorForm,
    }[part](obj=case)
    if hasattr(made, "offer"):
        made.offer()
    return made


def _typed(form: Any) -> dict[str, Any]:  # noqa: ANN401 -- one of the parts
    typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
    typed = {k: v.strip() if isinstance(v, str) else v for k, v in typed.items()}
    for name in ("street_id", "supervisor_id"):
        if name in typed:
            typed[name] = lists.uuid(typed[name])
    if "type" in typed:
        typed["type"] = forms.chosen_type(typed["type"])
    if "members" in typed:
        typed["members"] = typed["members"] or 0
    if "filed_no" in typed:
        typed["filed_id"] = _filed(typed.pop("filed_no"))
    return typed


def _filed(number: str | None) -> Any:  # noqa: ANN401 -- an id or none
    if not number:
        return None
    found = organizations.by_code(number)
    if found is None or found.registered or found.ended_on:
        raise RefusedError([Finding("registration-filed-unknown", field="filed_no")])
    return found.id


def _part_page(case: RegistrationCase, part: str, form: Any) -> str:  # noqa: ANN401
    if case.state not in IN_HAND:
        raise NotFoundError
    return render_template(
        "registrations/part.html",
        case=case,
        part=part,
        title=title_of(part),
        form=form,
        law=queries.law_on(today()),
        nofind=True,
        crumbs=crumbs((case.name, url_for(".show", case_id=case.id)), (title_of(part), None)),
    )


# --- materials


@bp.get("/<uuid:case_id>/materials")
@requires(May.SIGNED_IN, case=queries.get)
def materials(case: RegistrationCase) -> ResponseReturnValue:
    """Show the materials, each with its state and its upload."""
    return _materials_page(mine(case), forms.UploadForm())


@bp.post("/<uuid:case_id>/materials/<uuid:one>")
@requires(May.SIGNED_IN, case=queries.get)
def upload(case: RegistrationCase, one: Any) -> ResponseReturnValue:  # noqa: ANN401 -- an id
    """Take in one material."""
    form, material = forms.UploadForm(), _material(mine(case), one)
    file = form.file.data
    if not form.validate() or not file or not file.filename:
        form.file.errors = [*form.file.errors, _("Choose a file first.")]
        return _materials_page(case, form, material), BAD
    try:
        actions.attach(case, material, file, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _materials_page(case, form, material), BAD
    flash(_("Uploaded: %(name)s", name=material.name), "ok")
    return redirect(url_for(".materials", case_id=case.id, _anchor=f"m{material.sort + 1}"))


def _material(case: RegistrationCase, material_id: Any) -> RegistrationMaterial:  # noqa: ANN401
    found = next((m for m in case.materials if m.id == material_id), None)
    if found is None:
        raise NotFoundError
    return found


def _materials_page(
    case: RegistrationCase, form: forms.UploadForm, at: RegistrationMaterial | None = None
) -> str:
    if case.state not in IN_HAND or case.kind is not CaseKind.SET_UP:
        raise NotFoundError
    return render_template(
        "registrations/materials.html",
        case=case,
        form=form,
        at=at,
        files=files.by_ids(m.file_id for m in case.materials if m.file_id),
        nofind=True,
        crumbs=crumbs((case.name, url_for(".show", case_id=case.id)), (_("Materials"), None)),
    )


@bp.get("/<uuid:case_id>/files/<uuid:one>")
@requires(May.SIGNED_IN, case=queries.get)
def material(case: RegistrationCase, one: Any) -> Response:  # noqa: ANN401 -- an id
    """Hand out one material; the party body sees none."""
    reader = case.applicant_id == g.actor.id or g.actor.may(May.REGISTRATION_READ)
    if not reader and not g.actor.may(May.REGISTRATION_SUPERVISE, seen(case)):
        raise NotFoundError
    found = _material(case, one)
    if found.file_id is None:
        raise NotFoundError
    return as_download(files.get(found.file_id))


@bp.post("/<uuid:case_id>/submit")
@requires(May.SIGNED_IN, case=queries.get)
def submit(case: RegistrationCase) -> ResponseReturnValue:
    """Hand it in."""
    form = forms.SubmitForm()
    if not form.validate_on_submit():
        return page(mine(case), form=form), BAD
    try:
        actions.submit(mine(case), by=g.actor, now=clock.now())
    except RefusedError as refused:
        return page(case, refused=refused.findings), BAD
    flash(_("Submitted. Keep the number: %(number)s", number=case.number), "ok")
    return redirect(url_for(".show", case_id=case.id))


@bp.post("/<uuid:case_id>/withdraw")
@requires(May.SIGNED_IN, case=queries.get)
def withdraw(case: RegistrationCase) -> ResponseReturnValue:
    """Take it back."""
    actions.withdraw(mine(case), by=g.actor, now=clock.now())
    flash(_("Withdrawn."), "ok")
    return redirect(url_for(".show", case_id=case.id))


# --- the page of a case


def page(
    case: RegistrationCase,
    *,
    form: Any = None,  # noqa: ANN401 -- whichever was wrong
    at: str = "",
    refused: tuple[Finding, ...] = (),
) -> str:
    """Return the page of a case; `form` is the one that was wrong, at its place."""
    on = today()
    in_hand = case.state in IN_HAND
    found = queries.findings(case, on) if in_hand else []
    lacking = {f.field for f in found}
    shown: dict[str, Any] = {
        "submit": forms.SubmitForm(formdata=None),
        "text": forms.TextForm(formdata=None),
        "review": forms.ReviewForm(formdata=None),
        "supervise": forms.SuperviseForm(formdata=None),
        "party": forms.PartyForm(formdata=None),
        "decide": forms.DecideForm(formdata=None, data={"first_day": on}),
    }
    if form is not None and at:
        shown[at] = form
    asked = queries.desks(case, on)
    return render_template(
        "registrations/show.html",
        case=case,
        form=form,
        forms=shown,
        findings=found,
        refused=refused,
        in_hand=in_hand,
        own=case.applicant_id == g.actor.id,
        parts=[(p, title_of(p), not lacking & set(FIELDS_OF[p])) for p in PARTS],
        there=sum(m.state is not MaterialState.MISSING for m in case.materials),
        files=files.by_ids(m.file_id for m in case.materials if m.file_id),
        may_read=case.applicant_id == g.actor.id
        or g.actor.may(May.REGISTRATION_READ)
        or g.actor.may(May.REGISTRATION_SUPERVISE, case),
        clocks=queries.clocks(case.accepted_on) if case.accepted_on else None,
        desks=[(d, queries.review_of(case, d)) for d in asked],
        dual=rules.needs_supervisor(queries.said(case), queries.law_on(on)),
        waits=queries.review_findings(case, on) if case.state is CaseState.ACCEPTED else [],
        may=_may(case, asked),
        names=people.names_of(
            [case.applicant_id, case.decided_by, *(r.by_id for r in case.reviews)]
        ),
        conditions=queries.conditions_of(case.organization_id) if case.organization_id else [],
        crumbs=crumbs((case.name, None)),
    )


def _may(case: RegistrationCase, asked: tuple[Desk, ...]) -> set[str]:
    """Return which acts of the offices are open to the actor here."""
    actor, found = g.actor, set()
    if actor.may(May.REGISTRATION_REVIEW) and case.state in (
        CaseState.SUBMITTED,
        CaseState.RETURNED,
        CaseState.ACCEPTED,
    ):
        found.add("visit")
    if case.state is CaseState.SUBMITTED and actor.may(May.REGISTRATION_REVIEW):
        found.add("intake")
    if case.state is CaseState.ACCEPTED:
        if actor.may(May.REGISTRATION_REVIEW) and Desk.REGISTRAR in asked:
            found.add("review")
        if actor.may(May.REGISTRATION_SUPERVISE, case) and Desk.SUPERVISOR in asked:
            found.add("supervise")
        if actor.may(May.REGISTRATION_PARTY) and Desk.PARTY in asked:
            found.add("party")
        if actor.may(May.REGISTRATION_DECIDE):
            found.add("decide")
    return found


from app.registrations import after, desks  # noqa: E402, F401 -- their routes
