"""Fit becomes points by the scheme alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import FitFact, fit_points
from scoring.fit import fit_part, problems
from tests.scoring.cases import SCHEME, codes

CRITERION = SCHEME.criteria[2]
FITS = st.decimals(0, 1, places=4)


def test_an_example_by_hand():
    points, evidence = fit_points(
        Decimal("0.8645"), [{"kind": "scope", "value": Decimal("0.8645")}], "s1", Decimal(10)
    )
    assert str(points) == "8.65"  # 8.645, half up
    assert evidence == {
        "value": "0.8645",
        "version": "s1",
        "parts": [{"kind": "scope", "value": "0.8645"}],
    }


@given(FITS, FITS)
def test_more_fit_is_never_fewer_points(a, b):
    low, high = sorted((a, b))
    assert (
        fit_points(low, (), "s", Decimal(10))[0] <= fit_points(high, (), "s", Decimal(10))[0] <= 10
    )


def test_the_part_names_words_and_the_version():
    part = fit_part(
        FitFact(Decimal("0.5"), "s1", (), [("个案", Decimal("0.30"))], [("心理", Decimal("0.1"))]),
        CRITERION,
        2,
    )
    assert part.evidence["matched"] == [["个案", "0.3"]]
    assert part.evidence["missing"] == [["心理", "0.1"]]
    assert part.evidence["version"] == "s1"


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (FitFact(Decimal("1.01"), "s"), "fit-out-of-range"),
        (FitFact(Decimal("NaN"), "s"), "fit-out-of-range"),
        (FitFact(Decimal("0.5"), ""), "fit-without-version"),
    ],
)
def test_wrong_facts_are_refused(fact, code):
    assert codes(problems(fact, CRITERION, "b")) == [code]
