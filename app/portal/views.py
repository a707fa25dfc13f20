"""The portal's own pages."""

from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, i18n, lists, pages
from app.accounts.rules import local_path
from app.calls import story
from app.errors import RefusedError
from app.guard import requires
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.matches import queries as matches
from app.permissions import May
from app.portal import actions, desk, lanes, navigation, oversight, queries, words
from app.portal.forms import ClockForm
from app.tasks import group

bp = Blueprint("portal", __name__, template_folder="templates")
PAGE = 20
# So many calls stand beside the work.
MINE = 8
KINDS = ("projects", "rounds", "organizations", "functions")
YEAR = 365 * 24 * 3600
bp.app_context_processor(navigation.context)
for helper in (
    words.call_url,
    words.phase_tag,
    words.phase_word,
    words.grade_words,
    navigation.link,
):
    bp.add_app_template_global(helper)


def law() -> Law:
    """Return today's numbers, for pages that explain the rules."""
    return lawbook.law_on(clock.local_date(clock.now()), Track.SUB)


@bp.get("/")
@requires(May.PUBLIC)
def home() -> ResponseReturnValue:
    """Show what is open, what is public, and how it works."""
    now = clock.now()
    calls, open_count = queries.open_calls(now, 4)
    return render_template(
        "portal/home.html",
        here="home",
        nofind=True,
        law=law(),
        calls=calls,
        open_count=open_count,
        publicity=queries.in_publicity(4),
        counts=queries.counts(),
        functions=queries.some_functions(3),
        listed=queries.some_listed(3),
        contracts=queries.some_contracts(3),
    )


@bp.get("/search")
@requires(May.PUBLIC)
def search() -> ResponseReturnValue:
    """Search projects, rounds, organizations and functions."""
    asked = request.args.get("q", "").strip()[:60]
    kind = request.args.get("kind", "")
    found = asked.split()
    rows: Any = ()
    total, counts = 0, dict.fromkeys(KINDS, 0)
    page = lists.page_number()
    if found:
        counts = queries.search_counts(found, KINDS)
        if kind not in KINDS:
            kind = max(KINDS, key=lambda k: (counts[k] > 0, -KINDS.index(k)))
        rows, total = queries.search(found, kind, page=page, size=PAGE)
    return render_template(
        "portal/search.html",
        here="search",
        nofind=True,
        q=asked,
        kind=kind or KINDS[0],
        counts=counts,
        rows=rows,
        total=total,
        page=page,
    )


@bp.get("/work")
@requires(May.SIGNED_IN)
def work() -> ResponseReturnValue:
    """Show what waits for whoever is signed in."""
    now = clock.now()
    waiting = list(desk.tasks(g.actor, now))
    own = g.actor.places_for(May.CALL_MANAGE)
    units = own or g.actor.places(*navigation.OFFICIALS)
    calls = queries.calls_of(units, MINE, public_only=not own) if units else []
    contracts = queries.contract_states([c.id for c in calls])
    return render_template(
        "portal/work.html",
        here="work",
        groups=group(waiting, now),
        own=bool(own),
        mine=[
            (call, lanes.done(call.phase(now), contracts.get(call.id)), story.holder(call, now))
            for call in calls
        ],
        shortcuts=shortcuts(),
        fits=matches.for_home(g.actor, now) if g.actor.may(May.SUBMISSION_WRITE) else [],
    )


def shortcuts() -> list[tuple[str, str]]:
    """Return the acts that this person does most."""
    wanted = (
        (May.CALL_DRAFT, _("New service project"), "projects.new"),
        (May.FUNCTION_WRITE, _("New function item"), "functions.new"),
        (May.ROUND_MANAGE, _("Venture funding rounds"), "rounds.index"),
        (May.SUBMISSION_WRITE, _("Projects that fit us"), "matches.calls"),
        (May.SUBMISSION_WRITE, _("All open calls"), "calls.index"),
        (May.BUDGET_READ, _("Budget lines"), "funds.index"),
        (May.REGISTRATION_READ, _("Registration cases"), "registrations.work"),
        (May.FILING_ESCALATED, _("Filings"), "filings.work_of_bureau"),
        (May.FILING_CHECK, _("Filings of my place"), "filings.work"),
        (May.FILING_DECIDE, _("Filings of my place"), "filings.work"),
        (May.ASSESSMENT_READ, _("Assessment of organizations"), "assessments.work"),
        (May.ASSESSMENT_APPLY, _("Our assessments"), "assessments.own"),
        (May.ASSESSMENT_SCORE, _("Assessments to score"), "assessments.my_sheets"),
        (May.GRADE_AWARD_READ, _("Awards for first grades"), "awards.index"),
        (May.EXPERT_ADMIN, _("Expert pool"), "panels.experts"),
        (May.REPORT_FILE, _("Annual reports"), "annual_reports.own"),
        (May.REPORT_DECIDE, _("Annual reports"), "annual_reports.index"),
        (May.REPORT_LOOK, _("Annual reports"), "annual_reports.supervised"),
        (May.INSPECTION_CHECK, _("Inspections"), "inspections.index"),
        (May.CREDIT_DECIDE, _("Proposals and applications"), "credit.work"),
        (May.CREDIT_EXCHANGE, _("Credit of social organizations"), "credit.index"),
        (May.IMPORT_DATA, _("Import data"), "imports.index"),
        (May.ACCOUNT_ADMIN, _("People and roles"), "accounts.people"),
        (May.LAW_LOAD, _("Laws and parameters"), "lawbook.index"),
        (May.AUDIT_READ, _("Audit log"), "audit.index"),
        (May.CLOCK_MOVE, _("Move the clock (demo)"), "portal.clock_page"),
    )
    found: list[tuple[str, str]] = []
    for permission, label, endpoint in wanted:
        href = navigation.link(endpoint)
        if href and g.actor.may(permission) and href not in [h for _w, h in found]:
            found.append((label, href))
    return found


