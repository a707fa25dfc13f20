"""Taking in, sealing, opening."""

import io
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from app.audit.models import AuditRow
from app.documents import actions, queries, storage
from app.documents.models import StoredFile
from app.errors import NotFoundError, RefusedError
from app.permissions import Actor
from tests.documents.corpus import GOOD, HOSTILE

BY = Actor(id=uuid4(), name="林晓")


def sent(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def put(name, now, **more):
    return actions.store(
        sent(name, GOOD[name]), purpose="test", owners=[BY.id], by=BY, now=now, **more
    )


def turned(content: bytes) -> bytes:
    return bytes(255 - b for b in content)


def places() -> set[str]:
    return {p.name for p in storage.folder().rglob("*") if p.is_file()}


def test_content_lies_under_its_hash_and_never_under_the_typed_name(db, now):
    file = put("方案.docx", now)
    digest = sha256(GOOD["方案.docx"]).hexdigest()
    assert (file.sha256, file.label, file.size) == (digest, "方案.docx", len(GOOD["方案.docx"]))
    assert (storage.folder() / digest[:2] / digest).read_bytes() == GOOD["方案.docx"]
    assert "方案" not in "".join(places())


def test_the_same_content_lies_there_once(db, now):
    put("方案.docx", now)
    before = places()
    put("方案.docx", now)
    assert places() == before


def test_taking_in_writes_one_audit_row(db, now):
    before = db.scalar(select(func.count()).select_from(AuditRow))
    put("方案.pdf", now)
    assert db.scalar(select(func.count()).select_from(AuditRow)) == before + 1


@pytest.mark.parametrize("case", ["macros", "too much", "a program", "a pdf and an archive"])
def test_a_refused_file_leaves_nothing_behind_and_names_the_field(db, now, case):
    before = places()
    with pytest.raises(RefusedError) as refused:
        actions.store(sent(*HOSTILE[case]), purpose="t", owners=[], by=BY, now=now, field="plan")
    assert [f.field for f in refused.value.findings] == ["plan"]
    assert places() == before
    assert db.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_a_sealed_file_is_ciphertext_on_the_disk_until_it_is_opened(db, now):
    plain = GOOD["预算.xlsx"]
    file = put("预算.xlsx", now, seal=turned)
    assert file.sha256 == sha256(plain).hexdigest()
    assert storage.read(file.stored_as) == turned(plain)
    with pytest.raises(NotFoundError):
        queries.content(file)
    assert queries.content(file, turned) == plain
    actions.unseal(file, unseal=turned, by=BY, now=now)
    assert queries.content(file) == plain


def test_a_seal_that_opens_to_something_else_is_not_opened(db, now):
    file = put("预算.xlsx", now, seal=turned)
    with pytest.raises(NotFoundError):
        actions.unseal(file, unseal=lambda content: content, by=BY, now=now)
    assert file.sealed


def test_bytes_of_our_own_are_kept_the_same_way(db, now):
    file = actions.store_bytes(
        GOOD["方案.pdf"], "回执.pdf", purpose="receipt", owners=[BY.id], by=BY, now=now
    )
    assert queries.content(file) == GOOD["方案.pdf"]
    assert queries.by_ids([file.id]) == {file.id: file}


def test_no_address_is_a_way_out_of_the_folder(app):
    with app.app_context(), pytest.raises(ValueError, match="passwd"):
        storage.path_of("../../etc/passwd")
