"""The inside of DOCX and XLSX files (OOXML): a ZIP that is read with suspicion.

Nothing is believed: members are inflated by us, in pieces, and what comes out is counted.
Python's own reader accepts overlapping members up to 3.11.7 (CVE-2024-0450: 3.6 KB of file,
50 MB of content), so places are checked here. The end record is read before zipfile is let
at the directory, which keeps the memory small.
"""

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.documents.faults import DamagedError, Fault
from app.documents.parts import Part

MEMBERS = 2000
INFLATED = 200 * 1024 * 1024
RATIO = 100
RATIO_FROM = 1024 * 1024  # small files may be repetitive
DIRECTORY = 1024 * 1024
RELATIONS = 1024 * 1024
_PIECE = 64 * 1024
_TRAILER = 24  # a data descriptor between two members

_END, _END_SIZE = b"PK\x05\x06", 22
_ZIP64 = b"PK\x06\x07"
_LOCAL = b"PK\x03\x04"
_LOCAL_HEAD = struct.Struct("<4s5H3I2H")
_NESTED = (_LOCAL, b"\xd0\xcf\x11\xe0", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"%PDF-")
_NESTED_NAMES = re.compile(r"\.(zip|rar|7z|gz|docx|xlsx|docm|xlsm|pptx|exe|dll|js|vbs|html?|jar)$")
_MACROS = re.compile(r"vba(project|data)|\bactivex/|macrosheets/")
_UNSAFE = re.compile(r"(^|/)\.\.(/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f\u202a-\u202e\u2066-\u2069]")
_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
}
_CONTENT_TYPES = "[Content_Types].xml"
_LINKS = ("http://", "https://", "mailto:")


def faults_of_office(file: BinaryIO, ending: str) -> Iterator[Fault]:
    """What is wrong with a DOCX or XLSX; nothing for a good one."""
    try:
        _check_end(file)
        members = _members(file)
        _check_names(members)
        _check_places(file, members)
        _check_content(file, members, ending)
    except DamagedError as error:
        yield error.fault
    except (BadZipFile, zlib.error, struct.error, ValueError, EOFError, NotImplementedError):
        yield Fault("damaged")


