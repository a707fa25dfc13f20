"""What is typed about financial audits."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from app.account_audits.labels import OPINIONS, TRIGGERS
from app.account_audits.states import Trigger
from app.forms import ChoiceField, DayField, Filters, Form, Longest, MoneyField, Needed

ANY = ("", _l("All"))


class ListForm(Filters):
    """The filters of the list."""

    q = StringField(_l("Organization or auditor"))
    trigger = ChoiceField(
        _l("What set it off"), choices=[ANY, *((t.value, w) for t, w in TRIGGERS.items())]
    )


class OrderForm(Form):
    """An order."""

    trigger = ChoiceField(
        _l("What set it off"),
        [Needed()],
        choices=[(t.value, w) for t, w in TRIGGERS.items() if t is not Trigger.REPRESENTATIVE],
    )
    reason = TextAreaField(_l("Reason"), [Needed(), Longest(300)])


class ReportForm(Form):
    """The auditor's report."""

    auditor = StringField(_l("Auditor"), [Needed(), Longest(120)])
    opinion = ChoiceField(
        _l("Audit opinion"), [Needed()], choices=[(o.value, w) for o, w in OPINIONS.items()]
    )
    faults = TextAreaField(
        _l("Faults"), [Optional(), Longest(3000)], description=_l("Empty if it is unqualified.")
    )
    rectify_by = DayField(_l("To be put right by"), [Optional()])
    fee = MoneyField(
        _l("Fee"), [Optional()], description=_l("Paid by the authority that ordered it.")
    )
    file = FileField(
        _l("Audit report"), [Optional()], description=_l("A PDF or a picture, up to 20 MB.")
    )


class TextForm(Form):
    """How the end was seen."""

    text = TextAreaField(_l("How it was seen, or why"), [Needed(), Longest(500)])
