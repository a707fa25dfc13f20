"""Every verb of accounts: signing in, inviting, granting, passwords, the second factor.

No action hands a password or a link's word to the log.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app import queue
from app.accounts import labels, links, passwords, queries, rules, second_factor
from app.accounts.models import Invitation, Person, RoleGrant, SignInAttempt, Unit
from app.accounts.states import UnitKind
from app.audit import actions as audit
from app.clock import local_date
from app.db import session
from app.errors import Finding, NotFoundError, RefusedError, refuse_if
from app.law import Law, Track
from app.lawbook.queries import law_on
from app.notices import actions as notices
from app.permissions import NOBODY, SYSTEM, Actor, Grant, Role

MAIL_TOPIC = "accounts.mail"
INVITE, RESET = "invite", "reset"
LINK_DAYS = {INVITE: 7, RESET: 1}
USERNAME_MAX = 60
LONGEST_MONTH = 31
# Before the name in the count of those who ask for a new password; in no sign-in name.
ASKED = "?"

# A role at a place, with the place's name for lists: (role, scope_id, scope_name).
Held = tuple[Role, UUID, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person can be reached, and what the person does."""

    phone: str = ""
    email: str = ""
    job: str = ""


# --- signing in


def sign_in(username: str, password: str, *, address: str, now: datetime) -> Person:
    """Return who this is, or refuse in the same words whatever was wrong.

    A failure leaves a trace although the request is refused (the view keeps it); the log
    gets the successes, the throttle the failures.
    """
    name = username_of(username)
    _refuse_during_pause(name, address, now)
    person = queries.person_by_username(name)
    right = passwords.fits(person.password_hash if person else "", password)
    if person is None or not right or not person.active:
        _failed(name, address, now)
        raise RefusedError([Finding("sign-in-wrong", law="HOUSE/R-SEC-08")])
    if passwords.outdated(person.password_hash):
        person.password_hash = passwords.hashed(password)
    _forget_failures(name, address)
    audit.note("person", "sign-in", person, by=person.actor(), now=now, law="HOUSE/R-SEC-08")
    return person


def confirm_code(person: Person, code: str, *, address: str, now: datetime) -> None:
    """Take the second factor of a sign-in; wrong codes are counted like wrong passwords."""
    _refuse_during_pause(person.username, address, now)
    if not _take_code(person, code, now):
        _failed(person.username, address, now)
        raise RefusedError([Finding("code-wrong", law="HOUSE/R-SEC-08", field="code")])
    _forget_failures(person.username, address)
    audit.note("person", "second-factor", person, by=person.actor(), now=now)


def sign_out(person: Person, *, now: datetime) -> None:
    """End all sessions of a person: a cookie that somebody kept aside is worth nothing after."""
    person.session_epoch += 1
    audit.note("person", "sign-out", person, by=person.actor(), now=now)


def _refuse_during_pause(
    username: str, address: str, now: datetime, *, code: str = "sign-in-paused"
) -> None:
    law = _law(now)
    pause = timedelta(minutes=law.sign_in_pause_minutes)
    failures = queries.failures(address, since=now - pause, until=now)
    times = [at for _, at in failures]
    own = [at for name, at in failures if name == username]
    most = law.sign_in_attempts_max
    until = rules.pause_until(own, at_most=most, pause=pause) or rules.pause_until(
        times, at_most=most * rules.ADDRESS_FACTOR, pause=pause
    )
    if until is not None:
        detail = {"at": until, "minutes": law.sign_in_pause_minutes}
        raise RefusedError([Finding(code, law="HOUSE/R-SEC-08", detail=detail)])


def _failed(username: str, address: str, now: datetime) -> None:
    session.add(SignInAttempt(username=username[:USERNAME_MAX], address=address, at=now))
    session.flush()


def _forget_failures(username: str, address: str) -> None:
    for row in queries.attempts_of(username, address):
        row.forgiven = True


