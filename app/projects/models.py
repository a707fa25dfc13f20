"""What a service project has beyond a call."""

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call
from app.calls.states import CallKind
from app.db import Amount
from app.functions.models import FunctionItem
from app.funds.models import BudgetLine


class Project(Call):
    """A service project (购买服务项目)."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("ceiling is null or ceiling > 0", "ceiling_positive"),)
    __mapper_args__ = {"polymorphic_identity": CallKind.PROJECT}  # noqa: RUF012

    id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("function_item.id"))
    budget_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"))
    catalogue_code: Mapped[str | None] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(30), default="project_letting")
    service_object: Mapped[str] = mapped_column(String(300), default="")
    ceiling: Mapped[Amount | None]
    service_from: Mapped[date | None]
    service_to: Mapped[date | None]
    payment_percents: Mapped[list[int]] = mapped_column(JSON, default=list)
    acceptance: Mapped[str] = mapped_column(Text, default="")
    need_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    street_ids: Mapped[list[str]] = mapped_column(JSON, default=list)

    item: Mapped[FunctionItem | None] = relationship()
    budget_line: Mapped[BudgetLine | None] = relationship()
