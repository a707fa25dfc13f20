"""Money before the contract (预算): budget lines, and what is already promised from them.

Money follows the work (费随事转): nothing is published without a line with a free balance.
"""
