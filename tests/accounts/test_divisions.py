"""Codes of divisions become names, and names of those below."""

from app.accounts.divisions import children, full_name, name_of, parent_of, valid


def test_a_code_of_every_level_has_its_name() -> None:
    assert name_of("44") == "广东省"
    assert name_of("4403") == "深圳市"
    assert name_of("440309") == "龙华区"
    assert name_of("440309001") == "观湖街道"
    assert full_name("440309001") == "广东省深圳市龙华区观湖街道"
    assert full_name("110101") == "北京市东城区"


def test_six_digits_with_zeros_are_the_same_division() -> None:
    assert name_of("440000") == "广东省"
    assert name_of("440300") == "深圳市"
    assert valid("100000")


def test_unknown_codes_are_unknown() -> None:
    for code in ("", "990106", "440", "abcdef", "4403090", "000000"):
        assert not valid(code)
        assert name_of(code) is None
        assert full_name(code) is None
        assert parent_of(code) is None
        assert children(code) == ()


def test_the_tree_holds_together() -> None:
    provinces = children("100000")
    assert len(provinces) == 31
    assert ("440309", "龙华区") in children("4403")
    assert all(parent_of(code) == "440309" for code, _ in children("440309"))
    assert parent_of("44") is None
