"""Results (评审结果): qualification as of the deadline, the ranking, award, publicity, objections.

The ranking is computed by scoring (pure) from facts gathered here, frozen with all its
inputs, and can be recomputed to the last digit. A person decides the award, in order.
"""
