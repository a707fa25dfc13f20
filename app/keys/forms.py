"""What comes from the pages of keys."""

import json
from base64 import b64decode
from uuid import UUID

from flask import request
from wtforms import HiddenField

from app.forms import Form

TEST = "test"


class MakeForm(Form):
    """The public half of a key that a browser has made."""

    public = HiddenField(default="")

    def half(self) -> bytes:
        """Return it; empty where it is none."""
        try:
            return bytes.fromhex(self.public.data or "")
        except ValueError:
            return b""


class ProveForm(Form):
    """What a browser found in the test box."""

    inside = HiddenField(default="")

    def found(self) -> bytes:
        """Return it; empty where it is of another shape."""
        try:
            return b64decode(json.loads(self.inside.data or "")[TEST][""])
        except (ValueError, KeyError, TypeError, RecursionError):
            return b""


def chosen() -> set[UUID]:
    """Return the people that were ticked; what is no id counts as not ticked."""
    found = set()
    for typed in request.form.getlist("person"):
        try:
            found.add(UUID(typed))
        except ValueError:
            continue
    return found
