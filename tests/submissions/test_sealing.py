"""What is sealed opens at its own place only, and says nothing by its looks."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest

from app.keys import locks
from app.keys.queries import Lock
from app.submissions import sealing
from app.submissions.sealing import (
    BLOCK,
    Part,
    SealBrokenError,
    box_at,
    boxes,
    check_of,
    commitment,
    digest,
    draft_at,
    open_box,
    packed_parts,
    seal_bytes,
    unseal_bytes,
    whole,
)

KEY = bytes(range(32))
PRIVATE = bytes(range(1, 33))
LOCK = Lock("set-1", 1, {"1": locks.public_of(PRIVATE)})
CALL, OTHER, OWNER = UUID(int=1), UUID(int=2), UUID(int=11)
BID = {"price": "468500.00", "price_rows": [], "texts": {"plan": "每人每周至少探访一次"}}


def sealed(content=BID, version=1):
    made = boxes(content, key=KEY, call_id=CALL, organization_id=OWNER, version=version, lock=LOCK)
    return {box.part: box for box in made}


def place(part, version=1):
    return box_at(part, CALL, OWNER, version=version, lock=LOCK.id)


def secret_of(box):
    return locks.peel(box.nests, "1", PRIVATE)[""]


def opened(made):
    return {part: open_box(box.sealed, secret_of(box), place(part)) for part, box in made.items()}


def test_what_was_sealed_comes_back_with_the_key_of_its_attachments():
    content, key = whole(opened(sealed()).values())
    assert content == BID
    assert key == KEY


def test_the_technical_box_holds_no_price_and_the_price_box_nothing_else():
    found = opened(sealed())
    assert "468500" not in found[Part.TECHNICAL].text.decode()
    assert set(found[Part.PRICE].content) == {"price", "price_rows"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(place(Part.PRICE), call_id=OTHER),
        replace(place(Part.PRICE), organization_id=UUID(int=12)),
        place(Part.PRICE, version=2),
        place(Part.TECHNICAL),
        box_at(Part.PRICE, CALL, OWNER, version=1, lock="set-2"),
    ],
)
def test_a_box_moved_to_another_place_does_not_open(elsewhere):
    box = sealed()[Part.PRICE]
    with pytest.raises(SealBrokenError):
        open_box(box.sealed, secret_of(box), elsewhere)


def opens_elsewhere() -> int:
    """Count the places of others at which a sealed bid opens."""
    box, count = sealed()[Part.PRICE], 0
    for other in (
        replace(place(Part.PRICE), organization_id=UUID(int=12)),
        place(Part.PRICE, version=2),
    ):
        try:
            open_box(box.sealed, secret_of(box), other)
        except SealBrokenError:
            continue
        count += 1
    return count


def test_the_suite_finds_a_seal_without_its_place(monkeypatch):
    """Planted: what is authenticated beside the content is left out."""
    assert opens_elsewhere() == 0
    monkeypatch.setattr(sealing.Place, "bound", b"")
    assert opens_elsewhere() == 2


def test_another_secret_or_a_changed_byte_does_not_open():
    box = sealed()[Part.PRICE]
    with pytest.raises(SealBrokenError):
        open_box(box.sealed, bytes(32), place(Part.PRICE))
    for broken in (box.sealed[:-1] + bytes([box.sealed[-1] ^ 1]), box.sealed[:20], b""):
        with pytest.raises(SealBrokenError):
            open_box(broken, secret_of(box), place(Part.PRICE))


def test_the_check_code_is_computed_from_texts_and_salts_alone():
    made = sealed()
    found = packed_parts(BID, key=KEY, version=1)
    again = {part: commitment(salt, text) for part, (text, salt) in found.items()}
    assert again == {part: box.commitment for part, box in made.items()}
    parts = [hashlib.sha256(salt + text).hexdigest() for text, salt in found.values()]
    assert check_of(again) == hashlib.sha256("".join(parts).encode()).hexdigest()


def test_the_same_price_has_another_commitment_with_another_key_and_version():
    def said(key, version):
        text, salt = packed_parts(BID, key=key, version=version)[Part.PRICE]
        return commitment(salt, text)

    assert len({said(KEY, 1), said(KEY, 2), said(bytes(32), 1)}) == 3


def test_the_length_tells_nothing_about_a_price():
    cheap = sealed({"price": "9.00", "texts": {}})[Part.PRICE].sealed
    dear = sealed({"price": "98765432.10", "rows": ["x" * 400], "texts": {}})[Part.PRICE].sealed
    assert len(cheap) == len(dear)
    empty = len(seal_bytes(b"", place(Part.PRICE), key=KEY))
    assert (len(cheap) - empty) % BLOCK == 0


def test_no_price_shows_in_the_sealed_bytes():
    for box in sealed().values():
        assert b"468500" not in box.sealed + b"".join(box.nests.values())


def test_attachments_are_sealed_as_they_are():
    at = sealing.file_at(CALL, OWNER)
    data = seal_bytes(b"%PDF-1.7 ...", at, key=KEY)
    assert b"PDF" not in data
    assert unseal_bytes(data, at, key=KEY) == b"%PDF-1.7 ..."


def test_the_digest_needs_the_key_so_a_price_cannot_be_guessed_from_it():
    at = draft_at(CALL, OWNER)
    assert digest(BID, at, key=KEY) == digest(dict(reversed(BID.items())), at, key=KEY)
    assert digest(BID, at, key=KEY) != digest(BID, at, key=bytes(32))
