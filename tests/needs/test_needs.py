"""What communities ask for: entering, changing, finding."""

from datetime import date
from http import HTTPStatus

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.audit.models import AuditRow
from app.errors import RefusedError
from app.needs import actions, queries
from app.needs.actions import NeedFacts
from app.permissions import SYSTEM, Role

TYPED = {
    "title": "放学后孩子没人接",
    "text": "双职工多，希望社区活动室能开托管。",
    "field": "elder_child_care",
    "beneficiaries": "小学生家庭",
    "persons": "120",
    "votes": "164",
}


def text(answer) -> str:
    return answer.get_data(as_text=True)


def place(db, key, name, kind, parent=None):
    made = Unit(key=key, name=name, short_name=name, kind=kind, parent_id=parent and parent.id)
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def street(db):
    return place(db, "s1", "清河街道", UnitKind.STREET)


@pytest.fixture
def community(db, street):
    return place(db, "c1", "锦帆社区", UnitKind.COMMUNITY, street)


@pytest.fixture
def elsewhere(db):
    return place(
        db, "c2", "海棠社区", UnitKind.COMMUNITY, place(db, "s2", "南埠街道", UnitKind.STREET)
    )


@pytest.fixture
def person_at(db, now, sign_in):
    def make(role, unit):
        made = Person(name=role, username=f"{role}-{unit.key}", created_at=now)
        made.grants = [RoleGrant(role=role, scope_id=unit.id, granted_at=now)]
        db.add(made)
        db.flush()
        return sign_in(made)

    return make


def facts(community, **more) -> NeedFacts:
    held = {**TYPED, "persons": 120, "votes": 164, "community_id": community.id}
    return NeedFacts(**{**held, **more})


def test_a_community_enters_its_need_and_everybody_reads_it(person_at, community, client):
    browser = person_at(Role.COMMUNITY, community)
    assert browser.get("/needs/new").status_code == HTTPStatus.OK
    form = {**TYPED, "community_id": str(community.id)}
    address = browser.post("/needs/new", data=form).location
    assert "小学生家庭" in text(client.get(address))
    assert "放学后孩子没人接" in text(client.get("/needs/"))


def test_a_street_enters_needs_of_its_communities_alone(person_at, street, community, elsewhere):
    browser = person_at(Role.STREET, street)
    assert "海棠社区" not in text(browser.get("/needs/new"))
    form = {**TYPED, "community_id": str(elsewhere.id)}
    assert browser.post("/needs/new", data=form).status_code == 422
    assert (
        browser.post("/needs/new", data={**form, "community_id": str(community.id)}).status_code
        == 302
    )


def test_others_may_not_change_it(db, now, person_at, community, elsewhere):
    need = actions.collect(facts(community), by=SYSTEM, now=now)
    mine, theirs = (person_at(Role.COMMUNITY, u) for u in (community, elsewhere))
    form = {**TYPED, "title": "改了", "community_id": str(community.id)}
    assert theirs.post(f"/needs/{need.id}/edit", data=form).status_code == HTTPStatus.NOT_FOUND
    assert mine.get(f"/needs/{need.id}/edit").status_code == HTTPStatus.OK
    assert mine.post(f"/needs/{need.id}/edit", data=form).status_code == 302
    assert "改了" in text(mine.get(f"/needs/{need.id}"))


def test_a_need_in_a_project_stays_as_it_was(db, now, person_at, community):
    need = actions.collect(facts(community), by=SYSTEM, now=now)
    actions.adopt([need], by=SYSTEM, now=now)
    assert need.status == "adopted"
    with pytest.raises(RefusedError):
        actions.change(need, facts(community, title="改了"), by=SYSTEM, now=now)
    form = {**TYPED, "community_id": str(community.id)}
    answer = person_at(Role.COMMUNITY, community).post(f"/needs/{need.id}/edit", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    actions.answer([need], by=SYSTEM, now=now)
    assert need.status == "answered"


@pytest.mark.parametrize("gap", ["title", "text", "beneficiaries"])
def test_a_need_with_a_gap_is_refused_and_kept_on_the_page(db, now, person_at, community, gap):
    with pytest.raises(RefusedError) as refused:
        actions.collect(facts(community, **{gap: " "}), by=SYSTEM, now=now)
    assert [f.field for f in refused.value.findings] == [gap]
    form = {**TYPED, "community_id": str(community.id), gap: ""}
    answer = person_at(Role.COMMUNITY, community).post("/needs/new", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "164" in text(answer)


def test_every_verb_writes_one_audit_row_a_need(db, now, community):
    def rows() -> int:
        return db.scalar(select(func.count()).select_from(AuditRow))

    need = actions.collect(facts(community), by=SYSTEM, now=now)
    actions.change(need, facts(community, votes=165), by=SYSTEM, now=now)
    actions.adopt([need], by=SYSTEM, now=now)
    actions.adopt([need], by=SYSTEM, now=now)
    assert (rows(), need.submitted_on) == (3, date(2026, 11, 24))


def test_needs_are_found_by_words_place_field_and_status(any_db, now, community, elsewhere, street):
    actions.collect(facts(community), by=SYSTEM, now=now)
    actions.collect(facts(elsewhere, title="想学门手艺", text="培训", field="health", votes=1), by=SYSTEM, now=now)  # fmt: skip

    def titles(**more):
        return [n.title for n in queries.listed(queries.Chosen(**more))[0]]

    assert titles() == ["放学后孩子没人接", "想学门手艺"]
    assert titles(sort="votes") == ["想学门手艺", "放学后孩子没人接"]
    assert titles(text="托管") == ["放学后孩子没人接"]
    assert titles(text="海棠") == ["想学门手艺"]
    assert titles(place_id=street.id) == ["放学后孩子没人接"]
    assert titles(field="health") == ["想学门手艺"]
    assert titles(status="answered") == []
    assert queries.counts(queries.Chosen(status="answered")) == {"collected": 2}


@pytest.mark.parametrize(
    "query", ["?place=x", "?field=x", "?status=x", "?sort=x", "?q=没有的&kind=1"]
)
def test_an_odd_address_is_no_error(client, query):
    assert client.get(f"/needs/{query}").status_code == HTTPStatus.OK


def test_the_export_names_every_need(db, now, community, client):
    actions.collect(facts(community, title="=1+1"), by=SYSTEM, now=now)
    assert "'=1+1" in client.get("/needs/export.csv").data.decode("utf-8-sig")
    assert client.get("/needs/export.xlsx").status_code == HTTPStatus.OK
    assert client.get("/needs/export.pdf").status_code == HTTPStatus.NOT_FOUND


def test_the_list_costs_the_same_for_one_and_three(db, now, community, client, request):
    watch = request.getfixturevalue("queries")
    costs = []
    for more in (1, 2):
        for _ in range(more):
            actions.collect(facts(community), by=SYSTEM, now=now)
        db.expire_all()
        with watch() as count:
            client.get("/needs/")
        costs.append(count.selects)
    assert costs[0] == costs[1]
