"""The time line of everything of an organization (全生命周期), and the ledger of a community (台账).

Read first: app/organizations/events.py, then views.py.
"""
