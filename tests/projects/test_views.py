"""The pages of projects."""

import re

import pytest

from app.calls.states import CallState
from app.permissions import Role
from app.projects import actions
from tests import drafts

PAGES = ("item", "work", "who", "scheme", "time")


@pytest.fixture
def desk(sign_in, zhoumin):
    return sign_in(zhoumin)


@pytest.fixture
def second(sign_in, chenfang):
    return sign_in(chenfang)


@pytest.fixture
def published(project, drafter, reviewer, now):
    actions.send(project, by=drafter, now=now)
    actions.publish(project, by=reviewer, now=now)
    return project


def text(answer):
    return answer.get_data(as_text=True)


def form_of(page):
    """Return what a browser would send from the first POST form with a save address."""
    html = text(page)
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if not name or (kind and kind[1] in ("checkbox", "radio") and "checked" not in tag):
            continue
        found.setdefault(name[1], []).append(value[1] if value else "")
    for name, inner in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', html, re.DOTALL
    ):
        found[name] = [inner]
    for name, inner in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', inner)
        found[name] = [chosen[1] if chosen else ""]
    return found


def test_the_list_shows_the_drafts_of_the_own_unit(desk, project):
    page = desk.get("/projects")
    assert page.status_code == 200
    assert project.title in text(page)


def test_the_list_of_others_shows_no_draft(sign_in, project, now):
    other = drafts.person("李四", drafts.unit("区司法局"), Role.PURCHASER, now=now)
    assert project.title not in text(sign_in(other).get("/projects"))


def test_the_list_costs_the_same_for_one_and_three(desk, unit, drafter, project, now, queries):
    with queries() as one:
        desk.get("/projects")
    for _ in range(2):
        drafts.project(unit, drafter, now)
    with queries() as three:
        desk.get("/projects")
    assert three.selects == one.selects


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_can_be_taken_away(desk, project, kind):
    answer = desk.get(f"/projects?format={kind}")
    assert answer.status_code == 200
    if kind == "csv":
        assert project.title in answer.get_data().decode("utf-8-sig")


def test_a_draft_is_begun_and_leads_to_its_task_list(desk):
    page = desk.get("/projects/new")
    answer = desk.post("/projects/new", data=form_of(page))
    assert answer.status_code == 302
    assert desk.get(answer.location).status_code == 200


def test_an_organization_cannot_begin_a_draft(sign_in, unit, now):
    person = drafts.person("林晓", unit, Role.ORG_ADMIN, now=now)
    assert sign_in(person).get("/projects/new").status_code == 403


@pytest.mark.parametrize("subject", PAGES)
def test_a_page_sent_as_it_stands_changes_nothing_and_goes_on(desk, db, project, subject):
    page = desk.get(f"/projects/{project.id}/draft/{subject}")
    assert page.status_code == 200
    before = {name: getattr(project, name) for name in actions.SUBJECTS[subject]}
    data = form_of(page)
    if subject == "work":
        data["street_ids"] = []
        data["need_ids"] = []
    answer = desk.post(f"/projects/{project.id}/draft/{subject}", data=data)
    assert answer.status_code == 302, text(answer)
    db.refresh(project)
    after = {name: getattr(project, name) for name in actions.SUBJECTS[subject]}
    before.pop("need_ids", None)
    after.pop("need_ids", None)
    assert after == before


def test_what_is_wrong_is_kept_and_said_beside_the_field(desk, db, project):
    data = form_of(desk.get(f"/projects/{project.id}/draft/work")) | {
        "title": "新的标题",
        "place": "",
    }
    answer = desk.post(f"/projects/{project.id}/draft/work", data=data)
    assert answer.status_code == 422
    assert 'id="place-error"' in text(answer)
    db.refresh(project)
    assert (project.title, project.place) == ("新的标题", "")


def test_an_amount_that_cannot_be_read_stays_as_typed(desk, db, project):
    data = form_of(desk.get(f"/projects/{project.id}/draft/time"))
    data |= {"ceiling": "四十八万", "acceptance": "期末开验收会"}
    answer = desk.post(f"/projects/{project.id}/draft/time", data=data)
    assert answer.status_code == 422
    assert 'value="四十八万"' in text(answer)
    db.refresh(project)
    assert project.acceptance == "期末开验收会"


def test_save_and_fill_in_later_asks_nothing(desk, project):
    data = form_of(desk.get(f"/projects/{project.id}/draft/work")) | {"place": "", "later": "y"}
    answer = desk.post(f"/projects/{project.id}/draft/work", data=data)
    assert answer.location.endswith("/draft")


