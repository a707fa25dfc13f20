"""The legal tracks (资金性质), and what each permits. The data stands in tracks.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Track(StrEnum):
    """Which law the money is under. It decides every check."""

    TRANSFER = "TRANSFER"
    GP = "GP"
    SUB = "SUB"
    VENTURE = "VENTURE"


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a track allows something, under which article, and with what care."""

    allowed: bool
    law: str
    care: str | None = None
    care_en: str | None = None

    def __bool__(self) -> bool:
        """Read as the answer itself: `if rules.fit_scored`."""
        return self.allowed


@dataclass(frozen=True, slots=True)
class TrackRules:
    """What one track permits."""

    award_here: Permission
    """The portal may run the award itself."""
    directory_as_condition: Permission
    """The qualified directory may be a condition of entry."""
    grade_scored: Permission
    track_record_scored: Permission
    fit_scored: Permission
    form_limited: Permission
    """The call may be limited to forms of organization ("social organizations only")."""
    trimming: Permission
    """Highest and lowest expert scores may be dropped."""
    abnormal_list_bars: Permission
    """An entry on the abnormal list keeps out; otherwise it is risk information."""
    official_notice_needed: Permission
    """The notice must stand on the designated media."""


@dataclass(frozen=True, slots=True)
class TrackInfo:
    """A track with its words, its governing articles and the parameters it uses."""

    track: Track
    zh: str
    en: str
    what: str
    what_en: str
    governing: tuple[str, ...]
    permits: TrackRules
    uses: Mapping[str, str]


def read_tracks(content: Mapping[str, Any]) -> Mapping[Track, TrackInfo]:
    """Read tracks.yaml: every track, every permission."""
    return {track: _read(track, content[track.value]) for track in Track}


def _read(track: Track, body: Mapping[str, Any]) -> TrackInfo:
    permits = {
        name: Permission(
            allowed=row["allowed"],
            law=row["law"],
            care=row.get("care", {}).get("zh"),
            care_en=row.get("care", {}).get("en"),
        )
        for name, row in body["permits"].items()
    }
    unknown = set(permits) - {f.name for f in fields(TrackRules)}
    if unknown:
        raise ValueError(f"{track}: no such permission: {sorted(unknown)}")
    return TrackInfo(
        track=track,
        zh=body["zh"],
        en=body["en"],
        what=body["what"]["zh"],
        what_en=body["what"]["en"],
        governing=tuple(body["governing"]),
        permits=TrackRules(**permits),
        uses=body["uses"],
    )
