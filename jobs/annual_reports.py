"""Reminders of annual reports: written down once for each organization, told one by one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.annual_reports import actions
from app.organizations import queries as organizations


def remind(_payload: Mapping[str, Any], now: datetime) -> None:
    """Write down who has to be told today."""
    actions.remind(now)


def tell(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell one organization."""
    organization = organizations.get(UUID(payload["organization"]))
    actions.tell_due(organization, int(payload["year"]), str(payload["step"]), now=now)
