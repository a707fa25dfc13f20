"""Fixtures of all tests. The servers and the browser are in tests/services.py."""

pytest_plugins = ["tests.services"]
