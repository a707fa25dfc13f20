"""Pages of contracts: the public list and page, and the acts of both parties and finance."""

from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats, lists, sheets, words
from app.accounts import queries as accounts
from app.contracts import actions, labels, queries, rules, waiting
from app.contracts.forms import (
    AcceptanceForm,
    DeliveryForm,
    MilestonesForm,
    PaymentForm,
    RatingForm,
    SendBackForm,
)
from app.contracts.models import Contract, Milestone
from app.contracts.states import ContractState, MilestoneState
from app.documents import actions as documents
from app.documents import queries as files
from app.documents.models import StoredFile
from app.documents.paper import pdf
from app.errors import Finding, NotFoundError, RefusedError
from app.forms import Form
from app.guard import requires
from app.permissions import May
from app.results.models import Award

bp = Blueprint("contracts", __name__, url_prefix="/contracts", template_folder="templates")
BAD = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/")
@requires(May.PUBLIC)
def index() -> ResponseReturnValue:
    """List contracts: all public ones, or those of one's own places."""
    wanted = asked()
    if (kind := request.args.get("export")) in sheets.MEDIA_TYPES:
        return exported(str(kind), queries.every(wanted))
    page = lists.page_number()
    rows, total = queries.page(wanted, page)
    return render_template(
        "contracts/index.html",
        here="contracts" if g.actor.signed_in else "results",
        rows=rows,
        total=total,
        page=page,
        wanted=wanted,
        states=state_rows(wanted),
        paid=queries.paid_of([c.id for c in rows]),
        labels=labels,
        States=ContractState,
    )


def asked() -> queries.Filter:
    """Read the filters from the address."""
    state = request.args.get("state", "")
    sort = request.args.get("sort", "-number")
    mine = request.args.get("mine") == "1" and g.actor.signed_in
    return queries.Filter(
        words=request.args.get("q", "").strip()[:60],
        state=ContractState(state) if state in set(ContractState) else None,
        places=g.actor.places_for(May.CONTRACT_READ) if mine else None,
        sort=sort if sort in queries.SORTS else "-number",
    )


def state_rows(wanted: queries.Filter) -> list[tuple[str, str, bool, int]]:
    """Return the filter of states with its counts."""
    counts = queries.counts(wanted)
    rows = [
        (_("All"), formats.here_with(state=None, page=None), not wanted.state, sum(counts.values()))
    ]
    rows += [
        (
            words.state("contract", s),
            formats.here_with(state=s.value, page=None),
            wanted.state is s,
            n,
        )
        for s in ContractState
        if (n := counts.get(s, 0))
    ]
    return rows


def exported(kind: str, rows: Sequence[Contract]) -> Response:
    """Return all contracts of a filter as a file."""
    paid = queries.paid_of([c.id for c in rows])
    head = [
        _("Number"),
        _("Contract"),
        _("Department"),
        _("Organization"),
        _("Amount"),
        _("Paid"),
        _("From"),
        _("To"),
        _("State"),
    ]
    lines = (
        (
            c.number, c.title, c.unit.name, c.organization.name, c.amount, paid.get(c.id, 0),
            c.starts_on, c.ends_on, words.state("contract", c.state),
        )
        for c in rows
    )  # fmt: skip
    return sheets.answer(kind, _("Contracts"), head, lines)


def visible(contract: Contract) -> None:
    """A draft is seen by its department alone."""
    if contract.state is ContractState.DRAFT and not g.actor.may(May.CONTRACT_MANAGE, contract):
        raise NotFoundError


@bp.get("/<uuid:contract_id>")
@requires(May.PUBLIC, contract=queries.get)
def show(contract: Contract) -> ResponseReturnValue:
    """Show a contract: parties, amount, milestones, payments; its parties see the rest."""
    visible(contract)
    party = g.actor.signed_in and g.actor.may(May.CONTRACT_READ, contract)
    stored = files.by_ids(delivered_files(contract)) if party else {}
    return render_template(
        "contracts/show.html",
        here="contracts" if g.actor.signed_in else "results",
        contract=contract,
        paid=queries.paid(contract.id),
        party=party,
        files=stored,
        names=accounts.names_of([contract.offered_by, contract.signed_by]) if party else {},
        on_hold=queries.open_objection(contract.call_id),
        labels=labels,
        M=MilestoneState,
        C=ContractState,
    )


