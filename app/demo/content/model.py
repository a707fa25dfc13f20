"""The shapes of the demo district's content: frozen, plain, without a database. Start at District."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A place in the tree district - street - community, or an office of the district (单位)."""

    key: str
    name: str
    short_name: str
    kind: str  # district, bureau, department, street, community
    parent_key: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in: exactly one of unit_key and organization_key, or none for an expert."""

    key: str
    name: str
    username: str
    unit_key: str | None
    organization_key: str | None
    roles: tuple[str, ...]
    phone: str
    job: str
    journey: bool  # printed by ./run among the sign-ins


@dataclass(frozen=True, slots=True)
class Grade:
    """One assessment of an organization (社会组织评估等级)."""

    level: str  # 5A, 4A, 3A, 2A, 1A
    awarded_on: date
    valid_until: date
    certificate_no: str


@dataclass(frozen=True, slots=True)
class CreditEvent:
    """An entry in a credit list (信用信息); invented organizations only."""

    kind: str  # abnormal_list, serious_violation, penalty
    reason: str
    decided_by: str
    decided_on: date
    lifted_on: date | None


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """The yearly report of an organization (年度工作报告)."""

    year: int
    status: str  # on_time, late, missing
    filed_on: date | None


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A stand on the qualified directory (资质目录)."""

    entered_on: date
    status: str  # listed, suspended
    basis: str


@dataclass(frozen=True, slots=True)
class PastContract:
    """A contract performed before the portal opened, imported with its evidence (历史合同)."""

    key: str
    title: str
    buyer: str
    content: str
    fields: tuple[str, ...]
    amount: Decimal
    starts_on: date
    ends_on: date
    performance_score: Decimal
    evidence: str


@dataclass(frozen=True, slots=True)
class Organization:
    """A social organization (社会组织), registered (登记) or filed (备案)."""

    key: str
    name: str
    short_name: str
    type: str  # society, service, foundation
    category: str
    registered: bool
    uscc: str | None  # None for filed ones
    filing_no: str | None  # None for registered ones
    registered_on: date
    legal_representative: str
    address: str
    street_key: str
    community_key: str
    fields: tuple[str, ...]
    specialty: str
    scope: str
    staff: int
    full_time_staff: int
    certified_social_workers: int
    volunteers: int
    phone: str
    is_hub: bool
    supervisor_key: str
    grades: tuple[Grade, ...]
    credit_events: tuple[CreditEvent, ...]
    annual_reports: tuple[AnnualReport, ...]
    directory: DirectoryEntry | None
    past_contracts: tuple[PastContract, ...]


@dataclass(frozen=True, slots=True)
class CatalogueCode:
    """A code of the procurement catalogue (品目)."""

    code: str
    name: str
    level: int
    parent_code: str


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """An item of the transferable-function list (可转移职能事项)."""

    key: str
    number: str
    name: str
    unit_key: str
    field: str
    basis: str
    content: str
    fee_standard: str
    conditions: str
    mode: str  # project_letting, open_tender, long_term_purchase, temporary_service
    service_class: str  # social_service, clerical, industry_management, other
    target: str  # market, social_organization, grassroots
    reason: str
    reason_text: str
    status: str  # draft, in_review, published, transferred, withdrawn
    published_on: date | None
    budget_line_key: str | None
    budget_amount: Decimal


@dataclass(frozen=True, slots=True)
class NegativeEntry:
    """An entry of the negative list (负面清单)."""

    key: str
    number: str
    layer: str  # national, local
    title: str
    text: str
    keywords: tuple[str, ...]
    action: str  # block, review
    source: str
    wording_confirmed: bool


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of a unit's budget (预算科目)."""

    key: str
    code: str
    name: str
    unit_key: str
    year: int
    amount: Decimal
    source: str  # fiscal, lottery, charity, street
    new_public_service: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A described step of a judged criterion: low <= points <= high."""

    low: Decimal
    high: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A part of the 100 points; judged ones carry levels, from the best down."""

    key: str
    kind: str  # grade, track_record, fit, judged, price
    name: str
    points: Decimal
    text: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One expert's points for one judged criterion of one bid."""

    expert_key: str
    criterion_key: str
    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class BidText:
    """What a bid says to one judged criterion."""

    criterion_key: str
    text: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A row of the price table; the rows sum to the price."""

    label: str
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bid:
    """A response to a project (响应)."""

    key: str
    organization_key: str
    price: Decimal
    price_rows: tuple[PriceRow, ...]
    texts: tuple[BidText, ...]
    submitted_at: datetime
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of a contract with its payment; the states follow from the dates that are set."""

    number: int
    title: str
    evidence: str
    percent: int
    amount: Decimal
    due_on: date
    delivered_on: date | None
    accepted_on: date | None
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Contract:
    """What a finished award became; amount is the winner's price and the sum of the milestones."""

    number: str
    organization_key: str
    amount: Decimal
    signed_on: date | None
    starts_on: date
    ends_on: date
    milestones: tuple[Milestone, ...]
    performance_score: Decimal | None
    performance_note: str
    satisfaction: Decimal | None


