"""Requests as nobody sane sends them. A case is drawn by its seed and number alone.

`Menu` is what there is to draw from: the doors and the forms of the demo district. `draw`
takes a real form or a real address and spoils it: values, names, encodings, headers, methods.
Every write also carries what no form asks for: a column's name with a value that nothing of
ours would write by itself (`Extras`).
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from app.db import Base

Pairs = list[tuple[str, str]]

TURNED = "\u202egnp.exe\u202c\u200b\ufeff"
HOSTILE = (
    "",
    " ",
    "　\u00a0\u2028",
    "a\x00b",
    "\x1b[2J\x07\x7f",
    "\ud800",
    "\udfff\ud83d",
    "𠮷😀👨‍👩‍👧" * 3,
    TURNED,
    "e\u0301" * 200,
    "长" * 300,
    "长" * 10_000,
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% raw %}",
    "'; drop table person; --",
    "%s%n%d%(x)s{0}{x}$x",
    "../../../../etc/passwd",
    "\\\\host\\share",
    "=HYPERLINK(1)",
    "%00%ff",
    "-1",
    "0",
    "-0",
    "1e999",
    "NaN",
    "-Infinity",
    "sNaN123",
    "0x1f",
    "1_000",
    "1.2345",
    "²",
    "٣",
    "⑦",
    "½",
    "１２３",
    "一百",
    str(2**31),
    str(2**63),
    str(10**20),
    "9" * 5000,
    "0.1e-400",
    "true",
    "null",
    "[]",
    "{}",
    '{"a":' * 400,
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-11-24T25:61",
    "0001-01-01T00:00",
    "2199-12-31T24:00",
    "20261131",
    "00000000-0000-0000-0000-000000000000",
    "{ffffffff-ffff-ffff-ffff-ffffffffffff}",
    "urn:uuid:not-one",
    "a@b",
    "a" * 65 + "@b.cn",
    "+8613800002046;ext=1",
    "javascript:alert(1)",
    "//evil.invalid/x",
    "http://[::1",
    "http:///\\evil.invalid",
    "/\t/evil.invalid",
)
NAMES = ("rows-0-", "rows-999999999-amount", "rows--1-amount", "rows-²-amount", "rows-0-0-0",
         "csrf_token", "__class__", "_method", "", "\ud800", "名" * 300, "a[b][c]", "rows-00001-label")  # fmt: skip
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "QUERY")
HEADERS: Mapping[str, tuple[str, ...]] = {
    "Accept-Language": ("", "zz-ZZ;q=9", "zh;q=NaN", "*" * 4000, "en;q=-1,,;", "\xff\xfe", "zh_CN_x"),
    "Cookie": ("jieli=x", "jieli=.eJw.x.y", "jl_large=\xff; jl_locale=zz", "=;=;;", "a" * 8000,
               'jieli="', "jl_locale=../../en", "jl_large=²"),
    "Content-Type": ("", "text/html", "application/json", "multipart/form-data", "a/b;c=\xff",
                     "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data; boundary="),
    "Content-Length": ("-1", "0", "7", "x", "99999999999999999999", "²"),
    "Transfer-Encoding": ("chunked", "x"),
    "Host": ("", "evil.invalid", "[::1", "a:99999", "a b", "\xff"),
    "Referer": ("javascript:1", "http://[", "\xff"),
    "Origin": ("null", "http://evil.invalid"),
    "Range": ("bytes=9-1", "bytes=-", "bytes=0-0,0-0,5-", "x=1", "bytes=99999999999999999999-"),
    "If-None-Match": ('"', "*", 'W/"x', "\xff"),
    "If-Modified-Since": ("yesterday", "Thu, 99 Jan 9999 99:99:99 GMT"),
    "Accept": ("", "x", "*/*;q=2", "application/json", "\xff"),
    "X-Forwarded-For": ("1.1.1.1, \xff", "a" * 4000),
    "X-Requested-With": ("XMLHttpRequest",),
    "Authorization": ("Basic \xff", "Basic ====", "Bearer x"),
    "User-Agent": ("", "\xff" * 2000),
}  # fmt: skip
FILES: tuple[tuple[str, bytes, str], ...] = (
    ("方案.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>", "application/pdf"),
    ("方案.pdf", b"%PDF-" + b"\x00" * 900, "application/pdf"),
    ("表.xlsx", b"PK\x03\x04" + b"\xff" * 400, "application/zip"),
    ("表.xlsx", b"PK\x05\x06" + b"\x00" * 18, "x"),
    ("表.csv", "名称,代码\r\n=1+1,²\r\n".encode("gb18030"), "text/csv"),
    ("表.csv", b"\xff\xfe\x00\x00,\x00\n" * 30, "text/csv"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x7f" * 60, "image/png"),
    ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 30, "image/jpeg"),
    ("../../x\r\n.exe", b"MZ", "application/octet-stream"),
    ("名" * 300 + ".docx", b"PK\x03\x04", "x/y;z=\xff"),
    (TURNED, b"", ""),
    ("", b"x", "text/plain"),
)
NO_FORM = (b"\xff\xfe=%zz&&=&a", b"a=%ED%A0%80&b=%", b'{"state": [1, {', b"--x\r\nContent-Disp",
           b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
           "名=值".encode("gb18030"), b"\x1f\x8b\x08\x00" + b"\x00" * 40, b"a=" + b"%41" * 2000)  # fmt: skip


# --- what there is to draw from


@dataclass(frozen=True)
class Blank:
    """A form as a page shows it, or an address without one: to where, by whom, what is in it."""

    endpoint: str
    method: str
    path: str
    who: str
    held: tuple[tuple[str, str], ...] = ()
    # what is typed, with the kind of its input
    free: tuple[tuple[str, str], ...] = ()
    # what may be chosen, beside what is
    choices: tuple[tuple[str, str], ...] = ()


class Forms(HTMLParser):
    """The forms of a page: each with its method, its address and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._open: dict[str, Any] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read one element."""
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "form":
            self._open = {"method": (has.get("method") or "get").upper(), "held": [], "free": [],
                          "action": has.get("action") or "", "choices": []}  # fmt: skip
            self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            kind = "held" if "selected" in has else "choices"
            self._open[kind].append((self._select, has.get("value") or ""))
        elif name and tag == "textarea":
            self._open["free"].append((name, "textarea"))
        elif name and tag in ("input", "button"):
            self._input(self._open, name, has)

    def handle_endtag(self, tag: str) -> None:
        """Close a form."""
        if tag == "select":
            self._select = ""
        elif tag == "form":
            self._open = None

    def _input(self, form: dict[str, Any], name: str, has: dict[str, str | None]) -> None:
        kind = has.get("type") or "text"
        value = has.get("value") or ""
        if kind == "hidden" or (kind in ("checkbox", "radio") and "checked" in has):
            form["held"].append((name, value or "y"))
        elif kind in ("checkbox", "radio", "submit"):
            form["choices"].append((name, value or "y"))
        else:
            form["free"].append((name, kind))
            if value:
                form["held"].append((name, value))


@dataclass
class Extras:
    """What no form asks for: a column's name, and a value that only this request holds."""

    unit_id: UUID
    organization_id: UUID
    person_id: UUID
    names: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        held = {c.key: c for m in Base.registry.mappers for c in inspect(m.class_).columns}
        self.names = sorted(held)
        states = [m.class_.__table__.c.state for m in Base.registry.mappers
                  if "state" in m.class_.__table__.c]  # fmt: skip
        self.states = sorted({str(v) for c in states for v in getattr(c.type, "enums", ())})

    def value(self, name: str, chance: Random, states: list[str]) -> str:
        """Return a value for a column that nobody chose; a state is one of these, if any."""
        for endings, known in (
            (("unit_id", "place", "scope_id"), self.unit_id),
            (("organization_id",), self.organization_id),
            (("_by", "person_id"), self.person_id),
            (("_id",), UUID(int=chance.getrandbits(128), version=4)),
            (("_at", "_on", "_until", "from", "to"), "2031-03-07T05:07"),
        ):
            if name.endswith(endings):
                return str(known)
        words = ("47.11", "4711", "canary-4711")
        return chance.choice((states or self.states) if name in ("state", "status") else words)