def forget_old_attempts(*, now: datetime) -> int:
    """Delete failed sign-ins when the law no longer asks for them (a job; nothing for the log).

    :law: CSL/21
    :law: PIPL/19
    """
    months = _law(now).log_months
    old = queries.attempts_before(now - timedelta(days=LONGEST_MONTH * months))
    for row in old:
        session.delete(row)
    return len(old)


def _take_code(person: Person, code: str, now: datetime) -> bool:
    if person.totp_secret is None:
        return False
    step = second_factor.step_of(second_factor.opened(person.totp_secret), code, now)
    if step is None or step <= person.totp_step:
        return False
    person.totp_step = step
    return True


def password_length(now: datetime) -> int:
    """Return how many characters a password needs."""
    return _law(now).password_length_min


def _law(now: datetime) -> Law:
    return law_on(local_date(now), Track.SUB)


def username_of(typed: str) -> str:
    """Return a name for signing in as it is stored: without blanks, in small letters."""
    return typed.strip().lower()


# --- people


def create_person(
    name: str,
    username: str,
    password: str = "",
    *,
    grants: Iterable[Held] = (),
    now: datetime,
    contact: Contact | None = None,
    phone: str = "",
    email: str = "",
    job: str = "",
    by: Actor = SYSTEM,
) -> Person:
    """Add somebody; without a password nobody can sign in until a link has been used.

    A given password is taken as it is: only commands and the demo give one.
    """
    contact = contact or Contact(phone, email, job)
    person = _new_person(name, username, grants, contact, now)
    if password:
        person.password_hash = passwords.hashed(password)
    audit.note("person", "create", person, by=by, now=now, detail=_roles(person.grants))
    return person


def invite(
    name: str, username: str, *, grants: Sequence[Held], contact: Contact, by: Actor, now: datetime
) -> Invitation:
    """Add an official who signs in after setting a password with a one-time link."""
    roles = [role for role, _, _ in grants]
    refuse_if(rules.appointment(roles, by=by.roles(), own=False))
    person = _new_person(name, username, grants, contact, now)
    link = _link(person, INVITE, by=by, now=now)
    audit.note("person", "invite", person, by=by, now=now, detail=_roles(person.grants))
    return link


def invite_colleague(
    name: str, username: str, *, place: tuple[UUID, str], contact: Contact, by: Actor, now: datetime
) -> Invitation:
    """Add a colleague who works for the same organization."""
    person = _new_person(name, username, [(Role.ORG_USER, *place)], contact, now)
    link = _link(person, INVITE, by=by, now=now)
    audit.note("person", "invite-colleague", person, by=by, now=now, detail=_roles(person.grants))
    return link


def _new_person(
    name: str, username: str, grants: Iterable[Held], contact: Contact, now: datetime
) -> Person:
    wanted = username_of(username)
    if queries.person_by_username(wanted) is not None:
        detail = {"username": wanted}
        raise RefusedError([Finding("username-taken", field="username", detail=detail)])
    person = Person(
        id=uuid4(),
        name=name.strip(),
        username=wanted,
        phone=contact.phone,
        email=contact.email,
        job=contact.job,
        created_at=now,
    )
    for role, scope, scope_name in grants:
        _add_grant(person, role, scope, scope_name, now)
    _refuse_clash(person.actor().grants)
    session.add(person)
    return person


def _add_grant(person: Person, role: Role, scope: UUID, scope_name: str, now: datetime) -> None:
    # An expert judges in person, wherever the expert comes from.
    own = role is Role.EXPERT
    person.grants.append(
        RoleGrant(
            role=role,
            scope_id=person.id if own else scope,
            scope_name=person.name if own else scope_name,
            granted_at=now,
        )
    )


def grant(person: Person, role: Role, *, place: tuple[UUID, str], by: Actor, now: datetime) -> None:
    """Give a role at a place. Rights are read with every request: it counts at once."""
    _refuse_appointment([role], person, by)
    scope = person.id if role is Role.EXPERT else place[0]
    if any(g.role is role and g.scope_id == scope for g in person.grants):
        detail = {"role": labels.ROLES[role], "place": place[1]}
        raise RefusedError([Finding("role-held", field="role", detail=detail)])
    _refuse_clash([*person.actor().grants, Grant(role, scope)])
    _add_grant(person, role, *place, now)
    detail = {"role": labels.recorded(role), "place": place[1]}
    audit.note("person", "grant", person, by=by, now=now, detail=detail)
    notices.tell([person.id], "role-granted", now=now, link="/account/", detail=detail)


