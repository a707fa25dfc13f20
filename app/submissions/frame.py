"""The frame of this capability's pages: the blueprint, and what several pages show."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from app import clock
from app.accounts import queries as accounts
from app.calls.models import Call
from app.errors import Finding
from app.lawbook import queries as lawbook
from app.organizations.rules import grade_at, last_due_year, report_on
from app.organizations.states import Standing
from app.rounds.labels import CATEGORIES
from app.submissions import actions, queries, rules
from app.submissions.models import Submission
from app.track_records import queries as track_records

bp = Blueprint("submissions", __name__, url_prefix="/submissions", template_folder="templates")

HERE = "mine"


def late_page(submission: Submission, findings: tuple[Finding, ...] = ()) -> str:
    """Say in words that it is over, and what is left of it."""
    call = submission.call
    found = findings or tuple(rules.lateness(clock.now(), call.deadline_at, call.track))
    return page("late", call, submission=submission, findings=found, live=queries.live(submission))


def shown(content_: dict[str, Any], ask: rules.Ask) -> dict[str, Any]:
    """Return what a page needs to show a content."""
    place = content_.get("community_id") or None
    rows = content_.get("rows" if ask.is_round else "price_rows", ())
    return {
        "ask": ask,
        "content": {"texts": {}, "contact": {}, "files": [], **content_},
        "rows": [{**row, **_amounts(row)} for row in rows],
        "price": rules.amount(content_.get("price", "")),
        "grant": rules.amount(content_.get("grant", "")),
        "own": rules.amount(content_.get("own", "")),
        "community": accounts.unit(UUID(place)).name if place else "",
        "CATEGORIES": CATEGORIES,
        "Subject": rules.Subject,
    }


def _amounts(row: dict[str, str]) -> dict[str, Any]:
    return {name: rules.amount(row[name]) for name in ("amount", "grant", "own") if name in row}


def known(submission: Submission) -> dict[str, Any]:
    """Return what the register knows of the organization today."""
    today = clock.local_date(clock.now())
    organization_ = submission.organization
    return {
        "organization": organization_,
        "grade": grade_at(organization_.grades, today),
        "records": track_records.of(organization_.id, today),
        "report": _last_report(submission, today),
    }


def _last_report(submission: Submission, today: date) -> tuple[int, Standing]:
    """Return the last year about which a report was due, and how it stands."""
    law = lawbook.law_on(today, submission.call.track)
    year, who = last_due_year(today, law), submission.organization
    since = who.registered_on
    return year, report_on(who.annual_reports, year, law, registered_on=since, on=today)


def reasons_of(submission: Submission) -> list[Finding]:
    """Return what would keep the organization out today."""
    return actions.may_take_part(
        submission.call,
        submission.organization,
        partner=submission.partner,
        now=clock.now(),
    )


def page(name: str, call: Call | None, **values: Any) -> str:  # noqa: ANN401 -- template values
    """Render a page of ours."""
    values.setdefault("crumbs", _crumbs(values.get("submission")))
    values.setdefault("here", HERE)
    return render_template(f"submissions/{name}.html", nofind=True, call=call, **values)


def _crumbs(submission: Submission | None) -> list[tuple[str, str | None]]:
    top = (_("My submissions"), url_for("submissions.index"))
    if submission is None:
        return [top]
    title = submission.call.title
    return [top, (title, url_for("submissions.show", submission_id=submission.id))]


@bp.after_request
def never_kept(response: Response) -> Response:
    """Keep what is sealed out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
