"""The selection of RFC 3797, on the numbers that the RFC itself prints in section 6."""

import pytest

from matching.draw import digest_at, key_of, rfc3797

SOURCES = ((9319,), (2, 5, 12, 8, 10), (9, 18, 26, 34, 41, 45))
KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
DIGESTS = [
    "990DD0A5692A029A98B5E01AA28F3459",
    "3691E55CB63FCC37914430B2F70B5EC6",
    "FE814EDF564C190AC1D25753979990FA",
    "1863CCACEB568C31D7DDBDF1D4E91387",
    "F4AB33DF4889F0AF29C513905BE1D758",
    "13EAEB529F61ACFB9A29D0BA3A60DE4A",
    "992DB77C382CA2BDB9727001F3CDCCD9",
    "63AB4258ECA922976811C7F55C383CE7",
    "DFBC5AC97CED01B3A6E348E3CC63F40D",
    "31CB111C4A4EBE9287CEAE16FE51B909",
    "07FA46C122F164C215BBC72793B189A3",
    "AC52F8D75CCBE2E61AFEB3387637D501",
    "53306F73E14FC0B2FBF434218D25948E",
    "B5D1403501A81F9A47318BE7893B347C",
    "85B10B356AA06663EF1B1B407765100A",
    "3269E6CE559ABD57E2BA6AAB495EB9BD",
]
SELECTED = [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]


def test_the_sources_become_the_key_of_the_rfc():
    assert key_of(SOURCES) == KEY


@pytest.mark.parametrize("place", range(len(DIGESTS)))
def test_the_digests_are_those_of_the_rfc(place):
    assert digest_at(KEY.encode(), place) == DIGESTS[place]


def test_the_selected_are_those_of_the_rfc():
    assert rfc3797(SOURCES, 25, 10) == SELECTED


def test_all_of_a_pool_are_everybody_once():
    assert sorted(rfc3797(SOURCES, 25, 25)) == list(range(1, 26))


def test_more_than_there_are_is_refused():
    with pytest.raises(ValueError, match="more are wanted"):
        rfc3797(SOURCES, 25, 26)
