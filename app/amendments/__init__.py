"""Amendments (变更公告): what may still change in a published call, by two people, told to everybody.

The object, the conditions of entry and the scheme never change: for that a call is cancelled
and posted anew. The deadline only ever moves to a later day, and it must where the rule asks
for time to react.
"""
