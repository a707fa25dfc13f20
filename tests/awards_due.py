"""What an award for a first grade needs: the bureau, finance, the rule of the district, a line."""

from datetime import date
from decimal import Decimal

from app.awards import actions
from app.db import session
from app.funds.models import BudgetLine
from app.lawbook import queries as lawbook
from app.lawbook.models import ParameterValue
from app.permissions import SYSTEM, Role
from tests import register
from tests.conftest import NOW


class Money:
    """The bureau, finance, and a line to pay from."""

    def __init__(self, amount=50_000):
        self.unit = register.unit("区民政局")
        self.clerk = register.actor(register.person("吴岚", (Role.CIVIL_AFFAIRS, self.unit)))
        self.payer = register.actor(register.person("冯静", (Role.FINANCE, self.unit)))
        self.line = BudgetLine(
            code="2026-PGJL",
            name="评估奖励",
            unit_id=self.unit.id,
            year=2026,
            amount=Decimal(amount),
            source="fiscal",
        )
        session.add(self.line)
        own = {"first_award_levels": ["county"], "first_award_after_higher": False}
        for name, value in own.items():
            session.add(
                ParameterValue(
                    name=name,
                    since=date(2025, 1, 1),
                    value=value,
                    source="本区办法",
                    entered_at=NOW,
                )
            )
        session.flush()
        lawbook.forget()

    def organization(self, *grades, name="澜湾区青禾社会工作服务中心"):
        made = register.organization(name)
        made.grades.extend(grades)
        session.flush()
        return made

    def proposed(self, *grades, name="澜湾区青禾社会工作服务中心"):
        made = self.organization(*(grades or (register.grade("3A", date(2026, 3, 1)),)), name=name)
        (award,) = actions.propose(made, by=SYSTEM, now=NOW)
        return award

    def approved(self):
        award = self.proposed()
        actions.approve(award, self.line, by=self.clerk, now=NOW)
        return award
