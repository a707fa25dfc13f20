"""What comes from the page of an amendment."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField

from app.forms import Form, MomentField


class AmendForm(Form):
    """A change of a published call."""

    content = TextAreaField(_l("Content of the service"), default="")
    acceptance = TextAreaField(_l("How it is accepted"), default="")
    deadline_at = MomentField(_l("Deadline"))
    opening_at = MomentField(_l("Opening"))
    material = BooleanField(_l("The change may affect how bids are prepared"), default=True)
    reason = TextAreaField(_l("Why it is changed"), default="")
