"""Venture-funding rounds (公益创投): the bureau's call for applications of organizations.

An application carries a budget table; the share of labour in the grant is capped (A057).
Read rules.py first.
"""
