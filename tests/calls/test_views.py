"""The public list, and questions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.calls import actions, queries
from app.calls.states import CallKind, CallState
from app.law import Track
from app.projects import actions as projects
from tests import drafts, register


def text(answer):
    return answer.get_data(as_text=True)


def test_what_is_open_comes_first(client, call, draft):
    page = client.get("/calls")
    assert page.status_code == 200
    assert call.title in text(page)


def test_a_draft_is_not_public(client, draft):
    assert draft.title not in text(client.get("/calls?state=all"))


@pytest.mark.parametrize("word", ["养老", "居家", "云栖", "LW-SUB-2026"])
def test_a_piece_of_a_word_is_found(client, db, call, word):
    call.title = "社区居家养老服务"
    db.flush()
    assert call.title in text(client.get(f"/calls?q={word}"))


def test_a_word_that_is_nowhere_finds_nothing_and_says_what_to_do(client, call):
    page = client.get("/calls?q=龙舟竞渡")
    assert call.title not in text(page)
    assert "jl-empty" in text(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("field=elder_child_care", True),
        ("field=health", False),
        ("track=SUB", True),
        ("track=VENTURE", False),
        ("kind=project", True),
        ("kind=round", False),
        ("state=results", False),
        ("state=open", True),
        ("state=nonsense&kind=nonsense&track=x&sort=x&page=x", True),
    ],
)
def test_filters_choose(client, call, query, found):
    assert (call.title in text(client.get(f"/calls?{query}"))) is found


def test_counts_follow_the_other_filters(db, call, now):
    asked = queries.Search(group="open")
    tallied = queries.tally(asked, now)
    found = queries.counts(tallied, asked, "field", ["elder_child_care", "health"])
    assert found == {"elder_child_care": 1, "health": 0}
    groups = queries.counts(tallied, queries.Search(), "group", ["open", "results", ""])
    assert groups == {"open": 1, "results": 0, "": 1}


def test_the_deadline_itself_is_no_longer_open(call):
    at = call.deadline_at
    assert list(queries.public(queries.Search(group="open"), at)) == []
    assert list(queries.public(queries.Search(group="review"), at)) == [call]


@pytest.mark.parametrize("passed", [-5, -1, 0, 1])
def test_a_count_is_the_number_of_rows_that_follow(db, call, draft, passed):
    now = call.deadline_at + timedelta(days=passed)
    for name, values in {
        "group": ("", *queries.GROUPS, "draft", "in_review", "awarded", "nonsense"),
        "kind": ("", *CallKind),
        "track": ("", *Track),
        "field": ("", "elder_child_care", "health"),
    }.items():
        asked = queries.Search(words="")
        found = queries.counts(queries.tally(asked, now), asked, name, values)
        for value in values:
            alike = replace(asked, **{name: value or getattr(asked, name)})
            assert found[value] == len(queries.of_unit(alike, now)), (name, value)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_all_filtered_rows_can_be_taken_away(client, call, kind):
    answer = client.get(f"/calls?format={kind}")
    assert answer.status_code == 200
    if kind == "csv":
        assert call.number in answer.get_data().decode("utf-8-sig")


def test_the_list_costs_the_same_for_one_and_three(client, drafter, reviewer, call, now, queries):
    with queries() as one:
        client.get("/calls")
    for _ in range(2):
        more = drafts.project(call.unit, drafter, now)
        projects.send(more, by=drafter, now=now)
        projects.publish(more, by=reviewer, now=now)
    with queries() as three:
        client.get("/calls")
    assert three.selects == one.selects


def test_a_call_leads_to_the_page_of_its_kind(client, call):
    answer = client.get(f"/calls/{call.id}")
    assert answer.location.endswith(f"/projects/{call.id}")


# --- questions


@pytest.fixture
def asker(sign_in, linxiao):
    return sign_in(linxiao)


@pytest.fixture
def desk(sign_in, zhoumin):
    return sign_in(zhoumin)


def test_an_organization_asks_and_the_unit_answers_to_all(
    asker, desk, client, db, call, organization
):
    assert asker.get(f"/calls/{call.id}/ask").status_code == 200
    data = {"text": "报警设备由谁购买？", "organization_id": str(organization.id)}
    assert asker.post(f"/calls/{call.id}/ask", data=data).status_code == 200
    (question,) = queries.get(call.id).questions
    page = desk.get(f"/calls/questions/{question.id}")
    assert "报警设备由谁购买" in text(page)
    assert organization.name not in text(page)
    answer = desk.post(f"/calls/questions/{question.id}", data={"text": "由区民政局提供。"})
    assert answer.status_code == 302
    public = text(client.get(f"/projects/{call.id}"))
    assert "由区民政局提供" in public
    assert organization.name not in public


def test_an_unanswered_question_is_not_shown(client, call, organization, linxiao, now):
    actions.ask(call, "问一句", organization_id=organization.id, by=drafts.actor(linxiao), now=now)
    assert "问一句" not in text(client.get(f"/projects/{call.id}"))


def test_nobody_asks_for_another_organization(asker, call):
    data = {"text": "问", "organization_id": str(register.organization("澜湾区同心社").id)}
    assert asker.post(f"/calls/{call.id}/ask", data=data).status_code == 422


def test_a_question_after_the_end_is_refused_beside_the_field(asker, call, organization, set_clock):
    set_clock(call.questions_until)
    data = {"text": "报警设备由谁购买？", "organization_id": str(organization.id)}
    answer = asker.post(f"/calls/{call.id}/ask", data=data)
    assert answer.status_code == 422
    assert "报警设备由谁购买" in text(answer)


def test_an_official_does_not_ask(desk, call):
    assert desk.get(f"/calls/{call.id}/ask").status_code == 403


def test_cancelling_takes_a_page_and_a_reason(desk, db, call, client):
    assert desk.get(f"/calls/{call.id}/cancel").status_code == 200
    assert desk.post(f"/calls/{call.id}/cancel", data={"reason": ""}).status_code == 422
    assert desk.post(f"/calls/{call.id}/cancel", data={"reason": "预算调整"}).status_code == 302
    db.refresh(call)
    assert call.state is CallState.CANCELLED
    assert "预算调整" in text(client.get(f"/projects/{call.id}"))