@dataclass
class Menu:
    """Everything that cases are drawn from."""

    blanks: list[Blank]
    people: list[str]
    arguments: list[str]
    fields: list[str]
    ids: list[str]
    extras: Extras
    # what the pages of a route's capability read from their addresses
    own: dict[str, list[str]]
    # the states of the thing that a route is about
    states: dict[str, list[str]]

    def __post_init__(self) -> None:
        self.by_method = {m: [b for b in self.blanks if b.method == m] for m in ("GET", "POST")}
        # A route with many forms is not asked more often than one with a single one.
        self.routes = {
            m: sorted({b.endpoint for b in found}) for m, found in self.by_method.items()
        }
        self.of = {
            (m, e): [b for b in found if b.endpoint == e]
            for m, found in self.by_method.items()
            for e in self.routes[m]
        }


# --- a case


@dataclass
class Case:
    """One request, and how it came about."""

    seed: int
    number: int
    endpoint: str
    method: str
    path: str
    who: str
    # what werkzeug's client takes
    sent: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    token: bool = False

    def __str__(self) -> str:
        said = {k: v for k, v in self.sent.items() if v}
        return (
            f"seed {self.seed} case {self.number}: {self.method} {self.path!r:.300} ({self.endpoint}) "
            f"as {self.who or 'nobody'}{' with tokens asked' if self.token else ''}: "
            f"{said!r:.2000} extras {self.extras!r}"
        )


