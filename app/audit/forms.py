"""What an auditor looks for."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.audit import labels, queries
from app.audit.queries import Wanted
from app.forms import DayField, Form

WORDS_MAX = 100


class FilterForm(Form):
    """Days, person, kind and words; sent by GET."""

    class Meta(Form.Meta):
        """Read by WTForms."""

        csrf = False

    since = DayField(_l("From day"), [Optional()])
    until = DayField(_l("To day"), [Optional()])
    person = StringField(lazy_pgettext("log", "Person"), [Optional(), Length(max=WORDS_MAX)])
    kind = SelectField(lazy_pgettext("log", "About"), [Optional()])
    q = StringField(lazy_pgettext("log", "Words"), [Optional(), Length(max=WORDS_MAX)])

    def offer(self) -> None:
        """Offer the kinds that the log speaks of."""
        kinds = [SelectChoice(name, labels.kind(name)) for name in queries.kinds()]
        self.kind.choices = [SelectChoice("", lazy_pgettext("log", "Everything")), *kinds]

    def wanted(self, call_id: UUID | None) -> Wanted:
        """Return what is looked for; a day that cannot be read is left out (and said)."""
        return Wanted(
            since=self.since.data,
            until=self.until.data,
            person=(self.person.data or "").strip(),
            kind=self.kind.data or "",
            call_id=call_id,
            words=(self.q.data or "").strip(),
        )