def delivered_files(contract: Contract) -> list[UUID]:
    """Return the ids of what was delivered as evidence."""
    return [UUID(i) for m in contract.milestones for i in m.delivery_files]


@bp.get("/start/<uuid:award_id>")
@requires(May.CONTRACT_MANAGE, award=queries.award)
def start(award: Award) -> ResponseReturnValue:
    """Show what the contract will be made of."""
    made = queries.of_award(award.id)
    if made is not None:
        return redirect(url_for(".show", contract_id=made.id))
    return render_template("contracts/start.html", here="contracts", award=award)


@bp.post("/start/<uuid:award_id>")
@requires(May.CONTRACT_MANAGE, award=queries.award)
def make(award: Award) -> ResponseReturnValue:
    """Draft the contract, and go on with its milestones."""
    contract = actions.make(award, by=g.actor, now=clock.now())
    return redirect(url_for(".milestones", contract_id=contract.id))


@bp.get("/<uuid:contract_id>/milestones")
@requires(May.CONTRACT_MANAGE, contract=queries.get)
def milestones(contract: Contract) -> ResponseReturnValue:
    """Show the milestones to be described, with words to begin with."""
    form = MilestonesForm(data={"rows": [said(contract, m) for m in contract.milestones]})
    return render_template(
        "contracts/milestones.html", here="contracts", contract=contract, form=form
    )


def said(contract: Contract, stone: Milestone) -> dict[str, Any]:
    """Return what a milestone says, or words to begin with."""
    last = stone.number == len(contract.milestones)
    title, evidence = labels.DEFAULTS["end" if last else "start" if stone.number == 1 else "mid"]
    return {
        "title": stone.title or str(title),
        "evidence": stone.evidence or str(evidence),
        "due_on": stone.due_on,
    }


@bp.post("/<uuid:contract_id>/milestones")
@requires(May.CONTRACT_MANAGE, contract=queries.get)
def save_milestones(contract: Contract) -> ResponseReturnValue:
    """Keep what the milestones deliver."""
    form = MilestonesForm()
    if not form.validate_on_submit() or len(form.rows) != len(contract.milestones):
        return (
            render_template(
                "contracts/milestones.html", here="contracts", contract=contract, form=form
            ),
            BAD,
        )
    rows = [dict(row.form.data) for row in form.rows]
    actions.describe(contract, milestones=rows, by=g.actor, now=clock.now())
    return redirect(url_for(".show", contract_id=contract.id))


@bp.post("/<uuid:contract_id>/offer")
@requires(May.CONTRACT_MANAGE, contract=queries.get)
def offer(contract: Contract) -> ResponseReturnValue:
    """Sign for the department."""
    actions.offer(contract, by=g.actor, now=clock.now())
    return redirect(url_for(".show", contract_id=contract.id))


@bp.post("/<uuid:contract_id>/sign")
@requires(May.CONTRACT_SIGN, contract=queries.get)
def sign(contract: Contract) -> ResponseReturnValue:
    """Sign for the organization."""
    actions.sign(contract, by=g.actor, now=clock.now())
    return redirect(url_for(".show", contract_id=contract.id))


@bp.get("/<uuid:contract_id>/paper.pdf")
@requires(May.CONTRACT_READ, contract=queries.get)
def paper(contract: Contract) -> ResponseReturnValue:
    """Return the contract as a paper to sign and file."""
    visible(contract)
    content = pdf("office", on_paper(contract))
    answered = sheets.download(content, f"{contract.number}.pdf", "xlsx")
    answered.mimetype = "application/pdf"
    return answered


