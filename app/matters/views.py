"""Pages of matters: filing them, the list, one of them with what can be done."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import NotFoundError, RefusedError
from app.formats import PAGE_SIZE, here_with
from app.guard import requires
from app.matters import actions, labels, queries
from app.matters.forms import ListForm, MatterForm, OpinionForm, RemarkForm
from app.matters.models import Matter
from app.matters.queries import Chosen
from app.matters.states import LIFE, MatterKind, MatterState
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.permissions import May

bp = Blueprint("matters", __name__, url_prefix="/matters", template_folder="templates")


@bp.get("/")
@requires(May.MATTER_READ)
def index() -> ResponseReturnValue:
    """List what the actor may see."""
    form, page = ListForm(), lists.page_number()
    chosen = _chosen(form)
    rows, total = queries.listed(g.actor, chosen, page)
    counts = queries.counts(g.actor)
    states = [(_("All"), here_with(state=None, page=None), not chosen.state, sum(counts.values()))]
    for state in MatterState:
        href = here_with(state=state.value, page=None)
        word = words.state("matter", state)
        states.append((word, href, chosen.state == state, counts.get(state, 0)))
    return render_template(
        "matters/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        size=PAGE_SIZE,
        states=states,
        labels=labels,
        mine=organizations.mine(g.actor),
        here="matters",
        crumbs=[(_("Major matters and activities"), None)],
    )


def _chosen(form: ListForm) -> Chosen:
    state, kind = request.args.get("state", ""), form.kind.data or ""
    sort = request.args.get("sort", "-sent")
    return Chosen(
        text=(form.q.data or "").strip()[:60],
        state=state if state in set(MatterState) else "",
        kind=kind if kind in set(MatterKind) else "",
        sort=sort if sort.lstrip("-") in ("happens", "sent") else "-sent",
    )


@bp.get("/export.<kind>")
@requires(May.MATTER_READ)
def export(kind: str) -> Response:
    """Hand out all filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(g.actor, _chosen(ListForm()), None)
    heads = [
        *(_("Organization"), _("Kind"), _("In one line"), _("Day"), _("Place")),
        *(_("People taking part"), _("State"), _("Late")),
    ]
    table = (
        [
            m.organization.name,
            str(labels.KINDS[m.kind]),
            m.title,
            m.happens_on,
            m.place,
            m.persons or None,
            words.state("matter", m.state),
            m.late,
        ]
        for m in rows
    )
    return sheets.answer(kind, _("Major matters and activities"), heads, table)


@bp.route("/new/<uuid:organization_id>", methods=["GET", "POST"])
@requires(May.MATTER_FILE, organization=organizations.get)
def file(organization: Organization) -> ResponseReturnValue:
    """File a matter or declare an activity."""
    form = MatterForm()

    def act() -> Matter:
        upload, stored = form.file.data, None
        if upload and upload.filename:
            stored = documents.store(
                upload,
                purpose="matter",
                owners=organization.scope_ids(),
                by=g.actor,
                now=clock.now(),
                field="file",
            )
        return actions.file(
            organization,
            form.title.data,
            form.facts(),
            file_id=stored.id if stored else None,
            by=g.actor,
            now=clock.now(),
        )

    return _form_page(form, organization, act)


@bp.route("/<uuid:matter_id>/again", methods=["GET", "POST"])
@requires(May.MATTER_FILE, matter=queries.get)
def send_again(matter: Matter) -> ResponseReturnValue:
    """Correct a matter that was sent back."""
    form = MatterForm(obj=matter)

    def act() -> Matter:
        actions.send_again(matter, form.title.data, form.facts(), by=g.actor, now=clock.now())
        return matter

    return _form_page(form, matter.organization, act, matter)


def _form_page(
    form: MatterForm,
    organization: Organization,
    act: Callable[[], Matter],
    matter: Matter | None = None,
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            made = act()
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("It has arrived. Street and bureau see it now."), "ok")
            return redirect(url_for(".show", matter_id=made.id))
    page = render_template(
        "matters/file.html",
        form=form,
        organization=organization,
        matter=matter,
        here="matters",
        crumbs=[(_("Major matters and activities"), url_for(".index")), (_("File one"), None)],
    )
    wrong = form.is_submitted() and bool(form.error_list())
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


@bp.get("/<uuid:matter_id>")
@requires(May.MATTER_READ, matter=queries.get)
def show(matter: Matter) -> ResponseReturnValue:
    """Show a matter with what can be done."""
    return _page(matter)


def _page(matter: Matter, wrong: Any = None) -> str:  # noqa: ANN401 -- a form of this page
    steps = {s.name for s in LIFE.open_to(matter) if g.actor.may(s.by, matter)}
    if matter.kind is not MatterKind.ACTIVITY:
        steps.discard("opine")
    return render_template(
        "matters/show.html",
        matter=matter,
        steps=steps,
        opinion=wrong if isinstance(wrong, OpinionForm) else OpinionForm(formdata=None),
        remark=wrong if isinstance(wrong, RemarkForm) else RemarkForm(formdata=None),
        wrong=wrong,
        labels=labels,
        here="matters",
        crumbs=[(_("Major matters and activities"), url_for(".index")), (matter.title, None)],
    )


@bp.get("/<uuid:matter_id>/file")
@requires(May.MATTER_READ, matter=queries.get)
def document(matter: Matter) -> Response:
    """Hand out the document."""
    if matter.file_id is None:
        raise NotFoundError
    return as_download(files.get(matter.file_id))


@bp.post("/<uuid:matter_id>/opinion")
@requires(May.MATTER_OPINE, matter=queries.get)
def opine(matter: Matter) -> ResponseReturnValue:
    """Give the street's opinion."""
    form = OpinionForm()

    def act() -> None:
        supported = form.supported.data == "yes"
        actions.opine(matter, form.text.data, supported=supported, by=g.actor, now=clock.now())

    return _done(matter, form, act)


@bp.post("/<uuid:matter_id>/note")
@requires(May.MATTER_NOTE, matter=queries.get)
def note(matter: Matter) -> ResponseReturnValue:
    """Take note, or send back."""
    form = RemarkForm()
    step = actions.return_ if request.form.get("step") == "return" else actions.note
    return _done(
        matter, form, lambda: step(matter, form.text.data or "", by=g.actor, now=clock.now())
    )


def _done(matter: Matter, form: Any, act: Callable[[], None]) -> ResponseReturnValue:  # noqa: ANN401
    if form.validate_on_submit():
        try:
            act()
        except RefusedError as refused:
            form.add_findings(refused.findings)
        else:
            flash(_("Done. The organization has been told."), "ok")
            return redirect(url_for(".show", matter_id=matter.id))
    return _page(matter, form), HTTPStatus.UNPROCESSABLE_ENTITY
