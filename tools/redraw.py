"""Draw a published panel again from its record: `python3 redraw.py FILE ...`. Needs only Python."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(record: dict[str, Any], *without: str) -> str:
    kept = {k: v for k, v in record.items() if k not in ("digest", "whole", *without)}
    return sha(json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def take(draw: Any, firms: Any, size: int, sitting: list[str], out: Any = ()) -> list[str]:
    seats = list(sitting)
    for n in draw["order"]:
        shared = sum(bool(firms[n]) and firms[one] == firms[n] for one in seats)
        if len(seats) < size and n not in [*seats, *out] and shared < draw["same_employer"]:
            seats.append(n)
    return seats[len(sitting) :]


def faults(draw: dict[str, Any]) -> list[str]:
    pool = sha("\n".join(sorted(set(draw["pool"]))))
    seed = sha(f"{draw['call']}|{pool}|{draw['at']}")
    order = sorted(draw["pool"], key=lambda n: (n not in draw["of_field"], sha(f"{seed}|{n}")))
    seats = take(draw, draw["employers"], draw["size"], [])
    again = {"pool_hash": pool, "seed": seed, "order": order, "taken": seats}
    found = [name for name, value in again.items() if draw[name] != value]
    for place, event in enumerate(draw.get("after", ()), start=1):
        more = event.get("draw")  # a further draw, or else the next in the order
        seats = sorted(n for n in seats if more or n != event["left"])
        size = event["size"] if more else len(seats) + 1
        came = take(more or draw, event["employers"], size, seats, event.get("out", ()))
        said = event["seated"] if more else [n for n in [event["next"]] if n]
        if (said, event["sitting"]) != (came, seats) or (more and faults(more)):
            found.append(f"after {place}")
        seats += came
    return found


wrong = False
for name in sys.argv[1:]:
    try:
        record = json.loads(Path(name).read_text(encoding="utf-8"))
        sums = {"digest": digest(record, "after"), "whole": digest(record)}
        found = [key for key, value in sums.items() if record[key] != value] + faults(record)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        found = [repr(error)]
    print(f"{name}: {'DIFFERS at ' + ', '.join(found) if found else 'the same ' + sums['digest']}")
    wrong = wrong or bool(found)
sys.exit(wrong)
