"""The index file: one header, some arrays, mapped into memory and shared between processes.

magic, length of the header, digest of everything else, header (JSON), arrays at multiples of 64 bytes. A file is
written beside its place and renamed, so a reader sees the old one or the new one. A file that is torn, damaged or of
another analyser is refused with StaleIndexError.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.errors import StaleIndexError
from matching.matrix import Matrix
from matching.segment import K1, B, Facts, Segment
from matching.text import ANALYSER

FORMAT = 1
_MAGIC = b"JIELIIDX"
_START = 48
_STEP = 64
_DIGEST = 32
_MATRICES = ("text", "own", "past")


def _padded(size: int) -> int:
    return -size % _STEP


def _arrays(segment: Segment) -> dict[str, npt.NDArray[Any]]:
    facts = "\n".join(json.dumps([f.key, f.place, f.fields, f.grade]) for f in segment.facts)
    found: dict[str, npt.NDArray[Any]] = {
        "facts": np.frombuffer(facts.encode(), dtype=np.uint8),
        "terms": segment.terms,
        "owner": segment.owner,
        "performance": segment.performance,
    }
    for name in _MATRICES:
        matrix: Matrix = getattr(segment, name)
        found |= {
            f"{name}.indptr": matrix.indptr,
            f"{name}.rows": matrix.rows,
            f"{name}.data": matrix.data,
        }
    return found


def write(path: Path, segment: Segment, header: Mapping[str, Any]) -> None:
    """Write and swap. Raises OSError (a full disk, say) and then leaves the old file as it was."""
    arrays = _arrays(segment)
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = [array.dtype.str, int(array.size), offset]
        offset += array.nbytes + _padded(array.nbytes)
    plain = {**header, "format": FORMAT, "analyser": ANALYSER, "k1": K1, "b": B, "n": segment.size,
             "arrays": table, "bytes": offset}  # fmt: skip
    head = json.dumps(plain, ensure_ascii=True, sort_keys=True).encode()
    head += b" " * _padded(_START + len(head))
    first = _MAGIC + len(head).to_bytes(8, "little")
    digest = hashlib.blake2b(first + head, digest_size=_DIGEST)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(b"\0" * _START)
            file.write(head)
            for array in arrays.values():
                raw = np.ascontiguousarray(array).tobytes() + b"\0" * _padded(array.nbytes)
                digest.update(raw)
                file.write(raw)
            file.seek(0)
            file.write(first + digest.digest())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path) -> tuple[Segment, dict[str, Any]]:
    """The mapped segment and the header. Raises StaleIndexError where the file cannot be trusted."""
    try:
        whole = np.memmap(path, dtype=np.uint8, mode="r")
    except FileNotFoundError as error:
        raise StaleIndexError(f"There is no index at {path}") from error
    except ValueError as error:  # an empty file cannot be mapped
        raise StaleIndexError(f"{path} is empty") from error
    first = bytes(whole[:_START])
    if len(first) < _START or first[: len(_MAGIC)] != _MAGIC:
        raise StaleIndexError(f"{path} is no index")
    end = _START + int.from_bytes(first[8:16], "little")
    head = bytes(whole[_START:end]) if end <= whole.size else b""
    digest = hashlib.blake2b(first[:16] + head, digest_size=_DIGEST)
    digest.update(whole[min(end, whole.size) :].data)
    if digest.digest() != first[16:_START]:
        raise StaleIndexError(f"{path} is torn or damaged")
    header = json.loads(head)
    expected = (FORMAT, ANALYSER, K1, B)
    found = tuple(header.get(k) for k in ("format", "analyser", "k1", "b"))
    if found != expected:
        raise StaleIndexError(f"{path} was made by {found}, this is {expected}")

    def array(name: str) -> npt.NDArray[Any]:
        kind, size, offset = header["arrays"][name]
        dtype = np.dtype(kind)
        start = end + offset
        return whole[start : start + size * dtype.itemsize].view(np.ndarray).view(dtype)

    def matrix(name: str, height: int) -> Matrix:
        return Matrix(array(f"{name}.indptr"), array(f"{name}.rows"), array(f"{name}.data"), height)

    lines = array("facts").tobytes().decode().splitlines()
    facts = tuple(
        Facts(k, place, tuple(fields), grade) for k, place, fields, grade in map(json.loads, lines)
    )
    owner = array("owner")
    segment = Segment(
        facts, array("terms"), matrix("text", len(facts)), matrix("own", len(facts)),
        matrix("past", int(owner.size)), owner, array("performance"),
    )  # fmt: skip
    return segment, header
