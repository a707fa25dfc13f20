"""R7: the queue server and the workers are killed; no letter is lost, none is doubled."""

import pytest

from tests.machines import Machines
from tests.services import Redis, full_counts, redis_binary


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("other_pg_url")
    return f"sqlite:///{tmp_path}/jieli.db"


@pytest.mark.gate
def test_killed_queues_and_workers_lose_no_letter(database_url, tmp_path):
    rounds, letters = (20, 40) if full_counts() else (3, 20)
    server = Redis.start(redis_binary("valkey"))
    machines = Machines(tmp_path, database_url, server.url)
    try:
        machines.start("jobs.schedule")
        worker = machines.start("jobs.worker")
        for number in range(rounds):
            machines.write(letters)
            machines.hint()
            server.process.kill()
            server.process.wait(20)
            if number % 2:
                machines.kill(worker)
            server.restart()
            if worker.poll() is not None:
                worker = machines.start("jobs.worker")
        if worker.poll() is not None or not rounds % 2:
            worker = machines.start("jobs.worker")
        assert machines.drained() == rounds * letters
    finally:
        machines.close()
        server.stop()
