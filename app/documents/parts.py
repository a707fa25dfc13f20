"""The XML parts of an office file, read as they are inflated: nothing in them may act by itself.

A document type is refused (entities that grow, entities that fetch), and so are fields and
formulas that start a program or fetch something (DDE, INCLUDEPICTURE from an address).
"""

import re
from xml.parsers import expat

from app.documents.faults import DamagedError, Fault

_FIELD = re.compile(r"\s*(DDE|DDEAUTO)\b", re.IGNORECASE)
# A field may be spelled in numbers to hide its name.
_SPELLED = re.compile(r"\s*QUOTE(\s+\d+){3}", re.IGNORECASE)
_FETCHED = re.compile(
    r'\s*INCLUDE(?:PICTURE|TEXT)\s+"?((?:https?:|file:|\\\\)[^"\s]*)', re.IGNORECASE
)
_FIELD_LONGEST = 4096
# Outside quotation marks a formula has no such line: PROGRAM|'WORDS'!A1
_FORMULA = re.compile(rb"<f\b[^>]*>[^<\"]{0,300}\w\|(?:'|&apos;)")
_KEPT = 512
_LINKED = "ddeLink"


class Part:
    """One part on its way through."""

    def __init__(self, name: str, ending: str) -> None:
        self.fault: Fault | None = None
        self._name = name
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._sheet = ending == "xlsx" and "/worksheets/" in name
        # The cells of a large sheet are not looked at one by one: it would take too long.
        if not self._sheet:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._text
        self._tail = b""
        self._field = ""
        self._inside = False

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Take what comes next."""
        if self.fault:
            return
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError:
            self.fault = Fault("damaged")
        except DamagedError as error:
            self.fault = error.fault
        if self._sheet:
            self._cells(piece)

    def _cells(self, piece: bytes) -> None:
        seen = self._tail + piece
        if b"\x00" in piece:  # another alphabet, which no office program writes
            self.fault = Fault("odd-parts", {"part": self._name[:60]})
        elif _FORMULA.search(seen):
            self.fault = Fault("active", {"what": "DDE"})
        self._tail = seen[-_KEPT:]

    def _doctype(self, *_: object) -> None:
        raise DamagedError("odd-parts", part="DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == _LINKED:
            raise DamagedError("active", what="DDE")
        if tag == "instrText":
            self._inside = True
        elif tag == "fldSimple":
            self._judge(next((v for k, v in attributes.items() if k.endswith("instr")), ""))
        elif tag == "fldChar":
            # A field in another one begins anew; what stood before is judged as it is.
            self._judge(self._field)
            self._field = ""

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "instrText":
            self._inside = False
            self._judge(self._field)

    def _text(self, words: str) -> None:
        if self._inside:
            self._field = (self._field + words)[:_FIELD_LONGEST]

    def _judge(self, field: str) -> None:
        if _FIELD.match(field) or _SPELLED.match(field):
            raise DamagedError("active", what="DDE")
        if found := _FETCHED.match(field):
            raise DamagedError("external", target=found[1][:80])
