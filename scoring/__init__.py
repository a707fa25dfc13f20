"""From facts of bids and experts' marks to a ranking (评审排名) that can be shown to be right to the last digit.

Pure: no web, no database, no law, no clock. Everything that is published is Decimal, computed exactly and rounded once,
half up; days are dates; keys are strings. Words are codes. Read first:

- criteria.py: the scheme, and `check`, which says what is wrong with one
- ranking.py: `rank`, the order, and how ties are broken
- one file for each kind of part, its formula at the top: grade.py, track_record.py, fit.py, price.py, aggregate.py
- marks.py: what is wrong with a set of marks
- explain.py: two rows side by side, what decided; sensitivity.py: how firm the order is
- selection.py: how far a budget reaches in a venture round
- record.py: the file from which anybody computes the ranking again

exact.py holds the arithmetic, parts.py the part of a total, errors.py what is refused.
"""

from scoring.criteria import GRADES, Aggregation, Criterion, Kind, Level, Scheme, check
from scoring.errors import Problem, ScoringError
from scoring.fit import FitFact, fit_points
from scoring.grade import GradeFact, Standing
from scoring.marks import Mark
from scoring.parts import Part
from scoring.price import PriceFact
from scoring.ranking import BidFacts, DecidedBy, Ranking, Reason, Rejected, Row, rank
from scoring.track_record import District, Record, TrackRecord, district, track_record

__all__ = [
    "GRADES",
    "Aggregation",
    "BidFacts",
    "Criterion",
    "DecidedBy",
    "District",
    "FitFact",
    "GradeFact",
    "Kind",
    "Level",
    "Mark",
    "Part",
    "PriceFact",
    "Problem",
    "Ranking",
    "Reason",
    "Record",
    "Rejected",
    "Row",
    "Scheme",
    "ScoringError",
    "Standing",
    "TrackRecord",
    "check",
    "district",
    "fit_points",
    "rank",
    "track_record",
]
