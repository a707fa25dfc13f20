"""A database that a job is played on again and again: undisturbed, twice, killed at every step.

A killed job is a fork that ends by SIGKILL before its n-th write or commit, as the worker's
horses may. What is left is worked through by the living, and compared with what
the undisturbed job leaves: every row of every table, every file.
"""

import hashlib
import multiprocessing
import os
import re
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from math import ceil
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import event, select, text, update

from app import clock
from app.cli import load_models
from app.db import Base, ClockOffset, session, store_offset
from app.queue import Outbox
from jobs import drain, handlers, portal
from tests.conftest import NOW
from tools import servers

# Longer than a row stays with the one who claimed it.
LATER = timedelta(minutes=1)
SECONDS = 60
FOLDERS = ("mail", "index", "files")
# How often it was tried may differ, and the links of the log hang on the times in it.
ASIDE = {("outbox", "attempts"), ("audit_row", "hash"), ("audit_head", "hash")}
# Neither the walls around the log nor foreign keys stand in the way of setting back.
ANYTHING_GOES = "set local session_replication_role = replica"
OTHERS = """select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and client_port is not null"""
load_models()
TABLES = [table.name for table in Base.metadata.sorted_tables]
_FORK = multiprocessing.get_context("fork")
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:\+\d\d:?\d\d)?")

Snapshot = Counter[tuple[object, ...]]


