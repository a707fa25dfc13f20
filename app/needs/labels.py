"""Words of the needs."""

from flask_babel import lazy_gettext as _l

STATUSES = {
    "collected": _l("Collected"),
    "adopted": _l("In a project"),
    "answered": _l("Answered"),
}
TAGS = {"collected": "wait", "adopted": "live", "answered": "done"}
FINDINGS = {
    "need-incomplete": _l("Write down what is needed and for whom."),
    "need-not-open": _l("This need is already in a project and is not changed any more."),
}
STEPS = {
    "need.collect": _l("Need entered"),
    "need.change": _l("Need changed"),
    "need.adopt": _l("Need taken into a project"),
    "need.answer": _l("Need answered"),
}
