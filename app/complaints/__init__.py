"""Complaints and reports (投诉举报): anybody says what is wrong with an organization, also unnamed.

Acting: the public (send, follow by number and word), the bureau (take up, hand on, answer,
reward), the unit it was handed to (answer).

Read first: states.py, then actions.py.
"""