@bp.get("/supervision")
@requires(May.SIGNED_IN)
def supervision() -> ResponseReturnValue:
    """Lead to everything that is supervised, with what is open in each."""
    return render_template(
        "portal/supervision.html",
        sections=list(oversight.contents(g.actor)),
        here="supervision",
        crumbs=[(_("Waiting for me"), url_for(".work")), (_("Supervision"), None)],
    )


@bp.get("/guide")
@requires(May.PUBLIC)
def guide() -> ResponseReturnValue:
    """Say who may take part and what is needed."""
    return render_template("portal/guide.html", here="guide", law=law())


@bp.get("/guide/objections")
@requires(May.PUBLIC)
def guide_objections() -> ResponseReturnValue:
    """Say how to ask, object and complain."""
    return render_template("portal/objections.html", here="guide", law=law())


@bp.get("/about/accessibility")
@requires(May.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """Say how this site can be used by everybody."""
    return render_template("portal/accessibility.html", here="guide")


@bp.get("/about/privacy")
@requires(May.PUBLIC)
def privacy() -> ResponseReturnValue:
    """Say what personal data is kept, why and how long."""
    return render_template("portal/privacy.html", here="guide", law=law())


@bp.get("/about/site-map")
@requires(May.PUBLIC)
def site_map() -> ResponseReturnValue:
    """List every public page."""
    return render_template(
        "portal/site_map.html",
        here="guide",
        items=navigation.public_items(),
        foot=navigation.foot(),
    )


@bp.post("/preferences")
@requires(May.PUBLIC)
def preferences() -> ResponseReturnValue:
    """Keep the text size and the language in this browser."""
    answer = make_response(redirect(local(request.form.get("next", ""))))
    settings = current_app.config["SETTINGS"]
    kept = {"max_age": YEAR, "samesite": "Lax", "httponly": True, "secure": settings.production}
    if request.form.get("large") in {"0", "1"}:
        name = settings.cookie(pages.LARGE_COOKIE)
        answer.set_cookie(name, request.form["large"], **kept)
    if request.form.get("locale") in {"zh", i18n.ENGLISH}:
        name = settings.cookie(i18n.LOCALE_COOKIE)
        answer.set_cookie(name, request.form["locale"], **kept)
    return answer


def local(path: str) -> str:
    """Return `path` if it leads to this site, else the start page."""
    return local_path(path, home=url_for("portal.home"))


@bp.get("/clock")
@requires(May.CLOCK_MOVE)
def clock_page() -> ResponseReturnValue:
    """Show the clock of the demo."""
    return render_template("portal/clock.html", here="work", form=ClockForm(to=clock.now()))


@bp.post("/clock")
@requires(May.CLOCK_MOVE)
def move_clock() -> ResponseReturnValue:
    """Move the clock of the demo."""
    form = ClockForm()
    if not form.validate_on_submit():
        return render_template("portal/clock.html", here="work", form=form), 422
    try:
        actions.move_clock(form.to.data, by=g.actor, now=clock.now())
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return render_template("portal/clock.html", here="work", form=form), 422
    return redirect(url_for(".clock_page"))


@bp.post("/clock/reset")
@requires(May.CLOCK_MOVE)
def reset_clock() -> ResponseReturnValue:
    """Set the clock right again."""
    actions.move_clock(None, by=g.actor, now=clock.now())
    return redirect(url_for(".clock_page"))


@bp.get("/healthz")
@requires(May.PUBLIC)
def healthz() -> ResponseReturnValue:
    """Say that this process and its database answer."""
    queries.counts()
    return {"status": "ok"}, HTTPStatus.OK
