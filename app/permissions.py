"""Who may do what. Every route and every lifecycle step names one of these."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID


class Role(StrEnum):
    """The roles of the district (角色)."""

    LEADER = "leader"
    LIST_OWNER = "list_owner"
    CIVIL_AFFAIRS = "civil_affairs"
    REGISTRAR = "registrar"
    SUPERVISOR_UNIT = "supervisor_unit"
    FINANCE = "finance"
    PURCHASER = "purchaser"
    REVIEWER = "reviewer"
    OPENER = "opener"
    PARTY_BODY = "party_body"
    STREET = "street"
    STREET_HUB = "street_hub"
    COMMUNITY = "community"
    STATION = "station"
    ORG_ADMIN = "org_admin"
    ORG_USER = "org_user"
    FILED_ORG = "filed_org"
    INCUBATOR = "incubator"
    EXPERT = "expert"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"
    OBSERVER = "observer"
    PARTNER = "partner"
    ADMIN = "admin"


class May(StrEnum):
    """<resource>:<action>. PUBLIC needs nobody, SIGNED_IN anybody, SYSTEM a job."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    SYSTEM = "system"

    ACCOUNT_ADMIN = "account:admin"
    ACCOUNTS_AUDIT = "accounts:audit"
    ACCOUNTS_ORDER = "accounts:order"
    ACCOUNTS_READ = "accounts:read"
    ASSESSMENT_APPLY = "assessment:apply"
    ASSESSMENT_MANAGE = "assessment:manage"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_SCORE = "assessment:score"
    AUDIT_READ = "audit:read"
    BUDGET_READ = "budget:read"
    BUDGET_WRITE = "budget:write"
    CALL_ADVISE = "call:advise"
    CALL_ANSWER = "call:answer"
    CALL_ASK = "call:ask"
    CALL_DRAFT = "call:draft"
    CALL_MANAGE = "call:manage"
    CALL_REVIEW = "call:review"
    CLAIM_CONFIRM = "claim:confirm"
    CLOCK_MOVE = "clock:move"
    COLLEAGUE_ADMIN = "colleague:admin"
    COMPLAINT_ANSWER = "complaint:answer"
    COMPLAINT_HANDLE = "complaint:handle"
    COMPLAINT_READ = "complaint:read"
    CONTRACT_ACCEPT = "contract:accept"
    CONTRACT_DELIVER = "contract:deliver"
    CONTRACT_MANAGE = "contract:manage"
    CONTRACT_PAY = "contract:pay"
    CONTRACT_RATE = "contract:rate"
    CONTRACT_READ = "contract:read"
    CONTRACT_SIGN = "contract:sign"
    CREDIT_DECIDE = "credit:decide"
    CREDIT_EXCHANGE = "credit:exchange"
    CREDIT_READ = "credit:read"
    CREDIT_REPAIR = "credit:repair"
    DIRECTORY_APPLY = "directory:apply"
    DIRECTORY_DECIDE = "directory:decide"
    DIRECTORY_EVIDENCE = "directory:evidence"
    EXPERT_ADMIN = "expert:admin"
    FILE_READ = "file:read"
    FILING_APPLY = "filing:apply"
    FILING_CHECK = "filing:check"
    FILING_DECIDE = "filing:decide"
    FILING_ESCALATED = "filing:escalated"
    FILING_READ = "filing:read"
    FUNCTION_PUBLISH = "function:publish"
    FUNCTION_REVIEW = "function:review"
    FUNCTION_WRITE = "function:write"
    GRADE_AWARD_DECIDE = "grade-award:decide"
    GRADE_AWARD_PAY = "grade-award:pay"
    GRADE_AWARD_READ = "grade-award:read"
    GRADE_MANAGE = "grade:manage"
    IMPORT_DATA = "import:data"
    INSPECTION_ANSWER = "inspection:answer"
    INSPECTION_CHECK = "inspection:check"
    INSPECTION_MANAGE = "inspection:manage"
    LAW_LOAD = "law:load"
    LEDGER_READ = "ledger:read"
    LEDGER_WRITE = "ledger:write"
    MATCH_READ = "match:read"
    MATTER_FILE = "matter:file"
    MATTER_NOTE = "matter:note"
    MATTER_OPINE = "matter:opine"
    MATTER_READ = "matter:read"
    NEED_WRITE = "need:write"
    OBJECTION_DECIDE = "objection:decide"
    OBJECTION_RAISE = "objection:raise"
    OPENING_HOLD = "opening:hold"
    ORGANIZATION_ADMIN = "organization:admin"
    ORGANIZATION_EDIT = "organization:edit"
    ORGANIZATION_READ = "organization:read"
    PANEL_FORM = "panel:form"
    PANEL_OBSERVE = "panel:observe"
    PANEL_SCORE = "panel:score"
    PROFILE_READ = "profile:read"
    QUALIFICATION_DECIDE = "qualification:decide"
    REGISTRATION_DECIDE = "registration:decide"
    REGISTRATION_PARTY = "registration:party"
    REGISTRATION_READ = "registration:read"
    REGISTRATION_REVIEW = "registration:review"
    REGISTRATION_SUPERVISE = "registration:supervise"
    REPORT_DECIDE = "report:decide"
    REPORT_FILE = "report:file"
    REPORT_LOOK = "report:look"
    RESULT_AWARD = "result:award"
    RESULT_OWN = "result:own"
    RESULT_READ = "result:read"
    ROUND_MANAGE = "round:manage"
    SUBMISSION_READ = "submission:read"
    SUBMISSION_WRITE = "submission:write"
    SUPERVISION_READ = "supervision:read"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles hold a permission, and whether only on their own things."""

    roles: frozenset[Role]
    own: bool = False
    wide: frozenset[Role] = frozenset()
    """Those of the roles that hold it everywhere."""


def _any(*roles: Role) -> Rule:
    return Rule(frozenset(roles))


def _own(*roles: Role, wide: Iterable[Role] = ()) -> Rule:
    return Rule(frozenset((*roles, *wide)), own=True, wide=frozenset(wide))


R = Role
_BUYERS = (R.PURCHASER, R.REVIEWER, R.CIVIL_AFFAIRS, R.STREET)
_ORG = (R.ORG_ADMIN, R.ORG_USER)
_OFFICES = (
    *_BUYERS,
    *(R.REGISTRAR, R.SUPERVISOR_UNIT, R.PARTY_BODY, R.COMMUNITY, R.FINANCE, R.EVALUATOR),
    *(R.AUDITOR, R.OBSERVER, R.LEADER, R.LIST_OWNER),
)

_BUREAU = (R.CIVIL_AFFAIRS, R.REGISTRAR)
# Whose business an organization is about, beside the registrar (业务指导部门).
_GUIDES = (R.SUPERVISOR_UNIT, R.PURCHASER, R.REVIEWER)

POLICY: dict[May, Rule] = {
    May.ACCOUNT_ADMIN: _any(R.ADMIN, R.CIVIL_AFFAIRS),
    May.ACCOUNTS_AUDIT: _own(R.EVALUATOR, wide=(R.CIVIL_AFFAIRS, R.REGISTRAR)),
    May.ACCOUNTS_ORDER: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.ACCOUNTS_READ: _own(
        *(*_ORG, R.SUPERVISOR_UNIT, R.EVALUATOR),
        wide=(R.CIVIL_AFFAIRS, R.REGISTRAR, R.FINANCE, R.AUDITOR, R.OBSERVER),
    ),
    May.ASSESSMENT_APPLY: _own(*_ORG),
    May.ASSESSMENT_MANAGE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.ASSESSMENT_READ: _any(*_BUREAU, R.AUDITOR, R.OBSERVER, R.LEADER),
    May.ASSESSMENT_SCORE: _own(R.EXPERT, R.EVALUATOR, *_BUREAU, *_GUIDES),
    May.AUDIT_READ: _any(R.AUDITOR, R.OBSERVER, R.ADMIN, R.LEADER),
    May.BUDGET_READ: _own(
        *(R.PURCHASER, R.REVIEWER, R.FINANCE, R.CIVIL_AFFAIRS, R.STREET, R.AUDITOR, R.OBSERVER)
    ),
    May.BUDGET_WRITE: _any(R.FINANCE),
    May.CALL_ADVISE: _own(*_BUYERS, R.COMMUNITY),
    May.CALL_ANSWER: _own(*_BUYERS),
    May.CALL_ASK: _any(*_ORG),
    May.CALL_DRAFT: _own(R.PURCHASER, R.CIVIL_AFFAIRS, R.STREET),
    May.CALL_MANAGE: _own(*_BUYERS),
    May.CALL_REVIEW: _own(R.REVIEWER),
    May.CLAIM_CONFIRM: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.CLOCK_MOVE: _any(R.ADMIN),
    May.COLLEAGUE_ADMIN: _own(R.ORG_ADMIN),
    May.COMPLAINT_ANSWER: _own(
        *_BUYERS, R.SUPERVISOR_UNIT, R.COMMUNITY, wide=(R.CIVIL_AFFAIRS, R.REGISTRAR)
    ),
    May.COMPLAINT_HANDLE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.COMPLAINT_READ: _own(
        *_BUYERS,
        *(R.SUPERVISOR_UNIT, R.COMMUNITY),
        wide=(R.CIVIL_AFFAIRS, R.REGISTRAR, R.AUDITOR, R.OBSERVER),
    ),
    May.CONTRACT_ACCEPT: _own(R.PURCHASER, R.CIVIL_AFFAIRS, R.STREET),
    May.CONTRACT_DELIVER: _own(*_ORG),
    May.CONTRACT_MANAGE: _own(*_BUYERS),
    May.CONTRACT_PAY: _any(R.FINANCE),
    May.CONTRACT_RATE: _own(R.PURCHASER, R.CIVIL_AFFAIRS, R.STREET, R.EVALUATOR),
    May.CONTRACT_READ: _own(*_BUYERS, *_ORG, R.FINANCE, R.AUDITOR, R.OBSERVER, R.LEADER),
    May.CONTRACT_SIGN: _own(*_ORG),
    May.CREDIT_DECIDE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.CREDIT_EXCHANGE: _any(*_OFFICES),
    May.CREDIT_READ: _own(*_ORG, R.AUDITOR, R.OBSERVER, R.LEADER),
    May.CREDIT_REPAIR: _own(*_ORG),
    May.DIRECTORY_APPLY: _own(*_ORG),
    May.DIRECTORY_DECIDE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.DIRECTORY_EVIDENCE: _own(*_ORG, wide=(R.CIVIL_AFFAIRS, R.REGISTRAR, R.AUDITOR, R.OBSERVER)),
    May.EXPERT_ADMIN: _any(R.CIVIL_AFFAIRS),
    May.FILE_READ: _own(
        *(*_ORG, *_BUYERS, R.EXPERT, R.OPENER, R.COMMUNITY, R.EVALUATOR, R.AUDITOR, R.OBSERVER)
    ),
    May.FILING_APPLY: _own(R.FILED_ORG, *_ORG, R.COMMUNITY),
    May.FILING_CHECK: _own(R.COMMUNITY),
    May.FILING_DECIDE: _own(R.STREET),
    May.FILING_ESCALATED: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.FILING_READ: _own(
        *(R.FILED_ORG, *_ORG, R.COMMUNITY, R.STREET),
        *(R.REGISTRAR, R.AUDITOR, R.OBSERVER, R.LEADER),
    ),
    May.FUNCTION_PUBLISH: _any(R.LIST_OWNER),
    May.FUNCTION_REVIEW: _any(R.LIST_OWNER),
    May.FUNCTION_WRITE: _any(R.LIST_OWNER),
    May.GRADE_AWARD_DECIDE: _any(*_BUREAU),
    May.GRADE_AWARD_PAY: _any(R.FINANCE),
    May.GRADE_AWARD_READ: _any(*_BUREAU, R.FINANCE, R.AUDITOR, R.OBSERVER, R.LEADER),
    May.GRADE_MANAGE: _any(*_BUREAU),
    May.IMPORT_DATA: _any(R.CIVIL_AFFAIRS, R.REGISTRAR, R.LIST_OWNER, R.ADMIN),
    May.INSPECTION_ANSWER: _own(*_ORG),
    May.INSPECTION_CHECK: _own(
        *(R.CIVIL_AFFAIRS, R.REGISTRAR, R.SUPERVISOR_UNIT, R.PURCHASER, R.REVIEWER, R.STREET)
    ),
    May.INSPECTION_MANAGE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.LAW_LOAD: _any(R.ADMIN, R.CIVIL_AFFAIRS),
    May.LEDGER_READ: _own(
        *(R.COMMUNITY, R.STREET),
        wide=(R.CIVIL_AFFAIRS, R.REGISTRAR, R.AUDITOR, R.OBSERVER, R.LEADER),
    ),
    May.LEDGER_WRITE: _own(R.COMMUNITY, R.STREET),
    May.MATCH_READ: _own(*_BUYERS),
    May.MATTER_FILE: _own(*_ORG),
    May.MATTER_NOTE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.MATTER_OPINE: _own(R.STREET),
    May.MATTER_READ: _own(
        *(*_ORG, R.STREET, R.COMMUNITY, R.SUPERVISOR_UNIT),
        wide=(R.CIVIL_AFFAIRS, R.REGISTRAR, R.AUDITOR, R.OBSERVER),
    ),
    May.NEED_WRITE: _own(R.COMMUNITY, R.STREET),
    May.OBJECTION_DECIDE: _own(R.REVIEWER, R.CIVIL_AFFAIRS),
    May.OBJECTION_RAISE: _any(*_ORG),
    May.OPENING_HOLD: _own(R.OPENER),
    May.ORGANIZATION_ADMIN: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.ORGANIZATION_EDIT: _own(*_ORG),
    May.ORGANIZATION_READ: _own(*_ORG, R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.PANEL_FORM: _own(*_BUYERS),
    May.PANEL_OBSERVE: _any(R.OBSERVER, R.AUDITOR),
    May.PANEL_SCORE: _own(R.EXPERT),
    May.PROFILE_READ: _own(*_ORG, wide=_OFFICES),
    May.QUALIFICATION_DECIDE: _own(R.PURCHASER, R.CIVIL_AFFAIRS, R.STREET),
    May.REGISTRATION_DECIDE: _any(R.CIVIL_AFFAIRS),
    May.REGISTRATION_PARTY: _any(R.PARTY_BODY),
    May.REGISTRATION_READ: _any(
        *(R.REGISTRAR, R.CIVIL_AFFAIRS, R.AUDITOR, R.OBSERVER, R.LEADER),
    ),
    May.REGISTRATION_REVIEW: _any(R.REGISTRAR),
    May.REGISTRATION_SUPERVISE: _own(R.SUPERVISOR_UNIT),
    May.REPORT_DECIDE: _any(R.CIVIL_AFFAIRS, R.REGISTRAR),
    May.REPORT_FILE: _own(*_ORG),
    May.REPORT_LOOK: _own(R.SUPERVISOR_UNIT),
    May.RESULT_AWARD: _own(R.PURCHASER, R.CIVIL_AFFAIRS, R.STREET),
    May.RESULT_OWN: _own(*_ORG),
    May.RESULT_READ: _own(*_BUYERS, R.AUDITOR, R.OBSERVER),
    May.ROUND_MANAGE: _own(R.CIVIL_AFFAIRS, R.REVIEWER),
    May.SUBMISSION_READ: _own(*_ORG, *_BUYERS, R.EXPERT),
    May.SUBMISSION_WRITE: _own(*_ORG),
    May.SUPERVISION_READ: _any(*_BUREAU, R.AUDITOR, R.OBSERVER, R.LEADER),
}

# Roles of the whole district: what is "own" to others is within their sight everywhere.
DISTRICT_WIDE = frozenset({R.FINANCE, R.AUDITOR, R.OBSERVER, R.LEADER, R.REGISTRAR})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at a place: a unit, an organization, or (experts) the person itself."""

    role: Role
    scope: UUID


