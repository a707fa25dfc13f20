"""A process that does the night's work on the credit lists: `python -m tests.credit.night_runner MODE`.

MODE `half` stops when the proposals are written and not committed, says `half`, and waits to be
killed. MODE `whole` does all of it. MODE `keyless` is the planted fault: a key of its own each time.
"""

import sys
from uuid import uuid4

from sqlalchemy import event

from app.credit import actions
from app.credit.models import CreditProposal
from app.db import Session, portal_now, session
from app.factory import create_app
from jobs import credit


def stop_half_way(held: Session, *_: object) -> None:
    """Say that the rows are there and wait for the end."""
    if any(isinstance(one, CreditProposal) for one in held.new):
        print("half", flush=True)
        sys.stdin.read()


def main(mode: str) -> None:
    """Do the work of one night."""
    app = create_app()
    if mode == "half":
        event.listen(Session, "after_flush", stop_half_way)
    if mode == "keyless":
        actions.effect_key = lambda *_: str(uuid4())
    with app.app_context():
        credit.propose({}, portal_now())
        session.commit()


if __name__ == "__main__":
    main(sys.argv[1])
