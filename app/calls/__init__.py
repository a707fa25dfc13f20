"""The trunk (公开征集): a call is published, takes submissions until a deadline, is opened,
scored, ranked, made public, and ends in a contract.

A service project (app.projects) and a venture-funding round (app.rounds) are two kinds of
it. What differs is data: legal track, rules of the day, form, scheme, calendar. Decisions
are stored (`state`), phases are computed (`states.phase`): the deadline needs no worker.
"""
