"""A portal of its own for the journeys: real web, queue, worker and scheduler, real browser.

It stands in the demo district on 24 November 2026, 09:00, so that every date in a story is
the same on every day it is told. Pictures go to shots/ (or $JIELI_SHOTS).
"""

import contextlib
import os
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.config import ROOT
from app.demo.cli import PASSWORD
from tests.journeys import commands
from tools import servers

SHOTS = Path(os.environ.get("JIELI_SHOTS", ROOT / "shots"))
AXE = next((ROOT / "tests/vendor/axe-core").rglob("axe.min.js"))
RUN_AXE = (
    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],"
    " resultTypes: ['violations']})"
)
BEGIN = "2026-11-24T09:00"
STARTED_WITHIN = 90


@dataclass
class Portal:
    """A running portal and the browser that visits it."""

    url: str
    data: Path
    browser: Browser
    story: str = "story"
    number: int = 0
    # A part of a story that was shown already: told again without pictures.
    quiet: bool = False

    def visitor(self, username: str | None = None, *, width: int = 1280) -> "Visitor":
        """Return somebody at a computer of their own, signed in if a name is given."""
        context = self.browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 900},
            base_url=self.url,
            accept_downloads=True,
        )
        visitor = Visitor(self, context, context.new_page())
        if username:
            visitor.sign_in(username)
        return visitor

    def flask(self, *command: str) -> str:
        """Run a command on the data of this portal."""
        return commands.run(command, environment(self.data), self.data)

    def ask(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        """Read from the database what no page tells this visitor."""
        with contextlib.closing(sqlite3.connect(self.data / "jieli.db")) as line:
            return line.execute(statement, values).fetchall()

    def move_clock(self, to: datetime) -> None:
        """Let days pass, for every process at once."""
        self.flask("clock", "move", "--to", to.strftime("%Y-%m-%dT%H:%M:%S"))


@dataclass
class Visitor:
    """One person with one browser window."""

    portal: Portal
    context: BrowserContext
    page: Page

    def sign_in(self, username: str) -> None:
        """Sign in as somebody of the demo."""
        self.page.goto("/account/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def go(self, path: str) -> None:
        """Open a page that must be there."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press a button by its words and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=exact).first.click()

    def fill(self, **values: str) -> None:
        """Fill fields by their names: text, choices, dates."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name.replace('__', '-')}']").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def choose(self, name: str, words: str) -> None:
        """Choose the option of a list that holds these words."""
        field = self.page.locator(f"main select[name='{name}']")
        option = field.locator("option", has_text=words).first
        field.select_option(option.get_attribute("value"))

    def submit(self, action: str = "", *, value: str = "") -> None:
        """Press the button of the form with this action (of the only form, if none is named)."""
        form = f"main form[action$='{action}']"
        if not action or self.page.locator(form).count() == 0:
            form = "main form[method=post]"  # a form that goes to its own page
        button = f"{form} button[value='{value}']" if value else f"{form} button"
        with self.page.expect_navigation():
            self.page.locator(button).first.click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Follow a link by its words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=exact).first.click()

    def shot(self, name: str) -> None:
        """Keep a picture of the whole page, wide and narrow, and check it for sideways scrolling."""
        if self.portal.quiet:
            return
        self.portal.number += 1
        SHOTS.mkdir(exist_ok=True)
        stem = f"{self.portal.story}-{self.portal.number:02d}-{name}"
        problems = self.axe()
        assert problems == [], problems
        before = self.page.viewport_size
        for width in (1280, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=SHOTS / f"{stem}-{width}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{stem} is {wide} px wide at {width}"
        self.page.set_viewport_size(before)

    def axe(self) -> list[str]:
        """Return what axe finds serious or critical on this page (WCAG 2.1 A and AA)."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(RUN_AXE)
        return [
            f"{self.path}: {v['id']} {n['target']}"
            for v in found["violations"]
            if v["impact"] in {"serious", "critical"}
            for n in v["nodes"]
        ]

    @property
    def text(self) -> str:
        """Return what the page says."""
        return self.page.inner_text("body")

    @property
    def path(self) -> str:
        """Return where this visitor is."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def leave(self) -> None:
        """Close the window."""
        self.context.close()


def environment(data: Path) -> dict[str, str]:
    """Return the settings of a portal on `data`."""
    return {"JIELI_DATA": str(data), "JIELI_ENV": "demo", "WEB_WORKERS": "1"}


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def answers(url: str) -> bool:
    """Say whether the portal is up."""
    try:
        return bool(urllib.request.urlopen(url, timeout=5).status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def portal(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Portal]:
    """Yield a portal with the demo district, as ./run starts it."""
    data = tmp_path_factory.mktemp("portal")
    port = free_port()
    found = Portal(f"http://127.0.0.1:{port}", data, browser)
    found.story = request.module.__name__.rsplit("test_", 1)[-1]
    found.flask("db", "upgrade")
    found.flask("clock", "move", "--to", BEGIN)
    found.flask("demo", "load")
    log = (data / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.serve", "--port", str(port), "--data", str(data)],
        cwd=ROOT,
        env={**os.environ, **environment(data)},
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    try:
        up = servers.wait_until(lambda: answers(f"{found.url}/healthz"), STARTED_WITHIN)
        assert up, (data / "serve.log").read_text(errors="replace")
        yield found
    finally:
        process.terminate()
        process.wait(40)
        log.close()
