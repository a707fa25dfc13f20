"""The red flags: as the pages of the rules print them, and at their edges."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.screens import settings as ini
from app.screens.rules import Screen, quartile
from app.screens.settings import Settings, SettingsError

EXAMPLES = Path(__file__).parent / "examples"

# What the page of each rule prints for its example.
PRINTED = {
    "R003": {"OCID": {"F": {"R003": 1.0}}},
    "R018": {"OCID": {"F": {"R018": 1.0}}},
    "R024": {"OCID": {"F": {"R024": 1.0}}, "Tenderer": {"W": {"R024": 0.0}, "L": {"R024": 0.0}}},
    "R025": {"Tenderer": {"F": {"R025": 0.16666666666666666}}},
    "R028": {"OCID": {"F": {"R028": 1.0}}, "Tenderer": {"D": {"R028": 1.0}, "V": {"R028": 1.0}}},
    "R030": {"OCID": {"F": {"R030": 1.0}}, "Tenderer": {"W": {"R030": 1.0}}},
    "R035": {"OCID": {"F": {"R035": 1.0}}, "Tenderer": {"V": {"R035": 0.0}}},
    "R036": {"OCID": {"F": {"R036": 1.0}}},
    "R038": {"Buyer": {"B": {"R038": 0.5}}},
    "R048": {"Tenderer": {"F": {"R048": 2.0}}},
    "R058": {"OCID": {"F": {"R058": 99.0}}, "Tenderer": {"W": {"R058": 0.0}}},
}


def lines(rule):
    return (EXAMPLES / f"{rule}.jsonl").read_text(encoding="utf-8").split("\n")


def flagged(releases, said="", *, rules=()):
    screen = Screen(ini.read(said + "".join(f"\n[{rule}]" for rule in rules)))
    for release in releases:
        screen.take(release)
    return screen.results()


def bid(who, amount=None, status="valid", **more):
    value = {"value": {"amount": amount, "currency": "CNY"}} if amount is not None else {}
    return {"status": status, "tenderers": [{"id": who}]} | value | more


def process(ocid, *bids, winner=None, **more):
    awards = [{"status": "active", "suppliers": [{"id": winner}]}] if winner else []
    return {"ocid": ocid, "bids": {"details": list(bids)}, "awards": awards} | more


@pytest.mark.parametrize("rule", PRINTED)
def test_the_command_prints_what_the_page_of_the_rule_prints(app, rule):
    own = EXAMPLES / f"{rule}.ini"
    arguments = ["screens", "run", str(EXAMPLES / f"{rule}.jsonl")]
    if own.exists():
        arguments += ["--settings", str(own)]
    said = app.test_cli_runner().invoke(args=arguments)
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    # Without settings every rule is run: here only what this rule says is compared.
    only = {
        group: {key: {rule: rules[rule]} for key, rules in flags.items() if rule in rules}
        for group, flags in found.items()
    }
    assert {group: flags for group, flags in only.items() if flags} == PRINTED[rule]


def test_only_the_rules_that_are_named_are_run():
    both = [json.loads(line) for line in lines("R028") if line]
    assert flagged(both, rules=["R028"]) == PRINTED["R028"]
    assert flagged(both, rules=["R003"]) == {}
    assert flagged(both) == {}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("[R999]", "no such rule"),
        ("[R024]\nmargin = 1", "no such property"),
        ("[R028]\nthreshold = 1", "nothing to set"),
        ("[R003]\nthreshold = soon", "not a figure"),
        ("[R025]\npercentile = 101", "not a figure"),
        ("[R058]\nthreshold = -0.5", "not a figure"),
        ("[R024]\n[R024]", "not an INI file"),
        ("[R003.procurement_method_details]\n公开招标 = x", "not a figure"),
    ],
)
def test_settings_that_cannot_be_followed_are_refused_in_words(app, tmp_path, said, why):
    with pytest.raises(SettingsError, match=why):
        ini.read(said)
    path = tmp_path / "s.ini"
    path.write_text(said, encoding="utf-8")
    run = app.test_cli_runner().invoke(
        args=["screens", "run", str(EXAMPLES / "R003.jsonl"), "--settings", str(path)]
    )
    assert run.exit_code == 1
    assert why in run.output


def test_settings_as_they_are_written():
    said = ini.read(
        "currency = CNY ; ours\n[R003]\nthreshold = 15 # default\n[defaults]\ncurrency = X\n"
    )
    assert (said.currency, said.rules) == ("CNY", {"R003": {"threshold": 15}})


def test_a_line_that_is_no_release_is_named_and_passed_over(app, tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text("{\n\n[]\n" + lines("R018")[0] + "\n", encoding="utf-8")
    said = app.test_cli_runner().invoke(args=["screens", "run", str(path)])
    assert json.loads(said.stdout) == PRINTED["R018"]
    assert "line 1 is no JSON" in said.stderr
    assert "line 3 is no release" in said.stderr


def test_days_by_the_details_of_the_method():
    period = {"startDate": "2026-11-01T09:00:00+08:00", "endDate": "2026-11-11T08:59:00+08:00"}
    tender = {"tenderPeriod": period, "procurementMethodDetails": "竞争性磋商"}
    said = "[R003]\n[R003.procurement_method_details]\n竞争性磋商 = "
    release = {"ocid": "1", "tender": tender}
    assert flagged([release], said + "10") == {"OCID": {"1": {"R003": 1.0}}}  # nine whole days
    assert flagged([release], said + "9") == {}


def test_a_fence_of_zero_flags_nobody():
    same = [process(str(n), bid("A", 100), bid("B", 100), winner="A") for n in range(6)]
    assert flagged(same, rules=["R024", "R058", "R038"]) == {}
    never = [process(str(n), bid("A"), bid(f"L{n}"), winner="W") for n in range(6)]
    assert flagged(never, rules=["R025"]) == {}


def test_the_minimum_of_a_buyer_counts_submitted_bids():
    one = process("1", bid("A"), bid("B", status="disqualified"), buyer={"id": "b"})
    assert flagged([one], rules=["R038"]) == {"Buyer": {"b": {"R038": 0.5}}}
    few = "[R038]\nminimum_contracting_processes = 3"
    assert flagged([one], few) == {}


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({}, True),
        ({"awards": [{"status": "pending"}]}, False),
        ({"awards": [{"status": "active", "suppliers": [{"id": "A"}, {"id": "B"}]}]}, False),
        ({"awards": [{"status": "active", "suppliers": [{"id": "A"}]}] * 2}, False),
        ({"awards": [{"status": "active", "suppliers": [{"id": "B"}]}]}, False),  # not the lowest
    ],
)
def test_what_is_excluded_from_the_gaps(change, counted):
    screen = Screen(Settings())
    screen.take(process("1", bid("A", 100), bid("B", 110), winner="A") | change)
    assert [gap.ratio for gap in screen.gaps] == ([pytest.approx(0.1)] if counted else [])


def test_a_joint_bid_leaves_its_process_out():
    joint = {"status": "valid", "tenderers": [{"id": "B"}, {"id": "C"}],
             "value": {"amount": 110, "currency": "CNY"}}  # fmt: skip
    screen = Screen(Settings())
    screen.take(process("1", bid("A", 100), joint, winner="A"))
    assert screen.gaps == []
    assert screen.wins == {}


def test_another_currency_is_no_price_to_compare():
    other = bid("B", 1) | {"value": {"amount": 1, "currency": "USD"}}
    out = bid("C", 1, status="disqualified") | {"value": {"amount": 1, "currency": "USD"}}
    release = process("1", bid("A", 100), other, out, winner="A")
    assert flagged([release], rules=["R036"]) == {}
    assert flagged([release], "currency = USD", rules=["R036"]) == {}  # a valid one is as low


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("", True),
        ("no_price_comparison_procurement_methods = 协议定价|抽签", False),
        ("price_comparison_procurement_methods = 公开招标", False),
        ("price_comparison_procurement_methods = 抽签", True),
        ("[exclusions]\nprocurement_method_details = 抽签", False),
    ],
)
def test_where_prices_are_not_compared(said, seen):
    tender = {"procurementMethodDetails": "抽签"}
    release = process("1", bid("A", 5), bid("B", 5), tender=tender)
    assert bool(flagged([release], said, rules=["R028"])) is seen


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=40), st.floats(0, 1))
def test_quartiles_are_median_unbiased(values, share):
    assert min(values) <= quartile(values, share) <= max(values)
    ordered = sorted(values)
    place = min(max((len(values) + 1 / 3) * share + 1 / 3, 1), len(values))
    low = int(place)
    high = min(low, len(values) - 1)
    slow = ordered[low - 1] + (place - low) * (ordered[high] - ordered[low - 1])
    assert np.isclose(quartile(values, share), slow, rtol=1e-9, atol=1e-6)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["active", "valid", "disqualified", "2026-01-01T00:00:00Z", "A"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["ocid", "tender", "bids", "details", "awards", "suppliers", "tenderers", "id",
                         "status", "value", "amount", "currency", "date", "tenderPeriod", "endDate",
                         "startDate", "buyer", "items", "classification"]),
        inner, max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["tender", "bids", "awards", "buyer"]), JUNK), max_size=4
    )
)
def test_no_release_breaks_it(releases):
    screen = Screen(Settings())
    for number, release in enumerate(releases):
        screen.take({"ocid": str(number)} | release)
    json.dumps(screen.results(), allow_nan=False)


@given(
    st.permutations(
        [json.loads(x) for r in ("R024", "R025", "R038", "R058") for x in lines(r) if x]
    )
)
def test_the_order_of_the_lines_changes_nothing(releases):
    first = [json.loads(x) for r in ("R024", "R025", "R038", "R058") for x in lines(r) if x]
    assert flagged(releases, rules=PRINTED) == flagged(first, rules=PRINTED)
