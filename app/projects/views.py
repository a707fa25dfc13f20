"""Service projects: the work list, the form of a draft page by page, the review, the public page."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats, lists, sheets
from app.accounts import queries as accounts
from app.calls import labels as trunk_words
from app.calls import notice, story, wizard
from app.calls import queries as calls
from app.calls.actions import return_ as send_back
from app.calls.actions import save_scheme
from app.calls.forms import NoteForm, PageForm, SchemeForm
from app.calls.states import PUBLIC, CallKind, CallState
from app.calls.views import track_words
from app.documents import paper
from app.errors import Finding, NotFoundError, RefusedError
from app.forms import Form
from app.guard import requires
from app.keys import actions as keys
from app.law import Track
from app.lawbook import queries as lawbook
from app.pages import keep
from app.permissions import May
from app.projects import actions, forms, labels, queries, showing
from app.projects.models import Project

bp = Blueprint("projects", __name__, url_prefix="/projects", template_folder="templates")

GROUPS = (
    "",
    "draft",
    "in_review",
    calls.OPEN,
    calls.REVIEW,
    calls.PUBLICITY,
    "awarded",
    calls.ENDED,
)
SUBJECTS = tuple(actions.SUBJECTS)


# --- the work list


@bp.get("")
@requires(May.SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the projects of one's units in every state; others see what is published."""
    now, units = clock.now(), g.actor.places_for(May.CALL_MANAGE)
    args = request.args
    asked = calls.Search(
        words=args.get("q", "").strip(),
        group=args.get("state", "") if args.get("state", "") in GROUPS else "",
        kind=CallKind.PROJECT,
        sort=args["sort"] if args.get("sort") in calls.SORTS else "-published",
        unit_ids=units or None,
        public_only=not units,
    )
    if args.get("format") in ("xlsx", "csv"):
        return export(asked)
    found = calls.counts(calls.tally(asked, now), asked, "group", GROUPS)
    return render_template(
        "projects/index.html",
        projects=calls.of_unit(asked, now, page=lists.page_number()),
        total=found[asked.group],
        page=lists.page_number(),
        asked=asked,
        groups=[
            (_state_words(group), _with(group), group == asked.group, found[group])
            for group in GROUPS
        ],
        lane=story.LANE_OF,
        may_draft=g.actor.may(May.CALL_DRAFT),
        story=lambda call: story.holder(call, now),
    )


def _state_words(group: str) -> str:
    return str(trunk_words.GROUPS[group]) if group else _("All")


def _with(group: str) -> str:
    return formats.here_with(state=group or None, page=None)


def export(asked: calls.Search) -> Response:
    """Return all filtered rows as a file."""
    now = clock.now()
    columns = [
        *(_("Number"), _("Title"), _("Unit"), _("Legal track"), _("State")),
        *(_("Ceiling price"), _("Time of publication"), _("Deadline")),
    ]
    rows = (
        (
            *(p.number, p.title, p.unit.name, track_words(p.track)),
            str(trunk_words.PHASES[p.phase(now)][1]),
            getattr(p, "ceiling", None),
            *(
                f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""
                for at in (p.published_at, p.deadline_at)
            ),
        )
        for p in calls.of_unit(asked, now)
    )
    return sheets.answer(request.args["format"], _("Projects"), columns, rows)


# --- the public page


@bp.get("/<uuid:project_id>")
@requires(May.PUBLIC, project=queries.get)
def show(project: Project) -> ResponseReturnValue:
    """Show a published project; lead its unit to the draft before that."""
    if project.state not in PUBLIC:
        return _lead_to_draft(project)
    return render_template("projects/show.html", project=project, **showing.public_values(project))


def _lead_to_draft(project: Project) -> ResponseReturnValue:
    if not g.actor.may(May.CALL_MANAGE, project):
        raise NotFoundError
    reviews = project.state is CallState.IN_REVIEW and g.actor.may(May.CALL_REVIEW, project)
    return redirect(url_for(".review" if reviews else ".draft", project_id=project.id))


@bp.get("/<uuid:project_id>/notice.pdf")
@requires(May.PUBLIC, project=queries.get)
def notice_pdf(project: Project) -> ResponseReturnValue:
    """Return the notice as a paper to print and to file."""
    if project.state not in PUBLIC:
        raise NotFoundError
    now = clock.now()
    law = calls.law_of(project, clock.local_date(now))
    content = paper.pdf("office", notice.paper(project, showing.fact_rows(project), law, now))
    return Response(content, mimetype="application/pdf")


# --- beginning a draft


