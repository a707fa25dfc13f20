"""Words of accounts: roles, kinds of unit, findings, steps, notices, and why data is held."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import force_locale, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.accounts.states import UnitKind
from app.errors import Finding
from app.i18n import CHINESE
from app.permissions import Role

ROLES: dict[Role, Any] = {
    Role.LEADER: lazy_pgettext("role", "District leadership"),
    Role.LIST_OWNER: lazy_pgettext("role", "Owner of the function list"),
    Role.CIVIL_AFFAIRS: lazy_pgettext("role", "Social organization affairs"),
    Role.REGISTRAR: lazy_pgettext("role", "Registration"),
    Role.SUPERVISOR_UNIT: lazy_pgettext("role", "Business supervision"),
    Role.FINANCE: lazy_pgettext("role", "Finance"),
    Role.PURCHASER: lazy_pgettext("role", "Purchaser"),
    Role.REVIEWER: lazy_pgettext("role", "Reviewer"),
    Role.OPENER: lazy_pgettext("role", "Opener"),
    Role.PARTY_BODY: lazy_pgettext("role", "Party building"),
    Role.STREET: lazy_pgettext("role", "Street office"),
    Role.STREET_HUB: lazy_pgettext("role", "Street service centre"),
    Role.COMMUNITY: lazy_pgettext("role", "Community committee"),
    Role.STATION: lazy_pgettext("role", "Community station"),
    Role.ORG_ADMIN: lazy_pgettext("role", "Administrator of an organization"),
    Role.ORG_USER: lazy_pgettext("role", "Staff of an organization"),
    Role.FILED_ORG: lazy_pgettext("role", "Filed organization"),
    Role.INCUBATOR: lazy_pgettext("role", "Incubator"),
    Role.EXPERT: lazy_pgettext("role", "Review expert"),
    Role.EVALUATOR: lazy_pgettext("role", "Third-party evaluator"),
    Role.AUDITOR: lazy_pgettext("role", "Auditor"),
    Role.OBSERVER: lazy_pgettext("role", "Oversight observer"),
    Role.PARTNER: lazy_pgettext("role", "Partner"),
    Role.ADMIN: lazy_pgettext("role", "System administrator"),
}

UNIT_KINDS: dict[UnitKind, Any] = {
    UnitKind.DISTRICT: lazy_pgettext("unit", "District"),
    UnitKind.BUREAU: lazy_pgettext("unit", "Bureau"),
    UnitKind.DEPARTMENT: lazy_pgettext("unit", "Department"),
    UnitKind.STREET: lazy_pgettext("unit", "Street"),
    UnitKind.COMMUNITY: lazy_pgettext("unit", "Community"),
}

FINDINGS = {
    "sign-in-wrong": _l(
        "Name and password do not belong together. Check both and try again; "
        "if you forgot the password, set a new one with the link below."
    ),
    "sign-in-paused": _l(
        "Too many wrong tries. To keep others out, signing in from here pauses for "
        "%(minutes)s minutes: try again after %(at)s. Your account is not locked."
    ),
    "reset-paused": _l(
        "Links were asked for too often. From here no more are mailed for %(minutes)s minutes: "
        "try again after %(at)s."
    ),
    "code-wrong": _l(
        "This code does not fit or was used already. Wait for the next six digits in the app "
        "and check that the phone's clock is right."
    ),
    "password-too-short": _l(
        "The password needs at least %(least)s characters; this one has %(count)s. "
        "A sentence that only you know is easy to keep in mind."
    ),
    "password-common": _l("Everybody tries this password first. Take another one."),
    "password-is-name": _l("The password contains your name or sign-in name. Take another one."),
    "password-differs": _l("The two passwords are not the same. Type the second one again."),
    "old-password-wrong": _l("This is not your present password. Nothing was changed."),
    "username-taken": _l("The sign-in name %(username)s is taken. Choose another one."),
    "roles-clash": _l(
        "One person cannot be “%(one)s” and “%(other)s” at the same time: "
        "the one controls the other. Give one of the two to a colleague."
    ),
    "role-held": _l("This person holds “%(role)s” at %(place)s already."),
    "own-rights": _l("Nobody changes their own rights. Ask another administrator."),
    "admin-only": _l(
        "Only the system administrator appoints administrators, auditors and observers "
        "and changes their accounts."
    ),
    "link-used": _l("This link was used already. If that was not you, tell the administrator."),
    "link-expired": _l("This link counted until %(at)s. Ask for a new one."),
}

NOTICES = {
    "link-invite": (
        _l("Set the password of your account"),
        _l(
            "%(name)s, an account was opened for you. Your sign-in name is %(username)s. Set your "
            "password with the link below; it counts once, until %(at)s. If you do not know what "
            "this is about, throw this letter away."
        ),
    ),
    "link-reset": (
        _l("Set a new password"),
        _l(
            "%(name)s, somebody asked for a new password for %(username)s. If that was you, use "
            "the link below; it counts once, until %(at)s. If not, do nothing: your password stays."
        ),
    ),
    "role-granted": (
        _l("You hold a new role at %(place)s: %(role)s"),
        _l("You can use it at once. If this is a mistake, tell the administrator."),
    ),
    "role-taken": (
        _l("Your role at %(place)s was taken away: %(role)s"),
        _l("You have been signed out. If this is a mistake, tell the administrator."),
    ),
}

STEPS = {
    "person.sign-in": _l("Signed in"),
    "person.second-factor": _l("Confirmed the second factor"),
    "person.sign-out": _l("Signed out"),
    "person.create": _l("Created an account"),
    "person.invite": _l("Invited an official"),
    "person.invite-colleague": _l("Invited a colleague"),
    "person.grant": _l("Gave a role"),
    "person.take-away": _l("Took a role away"),
    "person.dismiss-colleague": _l("Ended a colleague's rights"),
    "person.deactivate": _l("Deactivated an account"),
    "person.activate": _l("Activated an account"),
    "person.correct": _l("Corrected own data"),
    "person.set-password": _l("Changed a password"),
    "person.reset": _l("Made a link for a new password"),
    "person.ask-reset": _l("Asked for a new password"),
    "person.accept-invite": _l("Accepted an invitation"),
    "person.accept-reset": _l("Set a new password by a link"),
    "person.enrol": _l("Bound a second factor"),
    "person.drop-second-factor": _l("Removed a second factor"),
    "unit.create": _l("Added a unit"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of personal data: what, for what, how long, and how it is put right."""

    what: Any
    purpose: Any
    kept: Any
    correct: Any
    law: str


