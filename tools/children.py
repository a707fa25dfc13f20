"""A child process of the supervisor: started, started again, stopped."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import servers

ROOT = Path(__file__).resolve().parents[1]
LOG_BYTES = 10_000_000
STEADY_SECONDS = 10.0
LONGEST_PAUSE = 30.0


class StoppedError(BaseException):
    """Somebody asked the supervisor to stop; like KeyboardInterrupt, not a failure."""


class Child:
    """One process that is to be there as long as the supervisor is."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        grace: float,
        keep_open: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.log = log
        self.grace = grace
        self.keep_open = keep_open
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._again_at: float | None = None
        self._falls = 0

    def start(self) -> None:
        """Start it, in a process group of its own: Ctrl-C is for the supervisor alone."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._again_at = None
        self._started = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
                pass_fds=self.keep_open,
                preexec_fn=servers.dies_with_parent(),
            )

    def died(self) -> bool:
        """Say whether it has ended."""
        return self._process is not None and self._process.poll() is not None

    def last_words(self) -> str:
        """Return the end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-15:])

    def keep_up(self) -> None:
        """Start it again if it died: at once the first time, then with growing pauses."""
        if self._process is None or not self.died():
            return
        now = time.monotonic()
        if self._again_at is None:
            steady = now - self._started > STEADY_SECONDS
            self._falls = 1 if steady else self._falls + 1
            pause = 0.0 if self._falls == 1 else min(LONGEST_PAUSE, 2.0 ** (self._falls - 2))
            self._again_at = now + pause
            said = f"{self.name} ended ({self._process.returncode}); starting it again"
            print(f"{said}{f' in {pause:.0f} s' if pause else ''}: see {self.log}", flush=True)
        if now >= self._again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask it to finish what it is doing."""
        if self._process is not None and not self.died():
            self._process.terminate()

    def wait_or_kill(self) -> None:
        """Wait for its grace period, then make it end, with whatever it started."""
        if self._process is None:
            return
        try:
            self._process.wait(self.grace)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()
