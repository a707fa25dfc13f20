"""Awards for a first grade (评估等级奖励): proposed from the history, approved, paid once.

The words of the rule are "首次获得": an organization is awarded the first time that it gets
a grade by an assessment, once per grade. A grade that it held before, a downgrade, and a
lower grade after a higher one are no first time (the last one is a parameter of the
district, `first_award_after_higher`). Paid like a contract: one person approves and takes
the money from a budget line, another one pays (app.payments).
"""
