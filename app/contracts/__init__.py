"""Contracts (合同): made from the award, performed in milestones, accepted by one, paid by another.

How it was performed is rated at the end and feeds the next ranking (app.track_records).
"""
