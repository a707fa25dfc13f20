"""R16: everything is lost, and comes back from the backups as docs/operations.md says.

A district takes bids, is backed up, takes more bids and is killed. What is restored is
looked through by the commands of the runbook: it must be whole, and the receipts that are
newer must be named, no more and no fewer. Backups with a planted gap must be found.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from app import db, schema
from app.db import session
from app.documents.models import StoredFile
from app.factory import create_app
from app.submissions import actions, queries
from app.submissions.models import SealedBox, SubmissionVersion
from jobs import drain, portal
from tests import bids, register
from tests.conftest import POSTGRES, settings_in
from tests.documents.corpus import pdf
from tests.services import Postgres, as_nobody, full_counts
from tools import servers

BEFORE, AFTER = (2000, 200) if full_counts() else (16, 4)
WITH_FILE = 5
RTO_SECONDS = 15 * 60
RPO_SECONDS = 2
STREAM = str(Path(sys.executable).parent / "litestream")
DATABASE = "district"
TOOLS = ("pg_dump", "pg_restore", "pg_basebackup", "pg_verifybackup", "pg_receivewal")

pytestmark = [pytest.mark.gate, pytest.mark.timeout(3600)]


# --- the district and its end


@dataclass
class District:
    """A portal with bids; where its backups lie; what its organizations hold."""

    app: Flask
    data: Path
    backups: Path
    drafts: list[tuple[UUID, UUID]]
    server: Postgres | None = None
    receipts: dict[str, str] = field(default_factory=dict)
    # Receipts given out after the backup.
    newer: set[str] = field(default_factory=set)
    ended: float = 0.0


def opened(data: Path, url: str) -> Flask:
    app = create_app(settings_in(data, url))
    schema.upgrade(app.extensions["db"])
    return app


def begin(app: Flask) -> list[tuple[UUID, UUID]]:
    """Return finished drafts, each of another organization; some have a file."""
    made = []
    with app.app_context():
        call = bids.project(deadline_at=db.db_now() + timedelta(hours=5))
        for number in range(BEFORE + AFTER):
            by, organization_id = bids.bidder(f"澜湾区第{number}社")
            submission = bids.begun(call, by, organization_id)
            bids.filled(submission, by, bids.bid())
            if number % WITH_FILE == 0:
                file = FileStorage(BytesIO(pdf(b"%% %d" % number)), filename="方案.pdf")
                actions.attach(submission, file, by=by, now=bids.NOW)
            made.append((submission.id, by.id))
        session.commit()
    return made


def hand_in(app: Flask, drafts: list[tuple[UUID, UUID]]) -> dict[str, str]:
    """Hand drafts in, each in a transaction of its own; return the receipts with their checks."""
    given = {}
    for submission_id, person_id in drafts:
        with app.app_context():
            by = register.actor(session.get(register.Person, person_id))
            submission = queries.get(submission_id)
            version = actions.submit(submission, key=uuid4(), seen=bids.seen(submission), by=by)
            given[version.receipt_no] = version.commitment
            session.commit()
    portal.use(app)
    while drain.drain():
        pass
    return given


def lived(app: Flask, data: Path, backups: Path, back_up: Callable[[], None]) -> District:
    """Let a district take bids, be backed up (the database first), and take more."""
    drafts = begin(app)
    district = District(app, data, backups, drafts)
    district.receipts |= hand_in(app, drafts[:BEFORE])
    back_up()
    shutil.copytree(data / "files", backups / "files")
    shutil.copytree(data / "keys", backups / "keys")
    newer = hand_in(app, drafts[BEFORE:])
    district.receipts |= newer
    district.newer = set(newer)
    app.extensions["db"].dispose()
    return district


@pytest.fixture(scope="module")
def lost(database, tmp_path_factory) -> Iterator[District]:
    """Yield a district that is gone: its database is killed, its folder deleted."""
    data, backups = tmp_path_factory.mktemp("district"), tmp_path_factory.mktemp("backups")
    with ExitStack() as stack:
        if database == POSTGRES:
            district = lost_postgres(data, backups, stack)
        else:
            app = opened(data, f"sqlite:///{data}/jieli.db")
            district = lived(app, data, backups, lambda: vacuumed(data, backups))
        shutil.rmtree(data)
        district.ended = time.monotonic()
        yield district


def vacuumed(data: Path, backups: Path) -> None:
    with closing(sqlite3.connect(data / "jieli.db")) as line:
        line.execute(f"vacuum into '{backups}/jieli.db'")


def lost_postgres(data: Path, backups: Path, stack: ExitStack) -> District:
    server = Postgres.start(durable=True)
    stack.callback(server.stop)
    there = [name for name in TOOLS if not (server.binaries / name).exists()]
    assert not there, f"PostgreSQL came without {', '.join(there)}"
    url = server.create(DATABASE)

    def back_up() -> None:
        run(server, "pg_dump", "-Fc", "-d", DATABASE, "-f", "dump")
        run(server, "pg_basebackup", "-D", "base", "-c", "fast")
        run(server, "pg_verifybackup", "base", lines=False)
        stack.callback(ended, receiver(server))

    district = lived(opened(data, url), data, backups, back_up)
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(20)
    shutil.rmtree(server.folder / "data")
    district.server = server
    return district


def run(server: Postgres, program: str, *words: str, lines: bool = True, good: bool = True) -> None:
    """Run a program of PostgreSQL's in the folder of a server."""
    to = ["-h", str(server.folder), "-U", "postgres"] if lines else []
    done = subprocess.run(
        [str(server.binaries / program), *to, *words],
        cwd=server.folder,
        capture_output=True,
        text=True,
        check=False,
        **as_nobody(),
    )
    assert (done.returncode == 0) == good, done.stderr


