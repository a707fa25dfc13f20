"""Papers as PDF (公文、回执、合同): typst with the fonts of the product, so they look the same everywhere.

What people typed travels as JSON beside the template: it is text and never becomes markup
or a command. `office` is the paper for everything that has no template of its own; a
capability keeps its own in its folder papers/ and asks for it as "contracts/contract".
"""

import json
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import typst

from app.config import ROOT

MISSING = "〓"  # what printers set for a character that is not in the case
_FONTS = Path(fonts.__file__).parent
_FORMAT_12 = 12


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a paper: `office`, or `<capability>/<paper>`.

    `data` is what JSON can hold. Characters that the fonts lack are shown as 〓.
    """
    capability, slash, name = template.rpartition("/")
    folder = ROOT / "app" / (capability if slash else "documents") / "papers"
    return compiled((folder / f"{name}.typ").read_text(encoding="utf-8"), data)


def compiled(source: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template given as text; it reads `sys.inputs.data`."""
    return typst.compile(
        source.encode(),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
        pdf_standards="a-2b",
    )


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts once a process; never those of the machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def printable(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON can hold
    """Return `value` with every character replaced that the fonts lack."""
    if isinstance(value, str):
        return "".join(c if c in "\n\t" or ord(c) in _characters() else MISSING for c in value)
    if isinstance(value, Mapping):
        return {str(key): printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


@cache
def _characters() -> frozenset[int]:
    """Return the characters that both fonts have, read from their tables."""
    serif, sans = (_covered(path.read_bytes()) for path in sorted(_FONTS.glob("*.otf")))
    return serif & sans


def _covered(font: bytes) -> frozenset[int]:
    """Read the character map (cmap, format 12) of an OpenType font."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(count))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    return frozenset(_mapped(font, start))


def _mapped(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", font, start + 2)
    for i in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * i + 4)
        at = start + offset
        (form,) = struct.unpack_from(">H", font, at)
        if form != _FORMAT_12:
            continue
        (groups,) = struct.unpack_from(">I", font, at + 12)
        for group in range(groups):
            first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
            yield from range(first, last + 1)
