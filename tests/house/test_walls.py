"""The walls of setup.cfg reach every capability."""

import configparser
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = (
    *("states", "rules", "labels", "models", "queries", "actions"),
    *("cli", "waiting", "forms", "schemas", "views", "api"),
)


def walls():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser["importlinter:contract:capability-layers"]


def test_every_capability_stands_inside_the_walls():
    assert walls()["containers"].split() == ["app.*"]


def test_every_layer_has_its_place():
    assert all(f"({layer})" in walls()["layers"] for layer in LAYERS)


def test_no_catch_all_module_grows():
    names = {"utils", "helpers", "common", "manager", "misc"}
    found = [p for top in ("app", "matching", "scoring", "jobs") for p in (ROOT / top).rglob("*")]
    assert [path for path in found if path.stem in names] == []


def test_the_cores_load_without_the_web_and_the_database():
    code = (
        "import sys, matching, scoring;"
        "print([m for m in ('flask', 'sqlalchemy', 'rq', 'app') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
