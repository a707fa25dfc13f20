"""Units, people, roles, invitations, sign-in attempts."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.states import UnitKind
from app.db import Base, Instant, Key, choice
from app.permissions import Actor, Grant, Role


class Unit(Base):
    """A place in the tree district - street - community, or an office of the district (单位)."""

    __tablename__ = "unit"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    short_name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    division_code: Mapped[str | None] = mapped_column(String(12))
    sort: Mapped[int] = mapped_column(Integer, default=0)
    phone: Mapped[str] = mapped_column(String(40), default="")

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: its own."""
        return (self.id,)


class Person(Base):
    """Somebody who can sign in (用户)."""

    __tablename__ = "person"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60))
    username: Mapped[str] = mapped_column(String(60), unique=True)
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    job: Mapped[str] = mapped_column(String(80), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    # Sealed under a key that is not in the database (see second_factor.py).
    totp_secret: Mapped[str | None] = mapped_column(String(160))
    # The last time step that was used: a code counts once.
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    # Raised when rights are taken away or the password changes: older sessions end at once.
    session_epoch: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Instant]

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls this person."""
        return self.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the person's own, and the places where roles are held."""
        return (self.id, *(g.scope_id for g in self.grants))

    def actor(self) -> Actor:
        """Return the person as an actor with the roles held now."""
        held = tuple(Grant(g.role, g.scope_id) for g in self.grants)
        return Actor(id=self.id, name=self.name, grants=held)


class RoleGrant(Base):
    """A role held at a unit, at an organization, or (experts) by the person itself (角色授权)."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "scope_id"),)

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, 30))
    scope_id: Mapped[UUID] = mapped_column(index=True)
    scope_name: Mapped[str] = mapped_column(String(100), default="")
    granted_at: Mapped[Instant]

    person: Mapped[Person] = relationship(back_populates="grants")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it: whose it is."""
        return self.person.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the place's, where it is held."""
        return (self.scope_id,)


class Invitation(Base):
    """A link with which one person sets a password: invitation or reset (邀请、重置密码)."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("purpose in ('invite', 'reset')", "purpose"),)

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    made_by: Mapped[UUID | None]

    person: Mapped[Person] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.person.name


class SignInAttempt(Base):
    """A failed try to sign in, for the throttle (登录失败记录)."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[Instant] = mapped_column(index=True)
    # A later success: kept as a log must be, but the throttle no longer counts it.
    forgiven: Mapped[bool] = mapped_column(default=False)
