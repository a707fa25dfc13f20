"""Build the application. Read top to bottom: this is the table of contents."""

from importlib import import_module
from pathlib import Path

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, config, db, formats, guard, i18n, lifecycle, pages, words
from app.accounts import session as sessions
from app.audit import actions as audit_log

# Lower ones first: each may import those above it in this list, never those below.
CAPABILITIES = (
    "audit",
    "notices",
    "documents",
    "lawbook",
    "accounts",
    "organizations",
    "profiles",
    "complaints",
    "matters",
    "account_audits",
    "filings",
    "registrations",
    "track_records",
    "directory",
    "editions",
    "colours",
    "annual_reports",
    "inspections",
    "credit",
    "grades",
    "indicators",
    "assessments",
    "functions",
    "needs",
    "funds",
    "payments",
    "calls",
    "keys",
    "amendments",
    "projects",
    "rounds",
    "submissions",
    "low_prices",
    "panels",
    "results",
    "contracts",
    "timelines",
    "ledgers",
    "awards",
    "matches",
    "screens",
    "exports",
    "imports",
    "portal",
    "demo",
)


def create_app(settings: config.Settings | None = None) -> Flask:
    """Return a configured application; refuse to return one with an open door."""
    settings = settings or config.load()
    app = Flask(__name__)
    app.jinja_environment = pages.Templates
    configure(app, settings)
    db.init_app(app, settings.database_url)
    i18n.init_app(app)
    formats.register(app)
    sessions.init_app(app)
    pages.init_app(app)
    lifecycle.register(audit_log.record)
    cli.init_app(app)
    for name in CAPABILITIES:
        attach(app, name)
    guard.close(app)
    return app


def configure(app: Flask, settings: config.Settings) -> None:
    """Set what Flask and its extensions read."""
    if settings.production and app.debug:
        raise RuntimeError("debug mode is refused in production: unset FLASK_DEBUG")
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.key("session").hex(),
        SESSION_COOKIE_NAME=settings.cookie("jieli"),
        LOCALE_COOKIE=settings.cookie(i18n.LOCALE_COOKIE),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: nothing typed is lost to a token
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )


def attach(app: Flask, name: str) -> None:
    """Add what a capability has: its tables, words, pages, API and commands."""
    folder = Path(app.root_path) / name
    for part in ("models", "labels", "views", "api", "cli"):
        if not (folder / f"{part}.py").exists():
            continue
        module = import_module(f"app.{name}.{part}")
        if part == "labels":
            words.register(module)
        elif part in ("views", "api"):
            app.register_blueprint(module.bp)
        elif part == "cli":
            app.cli.add_command(module.group)
