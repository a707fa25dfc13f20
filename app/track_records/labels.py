"""Words of track records."""

from flask_babel import lazy_gettext as _l

FINDINGS = {
    "ends-before-start": _l("The contract cannot end before it begins (%(day)s)."),
    "score-range": _l("A performance score lies between 0 and 100; this is %(score)s."),
    "amount-negative": _l("A contract amount cannot be negative."),
}
STEPS = {
    "track_record.add": _l("Performance recorded"),
}
