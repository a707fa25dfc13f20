"""One-time links by e-mail (the word of a link is made here, and lies in no table); tidying."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app import words
from app.accounts import actions, links, queries
from app.db import session
from jobs import mail


def send(payload: Mapping[str, str], now: datetime, *, key: UUID) -> None:
    """Send {link}, unless it is used up or expired by now."""
    letter = compose(UUID(payload["link"]), now)
    session.rollback()  # no lock is held while a mail server takes its time
    if letter is not None:
        mail.send(letter, now, key=key)


def compose(link_id: UUID, now: datetime) -> dict[str, str] | None:
    """Return the letter {to, subject, text} of a link, or None."""
    link = queries.link_by_id(link_id)
    if link is None or link.used_at or link.expires_at <= now or not link.person.email:
        return None
    person = link.person
    detail = {"name": person.name, "username": person.username, "at": link.expires_at}
    subject, body = words.notice(f"link-{link.purpose}", detail)
    return {
        "to": person.email,
        "subject": subject,
        "text": f"{body}\n\n{links.url_of(link.id)}\n",
    }


def tidy(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Delete what is no longer to be kept."""
    actions.forget_old_attempts(now=now)