@dataclass(frozen=True, slots=True)
class Objection:
    """A doubt raised in the publicity period (异议)."""

    organization_key: str
    raised_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Project:
    """A service project (服务项目). Dates not reached yet are None."""

    key: str
    number: str
    title: str
    unit_key: str
    item_key: str
    budget_line_key: str
    catalogue_code: str
    field: str
    specialty: str
    track: str
    mode: str
    state: str  # see generate.PROJECT_STATES
    summary: str
    service_object: str
    content: str
    place: str
    street_keys: tuple[str, ...]
    ceiling: Decimal
    service_from: date
    service_to: date
    payment_percents: tuple[int, ...]
    criteria: tuple[Criterion, ...]
    need_keys: tuple[str, ...]
    created_on: date
    published_on: date | None
    questions_until: datetime | None
    deadline: datetime | None
    opening_at: datetime | None
    reported_on: date | None
    publicity_from: date | None
    closed_on: date | None
    closing_reason: str
    panel: tuple[str, ...]
    bids: tuple[Bid, ...]
    objection: Objection | None
    contract: Contract | None


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A row of an application's budget: grant and own money."""

    label: str
    category: str  # labour, activity, material, volunteer, publicity, evaluation, audit
    basis: str
    grant: Decimal
    own: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a funded project reported at its end."""

    sessions: int
    persons: int
    person_times: int
    volunteers: int
    satisfaction: Decimal
    evaluation: str  # A, B, C


@dataclass(frozen=True, slots=True)
class Application:
    """An application in a venture-funding round (公益创投申请)."""

    key: str
    number: str
    title: str
    field: str
    organization_key: str
    partner_key: str | None  # the filed organization that a registered host applies for
    community_key: str
    summary: str
    submitted_at: datetime
    rows: tuple[BudgetRow, ...]
    grant: Decimal
    own: Decimal
    score: Decimal | None
    rank: int | None
    funded: bool
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Round:
    """A venture-funding round (公益创投)."""

    key: str
    number: int
    title: str
    year: int
    unit_key: str
    state: str  # open, completed
    theme: str
    intro: str
    fields: tuple[str, ...]
    budget_line_key: str
    pool: Decimal
    grant_cap: Decimal
    labour_share_max: Decimal
    own_share_min: Decimal
    payment_percents: tuple[int, ...]
    published_on: date
    deadline: datetime
    reviewed_on: date | None
    publicity_from: date | None
    performs_from: date
    performs_to: date
    criteria: tuple[Criterion, ...]
    applications: tuple[Application, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What residents of a community ask for (需求)."""

    key: str
    title: str
    text: str
    community_key: str
    field: str
    beneficiaries: str
    persons: int
    votes: int
    submitted_on: date
    status: str  # collected, adopted, answered


@dataclass(frozen=True, slots=True)
class Expert:
    """A member of the expert pool (评审专家)."""

    key: str
    person_key: str
    name: str
    employer: str
    title: str
    fields: tuple[str, ...]
    valid_until: date


@dataclass(frozen=True, slots=True)
class District:
    """The whole demo district (演示数据). Keys are unique within each tuple."""

    name: str
    code: str
    seed: int
    today: date
    marker: str
    field_labels: dict[str, str]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    organizations: tuple[Organization, ...]
    catalogue: tuple[CatalogueCode, ...]
    functions: tuple[FunctionItem, ...]
    negative_list: tuple[NegativeEntry, ...]
    budget_lines: tuple[BudgetLine, ...]
    projects: tuple[Project, ...]
    rounds: tuple[Round, ...]
    needs: tuple[Need, ...]
    experts: tuple[Expert, ...]
