"""The seven steps of a call as a lane, with what its contract adds: pure."""

from app.calls.states import Phase
from app.calls.story import LANE_OF
from app.contracts.states import ContractState

STEPS = 7


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
    return LANE_OF.get(phase, STEPS)
