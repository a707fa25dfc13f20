"""Schemes of the assessment."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key, choice
from app.indicators import rules
from app.indicators.rules import Band, Indicator
from app.indicators.states import SchemeState
from app.organizations.states import OrganizationType


class Scheme(Base):
    """Indicators and bands for one type of organization and year (评估指标版本)."""

    __tablename__ = "assessment_scheme"
    __table_args__ = (
        UniqueConstraint("type", "year", "version"),
        CheckConstraint("scale > 0", "scale"),
        CheckConstraint("places between 0 and 2", "places"),
    )

    id: Mapped[Key]
    type: Mapped[OrganizationType] = mapped_column(choice(OrganizationType))
    year: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(200))
    scale: Mapped[int] = mapped_column(Integer)
    places: Mapped[int] = mapped_column(Integer, default=0)
    indicators: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    bands: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    state: Mapped[SchemeState] = mapped_column(choice(SchemeState), default=SchemeState.DRAFT)
    published_at: Mapped[Instant | None]
    published_by: Mapped[UUID | None]
    created_at: Mapped[Instant]

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.name

    @property
    def name(self) -> str:
        """Return how a certificate cites it: title and version."""
        return f"{self.title}（{self.year}年第{self.version}版）"

    @property
    def tree(self) -> tuple[Indicator, ...]:
        """Return the indicators in their order."""
        return rules.read_tree(self.indicators)

    @property
    def leaves(self) -> list[Indicator]:
        """Return the indicators that are scored."""
        return rules.leaves(self.tree)

    @property
    def grades(self) -> tuple[Band, ...]:
        """Return the bands, the highest first."""
        return rules.read_bands(self.bands)
