"""The walls of setup.cfg reach every capability."""

import ast
import configparser
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = (
    *("states", "rules", "labels", "models", "queries", "actions"),
    *("cli", "waiting", "forms", "schemas", "views", "api"),
)


# Of Flask, the layers below the pages may know the application, not the request.
OF_THE_APPLICATION = {"current_app", "g", "has_app_context"}
BELOW_HTTP = ("states", "rules", "labels", "models", "queries", "actions")


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
    found = [
        p for top in ("app", "matching", "scoring", "jobs") for p in (ROOT / top).rglob("*.py")
    ]
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


def names_from_flask(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "flask":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name == "flask")


def test_the_layers_below_the_pages_have_never_heard_of_a_request():
    files = (path for layer in BELOW_HTTP for path in (ROOT / "app").glob(f"*/{layer}.py"))
    heard = {
        str(path.relative_to(ROOT)): extra
        for path in files
        if (extra := set(names_from_flask(path)) - OF_THE_APPLICATION)
    }
    assert heard == {}


def test_actions_never_commit():
    files = (ROOT / "app").glob("*/actions.py")
    assert [path for path in files if "session.commit" in path.read_text(encoding="utf-8")] == []
