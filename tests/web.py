"""The web processes as a district runs them, and people who hand in over HTTP without a browser.

Suites that kill, cut and crowd use this: gunicorn with tools/gunicorn_conf.py on a free port,
and people who do what a page does: they keep the cookie, send the token and the key that were
rendered into the form, and send the same page again when no answer came.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask

from app import db
from app.accounts.session import EPOCH, PERSON, SEEN, SINCE
from app.calls.models import Call
from app.db import session
from tests import bids
from tools import servers

ROOT = Path(__file__).resolve().parents[1]
# In a real district it has the prefix that binds it to the host.
COOKIE = "jieli"
SECONDS = 60
# On a busy machine the first page takes its time.
FIRST_PAGE_SECONDS = 150
PAUSE = 0.1
FIELD = re.compile(r'<input[^>]* name="(csrf_token|key|seen)"[^>]* value="([^"]*)"')
RECEIPT = re.compile(r"LW-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
# The line broke, or nobody listens: nobody knows what became of it.
NO_ANSWER = (OSError, http.client.HTTPException)


# --- the processes


class Web:
    """Gunicorn with several workers on a port of its own."""

    def __init__(self, app: Flask, **env: str) -> None:
        settings = app.config["SETTINGS"]
        self.log = settings.data / "web.log"
        self.env = {
            **os.environ,
            "JIELI_DATA": str(settings.data),
            "JIELI_ENV": settings.env,
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            **env,
        }
        self.door = socket.socket()
        self.door.bind(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "-c", "tools/gunicorn_conf.py"),
                    *("--bind", f"fd://{self.door.fileno()}", "wsgi:app"),
                ],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(self.door.fileno(),),
                preexec_fn=servers.dies_with_parent(),
            )
        if not servers.wait_until(self._answers, FIRST_PAGE_SECONDS):
            said = self.said()[-3000:]
            self.stop()
            raise RuntimeError(f"the web server did not start: {said}")

    def _answers(self) -> bool:
        with closing(Browser(self.port)) as browser:
            try:
                return browser.get("/account/sign-in").status == http.client.OK
            except NO_ANSWER:
                return False

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return servers.children(self.process.pid)

    def worked(self) -> float:
        """Return how many seconds of processor time the workers have taken."""
        stats = (Path(f"/proc/{number}/stat").read_text() for number in self.workers())
        ticks = (stat.rpartition(")")[2].split()[11:13] for stat in stats)
        return sum(int(one) for two in ticks for one in two) / os.sysconf("SC_CLK_TCK")

    def said(self) -> str:
        """Return what it wrote into its log."""
        return self.log.read_text(errors="replace")

    def unhandled(self) -> list[str]:
        """Return what the log says of errors that nobody had thought of."""
        return [line for line in self.said().splitlines() if '"unhandled"' in line]

    def stop(self) -> None:
        """End it at once: it holds nothing that a database does not."""
        if self.process.poll() is None:
            workers = self.workers()
            self.process.kill()
            self.process.wait(SECONDS)
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
        self.door.close()


@contextmanager
def serving(app: Flask, **env: str) -> Iterator[Web]:
    """Have the web processes run on the data of an application."""
    web = Web(app, **env)
    try:
        yield web
    finally:
        web.stop()


# --- the people


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str = ""
    wait: str = ""

    @property
    def taken(self) -> bool:
        """Say whether it leads to a receipt."""
        return self.status == http.client.FOUND and self.location.endswith("/receipt")


class Browser:
    """One person's browser: a line that is kept, one cookie."""

    def __init__(self, port: int, cookie: str = "", patience: float = SECONDS) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self.cookie = cookie

    def get(self, path: str) -> Answer:
        """Read a page; on a line that was closed while idle it is asked for once more."""
        try:
            return self._ask("GET", path)
        except NO_ANSWER:
            return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form, once."""
        return self._ask("POST", path, urlencode(fields))

    def send(self, path: str, fields: Mapping[str, str], name: str, content: str) -> Answer:
        """Send a form with a file, once."""
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="a.json"\r\n'
            f"Content-Type: application/json\r\n\r\n{content}\r\n--{mark}--\r\n"
        )
        body = "".join(parts).encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={mark}")

    def _ask(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        kind: str = "application/x-www-form-urlencoded",
    ) -> Answer:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = kind
        try:
            self.line.request(method, path, body, headers)
            got = self.line.getresponse()
            text = got.read().decode()
        except NO_ANSWER:
            self.line.close()
            raise
        for given in got.headers.get_all("Set-Cookie") or ():
            for held in SimpleCookie(given).values():
                if held.key.endswith(COOKIE):
                    self.cookie = f"{held.key}={held.value}"
        return Answer(
            got.status, text, got.headers.get("Location", ""), got.headers.get("Retry-After", "")
        )

    def close(self) -> None:
        """Close the line."""
        self.line.close()


@dataclass
class Bidder:
    """Somebody with a finished draft at a browser."""

    submission_id: UUID
    browser: Browser
    page: dict[str, str] = field(default_factory=dict)
    # The own copy of the first thing that was handed in.
    package: str = ""

    @property
    def key(self) -> UUID:
        """Return the key that was rendered into the form."""
        return UUID(self.page["key"])

    def look(self) -> Answer:
        """Open the check page and keep its form; what was handed in begins again from its package."""
        own = f"/submissions/{self.submission_id}"
        answer = self.browser.get(f"{own}/check")
        if answer.status == http.client.FOUND and self.package:
            asked = dict(FIELD.findall(self.browser.get(f"{own}/package").text))
            self.browser.send(f"{own}/package", asked, "package", self.package)
            answer = self.browser.get(f"{own}/check")
            if answer.status != http.client.OK:
                return replace(answer, status=http.client.SERVICE_UNAVAILABLE)
        self.page = dict(FIELD.findall(answer.text))
        if answer.status == http.client.OK and not self.package:
            saved = self.browser.get(f"{own}/package.json")
            if saved.status != http.client.OK:
                return replace(saved, status=http.client.SERVICE_UNAVAILABLE)
            self.package = saved.text
        return answer

    def press(self) -> Answer:
        """Press "hand in now", once."""
        path = f"/submissions/{self.submission_id}/submit"
        return self.browser.post(path, {**self.page, "declared": "y"})

    def receipt(self) -> str:
        """Return the number that the receipt page shows."""
        return self._number(self._receipt_page())

    def _receipt_page(self) -> Answer:
        return self.browser.get(f"/submissions/{self.submission_id}/receipt")

    @staticmethod
    def _number(answer: Answer) -> str:
        found = RECEIPT.search(answer.text)
        return found[0] if answer.status == http.client.OK and found else ""

    # --- in spite of everything

    def look_again(self) -> Answer:
        """Open the check page, as often as it takes."""
        return _until_answered(self.look)

    def press_again(self) -> Answer:
        """Send the same page until somebody says yes or no."""
        return _until_answered(self.press)

    def receipt_again(self) -> str:
        """Return the number of the receipt page, which is opened as often as it takes."""
        return self._number(_until_answered(self._receipt_page))


def _until_answered(ask: Callable[[], Answer]) -> Answer:
    """Ask until there is an answer that is none of a server in trouble."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            answer = ask()
        except NO_ANSWER:
            if time.monotonic() > end:
                raise
        else:
            if answer.status < http.client.INTERNAL_SERVER_ERROR or time.monotonic() > end:
                return answer
        threading.Event().wait(PAUSE)


