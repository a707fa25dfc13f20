"""Settings of the web server, for ./run and for production: gunicorn -c tools/gunicorn_conf.py wsgi:app."""

import os
import re
import resource
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

# A core file would hold bids in the clear.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
accesslog = "-"
# No query string and no referrer: both may hold what a person typed.
access_log_format = '%(t)s %(h)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a heartbeat file
control_socket_disable = True
LINK = re.compile(r"^(/account/links/).+")


class Log(Logger):  # type: ignore[misc]
    """The access log, in which a one-time link is not named: it opens an account."""

    def atoms(self, *told: Any) -> dict[str, Any]:  # noqa: ANN401 -- gunicorn's own types
        """Return what a line may hold."""
        found: dict[str, Any] = super().atoms(*told)
        found["U"] = LINK.sub(r"\1...", found["U"])
        return found


logger_class = Log


def post_fork(server: object, worker: Any) -> None:  # noqa: ANN401, ARG001 -- gunicorn's own types
    """Forget the parent's database connections without closing them: they are still its own."""
    engine = worker.app.wsgi().extensions.get("db")
    if engine is not None:
        engine.dispose(close=False)
