"""The supervisor takes a directory and a port alone, and refuses in words."""

import socket
from pathlib import Path

import pytest

from tools import serve, servers
from tools.children import Child


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in ("JIELI_ENV", "DATABASE_URL", "REDIS_URL", "JIELI_DATA", "JIELI_CALLED_FROM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _let_go():
    yield
    while serve._held:
        serve.os.close(serve._held.pop())


def test_a_data_directory_is_served_once(tmp_path):
    serve.lock(tmp_path)
    serve.write_holder(tmp_path, "http://127.0.0.1:8123")
    with pytest.raises(serve.RefusedError, match="8123"):
        serve.lock(tmp_path)


def test_a_file_is_no_data_directory(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(serve.RefusedError, match="not a directory"):
        serve.lock(tmp_path / "data")


def test_reset_deletes_our_data(tmp_path):
    (tmp_path / "jieli.db").touch()
    (tmp_path / "keys").mkdir()
    serve.reset(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_reset_leaves_a_strangers_directory_alone(tmp_path):
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(serve.RefusedError, match="does not look like"):
        serve.reset(tmp_path)
    assert (tmp_path / "thesis.docx").exists()


@pytest.mark.parametrize(
    ("name", "value"), [("JIELI_ENV", "production"), ("DATABASE_URL", "postgresql://x")]
)
def test_reset_is_refused_where_data_is_real(tmp_path, monkeypatch, name, value):
    (tmp_path / "jieli.db").touch()
    monkeypatch.setenv(name, value)
    with pytest.raises(serve.RefusedError):
        serve.reset(tmp_path)
    assert (tmp_path / "jieli.db").exists()


def test_a_port_in_use_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.RefusedError, match=rf"{port}.*--port"):
            serve.bind(port, wait=False)


def test_a_relative_directory_starts_from_where_the_person_stands(monkeypatch):
    monkeypatch.setenv("JIELI_CALLED_FROM", "/srv")
    monkeypatch.setattr("sys.argv", ["./run", "--data", "district", "--port", "9000", "--no-demo"])
    options = serve.read_options()
    assert options == serve.Options(9000, Path("/srv/district"), reset=False, demo=False)


def test_a_child_that_dies_is_started_again(tmp_path):
    child = Child("short", ["/bin/sh", "-c", "echo once"], {}, tmp_path / "log", grace=5)
    child.start()
    assert servers.wait_until(child.died, 10)
    child.keep_up()
    child.wait_or_kill()
    assert (tmp_path / "log").read_text() == "once\nonce\n"


def test_a_child_that_does_not_listen_is_ended(tmp_path):
    deaf = "trap '' TERM; echo up; while :; do read line < /dev/zero || :; done"
    child = Child("deaf", ["/bin/bash", "-c", deaf], {}, tmp_path / "log", grace=0.2)
    child.start()
    assert servers.wait_until(lambda: "up" in (tmp_path / "log").read_text(), 10)
    child.ask_to_stop()
    child.wait_or_kill()
    assert child.died()