def draw(menu: Menu, seed: int, number: int, only: frozenset[str] = frozenset()) -> Case:
    """Return the case of a number: the same one whenever the menu is the same."""
    chance = Random(f"{seed}-{number}")
    method = "POST" if chance.random() < 0.65 else "GET"
    if only and not any(e in only for e in menu.routes[method]):
        method = "GET" if method == "POST" else "POST"
    routes = [e for e in menu.routes[method] if not only or e in only]
    blank = _blank(menu.of[method, chance.choice(routes)], chance)
    who = blank.who if chance.random() < 0.8 else chance.choice(["", *menu.people])
    case = Case(seed, number, blank.endpoint, method, blank.path, who)
    if method == "POST":
        case.token = chance.random() < 0.05
        _body(case, blank, menu, chance)
    if method == "GET" or chance.random() < 0.1:
        _query(case, blank, menu, chance)
    if chance.random() < 0.15:
        _address(case, menu, chance)
    if chance.random() < 0.2:
        _headers(case, chance)
    if chance.random() < 0.04:
        case.method = chance.choice(METHODS)
    return case


def _blank(found: list[Blank], chance: Random) -> Blank:
    """Choose one, sooner a form that was really shown to somebody."""
    shown = [b for b in found if b.free or b.held or b.choices]
    return chance.choice(shown if shown and chance.random() < 0.75 else found)


def sane(kind: str, chance: Random) -> str:
    """Return what somebody might well type into an input."""
    if kind == "number":
        return str(chance.randrange(60))
    if kind == "date":
        return f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    if kind == "datetime-local":
        return f"2026-12-{chance.randrange(1, 29):02}T{chance.randrange(24):02}:00"
    if kind == "email":
        return "li@example.invalid"
    if kind == "textarea":
        return "逐项写明做法、频次、负责人和合格标准。"
    return chance.choice(("李明", "12", "468500.00", "2026-12-20", "13800002046", "y", "演示社"))


def _filled(blank: Blank, menu: Menu, chance: Random) -> Pairs:
    """Fill in a form as it should be, or from all names there are if it is not known."""
    pairs = [*blank.held, *((n, sane(kind, chance)) for n, kind in blank.free)]
    pairs = list(dict(pairs).items()) if chance.random() < 0.8 else pairs
    pairs += [pair for pair in blank.choices if chance.random() < 0.4]
    if not pairs or chance.random() < 0.1:
        names = chance.sample(menu.fields, min(len(menu.fields), 12))
        pairs += [(name, sane("text", chance)) for name in names]
    return pairs


def _spoiled(pairs: Pairs, menu: Menu, chance: Random) -> Pairs:
    """Spoil some of the fields: their value, their name, their number."""
    found = list(pairs)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(found)) if found else 0
        name = found[at][0] if found else chance.choice(menu.fields)
        how = chance.random()
        if how < 0.55 and found:
            found[at] = (name, hostile(chance))
        elif how < 0.65 and found:
            found[at] = (name, chance.choice(menu.ids))
        elif how < 0.75 and found:
            del found[at]
        elif how < 0.85:
            found.append((name, hostile(chance)))
        elif how < 0.92:
            found.append((chance.choice(NAMES), hostile(chance)))
        else:
            found.append((chance.choice(menu.fields), hostile(chance)))
    return found


def hostile(chance: Random) -> str:
    """Return a word to break something with: a known one, two together, or random letters."""
    how = chance.random()
    if how < 0.8:
        return chance.choice(HOSTILE)
    if how < 0.9:
        return chance.choice(HOSTILE)[:40] + chance.choice(HOSTILE)[:40]
    letters = string.printable + "长\u202e\U0001f600\ud800\x00\u0661"
    return "".join(chance.choices(letters, k=chance.randrange(1, 40)))


