"""The one form of the portal itself: the clock of the demo."""

from flask_babel import lazy_gettext as _l

from app.forms import Form, MomentField


class ClockForm(Form):
    """To which moment the demo's clock is moved."""

    to = MomentField(
        _l("Move the clock to"),
        description=_l("Beijing time; deadlines, working days and years pass at once"),
    )