def give_role(person: Person, role: Role, *, place: tuple[UUID, str], now: datetime) -> None:
    """Give a role that follows from another act, which writes the log itself (a claim confirmed)."""
    if any(g.role is role and g.scope_id == place[0] for g in person.grants):
        return
    _refuse_clash([*person.actor().grants, Grant(role, place[0])])
    _add_grant(person, role, *place, now)


def take_away(held: RoleGrant, *, by: Actor, now: datetime) -> None:
    """Take a role away; the person's sessions end at once."""
    person = held.person
    _refuse_appointment([held.role], person, by)
    _drop(held, "take-away", by=by, now=now)


def dismiss_colleague(held: RoleGrant, *, by: Actor, now: datetime) -> None:
    """Take the right to act for an organization from a colleague."""
    if held.role not in rules.OF_ORGANIZATIONS:
        raise NotFoundError
    refuse_if(rules.appointment([], by=by.roles(), own=held.person_id == by.id))
    _drop(held, "dismiss-colleague", by=by, now=now)


def _drop(held: RoleGrant, step: str, *, by: Actor, now: datetime) -> None:
    person = held.person
    detail = {"role": labels.recorded(held.role), "place": held.scope_name}
    person.grants.remove(held)
    person.session_epoch += 1
    audit.note("person", step, person, by=by, now=now, detail=detail)
    notices.tell([person.id], "role-taken", now=now, link="/account/", detail=detail)


def deactivate(person: Person, *, by: Actor, now: datetime) -> None:
    """Keep somebody out; what the person did stays."""
    _refuse_appointment([], person, by)
    person.active = False
    person.session_epoch += 1
    audit.note("person", "deactivate", person, by=by, now=now)


def activate(person: Person, *, by: Actor, now: datetime) -> None:
    """Let somebody in again, with the roles held before."""
    _refuse_appointment([], person, by)
    person.active = True
    audit.note("person", "activate", person, by=by, now=now)


def _refuse_clash(grants: Iterable[Grant]) -> None:
    refuse_if(labels.with_roles(rules.separation(grants)))


def _refuse_appointment(roles: Collection[Role], person: Person, by: Actor) -> None:
    """Ask who may appoint whom; commands on the machine itself may everything but clash."""
    if by.is_system:
        return
    target = [g.role for g in person.grants]
    refuse_if(rules.appointment(roles, by=by.roles(), own=person.id == by.id, target=target))


def correct(person: Person, contact: Contact, *, present: str = "", now: datetime) -> None:
    """Put right one's own telephone, e-mail and post.

    The e-mail opens the account (a forgotten password): to change it asks for the present one.
    """
    if person.email != contact.email:
        _refuse_another(person, present)
    changed = [f for f in ("phone", "email", "job") if getattr(person, f) != getattr(contact, f)]
    person.phone, person.email, person.job = contact.phone, contact.email, contact.job
    audit.note("person", "correct", person, by=person.actor(), now=now, detail={"fields": changed})


def create_unit(
    key: str, name: str, kind: UnitKind, *, parent: Unit | None, by: Actor, now: datetime
) -> Unit:
    """Add a unit to the tree."""
    unit = Unit(key=key, name=name, short_name=name[:40], kind=kind, parent=parent)
    session.add(unit)
    audit.note("unit", "create", unit, by=by, now=now)
    return unit


# --- passwords and links


def set_password(person: Person, password: str, *, by: Actor, now: datetime) -> None:
    """Set a password; all sessions of the person end."""
    _set_password(person, password, now)
    audit.note("person", "set-password", person, by=by, now=now)


def change_password(person: Person, old: str, new: str, *, now: datetime) -> None:
    """Change one's own password; the present one is asked for."""
    _refuse_another(person, old)
    set_password(person, new, by=person.actor(), now=now)


