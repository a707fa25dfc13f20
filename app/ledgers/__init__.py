"""The ledger of a community (社区台账): its organizations, what they did, who visited them.

Acting: the community and its street (enter activities and visits on a phone, export).

Read first: models.py, actions.py.
"""
