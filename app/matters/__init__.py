"""Major matters (重大事项备案) and major activities (重大活动申报) of organizations.

Acting: the organization (file, declare), the street (opinion on an activity), the bureau
(take note, send back).

Read first: states.py, rules.py.
"""
