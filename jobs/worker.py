"""The worker: `python -m jobs.worker`.

The portal is made before the first job, so every forked horse has it already. A horse
forgets the parent's database connections without closing them: they are still its own.
"""

import os
from typing import cast

from rq import Queue, Worker
from sqlalchemy import Engine

from app.queue import make_queue
from jobs.portal import portal

# An abandoned job is found after a minute, not after RQ's eleven.
MAINTENANCE_SECONDS = 30
MONITORING_SECONDS = 5
WORKER_TTL_SECONDS = 60


def main() -> None:
    """Work until told to stop; a job that runs is finished first."""
    app = portal()
    engine = cast("Engine", app.extensions["db"])
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    make_worker(make_queue(app.config["SETTINGS"].redis_url)).work()


def make_worker(jobs: Queue) -> Worker:
    """Return a worker on the one queue."""
    return Worker(
        [jobs],
        connection=jobs.connection,
        serializer="json",
        worker_ttl=WORKER_TTL_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )


if __name__ == "__main__":
    main()
