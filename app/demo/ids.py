"""Ids of demo things: the same key gives the same id in every database."""

from uuid import UUID, uuid5

NAMESPACE = UUID("9d3b0b8e-6d2f-5c39-8f1e-2c7a54a0d5e1")


def uid(kind: str, key: str) -> UUID:
    """Return the id of a thing of the demo district."""
    return uuid5(NAMESPACE, f"{kind}:{key}")