@bp.get("/new")
@requires(May.CALL_DRAFT)
def new() -> ResponseReturnValue:
    """Say who may, what is needed, and what each legal track permits."""
    return _new_page(_new_form())


@bp.post("/new")
@requires(May.CALL_DRAFT)
def begin() -> ResponseReturnValue:
    """Begin a draft and go to its task list."""
    form = _new_form()
    if not form.validate():
        return _new_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    unit = UUID(form.unit_id.data)
    project = actions.draft(unit, by=g.actor, now=clock.now(), title=form.title.data or "")
    return redirect(url_for(".draft", project_id=project.id))


def _new_form() -> forms.NewForm:
    form = forms.NewForm()
    units = [accounts.unit(i) for i in g.actor.places_for(May.CALL_DRAFT)]
    form.unit_id.choices = [(str(u.id), u.name) for u in sorted(units, key=lambda u: u.sort)]
    if form.unit_id.data is None and units:
        form.unit_id.data = form.unit_id.choices[0][0]
    return form


def _new_page(form: forms.NewForm) -> str:
    today = clock.local_date(clock.now())
    laws = [lawbook.law_on(today, t) for t in Track]
    return render_template("projects/new.html", form=form, laws=laws)


# --- the draft, page by page


@bp.get("/<uuid:project_id>/draft")
@requires(May.CALL_MANAGE, project=queries.get)
def draft(project: Project) -> ResponseReturnValue:
    """Show the task list of a draft: what is filled in, what has to change."""
    found = _found(project)
    rows = [
        {
            "title": str(labels.SUBJECTS[name]),
            "hint": str(labels.HINTS[name]),
            "url": url_for(".page", project_id=project.id, subject=name),
            **wizard.task(project, name, actions.SUBJECTS, found),
        }
        for name in SUBJECTS
    ]
    return render_template(
        "projects/draft.html",
        project=project,
        rows=rows,
        left=[r for r in rows if r["kind"] != "ok"],
        story=story.holder(project, clock.now()),
        changes=project.state is CallState.DRAFT and g.actor.may(May.CALL_DRAFT, project),
    )


def _found(project: Project) -> tuple[Finding, ...]:
    now = clock.now()
    found = actions.check(project, on=clock.local_date(now))
    waits = project.state is CallState.IN_REVIEW
    return (*found, *keys.findings(project, now=now)) if waits else found


def _form_of(project: Project, subject: str, *, typed: bool) -> Form:
    """Return a page of the form: with what was typed, or with what is kept."""
    kind = forms.FORMS.get(subject)
    if kind is None:
        raise NotFoundError
    today = clock.local_date(clock.now())
    if kind is SchemeForm:
        form = kind() if typed else kind(formdata=None)
        if not typed:
            form.fill(project)
        return form
    form = (
        kind()
        if typed
        else kind(formdata=None, data=wizard.values(project, actions.SUBJECTS[subject]))
    )
    form.offer(project, today)
    return form


@bp.get("/<uuid:project_id>/draft/<subject>")
@requires(May.CALL_DRAFT, project=queries.get)
def page(project: Project, subject: str) -> ResponseReturnValue:
    """Show one page of the form; with what the rules say once it has been filled in."""
    form = _form_of(project, subject, typed=False)
    if request.args.get("check"):
        form.add_findings(wizard.of_subject(subject, actions.SUBJECTS, _found(project)))
    return _page(project, subject, form)


