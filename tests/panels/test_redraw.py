"""Anybody draws a panel again from the published record, with a script that shares no code.

The script runs as a process of its own on files, as a stranger would run it.
"""

import copy
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.audit.models import AuditRow
from app.db import session
from app.errors import WrongStateError
from app.law import Track, law_at
from app.panels import actions, rules
from app.portal import invariants
from app.results import actions as results
from tests.conftest import NOW
from tests.panels import scenes
from tests.panels.scenes import DRAWN, SCORED
from tests.services import full_counts

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "redraw.py"
DRAWS = 100 if full_counts() else 20
MUTATED = DRAWS if full_counts() else 3
SEED = 3797
LAW = law_at(date(2026, 11, 28), Track.SUB)
# The 99.9 % value of chi-square with 24 degrees of freedom.
CHI_SQUARE_24 = 51.179
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.gate


def a_draw(chance: random.Random, number: int) -> dict[str, Any]:
    """Return the record of a draw from a random pool, with seats emptied and filled later."""
    pool = [
        rules.Candidate(
            f"ZJ-{n:03d}",
            chance.choice(["", *(f"第{k}研究所" for k in range(chance.randint(5, 60)))]),
            (chance.choice(["health", "environment"]),),
            date(2026 + chance.randint(0, 3), 12, 1),
        )
        for n in chance.sample(range(1, 500), chance.randint(9, 80))
    ]
    needs = rules.Needs(
        on=date(2027, 1, 5),
        fields=("health",),
        unit_names=("区民政局",),
        bidder_names=("第1研究所",),
        widen=chance.random() < 0.5,
    )
    at = NOW + timedelta(seconds=number, microseconds=chance.randint(0, 999999))
    size = chance.choice([5, 7, 9])
    salt = f"{chance.getrandbits(128):032x}"
    facts = {"call_id": f"call-{number}", "law": LAW}
    draw = rules.drawn(pool, needs, size=size, at=at, salt=salt, **facts)
    return draw | {"after": list(later(chance, draw, pool, needs, at, facts))}


