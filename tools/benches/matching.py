"""Matching one project against the directory: aims 20 ms at 500 organizations, 50 ms at 5,000."""

from itertools import cycle

from app.demo.content.generate import district
from app.demo.content.model import District
from matching import Document, Index, Query
from tools.bench import Report

SIZES = {500: 20.0, 5000: 50.0}
SHOWN = 20


def documents(of: District, count: int) -> list[Document]:
    """Return `count` organizations; past the district's own, each name takes another's words."""
    found = of.organizations
    made = []
    for number in range(count):
        one = found[number % len(found)]
        other = found[(number * 7 + number // len(found)) % len(found)]
        made.append(
            Document(
                f"{one.key}-{number}",
                one.name,
                one.scope if number < len(found) else f"{one.scope}；{other.scope}",
                tuple(past.title for past in other.past_contracts),
                f"district/{one.street_key}/{one.community_key}",
                one.fields,
            )
        )
    return made


def run(report: Report) -> None:
    """Measure building once and asking often, with each of the district's projects in turn."""
    of = district()
    queries = [
        Query(f"{p.title}\n{p.content}", tuple(f"district/{s}" for s in p.street_keys), (p.field,))
        for p in of.projects
    ]
    for size, aim in SIZES.items():
        _measure(report, of, queries, size, aim)
    small, large = SIZES
    ten_times = next(r for r in report.rows if r.name == f"one project against {large}")
    report.add("growth", ten_times.milliseconds, against=f"one project against {small}", most=12)


def _measure(report: Report, of: District, queries: list[Query], size: int, aim: float) -> None:
    found = documents(of, size)
    places = frozenset({of.name, *(unit.name for unit in of.units)})
    report.measure(f"build of {size}", lambda: Index.build(found, places), repeat=3)
    index = Index.build(found, places)
    allowed = {each.key for each in found}
    turns = cycle(queries)
    report.measure(
        f"one project against {size}",
        lambda: index.search(next(turns), limit=SHOWN, allowed=allowed),
        repeat=len(queries),
        aim=aim,
    )
