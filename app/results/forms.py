"""What is typed about results: decisions, causes, objections, answers."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from app import formats
from app.calls.labels import KINDS
from app.forms import ChoiceField, Filters, Form, Needed, RadiosField
from app.law import cite
from app.results.labels import CORRECT_CAUSES, SKIP_CAUSES
from app.results.queries import Checked
from app.results.rules import REJECT_LAWS, TEXT_MAX

PASS, REJECT = "pass", "reject"


def qualification_form(rows: Sequence[Checked]) -> type[Form]:
    """Return the form of a qualification: for each submission yes or no, why, and the article."""
    laws = [("", _("Choose"))]
    laws += [(key, formats.article(cite(key), formats.language())) for key in REJECT_LAWS]
    fields: dict[str, object] = {}
    for row in rows:
        if row.decided is not None:
            continue
        key = row.submission.id
        fields[f"{key}-verdict"] = RadiosField(
            _("Verdict"),
            choices=[(PASS, _("Qualifies")), (REJECT, _("Is turned down"))],
            default=REJECT if row.findings else PASS,
        )
        fields[f"{key}-note"] = StringField(_("Reason"), [Optional(), Length(max=500)])
        fields[f"{key}-law"] = ChoiceField(_("Article"), choices=laws, default="")
    return type("QualificationForm", (Form,), fields)


class SkipForm(Form):
    """An award that is not the first place's."""

    submission = RadiosField(_l("Who gets the contract"), [Needed()], choices=[])
    cause = ChoiceField(_l("Lawful cause"), choices=[])
    reason = TextAreaField(
        _l("What shows it"),
        [Needed(), Length(max=480)],
        description=_l("Which letter or finding, of which day. All who took part are told."),
        render_kw={"rows": 3},
    )

    def offer(self, rows: Sequence[tuple[str, str]]) -> None:
        """Set what can be chosen."""
        self.submission.choices = list(rows)
        self.cause.choices = [("", _("Choose")), *SKIP_CAUSES.items()]


class CorrectForm(Form):
    """Computing again."""

    cause = ChoiceField(_l("Cause"), [Needed()], choices=[])
    reason = TextAreaField(_l("What was found"), [Needed(), Length(max=500)], render_kw={"rows": 3})

    def offer(self) -> None:
        """Set what can be chosen."""
        self.cause.choices = [("", _("Choose")), *CORRECT_CAUSES.items()]


class ObjectionForm(Form):
    """What a bidder objects to."""

    text = TextAreaField(
        _l("What is wrong with the result"),
        [Needed(), Length(max=TEXT_MAX)],
        description=_l("Which part, which rule, and what you ask for."),
        render_kw={"rows": 6},
    )
    evidence = TextAreaField(
        _l("Proof"),
        [Optional(), Length(max=TEXT_MAX)],
        description=_l("Where it can be seen: page of the documents, number of a certificate."),
        render_kw={"rows": 4},
    )


class AnswerForm(Form):
    """The answer to an objection."""

    verdict = RadiosField(_l("Verdict"), [Needed()], choices=[])
    answer = TextAreaField(
        _l("Reply"),
        [Needed(), Length(max=TEXT_MAX)],
        description=_l("What was checked, what was found, under which rule."),
        render_kw={"rows": 6},
    )

    def offer(self) -> None:
        """Set what can be chosen."""
        self.verdict.choices = [
            ("reject", _("Reject: the result stands and the notice runs on")),
            ("uphold", _("Uphold: the result is taken back and decided again")),
        ]


class ResultFilters(Filters):
    """The filters of the public list."""

    q = StringField(_l("Title, number or organization"))
    kind = ChoiceField(_l("Kind"), choices=[])

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [("", _("All kinds")), *((k.value, v) for k, v in KINDS.items())]
