"""Words of editions."""

from flask_babel import lazy_gettext as _l

FINDINGS = {
    "edition-of-the-future": _l("The directory of a future day is not known yet."),
    "edition-of-another-year": _l(
        "The edition of %(year)s shows the directory of a day of that year or of the year before."
    ),
    "edition-there": _l(
        "The edition of %(year)s is published already. It stays as it is; the directory of any day"
        " can be asked for beside it."
    ),
}
STEPS = {"edition.publish": _l("Edition published")}
