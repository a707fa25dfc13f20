"""Pages of filings: who is filed, filling in, and the stages at the offices."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts import session as sessions
from app.accounts.models import Person
from app.documents import queries as files
from app.documents.delivery import as_download
from app.errors import Finding, NotFoundError, RefusedError
from app.filings import actions, forms, labels, queries
from app.filings.models import Filing
from app.filings.states import IN_HAND, FilingKind, FilingState
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations.labels import FIELDS
from app.permissions import May

bp = Blueprint("filings", __name__, url_prefix="/filings", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.context_processor
def own_words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "fields": FIELDS, "here": "supervision"}


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page of filings."""
    return [(_("Home"), "/"), (_("Filed organizations"), url_for("filings.index")), *more]


# --- who is filed


def asked_by(form: forms.ListForm) -> queries.Asked:
    """Return what the filters ask for; what they do not know asks for nothing."""
    return queries.Asked(
        text=(form.q.data or "").strip()[:60],
        kind=lists.one_of(form.kind.data, dict(forms.GROUPS)),
        street_id=lists.uuid(form.street.data),
        state=lists.one_of(request.args.get("state"), queries.STANDS),
        sort=lists.order(queries.SORTS, "name"),
    )


def day_of(form: forms.ListForm) -> date:
    """Return the asked day; one of the future is not known yet."""
    asked: date | None = form.on.data if form.on.data and not form.on.process_errors else None
    return min(asked, today()) if asked else today()


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show who is filed, today or on any other day."""
    form = forms.ListForm.filled()
    on, asked, page = day_of(form), asked_by(form), lists.page_number()
    rows, total = queries.listed(asked, on=on, page=page)
    law = queries.law_on(on)
    return render_template(
        "filings/index.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        on=on,
        asked=asked,
        counts=queries.counts(asked, on),
        stale={r.stand.id for r in rows if queries.is_stale(r.stand, law, on)},
        chips=lists.chips(form),
        crumbs=[(_("Home"), "/"), (_("Filed organizations"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out all the filtered rows; nobody's name is in it."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    form = forms.ListForm.filled()
    on = day_of(form)
    rows, _total = queries.listed(asked_by(form), on=on, page=None)
    head = [
        *(_("Name"), _("Filing number"), _("Kind of group"), _("Street"), _("Community")),
        *(_("First day"), _("Last day on file"), _("Host"), _("Last yearly check")),
    ]
    return sheets.answer(kind, _("Filed organizations"), head, map(exported, rows))


def exported(row: queries.Row) -> list[object]:
    """Return one exported row."""
    held = row.stand
    return [
        *(held.organization.name, held.number, str(labels.GROUP_KINDS[held.group_kind])),
        *(held.street.short_name, held.community.short_name, held.starts_on, held.ends_on),
        row.host.name if row.host else "",
        held.checks[-1].year if held.checks else None,
    ]


# --- filling in


@bp.get("/start")
@requires(May.PUBLIC)
def start() -> ResponseReturnValue:
    """Say how filing works, and ask for the first facts."""
    return _start_page(_start_form())


@bp.post("/start")
@requires(May.PUBLIC)
def begin() -> ResponseReturnValue:
    """Begin a filing, together with an account where there is none."""
    form = _start_form()
    if not form.validate():
        return _start_page(form), BAD
    now = clock.now()
    try:
        person = g.person or _newcomer(form)
        filing = actions.start(
            people.unit(lists.uuid(form.community_id.data) or abort(HTTPStatus.NOT_FOUND)),
            name=form.name.data,
            group_kind=forms.chosen_group(form.group_kind.data),
            by=person.actor(),
            now=now,
        )
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _start_page(form), BAD
    if not g.actor.signed_in:
        sessions.begin(person)
    return redirect(url_for(".edit", filing_id=filing.id, part="charter"))


def _start_form() -> forms.StartForm:
    form = forms.StartForm() if g.actor.signed_in else forms.NewcomerStartForm()
    form.offer()
    return form


def _start_page(form: forms.StartForm) -> str:
    return render_template(
        "filings/start.html",
        form=form,
        law=queries.law_on(today()),
        mine=queries.of_person(g.actor.id) if g.actor.id else [],
        nofind=True,
        crumbs=crumbs((_("File an organization"), None)),
    )


def _newcomer(form: Any) -> Person:  # noqa: ANN401 -- the form for newcomers
    now, phone = clock.now(), "".join((form.your_phone.data or "").split())
    person = accounts.create_person(form.your_name.data, phone, phone=phone, now=now)
    accounts.set_password(person, form.password.data, by=person.actor(), now=now)
    return person


def seen(filing: Filing) -> Filing:
    """Return a filing that the actor may see in full; for others it is absent."""
    if not queries.visible(filing, g.actor):
        raise NotFoundError
    return filing


def mine(filing: Filing) -> Filing:
    """Return a filing that the actor fills in: its applicant, or whoever acts for the group."""
    own = filing.applicant_id == g.actor.id
    if not own and not (seen(filing) and g.actor.may(May.FILING_APPLY, filing)):
        raise NotFoundError
    return filing


@bp.get("/<uuid:filing_id>")
@requires(May.SIGNED_IN, filing=queries.get)
def show(filing: Filing) -> ResponseReturnValue:
    """Show a filing: what it says, where it is, what can be done."""
    return _page(seen(filing))


@bp.get("/<uuid:filing_id>/edit/<part>")
@requires(May.SIGNED_IN, filing=queries.get)
def edit(filing: Filing, part: str) -> ResponseReturnValue:
    """Show one page of a filing."""
    return _part_page(mine(filing), part, _part(filing, part))


@bp.post("/<uuid:filing_id>/edit/<part>")
@requires(May.SIGNED_IN, filing=queries.get)
def save(filing: Filing, part: str) -> ResponseReturnValue:
    """Keep one page of a filing."""
    form = _part(mine(filing), part)
    if not form.validate():
        return _part_page(filing, part, form), BAD
    try:
        _keep(filing, form)
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _part_page(filing, part, form), BAD
    return redirect(url_for(".show", filing_id=filing.id))


def _keep(filing: Filing, form: Any) -> None:  # noqa: ANN401 -- one of the parts
    now, typed = clock.now(), dict(form.data)
    typed.pop("csrf_token", None)
    if "group_kind" in typed:
        typed["group_kind"] = forms.chosen_group(typed["group_kind"])
    if "host_code" in typed:
        typed = {"host_id": _host(typed["host_code"])}
    for paper in actions.PAPERS:
        upload = typed.pop(paper, None)
        if upload and upload.filename:
            actions.attach(filing, paper, upload, by=g.actor, now=now)
    plain = {k: v.strip() if isinstance(v, str) else v for k, v in typed.items()}
    actions.save(filing, plain, by=g.actor, now=now)


def _host(code: str | None) -> Any:  # noqa: ANN401 -- an id or none
    if not code:
        return None
    found = organizations.by_uscc(code)
    if found is None:
        raise RefusedError([Finding("filing-host-unknown", law="FIL/A024", field="host_code")])
    return found.id


@bp.post("/<uuid:filing_id>/send")
@requires(May.SIGNED_IN, filing=queries.get)
def send(filing: Filing) -> ResponseReturnValue:
    """Send it to the community."""
    form = forms.SendForm()
    if not form.validate_on_submit():
        return _page(mine(filing), send_form=form), BAD
    done = _("Sent. %(community)s checks it first.", community=filing.community.name)
    return _done(
        mine(filing), lambda: actions.send(filing, by=g.actor, now=clock.now()), form, done
    )


@bp.post("/<uuid:filing_id>/withdraw")
@requires(May.SIGNED_IN, filing=queries.get)
def withdraw(filing: Filing) -> ResponseReturnValue:
    """Take it back."""
    actions.withdraw(mine(filing), by=g.actor, now=clock.now())
    flash(_("Withdrawn."), "ok")
    return redirect(url_for(".show", filing_id=filing.id))


@bp.get("/<uuid:filing_id>/files/<paper>")
@requires(May.SIGNED_IN, filing=queries.get)
def paper(filing: Filing, paper: str) -> Response:
    """Hand out the charter or the list of members."""
    held = getattr(seen(filing), actions.PAPERS.get(paper, ""), None) if paper else None
    if held is None:
        raise NotFoundError
    return as_download(files.get(held))


# --- the offices


@bp.get("/work")
@requires(May.FILING_READ)
def work() -> ResponseReturnValue:
    """List the filings of one's own places."""
    return _work()


