"""Accounts (账号): units (单位), people, the roles they hold, and signing in.

The tree district - street - community is both an organization tree and a permission
tree: a role held at a unit reaches that unit's own things. Officials are invited; an
organization's people come through a claim of its credit code (see app.organizations).
Start at models.py, then session.py (who is acting) and rules.py (passwords, throttle).
"""
