"""Eligible first, then ranked; each with reasons, and the parts add up."""

from datetime import date, timedelta
from decimal import Decimal

from app.law import Track
from app.matches import actions, queries
from app.matches.queries import Asked
from app.organizations.states import CreditKind
from tests import bids, register


def codes(findings):
    return [f.code for f in findings]


def test_who_does_this_work_comes_first(district, names, now, any_db):
    fits = queries.organizations_for(district.call, now=now)
    assert names(fits.rows)[:2] == ["青禾", "归途"]
    assert (fits.eligible, fits.counted) == (3, 4)


def test_the_parts_add_up_to_the_score(district, now):
    district.perform("归途")
    for row in queries.organizations_for(district.call, now=now).rows:
        assert sum(part.value for part in row.hit.parts) == row.score
        assert row.score > Decimal(0)


def test_the_same_district_gives_the_same_list(app, district, now):
    first = queries.organizations_for(district.call, now=now)
    app.extensions.pop("matches")
    again = queries.organizations_for(district.call, now=now)
    assert [(r.organization.id, r.hit) for r in first.rows] == [
        (r.organization.id, r.hit) for r in again.rows
    ]


def test_who_is_not_on_the_directory_is_beside_the_list_with_the_rule(district, names, now):
    fits = queries.organizations_for(district.call, now=now)
    assert "安康" not in names(fits.rows)
    (out,) = fits.barred
    assert names([out]) == ["安康"]
    assert [(f.code, f.law) for f in out.barred] == [("not-listed", "DIR/R-DIR-01")]


def test_where_the_directory_is_no_condition_everybody_registered_is_in_the_list(
    district, names, now
):
    district.call.requires_directory = False
    assert "安康" in names(queries.organizations_for(district.call, now=now).rows)


def test_in_government_procurement_the_directory_keeps_nobody_out(district, names, now):
    district.call.track = Track.GP
    assert "安康" in names(queries.organizations_for(district.call, now=now).rows)


def test_no_score_outweighs_the_abnormal_list(district, names, now, db):
    best = district.by_name["青禾"]
    district.perform("青禾")
    best.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, date(2026, 10, 10)))
    db.flush()
    fits = queries.organizations_for(district.call, now=now)
    assert "青禾" not in names(fits.rows)
    assert "abnormal-list" in codes(fits.barred[0].barred)
    assert names(fits.barred)[0] == "青禾"


def test_the_reasons_name_words_field_place_grade_and_history(district, now, db):
    district.by_name["青禾"].grades.append(register.grade("3A"))
    db.flush()
    district.perform("青禾")
    first = queries.organizations_for(district.call, now=now).rows[0]
    assert codes(first.reasons) == [
        "fit-words",
        "fit-field",
        "fit-place",
        "fit-history",
        "fit-grade",
    ]
    assert "独居" in first.reasons[0].detail["words"]
    assert first.reasons[2].detail["place"] == "云栖街道"


def test_a_lapsed_grade_is_no_reason(district, now, db):
    lapsed = register.grade("4A", date(2020, 1, 1))
    district.by_name["青禾"].grades.append(lapsed)
    db.flush()
    assert queries.organizations_for(district.call, now=now).rows[0].level is None


def test_a_newcomer_stands_in_the_list_and_is_called_so(district, names, now):
    district.perform("青禾")
    fits = queries.organizations_for(district.call, now=now)
    second = fits.rows[1]
    assert names([second]) == ["归途"]
    assert "fit-newcomer" in codes(second.reasons)
    assert fits.newcomers == len(fits.rows) - 1


def test_newcomers_keep_their_places_in_a_full_list(district, names, now):
    for number in range(10):
        name = f"甲{number}"
        district.add(name, "居家养老服务，独居老人探访，老年人紧急呼叫响应，上门维护设备")
        district.perform(name)
    fits = queries.organizations_for(district.call, 8, now=now)
    assert len(fits.rows) == 8
    assert fits.newcomers == 2


def test_a_filter_takes_rows_away_and_changes_no_score(district, names, now):
    whole = {
        r.organization.id: r.score for r in queries.organizations_for(district.call, now=now).rows
    }
    asked = Asked(street_id=district.street.id)
    some = queries.organizations_for(district.call, now=now, asked=asked)
    assert names(some.rows) == ["青禾"]
    assert some.rows[0].score == whole[some.rows[0].organization.id]


