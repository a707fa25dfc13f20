"""The demo district from a seed and a day: `district()`. Everything is invented (演示数据)."""

from datetime import date

from app.demo.content import lists
from app.demo.content.bank import load, stream
from app.demo.content.contracts import with_past
from app.demo.content.model import District
from app.demo.content.organizations import organizations
from app.demo.content.people import Names, experts, officials, staff_of, units
from app.demo.content.projects import PROJECT_STATES, planned, projects
from app.demo.content.rounds import rounds

__all__ = ["PROJECT_STATES", "district"]
SEED = 20261124
TODAY = date(2026, 11, 24)


def district(seed: int = SEED, today: date = TODAY) -> District:
    """Build the whole district; the same seed and day give the same district everywhere."""
    places = load("places")
    all_units = units()
    names = Names(stream(seed, "names"))
    plain = organizations(seed, today, all_units, names)
    pool, expert_people = experts(seed, today, names)
    items = lists.functions(all_units, today)
    needs = lists.needs(seed, today, all_units)
    found = projects(
        seed, today, units=all_units, items=items, needs=needs, organizations=plain, experts=pool
    )
    all_organizations = with_past(seed, today, plain, found)
    ventures = rounds(seed, today, all_organizations, all_units)
    used = planned(found, items) | {r.budget_line_key: r.pool for r in ventures}
    people = (*officials(all_units, names), *staff_of(all_organizations, names), *expert_people)
    return District(
        name=places["name"],
        code=places["code"],
        seed=seed,
        today=today,
        marker=places["marker"],
        field_labels=dict(places["fields"]),
        units=all_units,
        people=people,
        organizations=all_organizations,
        catalogue=lists.catalogue(),
        functions=items,
        negative_list=lists.negative_list(),
        budget_lines=lists.budget_lines(seed, today, used),
        projects=found,
        rounds=ventures,
        needs=needs,
        experts=pool,
    )