def _body(case: Case, blank: Blank, menu: Menu, chance: Random) -> None:
    pairs = _spoiled(_filled(blank, menu, chance), menu, chance)
    if chance.random() < 0.6:
        own = {name for name, _ in (*blank.held, *blank.free, *blank.choices)}
        states = menu.states.get(case.endpoint, [])
        names = {"state", *chance.sample(menu.extras.names, 12)} - own
        case.extras = {n: menu.extras.value(n, chance, states) for n in sorted(names)}
        pairs += [(name, value) for name, value in case.extras.items()]
        chance.shuffle(pairs)
    how = chance.random()
    if how < 0.72:
        case.sent["data"] = encoded(pairs)
        case.sent["content_type"] = "application/x-www-form-urlencoded"
    elif how < 0.92:
        _multipart(case, pairs, chance)
    elif how < 0.96:
        case.sent["json"] = {_clean(n): chance.choice((_clean(v), [_clean(v)], {"a": 1}, None, 1.5))
                             for n, v in pairs}  # fmt: skip
    else:
        case.sent["data"] = chance.choice(NO_FORM)
        case.sent["content_type"] = chance.choice(
            ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
        )


def encoded(pairs: Pairs) -> bytes:
    """Write a form as a browser does; what is no text goes out as the bytes it would be."""
    return urlencode(pairs, errors="surrogatepass").encode()


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _multipart(case: Case, pairs: Pairs, chance: Random) -> None:
    data: MultiDict[str, Any] = MultiDict((_clean(n) or "x", _clean(v)) for n, v in pairs)
    for name in chance.sample(("files", "file", "evidence", "paper", "upload", "state"), 2):
        label, content, kind = chance.choice(FILES)
        data.add(name, (BytesIO(content), label.replace("\r\n", ""), kind))
    case.sent |= {"data": data, "content_type": "multipart/form-data"}


def _query(case: Case, blank: Blank, menu: Menu, chance: Random) -> None:
    pairs = _filled(blank, menu, chance) if case.method == "GET" and blank.free else []
    names = [n for n in menu.own.get(case.endpoint, ()) if chance.random() < 0.7]
    names += chance.sample(menu.arguments, chance.choice((0, 0, 1, 2, 6, len(menu.arguments))))
    pairs += [(n, hostile(chance) if chance.random() < 0.7 else sane("text", chance))
              for n in names]  # fmt: skip
    pairs = _spoiled(pairs, menu, chance) if pairs else pairs
    query = urlencode(pairs, errors="surrogatepass")
    if chance.random() < 0.1:
        query += chance.choice(("&%ff%fe=%zz", "&&&=&", "&q=%00", "&page=1&page=²", "&\xff=\xe4"))
    case.sent["query_string"] = query[:20_000]


def _address(case: Case, menu: Menu, chance: Random) -> None:
    """Put something else where an id or a word stands in the address."""
    parts = case.path.split("/")
    at = chance.randrange(1, len(parts)) if len(parts) > 1 else 0
    other = chance.random()
    parts[at] = (
        chance.choice(menu.ids)
        if other < 0.4
        else str(uuid4())
        if other < 0.5
        else quote(hostile(chance)[:300], safe="", errors="surrogatepass")
    )
    case.path = "/".join(parts)


def _headers(case: Case, chance: Random) -> None:
    headers = {}
    for name in chance.sample(sorted(HEADERS), chance.choice((1, 1, 2, 5))):
        headers[name] = chance.choice(HEADERS[name])
    case.sent["headers"] = headers


# --- what is found in rows that a case wrote


def taken_over(
    column: str, written: Any, extras: Mapping[str, str], own: set[str]
) -> Iterator[str]:
    """Yield the extras that a written column has taken, also inside of JSON."""
    if isinstance(written, dict):
        for key, value in written.items():
            yield from taken_over(str(key), value, extras, own)
    elif isinstance(written, list):
        for value in written:
            yield from taken_over(column, value, extras, own)
    elif column in extras and column not in own and _same(written, extras[column]):
        yield f"{column}={written}"


def _same(written: Any, sent: str) -> bool:
    if written is None or isinstance(written, bool):
        return False
    said = written.isoformat() if hasattr(written, "isoformat") else str(written)
    return said == sent or (len(sent) > 8 and said.startswith(sent))
