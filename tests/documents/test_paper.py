"""Papers as PDF."""

import zlib

from app.documents import paper

BLOCKS = [
    {"kind": "heading", "text": "一、收到什么"},
    {"kind": "facts", "rows": [["项目", "居家养老服务"]]},
    {"kind": "text", "text": "第一段\n第二段"},
    {
        "kind": "table",
        "head": ["科目", "金额"],
        "rows": [["人工", "1.00"]],
        "align": ["left", "right"],
        "total": ["合计", "1.00"],
    },
    {"kind": "note", "text": "还没有提交"},
]


def test_an_office_paper_is_a_pdf():
    made = paper.pdf(
        "office", {"title": "回执", "blocks": BLOCKS, "sign": ["供应商"], "at": "今天"}
    )
    assert made.startswith(b"%PDF-")
    assert zlib.crc32(made)


def test_what_was_typed_is_text_and_never_a_command():
    made = paper.pdf(
        "office", {"title": '#read("/etc/passwd") #panic("x") $x$ *b* [', "blocks": []}
    )
    assert made.startswith(b"%PDF-")


def test_a_character_that_the_fonts_lack_is_shown_as_missing():
    assert paper.printable({"名": ["𠮷田😀", "龥A1—", 5, None]}) == {
        "名": ["〓田〓", "龥A1—", 5, None]
    }
    assert paper.pdf("office", {"title": "𠮷😀\u202e", "blocks": []}).startswith(b"%PDF-")
