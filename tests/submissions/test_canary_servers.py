"""R13 on real servers: no price in PostgreSQL's files, its WAL, its log or dump, nor in the queue.

The same search finds a price that was written in the clear, which is planted at the end.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli import load_models
from app.db import Base, session
from app.factory import create_app
from app.queue import later
from tests import bids
from tests.conftest import NOW, move_to, settings_in
from tests.services import Postgres, Redis, redis_binary
from tests.submissions.test_canary import CANARIES, PRICE

pytestmark = pytest.mark.gate


@pytest.fixture
def servers(tmp_path) -> Iterator[tuple[Postgres, Redis]]:
    """Start a PostgreSQL that says as much as it can, and a queue that keeps what it is told."""
    postgres = Postgres.start(durable=True)
    queue = Redis.start(redis_binary("valkey"), keep=True)
    yield postgres, queue
    queue.stop()
    postgres.stop()


def files_below(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def everything(postgres: Postgres, queue: Redis) -> bytes:
    """Return every byte that the servers hold: tables, WAL, logs, a dump, the queue."""
    dump = subprocess.run(
        [postgres.binaries / "pg_dump", "-h", postgres.folder, "-U", "postgres", "canary"],
        capture_output=True,
        check=True,
    ).stdout
    assert (postgres.folder / "data" / "pg_wal").is_dir()
    parts = [*files_below(postgres.folder / "data"), postgres.log().encode(), dump]
    return b"\n".join([*parts, *files_below(queue.folder)])


def found_in(held: bytes) -> list[str]:
    return [canary for canary in CANARIES if canary.encode() in held]


def test_no_server_holds_a_price_before_the_opening(servers, tmp_path):
    postgres, queue = servers
    app = create_app(settings_in(tmp_path, postgres.create("canary"), queue.url))
    load_models()
    Base.metadata.create_all(app.extensions["db"])
    with app.extensions["db"].connect() as line:
        always = line.execution_options(isolation_level="AUTOCOMMIT")
        always.execute(text("alter system set log_statement = 'all'"))
        always.execute(text("select pg_reload_conf()"))
    with app.app_context():
        move_to(NOW)
        texts = {key: "绝密的做法" for key, _ in bids.JUDGED}
        version = bids.handed_in(
            bids.project(), "澜湾区青禾社会工作服务中心", bids.bid(PRICE, texts=texts)
        )
        receipt = version.receipt_no
        session.commit()
    with app.extensions["db"].connect() as line:
        line.execution_options(isolation_level="AUTOCOMMIT").execute(text("checkpoint"))
    held = everything(postgres, queue)
    assert receipt.encode() in held  # the search sees what is there
    assert found_in(held) == []
    with app.app_context():  # planted: somebody writes the price into the outbox
        later("mail", {"to": "a@b.cn", "subject": PRICE, "text": ""}, now=NOW)
        session.commit()
    assert PRICE in found_in(everything(postgres, queue))
    app.extensions["db"].dispose()
