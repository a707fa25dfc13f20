"""Pages of the list: the public list by day, one item, the negative list; drafts and review."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists, sheets
from app.accounts import queries as accounts
from app.audit import queries as audit
from app.errors import RefusedError
from app.functions import actions, forms, labels, queries
from app.functions.models import FunctionItem
from app.functions.rules import Facts, facts_of
from app.functions.states import ItemState
from app.functions.waiting import may_review
from app.funds import queries as funds
from app.guard import requires
from app.organizations.labels import FIELDS
from app.permissions import May

bp = Blueprint("functions", __name__, url_prefix="/functions", template_folder="templates")
HERE = "functions"


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the pages of this capability its words."""
    return {"labels": labels, "fields": FIELDS, "here": HERE, "tags": labels.TAGS}


def today() -> date:
    """Return the legal day."""
    return clock.local_date(clock.now())


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page of the list."""
    return [(_("Home"), "/"), (_("Transferable functions"), url_for(".index")), *more]


# --- the public list -------------------------------------------------------------------


def asked_by(form: forms.ListForm) -> queries.Chosen:
    """Return what the filters ask for; what they do not know asks for nothing."""
    public = [str(state) for state in queries.PUBLIC]
    return queries.Chosen(
        text=(form.q.data or "").strip()[:60],
        unit_id=lists.uuid(form.unit.data),
        field=lists.one_of(form.field.data, FIELDS),
        mode=lists.one_of(form.mode.data, labels.MODES),
        state=lists.one_of(request.args.get("state"), public),
        sort=lists.order(queries.SORTS, "number"),
    )


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the list."""
    form = forms.ListForm.filled()
    chosen, page = asked_by(form), lists.page_number()
    rows, total = queries.listed(chosen, page)
    return render_template(
        "functions/index.html",
        form=form,
        chosen=chosen,
        rows=rows,
        total=total,
        page=page,
        counts=queries.counts(chosen),
        chips=lists.chips(form),
        changed_on=queries.last_change(),
        crumbs=[(_("Home"), "/"), (_("Transferable functions"), None)],
    )


@bp.get("/export.<kind>")
@requires(May.PUBLIC)
def export(kind: str) -> Response:
    """Hand out all the filtered rows."""
    if kind not in sheets.MEDIA_TYPES:
        abort(HTTPStatus.NOT_FOUND)
    rows, _total = queries.listed(asked_by(forms.ListForm.filled()), None)
    return sheets.answer(kind, _("Transferable functions"), columns(), map(exported, rows))


def columns() -> list[str]:
    """Return the heads of the exported table."""
    return [
        *(
            _("Number"),
            _("Name"),
            _("Owning department"),
            _("Service field"),
            _("State"),
            _("Mode"),
        ),
        *(_("Legal basis"), _("What is to be done"), _("Conditions for whoever takes it")),
        *(_("Fee standard"), _("Amount (yuan)"), _("Published on"), _("Withdrawn on")),
    ]


def exported(item: FunctionItem) -> list[object]:
    """Return one exported row."""
    return [
        *(item.number, item.name, item.unit.name, str(FIELDS.get(item.field, item.field))),
        str(labels.STATES[f"function.{item.state}"]),
        str(labels.MODES.get(item.mode, item.mode)),
        *(item.basis, item.content, item.conditions, item.fee_standard),
        *(item.budget_amount, item.published_on, item.withdrawn_on),
    ]


@bp.get("/<uuid:item_id>")
@requires(May.PUBLIC, item=queries.public)
def show(item: FunctionItem) -> ResponseReturnValue:
    """Show one item with its history."""
    return render_template(
        "functions/show.html",
        item=item,
        line=funds.get(item.budget_line_id) if item.budget_line_id else None,
        crumbs=crumbs((item.name, None)),
    )


@bp.get("/as-of")
@requires(May.PUBLIC)
def as_of() -> ResponseReturnValue:
    """Show the list as it stood at the end of a day."""
    form = forms.AsOfForm()
    form.validate()
    day = form.day.data or today()
    return render_template(
        "functions/as_of.html",
        form=form,
        day=day,
        rows=queries.as_of(day),
        transferred=queries.was_transferred,
        crumbs=crumbs((_("The list of a day"), None)),
    )


