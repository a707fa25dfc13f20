"""Go through a log on any machine with Python, without the portal: standard library only.

    flask --app wsgi audit dump > log.jsonl          where the portal runs
    python3 verify_log.py log.jsonl [NUMBER:SEAL ...]    anywhere

Each NUMBER:SEAL is a row and its seal as they were noted down outside (the page of the log
shows the newest): a chain that was computed anew as a whole no longer holds them.
"""

import json
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path


def check(lines: Iterable[str], kept: Iterable[str] = ()) -> tuple[int, str]:
    """Return how many rows fit and what is wrong with the next one; nothing is right."""
    wanted = dict(each.split(":", 1) for each in kept)
    before, number = "", 0
    for line in lines:
        row = json.loads(line)
        if row["seq"] != number + 1:
            return number, f"row {number + 1} is missing"
        seal = sha256(f"{row['seq']}\n{before}\n{row['payload']}".encode()).hexdigest()
        if seal != row["hash"]:
            return number, f"row {number + 1} does not fit its seal"
        if wanted.pop(str(number + 1), seal) != seal:
            return number, f"row {number + 1} had another seal: the chain was computed anew"
        before, number = seal, number + 1
    gone = next(iter(wanted), None)
    return number, f"row {gone} is gone" if gone else ""


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        rows, wrong = check(file, sys.argv[2:])
    print(f"{rows} rows fit. {wrong}".strip())
    sys.exit(bool(wrong))
