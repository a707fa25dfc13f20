"""Every verb of a scheme: draft, describe, set its bands, publish, retire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from app.audit import actions as audit
from app.db import session
from app.errors import Finding, refuse_if
from app.indicators import queries, rules
from app.indicators.models import Scheme
from app.indicators.rules import Band, Indicator
from app.indicators.states import LIFE, SchemeState
from app.organizations.states import OrganizationType
from app.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a scheme says about itself."""

    title: str
    source: str
    scale: int
    places: int


def draft(
    type_: OrganizationType,
    year: int,
    facts: Facts,
    *,
    copied: Scheme | None = None,
    by: Actor,
    now: datetime,
) -> Scheme:
    """Begin the next version of a type and year, from another scheme if one is named."""
    scheme = Scheme(
        id=uuid4(),
        type=type_,
        year=year,
        version=queries.next_version(type_, year),
        title=facts.title,
        source=facts.source,
        scale=facts.scale,
        places=facts.places,
        indicators=list(copied.indicators) if copied else [],
        bands=list(copied.bands) if copied else [],
        created_at=now,
    )
    session.add(scheme)
    session.flush()
    audit.note("assessment_scheme", "draft", scheme, by=by, now=now)
    return scheme


def describe(
    scheme: Scheme, facts: Facts, tree: Sequence[Indicator], *, by: Actor, now: datetime
) -> None:
    """Write the facts and the indicators of a draft; whether they add up is asked at the end."""
    held = _draft(scheme)
    held.title, held.source = facts.title, facts.source
    held.scale, held.places = facts.scale, facts.places
    held.indicators = [
        {
            "code": line.code,
            "name": line.name,
            "points": "" if line.points is None else str(line.points),
            "evidence": line.evidence,
        }
        for line in tree
    ]
    detail = {"count": len(held.indicators)}
    audit.note("assessment_scheme", "describe", held, by=by, now=now, detail=detail)


def set_bands(scheme: Scheme, bands: Sequence[Band], *, by: Actor, now: datetime) -> None:
    """Write the bands of a draft as the paper says them, also what it leaves open."""
    held = _draft(scheme)
    held.bands = [
        {
            "level": band.level,
            "low": None if band.low is None else str(band.low),
            "low_in": band.low_in,
            "high": None if band.high is None else str(band.high),
            "high_in": band.high_in,
        }
        for band in bands
    ]
    audit.note("assessment_scheme", "bands", held, by=by, now=now)


def findings(scheme: Scheme) -> list[Finding]:
    """Return what keeps a scheme from being published."""
    found = list(rules.tree_findings(scheme.tree, scheme.scale))
    return [*found, *rules.band_findings(scheme.grades, scale=scheme.scale, places=scheme.places)]


def publish(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """Publish and freeze it: a tree that adds up, and a grade for every score.

    :law: ASM39/R-ASM-10
    """
    held = queries.locked(scheme)
    if held.state is SchemeState.DRAFT:
        refuse_if(findings(held))
    LIFE.take("publish", held, by=by, now=now)
    held.published_at, held.published_by = now, by.id


def retire(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """Have no new round use it; those that do keep it."""
    LIFE.take("retire", queries.locked(scheme), by=by, now=now)


def _draft(scheme: Scheme) -> Scheme:
    held = queries.locked(scheme)
    if held.state is not SchemeState.DRAFT:
        refuse_if([Finding("scheme-frozen", law="ASM39/R-ASM-10")])
    return held
