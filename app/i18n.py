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
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app import words

LOCALE_COOKIE = "jl_locale"
# The folder's name matters: with zh_CN nothing would be translated, silently.
CHINESE = "zh_Hans_CN"
ENGLISH = "en"
CATALOGUE = Path(CHINESE) / "LC_MESSAGES" / "messages.po"

HERE = Path(__file__).parent
# More texts than the portal has: a text from elsewhere must not grow the memory.
KEPT = 10_000


class Catalogue(Translations):
    """The words of one language, all capabilities together, and what was looked up in them."""

    def __init__(self, found: Translations) -> None:
        super().__init__()
        vars(self).update(vars(found))
        self.texts: dict[str, str] = {}
        self.shown: dict[tuple[str, str], Markup] = {}

    def text(self, msgid: str) -> str:
        """Return the words for a msgid."""
        held = self.texts.get(msgid)
        if held is None:
            held = self.ugettext(msgid)
            if len(self.texts) < KEPT:
                self.texts[msgid] = held
        return held

    def show(self, msgid: str, within: str = "") -> Markup:
        """Return the words for a msgid without places, as a page takes them."""
        held = self.shown.get((within, msgid))
        if held is None:
            text = self.upgettext(within, msgid) if within else self.ugettext(msgid)
            held = Markup(text) % {}  # noqa: S704 -- our own words
            if len(self.shown) < KEPT:
                self.shown[within, msgid] = held
        return held


def catalogue() -> Catalogue | None:
    """Return the words of the language in force, once they were looked up."""
    context = g.get("_flask_babel") if has_app_context() else None
    return getattr(context, "babel_translations", None)


class OneCatalogue(Domain):  # type: ignore[misc]
    """Looks up the catalogue once per request instead of once per word.

    Flask-Babel keeps, forces and forgets `babel_translations` of its context together with
    the locale, so that what is held there is always that of the language in force.
    """

    def get_translations(self) -> Catalogue | NullTranslations:
        """Return the words of the language in force."""
        held = catalogue()
        if held is not None:
            return held
        found: NullTranslations = super().get_translations()
        if not isinstance(found, Translations):
            return found
        taken = found if isinstance(found, Catalogue) else self._taken_over(found)
        g.get("_flask_babel").babel_translations = taken
        return taken

    def _taken_over(self, found: Translations) -> Catalogue:
        taken = Catalogue(found)
        for key, held in self.cache.items():
            if held is found:
                self.cache[key] = taken
        return taken

    def gettext(self, string: str, **variables: object) -> str:
        """Return the words for a msgid, its places filled."""
        found = self.get_translations()
        text = found.text(string) if isinstance(found, Catalogue) else found.ugettext(string)
        return text % variables if variables else text


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
    babel = Babel(app, locale_selector=select_locale)
    babel.domain_instance = OneCatalogue()
    app.jinja_env.globals.update(_=shown, gettext=shown, pgettext=shown_in)
    app.jinja_env.add_extension("jinja2.ext.do")
    words.init_app(app)


@pass_eval_context
def shown(context: EvalContext, msgid: str, /, **variables: object) -> str:
    """Return the words for a msgid as Jinja's new style does: what fills a place is escaped."""
    found = catalogue() or get_domain().get_translations()
    if isinstance(found, Catalogue) and context.autoescape and not variables:
        return found.show(msgid)
    text = found.ugettext(msgid)
    # A text is always a format, even without variables, so that %% is always one sign.
    return (Markup(text) if context.autoescape else text) % variables  # noqa: S704


@pass_eval_context
def shown_in(context: EvalContext, within: str, msgid: str, /, **variables: object) -> str:
    """Return the words for a msgid with its context (`pgettext`), in the same way."""
    found = catalogue() or get_domain().get_translations()
    if isinstance(found, Catalogue) and context.autoescape and not variables:
        return found.show(msgid, within)
    text = found.upgettext(within, msgid)
    return (Markup(text) if context.autoescape else text) % variables  # noqa: S704


def select_locale() -> str:
    """Return the locale of the request; mapped by hand, since negotiation finds no zh_CN."""
    chosen = None
    if has_request_context():
        chosen = request.cookies.get(current_app.config.get("LOCALE_COOKIE", LOCALE_COOKIE))
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