@bp.get("/work/bureau")
@requires(May.FILING_ESCALATED)
def work_of_bureau() -> ResponseReturnValue:
    """List the filings of the whole district."""
    return _work()


def _work() -> ResponseReturnValue:
    form, page = forms.WorkForm.filled(), lists.page_number()
    asked = queries.Asked(
        text=(form.q.data or "").strip()[:60],
        kind=lists.one_of(form.kind.data, [k.value for k in FilingKind]),
        street_id=lists.uuid(form.street.data),
        state=lists.one_of(request.args.get("state"), [s.value for s in FilingState]),
        sort=lists.order(queries.WORK_SORTS, "-sent"),
        places=queries.sight(g.actor),
    )
    if (kind := request.args.get("export")) in sheets.MEDIA_TYPES:
        return _exported_work(str(kind), asked)
    rows, total = queries.work(asked, page)
    return render_template(
        "filings/work.html",
        form=form,
        rows=rows,
        total=total,
        page=page,
        asked=asked,
        counts=queries.work_counts(asked),
        chips=lists.chips(form),
        crumbs=crumbs((_("Filings"), None)),
    )


def _exported_work(kind: str, asked: queries.Asked) -> Response:
    rows, _total = queries.work(asked, None)
    head = [
        *(_("Name"), _("What is filed"), _("Kind of group"), _("Street"), _("Community")),
        *(_("State"), _("Members"), _("Sent"), _("Filing number")),
    ]
    lines = (
        [
            *(f.name, str(labels.KINDS[f.kind]), str(labels.GROUP_KINDS[f.group_kind])),
            *(f.street.short_name, f.community.short_name, words.state("filing", f.state)),
            *(f.members, clock.local_date(f.sent_at) if f.sent_at else None, f.number),
        ]
        for f in rows
    )
    return sheets.answer(kind, _("Filings"), head, lines)