# What PIPL 17 asks to be told; shown on "my data".
DATA_HELD = (
    Held(
        _l("Name, post, unit and roles"),
        _l("To know who acts for whom, and to name who did what in the procedure."),
        _l("As long as the account; in procedure files as long as these are kept."),
        _l("You change the post here; name and roles are changed by the administrator."),
        "PIPL/34",
    ),
    Held(
        _l("Telephone and e-mail"),
        _l("To reach you about things that wait for you, and to let you set a new password."),
        _l("Until you change or delete them, or the account ends."),
        _l("You change them here."),
        "PIPL/13",
    ),
    Held(
        _l("Password (as a hash) and second factor (sealed)"),
        _l("To let nobody in but you. Nobody can read them."),
        _l("Until you change them."),
        _l("You change them here."),
        "PIPL/51",
    ),
    Held(
        _l("Failed sign-ins: name, network address and time"),
        _l("To stop others from guessing your password."),
        _l("At least six months, as the law asks for logs."),
        _l("Cannot be changed; tell the administrator if a try was not yours."),
        "CSL/21",
    ),
    Held(
        _l("What you did in the portal, with the time"),
        _l("To show later who decided what, and under which rule."),
        _l("At least fifteen years in files of procurement."),
        _l("Cannot be changed by anybody; a mistake is put right by a further entry."),
        "GPL/42",
    ),
)


def recorded(role: Role) -> str:
    """Return the word of a role for what is kept: in Chinese, whoever writes it."""
    with force_locale(CHINESE):
        return str(ROLES[role])


def with_roles(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Have findings name roles in words."""
    for found in findings:
        said = {k: ROLES[Role(str(v))] for k, v in found.detail.items() if v in set(Role)}
        yield replace(found, detail={**found.detail, **said})