class Stage:
    """The application on a database that can be set back."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.known: set[str] = set()
        with self.app.app_context():
            self.dialect = session.get_bind().dialect.name
        portal.use(app)

    # --- setting it

    def keep(self, name: str) -> None:
        """Keep the database as it is now under a name."""
        if self.dialect == "sqlite":
            self._copy(self._file, f"{self._file}-{name}")
            return
        with self.app.extensions["db"].begin() as line:
            line.execute(text(f"drop schema if exists {name} cascade"))
            line.execute(text(f"create schema {name}"))
            for table in TABLES:
                line.execute(text(f'create table {name}."{table}" as table public."{table}"'))

    def back_to(self, name: str) -> None:
        """Set the database back to what was kept; nothing is left of files or in memory."""
        if self.dialect == "sqlite":
            self._copy(f"{self._file}-{name}", self._file)
        else:
            anew = 'delete from public."{0}"; insert into public."{0}" table {1}."{0}"'
            words = [ANYTHING_GOES, *(anew.format(table, name) for table in TABLES)]
            with self.app.extensions["db"].begin() as line:
                line.exec_driver_sql(";".join(words))
        self.app.extensions["db"].dispose()
        for folder in FOLDERS:
            shutil.rmtree(self._data / folder, ignore_errors=True)
        self.app.extensions.pop("matches", None)

    @property
    def _data(self) -> Path:
        return self.app.config["SETTINGS"].data

    @property
    def _file(self) -> str:
        return str(self.app.extensions["db"].url.database)

    def _copy(self, source: str, target: str) -> None:
        self.app.extensions["db"].dispose()
        for rest in ("-wal", "-shm"):  # folded into the file when the last one left
            Path(target + rest).unlink(missing_ok=True)
        shutil.copyfile(source, target)

    def play(self, scene: Callable[[], None]) -> None:
        """Set the empty stage for a scene, and keep it."""
        self.back_to("empty")
        with self.app.app_context():
            stand_at(NOW)
            scene()
            session.commit()
            # What the scene knows keeps its name; what a job makes is only "new".
            self.known = set(_ID.findall(str([*_rows()])))
        self.keep("scene")

    # --- acting

    def wait(self, job: Callable[[], object]) -> Snapshot:
        """Let time pass, do what is due, and return what is there."""
        with self.app.app_context():
            stand_at(NOW + LATER)
        job()
        return self.snapshot()

    def again(self) -> None:
        """Put back what reached outside, as a worker leaves it that dies before the mark."""
        with self.app.app_context():
            here = (Outbox.topic.in_(handlers.OUTSIDE), Outbox.done_at >= NOW)
            session.execute(update(Outbox).where(*here).values(done_at=None))
            session.commit()

    def _begin(self) -> None:
        self.back_to("scene")
        with self.app.app_context():
            stand_at(NOW)
        self.app.extensions["db"].dispose()  # nothing is open across a fork

    def steps(self, job: Callable[[], object]) -> int:
        """Do a job from the scene on; return how many steps it took."""
        self._begin()
        with _steps(self.app, 0) as count:
            job()
        return count[0]

    def killed_at(self, step: int, job: Callable[[], object]) -> None:
        """Do a job from the scene on, in a fork that is killed just before a step."""
        self._begin()
        horse = _FORK.Process(target=self._die_at, args=(step, job))
        horse.start()
        horse.join(SECONDS)
        assert horse.exitcode == -signal.SIGKILL, (step, horse.exitcode)
        assert servers.wait_until(self._is_alone, SECONDS)

    def _die_at(self, step: int, job: Callable[[], object]) -> None:
        with _steps(self.app, step):
            job()

    def _is_alone(self) -> bool:
        """PostgreSQL takes a moment to see that a client is gone; its locks stay so long."""
        if self.dialect == "sqlite":
            return True
        with self.app.extensions["db"].connect() as line:
            return line.scalar(text(OTHERS)) == 0

    # --- looking

    def snapshot(self) -> Snapshot:
        """Return everything that is there, ids and times of new things aside."""
        with self.app.app_context():
            found = Counter(
                (table, *((name, self._plain(value)) for name, value in row))
                for table, row in _rows()
                if table != ClockOffset.__tablename__
            )
        for folder in FOLDERS:
            for path in (self._data / folder).rglob("*"):
                if path.is_file():
                    found[self._name(path), self._content(path)] += 1
        return found

    def _plain(self, value: object) -> str:
        if isinstance(value, bytes):
            return hashlib.sha256(value).hexdigest()
        if isinstance(value, datetime):
            return "a time"
        return self._told(value.hex if isinstance(value, UUID) else str(value))

    def _told(self, words: str) -> str:
        known = self.known
        words = _ID.sub(lambda m: m[0] if m[0].replace("-", "") in known else "new", words)
        return _TIME.sub("a time", words)

    def _name(self, path: Path) -> str:
        return self._told(str(path.relative_to(self._data)))

    def _content(self, path: Path) -> str:
        content = path.read_bytes()
        if path.suffix != ".eml":
            return hashlib.sha256(content).hexdigest()
        letter = message_from_bytes(content, policy=policy.default)
        words = [letter[name] for name in ("Message-ID", "To", "Subject")]
        return self._told("\n".join([*words, letter.get_content()]))


def stand_at(at: datetime) -> None:
    """Move the stored clock to an instant."""
    store_offset(timedelta(seconds=ceil((at - clock.machine_now()).total_seconds())))
    session.commit()


def drained() -> None:
    """Work through the outbox; what made a mistake waits and is seen in the snapshot."""
    drain.drain()


def _rows():
    for table in Base.metadata.sorted_tables:
        kept = [c for c in table.columns if (table.name, c.name) not in ASIDE]
        for row in session.execute(select(*kept)):
            values = (v.hex if isinstance(v, UUID) else v for v in row)
            yield table.name, tuple(zip((c.name for c in kept), values, strict=True))


@contextmanager
def _steps(app: Flask, last: int):
    """Count what writes and commits; die before the `last`, if there is one.

    Between two of these steps nothing changes that a dead process leaves behind.
    """
    count = [0]
    engine = app.extensions["db"]

    def step(_line, _cursor="", statement="", *_):
        if statement.lower().startswith(("select", "pragma")):
            return
        count[0] += 1
        if count[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, step)
    try:
        yield count
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, step)