# --- what they find


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished draft, and the cookie of whoever hands it in."""

    submission_id: UUID
    cookie: str

    def sits(self, port: int) -> Bidder:
        """Return somebody who sits before it."""
        return Bidder(self.submission_id, Browser(port, self.cookie))

    @contextmanager
    def at(self, port: int) -> Iterator[Bidder]:
        """Have somebody sit before it for a while."""
        bidder = self.sits(port)
        with closing(bidder.browser):
            yield bidder


def prepare(app: Flask, count: int, **more: object) -> tuple[UUID, list[Draft]]:
    """Return a call that takes bids for two hours, with so many finished drafts."""
    with app.app_context():
        call = bids.project(deadline_at=db.db_now() + timedelta(hours=2))
        made = []
        for _ in range(count):
            by, organization_id = bids.bidder(f"澜湾区{uuid4().hex[:8]}社")
            submission = bids.begun(call, by, organization_id)
            bids.filled(submission, by, bids.bid(**more))
            made.append(Draft(submission.id, signed_in(app, by.id)))
        session.commit()
        return call.id, made


def signed_in(app: Flask, person_id: UUID) -> str:
    """Return the cookie of somebody who has just signed in."""
    signer = app.session_interface.get_signing_serializer(app)
    now = int(time.time())
    value = signer.dumps({PERSON: str(person_id), EPOCH: 0, SEEN: now, SINCE: now})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def end_in(app: Flask, call_id: UUID, seconds: float) -> datetime:
    """Move the deadline of a call to so many seconds from now, alone at the gate; return it."""
    with app.app_context():
        db.gate(call_id, exclusive=True)
        call = session.get_one(Call, call_id)
        call.deadline_at = call.opening_at = db.db_now() + timedelta(seconds=seconds)
        session.commit()
        return call.deadline_at