def _check_end(file: BinaryIO) -> None:
    """The end record stands at the very end, is a small one, and speaks of few members."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - 20))
    tail = file.read()
    end = tail[-_END_SIZE:]
    if len(end) < _END_SIZE or not end.startswith(_END):
        raise DamagedError("hidden-data")
    count, length, start = struct.unpack("<10xHII2x", end)
    if tail[:-_END_SIZE].startswith(_ZIP64) or count > MEMBERS or length > DIRECTORY:
        raise DamagedError("too-many-parts", limit=MEMBERS)
    if start + length + _END_SIZE != size:
        raise DamagedError("hidden-data")


def _members(file: BinaryIO) -> list[ZipInfo]:
    with ZipFile(file) as archive:
        return sorted(archive.infolist(), key=lambda m: m.header_offset)


def _check_names(members: list[ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise DamagedError("too-many-parts", limit=MEMBERS)
    seen: set[str] = set()
    for member in members:
        # orig_filename is what stands in the file; filename is cut at a NUL.
        name = member.orig_filename
        if _UNSAFE.search(name) or stat.S_ISLNK(member.external_attr >> 16):
            raise DamagedError("odd-parts", part=member.filename[:60])
        low = name.lower()
        if low in seen:
            raise DamagedError("odd-parts", part=member.filename[:60])
        seen.add(low)
        if _MACROS.search(low):
            raise DamagedError("macros")
        if _NESTED_NAMES.search(low):
            raise DamagedError("nested", part=member.filename[:60])


def _check_places(file: BinaryIO, members: list[ZipInfo]) -> None:
    """Members stand one behind the other from the first byte, and none over another."""
    at = 0
    for member in members:
        if not at <= member.header_offset <= at + (_TRAILER if at else 0):
            raise DamagedError("overlapping")
        at = _data_start(file, member) + member.compress_size
    with ZipFile(file) as archive:
        directory = archive.start_dir
    if not at <= directory <= at + _TRAILER:
        raise DamagedError("overlapping")


def _data_start(file: BinaryIO, member: ZipInfo) -> int:
    file.seek(member.header_offset)
    head = _LOCAL_HEAD.unpack(file.read(_LOCAL_HEAD.size))
    signature, _, flags, method, *_, name_length, extra_length = head
    name = file.read(name_length)
    if signature != _LOCAL or method != member.compress_type:
        raise DamagedError
    if flags & 1 or member.flag_bits & 1:
        raise DamagedError("locked")
    if method not in (ZIP_STORED, ZIP_DEFLATED):
        raise DamagedError
    if name not in (member.orig_filename.encode(), member.orig_filename.encode("cp437", "replace")):
        raise DamagedError
    behind: int = name_length + extra_length
    return member.header_offset + _LOCAL_HEAD.size + behind


def _check_content(file: BinaryIO, members: list[ZipInfo], ending: str) -> None:
    """Read every member to its end, and count over all of them."""
    types = b""
    wrong: Fault | None = None
    room = _Room(sum(m.compress_size for m in members))
    for member in members:
        name = member.filename
        part = Part(name, ending) if name.endswith(".xml") else None
        kept = _read(file, member, room, part)
        if part:
            wrong = wrong or part.fault
        if name == _CONTENT_TYPES:
            types = kept
        elif _is_kept(name):
            _check_relations(kept)
    # A bomb is called a bomb, though its parts are no XML either.
    if wrong:
        raise DamagedError(wrong.code, **wrong.detail)
    _check_types(types, ending)


class _Room:
    """How much may come out of a file, by its size."""

    def __init__(self, packed: int) -> None:
        self._most = min(INFLATED, max(RATIO_FROM, RATIO * packed))
        self._total = 0

    def take(self, size: int) -> None:
        self._total += size
        if self._total > self._most:
            raise DamagedError("bomb")


def _is_kept(name: str) -> bool:
    return name == _CONTENT_TYPES or name.lower().endswith(".rels")


def _read(file: BinaryIO, member: ZipInfo, room: _Room, part: Part | None) -> bytes:
    """Return the content of a small member that is asked about; show the others to `part`."""
    kept, head, keep = bytearray(), b"", _is_kept(member.filename)
    for piece in _inflated(file, member):
        room.take(len(piece))
        head = head or piece[:16]
        if part:
            part.feed(piece)
        if keep:
            kept += piece
            if len(kept) > RELATIONS:
                raise DamagedError("bomb")
    if head.startswith(_NESTED):
        raise DamagedError("nested", part=member.filename[:60])
    if part:
        part.feed(b"", last=True)
    return bytes(kept)


def _inflated(file: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    """Yield what really comes out of a member; compare length and checksum at the end."""
    file.seek(_data_start(file, member))
    left, size, checksum = member.compress_size, 0, 0
    packed = member.compress_type == ZIP_DEFLATED
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left:
        raw = file.read(min(_PIECE, left))
        if not raw:
            raise DamagedError
        left -= len(raw)
        while raw:
            piece = inflate.decompress(raw, _PIECE) if packed else raw
            raw = inflate.unconsumed_tail if packed else b""
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if packed and inflate.unused_data:
            raise DamagedError("hidden-data")
    while packed and not inflate.eof:
        piece = inflate.decompress(inflate.unconsumed_tail, _PIECE)
        if not piece:
            raise DamagedError
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != member.file_size or checksum != member.CRC:
        raise DamagedError


def _elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a small XML part; a document type (and so entities) is refused."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise DamagedError("odd-parts", part="DOCTYPE")

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name.rpartition(":")[2], attributes))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)  # noqa: FBT003 -- expat takes it by place only
    except expat.ExpatError as error:
        raise DamagedError from error
    yield from found


def _check_relations(xml: bytes) -> None:
    """Nothing is fetched from outside when the file is opened; a link to click is allowed."""
    for _, attributes in _elements(xml):
        if attributes.get("TargetMode", "").lower() != "external":
            continue
        target = attributes.get("Target", "")
        link = attributes.get("Type", "").endswith("/hyperlink")
        if not (link and target.lower().startswith(_LINKS)):
            raise DamagedError("external", target=target[:80])


def _check_types(xml: bytes, ending: str) -> None:
    kinds = [a.get("ContentType", "") for _, a in _elements(xml)] if xml else []
    if any("macroEnabled" in kind for kind in kinds):
        raise DamagedError("macros")
    if not any(kind.endswith(_MAIN[ending]) for kind in kinds):
        raise DamagedError("not-office", ending=ending)