@bp.get("/compare")
@requires(May.PUBLIC)
def compare() -> ResponseReturnValue:
    """Show what changed on the list between two days."""
    form = forms.CompareForm()
    form.validate()
    start = form.start.data or today().replace(month=1, day=1)
    end = form.end.data or today()
    return render_template(
        "functions/compare.html",
        form=form,
        start=start,
        end=end,
        changes=queries.changes(start, end),
        crumbs=crumbs((_("Two days compared"), None)),
    )


@bp.get("/negative")
@requires(May.PUBLIC)
def negative() -> ResponseReturnValue:
    """Show the negative list, and hold a typed text against it."""
    form = forms.SelfCheckForm()
    text = (form.text.data or "").strip()
    checked = bool(text) and form.validate()
    return render_template(
        "functions/negative.html",
        form=form,
        entries=queries.negative_entries(today()),
        found=queries.screening_record(text, today()) if checked else None,
        day=today(),
        crumbs=crumbs((_("Negative list"), None)),
    )


# --- drafts -----------------------------------------------------------------------------


@bp.get("/work")
@requires(May.FUNCTION_WRITE)
def work() -> ResponseReturnValue:
    """Show drafts and items in review."""
    items = queries.in_work()
    names = accounts.names_of(item.drafted_by for item in items)
    return render_template(
        "functions/work.html", items=items, names=names, crumbs=crumbs((_("Drafts"), None))
    )


@bp.get("/new")
@requires(May.FUNCTION_WRITE)
def new() -> ResponseReturnValue:
    """Show the first page of a draft."""
    form = forms.SubjectForm()
    form.offer_units()
    return _part_page(form, None, "subject")


@bp.post("/new")
@requires(May.FUNCTION_WRITE)
def start() -> ResponseReturnValue:
    """Begin a draft."""
    form = forms.SubjectForm()
    form.offer_units()
    if not form.validate():
        return _part_page(form, None, "subject"), HTTPStatus.UNPROCESSABLE_ENTITY
    item = actions.draft(Facts(**_typed(form)), by=g.actor, now=clock.now())
    return redirect(url_for(".edit", item_id=item.id, part="content"))


@bp.get("/<uuid:item_id>/draft")
@requires(May.FUNCTION_WRITE, item=queries.get)
def draft(item: FunctionItem) -> ResponseReturnValue:
    """Show a draft: its parts, what the rules say of it, and what can be done."""
    return _draft_page(item)


@bp.get("/<uuid:item_id>/edit/<part>")
@requires(May.FUNCTION_WRITE, item=queries.get)
def edit(item: FunctionItem, part: str) -> ResponseReturnValue:
    """Show a part of a draft."""
    return _part_page(_part(item, part), item, part)


@bp.post("/<uuid:item_id>/edit/<part>")
@requires(May.FUNCTION_WRITE, item=queries.get)
def save(item: FunctionItem, part: str) -> ResponseReturnValue:
    """Save a part of a draft; it is screened anew."""
    form = _part(item, part)
    if not form.validate():
        return _part_page(form, item, part), HTTPStatus.UNPROCESSABLE_ENTITY
    facts = replace(facts_of(item), **_typed(form))
    actions.change(item, facts, by=g.actor, now=clock.now())
    return redirect(url_for(".draft", item_id=item.id))


@bp.post("/<uuid:item_id>/publish")
@requires(May.FUNCTION_PUBLISH, item=queries.get)
def publish(item: FunctionItem) -> ResponseReturnValue:
    """Put it on the list, or send it to a second person."""
    try:
        actions.publish(item, by=g.actor, now=clock.now())
    except RefusedError as error:
        return _draft_page(item, refused=error), HTTPStatus.UNPROCESSABLE_ENTITY
    if item.state is ItemState.IN_REVIEW:
        flash(_("Sent to a second person for review."), "warn")
        return redirect(url_for(".draft", item_id=item.id))
    flash(_("Published. It stands on the public list from now on."), "ok")
    return redirect(url_for(".show", item_id=item.id))


