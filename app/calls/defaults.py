"""What a new draft begins with: the scheme of its track, conditions that everybody may meet.

The words are an office's own and stand in schemes.yaml.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.law import Track

ORDER = ("grade", "track_record", "fit", "plan", "team", "safety", "price")


@cache
def _content() -> Mapping[str, Any]:
    path = Path(__file__).with_name("schemes.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def conditions(track: Track = Track.SUB) -> str:
    """Return conditions that are fair everywhere (R-QUA-01), or those of rounds (R-VEN-04)."""
    name = "conditions_venture" if track is Track.VENTURE else "conditions"
    return str(_content()[name]).strip()


def settings() -> dict[str, Any]:
    """Return half-life, kappa and the points of grades."""
    content = _content()
    return {
        "half_life_days": content["half_life_days"],
        "kappa": content["kappa"],
        "grade_points": dict(content["grade_points"]),
        "step": "1",
    }


def computed() -> Mapping[str, Mapping[str, str]]:
    """Return name and text of the computed criteria."""
    found: Mapping[str, Mapping[str, str]] = _content()["computed"]
    return found


def criteria(track: Track) -> list[dict[str, Any]]:
    """Return the criteria of a track's default scheme, as rows for the table."""
    content = _content()
    points = content["points"][track.value]
    rows: list[dict[str, Any]] = []
    for key in content["order"].get(track.value, ORDER):
        if not points[key]:
            continue
        if words := computed().get(key):
            rows.append({"key": key, "kind": key, "points": points[key], "levels": [], **words})
        else:
            rows.append(_judged(key, content["judged"][key], points[key]))
    return rows


def _judged(key: str, body: Mapping[str, Any], points: int) -> dict[str, Any]:
    lows = body["lows"][points]
    highs = [points, *(low - 1 for low in lows[:-1])]
    levels = [
        {"low": str(low), "high": str(high), "text": text}
        for low, high, text in zip(lows, highs, body["levels"], strict=True)
    ]
    return {
        "key": key,
        "kind": "judged",
        "name": body["name"],
        "points": points,
        "text": body["text"],
        "levels": levels,
    }
