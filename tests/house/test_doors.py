"""Every route x every role x whose it is: the doors answer as the policy says, also new ones.

Each person holds one role at a place that has nothing to do with the demo's things. Routes
are walked from the URL map, so a new one is in the table by itself.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.passwords import hashed
from app.db import session
from app.demo import actions as demo
from app.permissions import DISTRICT_WIDE, POLICY, May, Role
from tests import register
from tests.bids import bureau

TODAY = date(2026, 11, 24)
SAFE = {"GET"}
# Pages that a person without any role at the thing may still see or be led from.
FINE = range(200, 500)


@pytest.fixture(scope="module")
def rules_of() -> Any:
    """Return the routes of an application, without the files."""

    def found(app: Flask) -> list[Rule]:
        return [r for r in app.url_map.iter_rules() if r.endpoint != "static"]

    return found


def sample(loader: Any) -> UUID:
    """Return the id of a thing that the loader finds, or of nothing if there is none yet."""
    model = get_type_hints(loader).get("return")
    table = getattr(model, "__table__", None)
    if table is None:
        return uuid4()
    return session.scalar(select(model.id).limit(1)) or uuid4()


def address(app: Flask, rule: Rule) -> str:
    """Return an address of the route, with real things of the demo in it."""
    view = app.view_functions[rule.endpoint]
    values: dict[str, Any] = {}
    for name in rule.arguments:
        loader = view.loaders.get(name.removesuffix("_id"))
        converter = type(rule._converters[name]).__name__
        if loader is not None:
            values[name] = sample(loader)
        elif converter == "UUIDConverter":
            values[name] = uuid4()
        elif converter == "AnyConverter":
            values[name] = min(rule._converters[name].items)
        elif converter == "IntegerConverter":
            values[name] = 1
        else:
            values[name] = "nothing"
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def expected(permission: May, role: Role | None, *, loaded: bool, method: str) -> set[int] | range:
    """Return what the door must answer to a stranger of that role."""
    if permission is May.PUBLIC:
        return FINE
    if role is None:
        return {302}
    if permission is May.SIGNED_IN:
        return FINE
    rule = POLICY[permission]
    if role not in rule.roles:
        return {403}
    if rule.own and loaded and role not in DISTRICT_WIDE | rule.wide:
        return {404}
    return FINE


def strangers(sign_in: Any) -> dict[Role, Any]:
    """Return a browser for a stranger of every role."""
    found = {}
    for role in Role:
        place = (
            register.organization(f"某某{role}中心") if "org" in role else bureau(f"某单位{role}")
        )
        found[role] = sign_in(register.person(f"路人{role}", (role, place)))
    return found


def cells(app: Flask, rules: list[Rule]) -> Iterator[tuple[str, str, May, bool]]:
    """Yield method, address, permission and whether a thing is loaded, for every route."""
    for rule in rules:
        view = app.view_functions[rule.endpoint]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, address(app, rule), view.permission, bool(view.loaders)


@pytest.mark.sqlite
def test_every_door_answers_every_stranger_as_the_policy_says(app, db, rules_of, sign_in):
    demo.load(TODAY, hashed("x"))
    session.commit()
    every = list(cells(app, rules_of(app)))  # before there are strangers: none of it is theirs
    people: dict[Role | None, Any] = {None: app.test_client(), **strangers(sign_in)}
    session.commit()
    wrong, count = [], 0
    for method, path, permission, loaded in every:
        for role, client in people.items():
            wanted = expected(permission, role, loaded=loaded, method=method)
            if method not in SAFE and isinstance(wanted, range):
                continue  # an allowed write is a story of its own
            answer = client.open(path, method=method)
            count += 1
            if answer.status_code not in wanted:
                wrong.append(f"{method} {path} as {role}: {answer.status_code}, not {wanted}")
    print(f"{count} cells")
    assert wrong == []
    assert count > 1000


def test_a_route_without_a_door_keeps_the_house_shut(app):
    from app import guard  # noqa: PLC0415

    bare = Flask("bare")
    bare.add_url_rule("/open", "open", lambda: "in")
    with pytest.raises(RuntimeError, match="open"):
        guard.close(bare)


def test_no_get_writes(app, client):
    from app import guard  # noqa: PLC0415

    @guard.requires(May.PUBLIC)
    def sneaky() -> str:
        register.unit()
        return "written"

    sneaky_app = app
    sneaky_app.view_functions["portal.healthz"], kept = sneaky, app.view_functions["portal.healthz"]
    try:
        with pytest.raises(RuntimeError, match="GET never writes"):
            client.get("/healthz")
    finally:
        sneaky_app.view_functions["portal.healthz"] = kept