@runtime_checkable
class Scoped(Protocol):
    """Anything that belongs to somebody."""

    def scope_ids(self) -> Collection[UUID]:
        """Return the ids of the units, organizations and persons that it belongs to."""
        ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is acting: a signed-in person, the system, or nobody."""

    id: UUID | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False

    @property
    def signed_in(self) -> bool:
        """Say whether there is a person behind this."""
        return self.id is not None

    def roles(self) -> frozenset[Role]:
        """Return the roles held anywhere."""
        return frozenset(g.role for g in self.grants)

    def places(self, *roles: Role) -> frozenset[UUID]:
        """Return where any of `roles` is held (all places if no role is named)."""
        return frozenset(g.scope for g in self.grants if not roles or g.role in roles)

    def places_for(self, permission: May) -> frozenset[UUID]:
        """Return where `permission` is held: for scoping lists."""
        return self.places(*POLICY[permission].roles)

    def may(self, permission: May, on: object | None = None) -> bool:
        """Say whether this actor may do `permission` on this thing."""
        if self.is_system or permission is May.PUBLIC:
            return True
        if permission is May.SIGNED_IN:
            return self.signed_in
        if permission is May.SYSTEM:
            return False
        rule = POLICY[permission]
        held = [g for g in self.grants if g.role in rule.roles]
        if not rule.own or on is None:
            return bool(held)
        if any(g.role in DISTRICT_WIDE or g.role in rule.wide for g in held):
            return True
        return isinstance(on, Scoped) and _meets(held, on.scope_ids())


def _meets(grants: Iterable[Grant], scope_ids: Collection[UUID]) -> bool:
    return any(g.scope in scope_ids for g in grants)


NOBODY = Actor(id=None, name="")
SYSTEM = Actor(id=None, name="system", is_system=True)
