"""The profile of an organization (机构档案): every fact, who keeps it, who sees it, and its history.

The organization itself keeps some facts (its people, its contacts), the registrar the rest,
from a day on and with the document that says so. Nothing is overwritten without a trace:
`FieldChange` rows answer what a fact was on any day.

Read first: rules.py (the one table of facts), then actions.py.
"""
