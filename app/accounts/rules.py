"""What a password must be, when the door pauses, and which roles one person may not unite. Pure."""

import string
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from app.errors import Finding
from app.permissions import Grant, Role

# A whole office stands behind one address, so an address may fail more often than one name.
ADDRESS_FACTOR = 10
LOCAL_PATH_MAX = 2000

# What people put around a word so that it counts as a password.
TRIMMINGS = string.digits + string.punctuation + string.whitespace
# What is tried first in the portal's own country, beside the lists of leaks; without case.
COMMON = frozenset(
    {
        "1234567890", "12345678910", "123456789a", "0123456789", "9876543210", "1q2w3e4r5t",
        "qwertyuiop", "qwerty12345", "1qaz2wsx3edc", "password123", "password1234", "passw0rd123",
        "p@ssw0rd123", "a123456789", "abc1234567", "abcd123456", "abcdefghij", "woaini1314",
        "woaini1314520", "5201314520", "admin12345", "admin123456", "administrator", "iloveyou123",
        "wodemima123", "mima123456",
    }
)  # fmt: skip


def pause_until(times: Sequence[datetime], *, at_most: int, pause: timedelta) -> datetime | None:
    """Return until when no further try is taken after failures at `times`, if one is due.

    With the oldest of the last `at_most` failures older than the pause the door is open again:
    nobody is locked out for good, and trying during a pause does not lengthen it.
    """
    if len(times) < at_most:
        return None
    return sorted(times, reverse=True)[at_most - 1] + pause


def password(
    word: str, *, username: str, name: str, least: int, common: Collection[str]
) -> Iterator[Finding]:
    """What a password may not be: short, the person's own name, or one that everybody tries.

    `common`: passwords of leaks in small letters. One of them with digits and signs around
    it, or twice, is as well known as by itself.

    :law: HOUSE/R-SEC-08
    """
    plain = word.casefold()
    if len(word) < least:
        yield Finding(
            "password-too-short",
            law="HOUSE/R-SEC-08",
            field="password",
            detail={"least": least, "count": len(word)},
        )
    elif len(set(plain)) == 1 or any(form in COMMON or form in common for form in _forms(plain)):
        yield Finding("password-common", law="HOUSE/R-SEC-08", field="password")
    elif any(own and own.casefold() in plain for own in (username, name)):
        yield Finding("password-is-name", law="HOUSE/R-SEC-08", field="password")


def _forms(plain: str) -> Iterator[str]:
    yield plain
    yield plain.strip(TRIMMINGS)
    half, odd = divmod(len(plain), 2)
    if not odd and plain[:half] == plain[half:]:
        yield plain[:half]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two groups of roles that one person may not hold together (不相容岗位)."""

    one: frozenset[Role]
    other: frozenset[Role]
    law: str
    # Only where both are held at the same place; elsewhere they do not meet.
    same_place: bool = False


R = Role
_BUYING = frozenset({R.PURCHASER, R.CIVIL_AFFAIRS, R.STREET})
_OFFICE = _BUYING | {R.REVIEWER, R.OPENER, R.FINANCE, R.REGISTRAR, R.LIST_OWNER, R.ADMIN}
_ORGANIZATION = frozenset({R.ORG_ADMIN, R.ORG_USER})

CLASHES = (
    Clash(frozenset({R.OPENER}), frozenset({R.EXPERT}), "MOF87/40"),
    Clash(frozenset({R.EXPERT}), _BUYING | {R.REVIEWER, R.FINANCE}, "HOUSE/R-NTC-25"),
    Clash(frozenset({R.PURCHASER}), frozenset({R.REVIEWER}), "HOUSE/R-NTC-25", same_place=True),
    Clash(_BUYING, frozenset({R.FINANCE}), "HOUSE/R-NTC-25"),
    Clash(frozenset({R.AUDITOR}), _BUYING | {R.REVIEWER, R.FINANCE, R.ADMIN}, "HOUSE/R-NTC-25"),
    Clash(_ORGANIZATION, _OFFICE | {R.AUDITOR, R.OBSERVER}, "GPR/9"),
)

# Who watches and who holds the keys are appointed by the administrator alone.
GUARDED = frozenset({R.ADMIN, R.AUDITOR, R.OBSERVER})
# Held by the people of organizations; given by a claim or by a colleague, never by invitation.
OF_ORGANIZATIONS = _ORGANIZATION | {R.FILED_ORG}
# What the office gives by invitation.
OF_OFFICE = tuple(role for role in Role if role not in OF_ORGANIZATIONS)


def separation(grants: Iterable[Grant]) -> Iterator[Finding]:
    """Roles whose holder would control his own work.

    :law: MOF87/40
    :law: HOUSE/R-NTC-25
    :law: GPR/9
    """
    for a, b in combinations(sorted(set(grants), key=lambda g: (g.role, str(g.scope))), 2):
        for clash in CLASHES:
            if clash.same_place and a.scope != b.scope:
                continue
            if _between(a.role, b.role, clash) or _between(b.role, a.role, clash):
                yield Finding(
                    "roles-clash",
                    law=clash.law,
                    field="roles",
                    detail={"one": a.role.value, "other": b.role.value},
                )


def _between(a: Role, b: Role, clash: Clash) -> bool:
    return a in clash.one and b in clash.other


def appointment(
    roles: Iterable[Role], *, by: Iterable[Role], own: bool, target: Iterable[Role] = ()
) -> Iterator[Finding]:
    """Who may give and take which roles: never one's own, and the guarded ones by the administrator.

    `target`: what the person holds already; nobody below touches an administrator.

    :law: HOUSE/R-SEC-08
    """
    if own:
        yield Finding("own-rights", law="HOUSE/R-SEC-08", field="roles")
    if (GUARDED & {*roles, *target}) and Role.ADMIN not in set(by):
        yield Finding("admin-only", law="HOUSE/R-SEC-08", field="roles")


def second_factor_due(roles: Iterable[Role]) -> bool:
    """Say whether these roles ask for a second factor: whoever acts for the office.

    :law: HOUSE/R-SEC-08
    """
    return any(role not in OF_ORGANIZATIONS and role is not Role.EXPERT for role in roles)


def local_path(address: str | None, home: str = "/work") -> str:
    """Return an address of this portal, or `home` where it leads elsewhere."""
    if not address or len(address) > LOCAL_PATH_MAX or not address.startswith("/"):
        return home
    outside = address.startswith(("//", "/\\")) or any(ord(c) < ord(" ") for c in address)
    return home if outside or "\\" in address else address


def link(*, used: datetime | None, expires: datetime, now: datetime) -> Iterator[Finding]:
    """A one-time link counts once, and not for long; its last instant is late already.

    :law: HOUSE/R-SEC-08
    """
    if used is not None:
        yield Finding("link-used", law="HOUSE/R-SEC-08")
    elif now >= expires:
        yield Finding("link-expired", law="HOUSE/R-SEC-08", detail={"at": expires})
