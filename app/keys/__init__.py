"""Openers' keys (开启人密钥): who holds one, which of them open a call, and that each still works.

A key is made in the opener's own browser; the portal keeps the public half only. What is
handed in to a call is locked for k of its n openers (locks.py, pure: read it first), so the
portal itself cannot read it, nor can fewer than k of them.
"""