@bp.post("/<uuid:filing_id>/check")
@requires(May.FILING_CHECK, filing=queries.get)
def check(filing: Filing) -> ResponseReturnValue:
    """Pass the community's first check, or return it."""
    form = forms.OpinionForm()
    now, text = clock.now(), form.text.data or ""
    acts: dict[str, Callable[[], None]] = {
        "pass": lambda: actions.check(filing, text, by=g.actor, now=now),
        "return": lambda: actions.return_(
            filing, text, office=filing.community.name, by=g.actor, now=now
        ),
    }
    return _decided(filing, form, acts)


@bp.post("/<uuid:filing_id>/review")
@requires(May.FILING_DECIDE, filing=queries.get)
def review(filing: Filing) -> ResponseReturnValue:
    """Pass the street's review, return or refuse it."""
    form = forms.OpinionForm()
    now, text, office = clock.now(), form.text.data or "", filing.street.name
    acts: dict[str, Callable[[], None]] = {
        "pass": lambda: actions.qualify(filing, text, by=g.actor, now=now),
        "return": lambda: actions.return_(filing, text, office=office, by=g.actor, now=now),
        "refuse": lambda: actions.refuse(filing, text, office=office, by=g.actor, now=now),
    }
    return _decided(filing, form, acts)


@bp.post("/<uuid:filing_id>/bureau")
@requires(May.FILING_ESCALATED, filing=queries.get)
def bureau(filing: Filing) -> ResponseReturnValue:
    """Agree to a strictly controlled kind, or refuse it."""
    if filing.state is not FilingState.ESCALATED:
        abort(HTTPStatus.CONFLICT)
    form = forms.OpinionForm()
    now, text, office = clock.now(), form.text.data or "", _("Civil affairs bureau")
    acts: dict[str, Callable[[], None]] = {
        "pass": lambda: actions.agree(filing, text, office=office, by=g.actor, now=now),
        "refuse": lambda: actions.refuse(filing, text, office=office, by=g.actor, now=now),
    }
    return _decided(filing, form, acts)


@bp.post("/<uuid:filing_id>/opinion")
@requires(May.FILING_DECIDE, filing=queries.get)
def opinion(filing: Filing) -> ResponseReturnValue:
    """Give the street's filing opinion: filed, returned or refused."""
    form = forms.ApproveForm()
    now, text, office = clock.now(), form.text.data or "", filing.street.name
    acts: dict[str, Callable[[], None]] = {
        "pass": lambda: actions.approve(
            filing,
            text,
            document=form.document.data or "",
            first_day=form.first_day.data or today(),
            override=form.override.data or "",
            by=g.actor,
            now=now,
        ),
        "return": lambda: actions.return_(filing, text, office=office, by=g.actor, now=now),
        "refuse": lambda: actions.refuse(filing, text, office=office, by=g.actor, now=now),
    }
    return _decided(filing, form, acts)


