"""The demo district, for what walks every door of the house."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.accounts.passwords import hashed
from app.db import session
from app.demo import actions as demo

TODAY = date(2026, 11, 24)


@pytest.fixture
def district(app: Flask, db: Any) -> Iterator[Flask]:
    """Load the demo district, and have errors answered as on a real server."""
    demo.load(TODAY, hashed("jieli-demo-2026"))
    session.commit()
    app.config["SHOW_500"] = True
    yield app
    app.config["SHOW_500"] = False
