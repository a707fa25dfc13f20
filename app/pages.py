"""Around every request: the clock, the commit, the headers, and the three words for no as pages."""

import secrets
from collections.abc import MutableMapping
from datetime import timedelta
from http import HTTPStatus
from itertools import chain
from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from app import clock, db, queue
from app.errors import (
    ForbiddenError,
    NotFoundError,
    RefusedError,
    SignInNeededError,
    WrongStateError,
)

log = structlog.get_logger()

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = "max-age=31536000; includeSubDomains"
LARGE_COOKIE = "jl_large"
NOT_THERE = HTTPStatus.BAD_REQUEST
# The database is away, starts again, or is too busy: nothing of ours is wrong.
AWAY = (OperationalError, PoolTimeoutError)
RETRY_SECONDS = 5

csrf = CSRFProtect()


class Templates(Environment):
    """Jinja with one dictionary of globals: Flask gives no template any of its own.

    A chain of dictionaries, as Jinja makes it, is walked through for every page and import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what every template knows."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Wire what every request needs."""
    csrf.init_app(app)
    app.before_request(set_clock)
    app.before_request(refuse_zero_bytes)
    app.after_request(finish)
    app.context_processor(context)
    app.register_error_handler(RefusedError, refused)
    app.register_error_handler(WrongStateError, wrong_state)
    app.register_error_handler(IntegrityError, already_done)
    for kind in AWAY:
        app.register_error_handler(kind, away)
    app.register_error_handler(NotFoundError, absent)
    app.register_error_handler(ForbiddenError, forbidden)
    app.register_error_handler(SignInNeededError, sign_in_first)
    app.register_error_handler(CSRFError, without_token)
    app.register_error_handler(HTTPException, other)
    app.register_error_handler(Exception, broken)


def set_clock() -> None:
    """Take over the stored offset; in production the clock is never moved."""
    moved = timedelta()
    if not current_app.config["SETTINGS"].production and request.endpoint != "static":
        moved = db.stored_offset()
    clock.move(moved)


def refuse_zero_bytes() -> None:
    """Refuse a zero byte wherever it stands: nobody types one, and PostgreSQL takes none."""
    pairs = chain(request.args.items(multi=True), request.form.items(multi=True))
    names = (file.filename or "" for file in request.files.values())
    if any("\x00" in text for text in chain((request.path,), chain.from_iterable(pairs), names)):
        abort(HTTPStatus.BAD_REQUEST)


def finish(response: Response) -> Response:
    """Commit an unsafe request that succeeded, undo one that did not; add the headers."""
    if request.method not in db.SAFE_METHODS:
        if response.status_code < NOT_THERE or g.get("keep", False):
            db.session.commit()
            queue.after_commit()
        else:
            db.session.rollback()
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SETTINGS"].production:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if g.get("actor") is not None and g.actor.signed_in:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def keep() -> None:
    """Commit this request although it answers with an error (a failed sign-in is counted)."""
    g.keep = True


def context() -> dict[str, Any]:
    """Return what every template knows."""
    settings = current_app.config["SETTINGS"]
    return {
        "actor": g.get("actor"),
        "now": clock.now(),
        "today": clock.local_date(clock.now()),
        "demo": settings.demo,
        "large": request.cookies.get(settings.cookie(LARGE_COOKIE)) == "1",
        "clock_moved": clock.offset() or None,
    }


def page(status: HTTPStatus, **values: Any) -> ResponseReturnValue:  # noqa: ANN401 -- template values
    """Return the error page of a status."""
    return render_template(f"errors/{status.value}.html", **values), status


def refused(error: RefusedError) -> ResponseReturnValue:
    """Say what forbids it, with the article."""
    return page(HTTPStatus.UNPROCESSABLE_ENTITY, findings=error.findings)


def forbidden(error: ForbiddenError) -> ResponseReturnValue:
    """Say that somebody else does this; the log has who tried."""
    log.warning("forbidden", permission=error.permission, **_who())
    return page(HTTPStatus.FORBIDDEN)


def absent(_: NotFoundError) -> ResponseReturnValue:
    """Say that there is no such thing; somebody signed in may have asked for another's."""
    if g.actor.signed_in:
        log.info("absent", **_who())
    return page(HTTPStatus.NOT_FOUND)


def without_token(_: CSRFError) -> ResponseReturnValue:
    """Say that the form did not come from our own page."""
    log.warning("no token", **_who())
    return page(HTTPStatus.BAD_REQUEST)


def _who() -> dict[str, str]:
    """Return who asked for what, without anything that was typed."""
    actor = g.get("actor")
    who = str(actor.id) if actor is not None and actor.signed_in else ""
    address = request.remote_addr or ""
    return {"method": request.method, "path": said_path(), "who": who, "address": address}


def said_path() -> str:
    """Return the path as a log may hold it: the word of a one-time link opens an account."""
    word = (request.view_args or {}).get("token")
    return request.path.replace(word, "...") if word else request.path


def wrong_state(error: WrongStateError) -> ResponseReturnValue:
    """Say that it is at another step by now."""
    log.info("wrong state", why=str(error))
    return page(HTTPStatus.CONFLICT)


def already_done(error: IntegrityError) -> ResponseReturnValue:
    """Say that somebody was first: a constraint of the database stood in the way."""
    db.session.rollback()
    log.warning("constraint", why=str(error.orig).splitlines()[0])
    return page(HTTPStatus.CONFLICT)


def sign_in_first(_: SignInNeededError) -> ResponseReturnValue:
    """Lead to the sign-in page and back."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.sign_in", next=back or None))


def other(error: HTTPException) -> ResponseReturnValue:
    """Show our page for what Flask itself refuses."""
    known = {400, 403, 404, 409, 413, 422, 429, 503}
    if error.code in known:
        return page(HTTPStatus(error.code))
    if error.code is not None and error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        cause = getattr(error, "original_exception", None)  # of a commit that failed
        return away(cause) if isinstance(cause, AWAY) else broken(error)
    return error


def away(error: Exception) -> ResponseReturnValue:
    """Ask for patience. Whether it was done nobody knows: the same page may be sent again."""
    _show_in_tests(error)
    log.error("database", why=str(error).splitlines()[0], path=request.path)
    db.session.rollback()
    wait = {"Retry-After": str(RETRY_SECONDS)}
    return render_template("errors/503.html"), HTTPStatus.SERVICE_UNAVAILABLE, wait


def broken(error: Exception) -> ResponseReturnValue:
    """Show a reference number; the log has it with the reason."""
    _show_in_tests(error)
    number = secrets.token_hex(3).upper()
    log.error("unhandled", number=number, path=said_path(), exc_info=error)
    db.session.rollback()
    return page(HTTPStatus.INTERNAL_SERVER_ERROR, number=number)


def _show_in_tests(error: Exception) -> None:
    if current_app.testing and not current_app.config.get("SHOW_500"):
        raise error
