"""The audit log (审计日志): who did what, when, and under which article.

Every action leaves exactly one row, in the transaction of the action itself. Rows form a
chain of hashes: a row that is changed or taken out later no longer fits. Nobody writes
here but `actions`; auditors and observers read. Start at models.py.
"""
