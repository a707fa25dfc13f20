"""The registry of the outbox: which function does which topic.

`INSIDE` functions take (payload, now) and only write to the database: the effect and the
mark "done" are one transaction, so the effect happens once. `OUTSIDE` functions reach
beyond the database and also take `key`, the id of the row: they happen at least once, and
whoever receives them can tell by the key. One thin file a capability.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

INSIDE: Mapping[str, str] = {
    "account_audits.daily": "jobs.account_audits.daily",
    "accounts.tidy": "jobs.accounts.tidy",
    "amendments.published": "jobs.submissions.amended",
    "annual_reports.remind": "jobs.annual_reports.remind",
    "annual_reports.tell": "jobs.annual_reports.tell",
    "assessments.announce": "jobs.assessments.announce",
    "audit.check": "jobs.audit.check",
    "awards.look": "jobs.awards.look",
    "awards.propose": "jobs.awards.propose",
    "calls.cancelled": "jobs.submissions.cancelled",
    "credit.propose": "jobs.credit.propose",
    "directory.daily": "jobs.directory.daily",
    "directory.proposed": "jobs.directory.proposed",
    "grades.remind": "jobs.grades.remind",
    "keys.remind": "jobs.keys.remind",
    "matches.announce": "jobs.matches.announce",
    "outbox.tidy": "jobs.outbox.tidy",
    "registrations.watch": "jobs.registrations.watch",
    "submissions.tidy": "jobs.submissions.tidy",
}
OUTSIDE: Mapping[str, str] = {
    "accounts.mail": "jobs.accounts.send",
    "imports.run": "jobs.imports.run",
    "mail": "jobs.mail.send",
    "matches.refresh": "jobs.matches.refresh",
    "notices.mail": "jobs.notices.send",
}


def is_outside(topic: str) -> bool:
    """Say whether the topic reaches beyond the database."""
    return topic in OUTSIDE


def handler(topic: str) -> Any:  # noqa: ANN401 -- two shapes, see the module's docstring
    """Return the function of a topic; LookupError if there is none."""
    module, _, name = (INSIDE.get(topic) or OUTSIDE[topic]).rpartition(".")
    return getattr(import_module(module), name)
