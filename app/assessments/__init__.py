"""Assessment (等级评估): yearly rounds, applications, assessors, publicity, objections.

An organization applies in an announced round and assesses itself; a group of assessors, each
without ties, scores alone; the scores become one, a committee votes, the result stands in
public, and `grades.actions.grant` writes the certificate. States in states.py, what the law
asks in rules.py.
"""
