"""Settings, all from the environment, with the embedded defaults of `./run`."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOCKET_PATH_LIMIT = 100
OPENERS_LEAST = 2
# More openers would make a nest for each of too many orders.
OPENERS_MOST = 5
SITE_FACTS = (
    "site_name",
    "site_host",
    "site_phone",
    "site_hours",
    "site_code",
    "site_icp",
    "site_police",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data lies and how this process behaves."""

    data: Path
    database_url: str
    redis_url: str
    env: str
    smtp_url: str | None
    site_url: str
    number_prefix: str = "LW"
    # How many openers are needed, of how many; (1, 0): the portal's own key opens.
    openers: tuple[int, int] = (2, 3)
    # How many proxies of our own stand in front: so many entries of X-Forwarded-For are true.
    proxies: int = 0
    # What the foot of every page says about the office behind it.
    site_name: str = ""
    site_host: str = ""
    site_phone: str = ""
    site_hours: str = ""
    site_code: str = ""
    site_icp: str = ""
    site_police: str = ""

    @property
    def demo(self) -> bool:
        """Say whether this is the demo district (time may be moved, second factor is off)."""
        return self.env in {"demo", "test"}

    @property
    def production(self) -> bool:
        """Say whether this serves a real district."""
        return self.env == "production"

    def cookie(self, name: str) -> str:
        """Return the name of a cookie: in a real district bound to this host and to TLS."""
        return f"__Host-{name}" if self.production else name

    def key(self, name: str) -> bytes:
        """Return the 32-byte secret `name`, kept outside the database; made at first use."""
        folder = self.data / "keys"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / name
        if not path.exists():
            # Written aside and linked into place: two processes that start together
            # must end up with the same secret.
            fresh = folder / f".{name}.{secrets.token_hex(4)}"
            fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fd, "wb") as file:
                file.write(secrets.token_bytes(32))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_bytes()


def load() -> Settings:
    """Read the environment."""
    data = Path(os.environ.get("JIELI_DATA", ROOT / "var")).resolve()
    return Settings(
        data=data,
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{data}/jieli.db",
        redis_url=os.environ.get("REDIS_URL") or f"unix://{queue_socket(data)}",
        env=os.environ.get("JIELI_ENV", "demo"),
        smtp_url=os.environ.get("SMTP_URL") or None,
        site_url=os.environ.get("SITE_URL", "http://127.0.0.1:8000"),
        **{name: os.environ.get(name.upper(), "") for name in SITE_FACTS},
        number_prefix=os.environ.get("JIELI_NUMBER_PREFIX", "LW"),
        proxies=int(os.environ.get("PROXIES", "0")),
        openers=quorum(os.environ.get("JIELI_OPENERS", "2/3")),
    )


def quorum(text: str) -> tuple[int, int]:
    """Read how many openers of how many open together: "2/3"; "0": the portal alone."""
    if text == "0":
        return 1, 0
    needed, _, count = text.partition("/")
    if not (
        needed.isdigit()
        and count.isdigit()
        and OPENERS_LEAST <= int(needed) <= int(count) <= OPENERS_MOST
    ):
        raise ValueError("JIELI_OPENERS: two of three are 2/3, the portal's own key alone is 0")
    return int(needed), int(count)


def queue_socket(data: Path) -> Path:
    """Return where the embedded queue listens; a long path moves to the temporary folder."""
    path = data / "queue.sock"
    if len(str(path)) <= SOCKET_PATH_LIMIT:
        return path
    mark = sha256(str(data).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"jieli-{os.getuid()}-{mark}" / "queue.sock"