@bp.post("/<uuid:item_id>/review")
@requires(May.FUNCTION_REVIEW, item=queries.get)
def review(item: FunctionItem) -> ResponseReturnValue:
    """Let a flagged item onto the list, or give it back."""
    form = forms.ReviewForm()
    passes = _wants("approve")
    act = actions.approve if passes else actions.return_
    try:
        if not form.validate():
            return _draft_page(item, review=form), HTTPStatus.UNPROCESSABLE_ENTITY
        act(item, form.reason.data or "", by=g.actor, now=clock.now())
    except RefusedError as error:
        form.add_findings(error.findings)
        return _draft_page(item, review=form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Published.") if passes else _("Returned to the drafter."), "ok")
    return redirect(url_for(".show" if passes else ".draft", item_id=item.id))


@bp.get("/<uuid:item_id>/withdraw")
@requires(May.FUNCTION_PUBLISH, item=queries.public)
def withdrawal(item: FunctionItem) -> ResponseReturnValue:
    """Ask why it leaves the list."""
    return _withdraw_page(item, forms.WithdrawForm())


@bp.post("/<uuid:item_id>/withdraw")
@requires(May.FUNCTION_PUBLISH, item=queries.public)
def withdraw(item: FunctionItem) -> ResponseReturnValue:
    """Take it off the list."""
    form = forms.WithdrawForm()
    try:
        if not form.validate():
            return _withdraw_page(item, form), HTTPStatus.UNPROCESSABLE_ENTITY
        actions.withdraw(item, form.reason.data or "", by=g.actor, now=clock.now())
    except RefusedError as error:
        form.add_findings(error.findings)
        return _withdraw_page(item, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Withdrawn. It stays readable with the day and the reason."), "ok")
    return redirect(url_for(".show", item_id=item.id))


# --- the pages behind -------------------------------------------------------------------


def _wants(name: str) -> bool:
    return request.form.get("act") == name


def _typed(form: Any) -> dict[str, Any]:  # noqa: ANN401 -- any of the three parts
    found = {name: value for name, value in form.data.items() if name != "csrf_token"}
    for name in ("unit_id", "budget_line_id"):
        if name in found:
            found[name] = lists.uuid(found[name])
    return {name: "" if value is None and name == "fee_standard" else value
            for name, value in found.items()}  # fmt: skip


def _part(item: FunctionItem, part: str) -> Any:  # noqa: ANN401 -- one of the three forms
    if part == "subject":
        form = forms.SubjectForm(obj=item)
        form.offer_units()
        return form
    if part == "content":
        return forms.ContentForm(obj=item)
    if part == "money":
        form = forms.MoneyForm(obj=item)
        form.offer_lines(item)
        return form
    return abort(HTTPStatus.NOT_FOUND)


def _part_page(form: Any, item: FunctionItem | None, part: str) -> str:  # noqa: ANN401 -- as above
    title = item.name if item else _("New item")
    return render_template(
        f"functions/{part}.html", form=form, item=item, crumbs=crumbs((title, None))
    )


def _draft_page(
    item: FunctionItem,
    *,
    refused: RefusedError | None = None,
    review: Any = None,  # noqa: ANN401
) -> str:
    findings = refused.findings if refused else queries.findings(item, today())
    return render_template(
        "functions/draft.html",
        item=item,
        refused=refused is not None,
        findings=findings,
        missing={f.field for f in findings if not f.warning},
        line=funds.get(item.budget_line_id) if item.budget_line_id else None,
        review=review or forms.ReviewForm(),
        reviews=may_review(g.actor, item),
        names=accounts.names_of([item.drafted_by, item.reviewed_by]),
        history=audit.of_thing(item.id),
        crumbs=crumbs((_("Drafts"), url_for(".work")), (item.name, None)),
    )


def _withdraw_page(item: FunctionItem, form: forms.WithdrawForm) -> str:
    here = (item.name, url_for(".show", item_id=item.id))
    return render_template(
        "functions/withdraw.html",
        item=item,
        form=form,
        crumbs=crumbs(here, (_("Withdraw"), None)),
    )
