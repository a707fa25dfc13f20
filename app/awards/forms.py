"""What is typed about awards."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from app.forms import ChoiceField, Filters, Form, Longest, Needed

ANY = ("", _l("All"))


class ListForm(Filters):
    """The filters of the awards."""

    q = StringField(_l("Name or credit code"))
    level = ChoiceField(
        _l("Grade"), choices=[ANY, *((n, n) for n in ("5A", "4A", "3A"))], default=""
    )


class ApproveForm(Form):
    """From which budget line it is paid."""

    line = ChoiceField(_l("Budget line"), [Needed()], choices=[])


class ReasonForm(Form):
    """Why it is refused."""

    reason = TextAreaField(
        _l("Reason"), [Needed(), Longest(300)], description=_l("The organization reads it.")
    )


class PayForm(Form):
    """The voucher of a payment."""

    voucher = StringField(_l("Voucher number"), [Needed(), Longest(60)])
    sure = BooleanField(
        _l("I have checked the certificate and the account of the organization"), [Needed()]
    )
