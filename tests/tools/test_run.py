"""`./run` from start to end: a page, then an orderly stop. The data stays."""

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tools import servers

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240


class Run:
    def __init__(self, data, *options):
        self.said = data.parent / f"said-{len(list(data.parent.iterdir()))}"
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.serve", "--port", "0", "--data", data, *options],
                cwd=ROOT,
                env={k: v for k, v in os.environ.items() if not k.startswith("JIELI")},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=servers.dies_with_parent(),
            )
        ready = servers.wait_until(lambda: self.port() or self.process.poll() is not None, SECONDS)
        assert ready, self.said.read_text()
        assert self.port(), self.said.read_text()

    def port(self):
        found = re.search(r"The portal is at http://127.0.0.1:(\d+)", self.said.read_text())
        return int(found[1]) if found else 0

    def get(self, path):
        line = http.client.HTTPConnection("127.0.0.1", self.port(), timeout=30)
        line.request("GET", path)
        answer = line.getresponse()
        try:
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture
def run(tmp_path):
    started = []

    def start(*options):
        started.append(Run(tmp_path / "data", *options))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.stop()


def test_a_portal_without_the_demo_serves_and_stops(run, tmp_path):
    first = run("--no-demo")
    status, page = first.get("/")
    assert status == 200
    assert "社会组织" in page
    assert first.stop() == 0
    assert "Stopped" in first.said.read_text()
    key = (tmp_path / "data" / "keys" / "session").read_bytes()
    again = run("--no-demo")
    assert again.get("/")[0] == 200
    assert "Preparing" not in again.said.read_text()
    assert again.stop() == 0
    assert (tmp_path / "data" / "keys" / "session").read_bytes() == key


def test_the_queue_ends_with_the_portal(run, tmp_path):
    only = run("--no-demo")
    assert servers.queue_answers(tmp_path / "data" / "queue.sock")
    only.stop()
    assert not servers.queue_answers(tmp_path / "data" / "queue.sock")