def receiver(server: Postgres) -> subprocess.Popen[bytes]:
    """Have every commit wait until its WAL lies in the archive as well: nothing can be lost."""
    archive = server.folder / "wal"
    archive.mkdir()
    archive.chmod(0o777)
    process = subprocess.Popen(
        [
            *(str(server.binaries / "pg_receivewal"), "-h", str(server.folder), "-U", "postgres"),
            *("-D", str(archive), "--synchronous", "--no-loop"),
        ],
        cwd=server.folder,
        stderr=subprocess.DEVNULL,
        preexec_fn=servers.dies_with_parent(),
        **as_nobody(),
    )
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as line:
        line.execute("alter system set synchronous_standby_names = 'pg_receivewal'")
        line.execute("select pg_reload_conf()")
        asked = "select count(*) from pg_stat_replication where sync_state = 'sync'"
        assert servers.wait_until(lambda: line.execute(asked).fetchone() == (1,), 30)
    return process


def ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(20)


# --- the restore, as in the runbook


def restored(district: District, data: Path, url: str) -> Flask:
    """Put the files and then the keys back, and bring the tables up to date."""
    for name in ("files", "keys"):
        shutil.rmtree(data / name, ignore_errors=True)
        shutil.copytree(district.backups / name, data / name)
    return opened(data, url)


def base_restored(district: District, *, with_wal: bool) -> str:
    """Start the killed server on its base backup, and on the archived WAL if asked."""
    server = district.server
    data = server.folder / "data"
    if data.exists():
        server.process.send_signal(signal.SIGINT)
        server.process.wait(30)
        shutil.rmtree(data)
    # What belongs to the server user stays so.
    subprocess.run(["cp", "-a", str(server.folder / "base"), str(data)], check=True)
    settings = ""
    if with_wal:
        for part in (server.folder / "wal").glob("*.partial"):
            part.rename(part.with_suffix(""))
        settings = f"restore_command = 'cp {server.folder}/wal/%f %p'\n"
        (data / "recovery.signal").touch()
    # Nor does it wait for the archive of the one that is gone.
    (data / "postgresql.auto.conf").write_text(settings)
    server.restart()
    with psycopg.connect(server.dsn("postgres")) as line:
        asked = "select pg_is_in_recovery()"
        assert servers.wait_until(lambda: line.execute(asked).fetchone() == (False,), 60)
    return f"postgresql+psycopg://postgres@/{DATABASE}?host={server.folder}"


