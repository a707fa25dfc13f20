"""Transferable functions (可转移职能清单) and the negative list (负面清单).

What is not on the negative list may be transferred (A002). Every draft is screened by
matching.screen; a block cites the entry, a flag asks for a person's review.
"""
