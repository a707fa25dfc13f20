"""Pages of accounts: signing in and out, links, one's own account, colleagues, and people."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app import clock, lists, pages
from app.accounts import actions, labels, links, queries, rules, second_factor, session
from app.accounts.forms import (
    BindForm,
    ChangePasswordForm,
    CodeForm,
    ColleagueForm,
    ForgotForm,
    GrantForm,
    InviteForm,
    NewPasswordForm,
    OwnContactForm,
    SignInForm,
)
from app.accounts.models import Invitation, Person, RoleGrant
from app.audit import queries as audit_log
from app.audit.labels import detail as particulars
from app.errors import RefusedError
from app.forms import Form
from app.guard import requires
from app.permissions import May, Role

T = TypeVar("T")

bp = Blueprint("accounts", __name__, url_prefix="/account", template_folder="templates")


@bp.after_request
def never_kept(response: Response) -> Response:
    """Keep names, links and secrets out of every cache, before the sign-in as well."""
    response.headers["Cache-Control"] = "no-store"
    return response


# Between showing a secret and the first right code.
SECRET = "secret"  # noqa: S105 -- the name of a mark in the cookie


# --- signing in and out


@bp.route("/sign-in", methods=["GET", "POST"])
@requires(May.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    form = SignInForm()
    back = rules.local_path(form.next.data if form.is_submitted() else request.args.get("next"))
    if g.actor.signed_in and not form.is_submitted():
        return redirect(back)
    form.next.data = back
    if not form.validate_on_submit():
        return _sign_in_page(form, _status(form))
    try:
        person = actions.sign_in(
            form.username.data or "",
            form.password.data or "",
            address=_address(),
            now=clock.now(),
        )
    except RefusedError as refused:
        pages.keep()
        form.add_findings(refused.findings)
        return _sign_in_page(form, _refusal(refused))
    return _welcome(person, back)


@bp.route("/second-factor", methods=["GET", "POST"])
@requires(May.PUBLIC)
def confirm() -> ResponseReturnValue:
    """Ask for the code of the app; who has none yet binds one here."""
    half = session.half()
    if half is None:
        return redirect(url_for(".sign_in"))
    person, back = half
    if person.totp_secret is None:
        return _bind(person, back)
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("accounts/code.html", form=form), _status(form)
    try:
        actions.confirm_code(person, form.digits(), address=_address(), now=clock.now())
    except RefusedError as refused:
        pages.keep()
        form.add_findings(refused.findings)
        return render_template("accounts/code.html", form=form), _refusal(refused)
    session.begin(person)
    return redirect(back)


def _bind(person: Person, back: str) -> ResponseReturnValue:
    form = BindForm() if g.actor.signed_in else CodeForm()
    secret = cookie.setdefault(SECRET, second_factor.fresh_secret())
    if form.validate_on_submit():
        code, now = form.digits(), clock.now()
        try:
            if isinstance(form, BindForm):
                present = form.old.data or ""
                actions.enrol_later(person, secret, code, present=present, now=now)
            else:
                actions.enrol(person, secret, code, now=now)
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            session.begin(person)
            flash(_("The app is bound to your account. You will need it at every sign-in."), "ok")
            return redirect(back)
    picture = second_factor.picture(secret, person.username)
    page = render_template(
        "accounts/bind.html", form=form, secret=secret, picture=picture, back=back
    )
    return page, _status(form)


@bp.post("/sign-out")
@requires(May.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session of this browser, and every other one of the same person."""
    if g.person is not None:
        actions.sign_out(g.person, now=clock.now())
    session.end()
    flash(_("You have signed out."), "ok")
    answer = redirect(url_for(".sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _welcome(person: Person, back: str) -> ResponseReturnValue:
    due = rules.second_factor_due(grant.role for grant in person.grants)
    if second_factor.in_force() and (due or person.totp_secret):
        session.begin_half(person, back)
        return redirect(url_for(".confirm"))
    session.begin(person)
    return redirect(back)


def _sign_in_page(form: SignInForm, status: int) -> ResponseReturnValue:
    ended = session.idle_minutes() if session.ended() else None
    return render_template("accounts/sign-in.html", form=form, ended=ended), status


# --- links: invitations and forgotten passwords


@bp.route("/forgot", methods=["GET", "POST"])
@requires(May.PUBLIC)
def forgot() -> ResponseReturnValue:
    """Mail a link for a new password; the answer never says whether there is such a person."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form, sent=False), _status(form)
    name, email = form.username.data or "", form.email.data or ""
    try:
        actions.ask_reset(name, email, address=_address(), now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        page = render_template("accounts/forgot.html", form=form, sent=False)
        return page, _refusal(refused)
    return render_template("accounts/forgot.html", form=ForgotForm(formdata=None), sent=True)


@bp.route("/links/<token>", methods=["GET", "POST"])
@requires(May.PUBLIC)
def link(token: str) -> ResponseReturnValue:
    """Set a password with a one-time link."""
    found = queries.link(links.hash_of(token))
    form = NewPasswordForm()
    closed = tuple(rules.link(used=found.used_at, expires=found.expires_at, now=clock.now()))
    if not closed and form.validate_on_submit() and form.agree():
        try:
            actions.accept(found, form.password.data or "", now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            session.end()
            flash(_("Your password is set. Sign in with it now."), "ok")
            return redirect(url_for(".sign_in"))
    least = actions.password_length(clock.now())
    page = render_template("accounts/link.html", form=form, link=found, closed=closed, least=least)
    return page, HTTPStatus.GONE if closed else _status(form), {"Cache-Control": "no-store"}


# --- one's own account


@bp.get("/")
@requires(May.SIGNED_IN)
def mine() -> ResponseReturnValue:
    """Show one's own account."""
    return render_template(
        "accounts/mine.html",
        person=g.person,
        role_words=labels.ROLES,
        factor=_factor(g.person),
        colleague_admin=May.COLLEAGUE_ADMIN,
    )


@bp.route("/contact", methods=["GET", "POST"])
@requires(May.SIGNED_IN)
def contact() -> ResponseReturnValue:
    """Let people put right how they are reached."""
    form = OwnContactForm(obj=g.person)
    if form.validate_on_submit():
        present = form.old.data or ""
        try:
            actions.correct(g.person, form.contact(), present=present, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Your data is corrected."), "ok")
            return redirect(url_for(".mine"))
    return render_template("accounts/contact.html", form=form), _status(form)


@bp.route("/password", methods=["GET", "POST"])
@requires(May.SIGNED_IN)
def password() -> ResponseReturnValue:
    """Change one's own password; sessions elsewhere end, this one goes on."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and form.agree():
        old, new = form.old.data or "", form.password.data or ""
        try:
            actions.change_password(g.person, old, new, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            session.begin(g.person)
            flash(_("Your password is changed. You have been signed out everywhere else."), "ok")
            return redirect(url_for(".mine"))
    least = actions.password_length(clock.now())
    return render_template("accounts/password.html", form=form, least=least), _status(form)


@bp.route("/bind", methods=["GET", "POST"])
@requires(May.SIGNED_IN)
def bind() -> ResponseReturnValue:
    """Bind an app of one's own free will."""
    if _factor(g.person) not in ("free", "due"):
        return redirect(url_for(".mine"))
    return _bind(g.person, url_for(".mine"))


@bp.get("/data")
@requires(May.SIGNED_IN)
def data() -> ResponseReturnValue:
    """Tell which personal data is held, why, how long, and how it is put right."""
    return render_template("accounts/data.html", person=g.person, held=labels.DATA_HELD)


@bp.get("/data.json")
@requires(May.SIGNED_IN)
def data_copy() -> ResponseReturnValue:
    """Give out a copy of the personal data held (个人信息保护法 45)."""
    copy = Response(json.dumps(queries.held_about(g.person), ensure_ascii=False, indent=1))
    copy.headers["Content-Type"] = "application/json; charset=utf-8"
    copy.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    return copy


def _factor(person: Person) -> str:
    """Say how it stands with the second factor: off here, not needed, due or bound."""
    if not second_factor.in_force():
        return "off"
    if person.totp_secret:
        return "bound"
    return "due" if rules.second_factor_due(g.actor.roles()) else "free"


# --- colleagues of an organization


@bp.route("/colleagues", methods=["GET", "POST"])
@requires(May.COLLEAGUE_ADMIN)
def colleagues() -> ResponseReturnValue:
    """Show who acts for one's organization, and invite a colleague."""
    places = {str(place): name for place, name in _own_places()}
    form = ColleagueForm()
    form.place.choices = _choices(places)
    made = None
    if form.validate_on_submit():
        try:
            made = actions.invite_colleague(
                form.name.data or "",
                form.username.data or "",
                place=(UUID(form.place.data), places[form.place.data]),
                contact=form.contact(),
                by=g.actor,
                now=clock.now(),
            )
        except RefusedError as refused:
            form.add_findings(refused.findings)
    status = HTTPStatus.OK if made else _status(form)
    grants = queries.grants_at([place for place, _name in _own_places()])
    if made is not None:
        form = ColleagueForm(formdata=None)
        form.place.choices = _choices(places)
    return render_template(
        "accounts/colleagues.html",
        here="organization",
        form=form,
        grants=grants,
        role_words=labels.ROLES,
        made=made,
        url=links.url_of(made.id) if made else None,
    ), status


@bp.post("/colleagues/<uuid:held_id>/end")
@requires(May.COLLEAGUE_ADMIN, held=queries.grant)
def dismiss(held: RoleGrant) -> ResponseReturnValue:
    """Take the right to act for the organization from a colleague."""
    name = held.person.name
    actions.dismiss_colleague(held, by=g.actor, now=clock.now())
    flash(_("%(name)s can no longer act for your organization.", name=name), "ok")
    return redirect(url_for(".colleagues"))


def _own_places() -> list[tuple[UUID, str]]:
    own = g.actor.places_for(May.COLLEAGUE_ADMIN)
    found = {grant.scope_id: grant.scope_name for grant in g.person.grants}
    return sorted(((place, found[place]) for place in own), key=lambda pair: pair[1])


# --- people, for those who look after accounts


@bp.get("/people")
@requires(May.ACCOUNT_ADMIN)
def people() -> ResponseReturnValue:
    """List the people, filtered by words, unit and role."""
    role = _one(Role, request.args.get("role"))
    unit = _one(UUID, request.args.get("unit"))
    page = lists.page_number()
    words = request.args.get("q", "").strip()
    rows, total = queries.found(words=words, scope_id=unit, role=role, page=page)
    return render_template(
        "accounts/people.html",
        rows=rows,
        total=total,
        page=page,
        chosen={"q": words, "unit": str(unit or ""), "role": role},
        chosen_unit=unit,
        units=queries.units(),
        role_words=labels.ROLES,
    )


@bp.route("/people/invite", methods=["GET", "POST"])
@requires(May.ACCOUNT_ADMIN)
def invite() -> ResponseReturnValue:
    """Invite an official; the link is mailed and shown once."""
    form = InviteForm()
    places = _offer(form.unit)
    if not form.validate_on_submit():
        return render_template("accounts/invite.html", form=form), _status(form)
    place = (UUID(form.unit.data), places[form.unit.data])
    try:
        made = actions.invite(
            form.name.data or "",
            form.username.data or "",
            grants=[(role, *place) for role in form.chosen()],
            contact=form.contact(),
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return render_template("accounts/invite.html", form=form), _status(form)
    return _link_page(made)


@bp.get("/people/<uuid:person_id>")
@requires(May.ACCOUNT_ADMIN, person=queries.person)
def show(person: Person) -> ResponseReturnValue:
    """Show one person: facts, roles, and what was done to the account."""
    form = GrantForm(formdata=None)
    return _person_page(person, form, HTTPStatus.OK)


@bp.post("/people/<uuid:person_id>/grant")
@requires(May.ACCOUNT_ADMIN, person=queries.person)
def grant(person: Person) -> ResponseReturnValue:
    """Give a role."""
    form = GrantForm()
    places = _offer(form.unit)
    if form.validate_on_submit():
        place = (UUID(form.unit.data), places[form.unit.data])
        try:
            actions.grant(person, Role(form.role.data), place=place, by=g.actor, now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("The role is given and counts at once."), "ok")
            return redirect(url_for(".show", person_id=person.id))
    return _person_page(person, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/grants/<uuid:held_id>/take-away")
@requires(May.ACCOUNT_ADMIN, held=queries.grant)
def take_away(held: RoleGrant) -> ResponseReturnValue:
    """Take a role away; the person is signed out."""
    person_id = held.person_id
    actions.take_away(held, by=g.actor, now=clock.now())
    flash(_("The role is taken away; the person has been signed out."), "ok")
    return redirect(url_for(".show", person_id=person_id))


@bp.post("/people/<uuid:person_id>/deactivate")
@requires(May.ACCOUNT_ADMIN, person=queries.person)
def deactivate(person: Person) -> ResponseReturnValue:
    """Keep somebody out from now on."""
    actions.deactivate(person, by=g.actor, now=clock.now())
    flash(_("The account is deactivated; nobody can sign in with it."), "ok")
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/people/<uuid:person_id>/activate")
@requires(May.ACCOUNT_ADMIN, person=queries.person)
def activate(person: Person) -> ResponseReturnValue:
    """Let somebody in again."""
    actions.activate(person, by=g.actor, now=clock.now())
    flash(_("The account is active again."), "ok")
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/people/<uuid:person_id>/reset")
@requires(May.ACCOUNT_ADMIN, person=queries.person)
def reset(person: Person) -> ResponseReturnValue:
    """Make a link for a new password."""
    return _link_page(actions.reset(person, by=g.actor, now=clock.now()))


@bp.post("/people/<uuid:person_id>/drop-second-factor")
@requires(May.ACCOUNT_ADMIN, person=queries.person)
def drop_second_factor(person: Person) -> ResponseReturnValue:
    """Forget the app of somebody who lost the phone."""
    actions.drop_second_factor(person, by=g.actor, now=clock.now())
    flash(_("The old app is removed; the next sign-in binds a new one."), "ok")
    return redirect(url_for(".show", person_id=person.id))


def _person_page(person: Person, form: GrantForm, status: int) -> ResponseReturnValue:
    _offer(form.unit)
    return render_template(
        "accounts/person.html",
        person=person,
        form=form,
        role_words=labels.ROLES,
        log=audit_log.of_thing(person.id),
        particulars=particulars,
        own=person.id == g.actor.id,
    ), status


def _link_page(made: Invitation) -> ResponseReturnValue:
    page = render_template("accounts/made.html", link=made, url=links.url_of(made.id))
    return page, HTTPStatus.OK, {"Cache-Control": "no-store"}


def _choices(places: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in places.items()]


def _offer(field: SelectField) -> dict[str, str]:
    """Offer all units in a field; return their names by id."""
    places = {str(unit.id): unit.short_name for unit in queries.units()}
    field.choices = _choices(places)
    return places


# --- what the pages share


def _address() -> str:
    return (request.remote_addr or "")[:60]


def _status(form: Form) -> int:
    """Return 200 for a page that is only shown, 422 for one with errors."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _refusal(refused: RefusedError) -> int:
    paused = any(f.code in ("sign-in-paused", "reset-paused") for f in refused.findings)
    return HTTPStatus.TOO_MANY_REQUESTS if paused else HTTPStatus.UNPROCESSABLE_ENTITY


def _one(kind: Callable[[str], T], typed: str | None) -> T | None:
    """Return what an argument of the address names, or None."""
    try:
        return kind(typed) if typed else None
    except ValueError:
        return None
