"""The inside of pictures: every part in its place, nothing behind the end, a size one can open."""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.documents.faults import DamagedError, Fault

PIXELS = 60_000_000
_PNG_HEAD = 8
_CHUNK = struct.Struct(">I4s")
_IHDR = 13
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, b"\xff\xd9"
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
        first = False
        if kind == b"IEND":
            break
    if file.read(1):
        raise DamagedError("hidden-data")


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
    at, framed = 2, False
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