def _decided(
    filing: Filing, form: forms.OpinionForm, acts: dict[str, Callable[[], None]]
) -> ResponseReturnValue:
    act = acts.get(request.form.get("act", ""))
    if act is None:
        abort(HTTPStatus.BAD_REQUEST)
    if not form.validate():
        return _page(filing, opinion_form=form), BAD
    return _done(filing, act, form, _("Done. Whoever is next has been told."))


def _done(
    filing: Filing,
    act: Callable[[], None],
    form: Any,  # noqa: ANN401 -- any form
    said: str,
) -> ResponseReturnValue:
    """Do it and say so; or show the page again with what stands in the way."""
    try:
        act()
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _page(filing, opinion_form=form, refused=refused.findings), BAD
    flash(said, "ok")
    return redirect(url_for(".show", filing_id=filing.id))


# --- the pages behind


def _part(filing: Filing, part: str) -> Any:  # noqa: ANN401 -- one of the parts
    made = forms.PARTS.get(part)
    if made is None or part not in parts_of(filing):
        abort(HTTPStatus.NOT_FOUND)
    if part == "host":
        return made(data={"host_code": filing.host.uscc if filing.host else ""})
    return made(obj=filing)


def parts_of(filing: Filing) -> tuple[str, ...]:
    """Return the pages of a filing by what is filed."""
    match filing.kind:
        case FilingKind.SET_UP:
            return ("about", "charter", "members", "host")
        case FilingKind.CHANGE:
            return ("reason", "about", "charter", "members")
    return ("reason",)


# Which fields of the findings belong to which page.
FIELDS_OF = {
    "about": ("name",),
    "charter": ("person_in_charge", "phone", "purpose", "activities", "charter"),
    "members": ("members", "member_list"),
    "host": ("host_code",),
    "reason": ("reason",),
}


def _part_page(filing: Filing, part: str, form: Any) -> str:  # noqa: ANN401 -- one of the parts
    if filing.state not in IN_HAND:
        raise NotFoundError
    held = {name: getattr(filing, column) for name, column in actions.PAPERS.items()}
    return render_template(
        "filings/part.html",
        filing=filing,
        part=part,
        form=form,
        files=files.by_ids(i for i in held.values() if i),
        nofind=True,
        crumbs=crumbs(
            (filing.name, url_for(".show", filing_id=filing.id)), (_part_title(part), None)
        ),
    )


def _part_title(part: str) -> str:
    titles: dict[str, str] = {
        "about": _("Name and kind"),
        "charter": _("Charter"),
        "members": _("The members"),
        "host": _("Host"),
        "reason": _("Why"),
    }
    return titles[part]


def _page(
    filing: Filing,
    *,
    send_form: Any = None,  # noqa: ANN401
    opinion_form: Any = None,  # noqa: ANN401
    refused: tuple[Finding, ...] = (),
) -> str:
    on = today()
    found = queries.findings(filing, on) if filing.state in (*IN_HAND, *_AT_OFFICES) else []
    missing = {f.field for f in found if not f.warning}
    may = _may(filing)
    if may == "opinion" and opinion_form is None:
        opinion_form = forms.ApproveForm(data={"first_day": on})
    return render_template(
        "filings/show.html",
        filing=filing,
        findings=found,
        refused=refused,
        parts=[(p, _part_title(p), not missing & set(FIELDS_OF[p])) for p in parts_of(filing)],
        own=filing.applicant_id == g.actor.id or g.actor.may(May.FILING_APPLY, filing),
        may=may,
        send_form=send_form or forms.SendForm(),
        opinion_form=opinion_form or forms.OpinionForm(),
        form=opinion_form or send_form,
        files=files.by_ids(i for i in (filing.charter_id, filing.member_list_id) if i),
        names=people.names_of([filing.applicant_id, *(o.by_id for o in filing.opinions)]),
        in_hand=filing.state in IN_HAND,
        crumbs=crumbs((filing.name, None)),
    )


_AT_OFFICES = (
    FilingState.SENT,
    FilingState.CHECKED,
    FilingState.ESCALATED,
    FilingState.QUALIFIED,
)


def _may(filing: Filing) -> str:
    """Return which decision waits for the actor here."""
    asked = {
        FilingState.SENT: (May.FILING_CHECK, "check"),
        FilingState.CHECKED: (May.FILING_DECIDE, "review"),
        FilingState.ESCALATED: (May.FILING_ESCALATED, "bureau"),
        FilingState.QUALIFIED: (May.FILING_DECIDE, "opinion"),
    }.get(filing.state)
    return asked[1] if asked and g.actor.may(asked[0], filing) else ""


from app.filings import standing  # noqa: E402, F401 -- its routes
