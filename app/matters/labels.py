"""Words of matters."""

from flask_babel import lazy_gettext as _l

from app.matters.states import MatterKind, MatterState

KINDS = {
    MatterKind.ACTIVITY: _l("Major activity (declare before it)"),
    MatterKind.LEADERS: _l("Election or change of leaders"),
    MatterKind.CHARTER: _l("Change of the charter"),
    MatterKind.DONATION: _l("Large donation received"),
    MatterKind.FOREIGN: _l("Contact or money from abroad"),
    MatterKind.ASSETS: _l("Disposal of major assets"),
    MatterKind.DISPUTE: _l("Lawsuit or major dispute"),
    MatterKind.OTHER: _l("Another major matter"),
}
TAGS = {
    MatterState.SENT: "wait",
    MatterState.RETURNED: "hold",
    MatterState.OPINION: "live",
    MatterState.NOTED: "done",
}
FINDINGS = {
    "matter-empty": _l("Please say what it is about."),
    "matter-in-future": _l("This kind is filed after it happened; the day lies in the future."),
    "matter-late": _l("It should have been filed within %(days)s days; it is marked as late."),
    "activity-place": _l("Please write the place of the activity."),
    "activity-risks": _l("Please write what could go wrong and what you do about it."),
    "activity-persons": _l("Please write how many people are expected."),
    "activity-over": _l("An activity is declared before it happens; this day is over."),
    "activity-late": _l("It should be declared %(days)s days before; it is marked as late."),
    "opinion-on-activities": _l("The street gives an opinion on activities only."),
    "matter-reason": _l("Please say why; the organization reads it."),
}
NOTICES = {
    "matter-filed": (
        _l("%(organization)s filed: %(title)s"),
        _l("Please give an opinion or take note of it."),
    ),
    "matter-opinion": (_l("The street's opinion on %(title)s"), _l("It says: %(reason)s")),
    "matter-returned": (
        _l("Please correct the filing %(title)s"),
        _l("It was sent back. Reason: %(reason)s"),
    ),
    "matter-noted": (_l("The filing %(title)s is done"), _l("Remark: %(reason)s")),
}
STATES = {
    "matter.sent": _l("To be put on file"),
    "matter.returned": _l("Sent back"),
    "matter.opinion": _l("With the street's opinion"),
    "matter.noted": _l("On file"),
}
STEPS = {
    "matter.file": _l("Major matter filed"),
    "matter.send_again": _l("Send again"),
    "matter.opine": _l("Give an opinion"),
    "matter.return": _l("Send back for correction"),
    "matter.note": _l("Take note"),
}
