"""The front end that we vendor: take it from node_modules, or check that it is what was locked.

Run it so:

    npm ci --ignore-scripts && python -m tools.vendor     after a new version in package.json
    python -m tools.vendor --check                        what the tests run; needs no npm
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVED = ROOT / "app/static/vendor"
# Never served: what the journeys check pages with.
TESTING = ROOT / "tests/vendor"
LOCK = ROOT / "vendor.lock.json"

# Package -> where it goes, and its files with its licence.
FILES = {
    "bootstrap": (SERVED, ("dist/css/bootstrap.min.css", "LICENSE")),
    "htmx.org": (SERVED, ("dist/htmx.min.js", "LICENSE")),
    "tweetnacl": (SERVED, ("nacl-fast.min.js", "LICENSE")),
    "tweetnacl-sealedbox-js": (SERVED, ("sealedbox.web.js", "LICENSE.txt")),
    "axe-core": (TESTING, ("axe.min.js", "LICENSE")),
}


def main() -> int:
    """Rebuild or check."""
    parser = argparse.ArgumentParser(prog="python -m tools.vendor")
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        rebuild()
    problems = list(differences())
    print("\n".join(problems) or f"{len(locked())} vendored files are as locked")
    return 1 if problems else 0


def rebuild() -> None:
    """Copy the files of the versions in package.json and lock them."""
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = {**asked["dependencies"], **asked.get("devDependencies", {})}
    for place in (SERVED, TESTING):
        shutil.rmtree(place, ignore_errors=True)
    for package, (place, files) in FILES.items():
        folder = place / package / versions[package]
        folder.mkdir(parents=True)
        for name in files:
            shutil.copyfile(ROOT / "node_modules" / package / name, folder / Path(name).name)
    lock = json.dumps({name: digest(name) for name in sorted(present())}, indent=2)
    LOCK.write_text(f"{lock}\n", encoding="utf-8")


def differences() -> Iterator[str]:
    """Say which files are missing, changed or not locked."""
    lock, there = locked(), present()
    yield from (f"missing: {name}" for name in sorted(lock.keys() - there))
    yield from (f"not locked: {name}" for name in sorted(there - lock.keys()))
    yield from (
        f"changed: {name}" for name in sorted(there & lock.keys()) if digest(name) != lock[name]
    )


def locked() -> dict[str, str]:
    """Return the sums in the lock by file."""
    sums: dict[str, str] = json.loads(LOCK.read_text(encoding="utf-8"))
    return sums


def present() -> set[str]:
    """Return the files that are there."""
    places = (path for place in (SERVED, TESTING) for path in place.rglob("*"))
    return {str(path.relative_to(ROOT)) for path in places if path.is_file()}


def digest(name: str) -> str:
    """Return the SHA-256 of a file."""
    return sha256((ROOT / name).read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
