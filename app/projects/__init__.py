"""Service projects (购买服务项目): a department's call to take over a piece of work.

The drafter fills in, another person reviews and publishes (two people, R-NTC-25). Checks
run while the form is filled in and cite their rule. Read rules.py first.
"""
