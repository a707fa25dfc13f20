"""The package that an organization keeps: read back to the letter, and nothing else passes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from app.submissions import packages
from app.submissions.sealing import Part

KEY = bytes(range(32))
OURS = SigningKey(bytes(32))
BID = {"price": "468500.00", "price_rows": [], "texts": {"plan": "每周一次"}, "files": []}


def written():
    return packages.written(
        BID,
        key=KEY,
        version=2,
        call="LW-SUB-2026-031",
        organization="青禾社工",
        sign=lambda said: OURS.sign(said).signature,
    )


def data(facts):
    return json.dumps(facts, ensure_ascii=False).encode()


def test_a_package_is_read_back_to_the_letter():
    found = packages.read(data(written()))
    assert found.content() == (BID, KEY)
    assert found.check == written()["check"]
    assert list(packages.fits(found, call="LW-SUB-2026-031", organization="青禾社工")) == []


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize(("name", "value"), [("text", '{"price":"1.00"}'), ("salt", "00" * 32)])
def test_a_changed_package_is_not_read(part, name, value):
    facts = written()
    facts["boxes"][part][name] = value
    assert packages.read(data(facts)) is None


@pytest.mark.parametrize(
    "held",
    [b"", b"[]", b"null", b"{}", b"\xff\xfe", b'{"kind": "jieli-submission"}', b"[" * 3000,
     b"1" * (packages.LARGEST + 1)],
)  # fmt: skip
def test_what_is_no_package_is_not_read(held):
    assert packages.read(held) is None


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "call", "boxes", "check", "version", "part", "text"]), inner)))  # fmt: skip
def test_nothing_makes_reading_fail(held):
    facts = written() | (held if isinstance(held, dict) else {"boxes": held})
    found = packages.read(data(facts))
    assert found is None or found.check == written()["check"]


def test_it_belongs_to_one_call_and_one_organization():
    found = packages.read(data(written()))
    (other,) = packages.fits(found, call="LW-SUB-2026-032", organization="青禾社工")
    assert other.code == "package-other-call"
    (other,) = packages.fits(found, call="LW-SUB-2026-031", organization="同心社工")
    assert other.code == "package-other-organization"
    (other,) = packages.fits(None, call="", organization="")
    assert other.code == "package-unreadable"


def test_only_that_very_version_is_made_good():
    found = packages.read(data(written()))
    assert list(packages.is_that(found, found.check)) == []
    (other,) = packages.is_that(found, "0" * 64)
    assert other.code == "package-other-check"
    assert set(found.parts) == set(Part)


def test_only_what_this_portal_signed_is_loaded():
    public = bytes(OURS.verify_key)
    found = packages.read(data(written()))
    assert list(packages.is_ours(found, public)) == []
    for other in (
        packages.read(data(written() | {"version": 3})),
        packages.read(data(written() | {"organization": "同心社工"})),
        packages.read(data(written() | {"signature": ""})),
        packages.read(data(written() | {"signature": "00" * 64})),
    ):
        (refused,) = packages.is_ours(other, public)
        assert refused.code == "package-unreadable"
    stranger = bytes(SigningKey(bytes([1]) * 32).verify_key)
    assert list(packages.is_ours(found, stranger)) != []
