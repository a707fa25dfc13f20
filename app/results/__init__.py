"""Results (评审结果): qualification as of the deadline, the ranking, award, publicity, objections.

The ranking is computed by scoring (pure) from facts gathered here, frozen with all its
inputs, and can be recomputed to the last digit. A person decides the award, in order.

Read first: facts.py (what goes in, as of the deadline), actions.py (compute, award, object_to,
answer, confirm), showing.py (from a stored record to its page). `flask results recompute`.
"""
