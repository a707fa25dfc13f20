"""`python -m tests.documents.measured LABEL < FILE`: the inspection, and on stderr its peak memory in bytes."""

import re
import sys
from pathlib import Path

from app.documents import inspection


def say_peak():
    """Say how much memory this process had at most; what the parent had does not count."""
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(peak[1]) * 1024, file=sys.stderr)


if __name__ == "__main__":
    inspection.main(sys.argv[1:])
    say_peak()
