"""What may be taken in (附件检查): the outside of a file here, its inside in archives.py, pdf.py, pictures.py.

A file gets in if its ending is on the list, its first bytes say the same, and its structure
holds together to the last byte. Everything else is refused with what is wrong and what to do.
The limits are technical, not from the law.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from zipfile import is_zipfile

from app.documents.archives import faults_of_office
from app.documents.faults import Fault
from app.documents.pdf import faults_of_pdf
from app.documents.pictures import faults_of_jpeg, faults_of_png
from app.errors import Finding

MEGA = 1024 * 1024
SIZE_LIMIT = 20 * MEGA
LABEL_LENGTH = 200
HEAD = 1024

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KINDS = "PDF、PNG、JPG、DOCX、XLSX"
# What people have and may turn into something we take.
TURN_INTO = {
    "doc": "docx",
    "docm": "docx",
    "wps": "docx",
    "rtf": "docx",
    "xls": "xlsx",
    "xlsm": "xlsx",
    "et": "xlsx",
    "csv": "xlsx",
    "ofd": "pdf",
    "ppt": "pdf",
    "pptx": "pdf",
    "txt": "pdf",
    "bmp": "png",
    "gif": "png",
    "svg": "png",
    "tif": "pdf",
    "tiff": "pdf",
    "webp": "jpg",
    "heic": "jpg",
}
ARCHIVES = frozenset({"zip", "rar", "7z", "gz", "tar", "tgz"})
ZIP_MAGIC = b"PK\x03\x04"
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (ZIP_MAGIC, "office"),
)
_FAMILY = {"jpeg": "jpg", "docx": "office", "xlsx": "office"}
_INSIDE: dict[str, Callable[[BinaryIO], Iterator[Fault]]] = {
    "pdf": faults_of_pdf,
    "png": faults_of_png,
    "jpg": faults_of_jpeg,
}
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_SPACES = re.compile(r"\s+")


def label_of(name: str) -> str:
    """Return a typed file name as a label: no folders, no invisible or turning characters.

    It is shown and offered at download; it never is a path here.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c) not in _HIDDEN)
    shown = _SPACES.sub(" ", unicodedata.normalize("NFC", shown)).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    room = LABEL_LENGTH - len(dot + ending)
    return f"{stem[:room]}{dot}{ending}" if dot and room > 0 else shown[:LABEL_LENGTH]


def ending_of(label: str) -> str:
    """Return the ending of a label in small letters, without the dot."""
    return Path(label).suffix.lower().removeprefix(".")


def outside(label: str, size: int) -> Iterator[Finding]:
    """The name and the size of a file."""
    ending = ending_of(label)
    if ending in TURN_INTO:
        yield Finding("file-turn-into", detail={"ending": ending, "other": TURN_INTO[ending]})
    elif ending in ARCHIVES:
        yield Finding("file-is-archive", detail={"kinds": KINDS})
    elif ending not in MEDIA_TYPES:
        yield Finding("file-kind", detail={"ending": ending or "—", "kinds": KINDS})
    if size == 0:
        yield Finding("file-empty", detail={"label": label})
    if size > SIZE_LIMIT:
        yield Finding("file-too-large", detail={"limit": f"{SIZE_LIMIT // MEGA} MB"})


def inside(label: str, file: BinaryIO) -> Iterator[Finding]:
    """The content of a file whose outside is in order."""
    wanted = _FAMILY.get(ending_of(label), ending_of(label))
    file.seek(0)
    head = file.read(HEAD)
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found != wanted:
        yield _differs(label, found)
        return
    if (wanted != "office" and is_zipfile(file)) or (wanted != "pdf" and b"%PDF-" in head):
        yield Finding("file-two-in-one", detail={"label": label})
        return
    file.seek(0)
    # The first fault is enough: what follows in a bad file means nothing.
    for fault in islice(_inspected(file, wanted, ending_of(label)), 1):
        yield Finding(f"file-{fault.code}", detail={"label": label, **fault.detail})


def _inspected(file: BinaryIO, kind: str, ending: str) -> Iterator[Fault]:
    return faults_of_office(file, ending) if kind == "office" else _INSIDE[kind](file)


def _differs(label: str, found: str | None) -> Finding:
    if found is None:
        return Finding("file-not-what-it-says", detail={"ending": ending_of(label)})
    other = "DOCX/XLSX" if found == "office" else found.upper()
    return Finding("file-other-kind", detail={"ending": ending_of(label), "found": other})
