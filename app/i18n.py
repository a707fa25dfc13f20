"""Languages: Chinese by default, English where the cookie says so.

msgids are English. Every capability has its own catalogue beside its code; the shared one
(base.html, the macros, the core) is in app/translations. Catalogues are compiled at
start-up, because .mo files are not kept in the repository.
"""

import os
import secrets
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from flask_babel import Babel

from app import words

LOCALE_COOKIE = "jl_locale"
# The folder's name matters: with zh_CN nothing would be translated, silently.
CHINESE = "zh_Hans_CN"
ENGLISH = "en"
CATALOGUE = Path(CHINESE) / "LC_MESSAGES" / "messages.po"

HERE = Path(__file__).parent


def init_app(app: Flask) -> None:
    """Compile the catalogues that changed, and have Flask-Babel read all of them."""
    folders = translation_folders()
    for folder in folders:
        compile_catalogue(folder / CATALOGUE)
    app.config.update(
        BABEL_DEFAULT_LOCALE=CHINESE,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=";".join(map(str, folders)),
    )
    Babel(app, locale_selector=select_locale)
    app.jinja_env.add_extension("jinja2.ext.do")
    words.init_app(app)


def select_locale() -> str:
    """Return the locale of the request; mapped by hand, since negotiation finds no zh_CN."""
    chosen = request.cookies.get(LOCALE_COOKIE) if has_request_context() else None
    return ENGLISH if chosen == ENGLISH else CHINESE


def translation_folders(root: Path = HERE) -> list[Path]:
    """Return the folders with catalogues: the shared one first, then those of capabilities."""
    shared = root / "translations"
    own = sorted(p for p in root.glob("*/translations") if (p / CATALOGUE).exists())
    return [p for p in (shared, *own) if (p / CATALOGUE).exists()]


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside a .po, if it is missing or older.

    Written aside and moved into place: several processes may start at once, and a reader
    must never see half a file. The .mo takes the time of its source, so that two edits
    within one tick of the clock are told apart.
    """
    target = source.with_suffix(".mo")
    changed = source.stat().st_mtime_ns
    if target.exists() and target.stat().st_mtime_ns == changed:
        return
    with source.open("rb") as file:
        catalogue = read_po(file, locale=CHINESE)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(compiled.getvalue())
        os.utime(fresh, ns=(changed, changed))
        fresh.replace(target)
    except OSError:
        # A read-only installation keeps what it was installed with.
        fresh.unlink(missing_ok=True)
        if not target.exists():
            raise
