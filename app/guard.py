"""The door: no route without a declared permission, no call without the check."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias
from uuid import UUID

from flask import Flask, g

from app.errors import ForbiddenError, NotFoundError, SignInNeededError
from app.permissions import May

View: TypeAlias = Callable[..., Any]
Loader: TypeAlias = Callable[[UUID], object]

# Served without a view of ours.
OPEN_ENDPOINTS = frozenset({"static"})


def requires(permission: May, **loaders: Loader) -> Callable[[View], View]:
    """Declare, beside the route, who may call it and on what.

    `requires(May.CALL_MANAGE, project=queries.get)` turns the URL's project_id into the
    view's `project`, after asking the actor on it (the first loader's thing decides). Who
    has no such role is told so; a thing that is not the actor's is absent.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:  # noqa: ANN401 -- what Flask passes and takes
            check_role(permission)
            things = {name: load(values.pop(f"{name}_id")) for name, load in loaders.items()}
            if things and not g.actor.may(permission, next(iter(things.values()))):
                raise NotFoundError
            return view(**values, **things)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.loaders = loaders  # type: ignore[attr-defined]
        return guarded

    return declare


def check_role(permission: May) -> None:
    """Raise unless the actor holds `permission` somewhere."""
    if g.actor.may(permission):
        return
    if not g.actor.signed_in:
        raise SignInNeededError
    raise ForbiddenError(permission)


def close(app: Flask) -> None:
    """Refuse to start while any route is undeclared."""
    open_doors = [
        name
        for name, view in app.view_functions.items()
        if name not in OPEN_ENDPOINTS and not hasattr(view, "permission")
    ]
    if open_doors:
        raise RuntimeError(f"routes without @requires: {open_doors}")
