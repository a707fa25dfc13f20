"""Submissions (响应文件、申报书): drafts that are never lost, sealed versions, the receipt, the opening.

Until the opening nobody reads a submission but the organization itself: contents are
encrypted under a key that is not in the database (sealing.py). Whether one is in time is
decided by the database's clock inside the inserting transaction, under the call's gate.
"""
