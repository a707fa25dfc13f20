"""Financial audits of organizations (财务审计): ordered, reported, rectified, closed.

What sets one off is a table (states.Trigger): a change of the legal representative orders one
by itself, the others are ordered by the bureau. The authority that orders pays the fee.

Acting: the bureau (order, close), the auditor through the bureau (report), the organization
(reads, rectifies).

Read first: states.py, actions.py.
"""
