"""Imports all of an application's code, without making one: its settings come later."""

from importlib import import_module

from app.config import ROOT
from app.factory import CAPABILITIES

for name in CAPABILITIES:
    for part in ("models", "labels", "views", "api", "cli"):
        if (ROOT / "app" / name / f"{part}.py").exists():
            import_module(f"app.{name}.{part}")
