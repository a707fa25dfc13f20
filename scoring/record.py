"""The file that shows a ranking to be right: every input and the result as JSON, its digest, and the recomputation.

Canonical: bids and marks are sorted by key, numbers are strings without trailing zeros (published points keep their
places), days are ISO dates. So the same facts give the same bytes in whatever order and spelling they came.

    data = dump(scheme, bids, marks, ranking)     # store it, publish digest(data)
    recompute(data) == load(data).ranking         # anybody, years later; `differences` says where not
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.criteria import Aggregation, Criterion, Kind, Level, Scheme
from scoring.exact import plain
from scoring.fit import FitFact
from scoring.grade import GradeFact
from scoring.marks import Mark
from scoring.parts import Part
from scoring.ranking import BidFacts, DecidedBy, Ranking, Reason, Rejected, Row, rank
from scoring.track_record import District, Record

FORMAT = "jieli-ranking/1"

Json = dict[str, Any]


class RecordError(Exception):
    """This is not a ranking record that can be read: another format, or a field is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a record holds. `ranking` is the stored one, not computed again."""

    scheme: Scheme
    bids: tuple[BidFacts, ...]
    marks: tuple[Mark, ...]
    ranking: Ranking


def dump(scheme: Scheme, bids: Iterable[BidFacts], marks: Iterable[Mark], ranking: Ranking) -> Json:
    """Return a JSON-able dict of all inputs and the result."""
    return {
        "format": FORMAT,
        "scheme": _scheme(scheme),
        "on": ranking.on.isoformat(),
        "district": _district(ranking.district),
        "assigned": ranking.assigned
        and {bid: list(own) for bid, own in sorted(ranking.assigned.items())},
        "bids": [_bid(bid) for bid in sorted(bids, key=lambda bid: bid.key)],
        "marks": [
            {"expert": m.expert, "bid": m.bid, "criterion": m.criterion, "points": plain(m.points)}
            for m in sorted(marks, key=lambda m: (m.bid, m.expert, m.criterion))
        ],
        "ranking": _ranking(ranking),
    }


def load(data: Mapping[str, Any]) -> Loaded:
    """Read `dump` again. Raises RecordError."""
    if data.get("format") != FORMAT:
        raise RecordError(f"format {data.get('format')!r} is not {FORMAT}")
    try:
        return Loaded(
            _read_scheme(data["scheme"]),
            tuple(_read_bid(bid) for bid in data["bids"]),
            tuple(
                Mark(m["expert"], m["bid"], m["criterion"], Decimal(m["points"]))
                for m in data["marks"]
            ),
            _read_ranking(data),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise RecordError(f"{type(error).__name__}: {error}") from error


def canonical(data: Mapping[str, Any]) -> bytes:
    """Return the bytes that are hashed: UTF-8, keys sorted, no spaces."""
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def to_json(data: Mapping[str, Any]) -> str:
    """Write a record for a file that people may open."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def from_json(text: str | bytes) -> Json:
    """Read `to_json` again. Raises RecordError where it is no JSON object."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RecordError(str(error)) from error
    if not isinstance(found, dict):
        raise RecordError("not an object")
    return found


def recompute(data: Mapping[str, Any]) -> Ranking:
    """Rank again from the inputs alone; what stands under `ranking` is not looked at. Raises RecordError, ScoringError."""
    held = load({**data, "ranking": {"rows": [], "rejected": [], "tie_rule": "", "formula": ""}})
    return rank(
        held.scheme,
        held.bids,
        held.marks,
        on=held.ranking.on,
        district=held.ranking.district,
        assigned=held.ranking.assigned,
    )


def differences(data: Mapping[str, Any]) -> list[tuple[str, object, object]]:
    """Return (path, stored, recomputed) of everything in the stored ranking that the inputs do not give."""
    return list(_differences("ranking", data.get("ranking"), _ranking(recompute(data))))


def _differences(path: str, stored: object, right: object) -> Iterator[tuple[str, object, object]]:
    if isinstance(stored, Mapping) and isinstance(right, Mapping):
        for key in sorted({*stored, *right}):
            yield from _differences(f"{path}.{key}", stored.get(key), right.get(key))
    elif isinstance(stored, list) and isinstance(right, list) and len(stored) == len(right):
        for number, (a, b) in enumerate(zip(stored, right, strict=True)):
            yield from _differences(f"{path}[{number}]", a, b)
    elif stored != right:
        yield path, stored, right


def _opt(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _read_opt(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _read_day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _scheme(scheme: Scheme) -> Json:
    return {
        "version": scheme.version,
        "track": scheme.track,
        "aggregation": str(scheme.aggregation),
        "half_life_days": scheme.half_life_days,
        "kappa": _opt(scheme.kappa),
        "places": scheme.places,
        "grade_points": {
            level: plain(points) for level, points in sorted(scheme.grade_points.items())
        },
        "criteria": [
            {
                "key": c.key,
                "kind": str(c.kind),
                "name": c.name,
                "points": plain(c.points),
                "levels": [
                    {"low": plain(x.low), "high": plain(x.high), "text": x.text} for x in c.levels
                ],
                "settings": dict(sorted(c.settings.items())),
            }
            for c in scheme.criteria
        ],
    }


def _read_scheme(data: Json) -> Scheme:
    return Scheme(
        criteria=tuple(
            Criterion(
                c["key"],
                Kind(c["kind"]),
                c["name"],
                Decimal(c["points"]),
                tuple(Level(Decimal(x["low"]), Decimal(x["high"]), x["text"]) for x in c["levels"]),
                dict(c["settings"]),
            )
            for c in data["criteria"]
        ),
        track=data["track"],
        aggregation=Aggregation(data["aggregation"]),
        half_life_days=data["half_life_days"],
        kappa=_read_opt(data["kappa"]),
        grade_points={level: Decimal(points) for level, points in data["grade_points"].items()},
        places=data["places"],
        version=data["version"],
    )


def scheme_to_json(scheme: Scheme) -> Json:
    """Return a scheme alone, as a published call keeps it."""
    return _scheme(scheme)


def scheme_from_json(data: Json) -> Scheme:
    """Read `scheme_to_json` again. Raises RecordError."""
    try:
        return _read_scheme(data)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise RecordError(f"{type(error).__name__}: {error}") from error


def _district(known: District | None) -> Json | None:
    if known is None:
        return None
    return {"mean": plain(known.mean), "sd": _opt(known.sd), "contracts": known.contracts}


def _read_district(data: Json | None) -> District | None:
    if data is None:
        return None
    return District(Decimal(data["mean"]), _read_opt(data["sd"]), data["contracts"])


def _reasons(reasons: Iterable[Reason]) -> list[Json]:
    return [
        {"code": r.code, "law": r.law, "detail": dict(sorted(r.detail.items()))} for r in reasons
    ]


def _read_reasons(data: list[Json]) -> tuple[Reason, ...]:
    return tuple(Reason(r["code"], r["law"], dict(r["detail"])) for r in data)


def _bid(bid: BidFacts) -> Json:
    grade, fit = bid.grade, bid.fit
    return {
        "key": bid.key,
        "name": bid.name,
        "price": _opt(bid.price),
        "evaluated_price": _opt(bid.evaluated_price),
        "grade": grade
        and {
            "level": grade.level,
            "certificate_no": grade.certificate_no,
            "awarded_on": _day(grade.awarded_on),
            "valid_until": _day(grade.valid_until),
            "on": _day(grade.on),
        },
        "records": [
            {
                "key": r.key,
                "title": r.title,
                "score": plain(r.score),
                "performed_on": _day(r.performed_on),
                "similarity": plain(r.similarity),
            }
            for r in sorted(bid.records, key=lambda r: r.key)
        ],
        "fit": fit
        and {
            "value": plain(fit.value),
            "version": fit.version,
            "parts": [_plain_parts(p) for p in fit.parts],
            "matched": [[word, plain(share)] for word, share in fit.matched],
            "missing": [[word, plain(share)] for word, share in fit.missing],
        },
        "rejected": _reasons(bid.rejected),
    }


def _plain_parts(parts: Mapping[str, object]) -> Json:
    return {key: plain(v) if isinstance(v, Decimal) else v for key, v in sorted(parts.items())}


def _read_bid(data: Json) -> BidFacts:
    grade, fit = data["grade"], data["fit"]
    return BidFacts(
        key=data["key"],
        name=data["name"],
        price=_read_opt(data["price"]),
        evaluated_price=_read_opt(data["evaluated_price"]),
        grade=grade and _read_grade(grade),
        records=tuple(
            Record(
                r["key"],
                r["title"],
                Decimal(r["score"]),
                date.fromisoformat(r["performed_on"]),
                Decimal(r["similarity"]),
            )
            for r in data["records"]
        ),
        fit=fit
        and FitFact(
            Decimal(fit["value"]),
            fit["version"],
            tuple(fit["parts"]),
            tuple((word, Decimal(share)) for word, share in fit["matched"]),
            tuple((word, Decimal(share)) for word, share in fit["missing"]),
        ),
        rejected=_read_reasons(data["rejected"]),
    )


def _read_grade(data: Json) -> GradeFact:
    return GradeFact(
        data["level"],
        data["certificate_no"],
        _read_day(data["awarded_on"]),
        _read_day(data["valid_until"]),
        date.fromisoformat(data["on"]),
    )


def _ranking(ranking: Ranking) -> Json:
    return {
        "formula": ranking.formula,
        "tie_rule": ranking.tie_rule,
        "rows": [
            {
                "key": r.key,
                "name": r.name,
                "place": r.place,
                "total": format(r.total, "f"),
                "price": _opt(r.price),
                "evaluated_price": _opt(r.evaluated_price),
                "decided_by": str(r.decided_by),
                "tied": r.tied,
                "parts": [
                    {
                        "key": p.key,
                        "kind": str(p.kind),
                        "name": p.name,
                        "points": format(p.points, "f"),
                        "max": plain(p.max),
                        "evidence": dict(p.evidence),
                        "formula": p.formula,
                    }
                    for p in r.parts
                ],
            }
            for r in ranking.rows
        ],
        "rejected": [
            {"key": r.key, "name": r.name, "reasons": _reasons(r.reasons)} for r in ranking.rejected
        ],
    }


def _read_ranking(data: Mapping[str, Any]) -> Ranking:
    held, assigned = data["ranking"], data["assigned"]
    return Ranking(
        data["scheme"]["version"],
        date.fromisoformat(data["on"]),
        _read_district(data["district"]),
        None if assigned is None else {bid: tuple(own) for bid, own in assigned.items()},
        held["tie_rule"],
        tuple(_read_row(r) for r in held["rows"]),
        tuple(Rejected(r["key"], r["name"], _read_reasons(r["reasons"])) for r in held["rejected"]),
        held["formula"],
    )


def _read_row(data: Json) -> Row:
    return Row(
        data["key"],
        data["name"],
        data["place"],
        Decimal(data["total"]),
        _read_opt(data["price"]),
        _read_opt(data["evaluated_price"]),
        DecidedBy(data["decided_by"]),
        data["tied"],
        tuple(
            Part(
                p["key"],
                Kind(p["kind"]),
                p["name"],
                Decimal(p["points"]),
                Decimal(p["max"]),
                p["evidence"],
                p["formula"],
            )
            for p in data["parts"]
        ),
    )
