"""Plans, inspections, and who inspects."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Base, Instant, Key, choice
from app.inspections.states import InspectionKind, InspectionState, PlanState, Result
from app.organizations.models import Organization


class Inspector(Base):
    """Somebody with inspection papers (执法检查人员). `ties`: organizations with an interest."""

    __tablename__ = "inspector"

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    valid_until: Mapped[date]
    ties: Mapped[list[str]] = mapped_column(JSON, default=list)

    unit: Mapped[Unit] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.name} {self.number}"


class InspectionPlan(Base):
    """A plan of inspections (抽查计划).

    `pool` and `pool_hash` are frozen when it is announced; `draw` holds every draw with all
    that is needed to draw again.
    """

    __tablename__ = "inspection_plan"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[InspectionKind] = mapped_column(choice(InspectionKind))
    year: Mapped[int] = mapped_column(Integer, index=True)
    matters: Mapped[str] = mapped_column(Text, default="")
    departments: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(String(200), default="")
    draw_at: Mapped[Instant]
    visits_until: Mapped[date]
    state: Mapped[PlanState] = mapped_column(choice(PlanState), default=PlanState.DRAFT)
    pool: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    announced: Mapped[str] = mapped_column(String(200), default="")
    draw: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Instant]
    created_by: Mapped[UUID | None]
    announced_at: Mapped[Instant | None]
    drawn_at: Mapped[Instant | None]
    published_at: Mapped[Instant | None]

    inspections: Mapped[list["Inspection"]] = relationship(
        back_populates="plan", order_by="Inspection.place"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.number} {self.title}"


class Inspection(Base):
    """The inspection of one organization (检查)."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("plan_id", "organization_id"),)

    id: Mapped[Key]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("inspection_plan.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    colour: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[InspectionState] = mapped_column(
        choice(InspectionState), default=InspectionState.ASSIGNED, index=True
    )
    result: Mapped[Result | None] = mapped_column(choice(Result))
    visited_on: Mapped[date | None]
    papers_shown: Mapped[bool] = mapped_column(default=False)
    findings: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    order_no: Mapped[str] = mapped_column(String(60), default="")
    rectify_by: Mapped[date | None]
    penalty: Mapped[str] = mapped_column(String(300), default="")
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[Instant | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[Instant | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_at: Mapped[Instant | None]
    verified_at: Mapped[Instant | None]
    verified_by: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_event.id"))

    plan: Mapped[InspectionPlan] = relationship(back_populates="inspections")
    organization: Mapped[Organization] = relationship()
    seats: Mapped[list["InspectionSeat"]] = relationship(
        back_populates="inspection", order_by="InspectionSeat.place"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.plan.number} {self.organization.name}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the organization's, and the units' of its inspectors."""
        units = (seat.inspector.unit_id for seat in self.seats)
        return (self.organization_id, *units)


class InspectionSeat(Base):
    """One inspector of one inspection; who recuses is replaced by the next of the draw."""

    __tablename__ = "inspection_seat"
    __table_args__ = (UniqueConstraint("inspection_id", "inspector_id"),)

    id: Mapped[Key]
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    inspector_id: Mapped[UUID] = mapped_column(ForeignKey("inspector.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    recused_at: Mapped[Instant | None]
    reason: Mapped[str] = mapped_column(String(300), default="")

    inspection: Mapped[Inspection] = relationship(back_populates="seats")
    inspector: Mapped[Inspector] = relationship()
