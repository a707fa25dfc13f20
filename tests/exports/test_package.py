"""The package that is given out fits, and any change of any file in it is named."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import config
from app.demo import actions as demo
from app.exports import actions
from tests.conftest import NOW

VERIFY = config.ROOT / "tools" / "verify.py"


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verify(folder: Path, *kept: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFY), str(folder), *kept],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@dataclass
class Package:
    """A package, and every file of it as it was."""

    folder: Path
    contents: dict[str, Any]
    whole: dict[Path, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = {p: p.read_bytes() for p in sorted(self.folder.rglob("*")) if p.is_file()}

    def one(self, part: str) -> Path:
        return next(path for path in self.whole if path.parent.name == part)

    @contextmanager
    def with_(self, path: Path, content: bytes, *, listed: bool = True) -> Iterator[str]:
        """Replace a file, and the list of files as well; give what is said of it."""
        path.write_bytes(content)
        if listed:
            files = {
                p.relative_to(self.folder).as_posix():
                {"bytes": p.stat().st_size, "sha256": sha256(p.read_bytes()).hexdigest()}
                for p in self.whole if p.name != "manifest.json"
            }  # fmt: skip
            made = {k: v for k, v in self.contents.items() if k != "seal"} | {"files": files}
            seal = sha256(canonical(made)).hexdigest()
            (self.folder / "manifest.json").write_bytes(canonical(made | {"seal": seal}))
        try:
            found = verify(self.folder)
            assert found.returncode == 1, found.stdout
            yield found.stderr
        finally:
            for one in (path, self.folder / "manifest.json"):
                one.write_bytes(self.whole[one])


@pytest.fixture(scope="module")
def made() -> dict[str, Package]:
    """Hold the package of this module's demo district: it takes seconds to make."""
    return {}


@pytest.fixture
def package(app, db, made, tmp_path_factory) -> Package:
    if not made:
        demo.load(date(2026, 11, 24), "x")
        db.commit()
        folder = tmp_path_factory.mktemp("given") / "package"
        made["it"] = Package(folder, actions.write(folder, now=NOW))
    return made["it"]


pytestmark = pytest.mark.sqlite


def test_a_package_that_is_whole_fits(package):
    seal = f"{package.contents['rows']}:{package.contents['head']}"
    said = verify(package.folder, seal)
    assert said.returncode == 0, said.stderr
    assert {path.parent.name for path in package.whole} == {"package", "rankings", "draws"}
    other = verify(package.folder, f"3:{'0' * 64}")
    assert "row 3 of the log had another seal" in other.stderr


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_any_byte_of_any_file_is_covered(package, data):
    path = data.draw(st.sampled_from(list(package.whole)))
    content = bytearray(package.whole[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with package.with_(path, bytes(content), listed=False) as said:
        assert said.startswith("DIFFERS")


def without(rows: bytes, place: int) -> bytes:
    found = rows.splitlines(keepends=True)
    del found[place]
    return b"".join(found)


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("log.jsonl", lambda c: without(c, 40), "row 41 of the log is missing"),
        ("log.jsonl", lambda c: without(c, -1), "the log has"),
        ("log.jsonl", lambda c: c.replace(b"GPR/41", b"GPR/42", 1), "does not fit its seal"),
        ("log.jsonl", lambda c: c[:-1], "ends in the middle of a row"),
        ("receipts.jsonl", lambda c: without(c, 0), "was given and is not in receipts.jsonl"),
        ("receipts.jsonl", lambda c: c + c.splitlines(keepends=True)[0], "is not in the log"),
        ("receipts.jsonl", lambda c: c.replace(b'"version":1', b'"version":2', 1), "differs from the log"),
        ("rankings", lambda c: c.replace(b'"points":"', b'"points":"1', 1), "another digest"),
        ("draws", lambda c: c.replace(b'"size":5', b'"size":7', 1), "does not fit its digest"),
    ],
)  # fmt: skip
def test_a_change_is_named_even_where_the_list_was_computed_anew(package, part, change, words):
    path = package.folder / part
    path = path if path.is_file() else package.one(part)
    content = change(package.whole[path])
    assert content != package.whole[path]
    with package.with_(path, content) as said:
        assert words in said


def test_what_is_missing_or_more_is_named(package):
    more = package.folder / "more.txt"
    more.write_text("x")
    assert "more.txt is not in the list" in verify(package.folder).stderr
    more.unlink()
    path = package.one("rankings")
    path.unlink()
    assert "is missing" in verify(package.folder).stderr
    path.write_bytes(package.whole[path])
    assert verify(package.folder / "nowhere").returncode == 1


def test_the_command_takes_an_empty_folder_and_no_other(app, db, tmp_path):
    run = app.test_cli_runner().invoke
    said = run(args=["audit", "export", str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert "Note down outside" in said.output
    assert verify(tmp_path).returncode == 0
    said = run(args=["audit", "export", str(tmp_path)])
    assert said.exit_code == 1
    assert "is not empty" in said.output
    assert run(args=["audit", "export", str(tmp_path / "manifest.json")]).exit_code != 0