def _refuse_another(person: Person, present: str) -> None:
    """Refuse whoever found the desk unlocked and does not know the password."""
    if not passwords.fits(person.password_hash, present):
        raise RefusedError([Finding("old-password-wrong", law="HOUSE/R-SEC-08", field="old")])


def _set_password(person: Person, password: str, now: datetime) -> None:
    least = _law(now).password_length_min
    common = passwords.common()
    refuse_if(
        rules.password(
            password, username=person.username, name=person.name, least=least, common=common
        )
    )
    person.password_hash = passwords.hashed(password)
    person.session_epoch += 1


def reset(person: Person, *, by: Actor, now: datetime) -> Invitation:
    """Make a link with which the person sets a new password; the old one counts until then."""
    _refuse_appointment([], person, by)
    link = _link(person, INVITE if not person.password_hash else RESET, by=by, now=now)
    audit.note("person", "reset", person, by=by, now=now)
    return link


def ask_reset(username: str, email: str, *, address: str, now: datetime) -> None:
    """Mail a link if name and e-mail belong together; nobody is told whether they do.

    Every try is counted like a wrong password, the right ones too: else the pause would tell.
    """
    name = username_of(username)
    _refuse_during_pause(ASKED + name, address, now, code="reset-paused")
    _failed(ASKED + name, address, now)
    person = queries.person_by_username(name)
    known = person is not None and person.active and person.email
    if person is None or not known or person.email.lower() != email.strip().lower():
        return
    pause = timedelta(minutes=_law(now).sign_in_pause_minutes)
    if queries.asked_since(person.id, now - pause):
        return
    _link(person, RESET, by=NOBODY, now=now)
    audit.note("person", "ask-reset", person, by=NOBODY, now=now)


def _link(person: Person, purpose: str, *, by: Actor, now: datetime) -> Invitation:
    for old in queries.open_links(person.id):
        old.used_at = now  # one link at a time
    link_id = uuid4()
    link = Invitation(
        id=link_id,
        person=person,
        purpose=purpose,
        token_hash=links.hash_of(links.token_of(link_id)),
        made_at=now,
        expires_at=now + timedelta(days=LINK_DAYS[purpose]),
        made_by=by.id,
    )
    session.add(link)
    session.flush()
    if person.email:
        key = f"link:{link_id}"
        queue.later(MAIL_TOPIC, {"link": str(link_id)}, now=now, effect_key=key)
    return link


def accept(link: Invitation, password: str, *, now: datetime) -> Person:
    """Set the password that a link is for; the link is used up."""
    refuse_if(rules.link(used=link.used_at, expires=link.expires_at, now=now))
    person = link.person
    _set_password(person, password, now)
    link.used_at = now
    audit.note("person", f"accept-{link.purpose}", person, by=person.actor(), now=now)
    return person


# --- the second factor


def enrol_later(person: Person, secret: str, code: str, *, present: str, now: datetime) -> None:
    """Bind an app in the middle of a session; the present password is asked for."""
    _refuse_another(person, present)
    enrol(person, secret, code, now=now)


def enrol(person: Person, secret: str, code: str, *, now: datetime) -> None:
    """Bind an app to the person who has just signed in, once it has shown a right code."""
    step = second_factor.step_of(secret, code, now)
    if step is None:
        raise RefusedError([Finding("code-wrong", law="HOUSE/R-SEC-08", field="code")])
    person.totp_secret = second_factor.sealed(secret)
    person.totp_step = step
    audit.note("person", "enrol", person, by=person.actor(), now=now, law="HOUSE/R-SEC-08")


def drop_second_factor(person: Person, *, by: Actor, now: datetime) -> None:
    """Forget the app of somebody who lost the phone; the next sign-in binds a new one."""
    _refuse_appointment([], person, by)
    person.totp_secret = None
    person.session_epoch += 1
    audit.note("person", "drop-second-factor", person, by=by, now=now)


def _roles(grants: Iterable[RoleGrant]) -> dict[str, list[str]]:
    return {"roles": sorted(f"{g.scope_name} {labels.recorded(g.role)}" for g in grants)}
