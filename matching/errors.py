"""What matching refuses."""


class MatchingError(Exception):
    """Matching cannot do what was asked."""


class StaleIndexError(MatchingError):
    """The index file is missing, torn, damaged or of another version: build it again."""


class StaleStatisticsError(MatchingError):
    """The frozen statistics are torn, changed by hand or of another analyser: fit must not be computed with them."""
