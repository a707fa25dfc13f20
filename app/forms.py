"""The base of all forms, and the fields that our office writes: money, days, codes, lines.

A wrong value is kept as it was typed; the error says what is wrong with it and what to
write. `add_findings` puts what the rules say beside the field that it concerns.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

from flask import request
from flask_babel import get_domain
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from stdnum.cn import uscc
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget, TextInput

from app import clock, money, words
from app.errors import Finding

# What WTForms itself may say; named here so that the catalogue has it.
BUILT_IN = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Not a valid choice"),
    _l("Invalid Choice: could not coerce."),
    _l("Not a valid integer value."),
    _l("Not a valid decimal value."),
    _l("Invalid email address."),
    _l("Invalid input."),
    _l("File does not have an approved extension: {extensions}"),
    _l("Number must be at least %(min)s."),
    _l("Number must be at most %(max)s."),
    _l("Number must be between %(min)s and %(max)s."),
    _l("Field must be between %(min)d and %(max)d characters long."),
)

CODE_LENGTH = 18
INNER_CODE = slice(8, 16)
INNER_CHECK = 16
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
INNER_TEN, INNER_ELEVEN = 10, 11
FORBIDDEN_LETTERS = frozenset("IOSVZ")
_AMOUNT = re.compile(r"\d+(\.\d*)?|\.\d+")
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?")
_MOMENT = re.compile(r"(.+?)[T ]*(\d{1,2}):(\d{2})(?::(\d{2}))?")
_MIDNIGHT = 24
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def tidy(text: str | None) -> str:
    """Return typed text with full-width letters and digits made plain, and trimmed."""
    return unicodedata.normalize("NFKC", text or "").strip()


class Told(str):
    """An error at a field, with the article that says so."""

    __slots__ = ("law",)
    law: str | None

    def __new__(cls, said: str, law: str | None = None) -> "Told":  # noqa: PYI034 -- Self hides str
        """Make one."""
        told = super().__new__(cls, said)
        told.law = law
        return told


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the error summary: its field's anchor, what is wrong, the article."""

    anchor: str
    words: str
    law: str | None = None


