"""Words of the ledger."""

from flask_babel import lazy_gettext as _l

from app.ledgers.states import RecordKind

KINDS = {RecordKind.ACTIVITY: _l("Activity"), RecordKind.VISIT: _l("Visit")}
FINDINGS = {
    "record-in-future": _l("Only what has happened is entered; this day lies in the future."),
    "record-incomplete": _l("Please fill this in; day, place, theme and result are needed."),
    "record-elsewhere": _l("This organization belongs to another community."),
}
STEPS = {"ledger.record": _l("Entered in the ledger")}