def on_paper(contract: Contract) -> dict[str, Any]:
    """Return the blocks of the paper; Chinese, because that is what is signed and filed."""
    period = f"{formats.plainday(contract.starts_on)}至{formats.plainday(contract.ends_on)}"
    organization = contract.organization
    stones = [
        [
            str(m.number), m.title, m.evidence, formats.plainday(m.due_on),
            f"{m.percent}%", formats.plain_money(m.amount),
        ]
        for m in contract.milestones
    ]  # fmt: skip
    facts = [
        ["购买主体（甲方）", contract.unit.name],
        ["承接主体（乙方）", organization.name],
        ["统一社会信用代码", organization.uscc or organization.filing_no or ""],
        ["合同金额", f"{formats.yuan(contract.amount)}（{formats.capital(contract.amount)}）"],
        ["服务期", period],
        ["服务对象", contract.terms.get("service_object", "")],
    ]
    return {
        "title": "政府购买服务合同",
        "subtitle": contract.title,
        "number": contract.number,
        "blocks": [
            {"kind": "facts", "rows": facts},
            {"kind": "heading", "text": "一、服务内容"},
            {"kind": "text", "text": contract.content},
            {"kind": "heading", "text": "二、阶段成果和付款"},
            {
                "kind": "table",
                "head": ["序号", "阶段成果", "凭据", "时间", "比例", "金额（元）"],
                "rows": stones,
                "align": ["left", "left", "left", "left", "right", "right"],
                "widths": [1, 3, 5, 3, 1.4, 3],
                "total": ["", "合计", "", "", "100%", formats.plain_money(contract.amount)],
            },
            {"kind": "heading", "text": "三、验收"},
            {"kind": "text", "text": contract.terms.get("acceptance", "")},
        ],
        "sign": ["甲方（盖章）", "乙方（盖章）", "签字", "签字", "日期", "日期"],
        "foot": contract.number,
    }


# --- milestones


def stone_page(
    name: str, stone: Milestone, form: Form, status: int = 200, **more: object
) -> ResponseReturnValue:
    """Return the page of one act on a milestone."""
    page = render_template(
        f"contracts/{name}.html",
        here="contracts",
        stone=stone,
        contract=stone.contract,
        form=form,
        **more,
    )
    return page, status


@bp.get("/milestones/<uuid:milestone_id>/delivery")
@requires(May.CONTRACT_DELIVER, milestone=queries.milestone)
def delivery(milestone: Milestone) -> ResponseReturnValue:
    """Show the form of a delivery."""
    return stone_page("delivery", milestone, DeliveryForm())


@bp.post("/milestones/<uuid:milestone_id>/delivery")
@requires(May.CONTRACT_DELIVER, milestone=queries.milestone)
def deliver(milestone: Milestone) -> ResponseReturnValue:
    """Hand in a milestone."""
    form = DeliveryForm()
    if not form.validate_on_submit():
        return stone_page("delivery", milestone, form, BAD)
    now = clock.now()
    try:
        stored = [keep_file(f, milestone) for f in form.files.data or () if f and f.filename]
        actions.deliver(milestone, text=form.text.data or "", files=stored, by=g.actor, now=now)
    except RefusedError as error:
        form.add_findings(error.findings)
        return stone_page("delivery", milestone, form, BAD)
    return redirect(url_for(".show", contract_id=milestone.contract_id))


def keep_file(file: Any, stone: Milestone) -> StoredFile:  # noqa: ANN401 -- werkzeug's own type
    """Take in one file of evidence, for both parties."""
    return documents.store(
        file,
        purpose="delivery",
        owners=stone.scope_ids(),
        call_id=stone.contract.call_id,
        field="files",
        by=g.actor,
        now=clock.now(),
    )


@bp.get("/milestones/<uuid:milestone_id>/acceptance")
@requires(May.CONTRACT_ACCEPT, milestone=queries.milestone)
def acceptance(milestone: Milestone) -> ResponseReturnValue:
    """Show what was delivered, and ask for the opinion."""
    return acceptance_page(milestone, AcceptanceForm(), SendBackForm(formdata=None, prefix="back"))


