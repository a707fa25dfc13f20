"""The seven steps of a call as a lane, for lists: pure."""

from app.calls.states import Phase
from app.contracts.states import ContractState

STEPS = 7
_DONE = {
    Phase.DRAFT: 0,
    Phase.IN_REVIEW: 1,
    Phase.TAKING: 2,
    Phase.WAITING_OPENING: 3,
    Phase.OPENED: 3,
    Phase.SCORING: 4,
    Phase.RANKED: 4,
    Phase.PUBLICITY: 4,
    Phase.PUBLICITY_OVER: 4,
    Phase.AWARDED: 5,
    Phase.FAILED: 7,
    Phase.CANCELLED: 7,
}


def done(phase: Phase, contract: ContractState | None = None) -> int:
    """Return how many of the seven steps lie behind; the next one has the baton.

    1 draft, 2 review, 3 submissions, 4 opening, 5 review and award, 6 contract, 7 performance.
    """
    if phase is Phase.AWARDED and contract is not None:
        return {
            ContractState.SIGNED: 6,
            ContractState.COMPLETED: 7,
            ContractState.TERMINATED: 7,
        }.get(contract, 5)
    return _DONE[phase]