def test_what_is_typed_is_saved_by_itself_and_answered_field_by_field(desk, db, project):
    data = form_of(desk.get(f"/projects/{project.id}/draft/who"))
    data |= {"conditions": "须在本区注册满三年"}
    answer = desk.post(f"/projects/{project.id}/draft/who/autosave", data=data)
    assert answer.status_code == 200
    assert answer.headers["X-Saved-At"] == "10:48"
    assert 'id="live-conditions"' in text(answer)
    assert "本区注册" in text(answer)
    db.refresh(project)
    assert project.conditions == "须在本区注册满三年"


def test_a_scheme_that_does_not_add_up_is_kept_and_refused(desk, db, project):
    data = form_of(desk.get(f"/projects/{project.id}/draft/scheme")) | {"points_price": "20"}
    answer = desk.post(f"/projects/{project.id}/draft/scheme", data=data)
    assert answer.status_code == 422
    db.refresh(project)
    assert sum(c.points for c in project.criteria) == 110


def test_a_level_that_cannot_be_read_names_its_line(desk, project):
    data = form_of(desk.get(f"/projects/{project.id}/draft/scheme"))
    data["judged-0-levels"] = "好的方案\n0-25 其他"
    answer = desk.post(f"/projects/{project.id}/draft/scheme", data=data)
    assert answer.status_code == 422
    assert 'id="judged-0-levels-error"' in text(answer)


def test_an_unknown_page_is_absent(desk, project):
    assert desk.get(f"/projects/{project.id}/draft/nothing").status_code == 404


def test_the_check_page_shows_all_answers(desk, project):
    page = desk.get(f"/projects/{project.id}/check")
    assert page.status_code == 200
    assert "人民币肆拾捌万元整" in text(page)


def test_the_way_from_draft_to_public_page(desk, second, client, db, project):
    assert client.get(f"/projects/{project.id}").status_code == 404
    assert desk.post(f"/projects/{project.id}/send").status_code == 302
    page = second.get(f"/projects/{project.id}", follow_redirects=True)
    assert page.request.path.endswith("/review")
    answer = second.post(f"/projects/{project.id}/publish")
    assert answer.status_code == 302
    page = client.get(f"/projects/{project.id}")
    assert page.status_code == 200
    assert project.title in text(page)
    assert "2026年12月8日（周二）15:00" in text(page)
    db.refresh(project)
    assert project.state is CallState.PUBLISHED


def test_the_reviewer_sends_back_with_a_note(desk, second, db, project):
    desk.post(f"/projects/{project.id}/send")
    answer = second.post(f"/projects/{project.id}/return", data={"note": ""})
    assert answer.status_code == 422
    second.post(f"/projects/{project.id}/return", data={"note": "请写清频次"})
    db.refresh(project)
    assert project.state is CallState.DRAFT
    assert "请写清频次" in text(desk.get(f"/projects/{project.id}/draft"))


def test_what_stands_against_publishing_is_shown_with_its_rule(desk, second, db, project):
    desk.post(f"/projects/{project.id}/send")
    db.refresh(project)
    project.deadline_at = project.deadline_at.replace(year=2027, month=1, day=15)
    project.opening_at = project.deadline_at
    db.flush()
    answer = second.post(f"/projects/{project.id}/publish")
    assert answer.status_code == 422
    assert "2027" in text(answer)


def test_the_drafter_cannot_open_the_review(desk, project):
    assert desk.get(f"/projects/{project.id}/review").status_code == 403


def test_another_unit_finds_nothing(sign_in, project, now):
    other = drafts.person("何妙", drafts.unit("区司法局"), Role.PURCHASER, now=now)
    for path in ("draft", "draft/work", "check"):
        assert sign_in(other).get(f"/projects/{project.id}/{path}").status_code == 404


def test_the_public_page_offers_cancelling_to_its_unit_only(desk, client, published):
    assert f"/calls/{published.id}/cancel" in text(desk.get(f"/projects/{published.id}"))
    assert f"/calls/{published.id}/cancel" not in text(client.get(f"/projects/{published.id}"))


def test_the_published_text_can_be_taken_away(client, published):
    answer = client.get(f"/calls/{published.id}/versions/1")
    assert answer.json["number"] == published.number


def test_the_notice_is_a_paper_for_everybody(client, project, published):
    answer = client.get(f"/projects/{published.id}/notice.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")


def test_a_draft_has_no_notice(client, project):
    assert client.get(f"/projects/{project.id}/notice.pdf").status_code == 404


def test_a_chosen_line_counts_at_once(desk, db, unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    line, item = drafts.line(unit), drafts.item(unit, now)
    data = form_of(desk.get(f"/projects/{fresh.id}/draft/item"))
    data |= {"budget_line_id": str(line.id), "item_id": str(item.id)}
    answer = desk.post(f"/projects/{fresh.id}/draft/item", data=data)
    assert answer.status_code == 302, text(answer)
    assert answer.location.endswith("/draft/work")
