"""A real worker process on a real queue server drains a real database."""

import pytest

from tests.machines import Machines


@pytest.fixture(params=["sqlite", "postgres"])
def machines(request, tmp_path, redis_url):
    url = f"sqlite:///{tmp_path}/jieli.db"
    if request.param == "postgres":
        url = request.getfixturevalue("other_pg_url")
    made = Machines(tmp_path, url, redis_url)
    yield made
    made.close()


def test_a_hint_wakes_the_worker_and_it_ends_when_asked(machines):
    worker = machines.start("jobs.worker")
    machines.write(3)
    machines.hint()
    assert machines.drained() == 3
    worker.terminate()
    assert worker.wait(20) == 0


def test_the_scheduler_finds_what_no_hint_told_of(machines):
    machines.write(1)
    scheduler = machines.start("jobs.schedule")
    machines.start("jobs.worker")
    assert machines.drained() == 1
    scheduler.terminate()
    assert scheduler.wait(20) == 0
