"""The words of the portal's own acts."""

from flask_babel import lazy_gettext as _l

FINDINGS = {"clock-in-production": _l("The clock of a real district cannot be moved")}
STEPS = {"clock.move": _l("Move the clock")}
