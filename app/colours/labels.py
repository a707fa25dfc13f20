"""Words of the colours."""

from flask_babel import lazy_gettext as _l

from app.colours.states import Colour

COLOURS = {
    Colour.GREEN: _l("Green"),
    Colour.BLUE: _l("Blue"),
    Colour.YELLOW: _l("Yellow"),
    Colour.RED: _l("Red"),
}
MEANS = {
    Colour.GREEN: _l("nothing to watch"),
    Colour.BLUE: _l("to be looked at"),
    Colour.YELLOW: _l("watched closely"),
    Colour.RED: _l("key supervision"),
}
# How each is drawn: colour never stands alone, the word is always beside it.
TAGS = {
    Colour.GREEN: "ok",
    Colour.BLUE: "review",
    Colour.YELLOW: "soon",
    Colour.RED: "bad",
}
FINDINGS = {
    "sign-serious_violation": _l(
        "On the list of serious violations since %(day)s. Reason: %(reason)s"
    ),
    "sign-abnormal_list": _l(
        "On the list of abnormal activities since %(day)s. Reason: %(reason)s"
    ),
    "sign-report_missing": _l("The annual report about %(year)s is not there after its due day."),
    "sign-penalty": _l("Administrative penalty on %(day)s. Reason: %(reason)s"),
    "sign-inspection": _l("An inspection on %(day)s found problems that are not put right yet."),
    "sign-report_late": _l("The annual report about %(year)s was filed late."),
    "sign-list_past": _l("It came off a list on %(day)s."),
}