@bp.post("/<uuid:project_id>/draft/<subject>")
@requires(May.CALL_DRAFT, project=queries.get)
def save(project: Project, subject: str) -> ResponseReturnValue:
    """Keep what was typed, also with errors; say beside each field what is wrong with it."""
    form = _save(project, subject)
    if "later" in request.form:
        return redirect(url_for(".draft", project_id=project.id))
    form.add_findings(wizard.of_subject(subject, actions.SUBJECTS, _found(project)))
    if form.error_list():
        keep()
        return _page(project, subject, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(_after(project, subject))


@bp.post("/<uuid:project_id>/draft/<subject>/autosave")
@requires(May.CALL_DRAFT, project=queries.get)
def autosave(project: Project, subject: str) -> ResponseReturnValue:
    """Keep what was typed so far; answer with what the rules say about it, field by field."""
    form = _save(project, subject)
    form.add_findings(wizard.of_subject(subject, actions.SUBJECTS, _found(project)))
    answer = Response(render_template("calls/_live.html", form=form))
    answer.headers["X-Saved-At"] = f"{clock.local(clock.now()):%H:%M}"
    return answer


def _save(project: Project, subject: str) -> Form:
    form, now = _form_of(project, subject, typed=True), clock.now()
    form.validate()
    if isinstance(form, SchemeForm):
        save_scheme(project, form.scheme(project), by=g.actor, now=now)
    elif isinstance(form, PageForm):
        actions.save(project, subject, form.typed(), by=g.actor, now=now)
    return form


def _after(project: Project, subject: str) -> str:
    following = wizard.following(subject, actions.SUBJECTS)
    if following is None:
        return url_for(".check", project_id=project.id)
    return url_for(".page", project_id=project.id, subject=following)


def _urls(project: Project, subject: str) -> dict[str, str]:
    """Return the addresses that a page of the form leads to."""
    return {
        "list": url_for(".index"),
        "draft": url_for(".draft", project_id=project.id),
        "save": url_for(".save", project_id=project.id, subject=subject),
        "live": url_for(".autosave", project_id=project.id, subject=subject),
    }


def _page(project: Project, subject: str, form: Form) -> str:
    today = clock.local_date(clock.now())
    law = calls.law_of(project, today)
    folder = "calls" if subject == wizard.SCHEME else "projects"
    return render_template(
        f"{folder}/page_{subject}.html",
        call=project,
        title=str(labels.SUBJECTS[subject]),
        number=SUBJECTS.index(subject) + 1,
        of=len(SUBJECTS),
        form=form,
        urls=_urls(project, subject),
        law=law,
        laws=[lawbook.law_on(today, t) for t in forms.TRACKS],
        earliest=formats.fullday(today + timedelta(days=law.bid_days_min), formats.language()),
    )


# --- check, send, review, publish


@bp.get("/<uuid:project_id>/check")
@requires(May.CALL_MANAGE, project=queries.get)
def check(project: Project) -> ResponseReturnValue:
    """Show all answers on one page, all findings, and the time line that follows."""
    return _answers(project, "projects/check.html")


@bp.post("/<uuid:project_id>/send")
@requires(May.CALL_DRAFT, project=queries.get)
def send(project: Project) -> ResponseReturnValue:
    """Send for review."""
    try:
        actions.send(project, by=g.actor, now=clock.now())
    except RefusedError:
        return _answers(project, "projects/check.html"), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".draft", project_id=project.id))


@bp.post("/<uuid:project_id>/again")
@requires(May.CALL_DRAFT, project=queries.get)
def again(project: Project) -> ResponseReturnValue:
    """Begin a project anew that failed or was cancelled."""
    made = actions.again(project, by=g.actor, now=clock.now())
    flash(_("Begun anew with everything but the days. Please look through the pages."))
    return redirect(url_for(".draft", project_id=made.id))


@bp.get("/<uuid:project_id>/review")
@requires(May.CALL_REVIEW, project=queries.get)
def review(project: Project) -> ResponseReturnValue:
    """Show the second person everything, with what the rules say."""
    return _answers(project, "projects/review.html", form=NoteForm())


@bp.post("/<uuid:project_id>/return")
@requires(May.CALL_REVIEW, project=queries.get)
def give_back(project: Project) -> ResponseReturnValue:
    """Send it back with what has to be changed."""
    form = NoteForm()
    if form.validate():
        try:
            send_back(project, form.note.data or "", by=g.actor, now=clock.now())
        except RefusedError as error:
            form.add_findings(error.findings)
        else:
            return redirect(url_for(".draft", project_id=project.id))
    return _answers(project, "projects/review.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<uuid:project_id>/publish")
@requires(May.CALL_REVIEW, project=queries.get)
def publish(project: Project) -> ResponseReturnValue:
    """Publish, and show the public page."""
    try:
        actions.publish(project, by=g.actor, now=clock.now())
    except RefusedError as error:
        found = error.findings
        page = _answers(project, "projects/review.html", form=NoteForm(), found=found)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", project_id=project.id))


def _answers(
    project: Project,
    template: str,
    *,
    form: Form | None = None,
    found: Sequence[Finding] | None = None,
) -> str:
    findings = _found(project) if found is None else found
    against, warnings = wizard.sorted_out(actions.SUBJECTS, findings)
    values = showing.public_values(project)
    return render_template(
        template,
        project=project,
        form=form,
        against=against,
        warnings=warnings,
        line=project.budget_line,
        drafter=accounts.names_of([project.drafted_by]),
        own=project.drafted_by is not None and project.drafted_by == g.actor.id,
        subjects=labels.SUBJECTS,
        pages={n: url_for(".page", project_id=project.id, subject=n) for n in SUBJECTS},
        fields=showing.field_words(project),
        streets=[u.short_name for u in queries.streets() if str(u.id) in project.street_ids],
        **values,
    )
