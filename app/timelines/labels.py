"""Words of time lines."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "register": _l("Register"),
    "profile": _l("Profile"),
    "directory": _l("Directory"),
    "grade": _l("Grade"),
    "credit": _l("Credit"),
    "report": _l("Annual report"),
    "contract": _l("Contract"),
    "matter": _l("Major matter"),
    "audit": _l("Financial audit"),
    "complaint": _l("Complaint or report"),
    "inspection": _l("Inspection"),
    "assessment": _l("Assessment"),
    "award": _l("Award"),
    "filing": _l("Filing"),
}