class _Translations:
    """Have WTForms say its messages in our words; it fills their places itself."""

    def gettext(self, string: str) -> str:
        """Translate."""
        return str(_(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate what is counted."""
        return str(get_domain().get_translations().ungettext(singular, plural, n))


class Form(FlaskForm):
    """The base of every form of the portal."""

    warnings: tuple[Finding, ...] = ()

    class Meta:
        """Read by WTForms."""

        def get_translations(self, form: object) -> _Translations:
            """Use our catalogue."""
            return _Translations()

        def wrap_formdata(self, form: object, formdata: Any) -> Any:  # noqa: ANN401 -- WTForms' own
            """Read what a form sends and never JSON, in which a value need not be text."""
            if request and request.is_json and not isinstance(formdata, MultiDict):
                return None
            return FlaskForm.Meta.wrap_formdata(self, form, formdata)

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Put each finding at the field that it names, else at the form; warnings stay apart.

        A field that could not be read has said so: what the rules make of its emptiness would
        only contradict it.
        """
        found = tuple(findings)
        self.warnings = tuple(f for f in found if f.warning)
        unread = {f.name for top in self for f in _all(top) if _unread(f)}
        for one in found:
            if not one.warning and (one.field or "").replace(".", "-") not in unread:
                self.add_error(words.finding(one), one.field, one.law)

    def add_error(self, said: str, field: str | None = None, law: str | None = None) -> None:
        """Say what is wrong at a field, or at the form if it has no such field."""
        at = self.named(field)
        told = Told(said, law)
        if at is None:
            self.form_errors.append(told)
        elif isinstance(at, FormField):
            at.form.form_errors.append(told)
        else:
            at.errors = [*at.errors, told]

    def error_list(self) -> list[Line]:
        """Return the lines of the error summary, in the order of the fields."""
        return [*_said("", self.form_errors), *(line for field in self for line in _lines(field))]

    def named(self, name: str | None) -> Field | None:
        """Return a field by its name, also one inside rows: `rows-2-amount` or `rows.2.amount`."""
        wanted = (name or "").replace(".", "-")
        return next((f for top in self for f in _all(top) if wanted and f.name == wanted), None)


class SubForm(Form):
    """A form inside a form (FormField): no token of its own."""

    class Meta:
        """Read by WTForms."""

        csrf = False


class Filters(SubForm):
    """The filters of a list, from the query of the address."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- what WTForms takes
        super().__init__(formdata=request.args, **kwargs)


def _all(field: Field) -> Iterator[Field]:
    yield field
    if isinstance(field, FieldList | FormField):
        for inner in field:
            yield from _all(inner)


def _unread(field: Field) -> bool:
    """Say whether what was typed in a field could not be taken."""
    simple = not isinstance(field, FieldList | FormField)
    return simple and any(not isinstance(e, Told) for e in field.errors)


def _lines(field: Field) -> Iterator[Line]:
    if isinstance(field, FieldList | FormField):
        for inner in field:
            yield from _lines(inner)
    if isinstance(field, FormField):
        yield from _said(field.id, field.form.form_errors)
    elif isinstance(field, FieldList):
        # Its errors also repeat those of its rows, as lists.
        yield from _said(field.id, [e for e in field.errors if isinstance(e, str)])
    else:
        yield from _said(_anchor(field), field.errors, str(field.label.text))


def _said(anchor: str, errors: Iterable[Any], label: str = "") -> Iterator[Line]:
    """Write the lines; one that speaks of the value only gets the name of its field before it."""
    for error in errors:
        plain = not isinstance(error, Told) and label and label not in str(error)
        said = f"{label}{_(': ')}{error}" if plain else str(error)
        yield Line(anchor, said, getattr(error, "law", None))


def _anchor(field: Field) -> str:
    """Return the id that takes the focus: of several choices, the first."""
    return f"{field.id}-0" if isinstance(field.widget, ListWidget) else str(field.id)


class Needed:
    """Must be filled in; the error names the field."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: object, field: Field) -> None:
        """Refuse nothing, blanks, and a box that is not ticked."""
        typed = any(not isinstance(d, str) or d.strip() for d in field.raw_data or ())
        if (typed and (field.data or field.data == 0)) or field.errors:
            return
        raise StopValidation(
            str(self.message or _("Please fill in: %(label)s", label=field.label.text))
        )


class _Typed(Field):
    """A field that shows again what was typed."""

    widget = TextInput()
    width = ""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; nothing is None."""
        text = tidy(valuelist[0]) if valuelist else ""
        self.data = self.read(text) if text else None

    def written(self, data: Any) -> str:  # noqa: ANN401 -- of the field's own type
        """Write a value as it would be typed."""
        raise NotImplementedError

    def read(self, text: str) -> Any:  # noqa: ANN401
        """Read a value, or raise ValueError with the words for it."""
        raise NotImplementedError


class MoneyField(_Typed):
    """Yuan as Decimal: takes 480,000.00, ４８００００ and 480000元."""

    width = "money"

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs["render_kw"] = {"inputmode": "decimal", "autocomplete": "off"} | (
            kwargs.get("render_kw") or {}
        )
        super().__init__(label, validators, **kwargs)

    def written(self, data: Decimal) -> str:
        """Write with thousands."""
        return f"{data:,.2f}"

    def read(self, text: str) -> Decimal:
        """Read an amount that is not negative."""
        plain = re.sub(r"[,\s¥元]", "", text)
        if not _AMOUNT.fullmatch(plain):
            raise ValueError(_("Write digits and a decimal point only, for example 468500.00"))
        amount = Decimal(plain)
        if amount >= money.LIMIT:
            raise ValueError(_("This amount is too large. Is it in yuan?"))
        if amount != amount.quantize(money.FEN):
            raise ValueError(_("An amount has at most two decimal places, for example 468500.00"))
        return money.yuan(amount)


class DayField(_Typed):
    """A legal day as date."""

    widget = DateInput()
    width = "day"

    def written(self, data: date) -> str:
        """Write as the browser does."""
        return data.isoformat()

    def read(self, text: str) -> date:
        """Read 2026-11-24, 2026/11/24, 20261124 or 2026年11月24日."""
        return _read_day(text)


class MomentField(_Typed):
    """A moment, typed in Beijing time, kept as an aware instant in UTC."""

    widget = DateTimeLocalInput()
    width = "moment"

    def written(self, data: datetime) -> str:
        """Write as the browser does."""
        return f"{clock.local(data):%Y-%m-%dT%H:%M}"

    def read(self, text: str) -> datetime:
        """Read a day and a time; 24:00 is the end of the day."""
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(_("Write day and time like 2026-11-27 15:00"))
        on = _read_day(found[1])
        hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
        if (hour, minute, second) == (_MIDNIGHT, 0, 0):
            return clock.end_of(on)
        try:
            return clock.at_local(on, hour, minute, second)
        except ValueError as error:
            raise ValueError(_("Write day and time like 2026-11-27 15:00")) from error


def _read_day(text: str) -> date:
    found = _DAY.fullmatch(text.strip())
    on = _date(*map(int, found.groups())) if found else None
    # No paper of ours is older or reaches further; a typed year 0226 is a slip.
    if on is None or not FIRST_DAY <= on <= LAST_DAY:
        raise ValueError(_("There is no such day. Write it like 2026-11-24"))
    return on


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class CodeField(StringField):
    """A unified social credit code (统一社会信用代码), checked by GB 32100 and GB 11714."""

    width = "code"

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read in capitals, without spaces."""
        self.data = re.sub(r"[\s-]", "", tidy(valuelist[0]).upper()) if valuelist else None

    def pre_validate(self, form: object) -> None:
        """Say what exactly is wrong with the code."""
        problem = code_problem(self.data) if self.data else None
        if problem:
            raise StopValidation(problem)


def code_problem(code: str) -> str | None:
    """Say what is wrong with a credit code, or None."""
    if len(code) != CODE_LENGTH:
        return str(_("A unified social credit code has 18 characters; this has %(n)s", n=len(code)))
    wrong = [c for c in code if not (c.isascii() and c.isalnum()) or c in FORBIDDEN_LETTERS]
    if wrong:
        return str(_("A credit code never has the character %(c)s", c=wrong[0]))
    try:
        expected = uscc.calc_check_digit(code[:-1])
    except (ValueError, uscc.ValidationError):
        return str(_("This is not a credit code. Please compare it with the certificate"))
    if code[-1] != expected:
        return str(
            _(
                "The last character should be %(c)s. Please compare it with the certificate",
                c=expected,
            )
        )
    inner = _inner_check(code[INNER_CODE])
    if code[INNER_CHECK] != inner:
        return str(
            _("Character 17 should be %(c)s. Please compare it with the certificate", c=inner)
        )
    return None


def _inner_check(eight: str) -> str:
    """Return the check character of an organization code (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(eight, INNER_WEIGHTS, strict=True))
    check = INNER_ELEVEN - total % INNER_ELEVEN
    return {INNER_TEN: "X", INNER_ELEVEN: "0"}.get(check, str(check))


class _Pairs:
    """Choices as pairs of value and label, also later: `form.place.choices = [...]`.

    Newer WTForms deprecates pairs in the constructor, older ones know nothing else; set
    afterwards they are fine in both.
    """

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401
        choices = kwargs.pop("choices", None)
        super().__init__(label, validators, **kwargs)  # type: ignore[call-arg] # a mixin
        if choices is not None:
            self.choices = choices


class Rows(FieldList):
    """Rows of a table. A row's number is written in a few plain digits, else it is none of ours."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        """Leave out what WTForms would stumble over: ² is a digit and no number."""
        plain = re.compile(rf"{re.escape(prefix)}-[0-9]{{1,4}}(-|$)", re.ASCII)
        named = [name for name in formdata if plain.match(name)]
        return cast("Iterator[int]", super()._extract_indices(prefix, named))


class ChoiceField(_Pairs, SelectField):
    """One of many, as a list to open."""


class RadiosField(_Pairs, RadioField):
    """One of few, all in sight."""


class ChecksField(_Pairs, SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Between:
    """A number or an amount within bounds; either may be missing."""

    def __init__(self, low: Decimal | int | None = None, high: Decimal | int | None = None) -> None:
        self.low, self.high = low, high

    def __call__(self, form: object, field: Field) -> None:
        """Refuse what lies outside."""
        if field.data is None or field.errors:
            return
        if self.low is not None and field.data < self.low:
            raise ValidationError(_("At least %(low)s, please", low=self.low))
        if self.high is not None and field.data > self.high:
            raise ValidationError(_("At most %(high)s, please", high=self.high))


class Longest:
    """A text of at most so many characters; the error counts them."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, form: object, field: Field) -> None:
        """Refuse a longer text."""
        length = len(field.data or "")
        if length > self.characters:
            raise ValidationError(
                _(
                    "At most %(most)s characters; this has %(n)s, %(over)s too many",
                    most=self.characters,
                    n=length,
                    over=length - self.characters,
                )
            )
