"""Go through an exported package on any machine with Python: standard library only.

    flask --app wsgi audit export DIR                   where the portal runs
    python3 verify.py DIR [NUMBER:SEAL ...]             anywhere

It names the first thing that does not fit, and fails then. Whoever can write to the database
can compute a whole package anew: only a NUMBER:SEAL that was noted down outside shows that.
"""

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "jieli-export-1"


class DifferenceError(Exception):
    """The first thing that does not fit."""


def canonical(data: object) -> bytes:
    """Return the one way in which the package writes JSON."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def expect(fits: object, words: str) -> None:
    """Stop at the first difference."""
    if not fits:
        raise DifferenceError(words)


def parsed(content: bytes, name: str) -> dict[str, Any]:
    """Read JSON that stands as the package writes it, to the byte."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DifferenceError(f"{name} is no JSON") from error
    expect(isinstance(data, dict), f"{name} is no object")
    expect(canonical(data) == content, f"{name} is not written as it was")
    return dict(data)


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a file with their numbers."""
    content = path.read_bytes()
    expect(content.endswith(b"\n") or not content, f"{path.name} ends in the middle of a row")
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        yield number, parsed(line, f"{path.name}, row {number}")


def manifest_of(folder: Path) -> dict[str, Any]:
    """Check the list against its own seal, and every file against the list."""
    path = folder / "manifest.json"
    expect(path.is_file(), "manifest.json is missing")
    contents = parsed(path.read_bytes(), "manifest.json")
    expect(contents.get("format") == FORMAT, "manifest.json is of another format")
    seal = contents.pop("seal", None)
    expect(sha256(canonical(contents)).hexdigest() == seal, "manifest.json does not fit its seal")
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    for name, said in contents["files"].items():
        expect(name in there, f"{name} is missing")
        content = (folder / name).read_bytes()
        expect(
            len(content) == said["bytes"], f"{name} has {len(content)} bytes, not {said['bytes']}"
        )
        expect(sha256(content).hexdigest() == said["sha256"], f"{name} was changed")
    for name in sorted(there - contents["files"].keys() - {"manifest.json"}):
        raise DifferenceError(f"{name} is not in the list")
    return contents


def chain_of(folder: Path, contents: dict[str, Any], kept: dict[str, str]) -> list[dict[str, Any]]:
    """Compute every seal of the log anew; return what its rows say."""
    before, said = "", []
    for number, row in lines(folder / "log.jsonl"):
        expect(row.get("seq") == number, f"row {number} of the log is missing")
        seal = sha256(f"{number}\n{before}\n{row.get('payload')}".encode()).hexdigest()
        expect(seal == row.get("hash"), f"row {number} of the log does not fit its seal")
        known = kept.pop(str(number), seal).lower()
        expect(known == seal, f"row {number} of the log had another seal: it was computed anew")
        said.append(parsed(row["payload"].encode(), f"the payload of row {number} of the log"))
        before = seal
    expect(not kept, f"row {next(iter(kept), '')} of the log is gone")
    expect(len(said) == contents["rows"], f"the log has {len(said)} rows, not {contents['rows']}")
    expect(before == contents["head"], "the last seal of the log is not the one of manifest.json")
    return said


def receipts(folder: Path, log: list[dict[str, Any]]) -> int:
    """Hold every receipt against the row of the log in which it was given, both ways."""
    given = {
        row["detail"]["receipt"]: (row["detail"].get("check"), row["detail"].get("version"))
        for row in log
        if row["kind"] == "submission" and row["step"] in ("submit", "replace")
    }
    count = 0
    for number, row in lines(folder / "receipts.jsonl"):
        known = given.pop(row["receipt"], None)
        expect(known is not None, f"receipt {row['receipt']} (row {number}) is not in the log")
        expect(
            known == (row["check"], row["version"]),
            f"receipt {row['receipt']} differs from the log",
        )
        count = number
    expect(not given, f"receipt {next(iter(given), '')} was given and is not in receipts.jsonl")
    return count


def noted(folder: Path, part: str, log: list[dict[str, Any]], steps: tuple[str, ...]) -> int:
    """Find the digest of every ranking, or draw, in the row of the log of its project."""
    known = {(row["call"], row["detail"].get("digest")) for row in log if row["step"] in steps}
    paths = sorted((folder / part).glob("*.json"))
    for path in paths:
        data = parsed(path.read_bytes(), f"{part}/{path.name}")
        if part == "draws":
            call = data["call"]
            made = {k: v for k, v in data.items() if k not in ("digest", "whole")}
            expect(
                sha256(canonical(made)).hexdigest() == data["whole"],
                f"{part}/{path.name} does not fit its digest",
            )
            made.pop("after", None)
        else:
            call, made = path.stem.rpartition("-")[0], data
        digest = sha256(canonical(made)).hexdigest()
        expect((call, digest) in known, f"{part}/{path.name}: the log knows another digest")
    return len(paths)


def main(folder: Path, kept: list[str]) -> str:
    """Return what was found to fit; raise DifferenceError at the first thing that does not."""
    expect(folder.is_dir(), f"{folder} is no folder")
    contents = manifest_of(folder)
    log = chain_of(folder, contents, dict(each.split(":", 1) for each in kept))
    counts = {
        "rows of the log": len(log),
        "receipts": receipts(folder, log),
        "rankings": noted(folder, "rankings", log, ("report", "correct")),
        "draws": noted(folder, "draws", log, ("begin",)),
    }
    return f"Everything fits: {', '.join(f'{n} {word}' for word, n in counts.items())}."


if __name__ == "__main__":
    if len(sys.argv) < 2 or not all(":" in each for each in sys.argv[2:]):  # noqa: PLR2004
        sys.exit("python3 verify.py DIR [NUMBER:SEAL ...]")
    try:
        print(main(Path(sys.argv[1]), sys.argv[2:]))
    except DifferenceError as difference:
        sys.exit(f"DIFFERS: {difference}")
    except (KeyError, TypeError, AttributeError, OSError) as error:
        sys.exit(f"DIFFERS: something is missing or of another kind: {error!r}")
