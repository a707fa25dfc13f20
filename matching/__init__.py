"""Who fits what (匹配): texts and facts in, ranked and explained answers out. Pure: no web, no database, no law.

Read first: text.py (the versioned analyser), then

- fit.py: fit for points. Content only, absolute, statistics frozen at the deadline, exact to four places.
- index.py with channels.py: search and recommendation, a visible sum of channels, both directions: organizations for
  a project, projects for an organization. Never used for points.
- screen.py: the negative list.

segment.py, matrix.py, store.py, search.py and explain.py are the inside of the index.
"""

from matching.channels import ChannelPart, Hit, Reason, Weights
from matching.errors import MatchingError, StaleIndexError, StaleStatisticsError
from matching.fit import Fit, FitPart, Statistics, fit, similarity
from matching.index import Index
from matching.screen import Entry, ScreenHit, Screening, screen
from matching.search import Query
from matching.segment import Document
from matching.text import (
    ANALYSER,
    display_words,
    highlights,
    search_terms,
    search_tokens,
    strip_signals,
)

__all__ = [
    "ANALYSER",
    "ChannelPart",
    "Document",
    "Entry",
    "Fit",
    "FitPart",
    "Hit",
    "Index",
    "MatchingError",
    "Query",
    "Reason",
    "ScreenHit",
    "Screening",
    "StaleIndexError",
    "StaleStatisticsError",
    "Statistics",
    "Weights",
    "display_words",
    "fit",
    "highlights",
    "screen",
    "search_terms",
    "search_tokens",
    "similarity",
    "strip_signals",
]
