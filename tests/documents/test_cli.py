"""`flask files`."""

import os

import pytest

from app.documents import actions, storage
from app.permissions import SYSTEM
from tests.documents.corpus import GOOD


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["files", *words])


@pytest.fixture
def file(db, now):
    return actions.store_bytes(
        GOOD["方案.pdf"], "方案.pdf", purpose="t", owners=[], by=SYSTEM, now=now
    )


def age(path):
    os.utime(path, (0, 0))


def test_a_changed_or_lost_file_is_named(run, file):
    assert run("check").exit_code == 0
    path = storage.path_of(file.stored_as)
    kept = path.read_bytes()
    path.write_bytes(b"other")
    assert file.stored_as in run("check").output
    path.unlink()
    assert run("check").exit_code == 1
    path.write_bytes(kept)


def test_what_no_row_points_at_is_swept_when_it_is_old(run, file):
    old, fresh = (storage.path_of(storage.keep(content)) for content in (b"old", b"fresh"))
    killed = storage.folder() / ".incoming-1"
    killed.write_bytes(b"half")
    for path in (old, killed, storage.path_of(file.stored_as)):
        age(path)
    run("sweep")
    assert [p.exists() for p in (old, killed, fresh)] == [False, False, True]
    assert storage.is_whole(file.stored_as)
    assert file.stored_as in set(storage.addresses())
    fresh.unlink()
