"""Looking into a file that somebody sent (附件检查), in a process of its own.

What is inside may be made to break its reader. So the reader is a child that knows neither
the web nor the database, may use little memory and time, may write nothing, and says what
it found. A child that dies or takes too long is a reason to refuse. The rules are in rules.py.

`python -m app.documents.inspection LABEL < FILE` prints the findings as JSON.
"""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from app.documents import rules
from app.errors import Finding

MEMORY = 192 * 1024 * 1024
CPU_SECONDS = 5
SECONDS = 20
_NAME = "app.documents.inspection"
_ROOT = Path(__file__).resolve().parents[2]


def inside(label: str, file: BinaryIO) -> list[Finding]:
    """Return what is wrong with the content of a file whose outside is in order."""
    command = [sys.executable, "-E", "-s", "-X", "utf8", "-m", _NAME, label]
    with _on_disk(file) as held:
        try:
            done = subprocess.run(  # noqa: S603 -- our own program; a label is never a command
                command,
                stdin=held,
                capture_output=True,
                cwd=_ROOT,
                env={},
                timeout=SECONDS,
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return [Finding("file-too-heavy", detail={"label": label})]
    return [Finding(**found) for found in json.loads(done.stdout)]


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[BinaryIO]:
    """Yield something that a child can be given: the file itself, or a copy that has no name."""
    if hasattr(file, "name"):
        file.flush()
        yield file
        return
    with TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield copy


def main(arguments: Sequence[str]) -> None:
    """Be the child."""
    _limit()
    # Opened anew: the place in the file is this process's own.
    with Path("/dev/stdin").open("rb") as file:
        found = [asdict(finding) for finding in rules.inside(arguments[0], file)]
    print(json.dumps(found))


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main(sys.argv[1:])
