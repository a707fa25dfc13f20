"""Notices by e-mail: what went into somebody's inbox, sent to the address on file."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import current_app

from app import words
from app.accounts.models import Person
from app.db import session
from app.notices.models import Notice
from jobs import mail


def send(payload: Mapping[str, str], now: datetime, *, key: UUID) -> None:
    """Send {notice}; nobody without an address, nobody who left, gets a letter."""
    letter = compose(UUID(payload["notice"]))
    session.rollback()  # no lock is held while a mail server takes its time
    if letter is not None:
        mail.send(letter, now, key=key)


def compose(notice_id: UUID) -> dict[str, str] | None:
    """Return the letter {to, subject, text} of a notice, or None."""
    notice = session.get(Notice, notice_id)
    person = session.get(Person, notice.person_id) if notice else None
    if notice is None or person is None or not person.active or not person.email:
        return None
    subject, body = words.notice(notice.code, notice.particulars)
    site: str = current_app.config["SETTINGS"].site_url
    link = f"{site}{notice.link}" if notice.link else ""
    text = "\n\n".join(part for part in (body or subject, link) if part)
    return {"to": person.email, "subject": subject, "text": text}