def test_filters_by_field_and_grade(district, names, now, db):
    district.by_name["归途"].grades.append(register.grade("4A"))
    db.flush()
    call = district.call

    def found(**asked):
        return names(queries.organizations_for(call, now=now, asked=Asked(**asked)).rows)

    assert found(grade="3A+") == ["归途"]
    assert "归途" not in found(grade="none")
    assert found(grade="5A") == []
    assert "新芽" not in found(field="elder_child_care")


def test_the_number_of_questions_does_not_grow_with_the_register(district, now, queries):
    from app.matches import queries as matches  # noqa: PLC0415 -- `queries` counts here

    matches.organizations_for(district.call, now=now)
    with queries() as few:
        matches.organizations_for(district.call, now=now)
    for number in range(5):
        district.add(f"乙{number}", "独居老人探访")
        district.perform(f"乙{number}")
    matches.organizations_for(district.call, now=now)
    with queries() as many:
        matches.organizations_for(district.call, now=now)
    assert many.selects == few.selects


# --- the other direction


def test_an_organization_finds_the_call_that_fits(district, now, any_db):
    fits, barred = queries.calls_for(district.by_name["青禾"], now=now)
    assert [f.call for f in fits] == [district.call]
    assert barred == []
    assert codes(fits[0].reasons) == ["fit-words", "fit-call-field", "fit-call-place"]
    assert sum(p.value for p in fits[0].hit.parts) == fits[0].score


def test_nothing_in_common_is_not_shown(district, now):
    other = district.add("和风", "羽毛球赛事裁判", fields=["culture_sport"])
    assert queries.calls_for(other, now=now) == ([], [])
    assert other not in [
        row.organization for row in queries.organizations_for(district.call, now=now).rows
    ]


def test_who_may_not_take_part_sees_the_call_with_the_rule(district, now):
    fits, barred = queries.calls_for(district.by_name["安康"], now=now)
    assert fits == []
    assert codes(barred[0].barred) == ["not-listed"]


def test_after_the_deadline_a_call_is_not_shown(district):
    late = bids.DEADLINE
    assert queries.calls_for(district.by_name["青禾"], now=late) == ([], [])
    assert queries.calls_for(district.by_name["青禾"], now=late - timedelta(seconds=1))[0]


def test_a_round_is_found_as_well(district, now):
    made = bids.venture(district.office, theme="独居老人探访", intro="支持居家养老的创意。")
    fits, _ = queries.calls_for(district.by_name["青禾"], now=now)
    assert made in [f.call for f in fits]


def test_what_was_declined_is_hidden_until_it_is_restored(district, now):
    who = district.by_name["青禾"]
    by = register.actor(district.people["青禾"])
    actions.decline(district.call, organization=who, reason="人手不够", by=by, now=now)
    assert queries.calls_for(who, now=now)[0] == []
    assert [f.reason for f in queries.declined_of(who.id, now)] == ["人手不够"]
    assert queries.calls_for(district.by_name["归途"], now=now)[0]
    actions.restore(district.call, organization=who, by=by, now=now)
    assert queries.calls_for(who, now=now)[0]
    assert queries.feedback(district.call.id, who.id).reason == "人手不够"


def test_at_home_stand_the_best_three(district, now):
    for number in range(4):
        district.publish(title=f"独居老人探访服务{number}", number=f"LW-SUB-2026-9{number}")
    fits = queries.for_home(register.actor(district.people["青禾"]), now)
    assert len(fits) == 3
    assert fits[0].score >= fits[1].score >= fits[2].score


def test_at_home_of_an_official_stands_nothing(district, now):
    assert queries.for_home(register.actor(district.official()), now) == []


def test_the_questions_for_an_organization_do_not_grow_with_the_calls(district, now, queries):
    from app.matches import queries as matches  # noqa: PLC0415 -- `queries` counts here

    who = district.by_name["青禾"]
    matches.calls_for(who, now=now)
    with queries() as few:
        matches.calls_for(who, now=now)
    for number in range(4):
        district.publish(number=f"LW-SUB-2026-8{number}")
    matches.calls_for(who, now=now)
    with queries() as many:
        matches.calls_for(who, now=now)
    assert many.selects == few.selects
