"""A real worker process on a real queue server drains a real database."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rq import Queue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cli import load_models
from app.db import Base, make_engine
from app.queue import DRAIN, Outbox, make_queue
from tools import servers

ROOT = Path(__file__).resolve().parents[2]
# A letter that was being sent by a killed worker is due again after two minutes.
SECONDS = 170


class Bench:
    """A database, a queue and the processes between them, told of each other by settings."""

    def __init__(self, data, database_url, redis_url):
        self.data = data
        self.jobs: Queue = make_queue(redis_url)
        self.env = {
            **os.environ,
            "JIELI_DATA": str(data),
            "JIELI_ENV": "test",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
        }
        self.engine = make_engine(database_url)
        self.processes: list[subprocess.Popen] = []

    def start(self, module):
        with (self.data / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=servers.dies_with_parent(),
            )
        self.processes.append(process)
        return process

    def write(self, count):
        now = clock.machine_now()
        with Session(self.engine) as session:
            for number in range(count):
                payload = {"to": "li@example.invalid", "subject": f"第{number}封", "text": "。"}
                session.add(Outbox(topic="mail", payload=payload, due_at=now, created_at=now))
            session.commit()

    def hint(self):
        self.jobs.enqueue_call(DRAIN, result_ttl=0)

    def left(self):
        with Session(self.engine) as session:
            waiting = select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))
            return session.scalar(waiting)

    def drained(self):
        done = servers.wait_until(lambda: self.left() == 0, SECONDS)
        logs = [path.read_text(errors="replace") for path in self.data.glob("jobs.*.log")]
        assert done, "\n".join(logs)[-3000:]
        return len(list((self.data / "mail").glob("*.eml")))

    def close(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)
        self.engine.dispose()
        self.jobs.connection.close()


def children(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in listed.split()]


@pytest.fixture(params=["sqlite", "postgres"])
def bench(request, tmp_path, redis_url):
    url = f"sqlite:///{tmp_path}/jieli.db"
    if request.param == "postgres":
        url = request.getfixturevalue("other_pg_url")
    made = Bench(tmp_path, url, redis_url)
    load_models()
    Base.metadata.create_all(made.engine)
    yield made
    made.close()


def test_a_hint_wakes_the_worker_and_it_ends_when_asked(bench):
    worker = bench.start("jobs.worker")
    bench.write(3)
    bench.hint()
    assert bench.drained() == 3
    worker.terminate()
    assert worker.wait(20) == 0


def test_the_scheduler_finds_what_no_hint_told_of(bench):
    bench.write(1)
    scheduler = bench.start("jobs.schedule")
    bench.start("jobs.worker")
    assert bench.drained() == 1
    scheduler.terminate()
    assert scheduler.wait(20) == 0


def test_a_killed_worker_loses_nothing(bench):
    bench.write(40)
    bench.start("jobs.schedule")
    first = bench.start("jobs.worker")
    assert servers.wait_until(lambda: bench.left() < 40, SECONDS)
    for process in (*children(first), first.pid):  # the horse too: RQ gives it its own group
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    bench.start("jobs.worker")
    assert bench.drained() == 40