def later(
    chance: random.Random,
    draw: dict[str, Any],
    pool: list[rules.Candidate],
    needs: rules.Needs,
    at: datetime,
    facts: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    """Yield what happens to the seats: some leave, some are passed over, a further draw."""
    employers = {c.number: c.employer for c in pool}
    sitting, asked = set(draw["taken"]), set(draw["taken"])
    for _ in range(chance.randint(0, 4)):
        if not sitting:
            return
        left = chance.choice(sorted(sitting))
        sitting -= {left}
        tied = chance.sample(draw["order"], min(2, len(draw["order"])))
        out = dict.fromkeys(asked, "asked") | dict.fromkeys(set(tied) - sitting, "declared")
        more = {"sitting": sitting, "employers": employers, "at": at}
        event = rules.following(draw, left, out=out, **more)
        yield event
        came = {event["next"]} - {None}
        sitting, asked = sitting | came, asked | came
    rest = [c for c in pool if c.number not in asked]
    if rest and len(sitting) < draw["size"]:
        again = rules.drawn(rest, needs, size=len(rest), at=at + timedelta(hours=1), **facts)
        size = draw["size"]
        yield rules.refilled(again, size=size, sitting=sitting, employers=employers, at=at)


def published(draw: dict[str, Any]) -> dict[str, Any]:
    """Return a record as the portal gives it out."""
    digests = {"digest": rules.digest_of(draw), "whole": rules.digest_of(draw, whole=True)}
    return json.loads(json.dumps(draw | digests))


def redrawn(folder: Path, records: list[dict[str, Any]]) -> list[str]:
    """Have the script draw all again; return what it says about each."""
    names = []
    for number, record in enumerate(records):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        names.append(path.name)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    said = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert done.returncode == int(any(not same(line) for line in said))
    return said


def same(line: str) -> bool:
    return line.startswith("the same ")


def draws(count: int) -> list[dict[str, Any]]:
    chance = random.Random(SEED)
    return [a_draw(chance, number) for number in range(count)]


def test_the_script_is_short_and_needs_nothing_of_ours():
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 60
    wanted = {line.split()[1].partition(".")[0] for line in lines if line[:5] in ("impor", "from ")}
    assert wanted <= set(sys.stdlib_module_names)


def test_a_stranger_draws_all_again_and_gets_the_same(tmp_path):
    made = draws(DRAWS)
    assert all(rules.problems_of(draw) == [] for draw in made)
    said = redrawn(tmp_path, [published(draw) for draw in made])
    assert said == [f"the same {rules.digest_of(draw)}" for draw in made]
    kinds = {"draw" in event for draw in made for event in draw["after"]}
    assert kinds == {True, False}  # seats were filled in both ways


# --- what was changed is refused


def places(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a record."""
    if isinstance(thing, dict) and thing:
        for key in thing:
            yield from places(thing[key], (*path, key))
    elif isinstance(thing, list) and thing:
        for key in range(len(thing)):
            yield from places(thing[key], (*path, key))
    else:
        yield path


def changed(value: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value or ''}9" if value is None or isinstance(value, str) else ["ZJ-999"]


def mutated(record: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    found = copy.deepcopy(record)
    at = found
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = changed(at[path[-1]])
    return found


def test_a_record_changed_at_any_place_is_refused(tmp_path):
    records = [published(draw) for draw in draws(MUTATED)]
    chance = random.Random(SEED)
    for number, record in enumerate(records):
        ways = list(places(record))
        if number >= 3:  # the first ones everywhere
            ways = chance.sample(ways, 20)
        wrong = [mutated(record, way) for way in ways]
        folder = tmp_path / str(number)
        folder.mkdir()
        said = redrawn(folder, wrong)
        assert [way for way, line in zip(ways, said, strict=True) if same(line)] == []


RESULT = ("pool", "of_field", "pool_hash", "seed", "order", "taken", "at", "call")


@pytest.mark.parametrize("name", RESULT)
def test_who_mends_the_digests_too_is_refused_by_the_draw_itself(tmp_path, name):
    wrong = []
    for draw in draws(5):
        record = copy.deepcopy(draw)
        value = record[name]
        record[name] = value[1:] + value[:1] if isinstance(value, list) else f"{value}0"
        if name in ("pool", "of_field"):
            record[name] = value[1:]
        wrong.append(published(record))
    assert [same(line) for line in redrawn(tmp_path, wrong)] == [False] * 5


def test_who_seats_a_friend_later_is_refused(tmp_path):
    draw = next(d for d in draws(20) if len(d["after"]) > 1 and d["after"][0].get("next"))
    friend = draw["order"][-1]
    wrong = copy.deepcopy(draw)
    wrong["after"][0]["next"] = friend
    assert rules.problems_of(wrong) != []
    assert [same(line) for line in redrawn(tmp_path, [published(wrong)])] == [False]


def test_what_is_no_record_is_refused_and_named(tmp_path):
    said = redrawn(tmp_path, [{}, {"digest": 1, "whole": 2}, [], "x"])
    assert [same(line) for line in said] == [False] * 4


# --- chance


def chi_square(counts: list[int], expected: float) -> float:
    return sum((count - expected) ** 2 / expected for count in counts)


def properly(seed: str, pool: list[str]) -> str:
    """Return who is taken first, as the portal does."""
    alone = {number: number for number in pool}
    (found,) = rules.taken(rules.ordered(seed, pool), alone, size=1, same_employer=1)
    return found


def favoured(seed: str, pool: list[str]) -> str:
    """Planted: once in fifty draws it is the first of the pool."""
    return pool[0] if int(seed, 16) % 50 == 0 else properly(seed, pool)


def spread(choose: Callable[[str, list[str]], str]) -> float:
    """Return the chi-square of 20,000 draws of one from a pool of 25."""
    pool = [f"ZJ-{n:03d}" for n in range(1, 26)]
    hashed = rules.pool_hash(pool)
    seeds = (rules.seed_of("call", hashed, NOW + SECOND * n) for n in range(20_000))
    times = Counter(choose(seed, pool) for seed in seeds)
    return chi_square([times[number] for number in pool], 20_000 / 25)


def test_everybody_is_taken_equally_often():
    assert spread(properly) < CHI_SQUARE_24


def test_the_measure_finds_a_draw_that_favours_one():
    assert spread(favoured) > CHI_SQUARE_24


# --- a draw that is run until it is liked


@pytest.fixture
def scene(db, set_clock):
    return scenes.paneled(set_clock)


def test_a_call_is_drawn_once(scene):
    with pytest.raises(WrongStateError):
        actions.form(scene.call, size=5, by=scene.buyer, now=SCORED)
    assert list(invariants.draws(SCORED)) == []


def test_a_draw_that_is_run_until_it_is_liked_is_found(scene):
    """Planted: written over the record and the seats, it recomputes; the log tells another."""
    panel = scenes.panel_of(scene)
    liked = panel.draw["order"][-1]
    facts = {"call_id": scene.call.id, "size": 5, "law": LAW}
    on = rules.Needs(on=DRAWN.date(), fields=(), unit_names=(), bidder_names=())
    pool = [rules.Candidate(n, n, (), date(2027, 12, 31)) for n in sorted(panel.draw["pool"])]
    tries = (rules.drawn(pool, on, at=DRAWN + timedelta(seconds=s), **facts) for s in range(1, 500))
    panel.draw = next(draw for draw in tries if liked in draw["taken"])
    sitting = {m.expert.number: m for m in panel.members}
    taken = set(panel.draw["taken"])
    friends = actions.queries.experts_by_number(taken - set(sitting))
    out = [member for number, member in sitting.items() if number not in taken]
    for member, friend in zip(out, friends.values(), strict=True):
        member.expert = friend
    session.flush()
    assert rules.problems_of(panel.draw) == []
    assert [line for line in invariants.draws(SCORED) if "log of the draw" in line]


# --- who gets the record


def json_of(answer) -> dict[str, Any]:
    assert answer.status_code == 200
    return json.loads(answer.get_data())


def test_before_the_result_only_the_digest_is_out_and_it_stays_the_same(
    db, set_clock, client, tmp_path
):
    scene = scenes.paneled(set_clock)
    url = f"/panels/{scene.call.id}/draw.json"
    before = json_of(client.get(url))
    assert set(before) == {"call", "digest"}
    row = session.query(AuditRow).filter_by(step="begin").one()
    assert row.detail["digest"] == before["digest"]
    member = scenes.panel_of(scene).members[0]
    actions.recuse(member, "生病", by=scenes.actor_of(member), now=SCORED)
    set_clock(SCORED)
    scenes.score(scene)
    results.compute(scene.call, by=scene.buyer, now=SCORED)
    assert json_of(client.get(url)) == before
    first = results.ranked(scene.call.id).rows[0].key
    best = next(s for s in scene.submissions if str(s.id) == first)
    results.award(scene.call, best, by=scene.buyer, now=SCORED)
    after = json_of(client.get(url))
    assert after["digest"] == before["digest"]
    assert len(after["after"]) == 1
    assert redrawn(tmp_path, [after]) == [f"the same {before['digest']}"]
    script = client.get("/panels/redraw.py")
    assert script.get_data() == SCRIPT.read_bytes()
    page = client.get(f"/results/{scene.call.id}").get_data(as_text=True)
    assert url in page
    assert "redraw.py" in page


def test_without_a_panel_there_is_no_record(db, set_clock, client):
    scene = scenes.qualified(set_clock)
    assert client.get(f"/panels/{scene.call.id}/draw.json").status_code == 404
