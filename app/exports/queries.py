"""What is given out: every receipt; rankings and draws of projects whose result is public."""

from collections.abc import Iterator

from sqlalchemy import select

from app.calls.models import Call
from app.db import session
from app.panels.models import Panel
from app.results.models import Ranking
from app.results.queries import OUT
from app.submissions.models import SubmissionVersion

AT_A_TIME = 500


def versions() -> Iterator[SubmissionVersion]:
    """Yield every bid that was ever taken, also replaced and withdrawn ones, by time."""
    asked = select(SubmissionVersion).order_by(
        SubmissionVersion.received_at, SubmissionVersion.receipt_no
    )
    yield from session.scalars(asked.execution_options(yield_per=AT_A_TIME))


def rankings() -> Iterator[Ranking]:
    """Yield every version of every ranking that is public."""
    asked = select(Ranking).join(Ranking.call).where(Call.state.in_(OUT))
    yield from session.scalars(asked.order_by(Ranking.call_id, Ranking.version))


def panels() -> Iterator[Panel]:
    """Yield the panels whose draw is public."""
    asked = select(Panel).join(Panel.call).where(Call.state.in_(OUT)).order_by(Panel.call_id)
    yield from (panel for panel in session.scalars(asked) if panel.draw)
