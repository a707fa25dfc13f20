"""Pages of signing in: name and password, second factor, links, leaving. The rest: see below."""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, pages
from app.accounts import actions, labels, links, queries, rules, second_factor, session
from app.accounts.forms import (
    CodeForm,
    ForgotForm,
    NewPasswordForm,
    SignInForm,
)
from app.accounts.models import Person
from app.errors import RefusedError
from app.guard import requires
from app.permissions import May

bp = Blueprint("accounts", __name__, url_prefix="/account", template_folder="templates")

# Between showing a secret and the first right code.
SECRET = "secret"  # noqa: S105 -- the name of a mark in the cookie


@bp.app_context_processor
def menu() -> dict[str, object]:
    """Give the pages the menu under the name: the roles held, and the way to one's account."""
    person: Person | None = g.get("person")
    if person is None:
        return {}
    held = [(f"{labels.ROLES[r.role]}　{r.scope_name}", None) for r in person.grants]
    return {"roles": [*held, (_("My account"), url_for("accounts.me"))]}


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
    form = CodeForm()
    secret = cookie.setdefault(SECRET, second_factor.fresh_secret())
    if form.validate_on_submit():
        try:
            actions.enrol(person, secret, form.digits(), now=clock.now())
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            session.begin(person)
            flash(_("The app is bound to your account. You will need it at every sign-in."), "ok")
            return redirect(back)
    picture = second_factor.picture(secret, person.username)
    page = render_template("accounts/bind.html", form=form, secret=secret, picture=picture)
    return page, _status(form)


@bp.post("/sign-out")
@requires(May.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    if g.person is not None:
        actions.sign_out(g.person, now=clock.now())
    session.end()
    flash(_("You have signed out."), "ok")
    return redirect(url_for(".sign_in"))


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
    actions.ask_reset(form.username.data or "", form.email.data or "", now=clock.now())
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


# --- what the pages share


def _address() -> str:
    return (request.remote_addr or "")[:60]


def _status(form: SignInForm) -> int:
    """Return 200 for a page that is only shown, 422 for one with errors."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _refusal(refused: RefusedError) -> int:
    paused = any(f.code == "sign-in-paused" for f in refused.findings)
    return HTTPStatus.TOO_MANY_REQUESTS if paused else HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/")
@requires(May.SIGNED_IN)
def me() -> ResponseReturnValue:
    """Show one's own account."""
    return render_template("accounts/me.html")