def found(app: Flask, district: District, tmp: Path) -> tuple[dict[str, int], set[str]]:
    """Run the commands of the runbook; return how each ended, and the receipts to hand in again."""
    held = tmp / "receipts.csv"
    held.write_text("\n".join(f"{no},{check}" for no, check in district.receipts.items()))
    words = (["audit", "verify"], ["files", "check"], ["results", "verify-all"])
    ends, missing = {}, set()
    for args in (*words, ["check-invariants"], ["receipts", "check", str(held)]):
        said = app.test_cli_runner().invoke(args=args)
        ends[args[0]] = said.exit_code
        if args[0] == "receipts":
            told = [line for line in said.output.splitlines() if "重新" in line]
            missing = {no for no in district.receipts if any(no in line for line in told)}
    return ends, missing


WHOLE = {"audit": 0, "files": 0, "results": 0, "check-invariants": 0}


def judge(app: Flask, district: District, tmp: Path, newer: set[str]) -> None:
    ends, missing = found(app, district, tmp)
    assert ends == {**WHOLE, "receipts": int(bool(newer))}
    assert missing == newer


def tell(capsys, what: str, begin: float) -> None:
    seconds = time.monotonic() - begin
    with capsys.disabled():
        print(f"\n  {what}, {BEFORE} + {AFTER} bids: back and verified after {seconds:.1f} s")
    assert not full_counts() or seconds < RTO_SECONDS


def again(app: Flask, district: District) -> None:
    """Have one of those whose receipt is newer hand in again: it counts like any other."""
    given = hand_in(app, district.drafts[BEFORE : BEFORE + 1])
    with app.app_context():
        assert queries.commitments(given) == given


# --- the drills


@pytest.mark.sqlite
def test_sqlite_comes_back_from_a_vacuumed_copy(database, lost, tmp_path, capsys):
    begin = time.monotonic()
    shutil.copy(lost.backups / "jieli.db", tmp_path / "jieli.db")
    app = restored(lost, tmp_path, f"sqlite:///{tmp_path}/jieli.db")
    judge(app, lost, tmp_path, lost.newer)
    tell(capsys, "vacuum into", begin)
    again(app, lost)


@pytest.mark.postgres
def test_postgresql_comes_back_from_a_dump(database, lost, tmp_path, capsys):
    begin = time.monotonic()
    server = Postgres.start(durable=True)
    try:
        url = server.create(DATABASE)
        shutil.copy(lost.server.folder / "dump", server.folder / "dump")
        run(server, "pg_restore", "-d", DATABASE, "--exit-on-error", "dump")
        app = restored(lost, tmp_path, url)
        judge(app, lost, tmp_path, lost.newer)
        tell(capsys, "pg_dump", begin)
        again(app, lost)
        app.extensions["db"].dispose()
    finally:
        server.stop()


@pytest.mark.postgres
@pytest.mark.parametrize("with_wal", [False, True], ids=["base", "base-and-wal"])
def test_postgresql_comes_back_from_a_base_backup(database, lost, tmp_path, capsys, with_wal):
    begin = time.monotonic()
    url = base_restored(lost, with_wal=with_wal)
    app = restored(lost, tmp_path, url)
    judge(app, lost, tmp_path, set() if with_wal else lost.newer)
    tell(capsys, "pg_basebackup" + " with its WAL" * with_wal, begin)
    app.extensions["db"].dispose()


