"""The notice of a call as a paper: what the page says, to print and to file.

It is made from what stands now; the check code at its foot is that of the frozen text.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app import formats
from app.calls import queries, story
from app.calls.models import Call, Criterion
from app.law import Law

Rows = Sequence[tuple[str, str]]


def paper(call: Call, facts: Rows, law: Law, now: datetime) -> dict[str, Any]:
    """Return the data of the paper `office`. `facts`: what only this kind of call has."""
    locale = formats.language()
    return {
        "title": call.title,
        "subtitle": _("Public notice of a call"),
        "number": call.number,
        "at": f"{call.unit.name}　{formats.fullday(call.published_at or now, locale)}",
        "foot": _foot(call),
        "blocks": [
            {"kind": "text", "text": call.summary},
            {"kind": "heading", "text": _("What has to be done")},
            {"kind": "facts", "rows": [row for row in facts if row[1]]},
            {"kind": "heading", "text": _("Who may take part")},
            {"kind": "text", "text": _conditions(call)},
            {"kind": "heading", "text": _("Scoring scheme")},
            _scheme(call),
            *_levels(call),
            {"kind": "heading", "text": _("All dates")},
            {"kind": "facts", "rows": _dates(call, law, now)},
            *_answers(call),
        ],
    }


def _foot(call: Call) -> str:
    digest = queries.latest_digest(call.id)
    return str(_("Check code %(code)s", code=digest[:16])) if digest else ""


def _conditions(call: Call) -> str:
    lines = [line.strip() for line in call.conditions.splitlines() if line.strip()]
    if call.requires_directory:
        lines.append(str(_("On the qualified directory at the deadline")))
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))


def _scheme(call: Call) -> dict[str, Any]:
    whole = sum(c.points for c in call.criteria)
    return {
        "kind": "table",
        "head": [_("Scoring part"), _("Points"), _("How"), _("By whom")],
        "align": ["left", "right", "left", "left"],
        "widths": [3, 1, 7, 1],
        "rows": [
            [c.name, _number(c.points), _how(call, c), _("Experts") if c.levels else _("System")]
            for c in call.criteria
        ],
        "total": [_("Total"), _number(whole), "", ""],
    }


def _how(call: Call, criterion: Criterion) -> str:
    given = (call.scheme or {}).get("grade_points") or {}
    if criterion.kind == "grade" and given:
        words = (_("%(grade)s %(points)s", grade=g, points=p) for g, p in given.items())
        return f"{criterion.text}（{_(', ').join(words)}）"
    return criterion.text


def _levels(call: Call) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for criterion in call.criteria:
        if not criterion.levels:
            continue
        rows = [[f"{row['low']}—{row['high']}", row["text"]] for row in criterion.levels]
        found.append({"kind": "text", "text": f"{criterion.name}："})
        found.append({"kind": "facts", "rows": rows})
    return found


def _dates(call: Call, law: Law, now: datetime) -> list[list[str]]:
    return [[step.name, step.when] for step in story.timeline(call, law, now) if step.when]


def _answers(call: Call) -> list[dict[str, Any]]:
    answered = [q for q in call.questions if q.answered_at]
    if not answered:
        return []
    rows = [[q.text, q.answer] for q in answered]
    return [
        {"kind": "heading", "text": _("Questions and answers")},
        {"kind": "facts", "rows": rows},
    ]


def _number(points: Any) -> str:  # noqa: ANN401 -- Decimal, or the 0 of an empty sum
    return f"{points.normalize():f}" if points else "0"
