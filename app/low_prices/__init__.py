"""Abnormally low prices (异常低价审查): which are looked into, what the bidder says, what is found.

A price under one of the lines is a reason to ask, never to turn somebody down: only who
cannot show how the work is done for it is out. Read rules.py first.
"""
