"""The words of payments."""

from flask_babel import lazy_gettext as _l

FINDINGS = {
    "same-person-accepts-and-pays": _l("Whoever accepted may not pay. Ask a colleague to pay"),
}
