"""E-mail: over SMTP where it is configured; a demo without it writes files to data/mail.

At least once; a message sent twice carries the same Message-ID, so mail programs show one.
"""

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from flask import current_app

from app import clock
from app.config import Settings

SMTP_SECONDS = 10
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NoPostError(Exception):
    """A real district has no SMTP_URL."""


def send(payload: Mapping[str, str], now: datetime, *, key: UUID) -> None:
    """Send {to, subject, text}; the id of the outbox row is the id of the message."""
    settings: Settings = current_app.config["SETTINGS"]
    message = compose(payload, now, key=key, settings=settings)
    if settings.smtp_url:
        deliver(message, settings.smtp_url)
    elif settings.production:
        # The row waits and is counted (I9): a letter that nobody sent must not look sent.
        raise NoPostError
    else:
        folder = settings.data / "mail"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / f"{key}.eml").write_bytes(message.as_bytes())


def compose(
    payload: Mapping[str, str], now: datetime, *, key: UUID, settings: Settings
) -> EmailMessage:
    """Return the message; a line break in a subject cannot make a header."""
    host = urlsplit(settings.site_url).hostname or "localhost"
    named = parse_qs(urlsplit(settings.smtp_url or "").query).get("from", [])
    message = EmailMessage()
    message["Message-ID"] = f"<{key}@{host}>"
    message["Date"] = format_datetime(clock.local(now))
    message["From"] = named[0] if named else f"jieli@{host}"
    message["To"] = payload["to"]
    message["Subject"] = " ".join(payload["subject"].split())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(payload["text"])
    return message


def deliver(message: EmailMessage, smtp_url: str) -> None:
    """Hand the message to the server of smtp[+starttls]://USER:PASSWORD@HOST:PORT or smtps://."""
    url = urlsplit(smtp_url)
    if url.scheme not in PORTS:
        raise ValueError(f"SMTP_URL must begin with one of {', '.join(PORTS)}")
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    safe = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=SMTP_SECONDS, context=safe)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=SMTP_SECONDS)
    )
    with server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=safe)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
