"""An index is never older than the data, whoever changed it, and a damaged file is built again."""

import pytest

from app.matches import engine, sources
from app.profiles import actions as profiles
from tests import register


def files(app):
    return sorted(p.name for p in (app.config["SETTINGS"].data / "index").glob("*.index"))


@pytest.fixture(autouse=True)
def _fresh(app):
    app.extensions.pop("matches", None)


def forget(app):
    """Be another process: nothing at hand but the files."""
    app.extensions.pop("matches", None)


def test_the_index_holds_the_register_and_is_kept_in_one_file(app, district, any_db):
    index = engine.organizations()
    assert set(index.keys()) == {str(o.id) for o in district.by_name.values()}
    stamp = sources.organization_stamp()
    assert [f for f in files(app) if f.startswith("organ")] == [f"organizations-{stamp}.index"]


def test_the_same_data_is_not_read_twice(app, district, queries):
    first = engine.organizations()
    with queries() as count:
        assert engine.organizations() is first
    assert count.selects == 1


def test_another_process_opens_the_saved_file(app, district, queries):
    keys = engine.organizations().keys()
    forget(app)
    with queries() as count:
        assert engine.organizations().keys() == keys
    assert count.selects == 1


def test_a_new_organization_is_there_at_once(district):
    before = engine.organizations()
    late = district.add("和风", "矛盾调解")
    assert str(late.id) not in before
    assert str(late.id) in engine.organizations()


def test_a_new_contract_makes_the_index_stale(district, any_db):
    before = sources.organization_stamp()
    district.perform("归途")
    assert sources.organization_stamp() != before


def test_an_edit_that_changes_no_count_makes_the_index_stale(district, now):
    before = engine.organizations()
    profiles.edit(
        district.by_name["归途"],
        {"intro": "我们照料老人。"},
        by=register.actor(district.people["归途"]),
        now=now,
    )
    assert engine.organizations() is not before


def test_work_that_touches_no_organization_leaves_the_index(district, now, db):
    before = engine.organizations()
    district.publish()
    assert engine.organizations() is before


def test_a_torn_file_is_built_again(app, district):
    keys = engine.organizations().keys()
    path = engine.file_of(engine.ORGANIZATIONS, sources.organization_stamp())
    path.write_bytes(path.read_bytes()[:-100])
    forget(app)
    assert engine.organizations().keys() == keys
    forget(app)
    assert engine.organizations().keys() == keys


def test_where_nothing_can_be_saved_the_answer_is_the_same(app, district):
    folder = engine.folder()
    keys = engine.organizations().keys()
    forget(app)
    for path in folder.glob("*.index"):
        path.unlink()
    folder.rmdir()
    folder.write_text("no folder")
    try:
        assert engine.organizations().keys() == keys
    finally:
        folder.unlink()


def test_only_one_file_of_an_index_stays(app, district):
    engine.organizations()
    district.perform("归途")
    engine.organizations()
    assert len([f for f in files(app) if f.startswith("organ")]) == 1


def test_a_call_is_found_from_its_publication_on(district, any_db):
    assert str(district.call.id) in engine.calls()
    second = district.publish(number="LW-SUB-2026-900")
    assert str(second.id) in engine.calls()


def test_what_an_organization_says_about_itself_is_not_in_the_index(district):
    for document in sources.organization_documents():
        assert document.grade is None
    district.by_name["新芽"].intro = "独居老人紧急呼叫"
    texts = "".join(d.scope for d in sources.organization_documents())
    assert "青少年" in texts
    assert texts.count("独居老人") == 3
