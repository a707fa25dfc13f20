"""The list, the negative list, and what screening found."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Amount, Base, Instant, Key, choice
from app.functions.states import ItemState


class FunctionItem(Base):
    """An item of the transferable-function list (可转移职能事项)."""

    __tablename__ = "function_item"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    field: Mapped[str] = mapped_column(String(40), default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    fee_standard: Mapped[str] = mapped_column(String(300), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    mode: Mapped[str] = mapped_column(String(30), default="project_letting")
    service_class: Mapped[str] = mapped_column(String(30), default="social_service")
    target: Mapped[str] = mapped_column(String(30), default="social_organization")
    reason: Mapped[str] = mapped_column(String(300), default="")
    budget_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"))
    budget_amount: Mapped[Amount | None]
    state: Mapped[ItemState] = mapped_column(choice(ItemState), default=ItemState.DRAFT)
    drafted_by: Mapped[UUID | None]
    published_on: Mapped[date | None]
    transferred_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")
    reviewed_by: Mapped[UUID | None]
    created_at: Mapped[Instant]
    # What screening said when it was last asked: {"verdict", "hits": [...]} .
    screening: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    review_note: Mapped[str] = mapped_column(String(500), default="")

    unit: Mapped[Unit] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.number} {self.name}"

    @property
    def words(self) -> str:
        """Return what screening reads: the name, the content, the conditions and the fee."""
        return f"{self.name}\n{self.content}\n{self.conditions}\n{self.fee_standard}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the owning department's."""
        return (self.unit_id,)


class NegativeEntry(Base):
    """An entry of the negative list (负面清单条目), from a day to a day."""

    __tablename__ = "negative_entry"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    # national or local
    layer: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    # block or review
    action: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(200))
    wording_confirmed: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date]
    until: Mapped[date | None]
    sort: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.number} {self.title}"


class CatalogueCode(Base):
    """A code of the government procurement catalogue (政府采购品目)."""

    __tablename__ = "catalogue_code"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[int] = mapped_column(Integer)
    parent_code: Mapped[str] = mapped_column(String(12), default="")
    note: Mapped[str] = mapped_column(Text, default="")
