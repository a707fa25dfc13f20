"""Keep the catalogues in step with the code.

    python -m tools.words [CAPABILITY ...]     add new words, drop stale ones, name the empty
    python -m tools.words --check              what the tests run: change nothing, name every fault

A capability's words are those of its own Python files and templates; the files directly in
app/ and app/templates share app/translations under the name `core`.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.i18n import CATALOGUE, CHINESE

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
CORE = "core"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
JINJA_OPTIONS = {"extensions": "jinja2.ext.do", "silent": "false", "newstyle_gettext": "true"}

HEADER = f"""\
msgid ""
msgstr ""
"Language: {CHINESE}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Id = str | tuple[str, ...]
Said = str | tuple[str, ...] | list[str] | None


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """One msgid: its context, its text, and its plural."""

    context: str
    text: str
    plural: str = ""

    @property
    def id(self) -> Id:
        """Return it as Babel has it."""
        return (self.text, self.plural) if self.plural else self.text


def main(arguments: list[str] | None = None) -> int:
    """Update or check."""
    parser = argparse.ArgumentParser(prog="python -m tools.words")
    parser.add_argument("capability", nargs="*", help=f"folders of app/, or {CORE}; all if none")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    names = options.capability or capabilities()
    if options.check:
        problems = [p for name in names for p in faults(name)]
        if not options.capability:
            problems += contradictions(names)
        print("\n".join(problems) or f"the words of {len(names)} folders are complete")
        return 1 if problems else 0
    for name in names:
        update(name)
    return 0


def capabilities() -> list[str]:
    """Return the folders that have words, `core` first."""
    folders = sorted(
        p.name
        for p in APP.iterdir()
        if p.is_dir() and p.name not in {"templates", "static", "translations", "__pycache__"}
    )
    return [CORE, *(n for n in folders if source(n).exists() or any(extract(n)))]


def source(name: str) -> Path:
    """Return the catalogue of a capability."""
    return (APP if name == CORE else APP / name) / "translations" / CATALOGUE


def files(name: str) -> Iterator[tuple[Path, str]]:
    """Yield the Python files and templates of a capability with how to read them."""
    if name == CORE:
        python: Iterable[Path] = APP.glob("*.py")
        templates = (APP / "templates").rglob("*.*")
    else:
        python = (APP / name).rglob("*.py")
        templates = (APP / name / "templates").rglob("*.*")
    yield from ((p, "python") for p in sorted(python))
    yield from ((p, "jinja") for p in sorted(templates) if p.suffix in {".html", ".txt", ".xml"})


def extract(name: str) -> set[Word]:
    """Return every msgid of a capability."""
    return {word for path, method in files(name) for word in extract_file(path, method)}


def extract_file(path: Path, method: str) -> Iterator[Word]:
    """Yield the msgids of one file."""
    if method == "python":
        if not _speaks(path):
            return
        rows = extract_from_file("python", path, keywords=KEYWORDS)
        found: Iterable[tuple[Id, str | None]] = (
            (message, context) for _, message, _, context in rows
        )
    else:
        found = _jinja(path)
    for message, context in found:
        if isinstance(message, tuple):
            yield Word(context or "", message[0], message[1])
        elif message:
            yield Word(context or "", message)


def _jinja(path: Path) -> Iterator[tuple[Id, str | None]]:
    with path.open("rb") as file:
        rows = list(babel_extract(file, list(KEYWORDS), [], JINJA_OPTIONS))
    for _, function, message, _ in rows:
        parts = message if isinstance(message, tuple) else (message,)
        said = [p for p in parts if p is not None]
        if not said:
            continue
        if function.endswith("pgettext"):
            yield said[1], said[0]
        elif function.endswith("ngettext"):
            yield (said[0], said[1]), None
        else:
            yield said[0], None


def _speaks(path: Path) -> bool:
    """Say whether a module imports gettext: elsewhere `_` is just a name for nothing."""
    return "gettext" in path.read_text(encoding="utf-8")


def read(name: str) -> Catalog:
    """Return the catalogue as it is, or an empty one."""
    path = source(name)
    if not path.exists():
        return Catalog(locale=CHINESE)
    with path.open("rb") as file:
        return read_po(file, locale=CHINESE, ignore_obsolete=True)


def update(name: str) -> None:
    """Write the catalogue anew: known words keep their Chinese, others take it from elsewhere."""
    found, old = sorted(extract(name)), read(name)
    if not found:
        source(name).unlink(missing_ok=True)
        return
    elsewhere = dict(spoken(n for n in _catalogued() if n != name))
    new, empty = Catalog(locale=CHINESE), 0
    for word in found:
        before = old.get(word.id, word.context or None)
        string = before.string if before is not None else None
        if not _filled(string):
            string = elsewhere.get(word)
        empty += not _filled(string)
        new.add(word.id, _shaped(word, string), context=word.context or None)
    text = BytesIO()
    write_po(text, new, width=0, no_location=True, omit_header=True, sort_output=True)
    path = source(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".po.new")
    fresh.write_bytes(HEADER.encode() + text.getvalue())
    fresh.replace(path)
    print(f"{name}: {len(found)} words, {empty} without Chinese")


def spoken(names: Iterable[str]) -> Iterator[tuple[Word, Said]]:
    """Yield every word that has its Chinese in one of the catalogues."""
    for name in names:
        yield from ((_word(m), m.string) for m in read(name) if m.id and _filled(m.string))


def _catalogued() -> list[str]:
    return [CORE, *sorted(p.parts[-5] for p in APP.glob(f"*/translations/{CATALOGUE}"))]


def _shaped(word: Word, string: Said) -> str | tuple[str, ...]:
    """Chinese has one plural form."""
    first = _parts(string)[0] if string else ""
    return (first,) if word.plural else first


def _filled(string: Said) -> bool:
    return bool(string) and all(_parts(string))


def _parts(string: Said) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())


def faults(name: str) -> list[str]:
    """Say what is wrong with one catalogue: missing, stale, empty, fuzzy."""
    words, known = extract(name), {_word(m): m for m in read(name) if m.id}
    problems = [f"{name}: missing {w.text!r}" for w in sorted(words - known.keys())]
    problems += [f"{name}: stale {w.text!r}" for w in sorted(known.keys() - words)]
    for word, message in sorted(known.items()):
        if not _filled(message.string):
            problems.append(f"{name}: empty {word.text!r}")
        elif message.fuzzy:
            problems.append(f"{name}: fuzzy {word.text!r}")
        elif places(message.id) != places(message.string):
            problems.append(f"{name}: other places in the Chinese of {word.text!r}")
    return problems


def places(text: Said) -> set[str]:
    """Return the named places of a text, as `%(n)s`; a number may be left out."""
    return {p for part in _parts(text) for p in re.findall(r"%\(\w+\)[sd]", part)} - {"%(num)d"}


def contradictions(names: Iterable[str]) -> list[str]:
    """Say where two catalogues have different Chinese for the same msgid: the last would win."""
    said: dict[Word, tuple[str, Said]] = {}
    problems = []
    for name in names:
        for word, string in spoken([name]):
            other, before = said.setdefault(word, (name, string))
            if _parts(before) != _parts(string):
                problems.append(f"{word.text!r}: {before!r} in {other}, {string!r} in {name}")
    return problems


def _word(message: Message) -> Word:
    text, plural = message.id if isinstance(message.id, tuple | list) else (message.id, "")
    return Word(message.context or "", text, plural)


if __name__ == "__main__":
    sys.exit(main())
