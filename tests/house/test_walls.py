import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("states", "rules", "models", "queries", "actions", "forms", "schemas", "views", "api")


def walls():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser["importlinter:contract:capability-layers"]


def capabilities():
    files = (path for layer in LAYERS for path in (ROOT / "app").glob(f"*/{layer}.py"))
    return sorted({f"app.{path.parent.name}" for path in files} - {"app.law"})


def test_every_capability_stands_inside_the_walls():
    inside = walls()["containers"].split()
    outside = [name for name in capabilities() if name not in inside]
    assert outside == [], "add them to containers of capability-layers in setup.cfg"


def test_every_layer_has_its_place():
    assert all(layer in walls()["layers"] for layer in LAYERS)
