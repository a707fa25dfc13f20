"""Input of the contract pages."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DecimalField, FormField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app import money
from app.contracts import rules
from app.contracts.labels import RATING
from app.forms import Between, DayField, Form, Needed, Rows, SubForm

# No part of a rating has more points, no share more per cent.
HUNDRED = 100
MOST = 1000


class MilestoneRow(SubForm):
    """What one milestone delivers."""

    title = StringField(_l("What is delivered"), [Length(max=160)])
    evidence = StringField(_l("What is shown as evidence"), [Length(max=500)])
    due_on = DayField(_l("By when"), [Needed()])


class MilestonesForm(Form):
    """All milestones of a contract; the amounts follow from the award."""

    rows = Rows(FormField(MilestoneRow))


class DeliveryForm(Form):
    """What is handed in for a milestone."""

    text = TextAreaField(
        _l("What was done"), [Needed()], description=_l("How many times, for whom, what came of it")
    )
    files = MultipleFileField(
        _l("Evidence"),
        description=_l(
            "Ledgers, sign-in lists, photographs, vouchers: PDF, XLSX, DOCX, JPG or PNG"
        ),
    )


class AcceptanceForm(Form):
    """What was looked at, and the opinion."""

    note = TextAreaField(
        _l("Opinion"),
        [Needed()],
        description=_l("What you looked at, whom you asked, whether it meets the contract"),
    )


class SendBackForm(Form):
    """What is missing."""

    note = TextAreaField(_l("What is missing"), [Needed()])


class PaymentForm(Form):
    """The voucher of a payment."""

    voucher = StringField(_l("Voucher number"), [Needed(), Length(max=60)])
    sure = BooleanField(_l("I have checked the acceptance and the account of the organization"))


class PointsField(DecimalField):
    """Points or per cent with at most two places; 1e999 and NaN are none."""

    data: Decimal | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, or say that it cannot be read."""
        super().process_formdata(valuelist)
        given, self.data = self.data, None
        if given is None:
            return
        if not given.is_finite() or abs(given) > MOST or given != given.quantize(money.FEN):
            raise ValueError(self.gettext("Not a valid decimal value."))
        self.data = given


class RatingForm(Form):
    """The performance score, part by part."""

    completion = PointsField(RATING["completion"], [Needed()], places=1)
    quality = PointsField(RATING["quality"], [Needed()], places=1)
    timeliness = PointsField(RATING["timeliness"], [Needed()], places=1)
    satisfaction = PointsField(RATING["satisfaction"], [Needed()], places=1)
    measured = PointsField(
        _l("Measured satisfaction of those served (per cent)"),
        [Optional(), Between(0, HUNDRED)],
        places=1,
        description=_l("Leave empty if nobody was asked"),
    )
    note = TextAreaField(_l("Reasons"), [Needed()])
    final = BooleanField(_l("This is the final rating: everything is delivered, accepted and paid"))

    def points(self) -> dict[str, Decimal | None]:
        """Return the points of each part."""
        return {part.key: self[part.key].data for part in rules.RATING}
