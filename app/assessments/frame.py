"""What the pages of assessments share: the blueprint, the frame, evidence, the story."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.assessments import labels, queries
from app.assessments.models import Assessment
from app.assessments.states import AssessmentState
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import NotFoundError
from app.formats import plainday
from app.law import Law, Track
from app.lawbook import queries as lawbook

bp = Blueprint("assessments", __name__, url_prefix="/assessments", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY
A = AssessmentState
_STEPS = (A.DRAFT, A.APPLIED, A.ACCEPTED, A.ASSESSING, A.CONCLUDED, A.DECIDED, A.PUBLICIZED)


def today() -> date:
    """Return the legal day of now."""
    return clock.local_date(clock.now())


def law() -> Law:
    """Return the law of today."""
    return lawbook.law_on(today(), Track.SUB)


def page(
    name: str,
    *crumbs: tuple[str, str | None],
    status: int = 200,
    **values: Any,  # noqa: ANN401
) -> ResponseReturnValue:
    """Return a page of assessments."""
    way = [(_("Home"), "/"), (_("Assessment"), url_for("assessments.index")), *crumbs]
    more = {"here": "supervision", "labels": labels, "end_of": clock.end_of} | values
    return render_template(f"assessments/{name}.html", crumbs=way, **more), status


def evidence(assessment: Assessment, file_id: UUID) -> Response:
    """Hand out one file of an assessment; another one is absent."""
    if file_id not in assessment.file_ids():
        raise NotFoundError
    return as_download(files.get(file_id))


def kept_files(assessment: Assessment) -> dict[str, list[tuple[UUID, str]]]:
    """Return id and name of the evidence of each indicator, in one question."""
    stored = files.by_ids(assessment.file_ids())
    return {
        code: [(stored[UUID(i)].id, stored[UUID(i)].label) for i in mark.get("files", ())]
        for code, mark in assessment.self_marks.items()
    }


def story(assessment: Assessment) -> list[dict[str, str]]:
    """Return the steps of the time line; what has ended early ends with that."""
    state = assessment.state
    ended = state in (A.REFUSED, A.WITHDRAWN)
    now = 1 if ended else len(_STEPS) if state is A.CONFIRMED else _STEPS.index(state)
    span = ""
    if assessment.publicity_from and assessment.publicity_until:
        first, last = plainday(assessment.publicity_from), plainday(assessment.publicity_until)
        span = f"{first}—{last}"
    rows = (
        (_("Application and self-assessment"), "", "ASM39/6"),
        (_("Check by the bureau"), "", "ASM39/7"),
        (_("Group of assessors, declarations"), "", "ASM39/19"),
        (_("Visit and score sheets"), _day(assessment.visit_on), "ASM39/R-ASM-10"),
        (_("Committee votes"), _day(assessment.decided_on), "ASM39/20"),
        (_("Publicity begins"), span, "ASM39/20"),
        (_("Publicity, then certificate"), _day(assessment.confirmed_on), "ASM39/28"),
    )
    found = [
        {
            "name": name,
            "when": when,
            "law": article,
            "state": "done" if place < now else "now" if place == now and not ended else "next",
        }
        for place, (name, when, article) in enumerate(rows)
    ]
    return found[:1] if ended else found


def _day(day: date | None) -> str:
    return plainday(day) if day else ""


def names_of_marks(assessment: Assessment) -> dict[str, str]:
    """Return the mean of each indicator, by its code."""
    return {row["code"]: row["mean"] for row in assessment.outcome}


def public(assessment: Assessment) -> bool:
    """Say whether anybody may see the result."""
    return assessment.state in queries.PUBLIC
