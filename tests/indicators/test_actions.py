"""A scheme is drafted, refused while anything is open, published and frozen."""

from decimal import Decimal

import pytest

from app.errors import RefusedError, WrongStateError
from app.indicators import actions, queries
from app.indicators.rules import Band
from app.indicators.states import SchemeState
from app.organizations.states import OrganizationType
from tests.assessing import TREE, Office, bands

FACTS = actions.Facts(title="社会团体评估指标", source="澜民〔2026〕8号", scale=1000, places=0)


@pytest.fixture
def office(db):
    return Office()


def draft(office, **more):
    return actions.draft(
        OrganizationType.SOCIETY, 2026, FACTS, by=office.by, now=office.now, **more
    )


def test_publishing_with_an_open_boundary_is_refused_and_the_boundary_named(office):
    made = draft(office)
    actions.describe(made, FACTS, TREE, by=office.by, now=office.now)
    rows = bands()
    rows[0] = Band(level="5A", low=Decimal(950), low_in=None, high=Decimal(1000), high_in=True)
    actions.set_bands(made, rows, by=office.by, now=office.now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(made, by=office.by, now=office.now)
    (finding,) = refused.value.findings
    assert (finding.code, finding.law) == ("band-boundary-unsaid", "ASM39/R-ASM-10")
    assert made.state is SchemeState.DRAFT


def test_what_is_open_may_be_kept_until_somebody_decides(office):
    made = draft(office)
    rows = [Band(level="5A", low=Decimal(950), low_in=None, high=None, high_in=None)]
    actions.set_bands(made, rows, by=office.by, now=office.now)
    assert made.grades == tuple(rows)


def test_a_published_scheme_is_frozen_and_the_next_version_copies_it(office):
    made = office.scheme(OrganizationType.SOCIETY)
    for change in (
        lambda: actions.set_bands(made, bands(), by=office.by, now=office.now),
        lambda: actions.describe(made, FACTS, TREE, by=office.by, now=office.now),
    ):
        with pytest.raises(RefusedError):
            change()
    again = draft(office, copied=made)
    assert (again.version, again.tree, again.grades) == (2, made.tree, made.grades)
    with pytest.raises(WrongStateError):
        actions.publish(made, by=office.by, now=office.now)


def test_a_retired_scheme_is_no_longer_offered_to_rounds(office):
    made = office.scheme()
    assert list(queries.published()) == [made]
    actions.retire(made, by=office.by, now=office.now)
    assert list(queries.published()) == []
