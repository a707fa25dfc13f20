"""`python -m tests.documents.measured LABEL < FILE`: the inspection, and on stderr what it cost.

Its peak memory in bytes, and its seconds of the processor: others may keep the machine busy.
"""

import re
import sys
import time
from pathlib import Path

from app.documents import inspection


def say_cost():
    """Say what this process took; what the parent has does not count."""
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(peak[1]) * 1024, time.process_time(), file=sys.stderr)


if __name__ == "__main__":
    inspection.main(sys.argv[1:])
    say_cost()
