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
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.accounts.passwords import hashed
from app.db import session
from app.demo import actions as demo
from app.permissions import DISTRICT_WIDE, POLICY, May, Role
from tests import register
from tests.bids import bureau
from tests.services import full_counts

TODAY = date(2026, 11, 24)
SAFE = {"GET"}
# Things of so many states stand at every door; cells at least.
STATES, LEAST = (8, 15_000) if full_counts() else (1, 1000)
# Of the pages that a role may read, each so-manieth is opened; every closed door is tried.
READ = 1 if full_counts() else 8
# Who holds no role any more is signed in, and nothing else.
GONE = "gone"
# Pages that a person without any role at the thing may still see or be led from.
FINE = range(200, 500)


@pytest.fixture(scope="module")
def rules_of() -> Any:
    """Return the routes of an application, without the files."""

    def found(app: Flask) -> list[Rule]:
        return [r for r in app.url_map.iter_rules() if r.endpoint != "static"]

    return found


def samples(loader: Any) -> list[UUID]:
    """Return ids of things that the loader finds, one of each state; of nothing if there is none."""
    model = get_type_hints(loader).get("return")
    if getattr(model, "__table__", None) is None:
        return [uuid4()]
    state = getattr(model, "state", None)
    asked = select(model.id) if state is None else select(func.min(model.id)).group_by(state)
    return list(session.scalars(asked.limit(STATES))) or [uuid4()]


def addresses(app: Flask, rule: Rule) -> list[str]:
    """Return addresses of the route, with real things of the demo in every state in them."""
    loaders = app.view_functions[rule.endpoint].loaders
    most = max((len(samples(load)) for load in loaders.values()), default=1)
    return list(dict.fromkeys(address(app, rule, turn) for turn in range(most)))


def address(app: Flask, rule: Rule, turn: int) -> str:
    """Return an address of the route with the things of one turn in it."""
    view = app.view_functions[rule.endpoint]
    values: dict[str, Any] = {}
    for name in rule.arguments:
        loader = view.loaders.get(name.removesuffix("_id"))
        converter = type(rule._converters[name]).__name__
        if loader is not None:
            things = samples(loader)
            values[name] = things[turn % len(things)]
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


def expected(
    permission: May, role: Role | str | None, *, loaded: bool, method: str
) -> set[int] | range:
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
    return {role: browser for role, (_, browser) in newcomers(sign_in).items()}


def newcomers(sign_in: Any) -> dict[Role, Any]:
    """Return somebody with one role at a place of their own, for every role, and a browser each."""
    found = {}
    for role in Role:
        place = (
            register.organization(f"某某{role}中心") if "org" in role else bureau(f"某单位{role}")
        )
        person = register.person(f"路人{role}", (role, place))
        found[role] = person, sign_in(person)
    return found


def removed(sign_in: Any) -> dict[Role, Any]:
    """Return a browser for everybody who signed in, and then lost the role and no session."""
    found = newcomers(sign_in)
    for person, _ in found.values():
        person.grants.clear()
    return {role: browser for role, (_, browser) in found.items()}


def kept_out(sign_in: Any) -> dict[Role, Any]:
    """Return a browser for everybody who signed in, and whose account was deactivated then."""
    found = newcomers(sign_in)
    for person, _ in found.values():
        person.active = False
    return {role: browser for role, (_, browser) in found.items()}


def cells(app: Flask, rules: list[Rule]) -> Iterator[tuple[str, str, May, bool]]:
    """Yield method, address, permission and whether a thing is loaded, for every route."""
    for rule in rules:
        view = app.view_functions[rule.endpoint]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            for path in addresses(app, rule):
                yield method, path, view.permission, bool(view.loaders)


@pytest.mark.sqlite
@pytest.mark.timeout(1800)
def test_every_door_answers_every_stranger_as_the_policy_says(app, db, rules_of, sign_in):
    demo.load(TODAY, hashed("x"))
    session.commit()
    every = list(cells(app, rules_of(app)))  # before there are strangers: none of it is theirs
    people: list[tuple[str, Role | str | None, Any]] = [("nobody", None, app.test_client())]
    people += [("stranger", role, browser) for role, browser in strangers(sign_in).items()]
    if full_counts():
        # Whoever lost the role holds none; whoever is kept out is nobody.
        people += [("removed", GONE, browser) for browser in removed(sign_in).values()]
        people += [("kept out", None, browser) for browser in kept_out(sign_in).values()]
    session.commit()
    wrong, count = [], 0
    for place, (method, path, permission, loaded) in enumerate(every):
        for turn, (who, role, client) in enumerate(people):
            wanted = expected(permission, role, loaded=loaded, method=method)
            if method not in SAFE and isinstance(wanted, range):
                continue  # an allowed write is a story of its own
            if isinstance(wanted, range) and (place + turn) % READ:
                continue
            answer = client.open(path, method=method)
            count += 1
            if answer.status_code not in wanted:
                wrong.append(f"{method} {path}, {who} {role}: {answer.status_code}, not {wanted}")
    print(f"{count} cells")
    assert wrong == []
    assert count > LEAST


def test_the_walk_finds_a_door_that_lets_in_everybody(app, db, sign_in, monkeypatch):
    """Planted: one route asks for less than the policy says of it."""
    view = app.view_functions["audit.index"]

    def open_to_all(**_: Any) -> str:
        return "in"

    open_to_all.permission, open_to_all.loaders = view.permission, {}  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "audit.index", open_to_all)
    browser = strangers(sign_in)[Role.PURCHASER]
    wanted = expected(May.AUDIT_READ, Role.PURCHASER, loaded=False, method="GET")
    assert browser.get("/audit/").status_code not in wanted


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
