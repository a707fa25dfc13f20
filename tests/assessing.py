"""What an assessment needs: a bureau with its people, a published scheme, a round, evidence."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from werkzeug.datastructures import FileStorage

from app.accounts.states import UnitKind
from app.assessments import actions, queries
from app.assessments.actions import RoundFacts, SelfMark
from app.assessments.rules import Declaration, Vote
from app.assessments.states import AssessorKind
from app.db import session
from app.documents import actions as documents
from app.indicators import actions as indicators
from app.indicators.actions import Facts
from app.indicators.rules import Band, Indicator
from app.organizations.states import GradeMethod, OrganizationType
from app.permissions import Role
from tests import register
from tests.conftest import NOW

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
# Scores of 950 and more are 5A and so on: every boundary belongs to the upper grade.
LINES = {"5A": 950, "4A": 900, "3A": 800, "2A": 700, "1A": 600}
TREE = (
    Indicator(code="1", name="基础条件", points=Decimal(400)),
    Indicator(code="1.1", name="法人资格和章程", points=Decimal(150), evidence="登记证书、章程"),
    Indicator(code="1.2", name="办公条件", points=Decimal(250)),
    Indicator(code="2", name="工作绩效", points=Decimal(600), evidence="年度工作总结"),
)


def bands(lines=LINES, scale=1000):
    """Return bands without a hole: each lower end belongs to its grade."""
    found, high, high_in = [], Decimal(scale), True
    for level, low in lines.items():
        found.append(Band(level=level, low=Decimal(low), low_in=True, high=high, high_in=high_in))
        high, high_in = Decimal(low), False
    return found


class Office:
    """The people of an assessment, and the steps that lead to each state."""

    def __init__(self, now=NOW):
        self.now = now
        self.unit = register.unit("区民政局", UnitKind.DEPARTMENT)
        self.clerk = register.person("吴岚", (Role.CIVIL_AFFAIRS, self.unit))
        self.by = register.actor(self.clerk)
        self.registrar = register.person("郑凯文", (Role.REGISTRAR, self.unit))
        self.business = register.person("周敏", (Role.PURCHASER, self.unit))
        self.expert = register.person("许教授", (Role.EXPERT, None))
        self.evaluator = register.person("钱评估", (Role.EVALUATOR, self.unit))

    def scheme(self, type_=OrganizationType.SERVICE, year=2026, places=0):
        """Return a published scheme."""
        facts = Facts(
            title="民办非企业单位评估指标", source="澜民〔2026〕8号", scale=1000, places=places
        )
        made = indicators.draft(type_, year, facts, by=self.by, now=self.now)
        indicators.describe(made, facts, TREE, by=self.by, now=self.now)
        indicators.set_bands(made, bands(), by=self.by, now=self.now)
        indicators.publish(made, by=self.by, now=self.now)
        return made

    def round(self, *schemes, first=date(2026, 11, 1), last=date(2026, 12, 15)):
        """Return an announced round."""
        facts = RoundFacts(
            year=2026,
            title="2026年度社会组织等级评估",
            document="澜民〔2026〕21号",
            text="符合条件的社会组织可以申请。",
            apply_from=first,
            apply_until=last,
        )
        made = actions.plan(facts, schemes or [self.scheme()], by=self.by, now=self.now)
        actions.announce(made, by=self.by, now=self.now)
        return made

    def organization(self, name="澜湾区青禾社会工作服务中心", **more):
        """Return an organization that may apply, with somebody who acts for it."""
        made = register.organization(name, **more)
        made.annual_reports.append(register.report(2025))
        person = register.person("林晓", (Role.ORG_ADMIN, made))
        session.flush()
        return made, register.actor(person)

    def applied(self, in_=None, points=None, method=GradeMethod.FULL):
        """Return an application that was sent."""
        in_ = in_ or self.round()
        organization, by = self.organization()
        held = actions.start(in_, organization, method, by=by, now=self.now)
        given = points or {"1.1": 150, "1.2": 200, "2": 500}
        marks = {
            code: SelfMark(Decimal(n), "见材料", (evidence(organization, by, self.now),))
            for code, n in given.items()
        }
        actions.save(held, marks, statement="全年服务稳定", party=True, by=by, now=self.now)
        actions.apply(held, by=by, now=self.now)
        return held

    def accepted(self, held=None):
        """Return an application that was accepted."""
        held = held or self.applied()
        actions.accept(
            held, ["qualified", "qualified"], investigated=False, by=self.by, now=self.now
        )
        return held

    def appoint(self, held, person, kind, body=""):
        """Appoint somebody."""
        found = next(c for c in queries.candidates() if c.person.id == person.id and c.kind is kind)
        return actions.appoint(held, found, body=body, by=self.by, now=self.now)

    def assessing(self, held=None):
        """Return an assessment that has begun, with three who scored nothing yet."""
        held = held or self.accepted()
        seats = (
            (self.registrar, AssessorKind.REGISTRAR),
            (self.business, AssessorKind.BUSINESS),
            (self.expert, AssessorKind.EXPERT),
        )
        for person, kind in seats:
            made = self.appoint(held, person, kind)
            actions.declare(made, Declaration(), by=register.actor(person), now=self.now)
        actions.begin(held, date(2026, 11, 26), by=self.by, now=self.now)
        return held

    def score(self, held, *sheets):
        """Have every open sheet filled and signed, in turn."""
        for row, given in zip(held.assessors, sheets, strict=True):
            by = register.actor(row.person)
            marks = {code: (Decimal(n), "") for code, n in given.items()}
            actions.save_sheet(row, marks, "规范", by=by)
            actions.sign(row, by=by, now=self.now)

    def concluded(self, held=None, total=850):
        """Return an assessment with a score."""
        held = held or self.assessing()
        work = min(600, total - 350)
        sheet = {"1.1": 150, "1.2": total - 150 - work, "2": work}
        self.score(held, *[sheet] * len(held.assessors))
        actions.conclude(held, by=self.by, now=self.now)
        return held

    def publicized(self, held=None, total=850):
        """Return an assessment whose result stands in public."""
        held = held or self.concluded(total=total)
        actions.decide(held, Vote(9, 7, 1), "11月24日，9名委员到会", by=self.by, now=self.now)
        actions.publicize(held, by=self.by, now=self.now)
        return held

    def confirmed(self, total=850):
        """Return an assessment that ended, and its grade."""
        held = self.publicized(total=total)
        later = self.now + timedelta(days=30)
        return held, actions.confirm(held, by=self.by, now=later)


def evidence(organization, by, now):
    """Return a stored file."""
    file = FileStorage(BytesIO(PNG), filename="材料.png")
    return documents.store(file, purpose="assessment", owners=[organization.id], by=by, now=now)
