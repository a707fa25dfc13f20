"""The inside of pictures: every part in its place, nothing behind the end, a size one can open."""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.documents.faults import DamagedError, Fault

PIXELS = 60_000_000
_PNG_HEAD = 8
_CHUNK = struct.Struct(">I4s")
_IHDR = 13
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SLACK = 64 * 1024
_PIECE = 256 * 1024
_WORDS = frozenset({b"zTXt", b"iTXt", b"iCCP"})
_ZLIB = re.compile(rb"\x00[\x00\x01]?(?=x[\x01\x5e\x9c\xda])")
_NOTE = 8 * 1024 * 1024
# What cameras write beside the picture: Exif, colours, depth.
BESIDE = 6 * 1024 * 1024
_APPS = range(0xE0, 0xF0)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _COMMENT, _END = 0xDA, 0xFE, b"\xff\xd9"
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})


def faults_of_png(file: BinaryIO) -> Iterator[Fault]:
    """What is wrong with a PNG; nothing for a good one."""
    try:
        _walk_png(file)
    except DamagedError as error:
        yield error.fault
    except struct.error:
        yield Fault("damaged")


def _walk_png(file: BinaryIO) -> None:
    file.seek(_PNG_HEAD)
    first = True
    while True:
        length, kind = _CHUNK.unpack(file.read(_CHUNK.size))
        body = file.read(length)
        (checksum,) = struct.unpack(">I", file.read(4))
        if len(body) != length or zlib.crc32(kind + body) != checksum:
            raise DamagedError
        if first != (kind == b"IHDR") or (first and length != _IHDR):
            raise DamagedError
        if first:
            _check_pixels(*struct.unpack(">II", body[:8]))
            rows = _Rows(body)
        elif kind == b"IDAT":
            rows.feed(body)
        elif kind in _WORDS:
            _check_words(body)
        first = False
        if kind == b"IEND":
            break
    if file.read(1):
        raise DamagedError("hidden-data")


class _Rows:
    """The packed rows of a picture: they grow to what its head says, and no further."""

    def __init__(self, head: bytes) -> None:
        width, height, depth, kind = struct.unpack(">IIBB", head[:10])
        bits = width * depth * _CHANNELS.get(kind, 4)
        # Seven passes of an interlaced picture have more rows, each with its filter byte.
        self._room = height * (bits // 8 + 2) * 2 + _SLACK
        self._inflate = zlib.decompressobj()

    def feed(self, body: bytes) -> None:
        while body and not self._inflate.eof:
            try:
                piece = self._inflate.decompress(body, _PIECE)
            except zlib.error:
                raise DamagedError from None
            self._room -= len(piece)
            if self._room < 0:
                raise DamagedError("bomb")
            body = self._inflate.unconsumed_tail


def _check_words(body: bytes) -> None:
    """A note or a profile that is packed stays small."""
    for found in _ZLIB.finditer(body):
        inflate = zlib.decompressobj()
        try:
            inflate.decompress(body[found.end() :], _NOTE)
        except zlib.error:
            continue
        if inflate.unconsumed_tail:
            raise DamagedError("bomb")


def faults_of_jpeg(file: BinaryIO) -> Iterator[Fault]:
    """What is wrong with a JPEG; nothing for a good one."""
    content = file.read()
    try:
        _walk_jpeg(content)
    except DamagedError as error:
        yield error.fault
    except struct.error:
        yield Fault("damaged")


def _walk_jpeg(content: bytes) -> None:
    at, framed, beside = 2, False, 0
    while True:
        mark, kind = struct.unpack_from(">BB", content, at)
        if mark != 0xFF:  # noqa: PLR2004 -- every marker begins so
            raise DamagedError
        if kind == 0xFF:  # noqa: PLR2004 -- fill bytes before a marker
            at += 1
            continue
        if kind in _BARE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            _check_pixels(width, height)
            framed = True
        if kind == _SCAN:
            break
        beside += length if kind in _APPS or kind == _COMMENT else 0
        if beside > BESIDE:
            raise DamagedError("ballast", limit=f"{BESIDE // 1024 // 1024} MB")
        at += 2 + length
    if not framed:
        raise DamagedError
    # Cameras fill up with zeros; anything else behind the end is not the picture.
    if not content.rstrip(b"\x00").endswith(_END):
        raise DamagedError("damaged" if _END not in content[at:] else "hidden-data")


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise DamagedError
    if width * height > PIXELS:
        raise DamagedError("too-many-pixels", width=width, height=height)
