"""`flask accounts`: the first administrator, and whoever lost every other way in."""

import click
from flask.cli import AppGroup

from app import clock
from app.accounts import actions, links, queries
from app.accounts.actions import Held
from app.accounts.models import Person, Unit
from app.accounts.states import UnitKind
from app.db import portal_now, session
from app.errors import Finding, RefusedError
from app.permissions import SYSTEM, Role
from app.words import finding

group = AppGroup("accounts", help="People, units and their roles.")


@group.command("create")
@click.argument("name")
@click.argument("username")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]), required=True
)
@click.option("--unit", "unit_key", help="Key of the unit where the roles are held.")
@click.option("--email", default="", help="Where the link is mailed as well.")
def create(
    name: str, username: str, roles: tuple[str, ...], unit_key: str | None, email: str
) -> None:
    """Add the official NAME with the sign-in name USERNAME; print a one-time link."""
    held = [_held(Role(role), unit_key) for role in roles]
    try:
        person = actions.create_person(
            name, username, grants=held, email=email, now=portal_now(), by=SYSTEM
        )
        _print_link(person)
    except RefusedError as refused:
        raise _told(refused.findings) from refused


@group.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Print a one-time link with which USERNAME sets a new password."""
    person = queries.person_by_username(actions.username_of(username))
    if person is None:
        raise click.ClickException(f"Nobody signs in as {username}.")
    _print_link(person)


@group.command("unit")
@click.argument("key")
@click.argument("name")
@click.option("--kind", type=click.Choice([k.value for k in UnitKind]), required=True)
@click.option("--parent", "parent_key", help="Key of the unit above.")
def unit(key: str, name: str, kind: str, parent_key: str | None) -> None:
    """Add the unit NAME, known to commands as KEY."""
    if queries.unit_by_key(key) is not None:
        raise click.ClickException(f"There is a unit {key} already.")
    parent = _unit(parent_key) if parent_key else None
    actions.create_unit(key, name, UnitKind(kind), parent=parent, by=SYSTEM, now=portal_now())
    session.commit()
    click.echo(f"{key}: {name}")


def _held(role: Role, unit_key: str | None) -> Held:
    if unit_key is None:
        raise click.UsageError("Say with --unit where the role is held.")
    unit = _unit(unit_key)
    return (role, unit.id, unit.short_name)


def _unit(key: str) -> Unit:
    unit = queries.unit_by_key(key)
    if unit is None:
        known = "、".join(u.key for u in queries.units()) or "none; add one with `accounts unit`"
        raise click.ClickException(f"No unit {key}. Known: {known}")
    return unit


def _print_link(person: Person) -> None:
    made = actions.reset(person, by=SYSTEM, now=portal_now())
    session.commit()
    until = clock.local(made.expires_at)
    click.echo(f"{person.name}（{person.username}）: {links.url_of(made.id)}")
    click.echo(f"Counts once, until {until:%Y-%m-%d %H:%M} (Beijing).")


def _told(findings: tuple[Finding, ...]) -> click.ClickException:
    return click.ClickException("\n".join(finding(f) for f in findings))
