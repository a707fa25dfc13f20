"""Calls that take submissions, and submissions for them. All invented."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.calls.models import Criterion
from app.calls.states import CallState
from app.db import session
from app.law import Track
from app.permissions import Actor, Role
from app.projects.models import Project
from app.rounds.models import Round
from app.submissions import actions, queries, rules
from app.submissions.models import Submission, SubmissionVersion
from tests import register
from tests.conftest import NOW

DEADLINE = NOW.replace(day=27, hour=15, minute=0)
OPENING = DEADLINE + timedelta(minutes=30)
JUDGED = (("plan", "服务方案"), ("team", "团队与排班"), ("safety", "应急与安全"))
PRICE = "468500.00"


def criterion(key: str, kind: str, name: str, points: str, sort: int) -> Criterion:
    """Return a part of a scheme."""
    return Criterion(
        id=uuid4(), key=key, kind=kind, name=name, points=Decimal(points), text=name, sort=sort
    )


def scheme() -> list[Criterion]:
    """Return a scheme of 100 points."""
    parts = [("grade", "grade", "评估等级", "10"), ("track_record", "track_record", "履约", "20")]
    parts += [(key, "judged", name, "20") for key, name in JUDGED]
    parts.append(("price", "price", "价格", "10"))
    return [criterion(*part, sort) for sort, part in enumerate(parts)]


def bureau(name: str = "区民政局") -> Unit:
    """Return an office that posts calls."""
    return register.unit(name, UnitKind.BUREAU)


def project(unit: Unit | None = None, **more: object) -> Project:
    """Return a published service project that takes bids until DEADLINE."""
    facts = {
        "number": f"LW-SUB-{uuid4().hex[:8]}",
        "title": "独居老年人居家安全与陪伴服务",
        "track": Track.SUB,
        "state": CallState.PUBLISHED,
        "ceiling": Decimal(480000),
        "created_at": NOW,
        "published_at": NOW - timedelta(days=10),
        "rule_date": NOW.date(),
        "deadline_at": DEADLINE,
        "opening_at": OPENING,
    } | more
    made = Project(id=uuid4(), unit_id=(unit or bureau()).id, criteria=scheme(), **facts)
    session.add(made)
    session.flush()
    return made


def venture(unit: Unit | None = None, **more: object) -> Round:
    """Return a published venture round that takes applications until DEADLINE."""
    facts = {
        "number": f"LW-CT-{uuid4().hex[:8]}",
        "title": "第九届公益创投",
        "track": Track.VENTURE,
        "state": CallState.PUBLISHED,
        "year": 2027,
        "sequence": 9,
        "pool": Decimal(4200000),
        "grant_cap": Decimal(80000),
        "labour_share_max": Decimal(50),
        "own_share_min": Decimal(10),
        "created_at": NOW,
        "published_at": NOW - timedelta(days=10),
        "rule_date": NOW.date(),
        "deadline_at": DEADLINE,
        "opening_at": OPENING,
    } | more
    parts = [criterion("need", "judged", "需求真实", "50", 0)]
    parts.append(criterion("budget", "judged", "预算合理", "50", 1))
    made = Round(id=uuid4(), unit_id=(unit or bureau()).id, criteria=parts, **facts)
    session.add(made)
    session.flush()
    return made


def bid(price: str = PRICE, **more: object) -> dict[str, object]:
    """Return a draft in which nothing is missing."""
    return {
        "statement": True,
        "contact": {"name": "林晓", "phone": "13800002046"},
        "texts": {key: f"{name}：逐项写明做法、频次和负责人。" for key, name in JUDGED},
        "price_rows": [{"label": "人员", "basis": "12 人 × 12 月", "amount": price}],
        **more,
    }


def application(**more: object) -> dict[str, object]:
    """Return the draft of an application in which nothing is missing."""
    row = {"category": "material", "basis": "80 套 × 190 元，两家询价", "own": "8000.00"}
    return {
        "statement": True,
        "contact": {"name": "林晓", "phone": "13800002046"},
        "title": "巷口小课堂",
        "summary": "放学后陪写作业、读绘本。",
        "community_id": str(uuid4()),
        "texts": {"need": "走访了 40 户。"},
        "rows": [{**row, "label": "绘本和教具", "grant": "30000.00"}],
        **more,
    }


def bidder(name: str = "澜湾区青禾社会工作服务中心") -> tuple[Actor, UUID]:
    """Return somebody of an organization that may take part, and its id."""
    organization = register.organization(name)
    register.listed(organization)
    person = register.person("林晓", (Role.ORG_ADMIN, organization))
    return register.actor(person), organization.id


def begun(call: Project | Round, by: Actor, organization_id: UUID) -> Submission:
    """Return a submission just begun."""
    organization = register.session.get(register.Organization, organization_id)
    return actions.start(call, organization=organization, by=by, now=NOW)


def filled(submission: Submission, by: Actor, draft: dict[str, object]) -> str:
    """Fill in everything; return the digest that the check page shows it by."""
    actions.save_draft(submission, rules.Subject.PRICE, draft, by=by, now=NOW)
    return seen(submission)


def seen(submission: Submission) -> str:
    """Return what the check page would send along now."""
    content = rules.cleaned(queries.draft_of(submission), queries.ask_of(submission.call))
    return queries.digest_of(submission, content)


def handed_in(
    call: Project | Round, name: str, draft: dict[str, object] | None = None
) -> SubmissionVersion:
    """Have an organization hand something in; return the version."""
    by, organization_id = bidder(name)
    submission = begun(call, by, organization_id)
    mark = filled(submission, by, draft or bid())
    return actions.submit(submission, key=uuid4(), seen=mark, by=by)


def without_tokens(page: str) -> str:
    """Return a page without what is new every second."""
    return re.sub(r'(name="csrf_token"[^>]* value=)"[^"]*"', r"\1", page)
