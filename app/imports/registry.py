"""All kinds by key, in the order of the pages."""

from app.errors import NotFoundError
from app.imports.community import EXPERTS, NEEDS
from app.imports.kinds import Kind
from app.imports.lists import CATALOGUE, FUNCTIONS, NEGATIVE
from app.imports.register import CONTRACTS, GRADES, ORGANIZATIONS
from app.permissions import Actor

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        ORGANIZATIONS,
        GRADES,
        CONTRACTS,
        FUNCTIONS,
        NEGATIVE,
        NEEDS,
        EXPERTS,
        CATALOGUE,
    )
}


def kind(key: str) -> Kind:
    """Return a kind by its key or raise NotFoundError."""
    if key not in KINDS:
        raise NotFoundError
    return KINDS[key]


def open_to(actor: Actor) -> list[Kind]:
    """Return the kinds that somebody may import."""
    if actor.is_system:
        return list(KINDS.values())
    return [k for k in KINDS.values() if k.roles & actor.roles()]


def may(actor: Actor, key: str) -> bool:
    """Say whether somebody may import this kind."""
    return any(k.key == key for k in open_to(actor))
