"""The trunk (公开征集): what is published, takes submissions, is scored, and ends in a contract.

A service project (app.projects) and a venture-funding round (app.rounds) are two kinds of
it. What differs is data: legal track, rules of the day, form, scheme, calendar. Decisions
are stored (`state`), phases are computed (`states.phase`): the deadline needs no worker.
story.py says whose turn it is. Read states.py first, then rules.py.
"""
