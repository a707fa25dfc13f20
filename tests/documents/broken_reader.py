"""Planted: an inspection that a file breaks. `python -m tests.documents.broken_reader LABEL < FILE`.

`greedy.pdf` takes memory, `endless.pdf` takes time; `unbound.pdf` takes memory without limits.
"""

import sys

from app.documents import inspection, rules
from tests.documents.measured import say_cost

GREED = 300 * 1024 * 1024


def broken(label, _file):
    if label == "endless.pdf":
        while True:
            pass
    return [] if bytearray(GREED) else [None]


if __name__ == "__main__":
    rules.inside = broken
    if sys.argv[1] == "unbound.pdf":
        inspection._limit = lambda: None
    inspection.main(sys.argv[1:])
    say_cost()
