"""Which branches the tests walk: all of the rules, the policy and the cores, most of everything.

    python -m tools.branches     runs the suite once more, on SQLite, and fails below the marks

Called by `./check --gates`. Without the fault suites, whose times tracing would spoil, and the
journeys, whose portal runs in processes of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Every branch of these is walked.
WALKED = (
    "app/*/rules.py",
    "app/*/states.py",
    "app/law/*.py",
    "app/permissions.py",
    "app/guard.py",
    "app/lifecycle.py",
    "app/money.py",
    "app/errors.py",
    "app/clock.py",
    "app/submissions/sealing.py",
    "app/submissions/opening.py",
    "app/accounts/passwords.py",
    "app/accounts/second_factor.py",
    "app/accounts/links.py",
    "app/accounts/session.py",
    "matching/*.py",
    "scoring/*.py",
)
LEAST = 90  # per cent of the branches of everything
SECONDS = 1800


def main() -> int:
    """Measure; say what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        tests = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-n", "auto", "-m", "not gate and not journey"),
                *("-o", f"timeout={SECONDS}", "--cov", "--cov-report="),
                f"--cov-report=json:{folder}/found.json",
            ],
            cwd=ROOT,
            env={**os.environ, "JIELI_TEST_DB": "", "COVERAGE_FILE": f"{folder}/data"},
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if tests.returncode:
            return tests.returncode
        found = json.loads(Path(folder, "found.json").read_text())
    missing = list(faults(found))
    for line in missing:
        print(f"FAILED {line}")
    return 1 if missing else 0


def faults(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is below the marks, from what coverage found."""
    for path, measured in sorted(found["files"].items()):
        lines, branches = measured["missing_lines"], measured["missing_branches"]
        if any(fnmatch(path, pattern) for pattern in WALKED) and (lines or branches):
            yield f"{path}: lines {lines}, branches {branches} are not walked"
    totals = found["totals"]
    walked = 100 * totals["covered_branches"] / max(totals["num_branches"], 1)
    if walked < LEAST:
        yield f"{walked:.1f} % of all branches are walked, not {LEAST}"


if __name__ == "__main__":
    sys.exit(main())
