"""Everything that must hold before a change goes in: `./check [--gates] [what pytest takes]`."""

import os
import subprocess
import sys
from pathlib import Path

from tools import branches, lint, parts, servers

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Get the parts, run the linters, then the tests; pytest has the last word."""
    gates = "--gates" in arguments
    rest = [each for each in arguments if each != "--gates"]
    missing = parts.ensure()
    if not any(servers.postgres_folders()):
        missing.append(
            "COULD NOT GET PostgreSQL: tests on it fail. As root: apt-get install postgresql"
        )
    failed = lint.run()
    for line in missing:
        print(line)
    if failed:
        print(f"FAILED before the tests: {', '.join(failed)}")
    sys.stdout.flush()
    env = {"JIELI_TEST_DB": "both", **parts.driver_environment(), "JIELI_GATES": str(int(gates))}
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "auto", *rest],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    walked = branches.main() if gates and not rest else 0
    return tests.returncode or walked or (1 if failed or missing else 0)


if __name__ == "__main__":
    os.environ.pop("JIELI_CALLED_FROM", None)
    sys.exit(main(sys.argv[1:]))