@pytest.mark.sqlite
def test_a_stream_of_sqlite_loses_two_seconds_at_most(database, tmp_path, capsys):
    """Everything is killed while bids come in: what is lost is the newest, and not much."""
    data, backups, back = (tmp_path / name for name in ("district", "backups", "back"))
    for folder in (data, backups, back):
        folder.mkdir()
    app = opened(data, f"sqlite:///{data}/jieli.db")
    drafts = begin(app)
    held = backups / "stream"
    times: dict[str, float] = {}
    with streamed(data / "jieli.db", held):
        parts = len([*held.rglob("*.ltx")])
        given = hand_in(app, drafts[:1])
        first = set(given)
        assert servers.wait_until(lambda: len([*held.rglob("*.ltx")]) > parts, 30)
        for draft in drafts[1:]:
            one = hand_in(app, [draft])
            given |= one
            times |= dict.fromkeys(one, time.monotonic())
    end = time.monotonic()
    for name in ("files", "keys"):
        shutil.copytree(data / name, backups / name)
    app.extensions["db"].dispose()
    shutil.rmtree(data)
    stream("restore", "-o", str(back / "jieli.db"), f"file://{held}")
    district = District(app, data, backups, drafts, receipts=given)
    again_there = restored(district, back, f"sqlite:///{back}/jieli.db")
    ends, missing = found(again_there, district, tmp_path)
    assert {name: ends[name] for name in WHOLE} == WHOLE
    assert not missing & first
    oldest_lost = min((times[no] for no in missing), default=end)
    assert missing == {no for no, at in times.items() if at >= oldest_lost}
    lost_since = end - oldest_lost
    with capsys.disabled():
        print(
            f"\n  litestream, {len(given)} bids: {len(missing)} lost of the last {lost_since:.2f} s"
        )
    assert not full_counts() or lost_since <= RPO_SECONDS


@contextmanager
def streamed(database: Path, to: Path) -> Iterator[None]:
    """Have a database streamed away, until that is killed."""
    process = subprocess.Popen(
        [STREAM, "replicate", str(database), f"file://{to}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=servers.dies_with_parent(),
    )
    try:
        assert servers.wait_until(lambda: any(to.rglob("*.ltx")), 30)
        yield
    finally:
        ended(process)


def stream(*words: str) -> None:
    done = subprocess.run([STREAM, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- the planted faults


@pytest.fixture
def damaged(database, lost, tmp_path) -> Flask:
    """Return the district restored on SQLite, to be damaged."""
    shutil.copy(lost.backups / "jieli.db", tmp_path / "jieli.db")
    return restored(lost, tmp_path, f"sqlite:///{tmp_path}/jieli.db")


@pytest.mark.sqlite
def test_the_drill_finds_a_backup_without_one_file(damaged, lost, tmp_path):
    with damaged.app_context():
        address = session.scalars(select(StoredFile.stored_as)).first()
    (tmp_path / "files" / address[:2] / address).unlink()
    ends, missing = found(damaged, lost, tmp_path)
    assert ends == {**WHOLE, "files": 1, "check-invariants": 1, "receipts": 1}
    assert missing == lost.newer


@pytest.mark.sqlite
def test_the_drill_finds_a_backup_without_one_bid(damaged, lost, tmp_path):
    with damaged.app_context():
        version = session.scalars(select(SubmissionVersion)).first()
        gone = version.receipt_no
        session.execute(delete(SealedBox).where(SealedBox.version_id == version.id))
        session.execute(delete(SubmissionVersion).where(SubmissionVersion.id == version.id))
        session.commit()
    ends, missing = found(damaged, lost, tmp_path)
    assert ends == {**WHOLE, "check-invariants": 1, "receipts": 1}
    assert missing == lost.newer | {gone}


@pytest.mark.sqlite
def test_the_drill_finds_a_backup_without_the_keys(damaged, lost, tmp_path):
    (tmp_path / "keys" / "openers").unlink()
    ends, _ = found(damaged, lost, tmp_path)
    assert ends["check-invariants"] == 1


@pytest.mark.postgres
def test_a_base_backup_with_a_changed_byte_is_found(database, lost):
    server = lost.server
    run(server, "pg_verifybackup", "base", lines=False)
    some = server.folder / "base" / "global" / "pg_control"
    kept = some.read_bytes()
    some.write_bytes(kept[:-1] + b"\x01")
    run(server, "pg_verifybackup", "base", lines=False, good=False)
    some.write_bytes(kept)
