"""A database, a queue server and the processes between them, for tests that need real ones."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from rq import Queue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cli import load_models
from app.db import Base, make_engine
from app.queue import DRAIN, Outbox, make_queue
from tools import servers

ROOT = Path(__file__).resolve().parents[1]
# A letter that was being sent by a killed worker is due again after 45 s.
SECONDS = 100


class Machines:
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
        load_models()
        Base.metadata.create_all(self.engine)
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

    def kill(self, process):
        """End it in the middle, and its horse too: RQ gives that one a group of its own."""
        for number in (*servers.children(process.pid), process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait(20)

    def write(self, count):
        now = clock.machine_now()
        payload = {"to": "li@example.invalid", "subject": "投标回执", "text": "已收到。"}
        with Session(self.engine) as session:
            for _ in range(count):
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
