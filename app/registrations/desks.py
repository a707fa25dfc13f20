"""What the offices do with a case: the window, the supervisory unit, the party body, the decision."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets, words
from app.errors import RefusedError
from app.guard import requires
from app.organizations.labels import TYPES
from app.permissions import May
from app.registrations import actions, forms, labels, queries
from app.registrations.models import RegistrationCase
from app.registrations.states import CaseKind, CaseState, Desk
from app.registrations.views import BAD, bp, crumbs, page, seen, today


@bp.get("/work")
@requires(May.REGISTRATION_READ)
def work() -> ResponseReturnValue:
    """List the cases with their clocks, and what else waits."""
    form, number = forms.WorkForm(), lists.page_number()
    asked = queries.Asked(
        text=(form.q.data or "").strip()[:60],
        kind=lists.one_of(form.kind.data, [k.value for k in CaseKind]),
        state=lists.one_of(request.args.get("state"), [s.value for s in CaseState]),
        sort=lists.order(queries.SORTS, "-submitted"),
    )
    if (kind := request.args.get("export")) in sheets.MEDIA_TYPES:
        return _exported(str(kind), asked)
    rows, total = queries.listed(asked, number)
    return render_template(
        "registrations/work.html",
        form=form,
        rows=rows,
        total=total,
        page=number,
        asked=asked,
        counts=queries.counts(asked),
        clocks={c.id: queries.clocks(c.accepted_on) for c in rows if c.accepted_on},
        open_state=CaseState.ACCEPTED,
        chips=lists.chips(form),
        on=today(),
        crumbs=crumbs((_("Registration cases"), None)),
    )


def _exported(kind: str, asked: queries.Asked) -> Response:
    rows, _total = queries.listed(asked, None)
    head = [
        *(_("Number"), _("Name"), _("What is asked for"), _("Type"), _("Category"), _("State")),
        *(
            _("Submitted"),
            _("Accepted for decision"),
            _("Promised by"),
            _("By the regulation"),
            _("Visits"),
        ),
    ]

    def line(case: RegistrationCase) -> list[object]:
        by = queries.clocks(case.accepted_on) if case.accepted_on else None
        submitted = clock.local_date(case.submitted_at) if case.submitted_at else None
        return [
            *(case.number, case.name, str(labels.KINDS[case.kind]), str(TYPES[case.type])),
            *(case.category, words.state("registration", case.state), submitted),
            *(case.accepted_on, by.promised_on if by else None, by.statutory_on if by else None),
            case.visits,
        ]

    return sheets.answer(kind, _("Registration cases"), head, map(line, rows))


def _done(
    case: RegistrationCase,
    act: Callable[[], object],
    said: str,
    *,
    form: Any = None,  # noqa: ANN401 -- any form
    at: str = "",
) -> ResponseReturnValue:
    """Do it and say so; or show the page again with what stands in the way."""
    try:
        act()
    except RefusedError as refused:
        if form is not None:
            form.add_findings(refused.findings)
        loose = tuple(f for f in refused.findings if form is None or not form.named(f.field))
        return page(case, form=form, at=at, refused=loose), BAD
    flash(said, "ok")
    return redirect(url_for(".show", case_id=case.id))


@bp.post("/<uuid:case_id>/look")
@requires(May.REGISTRATION_REVIEW, case=queries.get)
def look(case: RegistrationCase) -> ResponseReturnValue:
    """Note which materials are in order."""
    found = {
        m.id: (request.form.get(f"ok-{m.id}") == "y", request.form.get(f"note-{m.id}", "")[:200])
        for m in case.materials
    }
    return _done(
        seen(case),
        lambda: actions.look_through(case, found, by=g.actor, now=clock.now()),
        _("Noted."),
    )


@bp.post("/<uuid:case_id>/intake")
@requires(May.REGISTRATION_REVIEW, case=queries.get)
def intake(case: RegistrationCase) -> ResponseReturnValue:
    """Accept the application, or return it."""
    form, now = forms.TextForm(), clock.now()
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "accept": (
            lambda: actions.accept(case, by=g.actor, now=now),
            _("Accepted. Both clocks run from today."),
        ),
        "return": (
            lambda: actions.return_(case, form.text.data or "", by=g.actor, now=now),
            _("Returned. The applicant has been told what is missing."),
        ),
    }
    return _chosen(seen(case), acts, form, "text")


@bp.post("/<uuid:case_id>/visit")
@requires(May.REGISTRATION_REVIEW, case=queries.get)
def visit(case: RegistrationCase) -> ResponseReturnValue:
    """Count a visit at the counter."""
    return _done(
        seen(case), lambda: actions.count_visit(case, by=g.actor, now=clock.now()), _("Counted.")
    )


@bp.post("/<uuid:case_id>/review")
@requires(May.REGISTRATION_REVIEW, case=queries.get)
def review(case: RegistrationCase) -> ResponseReturnValue:
    """Record the review of the registration authority under its three heads."""
    form = forms.ReviewForm()
    heads = (form.completeness.data, form.necessity.data, form.feasibility.data)
    return _reviewed(seen(case), Desk.REGISTRAR, form, "review", heads=[h or "" for h in heads])


@bp.post("/<uuid:case_id>/supervise")
@requires(May.REGISTRATION_SUPERVISE, case=queries.get)
def supervise(case: RegistrationCase) -> ResponseReturnValue:
    """Record the review of the supervisory unit."""
    form = forms.SuperviseForm()
    return _reviewed(seen(case), Desk.SUPERVISOR, form, "supervise", note=form.note.data or "")


@bp.post("/<uuid:case_id>/party")
@requires(May.REGISTRATION_PARTY, case=queries.get)
def party(case: RegistrationCase) -> ResponseReturnValue:
    """Record the result of the political review, and nothing else."""
    return _reviewed(seen(case), Desk.PARTY, forms.PartyForm(), "party")


def _reviewed(
    case: RegistrationCase,
    desk: Desk,
    form: Any,  # noqa: ANN401 -- the form of the desk
    at: str,
    **more: Any,  # noqa: ANN401 -- what the desk says
) -> ResponseReturnValue:
    verdict = {"pass": True, "fail": False}.get(request.form.get("act", ""))
    if verdict is None:
        abort(HTTPStatus.BAD_REQUEST)
    if not form.validate():
        return page(case, form=form, at=at), BAD
    return _done(
        case,
        lambda: actions.review(case, desk, passed=verdict, by=g.actor, now=clock.now(), **more),
        _("The review is recorded."),
        form=form,
        at=at,
    )


@bp.post("/<uuid:case_id>/decide")
@requires(May.REGISTRATION_DECIDE, case=queries.get)
def decide(case: RegistrationCase) -> ResponseReturnValue:
    """Register, deregister or refuse."""
    form, now = forms.DecideForm(), clock.now()
    said = {"document": form.document.data or "", "by": g.actor, "now": now}
    day = form.first_day.data or today()
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "register": (
            lambda: actions.register(case, code=form.uscc.data or "", first_day=day, **said),
            _("Registered. The organization stands in the register."),
        ),
        "deregister": (
            lambda: actions.deregister(case, last_day=day, **said),
            _("Deregistered. Its history stays readable."),
        ),
        "refuse": (
            lambda: actions.refuse(case, form.text.data or "", by=g.actor, now=now),
            _("Refused. The applicant reads why."),
        ),
    }
    return _chosen(seen(case), acts, form, "decide")


def _chosen(
    case: RegistrationCase,
    acts: dict[str, tuple[Callable[[], object], str]],
    form: Any,  # noqa: ANN401 -- any form
    at: str,
) -> ResponseReturnValue:
    act, said = acts.get(request.form.get("act", ""), (None, ""))
    if act is None:
        abort(HTTPStatus.BAD_REQUEST)
    if not form.validate():
        return page(case, form=form, at=at), BAD
    return _done(case, act, said, form=form, at=at)