def acceptance_page(
    stone: Milestone, form: AcceptanceForm, back: SendBackForm, status: int = 200
) -> ResponseReturnValue:
    """Return the acceptance page with its two forms."""
    stored = files.by_ids([UUID(i) for i in stone.delivery_files])
    return stone_page(
        "acceptance",
        stone,
        form,
        status,
        back=back,
        files=stored.values(),
        accept_by=waiting.acceptance_due(stone.delivered_at),
    )


@bp.post("/milestones/<uuid:milestone_id>/acceptance")
@requires(May.CONTRACT_ACCEPT, milestone=queries.milestone)
def accept(milestone: Milestone) -> ResponseReturnValue:
    """Accept what was delivered."""
    form = AcceptanceForm()
    if not form.validate_on_submit():
        return acceptance_page(milestone, form, SendBackForm(formdata=None, prefix="back"), BAD)
    actions.accept(milestone, note=form.note.data or "", by=g.actor, now=clock.now())
    return redirect(url_for(".show", contract_id=milestone.contract_id))


@bp.post("/milestones/<uuid:milestone_id>/send-back")
@requires(May.CONTRACT_ACCEPT, milestone=queries.milestone)
def send_back(milestone: Milestone) -> ResponseReturnValue:
    """Ask for what is missing."""
    back = SendBackForm(prefix="back")
    if not back.validate_on_submit():
        return acceptance_page(milestone, AcceptanceForm(formdata=None), back, BAD)
    actions.send_back(milestone, note=back.note.data or "", by=g.actor, now=clock.now())
    return redirect(url_for(".show", contract_id=milestone.contract_id))


@bp.get("/milestones/<uuid:milestone_id>/payment")
@requires(May.CONTRACT_PAY, milestone=queries.milestone)
def payment(milestone: Milestone) -> ResponseReturnValue:
    """Show what is to be paid, before it is paid."""
    names = accounts.names_of([milestone.accepted_by])
    form = PaymentForm(voucher=f"{milestone.contract.number}-{milestone.number}")
    return stone_page("payment", milestone, form, names=names)


@bp.post("/milestones/<uuid:milestone_id>/payment")
@requires(May.CONTRACT_PAY, milestone=queries.milestone)
def pay(milestone: Milestone) -> ResponseReturnValue:
    """Pay, once."""
    form = PaymentForm()
    good = form.validate_on_submit()
    if good and not form.sure.data:
        form.add_findings([Finding("payment-not-checked", field="sure")])
    if not good or not form.sure.data:
        names = accounts.names_of([milestone.accepted_by])
        return stone_page("payment", milestone, form, BAD, names=names)
    actions.pay(milestone, voucher=form.voucher.data or "", by=g.actor, now=clock.now())
    return redirect(url_for(".show", contract_id=milestone.contract_id))


@bp.get("/<uuid:contract_id>/rating")
@requires(May.CONTRACT_RATE, contract=queries.get)
def rating(contract: Contract) -> ResponseReturnValue:
    """Show the rating form, with the last rating in it."""
    known = contract.performance
    parts = {p["key"]: p["points"] for p in known.parts} if known else {}
    data = {"note": known.note, "measured": known.satisfaction} if known else {}
    form = RatingForm(data={**{k: Decimal(v) for k, v in parts.items()}, **data})
    return rating_page(contract, form)


def rating_page(contract: Contract, form: RatingForm, status: int = 200) -> ResponseReturnValue:
    """Return the rating page."""
    page = render_template(
        "contracts/rating.html", here="contracts", contract=contract, form=form, parts=rules.RATING
    )
    return page, status


@bp.post("/<uuid:contract_id>/rating")
@requires(May.CONTRACT_RATE, contract=queries.get)
def rate(contract: Contract) -> ResponseReturnValue:
    """Rate how the contract is performed."""
    form = RatingForm()
    if not form.validate_on_submit():
        return rating_page(contract, form, BAD)
    try:
        actions.rate(
            contract,
            points=form.points(),
            note=form.note.data or "",
            satisfaction=form.measured.data,
            final=bool(form.final.data),
            by=g.actor,
            now=clock.now(),
        )
    except RefusedError as error:
        form.add_findings(error.findings)
        return rating_page(contract, form, BAD)
    return redirect(url_for(".show", contract_id=contract.id))
