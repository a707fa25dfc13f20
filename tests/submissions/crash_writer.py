"""A process that hands one submission in again and again, until somebody kills it.

`python -m tests.submissions.crash_writer SUBMISSION PERSON [ROUNDS]`: before each try a line
`try KEY SEEN`, after its commit a line `ack KEY RECEIPT`. With ROUNDS above one it is the planted
fault: it says `ack` at once, and commits only after so many.
"""

import sys
from uuid import UUID, uuid4

from app.accounts.models import Person
from app.db import session
from app.factory import create_app
from app.submissions import actions, queries
from tests import bids, register


def main(submission_id: UUID, person_id: UUID, rounds: int) -> None:
    """Hand in for ever."""
    app = create_app()
    while True:
        with app.app_context():
            by = register.actor(session.get(Person, person_id))
            for number in range(1, rounds + 1):
                submission = queries.get(submission_id)
                key = uuid4()
                seen = bids.filled(submission, by, bids.bid())
                if rounds == 1:
                    session.commit()
                    submission = queries.get(submission_id)
                say("try", key, seen)
                version = actions.submit(submission, key=key, seen=seen, by=by)
                if rounds > 1:
                    say("ack", key, version.receipt_no)
                if number == rounds:
                    receipt = version.receipt_no
                    session.commit()
                    if rounds == 1:
                        say("ack", key, receipt)


def say(*words: object) -> None:
    """Write one whole line."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(UUID(sys.argv[1]), UUID(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 1)
