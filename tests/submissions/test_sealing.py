"""What is sealed opens at its own place only, and says nothing by its looks."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest

from app.submissions import sealing
from app.submissions.sealing import (
    BLOCK,
    SealBrokenError,
    bid_at,
    canonical,
    digest,
    draft_at,
    seal_at,
    seal_bytes,
    unseal_at,
    unseal_bytes,
)

KEY = bytes(range(32))
CALL, OTHER = UUID(int=1), UUID(int=2)
PLACE = bid_at(CALL, UUID(int=11), 1)
BID = {"price": "468500.00", "texts": {"plan": "每人每周至少探访一次"}}


def test_what_was_sealed_comes_back_letter_by_letter():
    opened = unseal_at(seal_at(BID, PLACE, key=KEY).content, PLACE, key=KEY)
    assert opened.content == BID
    assert opened.text == canonical(BID)


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, call_id=OTHER),
        replace(PLACE, organization_id=UUID(int=12)),
        replace(PLACE, version="2"),
        replace(PLACE, purpose="draft"),
    ],
)
def test_bytes_moved_to_another_place_do_not_open(place):
    with pytest.raises(SealBrokenError):
        unseal_at(seal_at(BID, PLACE, key=KEY).content, place, key=KEY)


def opens_elsewhere() -> int:
    """Count the places of others at which a sealed bid opens."""
    data, count = seal_at(BID, PLACE, key=KEY).content, 0
    for place in (replace(PLACE, organization_id=UUID(int=12)), replace(PLACE, version="2")):
        try:
            count += unseal_at(data, place, key=KEY).content == BID
        except SealBrokenError:
            continue
    return count


def test_the_suite_finds_a_seal_without_its_place(monkeypatch):
    """Planted: what is authenticated beside the content is left out."""
    assert opens_elsewhere() == 0
    monkeypatch.setattr(sealing.Place, "bound", b"")
    assert opens_elsewhere() == 2


def test_another_key_or_a_changed_byte_does_not_open():
    data = seal_at(BID, PLACE, key=KEY).content
    with pytest.raises(SealBrokenError):
        unseal_at(data, PLACE, key=bytes(32))
    for broken in (data[:-1] + bytes([data[-1] ^ 1]), data[:20], b""):
        with pytest.raises(SealBrokenError):
            unseal_at(broken, PLACE, key=KEY)


def test_the_commitment_is_salted_and_the_salt_is_inside():
    first, second = seal_at(BID, PLACE, key=KEY), seal_at(BID, PLACE, key=KEY)
    assert first.commitment != second.commitment
    opened = unseal_at(first.content, PLACE, key=KEY)
    assert opened.commitment == first.commitment
    assert hashlib.sha256(opened.salt + opened.text).hexdigest() == first.commitment


def test_the_length_tells_nothing_about_a_price():
    cheap = seal_at({"price": "9.00"}, PLACE, key=KEY).content
    dear = seal_at({"price": "98765432.10", "note": "x" * 400}, PLACE, key=KEY).content
    assert len(cheap) == len(dear)
    assert (len(cheap) - len(seal_bytes(b"", PLACE, key=KEY))) % BLOCK == 0


def test_no_price_shows_in_the_sealed_bytes():
    assert b"468500" not in seal_at(BID, PLACE, key=KEY).content


def test_attachments_are_sealed_as_they_are():
    data = seal_bytes(b"%PDF-1.7 ...", PLACE, key=KEY)
    assert b"PDF" not in data
    assert unseal_bytes(data, PLACE, key=KEY) == b"%PDF-1.7 ..."


def test_the_digest_needs_the_key_so_a_price_cannot_be_guessed_from_it():
    place = draft_at(CALL, UUID(int=11))
    assert digest(BID, place, key=KEY) == digest(dict(reversed(BID.items())), place, key=KEY)
    assert digest(BID, place, key=KEY) != digest(BID, place, key=bytes(32))
