"""The inside of a PDF: whole, not locked, and with nothing that starts by itself."""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.documents.faults import Fault

_TAIL = 2048
_INFLATED = 20 * 1024 * 1024
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED_OBJECTS = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n", re.DOTALL)
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoTo[ER]|Rendition)\b"
)
_LOCKED = re.compile(rb"/Encrypt\b")


def faults_of_pdf(file: BinaryIO) -> Iterator[Fault]:
    """What is wrong with a PDF; nothing for a good one."""
    content = file.read()
    tail = content[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail or b" obj" not in content:
        yield Fault("damaged")
        return
    if content[content.rfind(b"%%EOF") + 5 :].strip(b"\r\n \t\x00"):
        yield Fault("hidden-data")
        return
    if _LOCKED.search(content):
        yield Fault("locked")
        return
    for piece in _readable(content):
        names = _NAME_ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), piece)
        if found := _ACTIVE.search(names):
            yield Fault("active", {"what": found[1].decode()})
            return


def _readable(content: bytes) -> Iterator[bytes]:
    """Yield the file and its packed objects, as far as they are packed the usual way."""
    yield content
    room = _INFLATED
    for found in _PACKED_OBJECTS.finditer(content):
        end = content.find(b"endstream", found.end())
        inflate = zlib.decompressobj()
        try:
            piece = inflate.decompress(content[found.end() : end], room)
        except zlib.error:
            continue
        room -= len(piece)
        yield piece
        if room <= 0:
            return
